"""Small truths about processes: who is alive, whose child it is, and dying together with a parent."""

import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Process:
    """What the system says of one process. ``argv`` is empty where it may not be read."""

    pid: int
    state: str
    parent: int
    argv: tuple[str, ...]
    cwd: Path | None

    @property
    def alive(self) -> bool:
        """A zombie still has a number and answers `kill 0`, but it holds nothing and does nothing."""
        return self.state[:1] not in {"Z", "X"}


def look(pid: int) -> Process | None:
    """The process with this number, or None when there is none."""
    return _look_proc(pid) if Path("/proc/self/stat").exists() else _look_ps(pid)


def _look_proc(pid: int) -> Process | None:
    base = Path("/proc") / str(pid)
    try:
        # The name stands in brackets and may itself hold spaces and brackets: split after the last one.
        state, parent, *_ = (base / "stat").read_text(errors="replace").rpartition(")")[2].split()
        argv = tuple(os.fsdecode(part) for part in (base / "cmdline").read_bytes().split(b"\0") if part)
    except (FileNotFoundError, ProcessLookupError):
        return None
    try:
        cwd: Path | None = (base / "cwd").readlink()
    except OSError:
        cwd = None
    return Process(pid, state, int(parent), argv, cwd)


def _look_ps(pid: int) -> Process | None:
    found = subprocess.run(
        ["ps", "-o", "state=,ppid=,command=", "-p", str(pid)],
        capture_output=True,
        text=True,
        check=False,
    ).stdout.split()
    return Process(pid, found[0], int(found[1]), tuple(found[2:]), None) if len(found) > 2 else None


def die_with_parent(sig: signal.Signals) -> Callable[[], None] | None:
    """What `Popen(preexec_fn=)` needs so that the child gets ``sig`` when its parent is gone, even by kill -9.

    The kernel ties this to the *thread* that forked: call it from the main thread of a process that stays. Outside
    Linux there is no such thing; None is returned and the next start clears up.
    """
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None, use_errno=True)
    parent = os.getpid()

    def bind() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(sig), 0, 0, 0)
        if os.getppid() != parent:  # the parent died between the fork and the line above
            os._exit(1)

    return bind


@contextmanager
def held(path: Path, *, timeout_s: float) -> Iterator[int]:
    """Hold an exclusive lock on the file for the length of the block. Raises TimeoutError."""
    descriptor = open_private(path)
    try:
        until = time.monotonic() + timeout_s
        while not try_lock(descriptor):
            if time.monotonic() > until:
                raise TimeoutError(str(path))
            time.sleep(0.05)
        yield descriptor
    finally:
        os.close(descriptor)


def open_private(path: Path) -> int:
    """Open (or create) a file only we may read, never through a link someone else has put there."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)


def try_lock(descriptor: int) -> bool:
    """Take the lock without waiting. It stays with the open file, so with every process that inherits it."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def signal_quietly(pid: int, sig: signal.Signals) -> None:
    """Send a signal to a process that may have gone already."""
    with suppress(ProcessLookupError):
        os.kill(pid, sig)

"""One parent for several processes: starts them, starts a crashed one again, and stops them all.

Each child leads a process group of its own, so that Ctrl-C in the terminal reaches the parent alone, and so that what a
child has started is swept away with it. A child dies with the parent, even when that is killed with -9.
"""

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from types import FrameType

from bole.core.postgres import processes

SOUND_S = 60.0  # a child that has run this long counts as healthy: its next crash is a first one
LONGEST_PAUSE_S = 30.0
FIRST_PAUSE_S = 0.5
TRIES_BEFORE_READY = 3
LOOK_EVERY_S = 0.5
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(KeyboardInterrupt):
    """A signal asked us to stop, as Ctrl-C does: it passes every `except Exception`."""


@dataclass(frozen=True)
class Service:
    """One kind of child. ``essential``: when it cannot even be started once, there is no point in going on."""

    name: str
    argv: Sequence[str]
    env: Mapping[str, str]
    niceness: int = 0
    pass_fds: tuple[int, ...] = ()
    essential: bool = False


@dataclass
class _Child:
    service: Service
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    due: float = 0.0
    crashes: int = 0


@dataclass
class Supervisor:
    """``watch`` is called about twice a second; ``is_ready`` until it says so, then ``on_ready`` once."""

    services: Sequence[Service]
    is_ready: Callable[[], bool]
    on_ready: Callable[[], None]
    watch: Callable[[], None] = lambda: None
    grace_s: float = 25.0
    _children: list[_Child] = field(default_factory=list)
    _signals: int = 0
    _ready: bool = False

    def run(self) -> int:
        """Serve until a signal asks to stop (0) or an essential child cannot be started (1). Stops every child."""
        self._children = [_Child(service) for service in self.services]
        with self._listening() as wake:
            try:
                while not self._signals:
                    if not self._keep_running():
                        return 1
                    self.watch()
                    if not self._ready and self.is_ready():
                        self._ready = True
                        self.on_ready()
                    select.select([wake], [], [], LOOK_EVERY_S if self._ready else 0.05)
                    _drain(wake)
                return 0
            finally:
                self._stop_all(wake)

    @contextmanager
    def _listening(self) -> Iterator[int]:
        """Signals only set a number and wake `select`; all work is done between two looks."""
        reading, writing = os.pipe()
        os.set_blocking(reading, False)
        os.set_blocking(writing, False)

        def note(_signal: int, _frame: FrameType | None) -> None:
            self._signals += 1

        before = {sig: signal.signal(sig, note) for sig in STOPPING}
        before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda *_: None)
        waker = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
        try:
            yield reading
        finally:
            signal.set_wakeup_fd(waker)
            for sig, handler in before.items():
                signal.signal(sig, handler)
            os.close(reading)
            os.close(writing)

    def _keep_running(self) -> bool:
        now = time.monotonic()
        for child in self._children:
            if child.process is not None and has_ended(child.process):
                self._bury(child, now)
                if child.service.essential and not self._ready and child.crashes >= TRIES_BEFORE_READY:
                    say(f"{child.service.name} cannot be started (see above).")
                    return False
            if child.process is None and now >= child.due:
                child.process, child.started = _spawn(child.service), now
        return True

    def _bury(self, child: _Child, now: float) -> None:
        process = child.process
        assert process is not None
        end(process)
        child.process = None
        child.crashes = 1 if now - child.started > SOUND_S else child.crashes + 1
        pause_s = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2 ** (child.crashes - 1))
        child.due = now + pause_s
        say(f"{child.service.name} ended ({describe(process.returncode)}); starting it again in {pause_s:g} s.")

    def _stop_all(self, wake: int) -> None:
        """Ask all at once, wait together; a second signal ends the patience."""
        living = [child.process for child in self._children if child.process is not None]
        for process in living:
            process.terminate()
        until, heard = time.monotonic() + self.grace_s, self._signals
        while time.monotonic() < until and self._signals == heard and not all(has_ended(p) for p in living):
            select.select([wake], [], [], 0.1)
            _drain(wake)
        for process in living:
            end(process)


def has_ended(process: "subprocess.Popen[bytes]") -> bool:
    """Whether the process has ended, without burying it: its number, which names its group, stays taken until then."""
    if process.returncode is not None:
        return True
    if not hasattr(os, "waitid"):  # macOS
        return process.poll() is not None
    return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def end(process: "subprocess.Popen[bytes]") -> None:
    """Kill what is left of the process's group, then bury the process."""
    with suppress(ProcessLookupError, PermissionError):  # macOS says "not permitted" of a group of zombies
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def run_step(argv: Sequence[str], env: Mapping[str, str], *, capture: bool = False) -> tuple[int, str]:
    """Run one command to its end, as a child that is stopped with us. Returns its exit code and captured output."""
    stdout = subprocess.PIPE if capture else None
    process = _spawn(Service(argv[-1], argv, env), stdout=stdout)
    try:
        output = process.communicate()[0] or b""
        return process.returncode, output.decode(errors="replace")
    except BaseException:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        raise
    finally:
        end(process)


def _spawn(service: Service, stdout: int | None = None) -> "subprocess.Popen[bytes]":
    bind = processes.die_with_parent(signal.SIGKILL)

    def before_exec() -> None:
        if bind is not None:
            bind()
        os.nice(service.niceness)

    return subprocess.Popen(
        list(service.argv),
        env=dict(service.env),
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        pass_fds=service.pass_fds,
        start_new_session=True,
        preexec_fn=before_exec,  # noqa: PLW1509 -- two system calls, no locks taken
    )


@contextmanager
def stopping_by_signal() -> Iterator[None]:
    """Inside the block a stop signal raises Stopped, so that what was begun is unwound in order."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise Stopped

    before = {sig: signal.signal(sig, stop) for sig in STOPPING}
    try:
        yield
    finally:
        for sig, handler in before.items():
            signal.signal(sig, handler)


def describe(returncode: int) -> str:
    """How a process ended, in words."""
    if returncode >= 0:
        return f"exit code {returncode}"
    return f"signal {-returncode}"


def say(sentence: str) -> None:
    """One line to the person at the shell, or to the journal."""
    print(f"bole: {sentence}", file=sys.stderr, flush=True)


def _drain(wake: int) -> None:
    with suppress(BlockingIOError):
        while os.read(wake, 512):
            pass

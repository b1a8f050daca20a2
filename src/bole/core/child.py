"""Run one function on untrusted bytes in a process of its own, with limits, no secrets and no way to outlive us.

`run("package.module:function", kwargs, …)` starts `python -m bole.core.child`, which limits itself before it imports
anything, calls the function and answers in JSON. Whatever happens in there, the caller gets a value or `ChildFailed`.
Only ids of our own functions are passed as the target, never anything a user wrote.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import importlib
import json
import os
import resource
import select
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from bole_engines.common import Refused

FailureCode = Literal["cpu", "memory", "timeout", "crashed", "refused"]
LARGEST_ANSWER = 8 * 1024 * 1024
_KEPT_STDERR = 8 * 1024
_OPEN_FILES = 64
# What a child may know of its surroundings; everything else (database, secrets, tokens, proxies) stays outside.
_PASSED_ON = (
    "PATH",
    "PYTHONPATH",
    "VIRTUAL_ENV",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "TZ",
    "TMPDIR",
    "HOME",
    "LD_LIBRARY_PATH",
)
_FIXED = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONUTF8": "1",
}


@dataclass(frozen=True)
class Refusal:
    """An engine's refusal as it came out of the child: code, English sentence with named fields, and the fields."""

    code: str
    sentence: str
    data: Mapping[str, Any] = field(default_factory=dict)


class ChildFailed(Exception):
    """The function did not answer. `code` says why; `refusal` is set for "refused"; `detail` is for logs only."""

    def __init__(self, code: FailureCode, detail: str = "", refusal: Refusal | None = None) -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code: FailureCode = code
        self.detail = detail
        self.refusal = refusal


@dataclass(frozen=True)
class Outcome:
    """A child's answer with what it cost: CPU seconds (user and system) and peak resident memory in MB."""

    result: Any
    cpu_s: float
    peak_mb: float


def run(
    target: str,
    kwargs: Mapping[str, Any],
    *,
    cpu_s: int,
    memory_mb: int,
    timeout_s: float,
    files_mb: int = 256,
) -> Any:
    """Call `target(**kwargs)` (JSON in, JSON out) in a limited child; ChildFailed(code) when it does not answer."""
    return measured(
        target,
        kwargs,
        cpu_s=cpu_s,
        memory_mb=memory_mb,
        timeout_s=timeout_s,
        files_mb=files_mb,
    ).result


def measured(
    target: str,
    kwargs: Mapping[str, Any],
    *,
    cpu_s: int,
    memory_mb: int,
    timeout_s: float,
    files_mb: int = 256,
) -> Outcome:
    """As `run`, with the child's cost beside the answer. `files_mb` bounds each file that it may write."""
    request = {
        "target": target,
        "kwargs": dict(kwargs),
        "cpu_s": cpu_s,
        "memory_mb": memory_mb,
        "files_mb": files_mb,
        "parent": os.getpid(),
    }
    with subprocess.Popen(
        [sys.executable, "-m", "bole.core.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=_environment(),
        start_new_session=True,
    ) as process:
        try:
            answer, errors, overflow = _converse(process, json.dumps(request).encode(), timeout_s)
        except TimeoutError:
            raise ChildFailed("timeout", f"no answer within {timeout_s:g} s") from None
        finally:
            _end(process)
    if overflow:
        raise ChildFailed("crashed", f"the answer was longer than {LARGEST_ANSWER} bytes")
    return _outcome(process.returncode, answer, errors)


def _environment() -> dict[str, str]:
    passed = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    # The parent may have found its packages without PYTHONPATH (a test runner's path, an embedded start).
    passed["PYTHONPATH"] = os.pathsep.join(entry for entry in sys.path if entry and Path(entry).is_dir())
    return passed | _FIXED


def _converse(process: subprocess.Popen[bytes], request: bytes, timeout_s: float) -> tuple[bytes, bytes, bool]:
    """Send the request and collect the answer and the end of stderr; TimeoutError when the child stays silent."""
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    until = time.monotonic() + timeout_s
    try:
        process.stdin.write(request)
        process.stdin.close()
    except BrokenPipeError:
        pass  # it died at once: its exit status tells why
    answer, errors, overflow = bytearray(), bytearray(), False
    with selectors.DefaultSelector() as waiting:
        waiting.register(process.stdout, selectors.EVENT_READ, answer)
        waiting.register(process.stderr, selectors.EVENT_READ, errors)
        while waiting.get_map() and not overflow:
            ready = waiting.select(max(0.0, until - time.monotonic()))
            if not ready and time.monotonic() >= until:
                raise TimeoutError
            for key, _ in ready:
                piece = os.read(key.fd, 65536)
                if not piece:
                    waiting.unregister(key.fileobj)
                key.data.extend(piece)
            del errors[:-_KEPT_STDERR]
            overflow = len(answer) > LARGEST_ANSWER
    if not overflow:
        _await_exit(process, until)
    return bytes(answer), bytes(errors), overflow


def _await_exit(process: subprocess.Popen[bytes], until: float) -> None:
    """Wait for the exit without reaping: while it is a zombie, its group's number cannot pass to someone else."""
    if not hasattr(os, "pidfd_open"):  # macOS
        try:
            process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            raise TimeoutError from None
        return
    handle = os.pidfd_open(process.pid)
    try:
        if not select.select([handle], [], [], max(0.1, until - time.monotonic()))[0]:
            raise TimeoutError
    finally:
        os.close(handle)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill the child's whole session: whatever it started goes with it."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _outcome(status: int, answer: bytes, errors: bytes) -> Outcome:
    tail = errors.decode("utf-8", "replace").strip()[-2000:]
    if status == -signal.SIGXCPU:
        raise ChildFailed("cpu", "used up its CPU seconds")
    try:
        message = json.loads(answer)
    except ValueError:
        why = f"signal {-status}" if status < 0 else f"exit status {status}"
        code: FailureCode = "memory" if "MemoryError" in tail or "bad_alloc" in tail else "crashed"
        raise ChildFailed(code, f"{why}: {tail}" if tail else why) from None
    if "refused" in message:
        refusal = Refusal(**message["refused"])
        raise ChildFailed("refused", refusal.code, refusal)
    if "failed" in message:
        raise ChildFailed(message["failed"], message["detail"])
    return Outcome(message["result"], message["cpu_s"], message["peak_mb"])


# -- inside the child ---------------------------------------------------------------------------------------------


def main() -> int:
    """Read the request, limit this process, do the work, write one JSON answer to what was standard output."""
    request = json.load(sys.stdin)
    _confine(request)
    # Libraries print where they like: only the answer may reach the real standard output.
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    json.dump(_work(request["target"], request["kwargs"]), answer, ensure_ascii=False)
    answer.close()
    return 0


def _confine(request: Mapping[str, Any]) -> None:
    _die_with(request["parent"])
    megabyte = 1024 * 1024
    resource.setrlimit(resource.RLIMIT_CPU, (request["cpu_s"], request["cpu_s"] + 2))
    # Data, not address space: the runtimes reserve far more addresses than they ever touch.
    resource.setrlimit(resource.RLIMIT_DATA, (request["memory_mb"] * megabyte,) * 2)
    resource.setrlimit(resource.RLIMIT_FSIZE, (request["files_mb"] * megabyte,) * 2)
    resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _die_with(parent: int) -> None:
    """Ask Linux to kill us when the parent's thread ends, and notice a parent that ended before we asked."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(1, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def _work(target: str, kwargs: dict[str, Any]) -> dict[str, Any]:
    """The answer as a message; a refusal and a lack of memory are answers too, anything else ends in a traceback."""
    module, _, name = target.partition(":")
    try:
        result = getattr(importlib.import_module(module), name)(**kwargs)
    except Refused as refused:
        # Round by JSON with str: a refusal's fields are for sentences, they never need more.
        data = json.loads(json.dumps(refused.data, default=str))
        return {
            "refused": {
                "code": refused.code,
                "sentence": str(type(refused).sentence),
                "data": data,
            }
        }
    except MemoryError as error:
        return {"failed": "memory", "detail": f"MemoryError: {error}"}
    except OSError as error:
        if error.errno == errno.ENOMEM:
            return {"failed": "memory", "detail": str(error)}
        raise
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return {"result": result, "cpu_s": usage.ru_utime + usage.ru_stime, "peak_mb": _peak_mb()}


def _peak_mb() -> float:
    """Most memory this process held. Linux carries ru_maxrss across exec, from when we were our parent's copy."""
    try:
        status = Path("/proc/self/status").read_text("ascii")
    except FileNotFoundError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 * 1024)  # macOS counts bytes
    return int(status.partition("VmHWM:")[2].split(maxsplit=1)[0]) / 1024


if __name__ == "__main__":
    sys.exit(main())

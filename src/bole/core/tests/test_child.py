"""The limited process for untrusted bytes."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bole.core import child

FUNCTIONS = """
import os, sys, time, subprocess
from bole_engines.common import Refused

class NoSound(Refused):
    code = "speech.no_sound"
    sentence = "There is no sound in {name}."

def echo(**kwargs): return kwargs
def noisy():
    print("a library prints"); os.write(1, b"and writes"); return "answer"
def refuse(): raise NoSound(name="答.webm")
def burn():
    while True: pass
def grow():
    kept = []
    while True: kept.append(bytearray(16 << 20))
def wait(): time.sleep(60)
def die(): os.kill(os.getpid(), 11)
def leave(): os._exit(255)
def fail(): raise ValueError("odd bytes")
def write(path):
    with open(path, "wb") as f:
        for _ in range(64): f.write(bytes(1 << 20))
def surroundings(): return dict(os.environ)
def limits():
    import resource as r
    return [r.getrlimit(x) for x in (r.RLIMIT_CPU, r.RLIMIT_CORE, r.RLIMIT_NOFILE)] + [os.getsid(0) == os.getpid()]
def long(): return "x" * 9_000_000
def orphan(path):
    p = subprocess.Popen(["sleep", "60"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return p.pid
"""


@pytest.fixture(autouse=True)
def functions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "child_functions.py").write_text(FUNCTIONS, "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))


def call(name: str, **kwargs: object) -> object:
    return child.run(
        f"child_functions:{name}",
        kwargs,
        cpu_s=5,
        memory_mb=200,
        timeout_s=20,
        files_mb=8,
    )


def failure(name: str, **kwargs: object) -> child.ChildFailed:
    with pytest.raises(child.ChildFailed) as caught:
        call(name, **kwargs)
    return caught.value


def ends(handle: int) -> bool:
    """True when the process behind this pidfd ends within ten seconds."""
    try:
        return select.select([handle], [], [], 10)[0] == [handle]
    finally:
        os.close(handle)


def test_arguments_and_answer_pass_as_json() -> None:
    assert call("echo", text="你好\n", n=[1, None, 2.5]) == {
        "text": "你好\n",
        "n": [1, None, 2.5],
    }


def test_what_libraries_print_does_not_spoil_the_answer() -> None:
    assert call("noisy") == "answer"


def test_a_refusal_comes_out_as_code_sentence_and_data() -> None:
    failed = failure("refuse")
    assert failed.code == "refused"
    assert failed.refusal == child.Refusal("speech.no_sound", "There is no sound in {name}.", {"name": "答.webm"})


def test_endless_work_ends_at_its_cpu_limit() -> None:
    with pytest.raises(child.ChildFailed) as caught:
        child.run("child_functions:burn", {}, cpu_s=1, memory_mb=200, timeout_s=60)
    assert caught.value.code == "cpu"


def test_greed_ends_at_the_memory_limit() -> None:
    assert failure("grow").code == "memory"


def test_silence_ends_at_the_timeout() -> None:
    with pytest.raises(child.ChildFailed) as caught:
        child.run("child_functions:wait", {}, cpu_s=5, memory_mb=200, timeout_s=0.5)
    assert caught.value.code == "timeout"


@pytest.mark.parametrize(
    ("name", "why"),
    [("die", "signal 11"), ("leave", "exit status 255"), ("fail", "odd bytes")],
)
def test_a_crash_is_told_with_its_reason(name: str, why: str) -> None:
    failed = failure(name)
    assert (failed.code, why in failed.detail) == ("crashed", True)


def test_an_unknown_function_is_a_crash_and_not_a_hang() -> None:
    assert failure("nowhere").code == "crashed"


def test_a_file_cannot_grow_past_its_limit(tmp_path: Path) -> None:
    failed = failure("write", path=str(tmp_path / "big"))
    assert failed.code == "crashed"
    assert (tmp_path / "big").stat().st_size == 8 << 20


def test_an_endless_answer_is_cut(tmp_path: Path) -> None:
    assert failure("long").code == "crashed"


def test_secrets_stay_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "DATABASE_URL",
        "BOLE_SECRET_KEY",
        "AWS_SECRET_ACCESS_KEY",
        "HTTPS_PROXY",
    ):
        monkeypatch.setenv(name, "hush")
    inside = call("surroundings")
    assert isinstance(inside, dict)
    assert "hush" not in inside.values()
    assert inside["OMP_NUM_THREADS"] == "1"


def test_limits_hold_inside_a_session_of_its_own() -> None:
    assert call("limits") == [[5, 7], [0, 0], [64, 64], True]


def test_what_the_child_started_ends_with_it(tmp_path: Path) -> None:
    pid = call("orphan", path=str(tmp_path))
    assert isinstance(pid, int)
    with contextlib.suppress(ProcessLookupError):  # already gone
        assert ends(os.pidfd_open(pid))


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's parent-death signal is Linux's own")
def test_the_child_dies_with_its_parent(tmp_path: Path) -> None:
    (tmp_path / "tells.py").write_text(
        "import os, time\ndef hang(path):\n    open(path, 'w').write(str(os.getpid()) + '.')\n    time.sleep(60)\n"
    )
    mark = tmp_path / "pid"
    code = (
        "from bole.core import child\n"
        f"child.run('tells:hang', {{'path': {str(mark)!r}}}, cpu_s=5, memory_mb=200, timeout_s=60)\n"
    )
    env = os.environ | {"PYTHONPATH": os.pathsep.join([str(tmp_path), *filter(None, sys.path)])}
    parent = subprocess.Popen([sys.executable, "-c", code], env=env)
    try:
        while not (mark.exists() and mark.read_text().endswith(".")):
            assert parent.poll() is None
        grandchild = int(mark.read_text().rstrip("."))
        handle = os.pidfd_open(grandchild)
    finally:
        parent.send_signal(signal.SIGKILL)
        parent.wait()
    assert ends(handle)


def test_the_cost_is_measured() -> None:
    outcome = child.measured("child_functions:echo", {}, cpu_s=5, memory_mb=200, timeout_s=20)
    assert outcome.result == {}
    assert 0 < outcome.cpu_s < 2
    assert 5 < outcome.peak_mb < 100

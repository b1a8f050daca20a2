"""The pipeline in its limited child, as a worker runs it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bole.core import child
from bole.integrations.fake import voice
from bole.integrations.speech_local import bench

ANALYSE, PROBE = "bole_engines.speech.process:analyse", "bole_engines.speech.process:probe"


def test_the_bench_measures_every_step_within_the_budget(tmp_path: Path) -> None:
    result = bench.bench(tmp_path, answers=1, seconds=6.0, size=(160, 120))
    assert (result["answers"], result["flags"]) == (1, [])
    assert list(result["steps_cpu_s"]) == ["decode", "vad", "levels", "prosody", "samples", "remux", "thumbnail"]
    assert 0 < result["cpu_s"] < 6
    assert 20 < result["peak_mb"] < 300


def test_a_recording_passes_through_the_child(tmp_path: Path) -> None:
    spoken = voice.make_webm("你好，我叫李明。我在上一家公司做了三年销售。", tmp_path / "a.webm", video=True, live=True)
    call = {"path": str(tmp_path / "a.webm"), "out_dir": str(tmp_path / "out"), "declared_ms": spoken.duration_ms}
    result = child.run(ANALYSE, call, **bench.LIMITS)
    assert (result["mismatch"], result["flags"]) == (False, [])
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["playable.webm", "still.jpg"]


def test_a_refusal_of_the_engine_comes_out_of_the_child(tmp_path: Path) -> None:
    (tmp_path / "a.webm").write_bytes(b"%PDF-1.7")
    with pytest.raises(child.ChildFailed) as caught:
        child.run(PROBE, {"path": str(tmp_path / "a.webm")}, **bench.LIMITS)
    assert caught.value.refusal is not None
    assert (caught.value.code, caught.value.refusal.code) == ("refused", "speech.unsupported_container")


def test_too_little_memory_is_told_as_such(tmp_path: Path) -> None:
    voice.make_webm("你好，我叫李明。", tmp_path / "a.webm", video=False)
    with pytest.raises(child.ChildFailed) as caught:
        child.run(PROBE, {"path": str(tmp_path / "a.webm")}, **bench.LIMITS | {"memory_mb": 24})
    assert caught.value.code in ("memory", "crashed")

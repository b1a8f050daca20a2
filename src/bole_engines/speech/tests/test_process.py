"""The whole pipeline in one call, and the device check."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from bole_engines.speech import process, vad
from bole_engines.speech.errors import NoSound, UnsupportedContainer
from bole_engines.speech.tests import recordings
from bole_engines.speech.tests.recordings import quiet, vowels

Floats = NDArray[np.float32]


def analyse(path: Path, out: Path, **options: object) -> dict[str, object]:
    return process.analyse(path=str(path), out_dir=str(out), **options)  # type: ignore[arg-type]


def test_a_video_answer_is_described_and_prepared(made: dict[str, Path], tmp_path: Path) -> None:
    result = analyse(made["live.webm"], tmp_path, declared_ms=6500, samples="wav", text="我们把货换好了")
    assert json.loads(json.dumps(result)) == result
    assert (result["container"], result["has_video"], result["mismatch"], result["flags"]) == ("webm", True, False, [])
    assert result["files"] == {"playable": "playable.webm", "still": "still.jpg", "samples": "samples.wav"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["playable.webm", "samples.wav", "still.jpg"]
    assert process.read_wav(tmp_path / "samples.wav").size == 6500 * 16
    assert result["delivery"]["pace"]["syllables"] == 7  # type: ignore[index]
    assert list(result["timings"]) == [  # type: ignore[call-overload]
        "decode", "vad", "levels", "prosody", "samples", "remux", "thumbnail",
    ]  # fmt: skip


def test_sound_alone_goes_the_same_way(made: dict[str, Path], tmp_path: Path) -> None:
    result = analyse(made["fragmented.mp4"], tmp_path, samples="npy")
    assert (result["container"], result["has_video"]) == ("mp4", False)
    assert result["files"] == {"playable": "playable.mp4", "still": None, "samples": "samples.npy"}
    assert np.load(tmp_path / "samples.npy").dtype == np.float32


@pytest.mark.parametrize(
    ("declared", "mismatch", "flag"),
    [(6500, False, None), (7900, False, None), (12_000, True, "truncated"), (3_000, True, "longer_than_declared")],
)
def test_the_recorders_own_count_is_compared(
    made: dict[str, Path], tmp_path: Path, declared: int, mismatch: bool, flag: str | None
) -> None:
    result = analyse(made["sound.webm"], tmp_path, declared_ms=declared)
    assert result["mismatch"] is mismatch
    assert result["flags"] == ([flag] if flag else [])


def test_flags_say_what_a_person_should_know(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    silent = recordings.write(tmp_path / "silent.webm", quiet(2, 0.0001))
    assert analyse(silent, tmp_path / "a")["flags"] == ["silent", "no_speech"]
    monkeypatch.setattr(vad, "silero_file", lambda: None)
    brief = recordings.write(tmp_path / "brief.webm", np.concatenate([quiet(0.7), vowels(1.5), quiet(0.7)]))
    assert analyse(brief, tmp_path / "b")["flags"] == ["short", "energy_vad"]


def test_a_refusal_leaves_no_files(made: dict[str, Path], tmp_path: Path) -> None:
    with pytest.raises(NoSound):
        analyse(made["mute.webm"], tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_samples_have_two_forms(made: dict[str, Path], tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="wav or npy"):
        analyse(made["sound.webm"], tmp_path, samples="mp3")


@pytest.mark.parametrize(
    ("samples", "ok", "code"),
    [
        (np.concatenate([quiet(0.5), vowels(1.5), quiet(0.3)]), True, "ok"),
        (quiet(2, 0.0001), False, "silent"),
        (np.concatenate([quiet(0.5, 0.0001), vowels(1.5) * np.float32(0.015)]), True, "quiet"),
        (np.clip(vowels(2) * 20, -1, 1), True, "clipped"),
        (vowels(0.5)[:3200], False, "short"),
    ],
)
def test_the_device_check_answers_with_one_code(tmp_path: Path, samples: Floats, ok: bool, code: str) -> None:
    path = recordings.write(tmp_path / "probe.webm", samples.astype(np.float32), live=True)
    answer = process.probe(path=str(path))
    assert (answer["ok"], answer["code"], answer["sentence"]) == (ok, code, process.PROBE_SENTENCES[code])
    assert answer["has_video"] is False
    assert json.loads(json.dumps(answer)) == answer


def test_the_device_check_looks_at_the_picture(made: dict[str, Path]) -> None:
    answer = process.probe(path=str(made["live.webm"]))
    assert (answer["ok"], answer["code"], answer["has_video"]) == (True, "ok", True)
    assert 60 < answer["brightness"] < 130


def test_a_device_check_of_nonsense_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "probe.webm"
    path.write_bytes(b"%PDF-1.7")
    with pytest.raises(UnsupportedContainer):
        process.probe(path=str(path))

"""The whole pipeline in one call, and the device check."""

from __future__ import annotations

import json
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from bole_engines.speech import container, process, vad
from bole_engines.speech.errors import Damaged, NoSound, TooLong, UnsupportedContainer
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


# -- one answer, several recorders --------------------------------------------------------------------------------


def test_an_answer_that_went_on_as_sound_alone_is_one_answer(made: dict[str, Path], tmp_path: Path) -> None:
    result = analyse(made["live.webm"], tmp_path, more=[str(made["sound.webm"])], declared_ms=13_000, samples="npy")
    assert (result["has_video"], result["bad_packets"], result["flags"]) == (True, 0, [])
    assert abs(int(str(result["duration_ms"])) - 13_000) <= 30
    starts = [start for start, _ in result["speech"]]  # type: ignore[attr-defined]
    assert [abs(start - truth) < 130 for start, truth in zip(starts, (600, 4500, 7100, 11_000), strict=True)] == [
        True
    ] * 4
    playable = tmp_path / "playable.webm"
    assert abs((container.declared_ms(playable) or 0) - 13_000) <= 110
    again = container.decode16k(playable)
    assert (again.bad_packets, again.gap_ms, again.has_video) == (0, 0, True)
    assert abs(again.duration_ms - 13_000) <= 40
    assert abs(np.load(tmp_path / "samples.npy").size - 13_000 * 16) <= 16 * 30


def test_the_picture_goes_on_too_when_the_page_was_opened_again(made: dict[str, Path], tmp_path: Path) -> None:
    analyse(made["live.webm"], tmp_path, more=[str(made["live.webm"])])
    with av.open(str(tmp_path / "playable.webm")) as file:
        times = [float(frame.time or 0) for frame in file.decode(video=0)]
    assert times == sorted(times)
    assert len(times) == 2 * 33
    assert 12.5 < times[-1] < 13.2


def test_a_recorder_that_died_at_once_costs_only_itself(made: dict[str, Path], tmp_path: Path) -> None:
    torso = tmp_path / "torso"
    torso.write_bytes(made["live.webm"].read_bytes()[:60])
    for path, more in ((made["live.webm"], torso), (torso, made["live.webm"])):
        result = analyse(path, tmp_path / "out", more=[str(more)])
        assert (result["bad_packets"], result["flags"]) == (1, ["damaged"])
        assert abs(int(str(result["duration_ms"])) - 6500) <= 30
    with pytest.raises(Damaged):
        analyse(torso, tmp_path / "none", more=[str(torso)])


def test_another_kind_of_sound_is_heard_but_not_joined_to_the_playable(made: dict[str, Path], tmp_path: Path) -> None:
    result = analyse(made["sound.webm"], tmp_path, more=[str(made["sound.mp4"])])
    assert abs(int(str(result["duration_ms"])) - 13_000) <= 30
    assert abs((container.declared_ms(tmp_path / "playable.webm") or 0) - 6500) <= 30
    assert result["flags"] == ["playable_partial"]


def test_the_limit_holds_for_all_of_it_together(made: dict[str, Path], tmp_path: Path) -> None:
    with pytest.raises(TooLong):
        analyse(made["sound.webm"], tmp_path, max_s=10, more=[str(made["sound.webm"])])

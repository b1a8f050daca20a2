"""The synthetic voice: its words and times are true, and it is cheap."""

from __future__ import annotations

import time
from pathlib import Path

import av
import numpy as np
import pytest

from bole.integrations.fake import voice
from bole_engines.speech import container, process, prosody, vad

TEXT = "你好，我叫李明。我在上一家公司做了三年销售，有一次客户突然要退货，我先去了现场，和仓库一起在两天内换好了货。"


def test_the_same_seed_speaks_the_same_and_another_does_not() -> None:
    one, same, other = (voice.speak(TEXT, seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(one.samples, same.samples)
    assert one.words == same.words
    assert one.samples.size != other.samples.size


def test_every_character_is_spoken_once_in_order_with_pauses_between() -> None:
    spoken = voice.speak("你好，KPI 提高20%。好", seed=3)
    assert [word.text for word in spoken.words] == ["你", "好", "KPI", "提", "高", "2", "0", "好"]
    assert all(a.end_ms <= b.start_ms + 1 for a, b in zip(spoken.words, spoken.words[1:], strict=False))
    assert spoken.words[2].start_ms - spoken.words[1].end_ms == pytest.approx(320, abs=2)
    assert spoken.words[7].start_ms - spoken.words[6].end_ms >= 620
    assert spoken.words[-1].end_ms < spoken.duration_ms


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_ear_hears_it_as_speech_at_a_human_pace(seed: int) -> None:
    spoken = voice.speak(TEXT, seed=seed)
    speech = vad.segments(spoken.samples)
    delivery = prosody.describe(spoken.samples, speech, TEXT)
    voiced = sum(word.end_ms - word.start_ms for word in spoken.words)
    assert 0.85 < speech.total_ms / voiced < 1.2
    assert delivery.pace.per_s_speaking is not None
    assert 3 < delivery.pace.per_s_speaking < 6
    assert delivery.pitch is not None
    assert 1 < delivery.pitch.iqr < 8
    assert delivery.pauses.count >= 1


@pytest.mark.parametrize("live", [False, True])
def test_a_video_is_a_true_recording(tmp_path: Path, live: bool) -> None:
    path = tmp_path / "a.webm"
    spoken = voice.make_webm(TEXT, path, video=True, seed=4, live=live)
    assert (container.declared_ms(path) is None) is live
    result = process.analyse(path=str(path), out_dir=str(tmp_path / "out"), declared_ms=spoken.duration_ms)
    assert (result["has_video"], result["flags"], result["bad_packets"]) == (True, [], 0)
    assert abs(result["duration_ms"] - spoken.duration_ms) < 60
    assert abs(result["speech"][0][0] - spoken.words[0].start_ms) < 120
    with av.open(str(path)) as file:
        picture = file.streams.video[0]
        assert (picture.width, picture.height, float(picture.average_rate or 5)) == (320, 240, 5.0)


def test_sound_alone_has_no_picture(tmp_path: Path) -> None:
    voice.make_webm("你好。", tmp_path / "a.webm", video=False)
    assert container.decode16k(tmp_path / "a.webm").has_video is False


def test_the_demos_recordings_cost_little(tmp_path: Path) -> None:
    """All 24 answers may take 30 CPU seconds, so one may take 1.25; twice that on a busy machine."""
    begin = time.process_time()
    spoken = voice.make_webm(TEXT, tmp_path / "a.webm", video=True, seed=5)
    assert spoken.duration_ms > 13_000
    assert time.process_time() - begin < 2.5

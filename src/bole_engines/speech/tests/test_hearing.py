"""Detector, levels, pitch and the description of delivery, on sounds whose truth is known."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from bole_engines.speech import container, levels, prosody, vad
from bole_engines.speech.pitch import Tracker
from bole_engines.speech.tests.recordings import RATE, buzz, quiet, vowels
from bole_engines.speech.vad import Speech

Floats = NDArray[np.float32]


def _energy(samples: Floats) -> Speech:
    stretches = vad._stretches(vad.energy_probabilities(samples), samples.size // 16)
    return Speech(stretches, "energy")


needs_network = pytest.mark.skipif(vad.silero_file() is None, reason="the silero-vad package is not installed")


# -- detector -----------------------------------------------------------------------------------------------------


@needs_network
def test_the_network_finds_both_stretches(sound: Floats) -> None:
    speech = vad.segments(sound)
    assert speech.engine == "silero"
    assert len(speech.segments) == 2
    for (start, end), (a, b) in zip(speech.segments, [(600, 3600), (4500, 6000)], strict=True):
        assert abs(start - a) <= 120
        assert abs(end - b) <= 160


def test_energy_serves_without_the_network_and_says_so(sound: Floats, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vad, "silero_file", lambda: None)
    speech = vad.segments(sound)
    assert speech.engine == "energy"
    assert abs(speech.segments[0][0] - 600) <= 80
    assert abs(speech.segments[-1][1] - 6000) <= 160
    assert any(a[1] >= 3500 and b[0] <= 4600 for a, b in zip(speech.segments, speech.segments[1:], strict=False))


@pytest.mark.parametrize("seconds", [0, 0.01, 0.04])
def test_hardly_any_sound_is_no_speech(seconds: float) -> None:
    for find in (vad.segments, _energy):
        assert find(buzz(seconds)).segments == ()


def test_silence_and_steady_noise_are_no_speech() -> None:
    for samples in (np.zeros(RATE * 3, np.float32), quiet(3, 0.0003)):
        assert vad.segments(samples).total_ms == 0
        assert _energy(samples).total_ms == 0


def test_a_broken_model_file_is_loud(tmp_path: Path) -> None:
    broken = tmp_path / "model.onnx"
    broken.write_bytes(b"not a model")
    with pytest.raises(Exception, match=r"(?i)protobuf|invalid|fail"):
        vad.segments(buzz(1), model=broken)


# -- levels -------------------------------------------------------------------------------------------------------


def test_levels_tell_speech_from_room(sound: Floats) -> None:
    measured = levels.measure(sound, Speech(((600, 3600), (4500, 6000)), "silero"))
    assert measured.floor_db == pytest.approx(-70.5, abs=1)
    assert measured.snr_db is not None
    assert measured.snr_db > 40
    assert (measured.clipped_share, measured.flags) == (0.0, ())


@pytest.mark.parametrize(
    ("samples", "flags"),
    [
        (np.zeros(RATE, np.float32), ("silent",)),
        (quiet(1, 0.0002), ("silent",)),
        (vowels(2) * np.float32(0.01), ("quiet",)),
        (np.clip(vowels(2) * 20, -1, 1), ("clipped",)),
        (np.zeros(0, np.float32), ("silent",)),
    ],
)
def test_each_fault_of_a_recording_has_its_flag(samples: Floats, flags: tuple[str, ...]) -> None:
    assert levels.measure(samples, Speech((), "silero")).flags == flags


def test_noise_is_measured_against_the_voice(sound: Floats) -> None:
    loud = sound + np.random.default_rng(1).normal(0, 0.04, sound.size).astype(np.float32)
    measured = levels.measure(loud, Speech(((600, 3600), (4500, 6000)), "silero"))
    assert measured.flags == ("noisy",)


# -- pitch --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("hertz", [75, 110, 160, 235, 330, 440])
@pytest.mark.parametrize("rate", [16_000, 8_000])
def test_the_tracker_is_right_within_half_a_percent(hertz: float, rate: int) -> None:
    samples = buzz(1.0, hertz)
    track = Tracker(rate=rate).track(samples if rate == RATE else prosody._half_rate(samples))
    voiced = track[track > 0]
    assert voiced.size / track.size > 0.97
    assert float(np.abs(voiced / hertz - 1).max()) < 0.005


def test_a_glide_is_followed_without_octave_jumps() -> None:
    t = np.arange(RATE * 2) / RATE
    hertz = 110 * 2 ** (t / 2)  # one octave up in two seconds
    phase = 2 * np.pi * np.cumsum(hertz) / RATE
    samples = np.asarray(sum(np.sin(k * phase) / k for k in range(1, 9)) * 0.1, np.float32)
    track = Tracker().track(samples)
    truth = hertz[:: RATE // 100]
    middle = slice(5, 190)
    assert float(np.abs(np.log2(track[middle] / truth[middle])).max()) < 0.02


def test_noise_and_silence_have_no_pitch() -> None:
    assert not Tracker().track(np.zeros(RATE, np.float32)).any()
    noise = np.random.default_rng(2).normal(0, 0.1, RATE).astype(np.float32)
    assert float((Tracker().track(noise) > 0).mean()) < 0.1
    assert Tracker().track(buzz(0.02)).size == 0


# -- delivery -----------------------------------------------------------------------------------------------------


def test_pauses_are_counted_between_words_only() -> None:
    speech = Speech(((500, 2000), (2100, 4000), (4300, 5000), (7500, 9000)), "silero")
    pauses = prosody.describe(quiet(10), speech).pauses
    assert pauses == prosody.Pauses(
        before_ms=500, count=2, total_ms=2800, median_ms=1400, longest_ms=2500, long_count=1
    )


def test_pace_follows_the_text_when_there_is_one(sound: Floats) -> None:
    speech = Speech(((600, 3600), (4500, 6000)), "silero")
    heard = prosody.describe(sound, speech)
    read = prosody.describe(sound, speech, "我们在两天内把客户要的货全部换好了他很满意")
    assert (heard.pace.counted_from, heard.pace.syllables) == ("sound", 18)
    assert (read.pace.counted_from, read.pace.syllables) == ("text", 21)
    assert (read.pace.per_s_speaking, read.pace.per_s_overall) == (4.67, 3.89)
    assert prosody.with_text(heard, "好") == prosody.describe(sound, speech, "好")
    assert prosody.with_text(heard, "，。") == heard


@pytest.mark.parametrize(
    ("text", "count"),
    [("你好", 2), ("2024年", 5), ("KPI", 3), ("hello", 2), ("make", 1), ("table", 2), ("用 Excel 做表", 5), ("", 0)],
)
def test_syllables_are_counted_as_spoken(text: str, count: int) -> None:
    assert prosody.syllables(text) == count


def test_pitch_is_described_around_the_speakers_own_median() -> None:
    low, high = (np.concatenate([buzz(1, base), buzz(1, base * 2 ** (4 / 12))]) for base in (100, 200))
    speech = Speech(((0, 2000),), "silero")
    for samples in (low, high):
        spread = prosody.describe(samples, speech).pitch
        assert spread is not None
        assert spread.p90 - spread.p10 == pytest.approx(4, abs=0.1)


def test_no_speech_is_described_as_nothing_and_says_why() -> None:
    delivery = prosody.describe(quiet(2), Speech((), "energy"))
    assert (delivery.speech_ms, delivery.span_ms, delivery.pitch, delivery.energy) == (0, 0, None, None)
    assert (delivery.pace.per_s_speaking, delivery.voiced_share) == (None, 0.0)
    assert [reason.code for reason in delivery.reasons] == [
        "delivery.too_little_voice",
        "delivery.no_speech",
        "delivery.pauses_by_loudness",
    ]


def test_the_description_carries_no_absolute_pitch(sound: Floats) -> None:
    text = str(prosody.describe(sound, Speech(((600, 3600),), "silero")).to_json())
    assert "hz" not in text.lower()
    assert "hertz" not in text.lower()


# -- real voices --------------------------------------------------------------------------------------------------

VOICES = os.environ.get("BOLE_VOICES", "")
JFK = "and so my fellow americans ask not what your country can do for you ask what you can do for your country"


@pytest.mark.skipif(not Path(VOICES).is_dir() or not VOICES, reason="BOLE_VOICES names no folder of real voices")
@needs_network
@pytest.mark.parametrize(
    ("name", "text", "share"),
    [
        ("aishell-BAC009S0724W0121.wav", "广州市房地产中介协会分析", (0.6, 0.9)),
        ("jfk.wav", JFK, (0.6, 0.85)),
    ],
)  # fmt: skip
def test_real_voices_are_described_plausibly(name: str, text: str, share: tuple[float, float]) -> None:
    decoded = container.decode16k(Path(VOICES) / name)
    speech = vad.segments(decoded.samples)
    delivery = prosody.describe(decoded.samples, speech, text)
    heard = prosody.describe(decoded.samples, speech)
    assert share[0] <= speech.total_ms / decoded.duration_ms <= share[1]
    assert delivery.pace.per_s_speaking is not None
    assert 2.5 <= delivery.pace.per_s_speaking <= 7
    assert abs(heard.pace.syllables / delivery.pace.syllables - 1) < 0.3
    assert delivery.pitch is not None
    assert 1 <= delivery.pitch.iqr <= 9
    assert levels.measure(decoded.samples, speech).flags == ()

"""How something was said, described against the speaker's own baseline. It is shown, it explains, it never scores.

Pitch is in semitones above or below the speaker's own median, so nothing here tells a high voice from a low one; the
median itself is not part of the result. Pace counts syllables of the transcript when there is one, else loudness peaks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bole_engines.common import Reason, Trace, encode
from bole_engines.speech.pitch import Tracker
from bole_engines.speech.vad import RATE, Speech, frame_db

Floats = NDArray[np.float32]
PAUSE_MS = 250  # shorter silences belong to articulation
LONG_PAUSE_MS = 2_000
_HOP_MS = 10
_FEWEST_VOICED = 30  # frames (0.3 s) below which a spread of pitch means nothing

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
_DIGIT = re.compile(r"[0-9０-９]")
_LATIN = re.compile(r"[A-Za-z]+")
_VOWELS = re.compile(r"[aeiouy]+")


@dataclass(frozen=True)
class Pace:
    """Syllables and their rate per second: over speech alone, and from first to last word with the pauses in."""

    syllables: int
    counted_from: str  # "text" | "sound"
    per_s_speaking: float | None
    per_s_overall: float | None


@dataclass(frozen=True)
class Pauses:
    """Silences of 250 ms and more between the first and the last word (ms), and the silence before the first."""

    before_ms: int
    count: int
    total_ms: int
    median_ms: int
    longest_ms: int
    long_count: int


@dataclass(frozen=True)
class Spread:
    """Movement around the speaker's own median: quartile range, and the range from the 10th to the 90th percentile."""

    iqr: float
    p10: float
    p90: float


@dataclass(frozen=True)
class Delivery:
    """The description. `pitch` in semitones, `energy` in dB; None where there was too little voice to say."""

    speech_ms: int
    span_ms: int
    pace: Pace
    pauses: Pauses
    pitch: Spread | None
    energy: Spread | None
    voiced_share: float
    reasons: tuple[Reason, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        result: dict[str, Any] = encode(self)
        return result


def describe(samples: Floats, speech: Speech, text: str = "") -> Delivery:
    """Describe 16 kHz mono samples; with `text` the pace is exact. Without speech everything is zero or None."""
    trace = Trace()
    span_ms = speech.segments[-1][1] - speech.segments[0][0] if speech.segments else 0
    level = frame_db(samples, RATE * _HOP_MS // 1000)
    hertz = _pitch(samples, speech)
    nuclei = sum(_nuclei(level, *segment) for segment in speech.segments)
    talk = [level[start // _HOP_MS : end // _HOP_MS] for start, end in speech.segments]
    delivery = Delivery(
        speech_ms=speech.total_ms,
        span_ms=span_ms,
        pace=_pace(nuclei, "sound", speech.total_ms, span_ms),
        pauses=_pauses(speech),
        pitch=_pitch_spread(hertz, trace),
        energy=_energy_spread(np.concatenate(talk) if talk else level[:0], trace),
        voiced_share=round(float((hertz > 0).mean()), 3) if hertz.size else 0.0,
        reasons=(),
    )
    if not speech.segments:
        trace.note("delivery.no_speech")
    if speech.engine == "energy":
        trace.note("delivery.pauses_by_loudness")
    return with_text(replace(delivery, reasons=trace.reasons), text)


def with_text(delivery: Delivery, text: str) -> Delivery:
    """The same description with its pace counted from a transcript that arrived later; unchanged for empty text."""
    count = syllables(text)
    if not count:
        return delivery
    return replace(delivery, pace=_pace(count, "text", delivery.speech_ms, delivery.span_ms))


def syllables(text: str) -> int:
    """Syllables as spoken: one a Han character or digit, vowel groups of a Latin word (a final silent e aside)."""
    count = len(_HAN.findall(text)) + len(_DIGIT.findall(text))
    for word in _LATIN.findall(text):
        groups = len(_VOWELS.findall(word.lower()))
        if groups > 1 and re.search(r"[^aeiouyl]e$", word.lower()):
            groups -= 1
        # Letters spoken one by one ("KPI") have as many syllables as letters.
        count += len(word) if word.isupper() and 1 < len(word) <= 4 else max(1, groups)
    return count


def _pace(count: int, source: str, speech_ms: int, span_ms: int) -> Pace:
    def per_second(ms: int) -> float | None:
        return round(count * 1000 / ms, 2) if ms >= 1000 else None

    return Pace(count, source, per_second(speech_ms), per_second(span_ms))


def _pauses(speech: Speech) -> Pauses:
    between = [b[0] - a[1] for a, b in zip(speech.segments, speech.segments[1:], strict=False)]
    found = sorted(gap for gap in between if gap >= PAUSE_MS)
    return Pauses(
        before_ms=speech.segments[0][0] if speech.segments else 0,
        count=len(found),
        total_ms=sum(found),
        median_ms=int(np.median(found)) if found else 0,
        longest_ms=found[-1] if found else 0,
        long_count=sum(gap >= LONG_PAUSE_MS for gap in found),
    )


def _pitch(samples: Floats, speech: Speech) -> Floats:
    """Hz each 10 ms of speech, 0 without voice, in two passes: the second looks only where this speaker's voice lies.

    That range (after De Looze and Hirst 2008) removes most octave errors and the whistles of a noisy room. Tracking
    runs at 8 kHz: half the work, and voices have their pitch far below that.
    """
    halves = [_half_rate(samples[a * RATE // 1000 : b * RATE // 1000]) for a, b in speech.segments]
    wide = _tracked(Tracker(rate=RATE // 2, hop_s=0.02), halves)
    voiced = wide[wide > 0]
    if voiced.size < _FEWEST_VOICED // 2:
        return _tracked(Tracker(rate=RATE // 2), halves)
    low, high = (float(value) for value in np.percentile(voiced, (25, 75)))
    return _tracked(Tracker(rate=RATE // 2, lowest=max(60.0, 0.75 * low), highest=min(500.0, 1.6 * high)), halves)


def _tracked(tracker: Tracker, pieces: list[Floats]) -> Floats:
    return np.concatenate([np.zeros(0, np.float32), *(tracker.track(piece) for piece in pieces)])


def _half_rate(piece: Floats) -> Floats:
    """Every second sample after a short low-pass [1 3 3 1]/8, which is enough for what lies at 60 to 500 Hz."""
    piece = piece[: piece.size // 2 * 2]
    if not piece.size:
        return piece
    padded = np.pad(piece, (1, 2), mode="edge")
    smooth = (padded[:-3] + 3 * (padded[1:-2] + padded[2:-1]) + padded[3:]) / 8
    return np.ascontiguousarray(smooth[::2])


def _pitch_spread(hertz: Floats, trace: Trace) -> Spread | None:
    voiced = hertz[hertz > 0]
    if voiced.size < _FEWEST_VOICED:
        trace.note("delivery.too_little_voice", voiced_ms=int(voiced.size) * _HOP_MS)
        return None
    return _spread(12 * np.log2(voiced / np.median(voiced)))


def _energy_spread(level: Floats, trace: Trace) -> Spread | None:
    if level.size < _FEWEST_VOICED:
        return None
    # Gaps between syllables are not the speaker's loudness: only frames within 25 dB of the loud ones count.
    loud = level[level > np.percentile(level, 95) - 25]
    trace.note("delivery.energy_frames", counted=int(loud.size), all=int(level.size))
    return _spread(loud - np.median(loud))


def _spread(values: Floats) -> Spread:
    p10, p25, p75, p90 = (float(value) for value in np.percentile(values, (10, 25, 75, 90)))
    return Spread(iqr=round(p75 - p25, 2), p10=round(p10, 2), p90=round(p90, 2))


def _nuclei(level: Floats, start_ms: int, end_ms: int) -> int:
    """Loudness peaks with a dip of 2 dB before them (after de Jong and Wempe 2009), smoothed over 50 ms."""
    piece = level[start_ms // _HOP_MS : end_ms // _HOP_MS]
    if piece.size < 7:
        return int(piece.size > 0)
    smooth = np.convolve(np.pad(piece, 2, mode="edge"), np.ones(5) / 5, mode="valid")
    floor = float(np.percentile(smooth, 95)) - 25
    count, dip, top = 0, float(smooth[0]), -200.0
    rising = True
    for value in smooth.tolist():
        if rising:
            top = max(top, value)
            if top - value >= 2:  # past a peak
                count += top > floor
                rising, dip = False, value
        else:
            dip = min(dip, value)
            if value - dip >= 2:
                rising, top = True, value
    return count + int(rising and top > floor)

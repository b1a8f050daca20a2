"""A whole recording in one call, to be run in a limited child: what it is, how it sounds, and files to show it by."""

from __future__ import annotations

import time
import wave
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bole_engines.common import Refused, encode
from bole_engines.speech import container, levels, prosody, vad
from bole_engines.speech.errors import Damaged, NoSound, TooLong, UnsupportedContainer

SHORT_SPEECH_MS = 3_000
_MISMATCH_MS, _MISMATCH_SHARE = 1_500, 0.05
_HARD_TO_SEE, _HARD_TO_HEAR = 12.0, 300


class Timings:
    """CPU seconds of each step, in order."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Measure what happens inside."""
        begin = time.process_time()
        yield
        self.seconds[name] = round(time.process_time() - begin, 4)


def analyse(
    *,
    path: str,
    out_dir: str,
    max_s: float = 600.0,
    declared_ms: int | None = None,
    samples: str | None = None,
    text: str = "",
    more: Sequence[str] = (),
) -> dict[str, Any]:
    """Decode, detect speech, describe delivery, measure levels; write a seekable copy and a still into `out_dir`.

    `declared_ms` is what the recorder says it recorded; `samples` "wav" or "npy" also writes the 16 kHz sound for a
    recogniser. `more` are recordings that go on where `path` ended (the recorder was started anew, often for sound
    alone): all times run through. Answers plain JSON; the speech engine's refusals (see errors) are raised.
    """
    timings, folder = Timings(), Path(out_dir)
    folder.mkdir(parents=True, exist_ok=True)
    with timings.step("decode"):
        decoded, parts = _decode_all([path, *more], max_s)
    with timings.step("vad"):
        speech = vad.segments(decoded.samples)
    with timings.step("levels"):
        measured = levels.measure(decoded.samples, speech)
    with timings.step("prosody"):
        delivery = prosody.describe(decoded.samples, speech, text)
    with timings.step("samples"):
        sound = _write_samples(decoded.samples, folder, samples)
    with timings.step("remux"):
        kind = container.sniff(parts[0][0])
        playable = folder / f"playable.{container.EXTENSIONS[kind]}"
        copied = container.remux(parts[0][0], playable, more=parts[1:])
    with timings.step("thumbnail"):
        still = folder / "still.jpg"
        has_still = decoded.has_video and container.thumbnail(playable, decoded.duration_ms // 3, still)
    mismatch = _mismatch(decoded.duration_ms, declared_ms)
    return {
        "container": container.EXTENSIONS[kind],
        "has_video": decoded.has_video,
        "duration_ms": decoded.duration_ms,
        "declared_ms": declared_ms,
        "mismatch": mismatch is not None,
        "bad_packets": decoded.bad_packets,
        "gap_ms": decoded.gap_ms,
        "speech": [list(segment) for segment in speech.segments],
        "speech_ms": speech.total_ms,
        "vad": speech.engine,
        "levels": encode(measured),
        "flags": [*_flags(decoded, speech, measured, mismatch), *(["playable_partial"] if copied.left_out else [])],
        "delivery": delivery.to_json(),
        "files": {
            "playable": playable.name,
            "still": still.name if has_still else None,
            "samples": sound,
        },
        "timings": timings.seconds,
    }


def _decode_all(paths: Sequence[str], max_s: float) -> tuple[container.Decoded, list[tuple[str, int]]]:
    """All sound in a row, and the usable recordings with the ms at which each begins.

    One that cannot be used (a recorder killed before its first part) counts as damage while another can; when none
    can, the first one's refusal is raised.
    """
    found: list[container.Decoded] = []
    parts: list[tuple[str, int]] = []
    refusals: list[Refused] = []
    total_ms = 0
    for one in paths:
        try:
            found.append(container.decode16k(one, max_s - total_ms / 1000))
        except TooLong:
            raise TooLong(limit_s=int(max_s)) from None
        except (Damaged, NoSound, UnsupportedContainer) as refused:
            refusals.append(refused)
            continue
        parts.append((one, total_ms))
        total_ms += found[-1].duration_ms
    if not found:
        raise refusals[0]
    decoded = container.Decoded(
        samples=found[0].samples if len(found) == 1 else np.concatenate([one.samples for one in found]),
        duration_ms=sum(one.samples.size for one in found) * 1000 // vad.RATE,
        bad_packets=sum(one.bad_packets for one in found) + len(refusals),
        gap_ms=sum(one.gap_ms for one in found),
        has_video=any(one.has_video for one in found),
        has_audio=True,
    )
    return decoded, parts


def probe(*, path: str, max_s: float = 15.0) -> dict[str, Any]:
    """The device check: two seconds of the candidate's own recording, answered with one code and one kind sentence.

    `code` is the first that holds of silent, quiet, clipped, noisy, dark, short; else "ok". Only silent is not `ok`:
    the rest is advice. Files that cannot be read raise, as in `analyse`.
    """
    decoded = container.decode16k(path, max_s)
    speech = vad.segments(decoded.samples)
    measured = levels.measure(decoded.samples, speech)
    codes: list[str] = [flag for flag in ("silent", "quiet", "clipped", "noisy") if flag in measured.flags]
    brightness = _brightness(path) if decoded.has_video else None
    if brightness is not None and brightness < _HARD_TO_SEE:
        codes.append("dark")
    if decoded.duration_ms < _HARD_TO_HEAR:
        codes.insert(0, "short")
    code = codes[0] if codes else "ok"
    return {
        "ok": code not in ("silent", "short"),
        "code": code,
        "codes": codes,
        "sentence": PROBE_SENTENCES[code],
        "has_video": decoded.has_video,
        "brightness": brightness,
        "duration_ms": decoded.duration_ms,
        "level_db": measured.speech_db,
        "peak_db": measured.peak_db,
        "snr_db": measured.snr_db,
        "speech_ms": speech.total_ms,
        "bad_packets": decoded.bad_packets,
    }


PROBE_SENTENCES = {
    "ok": "Sound and picture arrive well.",
    "short": "Hardly anything arrived. Please try once more and speak for two seconds.",
    "silent": "We hear nothing. Please check that the right microphone is chosen and not muted.",
    "quiet": "You are very quiet. Please come closer to the microphone or speak up.",
    "clipped": "The sound is overdriven. Please move away from the microphone a little.",
    "noisy": "There is much noise around you. A quieter place or a headset will help.",
    "dark": "The picture is almost black. Please uncover the camera or turn on a light; sound alone is just as good.",
}


def _flags(decoded: container.Decoded, speech: vad.Speech, measured: levels.Levels, mismatch: str | None) -> list[str]:
    """What a person should know before trusting the numbers; stable codes, most serious first."""
    found = {
        "no_speech": not speech.segments,
        "truncated": mismatch == "shorter",
        "longer_than_declared": mismatch == "longer",
        "damaged": decoded.bad_packets > 0,
        "gaps": decoded.gap_ms >= 1_000,
        "short": 0 < speech.total_ms < SHORT_SPEECH_MS,
        "energy_vad": speech.engine == "energy",
    }
    return [*measured.flags, *(name for name, holds in found.items() if holds)]


def _mismatch(duration_ms: int, declared_ms: int | None) -> str | None:
    if declared_ms is None or abs(duration_ms - declared_ms) <= max(_MISMATCH_MS, declared_ms * _MISMATCH_SHARE):
        return None
    return "shorter" if duration_ms < declared_ms else "longer"


def _write_samples(samples: NDArray[np.float32], folder: Path, form: str | None) -> str | None:
    if form is None:
        return None
    if form == "npy":
        np.save(folder / "samples.npy", samples)
        return "samples.npy"
    if form != "wav":
        raise ValueError(f"samples are written as wav or npy, not {form}")
    write_wav(folder / "samples.wav", samples)
    return "samples.wav"


def write_wav(path: Path, samples: NDArray[np.float32]) -> None:
    """16 kHz mono samples as a 16-bit WAV file."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(vad.RATE)
        file.writeframes((samples * 32767).astype("<i2").tobytes())


def read_wav(path: Path) -> NDArray[np.float32]:
    """The samples that `write_wav` wrote."""
    with wave.open(str(path), "rb") as file:
        return (np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32767).astype(np.float32)


def _brightness(path: str) -> float | None:
    """Mean luma (0 to 255) of the first picture; None when none can be decoded."""
    frame = container.picture_near(path, 0)
    if frame is None:
        return None
    return round(float(frame.reformat(64, 48, "gray").to_ndarray().mean()), 1)

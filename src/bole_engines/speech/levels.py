"""How well it was recorded: loudness, noise, clipping. About the recording, never about the person."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bole_engines.speech.vad import FRAME, RATE, Speech, frame_db

SILENT_DB, QUIET_DB, NOISY_SNR_DB, CLIPPED_SHARE = -60.0, -45.0, 10.0, 0.002
_FLAT_TOP = 3  # samples at full scale in a row make a clipped top; one alone may be a loud consonant


@dataclass(frozen=True)
class Levels:
    """dB are below full scale. `snr_db` is None when there is no speech or no pause to compare it with."""

    peak_db: float
    speech_db: float
    floor_db: float
    snr_db: float | None
    clipped_share: float

    @property
    def flags(self) -> tuple[str, ...]:
        """Of "silent", "quiet", "noisy", "clipped" those that hold."""
        silent = self.peak_db < SILENT_DB
        found = {
            "silent": silent,
            "quiet": not silent and self.speech_db < QUIET_DB,
            "noisy": self.snr_db is not None and self.snr_db < NOISY_SNR_DB,
            "clipped": self.clipped_share > CLIPPED_SHARE,
        }
        return tuple(name for name, holds in found.items() if holds)


def measure(samples: NDArray[np.float32], speech: Speech) -> Levels:
    """Levels of 16 kHz mono samples, speech told from the rest by the detector's stretches."""
    db = frame_db(samples, FRAME)
    if not db.size:
        return Levels(-100.0, -100.0, -100.0, None, 0.0)
    inside = speech_mask(speech, db.size, FRAME)
    talk = db[inside]
    rest = db[~inside]
    speech_db = _mean_db(talk) if talk.size else _mean_db(db)
    floor_db = float(np.percentile(rest if rest.size >= 5 else db, 50 if rest.size >= 5 else 5))
    comparable = talk.size > 0 and rest.size >= 5
    return Levels(
        peak_db=round(float(20 * np.log10(max(float(np.abs(samples).max()), 1e-5))), 1),
        speech_db=round(speech_db, 1),
        floor_db=round(floor_db, 1),
        snr_db=round(speech_db - floor_db, 1) if comparable else None,
        clipped_share=round(_clipped(samples), 5),
    )


def speech_mask(speech: Speech, count: int, frame: int) -> NDArray[np.bool_]:
    """True for each of `count` frames of `frame` samples that lies mostly within speech."""
    mask = np.zeros(count, bool)
    for start, end in speech.segments:
        mask[round(start * RATE / 1000 / frame) : round(end * RATE / 1000 / frame)] = True
    return mask


def _mean_db(db: NDArray[np.float32]) -> float:
    return float(10 * np.log10(np.mean(10 ** (db / 10))))


def _clipped(samples: NDArray[np.float32]) -> float:
    """Share of samples within runs of three or more at full scale."""
    top = np.abs(samples) >= 0.999
    if not top.any():
        return 0.0
    inner = top[:-2] & top[1:-1] & top[2:]
    return float(inner.sum()) / samples.size

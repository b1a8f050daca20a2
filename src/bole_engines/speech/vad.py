"""Where somebody speaks: the silero network when its file is at hand, else a plain energy detector that says so.

The network's ONNX file is taken from the `silero-vad` package without importing it (importing asks for torch).
"""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

RATE = 16_000
FRAME = 512  # samples a decision: 32 ms
_ON, _OFF = 0.5, 0.35
_MIN_SPEECH_MS, _MIN_SILENCE_MS, _PAD_MS = 250, 100, 30
_BLOCK = 512


@dataclass(frozen=True)
class Speech:
    """Stretches of speech as (start, end) in ms, in order and apart; `engine` is "silero" or "energy"."""

    segments: tuple[tuple[int, int], ...]
    engine: str

    @property
    def total_ms(self) -> int:
        """Speech altogether."""
        return sum(end - start for start, end in self.segments)


def segments(samples: NDArray[np.float32], *, model: Path | None = None) -> Speech:
    """Stretches of speech in 16 kHz mono samples. Never fails: without the network, energy decides."""
    duration_ms = samples.size * 1000 // RATE
    file = model or silero_file()
    session = None if file is None else _session(file)
    if session is None:
        return Speech(_stretches(energy_probabilities(samples), duration_ms), "energy")
    return Speech(_stretches(silero_probabilities(samples, session), duration_ms), "silero")


def silero_file() -> Path | None:
    """The network's file inside the installed `silero-vad` package; None when that is not installed."""
    found = importlib.util.find_spec("silero_vad")
    for folder in (found.submodule_search_locations or ()) if found else ():
        file = Path(folder) / "data" / "silero_vad_16k_sequence.onnx"
        if file.is_file():
            return file
    return None


@lru_cache(maxsize=1)
def _session(file: Path) -> Any | None:
    try:
        import onnxruntime  # noqa: PLC0415 -- slow import, and the energy detector does without
    except ImportError:
        return None
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])


def silero_probabilities(samples: NDArray[np.float32], session: Any) -> NDArray[np.float32]:
    """Probability of speech for each 32 ms frame."""
    count = -(-samples.size // FRAME)
    padded = np.zeros(count * FRAME, np.float32)
    padded[: samples.size] = samples
    frames = padded.reshape(count, FRAME)
    context = np.zeros((count, 64), np.float32)
    context[1:] = frames[:-1, -64:]
    inputs = np.concatenate([context, frames], axis=1)
    h = c = np.zeros((1, 1, 128), np.float32)
    out = [np.zeros(0, np.float32)]
    for start in range(0, count, _BLOCK):
        probabilities, h, c = session.run(None, {"input": inputs[start : start + _BLOCK], "h": h, "c": c})
        out.append(probabilities.reshape(-1))
    return np.concatenate(out)


def energy_probabilities(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """1 where a 32 ms frame is well above the recording's own floor, 0.4 in between (hysteresis), else 0."""
    count = samples.size // FRAME
    if not count:
        return np.zeros(0, np.float32)
    level = frame_db(samples, FRAME)
    floor = float(np.percentile(level, 10))
    loud = float(np.percentile(level, 98))
    # In a recording without quiet moments the floor is speech: then 20 dB below the loud parts still counts.
    threshold = max(min(floor + 9.0, loud - 8.0), loud - 35.0, -60.0)
    return np.where(level > threshold, 1.0, np.where(level > threshold - 4.0, 0.4, 0.0)).astype(np.float32)


def frame_db(samples: NDArray[np.float32], frame: int) -> NDArray[np.float32]:
    """Level of each whole frame in dB below full scale (RMS), not under -100."""
    count = samples.size // frame
    blocks = samples[: count * frame].reshape(count, frame)
    power = np.einsum("ij,ij->i", blocks, blocks) / frame
    return np.asarray(10 * np.log10(np.maximum(power, 1e-10)), np.float32)


def _stretches(probabilities: NDArray[np.float32], duration_ms: int) -> tuple[tuple[int, int], ...]:
    """Frames to stretches: on above 0.5, off below 0.35, short silences bridged, short speech dropped, padded."""
    frame_ms = FRAME * 1000 // RATE
    raw: list[list[int]] = []
    speaking = False
    for index, probability in enumerate(probabilities.tolist()):
        if not speaking and probability >= _ON:
            speaking = True
            if raw and index * frame_ms - raw[-1][1] < _MIN_SILENCE_MS:
                continue
            raw.append([index * frame_ms, 0])
        elif speaking and probability < _OFF:
            speaking = False
            raw[-1][1] = index * frame_ms
    if speaking:
        raw[-1][1] = duration_ms
    kept = [(max(0, a - _PAD_MS), min(duration_ms, b + _PAD_MS)) for a, b in raw if b - a >= _MIN_SPEECH_MS]
    merged: list[tuple[int, int]] = []
    for start, end in kept:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return tuple(merged)

"""What one interview costs: recordings as a browser makes them, through the pipeline, each in its own limited child."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from bole.core import child
from bole.integrations.fake import voice

_PICTURES_PER_S, _LOOP_S = 30, 2
Size = tuple[int, int]
_TEXT = (
    "你好，我叫李明。我在上一家公司做了三年销售，主要负责华东区的客户。有一次客户突然要退货，我先去了现场，了解情况。"
)
LIMITS: dict[str, Any] = {"cpu_s": 60, "memory_mb": 700, "timeout_s": 180}


def bench(folder: Path, *, answers: int = 3, seconds: float = 120.0, size: Size = (640, 480)) -> dict[str, Any]:
    """CPU seconds and peak memory (MB) of analysing `answers` recordings of `size` at 30 pictures/s with sound.

    Making the recordings is not counted. The children's start and imports are.
    """
    costs: list[child.Outcome] = []
    for number in range(answers):
        path = folder / f"answer-{number}.webm"
        recording(path, seconds=seconds, seed=number, size=size)
        call = {"path": str(path), "out_dir": str(folder / f"out-{number}"), "declared_ms": int(seconds * 1000)}
        costs.append(child.measured("bole_engines.speech.process:analyse", call, **LIMITS))
    steps = {step: round(sum(cost.result["timings"][step] for cost in costs), 3) for step in costs[0].result["timings"]}
    total = sum(cost.cpu_s for cost in costs)
    return {
        "answers": answers,
        "seconds_each": seconds,
        "cpu_s": round(total, 2),
        "peak_mb": round(max(cost.peak_mb for cost in costs), 1),
        "times_real_time": round(answers * seconds / total, 1),
        "steps_cpu_s": steps,
        "start_and_imports_cpu_s": round(total - sum(steps.values()), 2),
        "flags": sorted({flag for cost in costs for flag in cost.result["flags"]}),
        "recording_mb": round((folder / "answer-0.webm").stat().st_size / 1e6, 1),
    }


def recording(path: Path, *, seconds: float, seed: int = 0, size: Size = (640, 480)) -> None:
    """A live webm of the given length. Two seconds of picture are encoded and repeated, for encoding is the slow part."""
    spoken = voice.speak(_TEXT, seed=seed).samples
    samples = np.resize(spoken, int(seconds * voice.RATE))
    with av.open(str(path), "w", format="webm", options={"live": "1"}) as container:
        seen: Any = container.add_stream(
            "libvpx", rate=_PICTURES_PER_S, options={"deadline": "realtime", "cpu-used": "8", "b": "900000", "g": "60"}
        )
        seen.width, seen.height, seen.pix_fmt = *size, "yuv420p"
        heard: Any = container.add_stream("libopus", rate=48_000, options={"b": "48000", "compression_level": "3"})
        heard.layout = "mono"
        loop = [(bytes(packet), packet.is_keyframe) for packet in _loop(seen, seed)]
        sound = _sound(heard, samples)
        for index in range(int(seconds * _PICTURES_PER_S)):
            content, key = loop[index % len(loop)]
            packet = av.Packet(content)
            packet.stream, packet.time_base, packet.is_keyframe = seen, Fraction(1, _PICTURES_PER_S), key
            packet.pts = packet.dts = index
            container.mux(packet)
            for piece in _until(sound, (index + 1) / _PICTURES_PER_S):
                container.mux(piece)
        for piece in sound:
            container.mux(piece)


def _loop(stream: Any, seed: int) -> list[Any]:
    """Packets of two seconds: a gradient that wanders under noise, about as hard to code as a room."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0 : stream.height * 3 // 2, 0 : stream.width]
    packets = []
    for index in range(_LOOP_S * _PICTURES_PER_S):
        planes = (x // 4 + y // 4 + index) % 200 + rng.integers(0, 12, x.shape)
        planes[stream.height :] = 128
        frame = av.VideoFrame.from_ndarray(planes.astype(np.uint8), format="yuv420p")
        frame.pts, frame.time_base = index, Fraction(1, _PICTURES_PER_S)
        packets += stream.encode(frame)
    return [*packets, *stream.encode(None)]


def _sound(stream: Any, samples: voice.Floats) -> Iterator[Any]:
    resampler = av.AudioResampler(format="s16", layout="mono", rate=48_000, frame_size=960)
    for start in range(0, samples.size, voice.RATE):
        piece = (samples[start : start + voice.RATE] * 32767).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(piece[None, :], format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = voice.RATE, start, Fraction(1, voice.RATE)
        for whole in resampler.resample(frame):
            yield from stream.encode(whole)
    for whole in resampler.resample(None):
        yield from stream.encode(whole)
    yield from stream.encode(None)


def _until(packets: Iterator[Any], second: float) -> Iterator[Any]:
    """Packets up to a time, so that sound and picture lie interleaved as a recorder writes them."""
    for packet in packets:
        yield packet
        if packet.pts is not None and float(packet.pts * packet.time_base) >= second:
            return

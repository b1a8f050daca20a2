"""Recordings made at test time: nothing binary is committed."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

RATE = 16_000


def buzz(seconds: float, hertz: float = 140.0) -> NDArray[np.float32]:
    """A vowel-like buzz (falling harmonics) at 16 kHz."""
    t = np.arange(int(seconds * RATE)) / RATE
    wave = sum(np.sin(2 * np.pi * hertz * k * t) / k for k in range(1, 12))
    return np.asarray(wave * 0.15, np.float32)


def quiet(seconds: float, level: float = 0.0003) -> NDArray[np.float32]:
    """Room noise."""
    return np.random.default_rng(7).normal(0, level, int(seconds * RATE)).astype(np.float32)


def vowels(seconds: float) -> NDArray[np.float32]:
    """Four syllables a second: buzzes of 190 ms that fade in and out, at a wandering pitch, then 60 ms of noise."""
    pieces = []
    for index in range(int(seconds * 4)):
        one = buzz(0.19, 120 + 40 * (index % 5) / 4)
        pieces += [one * np.hanning(one.size).astype(np.float32), quiet(0.06)]
    return np.concatenate(pieces)


def write(
    path: Path,
    samples: NDArray[np.float32] | None,
    *,
    form: str = "webm",
    picture: tuple[int, int] | None = None,
    live: bool = False,
    fragmented: bool = False,
) -> Path:
    """Encode into webm (opus, vp8), mp4 (aac, mpeg-free h264 avoided: vp9 stays out too, so sound alone) or ogg."""
    options = {"live": "1"} if live else {}
    if fragmented:
        options["movflags"] = "frag_keyframe+empty_moov+default_base_moof"
        options["frag_duration"] = "500000"
    with av.open(str(path), "w", format=form, options=options) as container:
        seen: Any = None
        if picture:
            seen = container.add_stream("libvpx", rate=5, options={"deadline": "realtime", "cpu-used": "8", "g": "10"})
            seen.width, seen.height, seen.pix_fmt = *picture, "yuv420p"
        heard: Any = None
        if samples is not None:
            heard = container.add_stream("aac" if form == "mp4" else "libopus", rate=48_000)
            heard.layout = "mono"
        _encode(container, seen, heard, samples)
    return path


def _encode(container: Any, seen: Any, heard: Any, samples: NDArray[np.float32] | None) -> None:
    count = samples.size if samples is not None else RATE * 2
    sampler = av.AudioResampler(format="fltp", layout="mono", rate=48_000, frame_size=960)
    for index, start in enumerate(range(0, count, RATE // 5)):
        if seen is not None:
            plane = np.full((seen.height * 3 // 2, seen.width), 90 + index % 40, np.uint8)
            frame = av.VideoFrame.from_ndarray(plane, format="yuv420p")
            frame.pts, frame.time_base = index, Fraction(1, 5)
            container.mux(seen.encode(frame))
        if heard is not None and samples is not None:
            piece = av.AudioFrame.from_ndarray(samples[None, start : start + RATE // 5], format="flt", layout="mono")
            piece.sample_rate, piece.pts, piece.time_base = RATE, start, Fraction(1, RATE)
            for whole in sampler.resample(piece):
                container.mux(heard.encode(whole))
    if heard is not None:
        for whole in sampler.resample(None):
            container.mux(heard.encode(whole))
        container.mux(heard.encode(None))
    if seen is not None:
        container.mux(seen.encode(None))


def endless_silence(path: Path, hours: float) -> Path:
    """Hours of silence in a few megabytes and a second of work: one encoded packet, muxed again and again."""
    with av.open(str(path), "w", format="ogg") as container:
        stream: Any = container.add_stream("libopus", rate=48_000, options={"frame_duration": "60", "b": "6000"})
        stream.layout = "mono"
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 2880), np.float32), format="flt", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = 48_000, 0, Fraction(1, 48_000)
        packet = next(iter(stream.encode(frame)))
        content = bytes(packet)
        for number in range(int(hours * 3600 / 0.06)):
            again = av.Packet(content)
            again.pts = again.dts = number * 2880
            again.duration, again.time_base, again.stream = 2880, Fraction(1, 48_000), stream
            container.mux(again)
    return path

"""A small synthetic voice and a drawn figure, so that the demo has recordings whose words and times are known.

It does not try to be understood: each syllable of the caption becomes a vowel with a consonant before it, a tone and a
length, and punctuation becomes a pause. Detector, pitch, pace and pauses therefore see what they would see in speech,
and captions follow the sound. Same text and seed, same samples. Pages that play it carry the mark 合成演示.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
RATE = 16_000
WIDTH, HEIGHT, PICTURES_PER_S = 320, 240, 5

# First three resonances (Hz) of eight vowels; which one a character gets depends on the character.
_VOWELS = np.array(
    [
        (800, 1250, 2600),
        (530, 1850, 2500),
        (300, 2250, 3000),
        (480, 900, 2500),
        (330, 800, 2400),
        (310, 1900, 2400),
        (500, 1400, 2500),
        (650, 1700, 2500),
    ],
    np.float64,
)
_TONES = np.array([(3, 3), (-2, 3), (-3, -5), (4, -4), (0, -1)], np.float64)  # semitones at start and end
_PAUSES_S = {"，": 0.32, ",": 0.32, "、": 0.22, "；": 0.42, ";": 0.42, "：": 0.36, ":": 0.36}
_STOP_S = 0.62
_TOKEN = re.compile(r"[\u3400-\u9fff]|[A-Za-z]+|[0-9]|[，,、；;：:。.！!？?…\n]")


@dataclass(frozen=True)
class SpokenWord:
    """One Han character, digit or Latin word of the caption, and when it sounds (ms)."""

    text: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True)
class Spoken:
    """Samples (float32 mono 16 kHz) and the words in them, in order."""

    samples: Floats
    words: tuple[SpokenWord, ...]

    @property
    def duration_ms(self) -> int:
        """Length of the sound."""
        return self.samples.size * 1000 // RATE


def speak(text: str, *, seed: int = 0) -> Spoken:
    """Speak a caption with the voice `seed` (its pitch, pace and breath); punctuation pauses, about 4 syllables/s."""
    rng = np.random.default_rng(seed)
    base_hz, pace = float(rng.uniform(105, 225)), float(rng.uniform(0.92, 1.12))
    pieces: list[Floats] = [np.zeros(int(RATE * 0.45), np.float32)]
    words: list[SpokenWord] = []
    at, since_pause = pieces[0].size, 0
    for token in _TOKEN.findall(text):
        sounds = _pause(token) if _is_mark(token) else _word(token, base_hz, pace, since_pause, rng)
        since_pause = 0 if _is_mark(token) else since_pause + 1
        length = sum(sound.size for sound in sounds)
        if not _is_mark(token):
            words.append(SpokenWord(token, at * 1000 // RATE, (at + length) * 1000 // RATE))
        pieces.extend(sounds)
        at += length
    pieces.append(np.zeros(int(RATE * 0.5), np.float32))
    samples = np.concatenate(pieces)
    samples *= np.float32(0.32 / max(float(np.abs(samples).max()), 1e-6))
    samples += rng.normal(0, 0.0006, samples.size).astype(np.float32)  # a room is never quite silent
    return Spoken(samples, tuple(words))


def _is_mark(token: str) -> bool:
    return not token.isalnum()


def _pause(mark: str) -> list[Floats]:
    return [np.zeros(int(RATE * _PAUSES_S.get(mark, _STOP_S)), np.float32)]


def _word(token: str, base_hz: float, pace: float, since_pause: int, rng: np.random.Generator) -> list[Floats]:
    """Consonant and vowel for each syllable; pitch sinks a little from pause to pause, as it does in speech."""
    count = max(1, len(re.findall(r"[aeiouy]+", token.lower()))) if token.isascii() and token.isalpha() else 1
    sounds = []
    for index in range(count):
        code = ord(token[index % len(token)]) * 2654435761 % 2**32
        level = base_hz * 2 ** (-min(since_pause, 14) * 0.22 / 12)
        sounds.append(_consonant(code, rng))
        sounds.append(_vowel(code, level, pace * float(rng.uniform(0.88, 1.15)), rng))
    return sounds


def _consonant(code: int, rng: np.random.Generator) -> Floats:
    """Hiss, a stop, or nothing."""
    kind = code // 7 % 4
    if kind == 0:
        return np.zeros(0, np.float32)
    length = int(RATE * (0.07 if kind == 1 else 0.045))
    noise = np.diff(rng.normal(0, 1, length + 1)).astype(np.float32)
    shape = np.hanning(length) if kind == 1 else np.exp(-np.arange(length)[::-1] / (length / 5))
    return noise * shape.astype(np.float32) * np.float32(0.06)


def _vowel(code: int, level: float, pace: float, rng: np.random.Generator) -> Floats:
    """Harmonics under a gliding set of resonances, with the tone's contour."""
    length = int(RATE * 0.185 / pace)
    glide = np.linspace(0, 1, length)
    start, end = _TONES[code // 31 % len(_TONES)]
    hertz = level * 2 ** ((start + (end - start) * glide + rng.normal(0, 0.25)) / 12)
    phase = (2 * np.pi * np.cumsum(hertz) / RATE).astype(np.float32)
    first, second = _VOWELS[code % len(_VOWELS)], _VOWELS[code // 5 % len(_VOWELS)]
    out = np.zeros(length, np.float32)
    middle = float(hertz.mean())
    for harmonic in range(1, int(3600 / middle) + 1):
        begin, finish = (_response(harmonic * middle, formants) for formants in (first, second))
        gain = (begin + (finish - begin) * glide * 0.7).astype(np.float32)
        out += gain * np.sin(harmonic * phase)
    edge = np.minimum(1, np.minimum(np.arange(length), np.arange(length)[::-1]) / (RATE * 0.02))
    breath = rng.normal(0, 0.01, length)
    return np.asarray(((out + breath) * edge), np.float32)


def _response(hertz: float, formants: NDArray[np.float64]) -> float:
    """Gain of a voice's harmonic: falling source, three resonances."""
    widths = np.array((90.0, 110.0, 170.0))
    weights = np.array((1.0, 0.55, 0.25))
    peaks = weights / (1 + ((hertz - formants) / widths) ** 2)
    return float((peaks.sum() + 0.03) * (120 / max(hertz, 120)) ** 0.35)


def make_webm(text: str, path: Path, *, video: bool, seed: int = 0, live: bool = False) -> Spoken:
    """Speak the caption into a webm file (opus, with `video` also vp8 320×240 at 5 pictures/s); returns what it spoke.

    `live` writes it as a browser's recorder does, without duration and index.
    """
    spoken = speak(text, seed=seed)
    write_webm(spoken.samples, path, picture=_figure(spoken.samples, seed) if video else None, live=live)
    return spoken


def write_webm(samples: Floats, path: Path, *, picture: Iterator[NDArray[np.uint8]] | None, live: bool = False) -> None:
    """Encode 16 kHz samples and, if given, pictures (YUV 4:2:0 planes, 360×320 bytes each) into a webm file."""
    import av  # noqa: PLC0415 -- slow import

    with av.open(str(path), "w", format="webm", options={"live": "1"} if live else {}) as container:
        seen = _video_stream(container) if picture is not None else None
        heard: Any = container.add_stream("libopus", rate=48_000, options={"b": "32000", "compression_level": "3"})
        heard.layout = "mono"
        resampler = av.AudioResampler(format="s16", layout="mono", rate=48_000, frame_size=960)
        step = RATE // PICTURES_PER_S
        for index, start in enumerate(range(0, samples.size, step)):
            if seen is not None and picture is not None:
                container.mux(seen.encode(_picture_frame(next(picture), index)))
            piece = np.clip(samples[start : start + step] * 32767, -32768, 32767).astype(np.int16)
            frame = av.AudioFrame.from_ndarray(piece[None, :], format="s16", layout="mono")
            frame.sample_rate, frame.pts, frame.time_base = RATE, start, Fraction(1, RATE)
            for whole in resampler.resample(frame):
                container.mux(heard.encode(whole))
        for whole in resampler.resample(None):
            container.mux(heard.encode(whole))
        for stream in (heard, seen):
            if stream is not None:
                container.mux(stream.encode(None))


def _video_stream(container: Any) -> Any:
    options = {"deadline": "realtime", "cpu-used": "8", "lag-in-frames": "0", "b": "90000", "g": "25"}
    stream = container.add_stream("libvpx", rate=PICTURES_PER_S, options=options)
    stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
    stream.codec_context.thread_count = 1
    return stream


def _picture_frame(planes: NDArray[np.uint8], index: int) -> Any:
    import av  # noqa: PLC0415 -- slow import

    frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
    frame.pts, frame.time_base = index, Fraction(1, PICTURES_PER_S)
    return frame


def _figure(samples: Floats, seed: int) -> Iterator[NDArray[np.uint8]]:
    """A silhouette before a plain wall, its mouth following the loudness, and the sound's shape along the bottom.

    Plainly a drawing: nobody should take it for a person.
    """
    rng = np.random.default_rng(seed)
    wall, coat = rng.integers(150, 200), rng.integers(60, 110)
    blue, red = (rng.integers(110, 146, 2) for _ in range(2))
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    step = RATE // PICTURES_PER_S
    index = 0
    while True:
        piece = samples[index * step : (index + 1) * step]
        loud = min(1.0, float(np.sqrt(np.mean(piece**2))) * 9) if piece.size else 0.0
        sway = 4 * np.sin(index / 7 + seed)
        luma = np.full((HEIGHT, WIDTH), wall, np.uint8)
        head = ((x - 160 - sway) / 44) ** 2 + ((y - 92) / 56) ** 2 < 1
        body = (((x - 160 - sway / 2) / 104) ** 2 + ((y - 236) / 84) ** 2 < 1) & (y < 206)
        mouth = ((x - 160 - sway) / 15) ** 2 + ((y - 118) / (2 + 10 * loud)) ** 2 < 1
        luma[body], luma[head], luma[mouth] = coat, 118, 40
        luma[206:] = 24
        _draw_wave(luma, piece)
        chroma = np.full((HEIGHT // 2, WIDTH), 128, np.uint8)
        small = body[::2, ::2]
        u, v = np.full(small.shape, 128, np.uint8), np.full(small.shape, 128, np.uint8)
        u[small], v[small] = blue[1], red[1]
        chroma = np.concatenate([u.reshape(-1), v.reshape(-1)]).reshape(HEIGHT // 2, WIDTH)
        yield np.concatenate([luma, chroma])
        index += 1


def _draw_wave(luma: NDArray[np.uint8], piece: Floats) -> None:
    if piece.size < WIDTH // 4:
        return
    columns = np.array([float(np.abs(part).max()) for part in np.array_split(piece, WIDTH // 4)])
    for column, height in enumerate(np.minimum(15, columns * 40).astype(int)):
        luma[223 - height : 224 + height, column * 4 : column * 4 + 3] = 190

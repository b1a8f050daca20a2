"""Recordings as files: told by their first bytes, decoded to 16 kHz mono, made seekable, one still picture.

Everything here takes hostile input: the container's format is forced (libav would follow a text file that lists other
files), only codecs that browsers record are opened, damaged packets are skipped one by one, and sizes are bounded.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.audio.resampler import AudioResampler
from numpy.typing import NDArray

from bole_engines.speech.errors import (
    Damaged,
    NoSound,
    PictureTooLarge,
    TooLong,
    UnsupportedCodec,
    UnsupportedContainer,
)

RATE = 16_000
MAX_PIXELS = 4096 * 2304
_AUDIO = {"opus", "libopus", "vorbis", "libvorbis", "aac", "flac", "alac", "mp3", "mp3float"}
_VIDEO = {"vp8", "vp9", "libvpx", "libvpx-vp9", "av1", "libdav1d", "libaom-av1", "h264", "hevc"}
EXTENSIONS = {"matroska": "webm", "mp4": "mp4", "ogg": "ogg", "wav": "wav"}
# A hole up to this long (s) is lost or never sent sound and is filled with silence, so that times stay those of the
# picture; a jump beyond it is a broken time stamp and is ignored.
_LARGEST_GAP_S = 30.0
_SMALLEST_GAP_S = 0.1
_TICK = Fraction(1, 1_000_000)

_ERRORS = (
    av.error.FFmpegError,
    ValueError,
)  # libav's errors are ValueErrors and OSErrors by turns; broken tags: Unicode


@dataclass
class Damage:
    """Packets that could not be used, counted on the way."""

    bad: int = 0


@dataclass(frozen=True)
class Copied:
    """What a playable copy lacks: packets that were damaged, and tracks of later recordings that are of another kind."""

    skipped: int
    left_out: int


@dataclass(frozen=True)
class Decoded:
    """Samples: float32 mono at 16 kHz within ±1, silence where sound was lost, so an index is a time in the picture."""

    samples: NDArray[np.float32]
    duration_ms: int
    bad_packets: int
    gap_ms: int
    has_video: bool
    has_audio: bool


def sniff(path: str | Path) -> str:
    """ "matroska", "mp4", "ogg" or "wav" by the file's first bytes; UnsupportedContainer for all else."""
    with Path(path).open("rb") as file:
        head = file.read(16)
    if head[:4] == b"\x1aE\xdf\xa3":
        return "matroska"
    if head[4:8] == b"ftyp":
        return "mp4"
    if head[:4] == b"OggS":
        return "ogg"
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "wav"
    raise UnsupportedContainer


@contextlib.contextmanager
def opened(path: str | Path) -> Iterator[Any]:
    """The file as a libav container of the sniffed format, local files only; Damaged when it cannot be opened."""
    kind = sniff(path)
    try:
        container = av.open(
            str(path),
            format=kind,
            metadata_errors="ignore",
            options={"protocol_whitelist": "file", "enable_drefs": "0"},
        )
    except _ERRORS as error:
        raise Damaged from error
    with container:
        for stream in container.streams:
            if stream.type in ("audio", "video"):
                _check(stream)
        yield container


def _check(stream: Any) -> None:
    context = stream.codec_context
    name = context.name if context is not None else "unknown"
    if name not in (_AUDIO | _VIDEO) and not name.startswith("pcm_"):
        raise UnsupportedCodec(codec=name)
    context.thread_count = 1
    if stream.type == "video":
        if context.width * context.height > MAX_PIXELS:
            raise PictureTooLarge(width=context.width, height=context.height)
        # A key frame may declare another size than the container did.
        context.options = {"max_pixels": str(MAX_PIXELS)}


def decode16k(path: str | Path, max_s: float = 600.0) -> Decoded:
    """All sound of the first audio track. NoSound, TooLong (more than `max_s` decoded), Damaged, Unsupported…"""
    with opened(path) as container:
        if not container.streams.audio:
            raise NoSound
        damage = Damage()
        track = _Track(max_s, damage)
        begin = container.start_time / av.time_base if container.start_time is not None else 0.0
        for packet in _packets(container, container.streams.audio[0], damage=damage):
            try:
                frames = packet.decode()
            except _ERRORS:
                damage.bad += 1  # a damaged packet: keep the rest
                continue
            for frame in frames:
                track.add(frame, begin)
        samples = track.finish()
        if not samples.size and damage.bad:
            raise Damaged
        return Decoded(
            samples=samples,
            duration_ms=samples.size * 1000 // RATE,
            bad_packets=damage.bad,
            gap_ms=track.gap * 1000 // RATE,
            has_video=bool(container.streams.video),
            has_audio=True,
        )


class _Track:
    """Collects decoded frames as 16 kHz samples and keeps them in step with their time stamps."""

    def __init__(self, max_s: float, damage: Damage) -> None:
        self.gap, self._damage = 0, damage
        self._limit, self._max_s = int(max_s * RATE), max_s
        self._pieces: list[NDArray[np.float32]] = []
        self._count = 0  # samples at 16 kHz kept so far
        self._elapsed: float | None = None  # seconds accounted for since the container's start
        self._resampler = self._new_resampler()

    @staticmethod
    def _new_resampler() -> AudioResampler:
        return AudioResampler(format="flt", layout="mono", rate=RATE)

    def add(self, frame: Any, begin: float) -> None:
        """Keep one frame; TooLong once the limit is passed."""
        self._fill(frame, begin)
        try:
            for piece in self._resampler.resample(frame):
                self._keep(np.asarray(piece.to_ndarray(), np.float32).reshape(-1))
        except _ERRORS:
            # The sound's own format changed on the way: go on with a fresh resampler.
            self._damage.bad += 1
            self._resampler = self._new_resampler()
        if self._elapsed is not None:
            self._elapsed += frame.samples / (frame.sample_rate or RATE)

    def _fill(self, frame: Any, begin: float) -> None:
        if frame.time is None:
            return
        time = float(frame.time) - begin
        if self._elapsed is None:
            self._elapsed = 0.0
        hole = time - self._elapsed
        if _SMALLEST_GAP_S < hole <= _LARGEST_GAP_S:
            missing = int(hole * RATE)
            self._keep(np.zeros(missing, np.float32))
            self.gap += missing
            self._elapsed += hole

    def _keep(self, piece: NDArray[np.float32]) -> None:
        self._pieces.append(piece)
        self._count += piece.size
        if self._count > self._limit:
            raise TooLong(limit_s=int(self._max_s))

    def finish(self) -> NDArray[np.float32]:
        """Everything, clipped to ±1 (lossy codecs overshoot) and free of NaN."""
        with contextlib.suppress(*_ERRORS):
            for piece in self._resampler.resample(None):
                self._keep(np.asarray(piece.to_ndarray(), np.float32).reshape(-1))
        samples = np.concatenate(self._pieces) if self._pieces else np.zeros(0, np.float32)
        self._pieces.clear()
        np.nan_to_num(samples, copy=False)
        return np.clip(samples, -1.0, 1.0, out=samples)


def _packets(container: Any, *streams: Any, damage: Damage) -> Iterator[Any]:
    """Packets until the end, or until the container itself is too damaged to go on."""
    packets = container.demux(*streams)
    while True:
        try:
            packet = next(packets)
        except StopIteration:
            return
        except _ERRORS:
            damage.bad += 1
            return
        yield packet


def declared_ms(path: str | Path) -> int | None:
    """The duration that the container claims, in ms; None when it claims none (as live webm does)."""
    with opened(path) as container:
        return None if container.duration is None else int(container.duration * 1000 // av.time_base)


def remux(src: str | Path, dst: str | Path, *, more: Sequence[tuple[str | Path, int]] = ()) -> Copied:
    """Copy sound and picture into a file with duration and index, of the kind it came as; says what could not go in.

    Nothing is encoded anew. Browsers record webm without either, and a player cannot seek in that. `more` are further
    recordings of the same answer with the ms at which each begins (the recorder was started anew, often for sound
    alone): their sound goes on where the first one's ended, and so does the picture, if there is one.
    """
    kind = sniff(src)
    options = {"mp4": {"movflags": "+faststart"}, "matroska": {"cues_to_front": "1", "cluster_time_limit": "2000"}}
    damage = Damage()
    try:
        with av.open(str(dst), "w", format=EXTENSIONS[kind], options=options.get(kind, {})) as target:
            joint = _Joint(target, damage)
            for path, begin_ms in ((src, 0), *more):
                with opened(path) as source:
                    joint.take(source, begin_ms)
    except _ERRORS as error:
        raise Damaged from error
    return Copied(damage.bad, joint.left_out)


class _Joint:
    """Writes several recordings one after the other into one file; the first one decides which streams there are."""

    def __init__(self, target: Any, damage: Damage) -> None:
        self._target, self._damage = target, damage
        self._streams: dict[str, tuple[Any, Any]] = {}  # "audio" or "video" to the stream written and its template
        self._last: dict[str, int] = {}
        self.left_out = 0

    def take(self, source: Any, begin_ms: int) -> None:
        """Copy one recording so that it begins at `begin_ms`."""
        firsts = [group[0] for group in (source.streams.video, source.streams.audio) if group]
        if not self._streams:
            self._streams = {s.type: (self._target.add_stream_from_template(s), _likeness(s)) for s in firsts}
        wanted = [s for s in firsts if s.type in self._streams and self._streams[s.type][1] == _likeness(s)]
        self.left_out += len(firsts) - len(wanted)
        if not wanted:
            return
        shift_s = Fraction(begin_ms, 1000) - Fraction(source.start_time or 0, av.time_base)
        for packet in _packets(source, *wanted, damage=self._damage):
            if packet.dts is None:
                continue
            try:
                self._write(packet, shift_s)
            except _ERRORS:
                self._damage.bad += 1

    def _write(self, packet: Any, shift_s: Fraction) -> None:
        kind = packet.stream.type
        shift = round(shift_s / packet.time_base)
        # The picture of one recording may outlast its sound by a moment: the next one's then waits for its turn.
        earliest = self._last.get(kind)
        if earliest is not None:
            shift = max(shift, round(earliest * _TICK / packet.time_base) + 1 - packet.dts)
        packet.dts += shift
        packet.pts = None if packet.pts is None else packet.pts + shift
        self._last[kind] = round(packet.dts * packet.time_base / _TICK)
        packet.stream = self._streams[kind][0]
        self._target.mux(packet)


def _likeness(stream: Any) -> tuple[Any, ...]:
    """What must agree for two streams to share one track."""
    context = stream.codec_context
    return context.name, bytes(context.extradata or b""), context.sample_rate if stream.type == "audio" else None


def picture_near(path: str | Path, at_ms: int) -> Any | None:
    """The first picture at or after `at_ms` (else the last before it) as a libav frame; None when there is none."""
    with opened(path) as container:
        if not container.streams.video:
            return None
        stream = container.streams.video[0]
        with contextlib.suppress(*_ERRORS):
            container.seek(at_ms * 1000 + (container.start_time or 0), backward=True)
        begin = (container.start_time or 0) / av.time_base
        found = None
        for packet in _packets(container, stream, damage=Damage()):
            with contextlib.suppress(*_ERRORS):
                for frame in packet.decode():
                    found = frame
                    if frame.time is not None and (frame.time - begin) * 1000 >= at_ms:
                        return found
        return found


def thumbnail(src: str | Path, at_ms: int, dst_jpeg: str | Path, *, width: int = 320) -> bool:
    """A JPEG of the picture near `at_ms`, `width` pixels wide at most; False when there is no picture."""
    frame = picture_near(src, at_ms)
    if frame is None or not frame.width or not frame.height:
        return False
    wide = max(2, min(width, frame.width) // 2 * 2)
    high = max(2, min(wide * 4, frame.height * wide // frame.width) // 2 * 2)
    encoder = av.CodecContext.create("mjpeg", "w")
    encoder.width, encoder.height, encoder.pix_fmt = wide, high, "yuvj420p"
    encoder.time_base = Fraction(1, 25)
    still = frame.reformat(wide, high, "yuvj420p")
    still.pts = 0
    packets = [*encoder.encode(still), *encoder.encode(None)]
    Path(dst_jpeg).write_bytes(b"".join(bytes(packet) for packet in packets))
    return True

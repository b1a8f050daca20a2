"""Good recordings, and everything that pretends to be one."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from bole_engines.common import Refused
from bole_engines.speech import container, process
from bole_engines.speech.errors import Damaged, NoSound, PictureTooLarge, TooLong, UnsupportedContainer
from bole_engines.speech.tests import recordings

Made = dict[str, Path]
KINDS = {
    "video.webm": "matroska",
    "live.webm": "matroska",
    "sound.webm": "matroska",
    "sound.mp4": "mp4",
    "fragmented.mp4": "mp4",
    "sound.ogg": "ogg",
}


def cut(path: Path, to: Path, *, keep: float = 1.0, drop: tuple[float, float] | None = None) -> Path:
    """A copy that ends early, or that lacks a stretch in the middle; shares of the file's bytes."""
    content = path.read_bytes()
    if drop:
        content = content[: int(len(content) * drop[0])] + content[int(len(content) * drop[1]) :]
    to.write_bytes(content[: int(len(content) * keep)])
    return to


@pytest.mark.parametrize(("name", "kind"), KINDS.items())
def test_each_kind_is_known_by_its_bytes_and_decodes_to_its_full_length(made: Made, name: str, kind: str) -> None:
    assert container.sniff(made[name]) == kind
    decoded = container.decode16k(made[name])
    assert abs(decoded.duration_ms - 6500) <= 30
    assert (decoded.samples.dtype, decoded.samples.ndim) == (np.float32, 1)
    assert (decoded.bad_packets, decoded.gap_ms, decoded.has_audio) == (0, 0, True)
    assert decoded.has_video is ("video" in name or "live" in name)
    assert float(np.abs(decoded.samples).max()) <= 1.0


def test_the_name_of_a_file_does_not_matter(made: Made, tmp_path: Path) -> None:
    odd = tmp_path / "answer.mp3"
    odd.write_bytes(made["sound.mp4"].read_bytes())
    assert container.sniff(odd) == "mp4"
    assert abs(container.decode16k(odd).duration_ms - 6500) <= 30


def test_decoded_sound_is_where_it_was_recorded(made: Made, sound: NDArray[np.float32]) -> None:
    decoded = container.decode16k(made["live.webm"]).samples
    heard, spoken = (np.sqrt(np.convolve(x[: 16000 * 6] ** 2, np.ones(1600) / 1600)) for x in (decoded, sound))
    assert abs(int(np.argmax(heard > 0.02)) - int(np.argmax(spoken > 0.02))) < 16 * 30


PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
PRETENDERS = {
    "zero bytes": b"",
    "one byte": b"\x1a",
    "random": np.random.default_rng(3).bytes(5000),
    "pdf": b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n" * 20,
    "html": b"<!doctype html><script>alert(1)</script>",
    "png": PNG,
    "list of files": b"ffconcat version 1.0\nfile secret.wav\n",
    "hls list": b"#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n",
    "zip": b"PK\x03\x04" + bytes(100),
    "avi in riff": b"RIFF\x00\x00\x00\x00AVI LIST" + bytes(100),
}


@pytest.mark.parametrize("content", PRETENDERS.values(), ids=PRETENDERS)
def test_what_is_no_recording_is_refused_by_its_first_bytes(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "answer.webm"
    path.write_bytes(content)
    for read in (container.sniff, container.decode16k, container.declared_ms):
        with pytest.raises(UnsupportedContainer):
            read(path)
    with pytest.raises(UnsupportedContainer):
        container.remux(path, tmp_path / "out.webm")
    assert not (tmp_path / "out.webm").exists()


def test_a_list_of_files_never_reads_the_file_it_names(made: Made, tmp_path: Path) -> None:
    (tmp_path / "secret.webm").write_bytes(made["sound.webm"].read_bytes())
    trap = tmp_path / "answer.mp4"
    trap.write_text("ffconcat version 1.0\nfile secret.webm\n")
    with pytest.raises(UnsupportedContainer):
        process.analyse(path=str(trap), out_dir=str(tmp_path / "out"))
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize("head", [b"\x1aE\xdf\xa3", b"\0\0\0\x20ftypisom", b"OggS", b"RIFF\xff\xff\xff\x7fWAVE"])
@pytest.mark.parametrize("rest", [b"", bytes(4000), b"file secret.wav\n" * 50, np.random.default_rng(5).bytes(9000)])
def test_right_first_bytes_with_nonsense_after_are_damaged(tmp_path: Path, head: bytes, rest: bytes) -> None:
    path = tmp_path / "answer.webm"
    path.write_bytes(head + rest)
    with pytest.raises((Damaged, NoSound)):
        container.decode16k(path)


def test_a_webm_cut_in_half_keeps_its_first_half(made: Made, tmp_path: Path) -> None:
    decoded = container.decode16k(cut(made["live.webm"], tmp_path / "a", keep=0.5))
    assert 2500 < decoded.duration_ms < 4000


def test_a_webm_without_its_first_part_is_refused(made: Made, tmp_path: Path) -> None:
    with pytest.raises(UnsupportedContainer):
        container.decode16k(cut(made["live.webm"], tmp_path / "a", drop=(0, 0.1)))


def test_a_lost_part_in_the_middle_becomes_silence_of_the_same_length(made: Made, tmp_path: Path) -> None:
    decoded = container.decode16k(cut(made["live.webm"], tmp_path / "a", drop=(0.4, 0.6)))
    assert abs(decoded.duration_ms - 6500) <= 150
    assert decoded.gap_ms > 500


def test_an_mp4_without_its_index_is_damaged(made: Made, tmp_path: Path) -> None:
    path = cut(made["sound.mp4"], tmp_path / "a", keep=0.5)
    with pytest.raises(Damaged):
        container.decode16k(path)
    with pytest.raises(Damaged):
        container.remux(path, tmp_path / "b")


def test_a_fragmented_mp4_cut_in_half_keeps_its_first_half(made: Made, tmp_path: Path) -> None:
    decoded = container.decode16k(cut(made["fragmented.mp4"], tmp_path / "a", keep=0.5))
    assert 2500 < decoded.duration_ms < 4000
    assert decoded.bad_packets == 1


def test_zeroed_bytes_cost_their_packets_and_no_more(made: Made, tmp_path: Path) -> None:
    content = bytearray(made["fragmented.mp4"].read_bytes())
    middle = len(content) // 2
    content[middle : middle + 1500] = bytes(1500)
    path = tmp_path / "a.mp4"
    path.write_bytes(content)
    decoded = container.decode16k(path)
    assert decoded.duration_ms > 5500


def test_bit_noise_never_escapes_as_anything_but_a_refusal(made: Made, tmp_path: Path) -> None:
    rng = np.random.default_rng(11)
    path = tmp_path / "noisy"
    outcomes = set()
    for name in ("live.webm", "fragmented.mp4", "sound.ogg"):
        content = np.frombuffer(made[name].read_bytes(), np.uint8)
        for _ in range(12):
            broken = content.copy()
            broken[rng.integers(0, broken.size, 40)] = rng.integers(0, 256, 40)
            path.write_bytes(broken.tobytes())
            try:
                process.analyse(path=str(path), out_dir=str(tmp_path / "out"))
                outcomes.add("decoded")
            except Refused as refused:
                outcomes.add(refused.code)
    assert "decoded" in outcomes


def test_five_hours_of_silence_end_at_the_limit(tmp_path: Path) -> None:
    path = recordings.endless_silence(tmp_path / "silence.ogg", hours=5)
    assert path.stat().st_size < 12_000_000
    with pytest.raises(TooLong) as caught:
        container.decode16k(path, max_s=600)
    assert caught.value.data == {"limit_s": 600}


def test_a_picture_without_sound_is_told_apart(made: Made) -> None:
    with pytest.raises(NoSound):
        container.decode16k(made["mute.webm"])


def test_a_huge_declared_picture_is_refused_before_it_is_decoded(made: Made, tmp_path: Path) -> None:
    content = made["mute.webm"].read_bytes()
    width, height = b"\xb0\x82\x01\x40", b"\xba\x82\x01\x00"  # Matroska's PixelWidth 320 and PixelHeight 256
    assert content.count(width) == content.count(height) == 1
    path = tmp_path / "a.webm"
    path.write_bytes(content.replace(width, b"\xb0\x82\x3e\x80").replace(height, b"\xba\x82\x3e\x80"))
    for read in (container.decode16k, container.declared_ms):
        with pytest.raises(PictureTooLarge) as caught:
            read(path)
        assert caught.value.data == {"width": 16000, "height": 16000}


def test_a_key_frame_that_lies_about_its_size_gives_no_picture(made: Made, tmp_path: Path) -> None:
    start = b"\x9d\x01\x2a"
    content = made["video.webm"].read_bytes()
    assert start in content
    path = tmp_path / "a.webm"
    true_size = start + (160).to_bytes(2, "little") + (120).to_bytes(2, "little")
    path.write_bytes(content.replace(true_size, start + b"\xff\x3f\xff\x3f"))
    assert container.thumbnail(path, 0, tmp_path / "still.jpg") is False
    assert not (tmp_path / "still.jpg").exists()
    assert abs(container.decode16k(path).duration_ms - 6500) <= 30


@pytest.mark.parametrize("name", KINDS)
def test_a_remuxed_recording_has_its_length_and_can_be_sought(made: Made, tmp_path: Path, name: str) -> None:
    target = tmp_path / "playable"
    assert container.remux(made[name], target) == container.Copied(skipped=0, left_out=0)
    declared = container.declared_ms(target)
    assert declared is not None
    assert abs(declared - 6500) <= 110
    assert abs(container.decode16k(target).duration_ms - 6500) <= 30
    with av.open(str(target), format=container.sniff(target)) as file:
        file.seek(4_000_000)
        assert 1.9 <= float(next(file.decode(audio=0)).time) <= 4.1


def test_a_live_webm_has_no_length_until_it_is_remuxed(made: Made) -> None:
    assert container.declared_ms(made["live.webm"]) is None


@pytest.mark.parametrize("at_ms", [0, 3000, 60_000])
def test_a_still_is_a_small_jpeg(made: Made, tmp_path: Path, at_ms: int) -> None:
    still = tmp_path / "still.jpg"
    assert container.thumbnail(made["live.webm"], at_ms, still) is True
    content = still.read_bytes()
    assert (content[:3], content[-2:]) == (b"\xff\xd8\xff", b"\xff\xd9")
    assert len(content) < 20_000
    with av.open(str(still)) as picture:
        frame = next(picture.decode(video=0))
    assert (frame.width, frame.height) == (160, 120)


def test_sound_alone_has_no_still(made: Made, tmp_path: Path) -> None:
    assert container.thumbnail(made["sound.webm"], 0, tmp_path / "still.jpg") is False

"""Keys, sealed values and sealed files."""

from __future__ import annotations

import contextlib
import io
import multiprocessing
import os
import stat
from pathlib import Path
from uuid import UUID

import pytest

from bole.core import crypto
from bole.core.crypto import keys, sealing
from bole.core.crypto.media import (
    CHUNK,
    HEADER_BYTES,
    TAG_BYTES,
    EncryptedReader,
    EncryptedWriter,
    sealed_stream,
)

LI = UUID("01900000-0000-7000-8000-0000000000a1")
WANG = UUID("01900000-0000-7000-8000-0000000000b2")
SMALL = 64 * 1024


@pytest.fixture
def ring(tmp_path: Path) -> crypto.Keyring:
    return crypto.Keyring(tmp_path / "keys")


def test_a_sealed_value_opens_for_its_subject_and_purpose_only(
    ring: crypto.Keyring,
) -> None:
    blob = sealing.seal_text(ring, LI, "13800138000", purpose="people.phone")

    assert sealing.open_text(ring, LI, blob, purpose="people.phone") == "13800138000"
    assert b"13800138000" not in blob
    assert sealing.seal_text(ring, LI, "13800138000", purpose="people.phone") != blob
    with pytest.raises(crypto.Unreadable):
        sealing.open_sealed(ring, LI, blob, purpose="people.email")
    ring.data_key(WANG, make=True)
    with pytest.raises(crypto.Unreadable):
        sealing.open_sealed(ring, WANG, blob, purpose="people.phone")


def test_json_comes_back_as_it_went_in(ring: crypto.Keyring) -> None:
    value = {"姓名": "李明", "levels": [1, None, 3.5]}
    assert sealing.open_json(ring, LI, sealing.seal_json(ring, LI, value, purpose="p"), purpose="p") == value


@pytest.mark.parametrize("where", [0, 5, 20, -1])
def test_one_flipped_bit_anywhere_is_noticed(ring: crypto.Keyring, where: int) -> None:
    blob = bytearray(sealing.seal(ring, LI, b"twelve bytes", purpose="p"))
    blob[where] ^= 1
    with pytest.raises(crypto.Unreadable):
        sealing.open_sealed(ring, LI, bytes(blob), purpose="p")


@pytest.mark.parametrize("blob", [b"", b"\x01", b"\x01" + bytes(27)])
def test_a_blob_too_short_to_be_sealed_is_unreadable(ring: crypto.Keyring, blob: bytes) -> None:
    ring.data_key(LI, make=True)
    with pytest.raises(crypto.Unreadable):
        sealing.open_sealed(ring, LI, blob, purpose="p")


def test_key_files_are_private(ring: crypto.Keyring) -> None:
    ring.data_key(LI, make=True)
    ring.index_key()
    files = [path for path in ring.keys_dir.rglob("*") if path.is_file()]
    assert {path.name for path in files} == {
        ".lock",
        "master.kek",
        "index.key",
        f"{LI}.key",
    }
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    folders = [
        ring.keys_dir,
        *(path for path in ring.keys_dir.rglob("*") if path.is_dir()),
    ]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folders} == {0o700}


def test_opening_never_makes_a_key(ring: crypto.Keyring) -> None:
    with pytest.raises(crypto.KeyMissing):
        sealing.open_sealed(ring, LI, bytes(64), purpose="p")
    assert not (ring.keys_dir / "subjects").exists()


def _first_key(
    keys_dir: Path,
    gate: multiprocessing.synchronize.Barrier,
    out: multiprocessing.Queue[bytes],
) -> None:
    gate.wait()
    ring = crypto.Keyring(keys_dir)
    out.put(ring.data_key(LI, make=True) + ring.index_key())


def test_processes_that_start_at_once_end_with_the_same_keys(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("fork")
    gate, out = spawn.Barrier(4), spawn.Queue()
    workers = [spawn.Process(target=_first_key, args=(tmp_path / "keys", gate, out)) for _ in range(4)]
    for worker in workers:
        worker.start()
    keys = {out.get(timeout=30) for _ in workers}
    for worker in workers:
        worker.join()

    assert len(keys) == 1
    assert keys == {crypto.Keyring(tmp_path / "keys").data_key(LI, make=False) + ring_index(tmp_path)}
    assert list((tmp_path / "keys").rglob(".*.key.*")) == []


def ring_index(tmp_path: Path) -> bytes:
    return crypto.Keyring(tmp_path / "keys").index_key()


def test_a_destroyed_key_is_gone_in_every_process_at_once_and_never_made_again(
    ring: crypto.Keyring,
) -> None:
    other = crypto.Keyring(ring.keys_dir)
    blob = sealing.seal(ring, LI, b"voice", purpose="p")
    assert sealing.open_sealed(other, LI, blob, purpose="p") == b"voice"

    ring.destroy_key(LI)
    ring.destroy_key(LI)

    for one in (ring, other, crypto.Keyring(ring.keys_dir)):
        assert one.is_destroyed(LI)
        with pytest.raises(crypto.KeyDestroyed):
            sealing.open_sealed(one, LI, blob, purpose="p")
        with pytest.raises(crypto.KeyDestroyed):
            sealing.seal(one, LI, b"again", purpose="p")
    assert sealing.seal(ring, WANG, b"x", purpose="p")


def test_a_subject_without_a_key_can_be_barred(ring: crypto.Keyring) -> None:
    assert not ring.is_destroyed(LI)
    ring.destroy_key(LI)
    with pytest.raises(crypto.KeyDestroyed):
        ring.data_key(LI, make=True)


def test_destroying_wipes_the_old_bytes_even_for_a_reader_that_holds_the_file(
    ring: crypto.Keyring,
) -> None:
    ring.data_key(LI, make=True)
    (path,) = (ring.keys_dir / "subjects").glob("*/*.key")
    with path.open("rb") as held:
        ring.destroy_key(LI)
        assert set(held.read()) == {0}


def test_the_master_key_can_be_changed_under_running_processes(
    ring: crypto.Keyring,
) -> None:
    other = crypto.Keyring(ring.keys_dir)
    blob, index = sealing.seal(ring, LI, b"voice", purpose="p"), ring.index_key()
    other.data_key(LI, make=False)
    ring.destroy_key(WANG)
    before = (ring.keys_dir / "master.kek").read_bytes()

    assert ring.rewrap(bytes(range(32))) == 2

    assert (ring.keys_dir / "master.kek").read_bytes() != before
    for one in (ring, other, crypto.Keyring(ring.keys_dir)):
        assert sealing.open_sealed(one, LI, blob, purpose="p") == b"voice"
        assert one.index_key() == index
        assert one.is_destroyed(WANG)
    assert sealing.seal(other, UUID(int=7), b"new", purpose="p")
    assert len((ring.keys_dir / "master.kek").read_text().splitlines()) == 1


def test_an_interrupted_change_of_the_master_key_is_finished_by_the_next(
    ring: crypto.Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    blobs = {subject: sealing.seal(ring, subject, b"v", purpose="p") for subject in (LI, WANG)}
    done: list[Path] = []

    def die_after_one(path: Path, masters: tuple[keys.MasterKey, ...]) -> bool:
        if done:
            raise KeyboardInterrupt
        done.append(path)
        return original(path, masters)

    original = ring._rewrap_file
    monkeypatch.setattr(ring, "_rewrap_file", die_after_one)
    with pytest.raises(KeyboardInterrupt):
        ring.rewrap()
    fresh = crypto.Keyring(ring.keys_dir)
    assert all(sealing.open_sealed(fresh, s, b, purpose="p") == b"v" for s, b in blobs.items())

    assert fresh.rewrap() == 1
    assert all(sealing.open_sealed(fresh, s, b, purpose="p") == b"v" for s, b in blobs.items())
    assert len((ring.keys_dir / "master.kek").read_text().splitlines()) == 1


def test_a_lost_master_key_is_never_replaced_in_silence(ring: crypto.Keyring) -> None:
    ring.data_key(LI, make=True)
    (ring.keys_dir / "master.kek").unlink()
    with pytest.raises(crypto.KeyringBroken, match="backup"):
        crypto.Keyring(ring.keys_dir).data_key(WANG, make=True)
    assert not (ring.keys_dir / "master.kek").exists()


@pytest.mark.parametrize("content", [b"", b"{}", b"bole-kek-1 aa AAAA\n", b"\xff\xfe"])
def test_a_damaged_key_folder_says_so(ring: crypto.Keyring, content: bytes) -> None:
    ring.data_key(LI, make=True)
    (ring.keys_dir / "master.kek").write_bytes(content)
    with pytest.raises(crypto.KeyringBroken):
        crypto.Keyring(ring.keys_dir).data_key(LI, make=False)


def test_a_key_file_put_in_another_subjects_place_does_not_open(
    ring: crypto.Keyring,
) -> None:
    ring.data_key(LI, make=True)
    ring.data_key(WANG, make=True)
    mine, theirs = (next((ring.keys_dir / "subjects").glob(f"*/{who}.key")) for who in (LI, WANG))
    mine.write_bytes(theirs.read_bytes())
    with pytest.raises(crypto.KeyringBroken):
        crypto.Keyring(ring.keys_dir).data_key(LI, make=False)


def test_blind_indexes_find_equal_values_and_nothing_else(ring: crypto.Keyring) -> None:
    index = sealing.blind_index(ring, "13800138000", purpose="people.phone:t1")
    assert len(index) == 32
    assert index == sealing.blind_index(crypto.Keyring(ring.keys_dir), "13800138000", purpose="people.phone:t1")
    assert index != sealing.blind_index(ring, "13800138001", purpose="people.phone:t1")
    assert index != sealing.blind_index(ring, "13800138000", purpose="people.phone:t2")


def test_purpose_is_required(ring: crypto.Keyring) -> None:
    with pytest.raises(ValueError, match="purpose"):
        sealing.seal(ring, LI, b"x", purpose="")


def test_the_cache_stays_small(ring: crypto.Keyring, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bole.core.crypto.keys._CACHE_SIZE", 2)
    keys = [ring.data_key(UUID(int=n), make=True) for n in range(5)]
    assert len(ring._cache) == 2
    assert [ring.data_key(UUID(int=n), make=False) for n in range(5)] == keys


# -- files --------------------------------------------------------------------------------------------------------

KEY, CONTEXT = bytes(range(32)), b"context"


def sealed(plain: bytes, chunk: int = SMALL, context: bytes = CONTEXT) -> bytes:
    return b"".join(sealed_stream([plain], key=KEY, context=context, chunk=chunk))


def reader(blob: bytes, context: bytes = CONTEXT) -> EncryptedReader:
    return EncryptedReader(io.BytesIO(blob), key=KEY, context=context)


@pytest.mark.parametrize("size", [0, 1, SMALL - 1, SMALL, SMALL + 1, 2 * SMALL, 3 * SMALL + 17])
def test_a_sealed_file_has_the_length_and_the_bytes_of_the_plain_one(size: int) -> None:
    plain = os.urandom(size)
    blob = sealed(plain)

    assert len(blob) == crypto.sealed_size(size, SMALL)
    with reader(blob) as file:
        assert file.size == size
        assert file.read() == plain
        assert file.read() == b""


def test_writer_and_stream_make_files_that_read_alike() -> None:
    plain = os.urandom(3 * SMALL + 5)
    raw = io.BytesIO()
    with EncryptedWriter(raw, key=KEY, context=CONTEXT, chunk=SMALL) as file:
        for start in range(0, len(plain), 1000):
            assert file.write(plain[start : start + 1000]) == len(plain[start : start + 1000])
    assert reader(raw.getvalue()).read() == plain
    with pytest.raises(ValueError, match="closed"):
        file.write(b"late")


@pytest.mark.parametrize(
    ("offset", "n"),
    [(0, 10), (SMALL - 3, 6), (SMALL, SMALL), (2 * SMALL + 50, 999), (0, 10**9)],
)
def test_any_range_can_be_read_in_any_order(offset: int, n: int) -> None:
    plain = os.urandom(2 * SMALL + 100)
    file = reader(sealed(plain))
    assert file.read_at(2 * SMALL, 5) == plain[2 * SMALL : 2 * SMALL + 5]
    assert file.read_at(offset, n) == plain[offset : offset + n]
    file.seek(-7, os.SEEK_END)
    assert (file.tell(), file.read()) == (len(plain) - 7, plain[-7:])


def test_a_buffered_reader_sits_on_top() -> None:
    plain = os.urandom(SMALL + 100)
    buffered = io.BufferedReader(reader(sealed(plain)))
    assert buffered.read(SMALL + 1) == plain[: SMALL + 1]


def test_cut_swapped_doubled_and_changed_files_do_not_open() -> None:
    plain, step = os.urandom(4 * SMALL), SMALL + TAG_BYTES
    blob = sealed(plain)
    body = [blob[HEADER_BYTES + i * step : HEADER_BYTES + (i + 1) * step] for i in range(4)]
    head = blob[:HEADER_BYTES]
    for broken in (
        b"",
        head,
        head[:20],
        blob[:-1],
        blob[: HEADER_BYTES + 3 * step],  # a whole chunk missing at the end
        head + b"".join([*body[:3], body[2]]),
        blob + b"x",
        blob + body[3],
        b"X" + blob[1:],
        blob[:10] + b"\0" + blob[11:],
    ):
        with pytest.raises(crypto.Unreadable):
            reader(broken)
    swapped = reader(head + body[1] + body[0] + body[2] + body[3])
    with pytest.raises(crypto.Unreadable):
        swapped.read()


def test_a_file_does_not_open_under_another_name_or_header() -> None:
    one, two = sealed(b"one"), sealed(b"two")
    with pytest.raises(crypto.Unreadable):
        reader(one, context=b"another name")
    with pytest.raises(crypto.Unreadable):
        reader(two[:HEADER_BYTES] + one[HEADER_BYTES:])


def test_a_writer_that_failed_leaves_nothing_readable() -> None:
    raw = io.BytesIO()
    with contextlib.suppress(ZeroDivisionError), EncryptedWriter(raw, key=KEY, context=CONTEXT, chunk=SMALL) as file:
        file.write(bytes(SMALL * 2))
        raise ZeroDivisionError
    with pytest.raises(crypto.Unreadable):
        reader(raw.getvalue())


@pytest.mark.parametrize("chunk", [0, 1000, SMALL // 2, SMALL + 1, CHUNK * 8])
def test_odd_chunk_sizes_are_refused(chunk: int) -> None:
    with pytest.raises(ValueError, match="power of two"):
        sealed(b"", chunk=chunk)


def test_the_process_wide_functions_use_the_configured_folder(tmp_path: Path) -> None:
    crypto.configure(tmp_path / "keys")
    try:
        raw = io.BytesIO()
        with crypto.media_writer(LI, raw, purpose="recordings/1") as file:
            file.write(b"picture")
        raw.seek(0)
        assert crypto.media_reader(LI, raw, purpose="recordings/1").read() == b"picture"
        assert crypto.open_text(LI, crypto.seal_text(LI, "文", purpose="p"), purpose="p") == "文"
        assert crypto.open_json(LI, crypto.seal_json(LI, [1], purpose="p"), purpose="p") == [1]
        assert crypto.blind_index("a", purpose="p") == crypto.blind_index("a", purpose="p")
        assert crypto.rewrap() == 2
        crypto.destroy_key(LI)
        assert crypto.is_destroyed(LI)
    finally:
        crypto.configure(None)
    assert (tmp_path / "keys" / "master.kek").exists()

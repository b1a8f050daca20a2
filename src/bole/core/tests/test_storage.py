"""The media store, sealed and plain."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import io
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from bole.core import crypto, storage

LI = UUID("01900000-0000-7000-8000-0000000000a1")
WANG = UUID("01900000-0000-7000-8000-0000000000b2")


@pytest.fixture(autouse=True)
def folders(tmp_path: Path) -> Iterator[Path]:
    crypto.configure(tmp_path / "keys")
    storage.configure(tmp_path / "media")
    yield tmp_path
    crypto.configure(None)
    storage.configure(None)


@pytest.fixture
def store(folders: Path) -> storage.MediaStore:
    return storage.store()


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("source", [b"abcdef", io.BytesIO(b"abcdef"), iter([b"abc", b"", b"def"])])
def test_what_is_put_can_be_read_whatever_form_it_came_in(store: storage.MediaStore, source: storage.Source) -> None:
    stored = store.put("parts/a1/0001", source)
    assert stored == storage.Stored("parts/a1/0001", 6, hashlib.sha256(b"abcdef").hexdigest())
    with store.open("parts/a1/0001") as file:
        file.seek(2)
        assert file.read() == b"cdef"
    assert (store.exists("parts/a1/0001"), store.size("parts/a1/0001")) == (True, 6)


def test_put_replaces_whole_and_a_broken_source_changes_nothing(store: storage.MediaStore, folders: Path) -> None:
    def breaks() -> Iterator[bytes]:
        yield b"new but "
        raise ConnectionError

    store.put("a/b", b"old")
    with pytest.raises(ConnectionError):
        store.put("a/b", breaks())
    assert store.open("a/b").read() == b"old"
    assert files(folders / "media") == ["a/b"]

    store.put("a/b", b"newer")
    assert store.open("a/b").read() == b"newer"


def test_put_syncs_the_file_before_and_the_folder_after_the_rename(
    store: storage.MediaStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put("a/warm", b"")
    seen: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def note_sync(handle: int) -> None:
        seen.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        fsync(handle)

    def note_rename(src: Path, dst: Path) -> Path:
        seen.append("rename")
        return replace(src, dst)

    monkeypatch.setattr(os, "fsync", note_sync)
    monkeypatch.setattr(Path, "replace", note_rename)
    store.put("a/b", b"x")
    assert seen == ["file", "rename", "folder"]


@pytest.mark.parametrize(
    "key",
    [
        "",
        "/etc/passwd",
        "../x",
        "a/../b",
        "a//b",
        "a/.",
        ".tmp/x",
        "a/.hidden",
        "a\\b",
        "a b",
        "a\x00b",
        "a/",
        "名",
        "x" * 129,
        "/".join(["abcdefgh"] * 64),
    ],
)
def test_unsafe_keys_are_refused_everywhere(store: storage.MediaStore, folders: Path, key: str) -> None:
    for act in (
        lambda: store.put(key, b""),
        lambda: store.open(key),
        lambda: store.exists(key),
        lambda: store.delete(key),
    ):
        with pytest.raises(storage.BadKey):
            act()
    assert files(folders) == []


def test_delete_is_repeatable_and_leaves_no_empty_folders(store: storage.MediaStore, folders: Path) -> None:
    store.put("a/b/c", b"1")
    store.put("a/d", b"2")
    assert store.delete("a/b/c") is True
    assert store.delete("a/b/c") is False
    assert store.exists("a/b/c") is False
    with pytest.raises(FileNotFoundError):
        store.open("a/b/c")
    assert not (folders / "media/a/b").exists()
    assert store.delete("a/d") is True
    assert (folders / "media").is_dir()


def test_list_is_sorted_and_bounded_by_folder(store: storage.MediaStore) -> None:
    for key in ("p/1/b", "p/1/a", "p/10/a", "q"):
        store.put(key, b"")
    with storage.workspace() as folder:
        (folder / "plain").write_bytes(b"secret")
        assert list(store.list()) == ["p/1/a", "p/1/b", "p/10/a", "q"]
    assert list(store.list("p/1")) == ["p/1/a", "p/1/b"]
    assert list(store.list("p/1/a")) == ["p/1/a"]
    assert list(store.list("nothing")) == []


def test_files_are_private(store: storage.MediaStore, folders: Path) -> None:
    store.put("a/b", b"")
    assert stat.S_IMODE((folders / "media/a/b").stat().st_mode) == 0o600
    assert stat.S_IMODE((folders / "media/a").stat().st_mode) == 0o700


def test_a_sealed_object_is_ciphertext_on_disk_and_answers_with_its_plain_digest(
    folders: Path,
) -> None:
    plain = os.urandom(300_000)
    stored = storage.sealed(LI).put("recordings/r1", plain)

    assert stored == storage.Stored("recordings/r1", 300_000, hashlib.sha256(plain).hexdigest())
    assert plain[:64] not in (folders / "media/recordings/r1").read_bytes()
    with storage.sealed(LI).open("recordings/r1") as file:
        assert file.size == 300_000
        assert file.read_at(299_990, 100) == plain[-10:]
    assert storage.sealed(LI).read("recordings/r1") == plain


def test_a_sealed_object_moved_to_another_name_or_subject_does_not_open(
    folders: Path,
) -> None:
    storage.sealed(LI).put("r/1", b"mine")
    storage.sealed(WANG).put("r/2", b"theirs")
    (folders / "media/r/1").replace(folders / "media/r/2")
    for who in (LI, WANG):
        with pytest.raises(crypto.Unreadable):
            storage.sealed(who).open("r/2")


def test_a_shredded_subject_reads_and_writes_nothing_more(folders: Path) -> None:
    mine = storage.sealed(LI)
    mine.put("r/1", b"mine")
    crypto.destroy_key(LI)
    with pytest.raises(crypto.KeyDestroyed):
        mine.read("r/1")
    with pytest.raises(crypto.KeyDestroyed):
        mine.put("r/2", b"more")
    assert files(folders / "media") == ["r/1"]


def test_parts_join_into_one_recording(folders: Path) -> None:
    mine = storage.sealed(LI)
    parts = [os.urandom(200_000), b"", os.urandom(77)]
    for number, part in enumerate(parts):
        mine.put(f"parts/a/{number:04}", part)
    joined = mine.join(mine.list("parts/a"), "recordings/a")
    assert joined.sha256 == hashlib.sha256(b"".join(parts)).hexdigest()
    assert mine.read("recordings/a") == b"".join(parts)
    assert mine.exists("parts/a/0000")
    assert mine.delete("parts/a/0000")


def test_materialise_gives_a_private_plain_file_and_takes_it_back(
    folders: Path,
) -> None:
    mine = storage.sealed(LI)
    mine.put("r/1", b"picture")
    with contextlib.suppress(ZeroDivisionError), mine.materialise("r/1", name="answer.webm") as path:
        assert (path.name, path.read_bytes()) == ("answer.webm", b"picture")
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        raise ZeroDivisionError
    assert not path.exists()
    assert files(folders / "media") == ["r/1"]


def test_sweeping_removes_the_leavings_of_the_dead_and_spares_the_living(
    folders: Path,
) -> None:
    with storage.workspace() as alive:
        dead = alive.parent / "dead"
        dead.mkdir()
        (dead / "plain").write_bytes(b"left by kill -9")
        (alive.parent / "dead.lock").touch()
        assert storage.sweep_scratch() == 1
        assert (alive.is_dir(), dead.exists()) == (True, False)
    assert storage.sweep_scratch() == 0
    assert files(folders / "media") == []


def test_a_workspace_holds_its_lock(folders: Path) -> None:
    with storage.workspace() as folder, folder.with_suffix(".lock").open() as lock, pytest.raises(BlockingIOError):
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)

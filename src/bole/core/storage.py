"""Where recordings, parts and documents lie: a port with a filesystem behind it, and sealing for what is personal.

Keys look like paths ("recordings/0190…/answer-1") and are checked. `put` is atomic and durable: when it returns, the
bytes survive `kill -9` and power loss, and no reader ever sees half of them.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import re
import secrets
import shutil
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol, runtime_checkable
from uuid import UUID

from bole.core import crypto

PIECE = 256 * 1024
_SEGMENT = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._=-]{0,127}")
_LONGEST_KEY = 512

Source = bytes | BinaryIO | Iterable[bytes]


class BadKey(ValueError):
    """The key is not a plain relative path of safe segments. A fault of ours, never shown to a user."""


@dataclass(frozen=True)
class Stored:
    """What was kept: the key, the plaintext's size in bytes and its sha256 (hex)."""

    key: str
    size: int
    sha256: str


@runtime_checkable
class MediaStore(Protocol):
    """The port. Adapters keep `put` atomic and durable, and `open` seekable."""

    def put(self, key: str, source: Source) -> Stored:
        """Keep the bytes under the key, replacing whole what was there."""

    def open(self, key: str) -> BinaryIO:
        """A seekable reader; FileNotFoundError when there is none."""

    def exists(self, key: str) -> bool:
        """True when the key holds something."""

    def size(self, key: str) -> int:
        """Bytes as stored; FileNotFoundError when there is none."""

    def delete(self, key: str) -> bool:
        """Remove; False when there was nothing. Safe to repeat."""

    def list(self, prefix: str = "") -> Iterator[str]:
        """Keys under a folder-like prefix ("" for all), sorted."""


def check_key(key: str) -> str:
    """The key itself when it is safe; BadKey otherwise (empty, absolute, "..", hidden, odd characters, too long)."""
    if len(key) > _LONGEST_KEY or not all(_SEGMENT.fullmatch(part) for part in key.split("/")):
        raise BadKey(f"unsafe storage key {key[:80]!r}")
    return key


def pieces(source: Source) -> Iterator[bytes]:
    """Whatever was given as a stream of byte strings."""
    if isinstance(source, bytes | bytearray | memoryview):
        yield bytes(source)
    elif hasattr(source, "read"):
        while piece := source.read(PIECE):
            yield piece
    else:
        yield from source


class FilesystemStore:
    """Files under one folder (0700/0600). Temporaries lie in `.tmp` of the same folder, so a rename is enough."""

    def __init__(self, root: Path) -> None:
        self.root = Path(root)

    def put(self, key: str, source: Source) -> Stored:
        """Keep the bytes: written aside, synced, renamed, folder synced."""
        target = self.root / check_key(key)
        aside = self._folder(self.root / ".tmp") / f"{os.getpid()}-{secrets.token_hex(8)}"
        digest, size = hashlib.sha256(), 0
        try:
            handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            with os.fdopen(handle, "wb") as file:
                for piece in pieces(source):
                    file.write(piece)
                    digest.update(piece)
                    size += len(piece)
                file.flush()
                os.fsync(file.fileno())
            self._move(aside, target)
        finally:
            aside.unlink(missing_ok=True)
        return Stored(key, size, digest.hexdigest())

    def _move(self, aside: Path, target: Path) -> None:
        for attempt in (1, 2, 3):
            self._folder(target.parent)
            try:
                aside.replace(target)
            except FileNotFoundError:
                # A delete next door removed the folder while it was empty: make it again.
                if attempt == 3:
                    raise
            else:
                _sync(target.parent)
                return

    def _folder(self, folder: Path) -> Path:
        if not folder.is_dir():
            if folder == self.root:
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            else:
                self._folder(folder.parent)
                folder.mkdir(mode=0o700, exist_ok=True)
            _sync(folder.parent)
        return folder

    def open(self, key: str) -> BinaryIO:
        """A seekable reader."""
        return (self.root / check_key(key)).open("rb")

    def exists(self, key: str) -> bool:
        """True when the key holds something."""
        return (self.root / check_key(key)).is_file()

    def size(self, key: str) -> int:
        """Bytes on disk."""
        return (self.root / check_key(key)).stat().st_size

    def delete(self, key: str) -> bool:
        """Remove the file and the folders that it leaves empty."""
        target = self.root / check_key(key)
        try:
            target.unlink()
        except FileNotFoundError:
            return False
        _sync(target.parent)
        folder = target.parent
        with contextlib.suppress(OSError):  # not empty: someone else's files live there
            while folder != self.root:
                folder.rmdir()
                folder = folder.parent
        return True

    def list(self, prefix: str = "") -> Iterator[str]:
        """Keys under a folder, sorted; a key that is itself the prefix counts."""
        start = self.root / check_key(prefix.rstrip("/")) if prefix else self.root
        if start.is_file():
            yield prefix
        found = (path for path in start.rglob("*") if path.is_file())
        keys = (path.relative_to(self.root).as_posix() for path in found)
        yield from sorted(key for key in keys if not key.startswith("."))


class SealedStore:
    """One subject's view of a store: everything is sealed under the subject's key and bound to its storage key."""

    def __init__(self, store: MediaStore, subject_id: UUID, *, scratch: Path) -> None:
        self.store, self.subject_id, self._scratch = store, subject_id, scratch

    def put(self, key: str, source: Source) -> Stored:
        """Seal and keep. `size` and `sha256` of the answer are the plaintext's."""
        check_key(key)
        ring = crypto.keyring()
        counted = _Counted(pieces(source))
        sealed = crypto.sealed_stream(
            counted,
            key=ring.data_key(self.subject_id, make=True),
            context=_context(self.subject_id, key),
        )
        self.store.put(key, sealed)
        return Stored(key, counted.size, counted.digest.hexdigest())

    def open(self, key: str) -> crypto.EncryptedReader:
        """A seekable plaintext reader. FileNotFoundError, Unreadable (tampered) or KeyDestroyed (shredded)."""
        raw = self.store.open(key)
        try:
            return crypto.EncryptedReader(
                raw,
                key=crypto.keyring().data_key(self.subject_id, make=False),
                context=_context(self.subject_id, key),
            )
        except crypto.CryptoError:
            raw.close()
            raise

    def read(self, key: str) -> bytes:
        """All of a small object."""
        with self.open(key) as reader:
            return reader.readall()

    def join(self, keys: Iterable[str], to: str) -> Stored:
        """Put the plaintexts of `keys`, one after the other, under `to`; the parts stay. Streams, never holds all."""
        return self.put(to, self._joined(keys))

    def _joined(self, keys: Iterable[str]) -> Iterator[bytes]:
        for key in keys:
            with self.open(key) as reader:
                yield from pieces(reader)

    def exists(self, key: str) -> bool:
        """True when the key holds something."""
        return self.store.exists(key)

    def delete(self, key: str) -> bool:
        """Remove; False when there was nothing."""
        return self.store.delete(key)

    def list(self, prefix: str = "") -> Iterator[str]:
        """Keys under a folder-like prefix."""
        return self.store.list(prefix)

    @contextlib.contextmanager
    def materialise(self, key: str, *, name: str = "media.bin") -> Iterator[Path]:
        """A decrypted temporary file (0600, private folder) for libraries that need a path; gone afterwards."""
        with self.open(key) as reader, workspace(self._scratch) as folder:
            path = folder / name
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            with os.fdopen(handle, "wb") as file:
                shutil.copyfileobj(reader, file, PIECE)
            yield path


class _Counted:
    """Passes pieces on and remembers how many bytes and which digest they had."""

    def __init__(self, source: Iterable[bytes]) -> None:
        self._source, self.size, self.digest = source, 0, hashlib.sha256()

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._source:
            self.size += len(piece)
            self.digest.update(piece)
            yield piece


def _context(subject_id: UUID, key: str) -> bytes:
    return crypto.context(subject_id, f"media:{key}")


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# -- plaintext work folders ---------------------------------------------------------------------------------------


@contextlib.contextmanager
def workspace(scratch: Path | None = None) -> Iterator[Path]:
    """A private folder (0700) for plaintext on its way through a library; removed afterwards, whatever happens.

    Its lock is held while it lives, so that `sweep_scratch` can tell the leavings of a killed process from work.
    """
    scratch = scratch or default_scratch()
    scratch.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock, handle = _new_lock(scratch)
    folder = lock.with_suffix("")
    try:
        folder.mkdir(mode=0o700)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        lock.unlink(missing_ok=True)
        os.close(handle)


def _new_lock(scratch: Path) -> tuple[Path, int]:
    while True:
        lock = scratch / f"{secrets.token_hex(8)}.lock"
        handle = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        fcntl.flock(handle, fcntl.LOCK_EX)
        if lock.exists():  # a sweep may have taken it in the moment before it was locked
            return lock, handle
        os.close(handle)


def sweep_scratch(scratch: Path | None = None) -> int:
    """Remove work folders whose process is gone; returns how many. Called at start and now and then."""
    scratch = scratch or default_scratch()
    removed = 0
    for lock in sorted(scratch.glob("*.lock")):
        try:
            handle = os.open(lock, os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            continue
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            continue
        else:
            shutil.rmtree(lock.with_suffix(""), ignore_errors=True)
            lock.unlink(missing_ok=True)
            removed += 1
        finally:
            os.close(handle)
    return removed


# -- the process's own store --------------------------------------------------------------------------------------

_store: MediaStore | None = None
_scratch: Path | None = None
_guard = threading.Lock()


def configure(media_dir: Path | str | None) -> None:
    """Use this folder from now on; None goes back to Django's `BOLE_MEDIA_DIR`."""
    global _store, _scratch
    with _guard:
        _store = None if media_dir is None else FilesystemStore(Path(media_dir))
        _scratch = None if media_dir is None else Path(media_dir) / ".scratch"


def store() -> MediaStore:
    """The process's store."""
    global _store, _scratch
    with _guard:
        if _store is None:
            from django.conf import settings  # noqa: PLC0415 -- Django is optional here

            root = Path(settings.BOLE_MEDIA_DIR)
            _store, _scratch = FilesystemStore(root), root / ".scratch"
        return _store


def default_scratch() -> Path:
    """Where plaintext passes through: `.scratch` of the media folder, which is as private as the media itself."""
    store()
    assert _scratch is not None, "store() sets both"
    return _scratch


def sealed(subject_id: UUID) -> SealedStore:
    """The process's store, sealed for one subject."""
    return SealedStore(store(), subject_id, scratch=default_scratch())

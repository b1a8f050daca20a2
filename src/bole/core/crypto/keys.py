"""The key folder: one master key, and one wrapped data key a subject, outside the database.

Layout under `keys_dir` (folders 0700, files 0600)::

    master.kek                     one line a master key: "bole-kek-1 <id> <base64>"; the first line is in use
    index.key                      root of the blind indexes, wrapped
    subjects/<aa>/<uuid>.key       a subject's data key, wrapped; or a tombstone once it was destroyed
    .lock                          shared while a key is made or destroyed, exclusive while the master key is changed

Every file appears whole (written aside, synced, then linked or renamed), so two processes that make the same
subject's key at once end with the same key, and a crash leaves either the old state or the new one.
"""

from __future__ import annotations

import base64
import contextlib
import fcntl
import json
import os
import secrets
import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bole.core.crypto.errors import KeyDestroyed, KeyMissing, KeyringBroken

KEY_BYTES = 32
_NONCE_BYTES = 12
_MASTER_TAG = "bole-kek-1"
_CACHE_SIZE = 1024

_Stamp = tuple[int, int, int]


@dataclass(frozen=True)
class MasterKey:
    """A key-encryption key. `id` is stored beside everything it wraps, so that two may live side by side."""

    id: str
    key: bytes


class Keyring:
    """All keys of one key folder. Safe to share between threads and between processes."""

    def __init__(self, keys_dir: Path) -> None:
        self.keys_dir = Path(keys_dir)
        self._guard = threading.Lock()
        self._cache: OrderedDict[Path, tuple[_Stamp, bytes]] = OrderedDict()
        self._masters: tuple[_Stamp, tuple[MasterKey, ...]] | None = None

    # -- subjects ---------------------------------------------------------------------------------------------

    def data_key(self, subject_id: UUID, *, make: bool) -> bytes:
        """The subject's 32-byte key; made on first use when `make`, else KeyMissing. KeyDestroyed once shredded."""
        return self._unwrapped(self._subject_path(subject_id), label=f"subject:{subject_id}", make=make)

    def index_key(self) -> bytes:
        """Root key of the blind indexes: independent of the master key, so rotation keeps indexes valid."""
        return self._unwrapped(self.keys_dir / "index.key", label="index", make=True)

    def destroy_key(self, subject_id: UUID) -> None:
        """Shred the subject's key for good and leave a tombstone. Safe to repeat; a key never made is barred too."""
        path = self._subject_path(subject_id)
        with self._locked(exclusive=False):
            self._make_folder(path.parent)
            # Hold the old inode open: the tombstone goes in first, so that no reader ever meets half-wiped bytes.
            old = os.open(path, os.O_RDWR) if path.exists() else None
            try:
                self._replace(path, json.dumps({"v": 1, "destroyed": True}).encode())
                if old is not None:
                    _wipe(old)
            finally:
                if old is not None:
                    os.close(old)
        with self._guard:
            self._cache.pop(path, None)

    def is_destroyed(self, subject_id: UUID) -> bool:
        """True once `destroy_key` was called for this subject by any process."""
        try:
            return bool(json.loads(self._subject_path(subject_id).read_bytes()).get("destroyed"))
        except FileNotFoundError:
            return False

    # -- the master key ---------------------------------------------------------------------------------------

    def rewrap(self, new_kek: bytes | None = None) -> int:
        """Change the master key and wrap every data key under the new one; returns how many were wrapped anew.

        Sealed data is untouched. Both masters stand in the file until the last key is done, so an interrupted run
        is finished by calling again (pass nothing then: the newer key already stands first).
        """
        with self._locked(exclusive=True):
            masters = self._read_masters()
            if len(masters) == 1:
                fresh = MasterKey(secrets.token_hex(8), new_kek or secrets.token_bytes(KEY_BYTES))
                if len(fresh.key) != KEY_BYTES:
                    raise ValueError(f"a master key has {KEY_BYTES} bytes")
                masters = (fresh, *masters)
                self._replace(self._master_path, _master_text(masters))
            count = sum(self._rewrap_file(path, masters) for path in self._wrapped_files())
            self._replace(self._master_path, _master_text(masters[:1]))
        return count

    def _rewrap_file(self, path: Path, masters: tuple[MasterKey, ...]) -> bool:
        record = _parse(path, path.read_bytes())
        if record.get("destroyed") or record["kek"] == masters[0].id:
            return False
        label = "index" if path.name == "index.key" else f"subject:{path.stem}"
        key = _unwrap(path, record, masters, label)
        self._replace(path, _wrap(key, masters[0], label))
        return True

    def _wrapped_files(self) -> Iterator[Path]:
        index = self.keys_dir / "index.key"
        if index.exists():
            yield index
        yield from sorted((self.keys_dir / "subjects").glob("*/*.key"))

    @property
    def _master_path(self) -> Path:
        return self.keys_dir / "master.kek"

    def _read_masters(self) -> tuple[MasterKey, ...]:
        """Master keys, newest first, from memory while the file has not changed; made on the very first use."""
        try:
            stamp = _stamp(self._master_path)
        except FileNotFoundError:
            self._make_master()
            stamp = _stamp(self._master_path)
        known = self._masters
        if known is None or known[0] != stamp:
            known = (stamp, _parse_masters(self._master_path))
            self._masters = known
        return known[1]

    def _make_master(self) -> None:
        self._make_folder(self.keys_dir)
        if any((self.keys_dir / "subjects").glob("*/*.key")) and not self._master_path.exists():
            # A new master key here would look like success and make every old record unreadable.
            raise KeyringBroken(f"{self._master_path} is missing although data keys exist: restore it from a backup")
        fresh = MasterKey(secrets.token_hex(8), secrets.token_bytes(KEY_BYTES))
        self._create(self._master_path, _master_text((fresh,)))

    # -- reading and making one wrapped key --------------------------------------------------------------------

    def _subject_path(self, subject_id: UUID) -> Path:
        # The last characters: a uuid7 begins with the time, so its first ones would fill one folder.
        name = str(subject_id)
        return self.keys_dir / "subjects" / name[-2:] / f"{name}.key"

    def _unwrapped(self, path: Path, *, label: str, make: bool) -> bytes:
        try:
            stamp = _stamp(path)
        except FileNotFoundError:
            if not make:
                raise KeyMissing(f"no key for {label}") from None
            self._make_key(path, label)
            stamp = _stamp(path)
        with self._guard:
            hit = self._cache.get(path)
            if hit is not None and hit[0] == stamp:
                self._cache.move_to_end(path)
                return hit[1]
        record = _parse(path, path.read_bytes())
        if record.get("destroyed"):
            raise KeyDestroyed(f"the key of {label} was destroyed")
        masters = self._read_masters()
        if all(master.id != record["kek"] for master in masters):
            # The master key was changed between the two reads above: the file is under the new one by now.
            record = _parse(path, path.read_bytes())
        key = _unwrap(path, record, masters, label)
        with self._guard:
            self._cache[path] = (stamp, key)
            while len(self._cache) > _CACHE_SIZE:
                self._cache.popitem(last=False)
        return key

    def _make_key(self, path: Path, label: str) -> None:
        with self._locked(exclusive=False):
            master = self._read_masters()[0]
            self._make_folder(path.parent)
            self._create(path, _wrap(secrets.token_bytes(KEY_BYTES), master, label))

    # -- files ------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _locked(self, *, exclusive: bool) -> Iterator[None]:
        self._make_folder(self.keys_dir)
        handle = os.open(self.keys_dir / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH)
            yield
        finally:
            os.close(handle)

    def _make_folder(self, folder: Path) -> None:
        if folder.is_dir():
            return
        if folder != self.keys_dir:
            self._make_folder(folder.parent)
            folder.mkdir(mode=0o700, exist_ok=True)
        else:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sync_folder(folder.parent)

    def _create(self, path: Path, content: bytes) -> None:
        """Make `path` unless it exists; whoever comes second leaves the first one's file alone."""
        aside = self._write_aside(path, content)
        try:
            os.link(aside, path)
        except FileExistsError:
            pass
        finally:
            aside.unlink()
        _sync_folder(path.parent)

    def _replace(self, path: Path, content: bytes) -> None:
        self._write_aside(path, content).replace(path)
        _sync_folder(path.parent)

    def _write_aside(self, path: Path, content: bytes) -> Path:
        aside = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(6)}")
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        return aside


def _stamp(path: Path) -> _Stamp:
    seen = path.stat()
    return seen.st_ino, seen.st_mtime_ns, seen.st_size


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _wipe(handle: int) -> None:
    """Best effort: a copy-on-write or flash disk may keep old blocks, which is why the key was wrapped as well."""
    size = os.fstat(handle).st_size
    os.pwrite(handle, bytes(size), 0)
    os.fsync(handle)


def _master_text(masters: tuple[MasterKey, ...]) -> bytes:
    return "".join(f"{_MASTER_TAG} {m.id} {base64.b64encode(m.key).decode()}\n" for m in masters).encode()


def _parse_masters(path: Path) -> tuple[MasterKey, ...]:
    found = []
    for line in path.read_text("ascii", errors="replace").splitlines():
        tag, _, rest = line.partition(" ")
        name, _, encoded = rest.partition(" ")
        try:
            key = base64.b64decode(encoded, validate=True)
        except ValueError:
            key = b""
        if tag != _MASTER_TAG or len(key) != KEY_BYTES:
            raise KeyringBroken(f"{path} is damaged: restore it from a backup")
        found.append(MasterKey(name, key))
    if not found:
        raise KeyringBroken(f"{path} is empty: restore it from a backup")
    return tuple(found)


def _wrap(key: bytes, master: MasterKey, label: str) -> bytes:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    wrapped = nonce + AESGCM(master.key).encrypt(nonce, key, _wrap_context(label))
    return json.dumps({"v": 1, "kek": master.id, "wrapped": base64.b64encode(wrapped).decode()}).encode()


def _wrap_context(label: str) -> bytes:
    return b"bole/wrap/1/" + label.encode()


def _parse(path: Path, content: bytes) -> dict[str, str]:
    try:
        record = json.loads(content)
        if record["v"] == 1 and (record.get("destroyed") or {"kek", "wrapped"} <= set(record)):
            return dict(record)
    except (ValueError, KeyError, TypeError):
        pass
    raise KeyringBroken(f"{path} is damaged: restore it from a backup")


def _unwrap(path: Path, record: dict[str, str], masters: tuple[MasterKey, ...], label: str) -> bytes:
    master = next((m for m in masters if m.id == record["kek"]), None)
    if master is None:
        raise KeyringBroken(f"{path} was wrapped under master key {record['kek']}, which is not in this key folder")
    blob = base64.b64decode(record["wrapped"])
    try:
        return AESGCM(master.key).decrypt(blob[:_NONCE_BYTES], blob[_NONCE_BYTES:], _wrap_context(label))
    except InvalidTag:
        raise KeyringBroken(f"{path} does not belong to {label} or was changed") from None

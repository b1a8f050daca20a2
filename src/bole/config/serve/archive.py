"""Streams of files with their hashes: what is written is hashed on its way, what is read is checked on its way.

A tree becomes one uncompressed tar (recordings do not get smaller) of plain files with plain names. Nothing is held in
memory but one piece and the list of names.
"""

import hashlib
import os
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO

from bole.config.serve import faults

PIECE = 1 << 20
SHA256_HEX = 64


@dataclass
class Hashing:
    """A file to write into, or to read from, that keeps count: ``size`` in bytes, ``sha256`` as hex."""

    file: "BinaryIO | IO[bytes]"
    size: int = 0
    _digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def write(self, piece: bytes) -> int:
        self._digest.update(piece)
        self.size += len(piece)
        self.file.write(piece)
        return len(piece)

    def read(self, size: int = -1) -> bytes:
        piece = self.file.read(size)
        self._digest.update(piece)
        self.size += len(piece)
        return piece

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


@dataclass(frozen=True)
class Packed:
    """An archive that was written: its own size and hash, and the hash of every file in it by name."""

    size: int
    sha256: str
    files: dict[str, str]


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def create_private(path: Path) -> BinaryIO:
    """A new file for us alone. FileExistsError when there is one."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    return os.fdopen(descriptor, "wb")


def settle(file: "BinaryIO | IO[bytes]") -> None:
    """Bring what was written to the disk before anyone is told that it is there."""
    file.flush()
    os.fsync(file.fileno())


def settle_folder(folder: Path) -> None:
    """As `settle`, for the names in a folder."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def pack(folder: Path, target: Path) -> Packed:
    """Write all files of ``folder`` into the new tar ``target``.

    Hidden entries are left out: they are the stores' unfinished writes and locks. A file that disappears before it is
    reached was erased, and is left out. Raises ChangedWhileRead, OddFile.
    """
    files: dict[str, str] = {}
    with create_private(target) as raw:
        out = Hashing(raw)
        with tarfile.open(fileobj=out, mode="w|", format=tarfile.PAX_FORMAT) as tar:  # type: ignore[call-overload]
            for path in _files(folder):
                _add(tar, path, path.relative_to(folder).as_posix(), files)
        settle(raw)
    return Packed(out.size, out.sha256, files)


def _files(folder: Path) -> Iterator[Path]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except FileNotFoundError:  # never made, or emptied by an erasure a moment ago
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _files(Path(entry.path))
        elif entry.is_file(follow_symlinks=False) and entry.name.isprintable():
            yield Path(entry.path)
        else:
            raise faults.OddFile(path=ascii(entry.path))


def _add(tar: tarfile.TarFile, path: Path, name: str, files: dict[str, str]) -> None:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    with os.fdopen(descriptor, "rb") as file:
        found = os.fstat(descriptor)
        member = tarfile.TarInfo(name)
        member.size, member.mtime, member.mode = found.st_size, int(found.st_mtime), 0o600
        content = Hashing(file)
        try:
            tar.addfile(member, content)
        except OSError as error:
            if error.errno is None:  # tarfile's own complaint, not the disk's: the file ended before its size
                raise faults.ChangedWhileRead(path=path) from error
            raise
        files[name] = content.sha256


def unpack(source: Path, folder: Path, expected: dict[str, str] | None) -> int:
    """Write the files of the tar into ``folder`` and compare each with its hash. Returns how many.

    The archive is not trusted: only plain files with plain relative names are written, each only once, none through a
    link. ``expected`` names them with their hashes (None: no list). Raises Damaged.
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    left = dict(expected) if expected is not None else None
    count = 0
    with source.open("rb") as raw, tarfile.open(fileobj=raw, mode="r|") as tar:
        for member in tar:
            name = _plain(member)
            content = tar.extractfile(member) if name else None
            if name is None or content is None or (left is not None and name not in left):
                raise faults.Damaged(name=ascii(member.name))
            digest = _write(content, folder, PurePosixPath(name))
            if left is not None and left.pop(name) != digest:
                raise faults.Damaged(name=name)
            count += 1
    if left:
        raise faults.Damaged(name=next(iter(left)))
    settle_folder(folder)
    return count


def _plain(member: tarfile.TarInfo) -> str | None:
    """The member's name, when it is a plain file below the folder."""
    name = PurePosixPath(member.name)
    safe = member.isreg() and not name.is_absolute() and name.parts and not any(p.startswith(".") for p in name.parts)
    return name.as_posix() if safe else None


def _write(content: IO[bytes], folder: Path, name: PurePosixPath) -> str:
    target = folder / name
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with create_private(target) as raw:
        out = Hashing(raw)
        while piece := content.read(PIECE):
            out.write(piece)
        settle(raw)
    return out.sha256


def listing(files: dict[str, str]) -> str:
    """Hashes and names as `sha256sum --check` reads them."""
    return "".join(f"{digest}  {name}\n" for name, digest in files.items())


def read_listing(text: str) -> dict[str, str]:
    """The other way round. Raises ValueError."""
    files = {}
    for line in text.splitlines():
        digest, _, name = line.partition("  ")
        if len(digest) != SHA256_HEX or not name:
            raise ValueError(line)
        files[name] = digest
    return files

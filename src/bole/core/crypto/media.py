"""Large files sealed in chunks, readable from any byte, so that a browser may ask for a range of a video.

Layout: 64-byte header, then chunks of `chunk` plaintext bytes each with a 16-byte tag; only the last may be short.
Header: magic(6) | version(1) | log2 of chunk(1) | salt(32) | nonce prefix(7) | zeros(17). Each file has its own key
(HKDF of the subject's key with the salt); the nonce is prefix | chunk number | last flag. Hence a chunk that was
moved, dropped, doubled or taken from another file does not open, and neither does a file whose end was cut off.
The plaintext's length follows from the file's size; it is trusted only after the last chunk has been opened.
"""

from __future__ import annotations

import io
import os
import secrets
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import BinaryIO, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bole.core.crypto.errors import Unreadable
from bole.core.crypto.keys import KEY_BYTES

MAGIC = b"BOLESM"
VERSION = 1
HEADER_BYTES = 64
TAG_BYTES = 16
CHUNK = 256 * 1024
_SMALLEST_LOG2, _LARGEST_LOG2 = 16, 20
_MOST_CHUNKS = 2**32 - 1


class _Chunks:
    """Seals or opens numbered chunks of one file."""

    def __init__(self, key: bytes, context: bytes, header: bytes) -> None:
        salt, self._prefix = header[8:40], header[40:47]
        file_key = HKDF(SHA256(), KEY_BYTES, salt=salt, info=b"bole/media/1/" + context).derive(key)
        self._aead = AESGCM(file_key)
        self._header = header

    def seal(self, number: int, plain: bytes, *, last: bool) -> bytes:
        return self._aead.encrypt(self._nonce(number, last), plain, self._header)

    def open(self, number: int, sealed: bytes, *, last: bool) -> bytes:
        try:
            return self._aead.decrypt(self._nonce(number, last), sealed, self._header)
        except InvalidTag:
            raise Unreadable(f"chunk {number} of a sealed file was changed, moved or cut") from None

    def _nonce(self, number: int, last: bool) -> bytes:
        if number > _MOST_CHUNKS:
            raise ValueError("file too long to seal")
        return self._prefix + number.to_bytes(4, "big") + bytes([last])


def _new_header(chunk: int) -> bytes:
    log2 = max(chunk, 1).bit_length() - 1
    if 1 << log2 != chunk or not _SMALLEST_LOG2 <= log2 <= _LARGEST_LOG2:
        raise ValueError("a chunk is a power of two between 64 KiB and 1 MiB")
    return MAGIC + bytes([VERSION, log2]) + secrets.token_bytes(39) + bytes(17)


def sealed_stream(source: Iterable[bytes], *, key: bytes, context: bytes, chunk: int = CHUNK) -> Iterator[bytes]:
    """Header and sealed chunks of whatever `source` yields; needs memory for two chunks only."""
    header = _new_header(chunk)
    chunks = _Chunks(key, context, header)
    yield header
    pending, number = bytearray(), 0
    for piece in source:
        pending += piece
        while len(pending) > chunk:  # strictly more: the final chunk is sealed below, with the last flag
            yield chunks.seal(number, bytes(pending[:chunk]), last=False)
            del pending[:chunk]
            number += 1
    yield chunks.seal(number, bytes(pending), last=True)


def sealed_size(plain_bytes: int, chunk: int = CHUNK) -> int:
    """Size on disk of a sealed file of `plain_bytes`."""
    return HEADER_BYTES + plain_bytes + TAG_BYTES * max(1, -(-plain_bytes // chunk))


class EncryptedWriter:
    """Seals what is written into `raw`. Only `close` (or a `with` that ends well) makes the file readable."""

    def __init__(self, raw: BinaryIO, *, key: bytes, context: bytes, chunk: int = CHUNK) -> None:
        self._raw, self._chunk = raw, chunk
        header = _new_header(chunk)
        self._chunks = _Chunks(key, context, header)
        self._pending, self._number, self._closed = bytearray(), 0, False
        raw.write(header)

    def write(self, data: bytes) -> int:
        """Take plaintext; returns its length. ValueError after close."""
        if self._closed:
            raise ValueError("the sealed file is closed")
        self._pending += data
        while len(self._pending) > self._chunk:
            self._raw.write(self._chunks.seal(self._number, bytes(self._pending[: self._chunk]), last=False))
            del self._pending[: self._chunk]
            self._number += 1
        return len(data)

    def close(self) -> None:
        """Seal the last chunk. The raw file stays open: syncing and renaming it is the owner's work."""
        if not self._closed:
            self._raw.write(self._chunks.seal(self._number, bytes(self._pending), last=True))
            self._closed = True
            self._pending.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self.close()
        self._closed = True  # after an error no last chunk is written, so the torso can never pass for the whole


class EncryptedReader(io.RawIOBase):
    """A sealed file as a seekable, read-only binary file. Opening it authenticates header, length and last chunk."""

    def __init__(self, raw: BinaryIO, *, key: bytes, context: bytes) -> None:
        super().__init__()
        self._raw, self._at = raw, 0
        header = raw.read(HEADER_BYTES)
        if len(header) != HEADER_BYTES or header[:6] != MAGIC or header[6] != VERSION:
            raise Unreadable("not a sealed file of this version")
        if not _SMALLEST_LOG2 <= header[7] <= _LARGEST_LOG2:
            raise Unreadable("a sealed file with an impossible chunk size")
        self._chunk = 1 << header[7]
        body = raw.seek(0, os.SEEK_END) - HEADER_BYTES
        self._count = -(-body // (self._chunk + TAG_BYTES))
        self.size = body - self._count * TAG_BYTES
        if self._count < 1 or self.size < 0:
            raise Unreadable("a sealed file that was cut off")
        self._chunks = _Chunks(key, context, header)
        self._held: tuple[int, bytes] = (-1, b"")
        self._load(self._count - 1)

    def read_at(self, offset: int, n: int) -> bytes:
        """Up to `n` bytes from `offset`, whatever the position; fewer only at the end. Unreadable if tampered with."""
        if offset < 0 or n < 0:
            raise ValueError("offset and length are not negative")
        end, pieces = min(offset + n, self.size), []
        while offset < end:
            number, skip = divmod(offset, self._chunk)
            piece = self._load(number)[skip : skip + end - offset]
            pieces.append(piece)
            offset += len(piece)
        return b"".join(pieces)

    def _load(self, number: int) -> bytes:
        if self._held[0] != number:
            self._raw.seek(HEADER_BYTES + number * (self._chunk + TAG_BYTES))
            sealed = self._raw.read(self._chunk + TAG_BYTES)
            self._held = (
                number,
                self._chunks.open(number, sealed, last=number == self._count - 1),
            )
        return self._held[1]

    def read(self, size: int | None = -1, /) -> bytes:
        """As any binary file's read."""
        data = self.read_at(self._at, self.size if size is None or size < 0 else size)
        self._at += len(data)
        return data

    def readall(self) -> bytes:
        """Everything from the position on."""
        return self.read(-1)

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]  # typeshed wants a protocol it cannot name
        """As any raw file's readinto."""
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """As any binary file's seek."""
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self.size}[whence]
        if start + offset < 0:
            raise ValueError("cannot seek before the start")
        self._at = start + offset
        return self._at

    def tell(self) -> int:
        """Position in the plaintext."""
        return self._at

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always."""
        return True

    def close(self) -> None:
        """Close the raw file too."""
        if not self.closed:
            self._held = (-1, b"")
            self._raw.close()
        super().close()

"""Envelope encryption with a key per subject, kept outside the database; destroying the key erases the person's data.

The functions here work on the process's key folder: `configure(path)`, or Django's `BOLE_KEYS_DIR` on first use.
`Keyring` and the parts take the folder explicitly.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

from bole.core.crypto import sealing
from bole.core.crypto.errors import (
    CryptoError,
    KeyDestroyed,
    KeyMissing,
    KeyringBroken,
    Unreadable,
)
from bole.core.crypto.keys import Keyring
from bole.core.crypto.media import (
    EncryptedReader,
    EncryptedWriter,
    sealed_size,
    sealed_stream,
)
from bole.core.crypto.sealing import context

__all__ = [
    "CryptoError",
    "EncryptedReader",
    "EncryptedWriter",
    "KeyDestroyed",
    "KeyMissing",
    "Keyring",
    "KeyringBroken",
    "Unreadable",
    "blind_index",
    "configure",
    "context",
    "destroy_key",
    "is_destroyed",
    "keyring",
    "media_reader",
    "media_writer",
    "open_json",
    "open_sealed",
    "open_text",
    "rewrap",
    "seal",
    "seal_json",
    "seal_text",
    "sealed_size",
    "sealed_stream",
]

_ring: Keyring | None = None
_guard = threading.Lock()


def configure(keys_dir: Path | str | None) -> None:
    """Use this key folder from now on; None goes back to the settings."""
    global _ring
    _ring = None if keys_dir is None else Keyring(Path(keys_dir))


def keyring() -> Keyring:
    """The process's keyring."""
    global _ring
    with _guard:
        if _ring is None:
            from django.conf import settings  # noqa: PLC0415 -- Django is optional here

            _ring = Keyring(Path(settings.BOLE_KEYS_DIR))
        return _ring


def seal(subject_id: UUID, plain: bytes, *, purpose: str) -> bytes:
    """Seal bytes for one subject and purpose; KeyDestroyed when the subject was shredded."""
    return sealing.seal(keyring(), subject_id, plain, purpose=purpose)


def open_sealed(subject_id: UUID, blob: bytes, *, purpose: str) -> bytes:
    """The bytes once sealed. Unreadable when tampered with; KeyDestroyed when shredded."""
    return sealing.open_sealed(keyring(), subject_id, blob, purpose=purpose)


def seal_text(subject_id: UUID, text: str, *, purpose: str) -> bytes:
    """As `seal`, for text."""
    return sealing.seal_text(keyring(), subject_id, text, purpose=purpose)


def open_text(subject_id: UUID, blob: bytes, *, purpose: str) -> str:
    """As `open_sealed`, for text."""
    return sealing.open_text(keyring(), subject_id, blob, purpose=purpose)


def seal_json(subject_id: UUID, value: Any, *, purpose: str) -> bytes:
    """As `seal`, for anything JSON can hold."""
    return sealing.seal_json(keyring(), subject_id, value, purpose=purpose)


def open_json(subject_id: UUID, blob: bytes, *, purpose: str) -> Any:
    """As `open_sealed`, for JSON."""
    return sealing.open_json(keyring(), subject_id, blob, purpose=purpose)


def blind_index(value: str, *, purpose: str) -> bytes:
    """32 bytes by which a sealed value can be found again; see `sealing.blind_index`."""
    return sealing.blind_index(keyring(), value, purpose=purpose)


def destroy_key(subject_id: UUID) -> None:
    """Shred a subject's key for good. Safe to repeat."""
    keyring().destroy_key(subject_id)


def is_destroyed(subject_id: UUID) -> bool:
    """True once the subject's key was shredded."""
    return keyring().is_destroyed(subject_id)


def rewrap(new_kek: bytes | None = None) -> int:
    """Change the master key; returns how many data keys were wrapped anew."""
    return keyring().rewrap(new_kek)


def media_writer(subject_id: UUID, raw: BinaryIO, *, purpose: str) -> EncryptedWriter:
    """Seal a large file into `raw`. `purpose` is its name in the store, so that two files cannot be swapped."""
    key = keyring().data_key(subject_id, make=True)
    return EncryptedWriter(raw, key=key, context=context(subject_id, purpose))


def media_reader(subject_id: UUID, raw: BinaryIO, *, purpose: str) -> EncryptedReader:
    """Open what `media_writer` sealed under the same subject and purpose."""
    key = keyring().data_key(subject_id, make=False)
    return EncryptedReader(raw, key=key, context=context(subject_id, purpose))

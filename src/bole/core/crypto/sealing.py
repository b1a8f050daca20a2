"""Small values (fields, texts, documents of a few kilobytes) sealed under a subject's key, and blind indexes.

A sealed value is: version byte 1, 12-byte nonce, AES-256-GCM ciphertext with its tag. What it was sealed for
(purpose and subject) is authenticated with it, so a value copied to another person or column does not open.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bole.core.crypto.errors import Unreadable
from bole.core.crypto.keys import KEY_BYTES, Keyring

_VERSION = 1
_NONCE_BYTES = 12
_SHORTEST = 1 + _NONCE_BYTES + 16


def seal(ring: Keyring, subject_id: UUID, plain: bytes, *, purpose: str) -> bytes:
    """Seal bytes for one subject and purpose ("people.phone"); KeyDestroyed when the subject was shredded."""
    key = ring.data_key(subject_id, make=True)
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return bytes([_VERSION]) + nonce + AESGCM(key).encrypt(nonce, plain, context(subject_id, purpose))


def open_sealed(ring: Keyring, subject_id: UUID, blob: bytes, *, purpose: str) -> bytes:
    """The bytes once sealed. Unreadable when tampered with or meant for another; KeyDestroyed when shredded."""
    blob = bytes(blob)  # drivers hand out memoryviews
    key = ring.data_key(subject_id, make=False)
    if len(blob) < _SHORTEST or blob[0] != _VERSION:
        raise Unreadable(f"not a sealed value of version {_VERSION}")
    nonce, sealed = blob[1 : 1 + _NONCE_BYTES], blob[1 + _NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, sealed, context(subject_id, purpose))
    except InvalidTag:
        raise Unreadable(f"the value sealed for {purpose} was changed or belongs to another subject") from None


def seal_text(ring: Keyring, subject_id: UUID, text: str, *, purpose: str) -> bytes:
    """As `seal`, for text (UTF-8)."""
    return seal(ring, subject_id, text.encode(), purpose=purpose)


def open_text(ring: Keyring, subject_id: UUID, blob: bytes, *, purpose: str) -> str:
    """As `open_sealed`, for text."""
    return open_sealed(ring, subject_id, blob, purpose=purpose).decode()


def seal_json(ring: Keyring, subject_id: UUID, value: Any, *, purpose: str) -> bytes:
    """As `seal`, for anything JSON can hold."""
    return seal(
        ring,
        subject_id,
        json.dumps(value, ensure_ascii=False).encode(),
        purpose=purpose,
    )


def open_json(ring: Keyring, subject_id: UUID, blob: bytes, *, purpose: str) -> Any:
    """As `open_sealed`, for JSON."""
    return json.loads(open_sealed(ring, subject_id, blob, purpose=purpose))


def blind_index(ring: Keyring, value: str, *, purpose: str) -> bytes:
    """32 bytes by which an encrypted value can be found again, equal for equal (value, purpose), else unrelated.

    The caller brings the value into its normal form first, and puts the tenant into the purpose
    ("people.phone:<tenant>") when equal values in two tenants must not be seen to be equal.
    """
    key = HKDF(SHA256(), KEY_BYTES, salt=None, info=b"bole/index/1/" + purpose.encode()).derive(ring.index_key())
    return hmac.new(key, value.encode(), hashlib.sha256).digest()


def context(subject_id: UUID, purpose: str) -> bytes:
    """Authenticated beside every ciphertext: who and what for, with lengths so that no two can be confused."""
    if not purpose:
        raise ValueError("sealing needs a purpose")
    name = purpose.encode()
    return b"bole/seal/1/" + len(name).to_bytes(2, "big") + name + subject_id.bytes

"""Identifiers that sort by birth and are made in Python, because PostgreSQL 15 has no ``uuidv7()``."""

import secrets
import threading
import time
from uuid import UUID

_lock = threading.Lock()
_last = (0, 0)  # milliseconds and the 74 free bits of the identifier made last
_FREE = 74
# How far the next one of the same millisecond lies ahead: enough that nobody guesses it.
_STEP = 48


def uuid7() -> UUID:
    """A fresh version 7 UUID (RFC 9562): 48 bits of Unix milliseconds, then randomness.

    Of two made one after the other in a process the later sorts behind the earlier, in the same millisecond too: moves
    and news of one transaction are told in their order by it.
    """
    global _last
    with _lock:
        millis, free = time.time_ns() // 1_000_000, secrets.randbits(_FREE - 1)
        if millis <= _last[0]:
            millis, free = _last[0], _last[1] + 1 + secrets.randbits(_STEP)
            if free >= 1 << _FREE:
                millis, free = millis + 1, secrets.randbits(_FREE - 1)
        _last = (millis, free)
    high, low = free >> 62, free & ((1 << 62) - 1)
    return UUID(int=(millis & ((1 << 48) - 1)) << 80 | 0x7 << 76 | high << 64 | 0x2 << 62 | low)


def short_code(length: int = 8) -> str:
    """A code a person can read over the telephone: no 0/O, 1/I/L, and no vowels that could spell a word."""
    return "".join(secrets.choice("23456789BCDFGHJKMNPQRSTVWXYZ") for _ in range(length))

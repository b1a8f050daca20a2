"""Identifiers that sort by birth and are made in Python, because PostgreSQL 15 has no ``uuidv7()``."""

import secrets
import time
from uuid import UUID


def uuid7() -> UUID:
    """A fresh version 7 UUID (RFC 9562): 48 bits of Unix milliseconds, then randomness."""
    millis = time.time_ns() // 1_000_000
    value = (millis & ((1 << 48) - 1)) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)


def short_code(length: int = 8) -> str:
    """A code a person can read over the telephone: no 0/O, 1/I/L, and no vowels that could spell a word."""
    return "".join(secrets.choice("23456789BCDFGHJKMNPQRSTVWXYZ") for _ in range(length))

"""Consent given and taken back; persons exported and erased; what is over its time deleted."""

from bole.privacy.actions.consent import TextChanged, UnknownLayer, record_consent, withdraw
from bole.privacy.actions.declared import declare, drop_old
from bole.privacy.actions.erasure import AlreadyErased, decline, erase, export, request_erasure
from bole.privacy.actions.retention import sweep

__all__ = [
    "AlreadyErased",
    "TextChanged",
    "UnknownLayer",
    "declare",
    "decline",
    "drop_old",
    "erase",
    "export",
    "record_consent",
    "request_erasure",
    "sweep",
    "withdraw",
]

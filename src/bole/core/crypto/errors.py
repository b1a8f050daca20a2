"""What can go wrong with a key or a sealed value. None of these carries plaintext, key material or a person's name."""

from __future__ import annotations


class CryptoError(Exception):
    """Base of everything this package raises on purpose."""


class Unreadable(CryptoError):
    """The sealed bytes were changed, cut, swapped, or were sealed for another subject or purpose."""


class KeyMissing(Unreadable):
    """No key was ever made for this subject here: the key folder is not the one the data was sealed with."""


class KeyDestroyed(CryptoError):
    """The subject's key was destroyed on purpose: what it sealed is gone for good, and nothing new may be sealed."""


class KeyringBroken(CryptoError):
    """The key folder itself is damaged, for example data keys without a master key. A person has to look."""

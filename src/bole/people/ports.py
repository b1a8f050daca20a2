"""What this module asks of those above it: whether somebody still needs a person."""

from collections.abc import Callable
from uuid import UUID

from django.utils.functional import Promise

InUse = Callable[[UUID], "str | Promise | None"]

_uses: list[InUse] = []


def register_use(use: InUse) -> None:
    """``use(person_id)`` says in a sentence why the person is needed ("has been invited to …"), or None."""
    if use not in _uses:
        _uses.append(use)


def unregister_use(use: InUse) -> None:
    """For tests."""
    if use in _uses:
        _uses.remove(use)


def in_use(person_id: UUID) -> "str | Promise | None":
    """The first reason why this person is needed, or None."""
    for use in _uses:
        sentence = use(person_id)
        if sentence:
            return sentence
    return None

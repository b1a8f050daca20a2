"""What personal data each table holds, how it is exported, how long it stays, and how it is shredded.

Every model of ours is declared, also to say "none, because …"; ``tests/architecture`` refuses a model that is not.
``privacy`` walks this registry; nobody else needs to know which tables a person is in.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import models

Export = Callable[[UUID], Iterable[Mapping[str, Any]]]
Shred = Callable[[UUID], int]


@dataclass(frozen=True)
class Declaration:
    """One table's promise.

    ``kinds`` are words such as name, contact, voice, face, opinion, reason; ``sealed`` the fields that die with the
    subject's key; ``subject`` the lookup path from the model to the subject id (None when rows carry no subject).
    """

    model: type[models.Model]
    kinds: frozenset[str]
    subject: str | None
    sealed: tuple[str, ...]
    keep: str
    why: str
    export: Export | None = field(default=None, compare=False)
    shred: Shred | None = field(default=None, compare=False)


_declared: dict[type[models.Model], Declaration] = {}


def declare(
    model: type[models.Model],
    *,
    kinds: Iterable[str],
    subject: str | None = None,
    sealed: Iterable[str] = (),
    keep: str = "",
    why: str = "",
    export: Export | None = None,
    shred: Shred | None = None,
) -> None:
    """Say what ``model`` holds. ``export(subject_id)`` yields readable rows; ``shred(subject_id)`` returns a count."""
    _declared[model] = Declaration(model, frozenset(kinds), subject, tuple(sealed), keep, why, export, shred)


def attach(model: type[models.Model], *, export: Export | None = None, shred: Shred | None = None) -> None:
    """Give a declared model its export and shred functions (from the module's ``pii``)."""
    old = _declared[model]
    _declared[model] = Declaration(
        model, old.kinds, old.subject, old.sealed, old.keep, old.why, export or old.export, shred or old.shred
    )


def declared() -> Mapping[type[models.Model], Declaration]:
    return dict(_declared)

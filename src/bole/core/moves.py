"""States change here and nowhere else: the table is asked, the row is written, the reason is kept."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from bole.core import crypto
from bole.core.actor import Actor
from bole.core.errors import Conflict, Refused
from bole.core.models import Move

Table = Mapping[Any, frozenset[Any] | set[Any]]


class IllegalMove(Refused):
    """The table of states has no such move."""

    code = "moves.illegal"
    sentence = _("This has moved on and cannot be done now. Reload the page to see what can be done.")


class HasState(Protocol):
    pk: UUID
    state: str


def record(
    thing: Any,
    table: Table,
    *,
    to: str,
    actor: Actor,
    at: datetime,
    reason_code: str = "",
    reason: str = "",
    subject_id: UUID | None = None,
) -> Move:
    """Move ``thing`` (a saved model with ``state``) to ``to`` and write the move's row.

    The update names the old state in its WHERE, so of two movers at once one gets Conflict and nothing is written by
    it. Free text in ``reason`` needs the ``subject_id`` whose key seals it.
    """
    was = thing.state
    if to not in table.get(was, ()):
        raise IllegalMove(from_state=str(was), to_state=str(to))
    model: type[models.Model] = type(thing)
    changed = model._default_manager.filter(pk=thing.pk, state=was).update(state=to)
    if changed != 1:
        raise Conflict
    thing.state = to
    sealed = None
    if reason:
        if subject_id is None:
            raise ValueError("A free-text reason is sealed with a subject's key; name the subject.")
        sealed = crypto.seal_text(subject_id, reason, purpose="core.Move.reason")
    return Move.objects.create(
        object_kind=model._meta.label_lower,
        object_id=thing.pk,
        from_state=was,
        to_state=to,
        actor_kind=actor.kind,
        actor_id=actor.id,
        reason_code=reason_code,
        reason_sealed=sealed,
        at=at,
    )


def of(thing: Any) -> "models.QuerySet[Move]":
    """The moves of one object, oldest first."""
    return Move.objects.filter(object_kind=type(thing)._meta.label_lower, object_id=thing.pk)

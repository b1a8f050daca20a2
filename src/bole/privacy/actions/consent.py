"""Consent: to exactly these words, layer by layer, and back again as easily."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bole.audit import api as audit
from bole.core import outbox
from bole.core.actor import Actor
from bole.core.errors import Refused
from bole.privacy import queries
from bole.privacy.events import ConsentGiven, ConsentWithdrawn
from bole.privacy.models import Consent, ConsentText, SelfDeclared
from bole.privacy.types import FAIRNESS, ConsentState, Notice


class TextChanged(Refused):
    code = "privacy.text_changed"
    status = 409
    sentence = _("The text you read has been replaced by a newer one. Please read the new text and decide again.")


class UnknownLayer(Refused):
    code = "privacy.unknown_layer"
    status = 422
    sentence = _("This choice is not part of the text. Reload the page and decide again.")


@transaction.atomic
def record_consent(
    subject_id: UUID,
    *,
    kind: str,
    language: str,
    version: str,
    hash: str,  # noqa: A002 -- the field's own word
    layers: Mapping[str, bool],
    actor: Actor,
    at: datetime,
    device: str = "",
) -> ConsentState:
    """Write down what a person said yes and no to.

    TextChanged when version or ``hash`` are not those of the text in force; UnknownLayer for a layer the text lacks.
    A layer that is not named counts as no. Saying the same again writes nothing.
    """
    notice = queries.notice(kind, language)
    if notice.hash != hash or notice.version != version:
        raise TextChanged
    known = [layer.key for layer in notice.layers]
    if set(layers) - set(known):
        raise UnknownLayer
    said = {key: layers.get(key) is True for key in known}
    before = queries.consent(subject_id, kind)
    if before and before.withdrawn_at is None and before.layers == said and before.hash == hash:
        return before
    Consent.objects.create(
        subject_id=subject_id,
        kind=kind,
        text=_text(notice, at=at),
        layers=said,
        device=device[:200],
        actor_kind=actor.kind,
        at=at,
    )
    _note(actor, "privacy.consent", subject_id, [key for key, yes in said.items() if yes], at=at)
    outbox.publish(ConsentGiven(subject_id, kind, [key for key, yes in said.items() if yes], at))
    taken = [key for key, yes in (before.layers if before else {}).items() if yes and not said.get(key)]
    if before and before.withdrawn_at is None and taken:
        outbox.publish(ConsentWithdrawn(subject_id, kind, taken, at))
    return _now(subject_id, kind)


@transaction.atomic
def withdraw(
    subject_id: UUID, *, kind: str, actor: Actor, at: datetime, layers: Iterable[str] | None = None
) -> ConsentState | None:
    """Take consent back: all of it, or the named layers. Returns what stands now; None when there never was any.

    Taking back what is not granted writes nothing.
    """
    row = queries.newest(subject_id, kind)
    if row is None:
        return None
    if row.withdrawn_at is not None:
        return queries.consent(subject_id, kind)
    granted = [key for key, yes in row.layers.items() if yes]
    taken = granted if layers is None else [key for key in granted if key in set(layers)]
    if layers is None:
        row.withdrawn_at = at
        row.save(update_fields=["withdrawn_at"])
        if kind == FAIRNESS:
            # Optional details are kept on this consent alone: they go with it, in the same transaction.
            SelfDeclared.objects.filter(subject_id=subject_id).delete()
    elif taken:
        Consent.objects.create(
            subject_id=subject_id,
            kind=kind,
            text=row.text,
            layers={key: yes and key not in taken for key, yes in row.layers.items()},
            device=row.device,
            actor_kind=actor.kind,
            at=at,
        )
    else:
        return queries.consent(subject_id, kind)
    _note(actor, "privacy.withdraw", subject_id, taken, at=at)
    outbox.publish(ConsentWithdrawn(subject_id, kind, taken, at))
    return _now(subject_id, kind)


def _text(notice: Notice, *, at: datetime) -> ConsentText:
    """The row of exactly these words, written with the first consent to them."""
    row: ConsentText
    row, _made = ConsentText.objects.get_or_create(
        hash=notice.hash,
        defaults={
            "kind": notice.kind,
            "language": notice.language,
            "version": notice.version,
            "body": notice.body(),
            "created_at": at,
        },
    )
    return row


def _now(subject_id: UUID, kind: str) -> ConsentState:
    state = queries.consent(subject_id, kind)
    assert state is not None
    return state


def _note(actor: Actor, verb: str, subject_id: UUID, layers: list[str], *, at: datetime) -> None:
    audit.record(
        actor, verb, object_kind="privacy.consent", object_id=subject_id, subject_id=subject_id, fields=layers, at=at
    )

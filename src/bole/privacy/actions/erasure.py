"""Erasure that is real, and the certificate that says so; and the copy a person may ask for first."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bole.audit import api as audit
from bole.core import crypto, ids, moves, outbox, personal_data, tenancy
from bole.core.actor import Actor
from bole.core.errors import Refused
from bole.privacy import queries
from bole.privacy.events import ErasureAsked, SubjectErased
from bole.privacy.models import ErasureCertificate, ErasureRequest
from bole.privacy.states import REQUEST_MOVES, Request
from bole.privacy.types import Certificate

ANSWER_WITHIN = timedelta(days=15)

# Why a request may be declined; chosen from this list, never free text.
DECLINE_REASONS = {
    "identity": _("We could not establish that the request came from this person"),
    "legal_duty": _("A law obliges us to keep the record until its term ends"),
    "withdrawn": _("The person withdrew the request"),
}


class AlreadyErased(Refused):
    code = "privacy.already_erased"
    sentence = _("This person was erased before. The certificate is {number}.")


@transaction.atomic
def request_erasure(subject_id: UUID, *, actor: Actor, at: datetime) -> ErasureRequest:
    """Note that a person asks to be erased. Asking twice is one request."""
    _one_at_a_time(subject_id)
    row: ErasureRequest | None = ErasureRequest.objects.filter(subject_id=subject_id, state=Request.OPEN).first()
    if row is not None:
        return row
    row = ErasureRequest.objects.create(
        subject_id=subject_id, asked_at=at, due_at=at + ANSWER_WITHIN, asked_by=actor.kind
    )
    _note(actor, "privacy.ask_erasure", row.pk, "privacy.erasurerequest", subject_id, at=at)
    outbox.publish(ErasureAsked(subject_id, row.pk, at))
    return row


@transaction.atomic
def decline(request: ErasureRequest, *, answer_code: str, actor: Actor, at: datetime) -> None:
    """Close a request without erasing, for one of DECLINE_REASONS. It can still be carried out later."""
    if answer_code not in DECLINE_REASONS:
        raise ValueError(f"no such reason: {answer_code}")
    moves.record(request, REQUEST_MOVES, to=Request.DECLINED, actor=actor, at=at, reason_code=answer_code)
    request.closed_at, request.answer_code = at, answer_code
    request.save(update_fields=["closed_at", "answer_code"])
    _note(actor, "privacy.decline_erasure", request.pk, "privacy.erasurerequest", request.subject_id, at=at)


@transaction.atomic
def erase(subject_id: UUID, *, actor: Actor, at: datetime) -> Certificate:
    """Shred everything about a subject, then their key, and write a certificate.

    The key goes last: should the commit after it fail, what remains is unreadable already and a second call finishes.
    Until then nothing is lost by a failure. AlreadyErased when there is a certificate.
    """
    _one_at_a_time(subject_id)
    subject_hash = hashlib.sha256(subject_id.bytes).hexdigest()
    before = ErasureCertificate.objects.filter(subject_hash=subject_hash).first()
    if before is not None:
        raise AlreadyErased(number=before.number)
    counts = _shred(subject_id)
    asked_at = _close_requests(subject_id, actor=actor, at=at)
    row = ErasureCertificate(
        number=f"{at.astimezone(queries.zone()):%Y%m%d}-{ids.short_code(6)}",
        subject_hash=subject_hash,
        asked_at=asked_at,
        done_at=at,
        actor_kind=actor.kind,
        actor_id=actor.id,
        counts=counts,
    )
    row.digest = digest(row)
    row.save(force_insert=True)
    _note(actor, "privacy.erase", row.pk, "privacy.erasurecertificate", subject_id, at=at)
    outbox.publish(SubjectErased(subject_id, row.pk, at))
    crypto.destroy_key(subject_id)
    return queries.as_certificate(row)


def digest(row: ErasureCertificate) -> str:
    """sha256 in hex over everything the certificate states: a changed certificate no longer matches its own digest."""
    content = {
        "number": row.number,
        "subject": row.subject_hash,
        "asked_at": row.asked_at.astimezone(UTC).isoformat() if row.asked_at else None,
        "done_at": row.done_at.astimezone(UTC).isoformat(),
        "actor": [row.actor_kind, row.actor_id],
        "counts": row.counts,
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


@transaction.atomic
def export(subject_id: UUID, *, actor: Actor, at: datetime) -> dict[str, list[Mapping[str, Any]]]:
    """Everything the house holds about a subject, by table, readable. Tables without an exporter hold nothing readable.

    Written to the audit log: it is a reading of everything.
    """
    _note(actor, "privacy.export", subject_id, "privacy.subject", subject_id, at=at)
    found: dict[str, list[Mapping[str, Any]]] = {}
    for model, declaration in personal_data.declared().items():
        if declaration.export is None:
            continue
        rows = list(declaration.export(subject_id))
        if rows:
            found[model._meta.label_lower] = rows
    return found


def _shred(subject_id: UUID) -> dict[str, int]:
    """Call every shredder; count rows that keep sealed fields only, which die with the key."""
    counts: dict[str, int] = {}
    for model, declaration in sorted(personal_data.declared().items(), key=lambda pair: pair[0]._meta.label_lower):
        label = model._meta.label_lower
        if declaration.shred is not None:
            counts[label] = declaration.shred(subject_id)
        elif declaration.subject and declaration.sealed:
            kept = Q(*[Q(**{f"{name}__isnull": False}) for name in declaration.sealed], _connector=Q.OR)
            counts[label] = model._default_manager.filter(kept, **{declaration.subject: subject_id}).count()
    return {label: count for label, count in counts.items() if count}


def _close_requests(subject_id: UUID, *, actor: Actor, at: datetime) -> datetime | None:
    asked_at = None
    for row in ErasureRequest.objects.filter(subject_id=subject_id).exclude(state=Request.DONE).order_by("asked_at"):
        moves.record(row, REQUEST_MOVES, to=Request.DONE, actor=actor, at=at)
        row.closed_at = at
        row.save(update_fields=["closed_at"])
        asked_at = asked_at or row.asked_at
    return asked_at


def _one_at_a_time(subject_id: UUID) -> None:
    """Two clicks at once take turns, so that the second one finds what the first one wrote."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"privacy:{tenancy.current()}:{subject_id}"]
        )


def _note(actor: Actor, verb: str, object_id: UUID, object_kind: str, subject_id: UUID, *, at: datetime) -> None:
    audit.record(actor, verb, object_kind=object_kind, object_id=object_id, subject_id=subject_id, at=at)

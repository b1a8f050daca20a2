"""Writing, repeating, withdrawing and forgetting messages."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from bole.accounts.types import Viewer, mask_email
from bole.audit import api as audit
from bole.core import crypto, ids, jobs, moves
from bole.core.actor import SYSTEM, Actor
from bole.core.errors import Refused
from bole.notifications import access, ports, queries
from bole.notifications.actions import rendering
from bole.notifications.models import Message
from bole.notifications.states import MOVES, State
from bole.notifications.types import Recipient


class NotToResend(Refused):
    code = "notifications.not_to_resend"
    sentence = _("This message cannot be sent again: it is on its way, has arrived, or its words are gone.")


KEEP_WORDS = timedelta(days=180)


class NoAddress(Refused):
    code = "notifications.no_address"
    status = 422
    sentence = _("{name} has no e-mail address. Add one first, then send again.")


def send(
    recipient: Recipient, kind: str, variables: Mapping[str, Any], *, actor: Actor, at: datetime, dedupe_key: str
) -> Message:
    """Write a message and queue its delivery, both in the caller's transaction.

    The same ``dedupe_key`` gives the message that is already there: a job that runs twice says it once.
    Raises NoAddress; TypeError or UnknownKind for a fault of the caller.
    """
    before: Message | None = Message.objects.filter(dedupe_key=dedupe_key).first()
    if before is not None:
        return before
    if not recipient.email.strip():
        raise NoAddress(name=recipient.name)
    message = _build(recipient, kind, variables, at=at, dedupe_key=dedupe_key)
    try:
        with transaction.atomic():
            message.save(force_insert=True)
    except IntegrityError:
        other: Message = Message.objects.get(dedupe_key=dedupe_key)
        return other
    enqueue(message)
    audit.record(
        actor,
        "notifications.send",
        object_kind="notifications.message",
        object_id=message.pk,
        subject_id=message.subject_id,
        fields=(kind,),
        at=at,
    )
    return message


def enqueue(message: Message, *, at: datetime | None = None) -> None:
    """Queue one delivery. Deliveries of one message never run side by side."""
    jobs.enqueue("notifications.deliver", at=at, lock=f"notifications:{message.pk}", message_id=str(message.pk))


@transaction.atomic
def resend(message: Message, *, actor: Actor, at: datetime) -> Message:
    """Queue a failed or held message again, with its tries counted anew and its Message-ID kept.

    NotToResend for one that is on its way or has arrived, or whose words are gone.
    """
    if message.state not in {State.FAILED, State.HELD} or message.content_sealed is None:
        raise NotToResend
    moves.record(message, MOVES, to=State.QUEUED, actor=actor, at=at, reason_code="resend")
    message.attempts = 0
    message.error = ""
    message.next_attempt_at = at
    message.save(update_fields=["attempts", "error", "next_attempt_at"])
    enqueue(message)
    audit.record(
        actor,
        "notifications.resend",
        object_kind="notifications.message",
        object_id=message.pk,
        subject_id=message.subject_id,
        at=at,
    )
    return message


@transaction.atomic
def reveal(viewer: Viewer, message_id: UUID, *, at: datetime) -> tuple[Message, str]:
    """The message and its address in clear, for a viewer of that grade; written to the audit log."""
    message = access.message_to_reveal(viewer, message_id)
    audit.record(
        viewer.actor,
        "notifications.read_sensitive",
        object_kind="notifications.message",
        object_id=message.pk,
        subject_id=message.subject_id,
        fields=("address", "content"),
        at=at,
    )
    return message, queries.address(message)


@transaction.atomic
def drop(subject_id: UUID, *, at: datetime, actor: Actor = SYSTEM) -> int:
    """Withdraw what has not gone out and forget names, addresses and words of every message to this subject."""
    rows = list(queries.of_subject(subject_id).select_for_update())
    for message in rows:
        if State.DROPPED in MOVES[message.state]:
            moves.record(message, MOVES, to=State.DROPPED, actor=actor, at=at, reason_code="erased")
        _forget(message)
    return len(rows)


@transaction.atomic
def forget_old(*, at: datetime) -> int:
    """Forget the words and addresses of messages older than the house keeps them; that they were sent remains."""
    old = Message.objects.filter(created_at__lt=at - KEEP_WORDS, content_sealed__isnull=False)
    rows = list(old.exclude(state__in=[State.QUEUED, State.SENDING])[:500])
    for message in rows:
        _forget(message)
    return len(rows)


def _forget(message: Message) -> None:
    message.recipient_name = ""
    message.address_sealed = None
    message.address_index = None
    message.address_masked = ""
    message.content_sealed = None
    message.error = ""
    fields = ["recipient_name", "address_sealed", "address_index", "address_masked", "content_sealed", "error"]
    message.save(update_fields=fields)


def _build(
    recipient: Recipient, kind_key: str, variables: Mapping[str, Any], *, at: datetime, dedupe_key: str
) -> Message:
    kind = ports.kind(kind_key)
    tenant = queries.tenant()
    words = rendering.render(kind, recipient, variables, tenant)
    key_id = recipient.subject_id or tenant.pk
    address = recipient.email.strip()
    pk = ids.uuid7()
    return Message(
        id=pk,
        kind=kind.key,
        channel=kind.channel,
        subject_id=recipient.subject_id,
        key_id=key_id,
        path=recipient.path,
        recipient_name=recipient.name[:120],
        address_sealed=crypto.seal_text(key_id, address, purpose=queries.ADDRESS),
        address_index=queries.address_index(address),
        address_masked=mask_email(address)[:120],
        language=rendering.language_of(recipient),
        content_sealed=crypto.seal_json(
            key_id, {"subject": words.subject, "text": words.text, "html": words.html}, purpose=queries.CONTENT
        ),
        message_id=f"<{pk.hex}@{_domain()}>",
        dedupe_key=dedupe_key,
        created_at=at,
        next_attempt_at=at,
    )


def _domain() -> str:
    return parseaddr(settings.BOLE_MAIL_FROM)[1].rpartition("@")[2] or "bole.invalid"

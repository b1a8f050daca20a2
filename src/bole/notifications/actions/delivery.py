"""One try at delivery, in three steps, so that no transaction is open while a mail server thinks.

``claim`` and ``settle`` each run in a transaction of their own; ``hand_over`` between them touches no table. A worker
that dies in between leaves the message in "sending"; the job comes back and tries again under the same Message-ID,
by which mail servers and mailboxes recognise a repetition.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from bole.core import moves, outbox
from bole.core.actor import SYSTEM
from bole.notifications import access, ports, queries
from bole.notifications.actions.outbox import enqueue
from bole.notifications.events import MessageAccepted, MessageFailed
from bole.notifications.models import Message
from bole.notifications.states import MOVES, State
from bole.notifications.types import Mail

# After the first try: ten seconds, one minute, five minutes, half an hour, two hours. Then a person has to look.
WAITS = (
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
)
STUCK_AFTER = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the mailer said. ``detail`` is the server's id when accepted, else a reason without an address."""

    result: Literal["accepted", "temporary", "permanent", "held"]
    provider: str = ""
    detail: str = ""


def claim(message_id: UUID, *, at: datetime) -> Mail | None:
    """Mark the message as being sent and return what to hand over; None when there is nothing to do."""
    message = access.message_for_job(message_id)
    if message is None or message.state not in {State.QUEUED, State.SENDING}:
        return None
    words, address = queries.content(message), queries.address(message)
    if words is None or not address:
        moves.record(message, MOVES, to=State.DROPPED, actor=SYSTEM, at=at, reason_code="words_gone")
        return None
    if message.state == State.QUEUED:
        moves.record(message, MOVES, to=State.SENDING, actor=SYSTEM, at=at)
    message.attempts += 1
    message.total_attempts += 1
    message.next_attempt_at = at
    message.save(update_fields=["attempts", "total_attempts", "next_attempt_at"])
    return Mail(
        message_id=message.message_id,
        to_name=message.recipient_name,
        to_address=address,
        subject=words.subject,
        text=words.text,
        html=words.html,
        reply_to=queries.tenant().contact_email,
    )


def hand_over(mail: Mail) -> Outcome:
    """Ask the mailer. Only its three named failures are answers; anything else is a fault and is raised."""
    try:
        mailer = ports.mailer.get()
        return Outcome("accepted", mailer.name, mailer.send(mail))
    except ports.NotConfigured:
        return Outcome("held")
    except ports.TemporaryFailure as failure:
        return Outcome("temporary", detail=str(failure))
    except ports.PermanentFailure as failure:
        return Outcome("permanent", detail=str(failure))


def settle(message_id: UUID, outcome: Outcome, *, at: datetime) -> None:
    """Write down what the mailer said, and plan the next try when there is to be one."""
    message = access.message_for_job(message_id)
    if message is None or message.state != State.SENDING:
        return
    message.error = "" if outcome.result == "accepted" else outcome.detail[:300]
    message.provider = outcome.provider[:40]
    if outcome.result == "accepted":
        _accepted(message, outcome, at=at)
    elif outcome.result == "held":
        moves.record(message, MOVES, to=State.HELD, actor=SYSTEM, at=at, reason_code="no_mail_server")
    elif outcome.result == "temporary" and message.attempts <= len(WAITS):
        _again(message, at=at)
    else:
        reason = "tries_used_up" if outcome.result == "temporary" else "refused"
        moves.record(message, MOVES, to=State.FAILED, actor=SYSTEM, at=at, reason_code=reason)
        outbox.publish(MessageFailed(message.pk, message.kind, at))
    message.save(update_fields=["error", "provider", "provider_id", "accepted_at", "next_attempt_at"])


def sweep(*, at: datetime) -> int:
    """Queue again what has waited or been "sending" for too long, whatever happened to its job. Safe to repeat."""
    stuck = Message.objects.filter(
        state__in=[State.QUEUED, State.SENDING], next_attempt_at__lt=at - STUCK_AFTER
    ).order_by("created_at")[:500]
    rows = list(stuck)
    for message in rows:
        message.next_attempt_at = at
        message.save(update_fields=["next_attempt_at"])
        enqueue(message)
    return len(rows)


def _accepted(message: Message, outcome: Outcome, *, at: datetime) -> None:
    moves.record(message, MOVES, to=State.ACCEPTED, actor=SYSTEM, at=at)
    message.provider_id = outcome.detail[:200]
    message.accepted_at = at
    outbox.publish(MessageAccepted(message.pk, message.kind, at))


def _again(message: Message, *, at: datetime) -> None:
    moves.record(message, MOVES, to=State.QUEUED, actor=SYSTEM, at=at, reason_code="try_again")
    message.next_attempt_at = at + WAITS[message.attempts - 1]
    enqueue(message, at=message.next_attempt_at)

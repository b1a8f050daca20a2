"""Reads. Every function runs inside ``tenancy.of``."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from bole.core import crypto, tenancy
from bole.core.models import Tenant
from bole.notifications import ports
from bole.notifications.models import Message
from bole.notifications.states import TONES, State
from bole.notifications.types import Kind, MessageState, Rendered

CONTENT = "notifications.Message.content"
ADDRESS = "notifications.Message.address"


def address_index(address: str) -> bytes:
    """By which messages to one address are found: equal only inside one tenant."""
    return crypto.blind_index(address.strip().lower(), purpose=f"notifications.address:{tenancy.current()}")


def count_to(subject_ids: Iterable[UUID]) -> int:
    """How many messages left the house for these people, or were kept in its place."""
    return Message.objects.filter(subject_id__in=list(subject_ids)).count()


def within(scopes: Iterable[str]) -> Q:
    """The condition "to somebody of these scopes"; what belongs nowhere belongs to the whole company."""
    wanted = Q(pk__in=[])
    for scope in scopes:
        wanted |= Q(path__startswith=scope)
    return wanted


def listed(scopes: Iterable[str], *, state: str = "", kind: str = "", text: str = "") -> QuerySet[Message]:
    """Messages, newest first. ``text`` finds a part of the recipient's name, or a whole e-mail address."""
    found = Message.objects.filter(within(scopes)).order_by("-created_at", "-id").defer("address_sealed")
    if state:
        found = found.filter(state=state)
    if kind:
        found = found.filter(kind=kind)
    text = text.strip()
    if text:
        wanted = Q(recipient_name__icontains=text)
        if "@" in text:
            wanted |= Q(address_index=address_index(text))
        found = found.filter(wanted)
    return found


def counts(scopes: Iterable[str]) -> dict[str, int]:
    """Messages by state."""
    return dict(Message.objects.filter(within(scopes)).order_by().values_list("state").annotate(Count("id")))


def content(message: Message) -> Rendered | None:
    """The words, or None once they are gone (retention, or the person was erased)."""
    if message.content_sealed is None:
        return None
    try:
        found: dict[str, str] = crypto.open_json(message.key_id, bytes(message.content_sealed), purpose=CONTENT)
    except crypto.KeyDestroyed:
        return None
    return Rendered(**found)


def address(message: Message) -> str:
    """The address in clear, or an empty string once it is gone."""
    if message.address_sealed is None:
        return ""
    try:
        return crypto.open_text(message.key_id, bytes(message.address_sealed), purpose=ADDRESS)
    except crypto.KeyDestroyed:
        return ""


def tenant() -> Tenant:
    """The tenant whose transaction is open."""
    return Tenant.objects.get(pk=tenancy.current())


def states(subject_id: UUID) -> list[MessageState]:
    """What became of the messages to one subject, newest first, in one query."""
    return [as_state(row) for row in _slim().filter(subject_id=subject_id).order_by("-created_at", "-id")]


def latest(subject_ids: Iterable[UUID], *, kind: str) -> dict[UUID, MessageState]:
    """The newest message of a kind to each of these subjects, in one query."""
    rows = _slim().filter(subject_id__in=list(subject_ids), kind=kind).order_by("subject_id", "-created_at", "-id")
    return {row.subject_id: as_state(row) for row in rows.distinct("subject_id") if row.subject_id}


def of_subject(subject_id: UUID) -> QuerySet[Message]:
    return Message.objects.filter(subject_id=subject_id)


def as_state(row: Message) -> MessageState:
    return MessageState(
        id=row.pk,
        kind=row.kind,
        title=str(kind_title(row.kind)),
        state=row.state,
        state_words=str(State(row.state).label),
        tone=TONES[State(row.state)],
        address_masked=row.address_masked,
        created_at=row.created_at,
        accepted_at=row.accepted_at,
        attempts=row.total_attempts,
        error=row.error,
    )


def known_kinds() -> dict[str, Kind]:
    """Every kind of message that this installation can write."""
    return ports.kinds()


def kind_title(key: str) -> Any:
    """The kind's title; its key when the module that owned it is gone."""
    known = ports.kinds().get(key)
    return known.title if known else key


def guard_of(key: str) -> str:
    """For whom a link in messages of this kind acts; the narrowest when the module that owned it is gone."""
    known = ports.kinds().get(key)
    return known.guard if known else "account"


def _slim() -> QuerySet[Message]:
    return Message.objects.defer("content_sealed", "address_sealed", "address_index")


def needing_attention(scopes: Iterable[str]) -> int:
    """Messages that failed: the number beside the menu entry."""
    return Message.objects.filter(within(scopes), state=State.FAILED).count()


def leaves_house() -> bool:
    """Whether messages are really sent, or only shown here."""
    try:
        return ports.mailer.get().leaves_house
    except ports.NotConfigured:
        return False

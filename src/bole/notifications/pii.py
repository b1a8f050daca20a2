"""What of a person a message holds, how it is exported, and how it is forgotten."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from bole.core import clock, personal_data
from bole.notifications import actions, queries
from bole.notifications.models import Message


def export(subject_id: UUID) -> Iterator[Mapping[str, Any]]:
    """Every message to the person, with its words while they are kept."""
    for message in queries.of_subject(subject_id).order_by("created_at"):
        words = queries.content(message)
        yield {
            "kind": message.kind,
            "created_at": message.created_at.isoformat(),
            "state": message.state,
            "to": queries.address(message),
            "subject": words.subject if words else "",
            "text": words.text if words else "",
        }


def shred(subject_id: UUID) -> int:
    """Forget names, addresses and words; that something was sent remains, without saying to whom."""
    # The registry's shredders are called without a time; the caller is an act of this very moment.
    return actions.drop(subject_id, at=clock.now())


personal_data.declare(
    Message,
    kinds={"name", "contact", "message"},
    subject="subject_id",
    sealed=["address_sealed", "content_sealed"],
    keep="words and address 180 days; that it was sent, as long as the tenant",
    export=export,
    shred=shred,
)

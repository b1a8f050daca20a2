"""The door of notifications."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bole.core.actor import Actor
from bole.notifications.actions import NoAddress, forget_old, send
from bole.notifications.models import Message
from bole.notifications.ports import register_kind
from bole.notifications.queries import count_to
from bole.notifications.queries import latest as latest_states
from bole.notifications.queries import states as message_states
from bole.notifications.types import Kind, MessageState, Recipient

__all__ = [
    "Kind",
    "Message",
    "MessageState",
    "NoAddress",
    "Recipient",
    "count_to",
    "courier",
    "forget_old",
    "latest_states",
    "message_states",
    "register_kind",
    "send",
]


def courier(
    kind: str,
    *,
    name: str,
    email: str,
    language: str,
    variables: Mapping[str, Any],
    actor: Actor,
    at: datetime,
    dedupe_key: str,
) -> None:
    """What ``accounts`` (which is below this module) is given to write to a colleague. Runs inside their tenant."""
    recipient = Recipient(subject_id=None, name=name, email=email, language=language)
    send(recipient, kind, variables, actor=actor, at=at, dedupe_key=dedupe_key)

"""News of this module."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class MessageAccepted:
    """A mail server took the message over."""

    message_id: UUID
    kind: str
    at: datetime


@dataclass(frozen=True)
class MessageFailed:
    """Every try failed, or the server said that it never will. A person should look."""

    message_id: UUID
    kind: str
    at: datetime

"""News of this module."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class ConsentGiven:
    """A person agreed to a text; ``layers`` are the keys granted."""

    subject_id: UUID
    kind: str
    layers: list[str]
    at: datetime


@dataclass(frozen=True)
class ConsentWithdrawn:
    """A person took layers back. Whoever does something on their ground stops now."""

    subject_id: UUID
    kind: str
    layers: list[str]
    at: datetime


@dataclass(frozen=True)
class ErasureAsked:
    """A person asked to be erased."""

    subject_id: UUID
    request_id: UUID
    at: datetime


@dataclass(frozen=True)
class SubjectErased:
    """Everything about the subject is gone and their key is destroyed."""

    subject_id: UUID
    certificate_id: UUID
    at: datetime

"""News of this module."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class PersonAdded:
    """A natural person is known to the house now."""

    person_id: UUID
    at: datetime


@dataclass(frozen=True)
class BatchImported:
    """An import was confirmed."""

    batch_id: UUID
    count: int
    at: datetime


@dataclass(frozen=True)
class BatchUndone:
    """An import was taken back; its persons are gone."""

    batch_id: UUID
    count: int
    at: datetime

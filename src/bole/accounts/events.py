"""News from accounts. Ids and times only."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class TenantFounded:
    """A company was made. Modules above seed what a new company needs."""

    tenant_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class MemberJoined:
    """A colleague has an account in this company now."""

    user_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class MemberLeft:
    """A colleague's access to this company ended."""

    user_id: UUID
    at: datetime

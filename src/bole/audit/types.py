"""Values of the audit log."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

Fault = Literal["", "hash", "previous", "gap", "missing"]


@dataclass(frozen=True, slots=True)
class Break:
    """The first place where the chain does not hold.

    ``fault`` is ``hash`` (the entry's words were changed), ``previous`` (the link before was replaced), ``gap`` (a
    number is missing) or ``missing`` (the seal stands and its entry is gone).
    """

    seq: int
    entry_id: UUID
    fault: Fault


@dataclass(frozen=True, slots=True)
class Report:
    """What a walk along one tenant's chain found. ``head`` is the last hash as hex: write it down elsewhere to prove
    later that nothing was cut off the end."""

    tenant_id: UUID
    tenant: str
    sealed: int
    head_seq: int
    head: str
    unsealed: int
    oldest_unsealed: datetime | None
    broken: Break | None

    @property
    def holds(self) -> bool:
        return self.broken is None

"""Who did it. A value, not a row: it can be stored beside any record without a foreign key."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["user", "subject", "system", "machine"]


@dataclass(frozen=True, slots=True)
class Actor:
    """``kind`` says what ``id`` names: a user, a candidate's subject id, a part of the system, or a judge."""

    kind: Kind
    id: str
    label: str = ""

    def __str__(self) -> str:
        return self.label or f"{self.kind}:{self.id}"


SYSTEM = Actor("system", "bole", "伯乐")

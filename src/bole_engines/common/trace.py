"""An ordered list of reasons: how an engine came to its result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Reason:
    """One step: a stable code and the values it speaks about (JSON scalars only)."""

    code: str
    data: Mapping[str, Any] = field(default_factory=dict)


class Trace:
    """Collects reasons in the order in which they arose; `reasons` is the frozen result."""

    def __init__(self) -> None:
        self._reasons: list[Reason] = []

    def note(self, code: str, **data: Any) -> None:
        """Append one reason."""
        self._reasons.append(Reason(code, data))

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Everything noted so far, oldest first."""
        return tuple(self._reasons)

    @property
    def codes(self) -> tuple[str, ...]:
        """The distinct codes, in order of first appearance."""
        return tuple(dict.fromkeys(reason.code for reason in self._reasons))

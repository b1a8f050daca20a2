"""Who may read the log."""

from typing import Protocol

from bole.core.errors import Forbidden


class Reader(Protocol):
    def can(self, capability: str) -> bool: ...


def require_reader(viewer: "Reader | None") -> None:
    """Forbidden unless the viewer's roles include reading the log."""
    if viewer is None or not viewer.can("audit.read"):
        raise Forbidden

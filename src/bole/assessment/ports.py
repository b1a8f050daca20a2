"""What this module must ask of a higher one: may this viewer work on this case?

``ref`` belongs to whoever held the interview, and only that module knows whose it is. It hands its answer in with
``case_guard.use`` when it is loaded; until then nobody may open a case by address.
"""

from collections.abc import Callable
from uuid import UUID

from bole.accounts.types import Viewer

MayOpen = Callable[[Viewer, UUID], bool]


class CaseGuard:
    """Holds the one function that answers. Fails closed."""

    def __init__(self) -> None:
        self._may_open: MayOpen | None = None

    def use(self, may_open: MayOpen) -> None:
        """Set the function (viewer, ref) → bool. It is asked inside the viewer's tenant."""
        self._may_open = may_open

    @property
    def wired(self) -> bool:
        return self._may_open is not None

    def may_open(self, viewer: Viewer, ref: UUID) -> bool:
        return self._may_open is not None and self._may_open(viewer, ref)


case_guard = CaseGuard()

"""Jobs of this module."""

from uuid import UUID

from bole.core import jobs
from bole.people import actions


@jobs.job("people.shred_keys", scoped=False)
def shred_keys(*, keys: list[str], **_: object) -> None:
    """Destroy the keys of what an import brought, once its undoing is committed. Safe to run twice."""
    actions.shred_keys([UUID(key) for key in keys])

"""Which candidates people rate before they look: drawn by a keyed hash, so that it is fixed and cannot be guessed."""

from uuid import UUID

from bole.assessment.models.purposes import BLIND
from bole.core import crypto


def mark(ref: UUID, plan_id: UUID) -> float:
    """Where this interview fell in [0, 1). The same whenever it is asked, unrelated to who the candidate is."""
    digest = crypto.blind_index(f"{plan_id}:{ref}", purpose=BLIND)
    return int.from_bytes(digest[:6], "big") / 2**48


def is_drawn(ref: UUID, *, plan_id: UUID, percent: int) -> bool:
    """Whether ``percent`` of the interviews by this plan, of which this is one, are rated blind."""
    return mark(ref, plan_id) * 100 < percent

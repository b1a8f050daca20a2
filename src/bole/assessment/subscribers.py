"""News from below: a new company gets the plans we supply."""

from bole.accounts.events import TenantFounded
from bole.assessment.actions import plans
from bole.core import outbox


@outbox.on(TenantFounded)
def seed_supplied_plans(event: TenantFounded) -> None:
    plans.seed_packs(at=event.at)

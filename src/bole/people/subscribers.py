"""News from below."""

from bole.accounts.events import TenantFounded
from bole.core.actor import SYSTEM
from bole.core.models import Tenant
from bole.core.outbox import on
from bole.people import actions


@on(TenantFounded)
def make_first_entity(event: TenantFounded) -> None:
    """A new tenant has one legal entity of its own name at the top of its group."""
    tenant = Tenant.objects.get(pk=event.tenant_id)
    actions.ensure_entity(tenant.name, actor=SYSTEM, at=event.at)

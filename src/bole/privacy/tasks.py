"""Jobs of this module."""

from bole.core import clock, jobs, tenancy
from bole.core.models import Tenant
from bole.privacy import actions


@jobs.periodic("privacy.retention", cron="17 * * * *")
def retention() -> int:
    """Every hour: delete what is over its time, tenant by tenant."""
    deleted = 0
    for tenant_id in list(Tenant.objects.values_list("pk", flat=True)):
        with tenancy.of(tenant_id):
            deleted += sum(actions.sweep(at=clock.now()).values())
    return deleted

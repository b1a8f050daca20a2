"""Jobs of this module."""

from bole.assessment.actions import figures
from bole.core import jobs, tenancy
from bole.core.models import Tenant


@jobs.periodic("assessment.fill_figures", cron="23 3 * * *")
def fill_figures() -> int:
    """Every night: numbers of runs that were stored before their rows existed, or restored from an older backup."""
    filled = 0
    for tenant_id in list(Tenant.objects.values_list("pk", flat=True)):
        with tenancy.of(tenant_id):
            filled += figures.fill_missing()
    return filled

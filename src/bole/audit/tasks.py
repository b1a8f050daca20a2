"""The sealing job: every few seconds, tenant by tenant."""

from bole.audit import queries
from bole.audit.actions import chain
from bole.core import clock, jobs, tenancy


@jobs.periodic("audit.seal", cron="* * * * * */5")
def seal_entries() -> int:
    """Seal what every tenant has committed. Returns how many entries."""
    sealed = 0
    for tenant in queries.unsealed_tenants():
        with tenancy.of(tenant):
            sealed += chain.seal(at=clock.now())
    return sealed

"""Jobs of this module: deliver one message, and find those whose job got lost."""

from uuid import UUID

from bole.core import clock, jobs, tenancy
from bole.core.models import Tenant
from bole.notifications import actions


@jobs.job("notifications.deliver", scoped=False)
def deliver(*, tenant: str, message_id: str, **_: object) -> None:
    """Try once to hand the message over. Safe to run twice: what is accepted is not sent again."""
    with tenancy.of(tenant):
        mail = actions.claim(UUID(message_id), at=clock.now())
    if mail is None:
        return
    outcome = actions.hand_over(mail)
    with tenancy.of(tenant):
        actions.settle(UUID(message_id), outcome, at=clock.now())


@jobs.periodic("notifications.sweep", cron="*/5 * * * *")
def sweep() -> int:
    """Every five minutes, queue again what waits without a job."""
    swept = 0
    for tenant_id in list(Tenant.objects.values_list("pk", flat=True)):
        with tenancy.of(tenant_id):
            swept += actions.sweep(at=clock.now())
    return swept

"""Jobs: ids in, object fetched, action called, safe to run twice."""

from typing import Any
from uuid import UUID

from bole.assessment import access
from bole.assessment.actions import bias, figures, impact, judging, rescoring
from bole.assessment.ports import language_model
from bole.core import clock, jobs, tenancy
from bole.core.models import Tenant


@jobs.job("assessment.judge", queue="assessment", scoped=False)
def judge(*, tenant: str, ref: str, **_: Any) -> None:
    """Ask the model about one waiting case. No transaction is open while it thinks."""
    with tenancy.of(tenant):
        work = judging.claim(UUID(ref), at=clock.now())
    if work is None:
        return
    model = language_model.best()
    outcome = judging.hold(work, model)
    with tenancy.of(tenant):
        judging.settle(work, outcome, model=model.model if model else "", at=clock.now())


@jobs.job("assessment.release", queue="assessment")
def release(*, ref: str, **_: Any) -> None:
    """Rate what was withheld until its plan's impact assessment was signed."""
    impact.release(UUID(ref), at=clock.now())


@jobs.job("assessment.rescore", queue="assessment", scoped=False)
def rescore(*, tenant: str, rescore_id: str, **_: Any) -> None:
    """A stretch of a re-scoring, slice by slice, each kept as it is done; then the next stretch behind what waits."""
    for _slice in range(rescoring.SLICES_A_JOB):
        with tenancy.of(tenant):
            if not rescoring.step(UUID(rescore_id), at=clock.now()):
                return
    with tenancy.of(tenant):
        rescoring.enqueue(UUID(rescore_id))


@jobs.periodic("assessment.requeue", cron="*/10 * * * *")
def requeue() -> int:
    """Every ten minutes: waiting cases and re-scorings that lost their job go back in the queue."""
    found = 0
    for tenant_id in list(Tenant.objects.values_list("pk", flat=True)):
        with tenancy.of(tenant_id):
            found += judging.requeue_lost(at=clock.now()) + rescoring.requeue_lost() + impact.requeue_lost()
    return found


@jobs.periodic("assessment.fill_figures", cron="23 3 * * *")
def fill_figures() -> int:
    """Every night: numbers of runs that were stored before their rows existed, or restored from an older backup."""
    filled = 0
    for tenant_id in list(Tenant.objects.values_list("pk", flat=True)):
        with tenancy.of(tenant_id):
            filled += figures.fill_missing()
    return filled


@jobs.job("assessment.audit_bias")
def audit_bias(*, plan_id: str, cause: str, **_: Any) -> None:
    """Audit one plan because something about it changed."""
    bias.run(access.any_plan(UUID(plan_id)), cause=cause, at=clock.now())


@jobs.periodic("assessment.audit_monthly", cron="41 3 1 * *")
def audit_monthly() -> int:
    """On the first of every month: the company and every plan that interviews were held by."""
    done = 0
    for tenant_id in list(Tenant.objects.values_list("pk", flat=True)):
        with tenancy.of(tenant_id):
            done += bias.run_all(cause="monthly", at=clock.now())
    return done

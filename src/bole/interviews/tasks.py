"""Jobs: ids in, object fetched, action called, safe to run twice."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from bole.core import clock, jobs, storage, tenancy
from bole.core.models import Tenant
from bole.interviews import access
from bole.interviews.actions import conduct, reading
from bole.interviews.actions import score as scoring


@jobs.job("interviews.read_recording", queue="media", scoped=False)
def read_recording(*, tenant: str, attempt_id: str, **_: Any) -> None:
    """Decode, describe and recognise one recording. It opens its own short transactions."""

    @contextmanager
    def scope() -> Iterator[UUID]:
        with tenancy.of(tenant) as opened:
            yield opened

    with scope():
        attempt = access.attempt_for_job(attempt_id)
        language = attempt.answer.session.invitation.language
        originals = list(attempt.recordings.filter(kind="original").order_by("track"))
    reading.read_recording(attempt, originals, language=language, tenant_scope=scope, now=clock.now)


@jobs.job("interviews.score", queue="assessment")
def score(*, tenant: str, session_id: str, **_: Any) -> None:
    """Assess one handed-in sitting."""
    scoring.score(access.session_for_job(session_id), tenant=Tenant.objects.get(pk=tenant), at=clock.now())


@jobs.periodic("interviews.close_overdue", cron="* * * * *")
def close_overdue() -> int:
    """Every minute: close what is past its deadline, tenant by tenant."""
    at = clock.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT tenant_id, id FROM interviews_overdue(%s) LIMIT 2000", [at])
        due = cursor.fetchall()
    closed = 0
    for tenant, invitation_id in due:
        with tenancy.of(tenant):
            closed += conduct.close_overdue(invitation_id, at=at)
    return closed


# So long a report may take before we look whether its job was lost for good (all tries spent while a disk was full, say).
LATE_AFTER = timedelta(minutes=10)


@jobs.periodic("interviews.nudge_late", cron="*/5 * * * *")
def nudge_late() -> int:
    """Every five minutes: queue again what handed-in sittings without a report still wait for. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tenant_id, id FROM interviews_late(%s) LIMIT 500", [clock.now() - LATE_AFTER])
        late = cursor.fetchall()
    for tenant, session_id in late:
        with tenancy.of(tenant):
            conduct.nudge(access.session_for_job(session_id))
    return len(late)


@jobs.periodic("interviews.sweep_scratch", cron="*/10 * * * *")
def sweep_scratch() -> int:
    """Clear plaintext folders of killed processes."""
    return storage.sweep_scratch()

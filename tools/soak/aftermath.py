"""What became of a round's sittings. Runs inside an installation."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import Count

from bole.audit import api as audit
from bole.core import tenancy
from bole.interviews.models import Session
from bole.interviews.types import Stage
from tools.bench import company


def look() -> dict[str, Any]:
    """Sittings that are assessed and have exactly one report for the candidate, and audit chains that do not hold.

    `waiting` says of every other sitting where it stands, so that a broken run can be understood from its page.
    """
    with tenancy.of(company.tenant().id):
        rows = Session.objects.annotate(reports=Count("candidate_reports"))
        assessed = rows.filter(state=Stage.ASSESSED, reports=1).count()
        others = rows.exclude(state=Stage.ASSESSED, reports=1)
        waiting = [_where(session) for session in others[:20]]
    return {
        "assessed": assessed,
        "waiting": waiting,
        "broken_chains": sum(not report.holds for report in audit.verify_all()),
    }


def _where(session: Session) -> str:
    """State of a sitting, of its kept attempts, and its jobs that did not succeed."""
    kept = [answer.kept for answer in session.answers.select_related("kept") if answer.kept]
    wanted = [str(session.pk), *(str(attempt.pk) for attempt in kept)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT task_name, status::text, attempts FROM procrastinate_jobs WHERE status <> 'succeeded' "
            "AND (args->>'session_id' = ANY(%s) OR args->>'attempt_id' = ANY(%s)) ORDER BY id",
            [wanted, wanted],
        )
        jobs = [f"{name} {status} {tries}×" for name, status, tries in cursor.fetchall()]
    states = ", ".join(f"{attempt.mode} {attempt.state}" for attempt in kept)
    return f"sitting {session.state}; {states}; jobs: {', '.join(jobs) or 'none'}"

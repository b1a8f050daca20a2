"""What became of a round's sittings. Runs inside an installation."""

from __future__ import annotations

from django.db.models import Count

from bole.audit import api as audit
from bole.core import tenancy
from bole.interviews.models import Session
from bole.interviews.types import Stage
from tools.bench import company


def look() -> dict[str, int]:
    """Sittings that are assessed and have exactly one report for the candidate, and audit chains that do not hold."""
    with tenancy.of(company.tenant().id):
        rows = Session.objects.annotate(reports=Count("candidate_reports"))
        assessed = rows.filter(state=Stage.ASSESSED, reports=1).count()
    return {"assessed": assessed, "broken_chains": sum(not report.holds for report in audit.verify_all())}

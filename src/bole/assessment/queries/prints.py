"""A report as plain JSON values, for print and export."""

from datetime import datetime
from typing import Any
from uuid import UUID

from bole.assessment.types import CompetencyRow, ReportView
from bole_engines.common import encode


def report_data(report: ReportView) -> dict[str, Any]:
    """Everything in the report that this viewer may see, in the active language: times as ISO text, ids as text."""
    whole = _plain(encode(report))
    plan = report.plan
    whole["plan"] = {
        "id": str(plan.plan_id),
        "title": plan.content.title,
        "family": plan.content.family,
        "version": plan.version,
        "hash": plan.hash,
        "questions": [{"id": one.id, "kind": one.kind, "text": one.text} for one in plan.content.questions],
    }
    whole["rows"] = [_row(row) for row in report.rows]
    whole["decision"] = next((one for one in whole["decisions"] if one["standing"]), None)
    return dict(whole)


def _row(row: CompetencyRow) -> dict[str, Any]:
    plain: dict[str, Any] = _plain(encode(row))
    plain["anchors"] = {str(level): text for level, text in row.anchors}
    return {**plain, "flagged": row.flagged, "level_words": row.level_words}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value

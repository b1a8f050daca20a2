"""Stored runs of the fairness audit, and the two weightings of a plan, as values for pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from bole.assessment.models import BiasRun, Plan, Weighting
from bole.assessment.models.bias import Cause
from bole.assessment.models.cases import Outcome
from bole.assessment.queries import agreement
from bole.assessment.queries.bias import Details, dsm_figures
from bole.assessment.queries.evidence import CaseFacts
from bole_engines.psychometrics import weighting
from bole_engines.psychometrics.types import Figure
from bole_engines.psychometrics.weighting import Alternative


@dataclass(frozen=True, slots=True)
class RunView:
    """One dated run. ``data`` is as `bias.audit` made it: totals without small groups."""

    id: UUID
    plan_id: UUID | None
    plan_title: str
    cause: str
    cause_words: str
    judge: str
    by_label: str
    at: datetime
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class WeightingView:
    """The weights in use beside the other ones; ``reason`` is empty while nobody has given one."""

    rows: tuple[tuple[str, str, int, int], ...]
    reason: str
    by_label: str
    at: datetime | None
    compared: Alternative


def newest(plan: Plan | None) -> RunView | None:
    """The newest run of a plan, or of the whole company."""
    row = _runs().filter(plan=plan).first()
    return None if row is None else view(row)


def dated(plan: Plan | None, *, most: int = 24) -> tuple[RunView, ...]:
    """Runs, newest first."""
    return tuple(view(row) for row in _runs().filter(plan=plan)[:most])


def run_of(run_id: UUID) -> BiasRun | None:
    """The row, or None when this tenant has none of that id."""
    row: BiasRun | None = _runs().filter(pk=run_id).first()
    return row


def view(row: BiasRun) -> RunView:
    """A run as a value."""
    return RunView(
        id=row.pk,
        plan_id=row.plan_id,
        plan_title=row.plan.title if row.plan is not None else "",
        cause=row.cause,
        cause_words=str(Cause(row.cause).label),
        judge=row.judge,
        by_label=row.by_label,
        at=row.at,
        data=row.data,
    )


def subgroup_figures(plan: Plan) -> tuple[Figure, ...]:
    """What the newest run says about groups, for the release gate."""
    from_run = BiasRun.objects.filter(plan=plan).values_list("data", flat=True).first()
    return () if from_run is None else dsm_figures(from_run)


def weightings(plan: Plan, cases: Sequence[CaseFacts], details: Details) -> WeightingView:
    """The plan's weights beside the other ones (equal weights until somebody keeps others), compared on the same people."""
    competencies = plan.content["competencies"]
    kept = Weighting.objects.filter(plan=plan).first()
    in_use = {one["id"]: int(one["weight"]) for one in competencies}
    other = equal(list(in_use)) if kept is None else {name: int(kept.weights.get(name, 0)) for name in in_use}
    rated = [case for case in cases if case.judge]
    compared = weighting.compare(
        [{name: level for name, level in case.machine.items() if level is not None} for case in rated],
        [_taken(case) for case in rated],
        [details.get(case.subject_id, {}) for case in rated],
        in_use=in_use,
        other=other,
        seed=agreement.SEED,
    )
    return WeightingView(
        rows=tuple((one["id"], one["name"], in_use[one["id"]], other[one["id"]]) for one in competencies),
        reason=kept.reason if kept else "",
        by_label=kept.by_label if kept else "",
        at=kept.at if kept else None,
        compared=compared,
    )


def equal(names: Sequence[str]) -> dict[str, int]:
    """Equal weights that make 100: the first ones carry what does not divide."""
    share, rest = divmod(100, max(1, len(names)))
    return {name: share + (1 if k < rest else 0) for k, name in enumerate(names)}


def _taken(case: CaseFacts) -> bool | None:
    return None if case.outcome not in (Outcome.PROCEED, Outcome.DECLINE) else case.outcome == Outcome.PROCEED


def _runs() -> "QuerySet[BiasRun]":
    return BiasRun.objects.select_related("plan")

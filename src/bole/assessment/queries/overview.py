"""One line a plan: how many ratings there are and how many are missing before anything can be said."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from bole.assessment.models import Plan
from bole.assessment.models.cases import Outcome
from bole.assessment.queries import agreement, evidence, plans
from bole_engines.psychometrics import gate, predict
from bole_engines.psychometrics.types import Figure


@dataclass(frozen=True, slots=True)
class PlanLine:
    """Counts of interviews. ``missing`` is what the competency with the fewest compared interviews still lacks.

    ``separation`` is how the machine's match goes with people's decisions (AUC).
    """

    id: UUID
    title: str
    family: str
    interviews: int
    assessed: int
    rated: int
    twice: int
    decided: int
    missing: int
    separation: Figure


def lines() -> tuple[PlanLine, ...]:
    """Plans in use, those with most ratings first. Seven queries."""
    by_plan = defaultdict(list)
    for case in evidence.everything():
        by_plan[case.plan_id].append(case)
    found = [_line(row, by_plan.get(row.pk, [])) for row in plans.listed()]
    return tuple(sorted(found, key=lambda one: (-one.rated, -one.assessed, one.title)))


def _line(row: Plan, cases: list[evidence.CaseFacts]) -> PlanLine:
    names = [one["id"] for one in row.content["competencies"]]
    compared = [sum(1 for case in cases if case.pair(name) is not None) for name in names]
    return PlanLine(
        id=row.pk,
        title=row.title,
        family=row.family,
        interviews=len(cases),
        assessed=sum(1 for one in cases if one.judge),
        rated=sum(1 for one in cases if any(one.human(name) is not None for name in names)),
        twice=sum(1 for one in cases if any(len(one.independent(name)) > 1 for name in names)),
        decided=sum(1 for one in cases if one.outcome),
        separation=_separation(cases),
        missing=max(0, gate.LEAST_PAIRS - min(compared, default=0)),
    )


def _separation(cases: list[evidence.CaseFacts]) -> Figure:
    pairs = [
        (float(one.match), one.outcome == Outcome.PROCEED)
        for one in cases
        if one.match is not None and one.outcome in (Outcome.PROCEED, Outcome.DECLINE)
    ]
    return predict.separation([match for match, _ in pairs], [taken for _, taken in pairs], seed=agreement.SEED)

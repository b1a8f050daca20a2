"""Everything about a plan's interviews that statistics need, in seven queries whatever their number. Numbers only."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from statistics import fmean
from uuid import UUID

from django.db.models import QuerySet

from bole.assessment.models import (
    Case,
    Decision,
    HumanRating,
    ItemScore,
    MachineAssessment,
    MachineLevel,
    SettledLevel,
)
from bole.assessment.states import DecisionState, SettledState


@dataclass(frozen=True, slots=True)
class Said:
    """One person's level for one competency; ``independent`` when nothing of machine or colleagues was open to them."""

    rater: str
    level: int
    independent: bool


@dataclass
class CaseFacts:
    """One interview in numbers. ``machine`` holds levels by competency (None: abstained), ``settled`` named persons'."""

    id: UUID
    ref: UUID
    subject_id: UUID
    plan_id: UUID
    version: int
    opened_at: datetime
    blind_percent: int
    judge: str = ""
    match: int | None = None
    assessed_at: datetime | None = None
    outcome: str = ""
    decided_at: datetime | None = None
    machine: dict[str, int | None] = field(default_factory=dict)
    people: dict[str, list[Said]] = field(default_factory=lambda: defaultdict(list))
    settled: dict[str, int] = field(default_factory=dict)
    raters: set[str] = field(default_factory=set)
    items: dict[str, ItemScore] = field(default_factory=dict)

    def independent(self, competency: str) -> list[int]:
        """Levels given without looking, in the order of the raters' ids, so that a rater keeps a column."""
        said = sorted((one.rater, one.level) for one in self.people.get(competency, ()) if one.independent)
        return [level for _rater, level in said]

    def human(self, competency: str) -> float | None:
        """What people say: the settled level, else the mean of those who rated without looking."""
        if competency in self.settled:
            return float(self.settled[competency])
        given = self.independent(competency)
        return fmean(given) if given else None

    def pair(self, competency: str) -> tuple[int, float] | None:
        """(machine, people), where both have said something."""
        machine, human = self.machine.get(competency), self.human(competency)
        return None if machine is None or human is None else (machine, human)


def of_plan(plan_id: UUID, *, with_items: bool = False) -> list[CaseFacts]:
    """The interviews by every version of one plan, oldest first."""
    return _facts(Case.objects.filter(frozen_plan__plan_id=plan_id), with_items=with_items)


def everything() -> list[CaseFacts]:
    """The interviews of the whole company, oldest first."""
    return _facts(Case.objects.all(), with_items=False)


def _facts(rows: "QuerySet[Case]", *, with_items: bool) -> list[CaseFacts]:
    named = rows.order_by("opened_at", "id").values_list(
        "id",
        "ref",
        "subject_id",
        "frozen_plan__plan_id",
        "frozen_plan__version",
        "opened_at",
        "frozen_plan__settings__blind_percent",
    )
    cases = {row[0]: CaseFacts(*row) for row in named}
    _machine(cases)
    for case_id, rater, competency, level, saw, others in HumanRating.objects.filter(case__in=list(cases)).values_list(
        "case_id", "rater", "competency_id", "level", "saw_machine", "saw_others"
    ):
        cases[case_id].raters.add(rater)
        if level is not None:
            cases[case_id].people[competency].append(Said(rater, level, not (saw or others)))
    for case_id, competency, level in SettledLevel.objects.filter(
        case__in=list(cases), state=SettledState.STANDING
    ).values_list("case_id", "competency_id", "level"):
        cases[case_id].settled[competency] = level
    for case_id, outcome, at in Decision.objects.filter(case__in=list(cases), state=DecisionState.STANDING).values_list(
        "case_id", "outcome", "at"
    ):
        cases[case_id].outcome, cases[case_id].decided_at = outcome, at
    if with_items:
        for item in ItemScore.objects.filter(case__in=list(cases), assessment__superseded_by=None):
            cases[item.case_id].items[item.question_id] = item
    return list(cases.values())


def _machine(cases: dict[UUID, CaseFacts]) -> None:
    runs = MachineAssessment.objects.filter(case__in=list(cases), superseded_by=None)
    for case_id, judge, match, at in runs.values_list("case_id", "judge", "match", "created_at"):
        one = cases[case_id]
        one.judge, one.match, one.assessed_at = judge, match, at
    levels = MachineLevel.objects.filter(case__in=list(cases), assessment__superseded_by=None)
    for case_id, competency, level in levels.values_list("case_id", "competency_id", "level"):
        cases[case_id].machine[competency] = level

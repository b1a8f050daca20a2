"""评分质量: how far machine and people agree, by competency and as a whole, and what the release gate says about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bole.assessment.models import Plan
from bole.assessment.queries import evidence
from bole.assessment.queries.evidence import CaseFacts
from bole_engines.psychometrics import agreement, gate, paired, reliability
from bole_engines.psychometrics.agreement import Reliability
from bole_engines.psychometrics.gate import Outcome
from bole_engines.psychometrics.types import Agreement, Check, Figure

# One seed for every page: the same ratings show the same figures to everybody, every time.
SEED = 20261101
# Reliability of more than two raters is computed once so many interviews have them.
LEAST_FOR_ICC = 5
LEAST_FOR_PEOPLE = 10


@dataclass(frozen=True, slots=True)
class CompetencyQuality:
    """One competency: the machine against people, people among themselves, and the gate.

    ``missing`` independent ratings (interviews) are needed before a verdict; ``missing_double`` interviews that two people
    rated. ``grid`` counts interviews by the machine's level (rows, 1–5) and people's rounded level (columns).
    """

    id: str
    name: str
    machine: Agreement
    people: Agreement
    reliability: Reliability
    checks: tuple[Check, ...]
    outcome: Outcome
    missing: int
    missing_double: int
    grid: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Quality:
    """A plan's ratings as far as numbers tell. ``whole`` pools competencies and resamples interviews.

    ``judge`` is the judge of the newest run; only its levels are compared. ``other_judge`` counts interviews by others.
    """

    judge: str
    interviews: int
    assessed: int
    rated: int
    twice: int
    settled: int
    looked: int
    other_judge: int
    whole: Agreement
    whole_people: Agreement
    rows: tuple[CompetencyQuality, ...]
    newest: datetime | None


def quality(plan: Plan, facts: Sequence[CaseFacts] | None = None, *, subgroups: tuple[Figure, ...] = ()) -> Quality:
    """The page's figures. ``subgroups`` are how the newest fairness audit found groups marked against people."""
    cases = list(evidence.of_plan(plan.pk) if facts is None else facts)
    judge = newest_judge(cases)
    mine = [one for one in cases if one.judge == judge and judge]
    competencies = plan.content["competencies"]
    names = [one["id"] for one in competencies]
    machine = [[pair for name in names if (pair := case.pair(name)) is not None] for case in mine]
    people = [[two for name in names if (two := _two(case, name)) is not None] for case in cases]
    return Quality(
        judge=judge,
        interviews=len(cases),
        assessed=sum(1 for one in cases if one.judge),
        rated=sum(1 for one in cases if any(one.human(name) is not None for name in names)),
        twice=sum(1 for one in cases if any(_two(one, name) for name in names)),
        settled=sum(len(one.settled) for one in cases),
        looked=sum(1 for one in cases for said in one.people.values() for level in said if not level.independent),
        other_judge=sum(1 for one in cases if one.judge and one.judge != judge),
        whole=agreement(machine, seed=SEED),
        whole_people=agreement(people, seed=SEED),
        rows=tuple(_competency(one["id"], one["name"], mine, cases, subgroups) for one in competencies),
        newest=max((one.assessed_at for one in mine if one.assessed_at), default=None),
    )


def newest_judge(cases: Sequence[CaseFacts]) -> str:
    """The judge of the newest run; empty when the machine rated nobody."""
    ran = [(one.assessed_at, one.judge) for one in cases if one.assessed_at is not None]
    return max(ran)[1] if ran else ""


def _competency(
    competency: str,
    name: str,
    mine: Sequence[CaseFacts],
    cases: Sequence[CaseFacts],
    subgroups: tuple[Figure, ...],
) -> CompetencyQuality:
    pairs = [pair for case in mine if (pair := case.pair(competency)) is not None]
    doubles = [two for case in cases if (two := _two(case, competency)) is not None]
    machine, people = paired(pairs, seed=SEED), paired(doubles, seed=SEED)
    checks = gate.release(
        qwk=machine.qwk, pearson=machine.pearson, smd=machine.smd, human_qwk=people.qwk, subgroup_smd=subgroups
    )
    return CompetencyQuality(
        id=competency,
        name=name,
        machine=machine,
        people=people,
        reliability=reliability(_matrix(cases, competency), seed=SEED),
        checks=checks,
        outcome=gate.outcome(checks),
        missing=max(0, gate.LEAST_PAIRS - machine.n),
        missing_double=max(0, LEAST_FOR_PEOPLE - people.n),
        grid=_grid(pairs),
    )


def _two(case: CaseFacts, competency: str) -> tuple[float, float] | None:
    """The first two people who rated without looking."""
    given = case.independent(competency)
    return (float(given[0]), float(given[1])) if len(given) > 1 else None


def _matrix(cases: Sequence[CaseFacts], competency: str) -> list[list[int]]:
    """Interviews × raters, complete: of as many raters as enough interviews have."""
    given = [case.independent(competency) for case in cases]
    for raters in range(max((len(one) for one in given), default=0), 1, -1):
        rows = [one[:raters] for one in given if len(one) >= raters]
        if len(rows) >= LEAST_FOR_ICC or raters == 2:
            return rows
    return []


def _grid(pairs: Sequence[tuple[int, float]]) -> tuple[tuple[int, ...], ...]:
    counted = [[0] * 5 for _ in range(5)]
    for machine, human in pairs:
        counted[machine - 1][int(human + 0.5) - 1] += 1
    return tuple(tuple(row) for row in counted)

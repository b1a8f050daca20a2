"""Where people lie apart, or the machine from people, and nobody has settled it yet."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bole.assessment.models import Plan
from bole.assessment.queries import evidence
from bole.assessment.queries.evidence import CaseFacts

APART = 2.0


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One competency of one interview. ``why`` is "people" or "machine"; ``settled`` the level a named person gave."""

    ref: UUID
    competency_id: str
    name: str
    machine: int | None
    people: tuple[int, ...]
    why: str
    settled: int | None
    opened_at: datetime


def of_plan(plan: Plan, *, may_see: Callable[[CaseFacts], bool]) -> tuple[Disagreement, ...]:
    """Those whose case ``may_see`` lets through: open ones first, then by the width of the gap. Six queries."""
    names = {one["id"]: one["name"] for one in plan.content["competencies"]}
    found = [
        one
        for case in evidence.of_plan(plan.pk)
        if may_see(case)
        for competency, name in names.items()
        if (one := _one(case, competency, name)) is not None
    ]
    return tuple(sorted(found, key=lambda one: (one.settled is not None, -_gap(one), one.opened_at)))


def _one(case: CaseFacts, competency: str, name: str) -> Disagreement | None:
    levels = tuple(one.level for one in sorted(case.people.get(competency, ()), key=lambda said: said.rater))
    machine = case.machine.get(competency)
    if not levels:
        return None
    if max(levels) - min(levels) >= APART:
        why = "people"
    elif machine is not None and abs(machine - sum(levels) / len(levels)) >= APART:
        why = "machine"
    else:
        return None
    return Disagreement(case.ref, competency, name, machine, levels, why, case.settled.get(competency), case.opened_at)


def _gap(one: Disagreement) -> int:
    said = [*one.people, *([one.machine] if one.machine is not None else [])]
    return max(said) - min(said)

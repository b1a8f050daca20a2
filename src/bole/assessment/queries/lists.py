"""What a list of interviews shows of each case, in four queries whatever its length."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from uuid import UUID

from bole.assessment.models import Case, Decision, HumanRating, MachineAssessment
from bole.assessment.models.cases import Outcome
from bole.assessment.queries import blind, words
from bole.assessment.states import DecisionState
from bole.assessment.types import CaseSummary, Gate

GateOf = Callable[[bool, frozenset[str]], Gate]


def summaries(refs: Iterable[UUID], *, gate_of: GateOf) -> dict[UUID, CaseSummary]:
    """By reference; what has no case is left out. ``gate_of(blind, raters)`` says whether the machine is hidden."""
    cases = list(Case.objects.filter(ref__in=list(refs)).select_related("frozen_plan"))
    ids = [case.pk for case in cases]
    runs = {
        run.case_id: run for run in MachineAssessment.objects.filter(case__in=ids, superseded_by=None).defer("result")
    }
    raters: dict[UUID, set[str]] = defaultdict(set)
    for case_id, rater in HumanRating.objects.filter(case__in=ids).order_by().values_list("case", "rater").distinct():
        raters[case_id].add(rater)
    outcomes = dict(Decision.objects.filter(case__in=ids, state=DecisionState.STANDING).values_list("case", "outcome"))
    return {
        case.ref: _one(case, runs.get(case.pk), frozenset(raters[case.pk]), outcomes.get(case.pk, ""), gate_of)
        for case in cases
    }


def _one(
    case: Case, run: MachineAssessment | None, raters: frozenset[str], outcome: str, gate_of: GateOf
) -> CaseSummary:
    frozen = case.frozen_plan
    drawn = blind.is_drawn(case.ref, plan_id=frozen.plan_id, percent=frozen.settings["blind_percent"])
    gate = gate_of(drawn, raters)
    shown = run if gate == "open" else None
    return CaseSummary(
        ref=case.ref,
        gate=gate,
        assessed=run is not None,
        match=shown.match if shown else None,
        low=shown.low if shown else None,
        high=shown.high if shown else None,
        next_action=shown.next_action if shown else "",
        next_action_words=words.next_action(shown.next_action) if shown else "",
        abstained=shown.abstained if shown else 0,
        raters=len(raters),
        outcome=outcome,
        outcome_words=str(Outcome(outcome).label) if outcome else "",
        blind=drawn,
    )

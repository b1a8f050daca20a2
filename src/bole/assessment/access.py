"""Who may read and rate what. Here a viewer and an id become an object, or NotFound.

The rule of looking: an interviewer sees the machine's levels, and what colleagues said, only after rating. HR sees them
at once, except for the candidates that the plan draws for blind rating. Who cannot rate (an auditor) sees them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeVar
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from bole.accounts.types import Viewer
from bole.assessment.models import (
    BiasRun,
    Calibration,
    Case,
    Competency,
    FrozenPlan,
    ImpactAssessment,
    JobFamily,
    Plan,
    Question,
)
from bole.assessment.ports import case_guard
from bole.assessment.queries import audits, blind, disagreements, judging, lists, reports
from bole.assessment.queries.disagreements import Disagreement
from bole.assessment.queries.evidence import CaseFacts
from bole.assessment.types import CaseSummary, Gate, ReportView
from bole.core.errors import Forbidden, NotFound, Refused

Shelf = TypeVar("Shelf", JobFamily, Competency, Question)
RATE = "interviews.rate"
DECIDE = "interviews.decide"
RUNS_IT = "interviews.invite"


class LookingComesLater(Refused):
    """The viewer must rate before looking, and settling a level would be looking."""

    code = "assessment.rate_before_settling"
    status = 403
    sentence = _("Rate this interview yourself first. Afterwards you see all levels and can settle one.")


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case in one viewer's hands: ``gate`` says what is hidden, ``rated`` whether this viewer has rated."""

    case: Case
    blind: bool
    rated: bool
    gate: Gate

    @property
    def saw_machine(self) -> bool:
        """Whether machine levels were open to the viewer at this moment."""
        return self.gate == "open" and reports.current(self.case) is not None

    def saw_others(self, viewer: Viewer) -> bool:
        """Whether colleagues' levels were open to the viewer at this moment."""
        return self.gate == "open" and reports.others_rated(self.case, viewer.actor.id)


def plan_to_read(viewer: Viewer, plan_id: UUID) -> Plan:
    return _plan(viewer, plan_id, "plans.read")


def plan_to_write(viewer: Viewer, plan_id: UUID) -> Plan:
    return _plan(viewer, plan_id, "plans.write")


def family_to_read(viewer: Viewer, family_id: UUID) -> JobFamily:
    return _shelf(JobFamily.objects.all(), viewer, family_id, "plans.read")


def family_to_write(viewer: Viewer, family_id: UUID) -> JobFamily:
    return _shelf(JobFamily.objects.all(), viewer, family_id, "plans.write")


def competency_to_write(viewer: Viewer, competency_id: UUID) -> Competency:
    return _shelf(Competency.objects.select_related("family"), viewer, competency_id, "plans.write")


def question_to_write(viewer: Viewer, question_id: UUID) -> Question:
    return _shelf(Question.objects.select_related("family"), viewer, question_id, "plans.write")


def impact_to_read(viewer: Viewer, impact_id: UUID) -> ImpactAssessment:
    """A signed assessment: for those who read plans, and for those who audit."""
    if not (viewer.can("plans.read") or viewer.can("audit.read")):
        raise Forbidden
    row: ImpactAssessment | None = ImpactAssessment.objects.select_related("plan").filter(pk=impact_id).first()
    if row is None:
        raise NotFound
    return row


def unsigned_packs() -> list[Plan]:
    """The supplied plans of this tenant that have no signed impact assessment at all."""
    return list(Plan.objects.filter(source="pack", impacts=None))


def any_plan(plan_id: UUID) -> Plan:
    """For other modules, which hold ids of plans: the plan of this tenant, or NotFound."""
    row: Plan | None = Plan.objects.filter(pk=plan_id).first()
    if row is None:
        raise NotFound
    return row


def any_frozen(frozen_id: UUID) -> FrozenPlan:
    """As `any_plan`, for a frozen version."""
    row: FrozenPlan | None = FrozenPlan.objects.filter(pk=frozen_id).first()
    if row is None:
        raise NotFound
    return row


def any_case(ref: UUID) -> Case:
    """As `any_plan`, for the case of an interview."""
    try:
        return reports.case_of(ref)
    except Case.DoesNotExist:
        raise NotFound from None


def gate_for(viewer: Viewer, *, blind: bool, rated: bool) -> Gate:
    """What is hidden from this viewer before they rate; the one place where the rule of looking stands."""
    if rated or not viewer.can(RATE):
        return "open"
    if viewer.can(RUNS_IT):
        return "blind" if blind else "open"
    return "rate_first"


def case_for(viewer: Viewer, ref: UUID, *, to: str) -> OpenCase:
    """The case when the viewer's role has the capability ``to`` and the interview's module lets them in."""
    if not viewer.can(to):
        raise Forbidden
    if not case_guard.may_open(viewer, ref):
        raise NotFound
    return _looked_at(viewer, any_case(ref))


def report_for(viewer: Viewer, ref: UUID) -> ReportView:
    """The report as this viewer may see it. The caller has established that the interview is theirs to read."""
    found = _looked_at(viewer, any_case(ref))
    seen = reports.report(
        found.case,
        gate=found.gate,
        blind=found.blind,
        viewer_id=viewer.actor.id,
        rated=found.rated,
        may_rate=viewer.can(RATE),
        may_decide=viewer.can(DECIDE),
    )
    return seen if seen.assessed else replace(seen, waiting=judging.waiting(found.case))


def summaries_for(viewer: Viewer, refs: Iterable[UUID]) -> dict[UUID, CaseSummary]:
    """List columns by reference, the machine's hidden where the rule of looking hides them."""

    def gate_of(drawn: bool, raters: frozenset[str]) -> Gate:
        return gate_for(viewer, blind=drawn, rated=viewer.actor.id in raters)

    return lists.summaries(refs, gate_of=gate_of)


def case_to_settle(viewer: Viewer, ref: UUID) -> Case:
    """The case when the viewer may decide on it and nothing of it is hidden from them; else Forbidden or NotFound."""
    found = case_for(viewer, ref, to=DECIDE)
    if found.gate != "open":
        raise LookingComesLater
    return found.case


def calibration_to_switch(viewer: Viewer, calibration_id: UUID) -> Calibration:
    """A calibration of this tenant, for who may write plans."""
    if not viewer.can("plans.write"):
        raise Forbidden
    row: Calibration | None = Calibration.objects.filter(pk=calibration_id).first()
    if row is None:
        raise NotFound
    return row


def bias_run_to_read(viewer: Viewer, run_id: UUID) -> BiasRun:
    """A dated run of the fairness audit, for who may read plans; it holds totals only."""
    if not viewer.can("plans.read"):
        raise Forbidden
    row = audits.run_of(run_id)
    if row is None:
        raise NotFound
    return row


def disagreements_for(viewer: Viewer, plan: Plan) -> tuple[Disagreement, ...]:
    """Disagreements in the cases that the viewer may look into; the rule of looking hides the others."""

    def may_see(case: CaseFacts) -> bool:
        drawn = blind.is_drawn(case.ref, plan_id=case.plan_id, percent=case.blind_percent)
        return gate_for(viewer, blind=drawn, rated=viewer.actor.id in case.raters) == "open"

    if not viewer.can(DECIDE):
        raise Forbidden
    return disagreements.of_plan(plan, may_see=may_see)


def _looked_at(viewer: Viewer, case: Case) -> OpenCase:
    frozen = case.frozen_plan
    drawn = blind.is_drawn(case.ref, plan_id=frozen.plan_id, percent=frozen.settings["blind_percent"])
    rated = reports.has_rated(case, viewer.actor.id)
    return OpenCase(case, drawn, rated, gate_for(viewer, blind=drawn, rated=rated))


def _plan(viewer: Viewer, plan_id: UUID, capability: str) -> Plan:
    if not viewer.can(capability):
        raise Forbidden
    return any_plan(plan_id)


def _shelf(rows: "QuerySet[Shelf]", viewer: Viewer, row_id: UUID, capability: str) -> Shelf:
    if not viewer.can(capability):
        raise Forbidden
    row = rows.filter(pk=row_id).first()
    if row is None:
        raise NotFound
    return row

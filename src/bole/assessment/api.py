"""The door of assessment. ``ref`` is the interview's id; nothing here knows who the person is."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import translation

from bole.accounts.types import Viewer
from bole.assessment import access
from bole.assessment.actions import banks as library
from bole.assessment.actions import cases, impact, people
from bole.assessment.actions import plans as planning
from bole.assessment.queries import blind, candidates, plans, prints
from bole.assessment.types import (
    CandidateReport,
    CaseSummary,
    FrozenPlanView,
    Level,
    PlanSummary,
    PlanView,
    ReportView,
)
from bole.core.actor import Actor
from bole_engines.assessment.types import Answer

__all__ = [
    "add_dimension",
    "assess",
    "candidate_report",
    "decide",
    "freeze",
    "frozen",
    "is_blind",
    "open_case",
    "plan",
    "rate",
    "ready_plans",
    "report_data",
    "report_for",
    "seed_packs",
    "summaries",
]


def ready_plans() -> tuple[PlanSummary, ...]:
    """The plans that interviews can be promised by, by job family and title."""
    return plans.ready()


def plan(plan_id: UUID) -> PlanView:
    """One plan with its frozen versions, or NotFound."""
    return plans.view(access.any_plan(plan_id))


def freeze(plan_id: UUID, *, actor: Actor, at: datetime) -> FrozenPlanView:
    """The version of a ready plan to promise an interview by; the same one until content or settings change."""
    return plans.frozen_view(planning.freeze(access.any_plan(plan_id), actor=actor, at=at))


def frozen(frozen_id: UUID) -> FrozenPlanView:
    """A frozen version, or NotFound."""
    return plans.frozen_view(access.any_frozen(frozen_id))


def seed_packs(*, at: datetime, signed_by: Actor | None = None, banks: Iterable[str] = ()) -> int:
    """Give the open tenant the supplied plans it does not have yet; returns how many were made.

    They come unsigned: people rate until somebody has signed their impact assessments. ``signed_by`` signs those of all
    supplied plans as the template fills them, and takes ``banks`` from the library (a demonstration company).
    """
    made = len(planning.seed_packs(at=at))
    if signed_by is not None:
        for row in access.unsigned_packs():
            impact.sign_as_filled(row, actor=signed_by, at=at)
        for name in banks:
            library.take(name, actor=signed_by, at=at)
    return made


def open_case(ref: UUID, *, subject_id: UUID, frozen_id: UUID, at: datetime) -> None:
    """Say that ``ref`` will be assessed by this version. People can rate from then on, with or without a machine."""
    cases.open_case(ref, subject_id=subject_id, frozen_id=access.any_frozen(frozen_id).pk, at=at)


def assess(
    ref: UUID,
    answers: Sequence[Answer],
    *,
    subject_id: UUID,
    frozen_id: UUID,
    blind_terms: Sequence[str] = (),
    at: datetime,
) -> bool:
    """Let the judge rate the answers; publishes AssessmentReady. Opens the case when it is not open yet.

    False when the plan's judge is a language model and the case awaits it, or when nobody has signed the plan's impact
    assessment: AssessmentReady is published when it has been rated.
    Safe to repeat: the same input changes nothing, another one supersedes the earlier run.
    """
    row = cases.assess(ref, answers, subject_id=subject_id, frozen_id=frozen_id, blind_terms=blind_terms, at=at)
    return row is not None


def report_for(ref: UUID, viewer: Viewer) -> ReportView:
    """The report as this viewer may see it, or NotFound. The caller has checked that the interview is theirs."""
    return access.report_for(viewer, ref)


def report_data(ref: UUID, viewer: Viewer, language: str) -> dict[str, Any]:
    """`report_for` as plain JSON values in one language, for print."""
    with translation.override(language):
        return prints.report_data(access.report_for(viewer, ref))


def candidate_report(ref: UUID, language: str) -> CandidateReport | None:
    """The candidate's own report in one language; None until there is one."""
    with translation.override(language):
        return candidates.candidate_report(access.any_case(ref), language=language)


def rate(ref: UUID, levels: Mapping[str, Level], *, viewer: Viewer, at: datetime) -> None:
    """Store the viewer's levels by competency id, once. Forbidden, NotFound, AlreadyRated or RatingIncomplete."""
    found = access.case_for(viewer, ref, to=access.RATE)
    people.rate(
        found.case,
        levels,
        actor=viewer.actor,
        saw_machine=found.saw_machine,
        saw_others=found.saw_others(viewer),
        at=at,
    )


def add_dimension(ref: UUID, *, name: str, level: int, note: str = "", viewer: Viewer, at: datetime) -> None:
    """Put the viewer's own dimension beside the plan's; it carries no weight."""
    found = access.case_for(viewer, ref, to=access.RATE)
    people.add_dimension(found.case, name=name, level=level, note=note, actor=viewer.actor, at=at)


def decide(ref: UUID, *, outcome: str, reason: str = "", viewer: Viewer, at: datetime) -> None:
    """Record the viewer's decision (proceed, hold or decline); publishes DecisionMade."""
    found = access.case_for(viewer, ref, to=access.DECIDE)
    people.decide(found.case, outcome=outcome, reason=reason, actor=viewer.actor, at=at)


def is_blind(ref: UUID, frozen_id: UUID) -> bool:
    """Whether the plan draws this interview for blind rating. Fixed from the start, and told to no candidate."""
    row = access.any_frozen(frozen_id)
    return blind.is_drawn(ref, plan_id=row.plan_id, percent=row.settings["blind_percent"])


def summaries(refs: Iterable[UUID], viewer: Viewer) -> dict[UUID, CaseSummary]:
    """Columns of a list by reference, in four queries."""
    return access.summaries_for(viewer, refs)

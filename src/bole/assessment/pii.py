"""What this module holds about a subject: ratings and reasons. How it is exported, and how it goes."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from bole.assessment.models import (
    AddedDimension,
    BiasRun,
    Calibration,
    Case,
    Competency,
    Decision,
    EntryVersion,
    FrozenPlan,
    HumanRating,
    ImpactAssessment,
    ItemScore,
    JobFamily,
    JudgeSettings,
    MachineAssessment,
    MachineLevel,
    Plan,
    Question,
    Rescore,
    SettledLevel,
    Waiting,
    Weighting,
)
from bole.assessment.models.purposes import SETTLED
from bole.assessment.queries import plans, reports
from bole.core import personal_data

KEEP = "as long as the interview"


def export_machine(subject_id: UUID) -> Iterator[dict[str, Any]]:
    """The machine's ratings that count, with their quotes and reasons."""
    runs = MachineAssessment.objects.filter(subject_id=subject_id, superseded_by=None)
    for run in runs.select_related("case__frozen_plan"):
        content = plans.frozen_view(run.case.frozen_plan).content
        result = reports.opened(run)
        for rating in result.ratings if result is not None else ():
            yield {
                "interview": str(run.case.ref),
                "at": run.created_at.isoformat(),
                "competency": content.competency(rating.competency_id).name,
                "level": rating.level,
                "reason": rating.reason,
                "rationale": dict(rating.rationale),
                "quotes": [quote.text for quote in rating.evidence],
            }


def export_waiting(subject_id: UUID) -> Iterator[dict[str, Any]]:
    """That an interview still awaits its judge. The words that wait are exported with the interview itself."""
    for row in Waiting.objects.filter(subject_id=subject_id).select_related("case"):
        yield {"interview": str(row.case.ref), "since": row.since.isoformat(), "state": row.state}


def export_human(subject_id: UUID) -> Iterator[dict[str, Any]]:
    """People's levels and notes. Who rated is the rater's own matter and is left out."""
    for case in _cases(subject_id):
        content = plans.frozen_view(case.frozen_plan).content
        for competency, levels in reports.human_levels(case).items():
            for one in levels:
                yield {
                    "interview": str(case.ref),
                    "at": one.at.isoformat(),
                    "competency": content.competency(competency).name,
                    "level": one.level,
                    "note": one.note or "",
                }


def export_dimensions(subject_id: UUID) -> Iterator[dict[str, Any]]:
    for case in _cases(subject_id):
        for one in reports.dimensions(case):
            row = {"at": one.at.isoformat(), "dimension": one.name, "level": one.level, "note": one.note or ""}
            yield {"interview": str(case.ref), **row}


def export_decisions(subject_id: UUID) -> Iterator[dict[str, Any]]:
    for case in _cases(subject_id):
        for one in reports.decisions(case):
            row = {"at": one.at.isoformat(), "decision": one.outcome, "reason": one.reason or ""}
            yield {"interview": str(case.ref), **row, "stands": one.standing}


def export_levels(subject_id: UUID) -> Iterator[dict[str, Any]]:
    """The machine's levels as numbers; their quotes and reasons are in `export_machine`."""
    for row in MachineLevel.objects.filter(subject_id=subject_id).select_related("case").order_by("id"):
        yield {"interview": str(row.case.ref), "competency": row.competency_id, "level": row.level}


def export_items(subject_id: UUID) -> Iterator[dict[str, Any]]:
    """What was counted for each question, to improve questions. Nobody is rated by it."""
    for row in ItemScore.objects.filter(subject_id=subject_id).select_related("case").order_by("id"):
        yield {
            "interview": str(row.case.ref),
            "question": row.question_id,
            "share_shown": row.score,
            "seconds": row.seconds,
        }


def export_settled(subject_id: UUID) -> Iterator[dict[str, Any]]:
    """Levels that a named person settled, with the reason."""
    for row in SettledLevel.objects.filter(subject_id=subject_id).select_related("case").order_by("at", "id"):
        yield {
            "interview": str(row.case.ref),
            "at": row.at.isoformat(),
            "competency": row.competency_id,
            "level": row.level,
            "reason": reports.text_of(subject_id, row.reason_sealed, SETTLED) or "",
        }


def export_cases(subject_id: UUID) -> Iterator[dict[str, Any]]:
    for case in _cases(subject_id):
        plan = case.frozen_plan
        yield {"interview": str(case.ref), "plan": plan.content["title"], "version": plan.version}


def shred_cases(subject_id: UUID) -> int:
    """Remove the subject's cases and with them everything said about them. Returns how many rows went."""
    return int(Case.objects.filter(subject_id=subject_id).delete()[0])


def _cases(subject_id: UUID) -> "list[Case]":
    return list(Case.objects.filter(subject_id=subject_id).select_related("frozen_plan").order_by("opened_at"))


personal_data.declare(Plan, kinds=set(), why="questions and anchors; nothing about a person")
personal_data.declare(JudgeSettings, kinds=set(), why="a choice, limits and prices; nothing about a person")
personal_data.declare(Rescore, kinds={"starter's name"}, why="counts, and which colleague started it")
personal_data.declare(
    ImpactAssessment,
    kinds={"signer's name"},
    keep="three years at least (PIPL Art. 56)",
    why="what a plan does to candidates as a whole, and which colleague signed",
)
personal_data.declare(FrozenPlan, kinds=set(), why="questions and anchors; nothing about a person")
personal_data.declare(Calibration, kinds=set(), why="five numbers and how well they did; nothing about a person")
for shelf in (JobFamily, Competency, Question, EntryVersion):
    personal_data.declare(shelf, kinds=set(), why="the question bank; nothing about a person")
personal_data.declare(BiasRun, kinds=set(), why="totals; groups of fewer than five people are taken out before storing")
personal_data.declare(Weighting, kinds=set(), why="weights of competencies and why; nothing about a person")
personal_data.declare(
    Case, kinds={"participation"}, subject="subject_id", keep=KEEP, export=export_cases, shred=shred_cases
)
# The rows below hang on the case and go with it; asked alone, each removes its own.
for model, kinds, sealed, export in (
    (MachineAssessment, {"opinion", "words"}, ["result", "run"], export_machine),
    (Waiting, {"words"}, ["run"], export_waiting),
    (HumanRating, {"opinion", "rater name"}, ["note_sealed"], export_human),
    (AddedDimension, {"opinion", "rater name"}, ["note_sealed"], export_dimensions),
    (Decision, {"opinion", "reason", "decider name"}, ["reason_sealed"], export_decisions),
    (MachineLevel, {"opinion"}, [], export_levels),
    (ItemScore, {"opinion"}, [], export_items),
    (SettledLevel, {"opinion", "reason", "rater name"}, ["reason_sealed"], export_settled),
):

    def shred(subject_id: UUID, model: Any = model) -> int:
        return int(model.objects.filter(subject_id=subject_id).delete()[0])

    personal_data.declare(
        model, kinds=kinds, subject="subject_id", sealed=sealed, keep=KEEP, export=export, shred=shred
    )

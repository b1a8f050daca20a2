"""Every interview of a plan is rated again by the judge it was promised, from the words stored with its last result.

Done in slices that are kept as they finish: a worker that dies loses one slice, and the next goes on after the cursor.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from bole.assessment.actions import judging
from bole.assessment.models import MachineAssessment, Plan, Rescore
from bole.assessment.queries import judging as reading
from bole.assessment.queries import reports
from bole.assessment.states import RESCORE_MOVES, RescoreState
from bole.audit import api as audit
from bole.core import jobs, moves
from bole.core.actor import SYSTEM, Actor
from bole.core.errors import Refused
from bole_engines.assessment import judge
from bole_engines.assessment.types import Plan as Content

SLICE = 25
SLICES_A_JOB = 20


class NothingToRescore(Refused):
    code = "assessment.nothing_to_rescore"
    sentence = _("No interview of this plan has been rated by machine yet, so there is nothing to rate again.")


@transaction.atomic
def start(plan: Plan, *, actor: Actor, at: datetime) -> Rescore:
    """Begin to re-score; the one that runs when there is one already. Raises NothingToRescore."""
    Plan.objects.select_for_update().get(pk=plan.pk)
    running = reading.rescoring(plan)
    if running is not None:
        return running
    total = _current(plan.pk).count()
    if not total:
        raise NothingToRescore
    row: Rescore = Rescore.objects.create(plan=plan, total=total, by_label=actor.label, started_at=at)
    audit.record(
        actor, "assessment.rescore_started", object_kind="assessment.plan", object_id=plan.pk, fields=(), at=at
    )
    enqueue(row.pk)
    return row


@transaction.atomic
def stop(row: Rescore, *, actor: Actor, at: datetime) -> None:
    """End a running re-scoring where it is. What was rated again stays."""
    locked = Rescore.objects.select_for_update().get(pk=row.pk)
    if locked.state != RescoreState.RUNNING:
        return
    locked.finished_at = at
    locked.save(update_fields=["finished_at"])
    moves.record(locked, RESCORE_MOVES, to=RescoreState.STOPPED, actor=actor, at=at)


@transaction.atomic
def step(rescore_id: UUID, *, at: datetime, size: int = SLICE) -> bool:
    """Rate the next ``size`` interviews again. False when nothing is left to do."""
    row = Rescore.objects.select_for_update().filter(pk=rescore_id, state=RescoreState.RUNNING).first()
    if row is None:
        return False
    runs = _current(row.plan_id)
    if row.cursor is not None:
        runs = runs.filter(case_id__gt=row.cursor)
    chosen = list(runs.select_related("case__frozen_plan")[:size])
    for run in chosen:
        _again(row, run, at=at)
        row.done += 1
        row.cursor = run.case_id
    row.total = max(row.total, row.done)
    ended = len(chosen) < size
    row.finished_at = at if ended else None
    row.save()
    if ended:
        moves.record(row, RESCORE_MOVES, to=RescoreState.DONE, actor=SYSTEM, at=at)
    return not ended


def enqueue(rescore_id: UUID) -> None:
    """Queue the next stretch."""
    jobs.enqueue(
        "assessment.rescore", rescore_id=str(rescore_id), lock=f"rescore:{rescore_id}", once=f"rescore:{rescore_id}"
    )


def requeue_lost() -> int:
    """Queue what runs and may have lost its job. A job that waits already is not queued twice."""
    running = list(Rescore.objects.filter(state=RescoreState.RUNNING).values_list("pk", flat=True))
    for rescore_id in running:
        enqueue(rescore_id)
    return len(running)


def _again(row: Rescore, run: MachineAssessment, *, at: datetime) -> None:
    kept = reading.run_of(run)
    if kept is None:
        row.skipped += 1
        return
    row.answers += len(kept.answers)
    if reading.judge_of(run.case.frozen_plan) == "llm":
        judging.wait_for(run.case, kept.answers, kept.blind_terms, at=at, again=True)
        row.waiting += 1
        return
    before = reports.opened(run)
    content = Content.from_json(run.case.frozen_plan.content)
    if judge.assess(content, kept.answers, blind_terms=kept.blind_terms) == before:
        return
    judging.rate_embedded(run.case, kept.answers, kept.blind_terms, at=at, although_same_input=True)
    row.changed += 1


def _current(plan_id: UUID) -> QuerySet[MachineAssessment]:
    rows: QuerySet[MachineAssessment] = MachineAssessment.objects.filter(
        case__frozen_plan__plan_id=plan_id, superseded_by=None
    ).order_by("case_id")
    return rows

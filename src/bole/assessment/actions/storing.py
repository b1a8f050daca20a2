"""A judge's result becomes the run that counts: sealed, with everything it follows from and what it cost."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bole import __version__
from bole.assessment import events
from bole.assessment.actions import bias, figures
from bole.assessment.models import Case, MachineAssessment
from bole.assessment.models.purposes import RESULT, RUN
from bole.audit import api as audit
from bole.core import crypto, ids, outbox
from bole.core.actor import Actor
from bole_engines.assessment.llm import Run
from bole_engines.assessment.types import Answer, Assessment
from bole_engines.assessment.types import Plan as Content


@dataclass(frozen=True, slots=True)
class Spent:
    """What a run took: tokens read and written, CPU milliseconds, and their price in millionths of a fen."""

    tokens_read: int = 0
    tokens_written: int = 0
    cpu_ms: int = 0
    cost: int = 0


def input_digest(result: Assessment, answers: Sequence[Answer], blind_terms: Sequence[str]) -> str:
    """64 hex digits over everything that the result depends on: judge, plan, answers, blinded words."""
    return digest_of([result.judge.to_json(), [one.to_json() for one in answers], sorted(blind_terms)])


def digest_of(whole: object) -> str:
    """64 hex digits over what JSON can hold."""
    return hashlib.sha256(json.dumps(whole, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def current_run(case: Case) -> MachineAssessment | None:
    """The run that counts, the case's row locked: two runs at once are stored one after the other."""
    Case.objects.select_for_update().get(pk=case.pk)
    row: MachineAssessment | None = MachineAssessment.objects.filter(case=case, superseded_by=None).first()
    return row


def store(
    case: Case,
    result: Assessment,
    *,
    digest: str,
    run: Run,
    spent: Spent,
    at: datetime,
    although_same_input: bool = False,
) -> tuple[MachineAssessment, bool]:
    """The run that counts now, and whether it is a new one: the same input again changes nothing unless told otherwise."""
    current = current_run(case)
    if current is not None and current.input_digest == digest and not although_same_input:
        return current, False
    new_id = ids.uuid7()
    if current is not None:
        MachineAssessment.objects.filter(pk=current.pk).update(superseded_by=new_id)
    row: MachineAssessment = MachineAssessment.objects.create(
        id=new_id,
        case=case,
        subject_id=case.subject_id,
        judge=result.judge.name,
        engine_version=__version__,
        input_digest=digest,
        result=crypto.seal_json(case.subject_id, result.to_json(), purpose=RESULT),
        run=crypto.seal_json(case.subject_id, run.to_json(), purpose=RUN),
        match=result.match.percent,
        low=result.match.low,
        high=result.match.high,
        next_action=result.next_action.code,
        abstained=sum(1 for one in result.ratings if one.level is None),
        tokens_read=spent.tokens_read,
        tokens_written=spent.tokens_written,
        cpu_ms=spent.cpu_ms,
        cost=spent.cost,
        created_at=at,
    )
    audit.record(
        Actor("machine", result.judge.name),
        "assessment.rescored" if current is not None else "assessment.assessed",
        object_kind="assessment.case",
        object_id=case.pk,
        subject_id=case.subject_id,
        fields=("levels",),
        at=at,
    )
    figures.store(row, Content.from_json(case.frozen_plan.content), run.answers, result)
    bias.note_judge(row, case.frozen_plan.plan_id)
    outbox.publish(events.AssessmentReady(case.ref, case.subject_id, at))
    return row, True

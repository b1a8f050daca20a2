"""A case is opened for an interview, and the machine's ratings of it are stored. The machine decides nothing here."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bole import __version__
from bole.assessment import events
from bole.assessment.actions import figures
from bole.assessment.models import Case, MachineAssessment
from bole.assessment.models.purposes import RESULT
from bole.assessment.queries import plans as reading
from bole.audit import api as audit
from bole.core import crypto, ids, outbox
from bole.core.actor import Actor
from bole.core.errors import Refused
from bole_engines.assessment import judge
from bole_engines.assessment.types import Answer, Assessment
from bole_engines.assessment.types import Plan as Content


class OtherCase(Refused):
    """The reference already stands for another subject or another frozen plan."""

    code = "assessment.other_case"
    sentence = _(
        "This interview is assessed by another version of the plan or belongs to someone else. Nothing was changed."
    )


@transaction.atomic
def open_case(ref: UUID, *, subject_id: UUID, frozen_id: UUID, at: datetime) -> Case:
    """Note that ``ref`` will be assessed by this frozen plan, so that people can rate it with or without a machine.

    Opening twice gives the same case; OtherCase when subject or plan differ.
    """
    frozen = reading.frozen(frozen_id)
    case: Case
    case, _made = Case.objects.get_or_create(
        ref=ref, defaults={"subject_id": subject_id, "frozen_plan": frozen, "opened_at": at}
    )
    if case.subject_id != subject_id or case.frozen_plan_id != frozen_id:
        raise OtherCase
    return case


@transaction.atomic
def assess(
    ref: UUID,
    answers: Sequence[Answer],
    *,
    subject_id: UUID,
    frozen_id: UUID,
    blind_terms: Sequence[str] = (),
    at: datetime,
) -> MachineAssessment:
    """Rate the answers by the frozen plan and store the result as the one that counts.

    ``blind_terms`` are words that point at the person (names, schools); the judge does not see them. The same input
    again changes nothing. A different one (a corrected transcript, a newer judge) supersedes; the old run is kept.
    """
    case = open_case(ref, subject_id=subject_id, frozen_id=frozen_id, at=at)
    content = Content.from_json(case.frozen_plan.content)
    result = judge.assess(content, tuple(answers), blind_terms=tuple(blind_terms))
    digest = input_digest(result, answers, blind_terms)
    row, stored = _store(case, result, digest=digest, at=at)
    if stored:
        figures.store(row, content, answers, result)
    return row


def input_digest(result: Assessment, answers: Sequence[Answer], blind_terms: Sequence[str]) -> str:
    """64 hex digits over everything that the result depends on: judge, plan, answers, blinded words."""
    whole = [result.judge.to_json(), [one.to_json() for one in answers], sorted(blind_terms)]
    return hashlib.sha256(json.dumps(whole, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _store(case: Case, result: Assessment, *, digest: str, at: datetime) -> tuple[MachineAssessment, bool]:
    # The case's row is the lock: two runs at once are stored one after the other.
    Case.objects.select_for_update().get(pk=case.pk)
    current: MachineAssessment | None = MachineAssessment.objects.filter(case=case, superseded_by=None).first()
    if current is not None and current.input_digest == digest:
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
        match=result.match.percent,
        low=result.match.low,
        high=result.match.high,
        next_action=result.next_action.code,
        abstained=sum(1 for one in result.ratings if one.level is None),
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
    outbox.publish(events.AssessmentReady(case.ref, case.subject_id, at))
    return row, True

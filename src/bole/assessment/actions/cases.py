"""A case is opened for an interview, and the machine's ratings of it are stored. The machine decides nothing here."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bole.assessment.actions import impact, judging
from bole.assessment.models import Case, MachineAssessment
from bole.assessment.queries import impact as signatures
from bole.assessment.queries import judging as asking
from bole.assessment.queries import plans as reading
from bole.core.errors import Refused
from bole_engines.assessment.types import Answer


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
) -> MachineAssessment | None:
    """Rate the answers by the frozen plan and store the result as the one that counts.

    ``blind_terms`` are words that point at the person (names, schools); the judge does not see them. The same input
    again changes nothing. A different one (a corrected transcript, a newer judge) supersedes; the old run is kept.
    None when the plan asks for the model's judge: the case awaits it, and AssessmentReady is published when it stands.
    None, too, while nobody has signed the plan's impact assessment: people rate, and the signature releases the answers.
    """
    case = open_case(ref, subject_id=subject_id, frozen_id=frozen_id, at=at)
    if not signatures.covers(case.frozen_plan):
        impact.withhold(case, answers, blind_terms, at=at)
        return None
    if asking.judge_of(case.frozen_plan) == "llm":
        return judging.wait_for(case, answers, blind_terms, at=at)
    row, _new = judging.rate_embedded(case, answers, blind_terms, at=at)
    return row

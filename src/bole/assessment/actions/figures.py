"""The numbers of a run beside its sealed result. Runs stored before these rows existed are filled in from what is sealed."""

from collections.abc import Sequence

from django.db import transaction

from bole.assessment.models import ItemScore, MachineAssessment, MachineLevel
from bole.assessment.queries import plans, reports
from bole_engines.assessment import itemscores
from bole_engines.assessment.types import Answer, Assessment
from bole_engines.assessment.types import Plan as Content

A_BATCH = 200


@transaction.atomic
def store(row: MachineAssessment, content: Content, answers: Sequence[Answer], result: Assessment) -> None:
    """Write the levels and the scores of the questions of one run."""
    _levels(row, result)
    ItemScore.objects.bulk_create(
        ItemScore(
            case_id=row.case_id,
            subject_id=row.subject_id,
            assessment=row,
            question_id=one.question_id,
            answered=one.answered,
            score=one.score,
            reason=one.reason,
            seconds=one.seconds,
        )
        for one in itemscores.item_scores(content, answers, result)
    )


def fill_missing() -> int:
    """Levels of runs that count and have none yet; a run whose key was destroyed has none to give. Returns how many."""
    runs = MachineAssessment.objects.filter(superseded_by=None, levels=None)
    filled = 0
    for row in runs.select_related("case__frozen_plan").order_by("id")[:A_BATCH]:
        result = reports.opened(row)
        if result is None:
            continue
        content = plans.frozen_view(row.case.frozen_plan).content
        store(row, content, _answers_of(result), result)
        filled += 1
    return filled


def _answers_of(result: Assessment) -> tuple[Answer, ...]:
    """Which questions had an answer, as far as the result tells; its words are not needed for the numbers."""
    heard = {flag.question_id for flag in result.flags if flag.code == "source" and flag.question_id}
    return tuple(Answer(name, "…") for name in sorted(heard))


def _levels(row: MachineAssessment, result: Assessment) -> None:
    MachineLevel.objects.bulk_create(
        MachineLevel(
            case_id=row.case_id,
            subject_id=row.subject_id,
            assessment=row,
            competency_id=one.competency_id,
            level=one.level,
            spread=one.spread,
            points=one.points,
        )
        for one in result.ratings
    )

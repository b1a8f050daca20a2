"""Interviews to be rated again, and how far that is. Runs inside an installation."""

from __future__ import annotations

from typing import Any

from bole.assessment.actions import cases, plans, rescoring
from bole.assessment.models import MachineAssessment, Plan, Rescore
from bole.assessment.models.purposes import RESULT
from bole.core import clock, crypto, ids, tenancy
from bole.core.actor import Actor
from bole_engines.assessment.types import Answer
from tools.bench import company
from tools.soak.judging import QUALITIES, samples

ACTOR = Actor("user", "00000000-0000-7000-8000-000000000001", "周敏")
PLAN = "sales"


def fill(*, interviews: int, changed_share: int) -> int:
    """Rated interviews of the sales plan; returns how many of them hold a result that today's rules do not give."""
    at, spoilt = clock.now(), 0
    for number in range(interviews):
        with tenancy.of(company.tenant().id):
            frozen = plans.freeze(Plan.objects.get(key=PLAN), actor=ACTOR, at=at)
            texts = samples(PLAN)[QUALITIES[number % len(QUALITIES)]]
            answers = [Answer(question_id=name, text=text, source="typed") for name, text in texts.items()]
            row = cases.assess(ids.uuid7(), answers, subject_id=ids.uuid7(), frozen_id=frozen.pk, at=at)
            if row is not None and number % changed_share == 0:
                _spoil(row)
                spoilt += 1
    return spoilt


def _spoil(row: MachineAssessment) -> None:
    result = crypto.open_json(row.subject_id, bytes(row.result), purpose=RESULT)
    result["ratings"][0]["points"] += 1
    row.result = crypto.seal_json(row.subject_id, result, purpose=RESULT)
    row.save(update_fields=["result"])


def begin() -> None:
    """What HR's button does."""
    with tenancy.of(company.tenant().id):
        rescoring.start(Plan.objects.get(key=PLAN), actor=ACTOR, at=clock.now())


def state() -> dict[str, Any]:
    """How far it is."""
    with tenancy.of(company.tenant().id):
        row = Rescore.objects.get()
        return {
            "state": str(row.state),
            "total": row.total,
            "done": row.done,
            "changed": row.changed,
            "skipped": row.skipped,
            "answers": row.answers,
            "runs": MachineAssessment.objects.count(),
        }

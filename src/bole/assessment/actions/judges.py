"""What the company sets about its judge, and the proof that a stored result follows from what is stored with it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from bole.assessment.models import JudgeSettings, MachineAssessment
from bole.assessment.queries import judging as reading
from bole.audit import api as audit
from bole.core import tenancy
from bole.core.actor import Actor


@transaction.atomic
def save_settings(values: Mapping[str, Any], *, actor: Actor, at: datetime) -> JudgeSettings:
    """Keep judge, limits and prices. Versions frozen before keep their judge; results keep what they cost."""
    row = JudgeSettings.objects.select_for_update().first() or JudgeSettings()
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    if not changed and row.updated_at is not None:
        return row
    for name in changed:
        setattr(row, name, values[name])
    row.updated_at = at
    row.save()
    audit.record(
        actor,
        "assessment.judge_settings",
        object_kind="core.tenant",
        object_id=tenancy.current(),
        fields=changed,
        at=at,
    )
    return row


@transaction.atomic
def recompute(row: MachineAssessment, *, actor: Actor, at: datetime) -> reading.Proof | None:
    """Compute a stored result again and note that somebody asked. None when nothing is stored to compute it from.

    Raises `RulesGone` when the rules or the encoder that it was made by are not installed.
    """
    proof = reading.proof(row)
    if proof is not None:
        audit.record(
            actor,
            "assessment.recomputed",
            object_kind="assessment.case",
            object_id=row.case_id,
            subject_id=row.subject_id,
            fields=(),
            at=at,
        )
    return proof

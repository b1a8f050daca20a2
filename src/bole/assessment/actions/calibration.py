"""The machine's levels translated into people's: fitted, tested, and only then switched on, by a named person.

Raw levels stay what they are. A calibrated level is shown as such beside the raw one and carries no weight in the match.
"""

import hashlib
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from bole.assessment import events
from bole.assessment.actions import bias
from bole.assessment.actions.people import OnlyAPerson
from bole.assessment.models import Calibration, Plan
from bole.assessment.models.bias import Cause
from bole.assessment.queries import agreement, evidence
from bole.assessment.states import CALIBRATION_MOVES, CalibrationState
from bole.audit import api as audit
from bole.core import moves, outbox
from bole.core.actor import Actor
from bole.core.errors import Refused
from bole_engines.psychometrics import calibration as engine


class TooFewRatings(Refused):
    """No competency has the thirty interviews that a table is fitted from."""

    code = "assessment.too_few_ratings"
    status = 409
    sentence = _("A calibration needs {least} interviews rated without looking; the competency with most has {most}.")


class NotAdmitted(Refused):
    """The table did not do better than the raw levels on ratings it had not seen."""

    code = "assessment.calibration_not_admitted"
    status = 409
    sentence = _("This table did not pass its cross-validation. It cannot be switched on.")


@transaction.atomic
def fit(plan: Plan, *, actor: Actor, at: datetime) -> list[Calibration]:
    """Fit and cross-validate a new version for every competency with thirty pairs of the newest judge.

    Nothing is switched on. OnlyAPerson or TooFewRatings; then nothing is written.
    """
    _person(actor)
    # The plan's row is the lock: two fits at once number their versions one after the other.
    Plan.objects.select_for_update().get(pk=plan.pk)
    cases = evidence.of_plan(plan.pk)
    judge = agreement.newest_judge(cases)
    pairs = {
        one["id"]: [pair for case in cases if case.judge == judge and (pair := case.pair(one["id"])) is not None]
        for one in plan.content["competencies"]
    }
    most = max((len(one) for one in pairs.values()), default=0)
    if not judge or most < engine.LEAST_PAIRS:
        raise TooFewRatings(least=engine.LEAST_PAIRS, most=most)
    made = []
    versions = dict(
        Calibration.objects.filter(plan=plan).order_by().values_list("competency_id").annotate(last=Max("version"))
    )
    for competency, known in pairs.items():
        if len(known) < engine.LEAST_PAIRS:
            continue
        validation = engine.validate(known, seed=seed_of(plan, competency))
        row = Calibration.objects.create(
            plan=plan,
            competency_id=competency,
            judge=judge,
            version=versions.get(competency, 0) + 1,
            table=engine.fit(known).to_json(),
            validation=validation.to_json(),
            admitted=validation.admitted,
            fitted_at=at,
            fitted_by=actor.label,
        )
        made.append(row)
        _note(row, actor, "assessment.calibration_fitted", at)
    return made


@transaction.atomic
def switch_on(row: Calibration, *, actor: Actor, at: datetime) -> Calibration:
    """Use this table from now on; the one in use for the competency goes off. OnlyAPerson, NotAdmitted, IllegalMove."""
    _person(actor)
    if not row.admitted:
        raise NotAdmitted
    Plan.objects.select_for_update().get(pk=row.plan_id)
    before = Calibration.objects.filter(
        plan=row.plan_id, competency_id=row.competency_id, state=CalibrationState.ON
    ).first()
    if before is not None and before.pk != row.pk:
        _switch(before, CalibrationState.OFF, actor, at)
    return _switch(row, CalibrationState.ON, actor, at)


@transaction.atomic
def switch_off(row: Calibration, *, actor: Actor, at: datetime) -> Calibration:
    """Show raw levels alone again. The table stays and can be switched on again."""
    _person(actor)
    return _switch(row, CalibrationState.OFF, actor, at)


def seed_of(plan: Plan, competency_id: str) -> int:
    """The seed of the folds: fixed by plan and competency, so that anybody finds the same figures."""
    return int.from_bytes(hashlib.sha256(f"{plan.pk}:{competency_id}".encode()).digest()[:4], "big")


def _switch(row: Calibration, to: CalibrationState, actor: Actor, at: datetime) -> Calibration:
    moves.record(row, CALIBRATION_MOVES, to=to, actor=actor, at=at)
    row.switched_at, row.switched_by = at, actor.label
    row.save(update_fields=["switched_at", "switched_by"])
    on = to == CalibrationState.ON
    _note(row, actor, "assessment.calibration_on" if on else "assessment.calibration_off", at)
    bias.due(row.plan_id, Cause.CALIBRATION)
    outbox.publish(events.CalibrationSwitched(row.plan_id, row.competency_id, row.version, on, at))
    return row


def _person(actor: Actor) -> None:
    if actor.kind != "user" or not actor.id:
        raise OnlyAPerson


def _note(row: Calibration, actor: Actor, verb: str, at: datetime) -> None:
    audit.record(actor, verb, object_kind="assessment.plan", object_id=row.plan_id, fields=(row.competency_id,), at=at)

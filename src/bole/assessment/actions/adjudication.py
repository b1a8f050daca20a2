"""A named person settles the level of one competency, with a reason: between raters who differ, or against the machine.

What raters and machine said stays stored as it was said; the settled level stands beside it and joins the gold set.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bole.assessment import events
from bole.assessment.actions.people import LONGEST_NOTE, OnlyAPerson
from bole.assessment.actions.sealing import sealed_text
from bole.assessment.models import Case, HumanRating, MachineLevel, SettledLevel
from bole.assessment.models.cases import LEVELS
from bole.assessment.models.purposes import SETTLED
from bole.assessment.models.quality import Settlement
from bole.assessment.states import SETTLED_MOVES, SettledState
from bole.audit import api as audit
from bole.core import moves, outbox
from bole.core.actor import Actor
from bole.core.errors import Invalid, Refused

SHORTEST_REASON = 4


class NothingToSettle(Refused):
    """Neither machine nor people have said anything about the competency."""

    code = "assessment.nothing_to_settle"
    status = 409
    sentence = _("Nobody has rated this competency yet. Rate it yourself first.")


@transaction.atomic
def settle(case: Case, competency_id: str, *, level: int, reason: str, actor: Actor, at: datetime) -> SettledLevel:
    """Record the level that stands from now on, and why; an earlier settlement of it is superseded.

    OnlyAPerson, Invalid (no such competency, level not 1–5, no reason) or NothingToSettle; then nothing is written.
    """
    if actor.kind != "user" or not actor.id:
        raise OnlyAPerson
    _valid(case, competency_id, level, reason)
    # The case's row is the lock: of two settlements at once the second supersedes the first.
    Case.objects.select_for_update().get(pk=case.pk)
    machine = MachineLevel.objects.filter(
        case=case, competency_id=competency_id, assessment__superseded_by=None
    ).first()
    raters = HumanRating.objects.filter(case=case, competency_id=competency_id).exclude(level=None).count()
    said = machine.level if machine is not None else None
    if said is None and not raters:
        raise NothingToSettle
    standing = SettledLevel.objects.filter(case=case, competency_id=competency_id, state=SettledState.STANDING).first()
    if standing is not None:
        moves.record(standing, SETTLED_MOVES, to=SettledState.SUPERSEDED, actor=actor, at=at)
    sealed = sealed_text(case.subject_id, reason, purpose=SETTLED)
    row: SettledLevel = SettledLevel.objects.create(
        case=case,
        subject_id=case.subject_id,
        competency_id=competency_id,
        kind=Settlement.ADJUDICATION if raters > 1 else Settlement.OVERRIDE,
        level=level,
        machine_level=said,
        reason_sealed=sealed,
        by_id=actor.id,
        by_label=actor.label,
        at=at,
    )
    audit.record(
        actor,
        "assessment.level_settled",
        object_kind="assessment.case",
        object_id=case.pk,
        subject_id=case.subject_id,
        fields=(competency_id,),
        at=at,
        reason_sealed=sealed,
    )
    outbox.publish(events.LevelSettled(case.ref, case.subject_id, competency_id, level, at))
    return row


def _valid(case: Case, competency_id: str, level: int, reason: str) -> None:
    errors: dict[str, list[str]] = {}
    if competency_id not in [one["id"] for one in case.frozen_plan.content["competencies"]]:
        errors["competency"] = [str(_("The plan has no such competency."))]
    if level not in LEVELS:
        errors["level"] = [str(_("A level is a whole number from 1 to 5."))]
    if len(reason.strip()) < SHORTEST_REASON:
        errors["reason"] = [str(_("Say in a sentence why this level stands. Without a reason nothing is changed."))]
    elif len(reason) > LONGEST_NOTE:
        errors["reason"] = [str(_("At most {n} characters, please.")).format(n=LONGEST_NOTE)]
    if errors:
        raise Invalid(errors)

"""What people say about a case: their ratings, dimensions of their own, and the decision, which only a person makes."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bole.assessment import events
from bole.assessment.actions.sealing import sealed_text
from bole.assessment.models import AddedDimension, Case, Decision, HumanRating
from bole.assessment.models.cases import LEVELS, Outcome
from bole.assessment.models.purposes import DIMENSION_NOTE, NOTE, REASON
from bole.assessment.states import DECISION_MOVES, DecisionState
from bole.assessment.types import Level
from bole.audit import api as audit
from bole.core import moves, outbox
from bole.core.actor import Actor
from bole.core.errors import Invalid, Refused

LONGEST_NOTE = 2000
LONGEST_NAME = 60


class OnlyAPerson(Refused):
    """Anything but a signed-in user tried to rate or to decide."""

    code = "assessment.only_a_person"
    status = 403
    sentence = _("Only a named person can do this. Sign in and do it yourself; no program may do it for you.")


class AlreadyRated(Refused):
    """Ratings are given once, so that what was said before looking stays what was said."""

    code = "assessment.already_rated"
    sentence = _(
        "You have already rated this interview. Ratings are not changed afterwards; add a dimension or a reason."
    )


class RatingIncomplete(Invalid):
    """A submission must answer for each competency of the plan, be it with "cannot judge"."""

    code = "assessment.rating_incomplete"
    sentence = _("Give each competency a level, or say that you cannot judge it.")


class ReasonNeeded(Invalid):
    """A decline tells the person why; nobody is declined without a reason."""

    code = "assessment.reason_needed"
    sentence = _(
        "Say in a sentence why you decline. The reason is kept encrypted and answers a later question or appeal."
    )


@transaction.atomic
def rate(
    case: Case, levels: Mapping[str, Level], *, actor: Actor, saw_machine: bool, saw_others: bool = False, at: datetime
) -> list[HumanRating]:
    """Store one person's levels for every competency of the case's plan. A second submission is refused."""
    _person(actor)
    wanted = [one["id"] for one in case.frozen_plan.content["competencies"]]
    _complete(wanted, levels)
    # The case's row is the lock: of two submissions at once the second finds the first one's ratings.
    Case.objects.select_for_update().get(pk=case.pk)
    if HumanRating.objects.filter(case=case, rater=actor.id).exists():
        raise AlreadyRated
    rows = HumanRating.objects.bulk_create(
        HumanRating(
            case=case,
            subject_id=case.subject_id,
            rater=actor.id,
            rater_label=actor.label,
            competency_id=competency,
            level=levels[competency].level,
            note_sealed=sealed_text(case.subject_id, levels[competency].note, purpose=NOTE),
            saw_machine=saw_machine,
            saw_others=saw_others,
            submitted_at=at,
        )
        for competency in wanted
    )
    _note(case, actor, "assessment.rated", fields=("levels",), at=at)
    outbox.publish(events.RatingsSubmitted(case.ref, case.subject_id, actor.id, at))
    return rows


@transaction.atomic
def add_dimension(case: Case, *, name: str, level: int, note: str = "", actor: Actor, at: datetime) -> AddedDimension:
    """Put a dimension of one's own beside the plan's. It is shown in the composite report and carries no weight."""
    _person(actor)
    clean = name.strip()
    if not 1 <= len(clean) <= LONGEST_NAME:
        raise Invalid({"name": [str(_("Give the dimension a name of up to {n} characters.")).format(n=LONGEST_NAME)]})
    if level not in LEVELS:
        raise Invalid({"level": [str(_("A level is a whole number from 1 to 5."))]})
    _short("note", note)
    row: AddedDimension = AddedDimension.objects.create(
        case=case,
        subject_id=case.subject_id,
        name=clean,
        level=level,
        note_sealed=sealed_text(case.subject_id, note, purpose=DIMENSION_NOTE),
        by_id=actor.id,
        by_label=actor.label,
        added_at=at,
    )
    _note(case, actor, "assessment.dimension_added", fields=("dimension",), at=at)
    return row


@transaction.atomic
def decide(case: Case, *, outcome: str, reason: str = "", actor: Actor, at: datetime) -> Decision:
    """Record a person's decision; it supersedes the one that stood. Machine and system actors are refused."""
    _person(actor)
    if outcome not in Outcome.values:
        raise Invalid({"outcome": [str(_("Choose one of the outcomes."))]})
    _short("reason", reason)
    if outcome == Outcome.DECLINE and not reason.strip():
        raise ReasonNeeded({"reason": [str(ReasonNeeded.sentence)]})
    Case.objects.select_for_update().get(pk=case.pk)
    standing = Decision.objects.filter(case=case, state=DecisionState.STANDING).first()
    if standing is not None:
        moves.record(standing, DECISION_MOVES, to=DecisionState.SUPERSEDED, actor=actor, at=at)
    sealed = sealed_text(case.subject_id, reason, purpose=REASON)
    row: Decision = Decision.objects.create(
        case=case,
        subject_id=case.subject_id,
        outcome=outcome,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_label=actor.label,
        reason_sealed=sealed,
        at=at,
    )
    _note(case, actor, "assessment.decided", fields=("outcome",), at=at, reason_sealed=sealed)
    outbox.publish(events.DecisionMade(case.ref, case.subject_id, outcome, at))
    return row


def _person(actor: Actor) -> None:
    if actor.kind != "user" or not actor.id:
        raise OnlyAPerson


def _complete(wanted: list[str], levels: Mapping[str, Level]) -> None:
    errors = {
        one: [str(RatingIncomplete.sentence)]
        for one in wanted
        if one not in levels or levels[one].level not in (None, *LEVELS)
    }
    errors |= {one: [str(_("The plan has no such competency."))] for one in levels if one not in wanted}
    if errors:
        raise RatingIncomplete(errors)
    for competency, given in levels.items():
        _short(competency, given.note)


def _short(field: str, text: str) -> None:
    if len(text) > LONGEST_NOTE:
        raise Invalid({field: [str(_("At most {n} characters, please.")).format(n=LONGEST_NOTE)]})


def _note(
    case: Case, actor: Actor, verb: str, *, fields: tuple[str, ...], at: datetime, reason_sealed: bytes | None = None
) -> None:
    audit.record(
        actor,
        verb,
        object_kind="assessment.case",
        object_id=case.pk,
        subject_id=case.subject_id,
        fields=fields,
        at=at,
        reason_sealed=reason_sealed,
    )

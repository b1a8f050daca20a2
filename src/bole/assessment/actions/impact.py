"""No machine rating without a signed impact assessment: withheld until then, released by the signature."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from bole.assessment.actions import judging
from bole.assessment.actions.storing import digest_of
from bole.assessment.models import Case, ImpactAssessment, Plan, Waiting
from bole.assessment.models.purposes import WAITING
from bole.assessment.queries import impact as reading
from bole.assessment.queries import judging as asking
from bole.assessment.states import PlanState, WaitState
from bole.audit import api as audit
from bole.core import crypto, jobs
from bole.core.actor import Actor
from bole.core.errors import Forbidden, Invalid, Refused
from bole_engines.assessment.llm import Run, prompts
from bole_engines.assessment.llm import Settings as Asked
from bole_engines.assessment.types import Answer

# The law says three years at least (PIPL Art. 56).
KEEP_YEARS = 3
LEAST, LONGEST = 20, 4000


class NothingToSign(Refused):
    code = "assessment.nothing_to_sign"
    sentence = _("“{title}” is not published, or has changes that are not. Publish it first, then sign for what it is.")


@transaction.atomic
def sign(plan: Plan, texts: Mapping[str, str], *, actor: Actor, at: datetime) -> ImpactAssessment:
    """Sign the assessment of the published plan with its present judge, and let what was withheld be rated.

    ``texts`` holds the words of each section by key. Forbidden for anyone but a person, Invalid for a section without
    words, NothingToSign for a plan that is not in use.
    """
    if actor.kind != "user" or not actor.label.strip():
        raise Forbidden
    if plan.state != PlanState.READY or plan.draft is not None:
        raise NothingToSign(title=plan.title)
    errors = {
        key: [str(_("Write {least} to {most} characters.")).format(least=LEAST, most=LONGEST)]
        for key in reading.TITLES
        if not LEAST <= len(texts.get(key, "").strip()) <= LONGEST
    }
    if errors:
        raise Invalid(errors)
    row: ImpactAssessment = ImpactAssessment.objects.create(
        plan=plan,
        basis=reading.basis_now(plan),
        judge=asking.resolved(plan),
        title=plan.title,
        language=translation.get_language() or "zh-hans",
        sections=reading.as_json(
            reading.Section(key, str(title), texts[key].strip()) for key, title in reading.TITLES.items()
        ),
        signed_at=at,
        by_kind=actor.kind,
        by_id=actor.id,
        by_label=actor.label[:120],
        keep_until=_years_later(at, KEEP_YEARS),
    )
    audit.record(
        actor, "assessment.impact_signed", object_kind="assessment.plan", object_id=plan.pk, fields=("impact",), at=at
    )
    for ref in _held(plan.pk):
        _enqueue(ref)
    return row


def sign_as_filled(plan: Plan, *, actor: Actor, at: datetime) -> ImpactAssessment:
    """Sign the template as the plan fills it."""
    return sign(plan, {one.key: one.text for one in reading.template(plan)}, actor=actor, at=at)


def withhold(case: Case, answers: Sequence[Answer], blind_terms: Sequence[str], *, at: datetime) -> None:
    """Keep what was answered, sealed, until the plan's assessment is signed. Nothing is rated meanwhile."""
    terms = tuple(sorted(set(blind_terms)))
    digest = digest_of(["unsigned", case.frozen_plan.hash, [one.to_json() for one in answers], list(terms)])
    row = Waiting.objects.filter(case=case).first()
    if row is not None and row.digest == digest:
        return
    run = Run("llm", tuple(answers), terms, Asked(), (), prompts.VERSION)
    Waiting.objects.filter(case=case).delete()
    Waiting.objects.create(
        case=case,
        subject_id=case.subject_id,
        state=WaitState.UNSIGNED,
        digest=digest,
        run=crypto.seal_json(case.subject_id, run.to_json(), purpose=WAITING),
        since=at,
    )


@transaction.atomic
def release(ref: UUID, *, at: datetime) -> bool:
    """Hand a withheld case to the plan's judge when its version is covered now. False when there is nothing to do."""
    row = (
        Waiting.objects.select_for_update(of=("self",))
        .select_related("case__frozen_plan")
        .filter(case__ref=ref, state=WaitState.UNSIGNED)
        .first()
    )
    if row is None or not reading.covers(row.case.frozen_plan):
        return False
    case = row.case
    try:
        kept = Run.from_json(crypto.open_json(row.subject_id, bytes(row.run), purpose=WAITING))
    except crypto.KeyDestroyed:
        row.delete()
        return False
    row.delete()
    if asking.judge_of(case.frozen_plan) == "llm":
        judging.wait_for(case, kept.answers, kept.blind_terms, at=at)
    else:
        judging.rate_embedded(case, kept.answers, kept.blind_terms, at=at)
    return True


def requeue_lost() -> int:
    """Queue what is covered and still withheld: it was handed in while somebody signed. A waiting job is not doubled."""
    found = 0
    covered: dict[UUID, bool] = {}
    for row in Waiting.objects.filter(state=WaitState.UNSIGNED).select_related("case__frozen_plan"):
        frozen = row.case.frozen_plan
        if frozen.pk not in covered:
            covered[frozen.pk] = reading.covers(frozen)
        if covered[frozen.pk]:
            _enqueue(row.case.ref)
            found += 1
    return found


def _held(plan_id: UUID) -> list[UUID]:
    held = Waiting.objects.filter(case__frozen_plan__plan_id=plan_id, state=WaitState.UNSIGNED)
    return list(held.values_list("case__ref", flat=True))


def _enqueue(ref: UUID) -> None:
    jobs.enqueue("assessment.release", ref=str(ref), lock=f"release:{ref}", once=f"release:{ref}")


def _years_later(at: datetime, years: int) -> datetime:
    if (at.month, at.day) == (2, 29):
        return at.replace(year=at.year + years, month=3, day=1)
    return at.replace(year=at.year + years)

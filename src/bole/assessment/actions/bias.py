"""The fairness audit is run: monthly, when plan, judge or calibration change, and when a person asks. Runs are kept."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bole.assessment.actions.people import OnlyAPerson
from bole.assessment.models import BiasRun, Case, MachineAssessment, Plan, Weighting
from bole.assessment.models.bias import Cause
from bole.assessment.queries import agreement, bias, evidence
from bole.audit import api as audit
from bole.core import jobs, tenancy
from bole.core.actor import SYSTEM, Actor
from bole.core.errors import Invalid
from bole.privacy import api as privacy

WHOLE, LONGEST_REASON, SHORTEST_REASON = 100, 500, 4


@transaction.atomic
def run(plan: Plan | None, *, cause: str, actor: Actor = SYSTEM, at: datetime) -> BiasRun:
    """Audit one plan, or the whole company, and keep the totals as a dated run."""
    cases = evidence.everything() if plan is None else evidence.of_plan(plan.pk, with_items=True)
    details = privacy.details.of({case.subject_id for case in cases})
    questions = [] if plan is None else [one["id"] for one in plan.content["questions"]]
    row: BiasRun = BiasRun.objects.create(
        plan=plan,
        cause=Cause(cause),
        judge=agreement.newest_judge(cases),
        data=bias.audit(cases, details, questions=questions),
        by_label=actor.label,
        at=at,
    )
    audit.record(actor, "assessment.bias_audited", object_kind="assessment.bias_run", object_id=row.pk, at=at)
    return row


def run_all(*, cause: str, at: datetime) -> int:
    """Audit the company and every plan that interviews were held by. Returns how many runs were kept."""
    plans = list(Plan.objects.filter(pk__in=Case.objects.values("frozen_plan__plan")).order_by("id"))
    if not plans:
        return 0
    for plan in (None, *plans):
        run(plan, cause=cause, at=at)
    return 1 + len(plans)


def due(plan_id: UUID, cause: Cause) -> None:
    """Queue an audit of a plan in this transaction, once, when interviews were held by it."""
    if Case.objects.filter(frozen_plan__plan=plan_id).exists():
        once = f"assessment.audit_bias:{tenancy.current()}:{plan_id}"
        jobs.enqueue("assessment.audit_bias", once=once, plan_id=str(plan_id), cause=cause.value)


def note_judge(row: MachineAssessment, plan_id: UUID) -> None:
    """Queue an audit when another judge rates than the one of the plan's newest run."""
    last = BiasRun.objects.filter(plan=plan_id).values_list("judge", flat=True).first()
    if last is not None and last != row.judge:
        due(plan_id, Cause.JUDGE)


@transaction.atomic
def keep_weighting(plan: Plan, weights: Mapping[str, int], *, reason: str, actor: Actor, at: datetime) -> Weighting:
    """Keep another weighting beside the plan's own, and why the plan's own is the one in use.

    It changes no match. OnlyAPerson, or Invalid when the weights are not the plan's competencies or do not make 100.
    """
    if actor.kind != "user" or not actor.id:
        raise OnlyAPerson
    names = [one["id"] for one in plan.content["competencies"]]
    errors: dict[str, list[str]] = {}
    whole = set(weights) == set(names) and all(0 <= weights[name] <= WHOLE for name in names)
    if not whole or sum(weights.values()) != WHOLE:
        errors["weights"] = [str(_("Give every competency a weight; together they make 100."))]
    if not SHORTEST_REASON <= len(reason.strip()) <= LONGEST_REASON:
        errors["reason"] = [str(_("Say in a sentence why the plan's own weighting is the one in use."))]
    if errors:
        raise Invalid(errors)
    row: Weighting = Weighting.objects.create(
        plan=plan, weights=dict(weights), reason=reason.strip(), by_label=actor.label, at=at
    )
    audit.record(
        actor, "assessment.weighting_kept", object_kind="assessment.plan", object_id=plan.pk, fields=("weights",), at=at
    )
    return row

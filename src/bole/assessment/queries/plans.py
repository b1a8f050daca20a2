"""Plans as values: lists with a constant number of queries, one plan with its versions, frozen versions."""

from collections.abc import Iterable
from typing import cast
from uuid import UUID

from django.db.models import Q, QuerySet

from bole.assessment.models import FrozenPlan, Plan
from bole.assessment.queries import impact
from bole.assessment.states import PlanState
from bole.assessment.types import FrozenPlanView, Mode, PlanSettings, PlanSummary, PlanView, SignalName, Weight
from bole_engines.assessment.types import Plan as Content


def listed(*, state: str = "", search: str = "") -> "QuerySet[Plan]":
    """Plans by job family and title; retired ones only when asked for."""
    rows: QuerySet[Plan] = Plan.objects.all()
    rows = rows.filter(state=state) if state else rows.exclude(state=PlanState.RETIRED)
    if search:
        rows = rows.filter(Q(title__icontains=search) | Q(family__icontains=search) | Q(key__icontains=search))
    return rows


def ready() -> tuple[PlanSummary, ...]:
    """Plans that an interview can be promised by."""
    return summaries(listed(state=PlanState.READY))


def summaries(plans: Iterable[Plan]) -> tuple[PlanSummary, ...]:
    """Lines of a list, with whether each plan's impact assessment is signed. Two queries more."""
    rows = list(plans)
    signed = impact.covered(rows)
    return tuple(summary(row, signed=row.pk in signed) for row in rows)


def settings_of(plan: Plan) -> PlanSettings:
    """The settings that the plan has now."""
    modes = tuple(cast("Mode", mode) for mode in plan.modes)
    signals = tuple(cast("SignalName", name) for name in plan.signals)
    return PlanSettings(plan.window_hours, plan.retakes, modes, plan.blind_percent, plan.judge, signals)


def summary(plan: Plan, *, signed: bool) -> PlanSummary:
    """One line of a list; touches no other row."""
    content = plan.content
    return PlanSummary(
        id=plan.pk,
        key=plan.key,
        family=plan.family,
        title=plan.title,
        language=plan.language,
        minutes=content["minutes"],
        questions=len(content["questions"]),
        weights=tuple(Weight(c["id"], c["name"], c["weight"], c["threshold"]) for c in content["competencies"]),
        settings=settings_of(plan),
        state=plan.state,
        source=plan.source,
        has_draft=plan.draft is not None,
        updated_at=plan.updated_at,
        signed=signed,
    )


def view(plan: Plan) -> PlanView:
    """The whole plan with its frozen versions, newest first."""
    return PlanView(
        summary=summaries([plan])[0],
        content=Content.from_json(plan.content),
        draft=None if plan.draft is None else Content.from_json(plan.draft),
        versions=tuple(frozen_view(row) for row in plan.versions.order_by("-version")),
    )


def frozen_view(row: FrozenPlan) -> FrozenPlanView:
    """A frozen version as a value."""
    kept = row.settings
    return FrozenPlanView(
        id=row.pk,
        plan_id=row.plan_id,
        version=row.version,
        hash=row.hash,
        content=Content.from_json(row.content),
        settings=PlanSettings(
            kept["window_hours"],
            kept["retakes"],
            tuple(kept["modes"]),
            kept["blind_percent"],
            kept.get("judge", ""),
            # Versions from before there was a choice showed how it was spoken.
            tuple(kept.get("signals", ["delivery"])),
        ),
        frozen_at=row.frozen_at,
    )


def frozen(frozen_id: UUID) -> FrozenPlan:
    """The row; FrozenPlan.DoesNotExist when this tenant has none of that id."""
    row: FrozenPlan = FrozenPlan.objects.get(pk=frozen_id)
    return row

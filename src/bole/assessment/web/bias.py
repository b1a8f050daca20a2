"""公平性审计: runs of the company and of plans, one run as page and CSV, and the two weightings of a plan."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bole.accounts.api import requires
from bole.assessment import access
from bole.assessment.actions import bias as actions
from bole.assessment.models import Plan
from bole.assessment.queries import audits, biaswords, evidence
from bole.assessment.queries.audits import RunView
from bole.assessment.web.quality import as_csv, crumbs, rounded
from bole.assessment.web.viewer import viewer_of
from bole.core import clock
from bole.core.errors import Invalid
from bole.privacy import api as privacy


@requires("plans.read")
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The company's newest run, and every run of it."""
    return _page(request, None, audits.newest(None))


@requires("plans.read")
@require_GET
def of_plan(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """A plan's newest run, its runs, and its two weightings."""
    plan = access.plan_to_read(viewer_of(request), plan_id)
    return _page(request, plan, audits.newest(plan))


@requires("plans.read")
@require_GET
def one(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """One dated run."""
    row = access.bias_run_to_read(viewer_of(request), run_id)
    return _page(request, row.plan, audits.view(row))


@requires("plans.read")
@require_GET
def export(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """A run as CSV in the form of Local Law 144: category, number, rate, impact ratio; with intervals."""
    row = access.bias_run_to_read(viewer_of(request), run_id)
    return as_csv(f"fairness-{row.at:%Y-%m-%d}", _lines(audits.view(row)))


@requires("plans.write")
@require_POST
def run(request: HttpRequest, plan_id: UUID | None = None) -> HttpResponse:
    """Audit now: the company, or one plan."""
    viewer = viewer_of(request)
    plan = None if plan_id is None else access.plan_to_write(viewer, plan_id)
    actions.run(plan, cause="person", actor=viewer.actor, at=clock.now())
    messages.success(request, _("Audited. The run is kept with today's date."))
    return redirect("assessment:bias") if plan is None else redirect("assessment:plan_bias", plan_id)


@requires("plans.write")
@require_POST
def weighting(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Keep another weighting and the reason for the one in use."""
    plan = access.plan_to_write(viewer_of(request), plan_id)
    given = {one["id"]: request.POST.get(f"weight-{one['id']}", "") for one in plan.content["competencies"]}
    weights = {name: int(text) for name, text in given.items() if text.isascii() and text.isdigit() and len(text) < 4}
    try:
        actions.keep_weighting(
            plan, weights, reason=request.POST.get("reason", ""), actor=viewer_of(request).actor, at=clock.now()
        )
    except Invalid as refusal:
        messages.error(request, " ".join(line for lines in refusal.errors.values() for line in lines))
    else:
        messages.success(request, _("Kept. The plan's own weighting stays in use."))
    return redirect(f"{reverse('assessment:plan_bias', args=[plan_id])}#weightings")


def _page(request: HttpRequest, plan: Plan | None, shown: RunView | None) -> HttpResponse:
    viewer = viewer_of(request)
    context: dict[str, Any] = {
        "plan": plan,
        "run": shown,
        "attributes": biaswords.attributes(shown.data, questions=_texts(plan)) if shown else [],
        "runs": audits.dated(plan),
        "may_write": viewer.can("plans.write"),
        "may_settle": viewer.can(access.DECIDE),
        "tab": "bias",
    }
    if plan is not None:
        cases = evidence.of_plan(plan.pk)
        details = privacy.details.of({case.subject_id for case in cases})
        context["weightings"] = audits.weightings(plan, cases, details)
        context["breadcrumb"] = crumbs(plan, _("Fairness audit"))
    return render(request, "assessment/bias.html", context)


def _texts(plan: Plan | None) -> dict[str, str]:
    return {} if plan is None else {one["id"]: one["text"] for one in plan.content["questions"]}


def _lines(shown: RunView) -> list[Sequence[Any]]:
    head = ["attribute", "category", "measure", "n", "favourable", "rate", "rate_low", "rate_high", "impact_ratio"]
    rows: list[Sequence[Any]] = [[*head, "ratio_low", "ratio_high", "fisher_p", "reading"]]
    for attribute in shown.data["attributes"]:
        for table in attribute["tables"]:
            for row in table["rows"]:
                figures = [row[name] for name in ("rate", "rate_low", "rate_high", "ratio", "low", "high", "p")]
                cells = ["" if row["n"] is None else row["n"], "" if row["hits"] is None else row["hits"]]
                cells += [rounded(value) for value in figures]
                rows.append([attribute["name"], row["group"], table["kind"], *cells, row["reading"]])
    return rows

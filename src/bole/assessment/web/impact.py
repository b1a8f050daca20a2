"""Pages of impact assessments: the template that a plan fills, the signature, and what was signed, to print."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from bole.accounts.api import requires
from bole.assessment import access
from bole.assessment.actions import impact as actions
from bole.assessment.models import Plan
from bole.assessment.queries import impact as queries
from bole.assessment.web.viewer import viewer_of
from bole.core import clock
from bole.core.errors import Invalid, Refused


@requires("plans.read")
@require_http_methods(["GET", "POST"])
def impact(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Who reads plans sees what was signed; who writes them can go over the template and sign."""
    viewer = viewer_of(request)
    if request.method == "GET":
        return _page(request, access.plan_to_read(viewer, plan_id))
    plan = access.plan_to_write(viewer, plan_id)
    texts = {key: request.POST.get(key, "") for key in queries.TITLES}
    if not request.POST.get("agreed"):
        return _page(request, plan, texts=texts, errors={"agreed": [_("Tick this to sign with your name.")]})
    held = queries.withheld(plan)
    try:
        actions.sign(plan, texts, actor=viewer.actor, at=clock.now())
    except Invalid as refusal:
        return _page(request, plan, texts=texts, errors=refusal.errors)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("assessment:impact", plan_id)
    done = _("Signed with your name. Interviews by this plan are rated by machine from now on.")
    waiting = _("{n} interviews that waited for it are being rated.").format(n=held) if held else ""
    messages.success(request, f"{done} {waiting}".strip())
    return redirect("assessment:plan", plan_id)


@requires("plans.read")
@require_GET
def signed(request: HttpRequest, impact_id: UUID) -> HttpResponse:
    """One signed assessment as it was signed, fit for print."""
    row = access.impact_to_read(viewer_of(request), impact_id)
    context = {"row": row, "breadcrumb": _crumbs(row.plan, row.signed_at.strftime("%Y-%m-%d"))}
    return render(request, "assessment/impact/signed.html", context)


def _page(
    request: HttpRequest,
    plan: Plan,
    *,
    texts: dict[str, str] | None = None,
    errors: dict[str, list[str]] | None = None,
) -> HttpResponse:
    errors = errors or {}
    rows = [
        (one, texts[one.key] if texts is not None else one.text, errors.get(one.key, []))
        for one in queries.template(plan)
    ]
    past = queries.of_plan(plan)
    basis = queries.basis_now(plan)
    context = {
        "plan": plan,
        "rows": rows,
        "errors": errors,
        "past": past,
        "current": next((one for one in past if one.basis == basis), None),
        "held": queries.withheld(plan),
        "may_sign": viewer_of(request).can("plans.write") and plan.state == "ready" and plan.draft is None,
        "breadcrumb": _crumbs(plan, _("Impact assessment")),
    }
    return render(request, "assessment/impact/plan.html", context, status=422 if errors else 200)


def _crumbs(plan: Plan, last: str) -> list[dict[str, str]]:
    return [
        {"label": _("Interview plans"), "url": reverse("assessment:plans")},
        {"label": plan.title, "url": reverse("assessment:plan", args=[plan.pk])},
        {"label": last, "url": ""},
    ]

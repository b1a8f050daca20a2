"""Disagreements, settling a level, and calibrations: pages and forms."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from bole.accounts.api import requires
from bole.assessment import access
from bole.assessment.actions import adjudication, calibration
from bole.assessment.ports import case_guard
from bole.assessment.web.cases import done, level_of
from bole.assessment.web.quality import crumbs
from bole.assessment.web.viewer import viewer_of
from bole.core import clock
from bole.core.errors import NotFound, Refused

PER_PAGE = 25


@requires("interviews.decide")
@require_GET
def disagreements(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    viewer = viewer_of(request)
    plan = access.any_plan(plan_id)
    found = access.disagreements_for(viewer, plan)
    pages = case_guard.pages(viewer, {one.ref for one in found})
    mine = [(one, pages[one.ref]) for one in found if one.ref in pages]
    shown = Paginator(mine, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "plan": plan,
        "page": shown,
        "elsewhere": len(found) - len(mine),
        "tab": "disagreements",
        "may_settle": True,
        "breadcrumb": crumbs(plan, _("Disagreements")),
    }
    return render(request, "assessment/disagreements.html", context)


@requires("interviews.decide")
@require_POST
def settle(request: HttpRequest, ref: UUID) -> HttpResponse:
    case = access.case_to_settle(viewer_of(request), ref)
    competency, reason = request.POST.get("competency", ""), request.POST.get("reason", "")
    level = level_of(request.POST.get("level", "")) or 0

    def store() -> None:
        adjudication.settle(
            case, competency, level=level, reason=reason, actor=viewer_of(request).actor, at=clock.now()
        )

    return done(request, store, _("The level is settled under your name. It counts as people's level from now on."))


@requires("plans.write")
@require_POST
def calibrate(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = access.plan_to_write(viewer_of(request), plan_id)
    try:
        made = calibration.fit(plan, actor=viewer_of(request).actor, at=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        words = ngettext(
            "{n} table was fitted and tested. Nothing is switched on yet.",
            "{n} tables were fitted and tested. Nothing is switched on yet.",
            len(made),
        )
        messages.success(request, words.format(n=len(made)))
    return redirect("assessment:quality", plan_id)


@requires("plans.write")
@require_POST
def switch(request: HttpRequest, calibration_id: UUID, to: str) -> HttpResponse:
    row = access.calibration_to_switch(viewer_of(request), calibration_id)
    verbs = {"on": calibration.switch_on, "off": calibration.switch_off}
    if to not in verbs:
        raise NotFound
    try:
        verbs[to](row, actor=viewer_of(request).actor, at=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request,
            _("Switched on. Reports show the calibrated level beside the raw one.")
            if to == "on"
            else _("Switched off. Reports show raw levels alone."),
        )
    return redirect("assessment:quality", row.plan_id)

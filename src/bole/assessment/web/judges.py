"""The judge's page, a waiting interview's buttons, a plan's re-scoring. They translate requests; the rules are in ``actions``."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bole.accounts.api import requires
from bole.assessment import access
from bole.assessment.actions import judges, judging, rescoring
from bole.assessment.ports import language_model
from bole.assessment.queries import judging as queries
from bole.assessment.queries import reports
from bole.assessment.web.cases import safe_next
from bole.assessment.web.judge_form import JudgeForm
from bole.assessment.web.viewer import viewer_of
from bole.core import clock
from bole.core.errors import Forbidden, Refused
from bole_engines.assessment.rules import RulesGone, in_force

MANAGE = "plans.write"


@requires("plans.read")
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Which judge rates, what it may take, what it costs, and what waits for it."""
    may_manage = viewer_of(request).can(MANAGE)
    if request.method == "POST" and not may_manage:
        raise Forbidden
    kept = queries.settings()
    form = JudgeForm(request.POST or None, initial=JudgeForm.shown(kept))
    if request.method == "POST" and form.is_valid():
        judges.save_settings(form.values(), actor=viewer_of(request).actor, at=clock.now())
        messages.success(request, _("Saved. Interviews invited from now on follow it."))
        return redirect("assessment:judge")
    model = language_model.best()
    context = {
        "form": form,
        "kept": kept,
        "built_in": in_force().name,
        "model": f"{model.name} {model.version}" if model else "",
        "waiting": queries.waiting_by_fault(),
        "may_manage": may_manage,
        "breadcrumb": [
            {"label": _("Interview plans"), "url": reverse("assessment:plans")},
            {"label": _("The judge"), "url": ""},
        ],
    }
    return render(request, "assessment/judge.html", context, status=422 if form.errors else 200)


@requires("plans.write")
@require_POST
def retry_all(request: HttpRequest) -> HttpResponse:
    count = judging.try_all_now(actor=viewer_of(request).actor, at=clock.now())
    sentence = ngettext("{n} interview is being tried again.", "{n} interviews are being tried again.", count)
    messages.success(request, sentence.format(n=count))
    return redirect("assessment:judge")


@requires(access.RUNS_IT)
@require_POST
def retry(request: HttpRequest, ref: UUID) -> HttpResponse:
    found = access.case_for(viewer_of(request), ref, to=access.RUNS_IT)
    if judging.try_now(found.case, actor=viewer_of(request).actor, at=clock.now()):
        messages.success(request, _("The model is being asked again. Reload the page in a minute."))
    return redirect(safe_next(request))


@requires(access.RUNS_IT)
@require_POST
def built_in(request: HttpRequest, ref: UUID) -> HttpResponse:
    found = access.case_for(viewer_of(request), ref, to=access.RUNS_IT)
    if judging.use_embedded(found.case, actor=viewer_of(request).actor, at=clock.now()) is not None:
        messages.success(request, _("The built-in judge has rated this interview. The report names it."))
    return redirect(safe_next(request))


@requires(access.RUNS_IT)
@require_POST
def recompute(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Compute the result that counts again from what is stored with it, and say whether it is the same."""
    found = access.case_for(viewer_of(request), ref, to=access.RUNS_IT)
    row = reports.current(found.case)
    try:
        proof = judges.recompute(row, actor=viewer_of(request).actor, at=clock.now()) if row is not None else None
    except RulesGone:
        words = _(
            "This result was made with a sentence encoder that is not installed here, so it cannot be computed again."
        )
        messages.error(request, words)
        return redirect(safe_next(request))
    if proof is None:
        messages.warning(request, _("There is nothing stored to compute this result from."))
    elif proof.identical:
        messages.success(request, _("Computed again from the stored words and replies: the result is identical."))
    else:
        words = _("Computed again, the result differs. It was made by version {version} of this program.")
        messages.error(request, words.format(version=proof.engine_version))
    return redirect(safe_next(request))


@requires("plans.write")
@require_POST
def rescore(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = access.plan_to_write(viewer_of(request), plan_id)
    try:
        rescoring.start(plan, actor=viewer_of(request).actor, at=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{reverse('assessment:plan', args=[plan_id])}#rescore")


@requires("plans.write")
@require_POST
def stop_rescore(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = access.plan_to_write(viewer_of(request), plan_id)
    running = queries.rescoring(plan)
    if running is not None:
        rescoring.stop(running, actor=viewer_of(request).actor, at=clock.now())
    return redirect(f"{reverse('assessment:plan', args=[plan_id])}#rescore")


@requires("plans.read")
@require_GET
def rescore_progress(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """The card's inside, asked for every few seconds while a re-scoring runs."""
    plan = access.plan_to_read(viewer_of(request), plan_id)
    context = {
        "plan_id": plan.pk,
        "rescores": queries.rescores(plan),
        "may_write": viewer_of(request).can("plans.write"),
    }
    return render(request, "assessment/_rescore.html", context)

"""Pages of plans: list, one plan, import, and small edits. They translate requests; the rules are in ``actions``."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bole.accounts.api import requires
from bole.assessment import access
from bole.assessment.actions import plans as actions
from bole.assessment.models import Plan
from bole.assessment.queries import judging, signals
from bole.assessment.queries import plans as queries
from bole.assessment.states import PlanState
from bole.assessment.types import PlanView
from bole.assessment.web.banks import TONES
from bole.assessment.web.forms import CopyForm, ImportForm, QuestionForm, SettingsForm
from bole.assessment.web.viewer import viewer_of
from bole.core import clock
from bole.core.errors import Invalid, NotFound, Refused

PER_PAGE = 12


@requires("plans.read")
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    state, search = request.GET.get("state", ""), request.GET.get("q", "").strip()
    rows = queries.listed(state=state if state in PlanState.values else "", search=search)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "assessment/plans.html",
        {
            "page": page,
            "plans": queries.summaries(page),
            "state": state,
            "search": search,
            "states": PlanState.choices,
            "may_write": viewer_of(request).can("plans.write"),
        },
    )


@requires("plans.read")
@require_GET
def detail(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    return _page(request, access.plan_to_read(viewer_of(request), plan_id))


@requires("plans.write")
@require_POST
def settings(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = access.plan_to_write(viewer_of(request), plan_id)
    form = SettingsForm(request.POST)
    if not form.is_valid():
        return _page(request, plan, settings_form=form, status=422)
    try:
        actions.save_settings(plan, form.value(), actor=viewer_of(request).actor, at=clock.now())
    except Invalid as refusal:
        _into(form, refusal)
        return _page(request, plan, settings_form=form, status=422)
    messages.success(request, _("Settings saved. Interviews invited from now on follow them."))
    return redirect("assessment:plan", plan_id)


@requires("plans.write")
@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, plan_id: UUID, question_id: str) -> HttpResponse:
    plan = access.plan_to_write(viewer_of(request), plan_id)
    view = queries.view(plan)
    try:
        asked = view.working.question(question_id)
    except KeyError:
        raise NotFound from None
    now = {"text": asked.text, "hint": asked.hint, "think_s": asked.think_s, "answer_s": asked.answer_s}
    form = QuestionForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_question(plan, question_id, form.cleaned_data, actor=viewer_of(request).actor, at=clock.now())
            messages.success(request, _("Saved. The change counts for new interviews once you publish it."))
            return redirect(f"{reverse('assessment:plan', args=[plan_id])}#questions")
        except Refused as refusal:
            _into(form, refusal)
    status = 422 if form.errors else 200
    context = {"plan": view, "question": asked, "form": form, "breadcrumb": _crumbs(view, _("Question"))}
    return render(request, "assessment/question.html", context, status=status)


@requires("plans.write")
@require_http_methods(["GET", "POST"])
def bring_in(request: HttpRequest) -> HttpResponse:
    form = ImportForm(request.POST or None, request.FILES or None)
    problems: tuple[str, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            plan = actions.import_yaml(form.cleaned_data["text"], actor=viewer_of(request).actor, at=clock.now())
            messages.success(request, _("Imported as a draft. Look it over, then publish it."))
            return redirect("assessment:plan", plan.pk)
        except actions.UnusablePlan as refusal:
            problems = refusal.problems
        except Refused as refusal:
            _into(form, refusal)
    status = 422 if form.errors or problems else 200
    return render(request, "assessment/import.html", {"form": form, "problems": problems}, status=status)


@requires("plans.read")
@require_GET
def export(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = access.plan_to_read(viewer_of(request), plan_id)
    response = HttpResponse(actions.to_yaml(plan), content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slugify(plan.key) or "plan"}.yaml"'
    return response


@requires("plans.write")
@require_POST
def copy(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = access.plan_to_write(viewer_of(request), plan_id)
    form = CopyForm(request.POST)
    if not form.is_valid():
        return _page(request, plan, copy_form=form, status=422)
    made = actions.duplicate(plan, title=form.cleaned_data["title"], actor=viewer_of(request).actor, at=clock.now())
    messages.success(request, _("Copied. This is your own draft; change it, then publish it."))
    return redirect("assessment:plan", made.pk)


@requires("plans.write")
@require_POST
def publish(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    return _act(request, plan_id, actions.publish, _("Published. New interviews are held by it."))


@requires("plans.write")
@require_POST
def discard(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    return _act(request, plan_id, actions.discard, _("The unpublished changes are gone."))


@requires("plans.write")
@require_POST
def retire(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    return _act(request, plan_id, actions.retire, _("Retired. Interviews already promised go on by their version."))


@requires("plans.write")
@require_POST
def restore(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    return _act(request, plan_id, actions.restore, _("Back in use."))


@requires("plans.write")
@require_POST
def same_questions(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    wanted = request.POST.get("value") == "on"

    def switch(plan: Plan, **more: Any) -> None:
        actions.set_same_questions(plan, wanted, **more)

    return _act(request, plan_id, switch, _("Saved. It counts for new interviews once the plan is published."))


def _act(request: HttpRequest, plan_id: UUID, action: Any, done: str) -> HttpResponse:
    plan = access.plan_to_write(viewer_of(request), plan_id)
    try:
        action(plan, actor=viewer_of(request).actor, at=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("assessment:plan", plan_id)


def _page(
    request: HttpRequest,
    plan: Plan,
    *,
    settings_form: SettingsForm | None = None,
    copy_form: CopyForm | None = None,
    status: int = 200,
) -> HttpResponse:
    view, cost = queries.view(plan), judging.costs(plan)
    kept = view.summary.settings
    named = ("window_hours", "retakes", "modes", "blind_percent", "signals", "judge")
    initial = {name: getattr(kept, name) for name in named}
    context = {
        "plan": view,
        "content": view.working,
        "competencies": [(one, sorted(one.anchors.items(), reverse=True)) for one in view.working.competencies],
        "questions": [
            (one, TONES[one.kind], [view.working.competency(name) for name in one.competencies])
            for one in view.working.questions
        ],
        "signals": signals.on_plan(kept.signals),
        "cost": cost,
        "cost_yuan": yuan(cost.yuan),
        "rescores": judging.rescores(plan),
        "settings_form": settings_form or SettingsForm(initial=initial),
        "copy_form": copy_form or CopyForm(initial={"title": _("{title} (copy)").format(title=view.summary.title)}),
        "may_write": viewer_of(request).can("plans.write"),
        "breadcrumb": _crumbs(view, ""),
    }
    return render(request, "assessment/plan.html", context, status=status)


def yuan(amount: float | None) -> str:
    """An amount with as many places as it needs to be told from nothing."""
    if amount is None:
        return ""
    return f"{amount:.2f}" if amount >= 0.01 or amount == 0 else f"{amount:.4f}"


def _crumbs(view: PlanView, last: str) -> list[dict[str, str]]:
    crumbs = [{"label": _("Interview plans"), "url": reverse("assessment:plans")}]
    title = view.summary.title
    if not last:
        return [*crumbs, {"label": title, "url": ""}]
    return [
        *crumbs,
        {"label": title, "url": reverse("assessment:plan", args=[view.summary.id])},
        {"label": last, "url": ""},
    ]


def _into(form: Any, refusal: Refused) -> None:
    """Show a refusal beside the fields it names, or above the form."""
    errors = getattr(refusal, "errors", {})
    for field, sentences in errors.items():
        form.add_error(field if field in form.fields else None, sentences)
    if not errors:
        form.add_error(None, str(refusal))

"""A plan from bank questions in two steps: which questions in which order, then weights and the rest."""

from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from bole.accounts.api import requires
from bole.assessment import access
from bole.assessment.actions import banks as actions
from bole.assessment.actions.plans import UnusablePlan
from bole.assessment.models import JobFamily
from bole.assessment.queries import banks as queries
from bole.assessment.web.banks import TONES
from bole.assessment.web.viewer import viewer_of
from bole.core import clock
from bole_engines.assessment import banks as engine
from bole_engines.assessment.checking import MOST_MINUTES

ORDER, WEIGHT, LEVEL = "o-", "w-", "t-"


class PlanForm(django_forms.Form):
    """Everything about the plan but its questions and weights."""

    title = django_forms.CharField(label=gettext_lazy("Title of the plan"), max_length=120)
    minutes = django_forms.IntegerField(
        label=gettext_lazy("Minutes that candidates are told"), min_value=1, max_value=MOST_MINUTES
    )
    match_threshold = django_forms.IntegerField(
        label=gettext_lazy("Suggest the next interview from a match of, in per cent"), min_value=20, max_value=100
    )
    same_questions = django_forms.BooleanField(
        label=gettext_lazy("Same questions for everyone"),
        required=False,
        help_text=gettext_lazy("Everybody gets exactly these questions in this order, and no follow-ups."),
    )


@requires("plans.write")
@require_http_methods(["GET", "POST"])
def build(request: HttpRequest, family_id: UUID) -> HttpResponse:
    family = access.family_to_write(viewer_of(request), family_id)
    bank = queries.bank_of(family)
    if request.method == "POST":
        return _second(request, family, bank, _known(bank, request.POST.get("questions", "").split(",")))
    ready = {one.id: one for one in bank.plans}.get(request.GET.get("ready", ""))
    chosen = list(ready.questions) if ready else _ordered(bank, request.GET)
    if chosen and (ready or "next" in request.GET):
        return _second(request, family, bank, chosen, ready)
    return _first(request, family, bank, chosen)


def _first(request: HttpRequest, family: JobFamily, bank: engine.Bank, chosen: list[str]) -> HttpResponse:
    place = {name: index + 1 for index, name in enumerate(chosen)}
    names = {one.id: one.name for one in bank.competencies}
    rows = [
        (one, TONES[one.kind], [names[name] for name in one.competencies], place.get(one.id, ""), _seconds(one))
        for one in bank.questions
    ]
    context = {
        "family": family,
        "bank": bank,
        "rows": rows,
        "none_chosen": "next" in request.GET,
        "minutes": engine.estimated_minutes(bank.question(name) for name in chosen) if chosen else 0,
    }
    return render(request, "assessment/bank/plan_questions.html", context)


def _second(
    request: HttpRequest,
    family: JobFamily,
    bank: engine.Bank,
    chosen: list[str],
    ready: engine.ReadyPlan | None = None,
) -> HttpResponse:
    questions = [bank.question(name) for name in chosen]
    asked = engine.asked_for(bank, chosen)
    data = request.POST if request.method == "POST" else None
    form = PlanForm(data, initial=_initial(family, questions, ready))
    weights, levels = _numbers(bank, asked, ready, data)
    problems: tuple[str, ...] = ()
    if data is not None and form.is_valid():
        practice = ready.practice if ready else None
        made = engine.ReadyPlan(
            id=f"{family.key}-plan",
            questions=tuple(chosen),
            weights=weights,
            thresholds=levels,
            practice=practice,
            summary=family.summary,
            **form.cleaned_data,
        )
        try:
            plan = actions.make_plan(family, made, actor=viewer_of(request).actor, at=clock.now())
        except UnusablePlan as refusal:
            problems = refusal.problems
        else:
            messages.success(request, _("The plan is a draft. Look it over, then publish it."))
            return redirect("assessment:plan", plan.pk)
    context = {
        "family": family,
        "questions": [(one, TONES[one.kind]) for one in questions],
        "chosen": ",".join(chosen),
        "form": form,
        "rows": [(one, weights[one.id], levels[one.id]) for one in bank.competencies if one.id in asked],
        "total": sum(weights.values()),
        "levels": (1, 2, 3, 4, 5),
        "problems": problems,
        "back": "&".join(f"{ORDER}{name}={index + 1}" for index, name in enumerate(chosen)),
    }
    return render(request, "assessment/bank/plan_weights.html", context, status=422 if problems or form.errors else 200)


def _initial(family: JobFamily, questions: list[Any], ready: engine.ReadyPlan | None) -> dict[str, Any]:
    if ready is not None:
        names = ("title", "minutes", "match_threshold", "same_questions")
        return {name: getattr(ready, name) for name in names}
    minutes = min(MOST_MINUTES, engine.estimated_minutes(questions))
    title = _("{family}: first interview").format(family=family.name)
    return {"title": title, "minutes": minutes, "match_threshold": 60}


def _numbers(
    bank: engine.Bank, asked: tuple[str, ...], ready: engine.ReadyPlan | None, data: QueryDict | None
) -> tuple[dict[str, int], dict[str, int]]:
    """Weights and levels by competency: what was sent, else the ready plan's, else the family's scaled to 100."""
    wanted = {one.id: one for one in bank.competencies if one.id in asked}
    levels = {name: one.threshold for name, one in wanted.items()}
    if data is not None:
        sent = {name: _whole(data.get(f"{LEVEL}{name}", "")) for name in wanted}
        return {name: _whole(data.get(f"{WEIGHT}{name}", "")) for name in wanted}, sent
    if ready is not None:
        return dict(ready.weights), {**levels, **ready.thresholds}
    return actions.scaled({name: one.weight for name, one in wanted.items()}), levels


def _ordered(bank: engine.Bank, data: QueryDict) -> list[str]:
    """Chosen questions by the number that stands beside them; equal numbers in the order of the bank."""
    given = {one.id: _whole(data.get(f"{ORDER}{one.id}", "")) for one in bank.questions}
    return sorted((name for name, number in given.items() if number), key=lambda name: given[name])


def _known(bank: engine.Bank, names: list[str]) -> list[str]:
    known = {one.id for one in bank.questions}
    return [name for name in dict.fromkeys(names) if name in known]


def _seconds(one: Any) -> int:
    return int(one.think_s + one.answer_s + engine.SECONDS_A_QUESTION + engine.SECONDS_A_TURN * len(one.turns))


def _whole(text: str) -> int:
    clean = text.strip()
    return int(clean) if clean.isascii() and clean.isdigit() and len(clean) < 4 else 0

"""评分质量: the overview, one plan's agreement and gate, its questions, and both as CSV."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bole.accounts.api import requires
from bole.assessment import access
from bole.assessment.models import Plan
from bole.assessment.queries import agreement, analytics, audits, calibrations, gatewords, overview
from bole.assessment.queries.agreement import CompetencyQuality, Quality
from bole.assessment.web import charts
from bole.assessment.web.viewer import viewer_of
from bole_engines.psychometrics.types import Figure


@requires("plans.read")
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    return render(request, "assessment/quality_index.html", {"lines": overview.lines()})


@requires("plans.read")
@require_GET
def page(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = access.plan_to_read(viewer_of(request), plan_id)
    found = agreement.quality(plan, subgroups=audits.subgroup_figures(plan))
    context = {
        "plan": plan,
        "quality": found,
        "rows": [_row(one) for one in found.rows],
        "line": charts.place(0.7, 0, 1),
        "calibrations": calibrations.of_plan(plan),
        "may_write": viewer_of(request).can("plans.write"),
        "may_settle": viewer_of(request).can(access.DECIDE),
        "tab": "quality",
        "breadcrumb": crumbs(plan, _("Rating quality")),
    }
    return render(request, "assessment/quality.html", context)


@requires("plans.read")
@require_GET
def questions(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = access.plan_to_read(viewer_of(request), plan_id)
    found = analytics.analytics(plan)
    context = {
        "plan": plan,
        "found": found,
        "questions": [
            {
                "one": one,
                "advice": gatewords.advice(one.item.advice),
                "difficulty": None if one.item.difficulty is None else charts.place(one.item.difficulty, 0, 1),
                "discrimination": charts.whisker(one.item.discrimination, -1, 1),
                "decision": charts.whisker(one.decision, 0, 1),
            }
            for one in found.questions
        ],
        "predictors": [{"one": one, "at": charts.whisker(one.figure, 0, 1)} for one in found.predictors],
        "may_settle": viewer_of(request).can(access.DECIDE),
        "tab": "questions",
        "breadcrumb": crumbs(plan, _("Question analytics")),
    }
    return render(request, "assessment/questions.html", context)


@requires("plans.read")
@require_GET
def export(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Agreement and gate as CSV: one line a competency and one for the whole plan."""
    plan = access.plan_to_read(viewer_of(request), plan_id)
    return as_csv(
        f"{plan.key}-quality", _agreement_lines(agreement.quality(plan, subgroups=audits.subgroup_figures(plan)))
    )


@requires("plans.read")
@require_GET
def export_questions(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """The questions' figures as CSV."""
    plan = access.plan_to_read(viewer_of(request), plan_id)
    head = ["question", "text", "kind", "exposure", "answered", "rated", "difficulty", "item_rest_r", "r_low", "r_high"]
    head += ["drop_off", "abstention", "seconds", "decision_auc", "auc_low", "auc_high", "advice"]
    rows: list[Sequence[Any]] = [head]
    rows.extend(
        [
            *(one.id, one.text, one.kind, one.item.exposure, one.item.answered, one.item.rated),
            *(rounded(one.item.difficulty), *figure(one.item.discrimination)),
            *(rounded(one.item.drop_off), rounded(one.item.abstention), rounded(one.item.seconds)),
            *(*figure(one.decision), " ".join(one.item.advice)),
        ]
        for one in analytics.analytics(plan).questions
    )
    return as_csv(f"{plan.key}-questions", rows)


def _row(one: CompetencyQuality) -> dict[str, Any]:
    words, tone = gatewords.outcome(one.outcome)
    most = max((count for line in one.grid for count in line), default=0)
    return {
        "one": one,
        "words": words,
        "tone": tone,
        "sentences": [(check.verdict, gatewords.sentence(check)) for check in one.checks],
        "missing": gatewords.missing(one.missing, one.missing_double),
        "machine_at": charts.whisker(one.machine.qwk, 0, 1),
        "people_at": charts.whisker(one.people.qwk, 0, 1),
        "grid": [
            (level, [(count, charts.shade(count, most)) for count in one.grid[level - 1]]) for level in range(5, 0, -1)
        ]
        if most
        else [],
    }


def _agreement_lines(found: Quality) -> list[Sequence[Any]]:
    head = ["competency", "name", "interviews", "qwk", "qwk_low", "qwk_high", "pearson", "pearson_low", "pearson_high"]
    head += [
        "smd",
        "smd_low",
        "smd_high",
        "exact",
        "exact_low",
        "exact_high",
        "adjacent",
        "adjacent_low",
        "adjacent_high",
    ]
    head += ["people_interviews", "people_qwk", "people_low", "people_high", "icc21", "icc21_low", "icc21_high"]
    head += ["icc2k", "icc2k_low", "icc2k_high", "raters", "gate"]
    rows: list[Sequence[Any]] = [head]
    rows.extend(
        [
            *(one.id, one.name, one.machine.n, *_five(one.machine), one.people.n, *figure(one.people.qwk)),
            *(*figure(one.reliability.single), *figure(one.reliability.average)),
            *(one.reliability.raters, one.outcome),
        ]
        for one in found.rows
    )
    whole = found.whole
    rows.append(["", "*", whole.cases, *_five(whole), found.whole_people.cases, *figure(found.whole_people.qwk)])
    return rows


def _five(found: Any) -> list[Any]:
    names = ("qwk", "pearson", "smd", "exact", "adjacent")
    return [value for name in names for value in figure(getattr(found, name))]


def figure(one: Figure) -> list[Any]:
    """Value and interval as three cells."""
    return [rounded(one.value), rounded(one.low), rounded(one.high)]


def rounded(value: float | None) -> Any:
    """Four decimals; an empty cell without a value."""
    return "" if value is None else round(value, 4)


def as_csv(name: str, rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A file that spreadsheets open with Chinese intact. A cell that begins like a formula is made text."""
    body = io.StringIO()
    writer = csv.writer(body)
    for row in rows:
        writer.writerow([_harmless(cell) for cell in row])
    response = HttpResponse("\ufeff" + body.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slugify(name) or "table"}.csv"'
    return response


def _harmless(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t") else cell


def crumbs(plan: Plan, last: str) -> list[dict[str, str]]:
    """The way from the plans to this page."""
    return [
        {"label": _("Interview plans"), "url": reverse("assessment:plans")},
        {"label": plan.title, "url": reverse("assessment:plan", args=[plan.pk])},
        {"label": last, "url": ""},
    ]

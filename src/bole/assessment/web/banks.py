"""Pages of the question bank: questions, competencies, job families with the library, and one entry with its history."""

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
from bole.assessment.actions import banks as actions
from bole.assessment.models import Competency, JobFamily, Question
from bole.assessment.queries import banks as queries
from bole.assessment.queries import library
from bole.assessment.web import bank_forms as forms
from bole.assessment.web.forms import ImportForm
from bole.assessment.web.viewer import viewer_of
from bole.core import clock
from bole.core.errors import Conflict, Invalid, NotFound
from bole_engines.assessment.types import Competency as CompetencyContent
from bole_engines.assessment.types import Question as QuestionContent

PER_PAGE = 20
TONES = {
    "behavioural": "blue",
    "situational": "purple",
    "explain": "azure",
    "motivation": "green",
    "roleplay": "orange",
    "code": "indigo",
}


@requires("plans.read")
@require_GET
def questions(request: HttpRequest) -> HttpResponse:
    asked = _filters(request)
    families = list(queries.families())
    rows = queries.questions(**asked)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    names = queries.names_of(row.family_id for row in page)
    shown = [
        (row, TONES.get(row.kind, "secondary"), [names.get((row.family_id, key), key) for key in row.asks])
        for row in page
    ]
    chosen = [one for one in families if one.pk == asked["family"]]
    context = {
        "tab": "questions",
        "page": page,
        "rows": shown,
        "asked": asked,
        "families": families,
        "kinds": forms.KINDS,
        "languages": forms.LANGUAGES,
        "competencies": list(queries.competencies(family=chosen[0].pk)) if chosen else [],
        "may_write": viewer_of(request).can("plans.write"),
    }
    return render(request, "assessment/bank/questions.html", context)


@requires("plans.read")
@require_GET
def competencies(request: HttpRequest) -> HttpResponse:
    asked = _filters(request)
    kept = {name: asked[name] for name in ("family", "language", "search", "retired")}
    page = Paginator(queries.competencies(**kept), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "tab": "competencies",
        "page": page,
        "rows": [(row, sorted(row.content["anchors"].items(), reverse=True)) for row in page],
        "asked": asked,
        "families": list(queries.families()),
        "languages": forms.LANGUAGES,
        "may_write": viewer_of(request).can("plans.write"),
    }
    return render(request, "assessment/bank/competencies.html", context)


@requires("plans.read")
@require_http_methods(["GET", "POST"])
def families(request: HttpRequest) -> HttpResponse:
    """The company's families, and what the library offers beside them. POST makes an empty family."""
    viewer = viewer_of(request)
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        if not viewer.can("plans.write"):
            return HttpResponse(status=403)
        name, language = request.POST.get("name", ""), request.POST.get("language", "")
        try:
            made = actions.new_family(name, language, actor=viewer.actor, at=clock.now())
        except Invalid as refusal:
            errors = refusal.errors
        else:
            messages.success(request, _("The family is there. Add its competencies first, then questions."))
            return redirect(f"{reverse('assessment:bank_competencies')}?family={made.pk}")
    ours = list(queries.families())
    here = {(one.key, one.language) for one in ours}
    context = {
        "tab": "families",
        "families": ours,
        "supplied": [one for one in library.heads() if (one.key, one.language) not in here],
        "languages": forms.LANGUAGES,
        "errors": errors,
        "may_write": viewer.can("plans.write"),
    }
    return render(request, "assessment/bank/families.html", context, status=422 if errors else 200)


@requires("plans.write")
@require_POST
def take(request: HttpRequest, name: str) -> HttpResponse:
    """Take one bank from the library, or all of them (``name`` is "all")."""
    wanted = [one.name for one in library.heads()] if name == "all" else [name]
    for one in wanted:
        actions.take(one, actor=viewer_of(request).actor, at=clock.now())
    messages.success(request, _("Taken from the library. It is yours now: change what does not fit."))
    return redirect("assessment:bank_families")


@requires("plans.read")
@require_GET
def export(request: HttpRequest, family_id: UUID) -> HttpResponse:
    family = access.family_to_read(viewer_of(request), family_id)
    response = HttpResponse(actions.to_yaml(family), content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slugify(family.key) or "bank"}.yaml"'
    return response


@requires("plans.write")
@require_http_methods(["GET", "POST"])
def bring_in(request: HttpRequest) -> HttpResponse:
    """First what the file would change, then, when that is confirmed, the import."""
    form = ImportForm(request.POST or None, request.FILES or None)
    problems: tuple[str, ...] = ()
    found: actions.Import | None = None
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        try:
            found = actions.preview(text)
            if request.POST.get("confirm"):
                actions.import_yaml(text, actor=viewer_of(request).actor, at=clock.now())
                messages.success(request, _("Imported. Entries that the file does not hold are as they were."))
                return redirect("assessment:bank_families")
        except actions.Unusable as refusal:
            problems, found = refusal.problems, None
    status = 422 if form.errors or problems else 200
    context = {"form": form, "problems": problems, "found": found, "text": form.data.get("text", "")}
    if found is not None:
        context["text"] = form.cleaned_data["text"]
    return render(request, "assessment/bank/import.html", context, status=status)


@requires("plans.write")
@require_http_methods(["GET", "POST"])
def new_question(request: HttpRequest) -> HttpResponse:
    kind = request.GET.get("kind", "")
    family_id = _uuid(request.GET.get("family", ""))
    if family_id is None or kind not in dict(forms.KINDS):
        context = {"families": list(queries.families()), "kinds": forms.KINDS, "family": family_id, "kind": kind}
        return render(request, "assessment/bank/new_question.html", context)
    family = access.family_to_write(viewer_of(request), family_id)
    return _question_page(request, family, None, kind)


@requires("plans.write")
@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, question_id: UUID) -> HttpResponse:
    row = access.question_to_write(viewer_of(request), question_id)
    return _question_page(request, row.family, row, row.kind)


@requires("plans.write")
@require_http_methods(["GET", "POST"])
def new_competency(request: HttpRequest) -> HttpResponse:
    family_id = _uuid(request.GET.get("family", ""))
    if family_id is None:
        return redirect("assessment:bank_families")
    return _competency_page(request, access.family_to_write(viewer_of(request), family_id), None)


@requires("plans.write")
@require_http_methods(["GET", "POST"])
def competency(request: HttpRequest, competency_id: UUID) -> HttpResponse:
    row = access.competency_to_write(viewer_of(request), competency_id)
    return _competency_page(request, row.family, row)


@requires("plans.write")
@require_POST
def act(request: HttpRequest, shelf: str, entry_id: UUID, verb: str) -> HttpResponse:
    """Retire an entry, put it back in use, or go back to an earlier version (``version`` in the form)."""
    done = {"retire": _("Retired. Plans that ask it keep it."), "restore": _("Back in use."), "back": _("Taken back.")}
    if shelf not in ("questions", "competencies") or verb not in done:
        raise NotFound
    viewer = viewer_of(request)
    row: Competency | Question = (
        access.question_to_write(viewer, entry_id)
        if shelf == "questions"
        else access.competency_to_write(viewer, entry_id)
    )
    try:
        if verb == "back":
            actions.go_back(row, _number(request.POST.get("version", "")), actor=viewer.actor, at=clock.now())
        elif verb == "retire":
            actions.retire(row, actor=viewer.actor, at=clock.now())
        else:
            actions.restore(row, actor=viewer.actor, at=clock.now())
    except (actions.Unusable, actions.StillAskedFor) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done[verb])
    return redirect(_address(row))


def _question_page(request: HttpRequest, family: JobFamily, row: Question | None, kind: str) -> HttpResponse:
    wanted = [(one.key, one.name) for one in family.competencies.filter(retired_at=None)]
    now = QuestionContent.from_json(row.content) if row else None
    data = request.POST if request.method == "POST" else None
    entry = forms.question_forms(kind, wanted, now, row.version if row else None, data)
    if data is not None and entry.valid:
        content = forms.question_of(entry, row.key if row else actions.new_key("q"), kind)
        kept = _keep(request, entry, lambda **more: actions.save_question(family, content, **more))
        if kept is not None:
            return redirect("assessment:bank_question", kept.pk)
    page = "assessment/bank/question.html"
    return _entry_page(request, page, family, row, entry, kind=kind, tone=TONES[kind])


def _competency_page(request: HttpRequest, family: JobFamily, row: Competency | None) -> HttpResponse:
    now = CompetencyContent.from_json(row.content) if row else None
    data = request.POST if request.method == "POST" else None
    entry = forms.competency_forms(now, row.version if row else None, data)
    if data is not None and entry.valid:
        required = now.required if now else True
        content = forms.competency_of(entry, row.key if row else actions.new_key("c"), required)
        kept = _keep(request, entry, lambda **more: actions.save_competency(family, content, **more))
        if kept is not None:
            return redirect("assessment:bank_competency", kept.pk)
    return _entry_page(request, "assessment/bank/competency.html", family, row, entry)


def _keep(request: HttpRequest, entry: forms.Entry, save: Any) -> Any:
    try:
        kept = save(seen=entry.fields.cleaned_data.get("seen"), actor=viewer_of(request).actor, at=clock.now())
    except actions.Unusable as refusal:
        entry.blame(refusal.faults)
        return None
    except Conflict as refusal:
        entry.fields.add_error(None, str(refusal))
        return None
    messages.success(request, _("Saved. What it was before is kept under earlier versions."))
    return kept


def _entry_page(
    request: HttpRequest,
    template: str,
    family: JobFamily,
    row: "Competency | Question | None",
    entry: forms.Entry,
    **more: Any,
) -> HttpResponse:
    shelf = "competencies" if template.endswith("competency.html") else "questions"
    broken = bool(entry.fields.errors) or any(form.errors for rows in entry.rows.values() for form in rows.forms)
    broken = broken or (entry.code is not None and bool(entry.code.errors))
    context = {
        "family": family,
        "row": row,
        "entry": entry,
        "broken": broken,
        "versions": queries.versions(row) if row else [],
        "shelf": shelf,
        "synonyms": sorted(family.synonyms),
        **more,
    }
    return render(request, template, context, status=422 if broken else 200)


def _filters(request: HttpRequest) -> dict[str, Any]:
    get = request.GET.get
    kind, language = get("kind", ""), get("language", "")
    return {
        "family": _uuid(get("family", "")),
        "kind": kind if kind in dict(forms.KINDS) else "",
        "asks": get("asks", "")[:60],
        "language": language if language in dict(forms.LANGUAGES) else "",
        "search": get("q", "").strip()[:100],
        "retired": get("state", "") == "retired",
    }


def _address(row: "Competency | Question") -> str:
    name = "bank_question" if isinstance(row, Question) else "bank_competency"
    return reverse(f"assessment:{name}", args=[row.pk])


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise NotFound
    return int(text)

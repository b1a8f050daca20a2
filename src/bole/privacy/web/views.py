"""The office's privacy pages: consents, requests, erasure, certificates."""

import functools
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages as flash
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bole.accounts.api import requires
from bole.core import clock
from bole.core.errors import NotFound
from bole.privacy import access, actions, queries
from bole.privacy.actions.erasure import DECLINE_REASONS, digest
from bole.privacy.models import ErasureCertificate
from bole.privacy.web.forms import DeclineForm, EraseForm

PER_PAGE = 20
INTERVIEW = "interview"
View = Callable[..., HttpResponseBase]


def _managed(view: View) -> View:
    """Only for those who manage privacy, and for the whole company."""

    @requires("privacy.manage")
    @functools.wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        access.may_manage(request.viewer)
        return view(request, *args, **kwargs)

    return guarded


@_managed
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What people agreed to, who asks to be erased, what is deleted when, and the certificates."""
    text = request.GET.get("q", "").strip()
    requests = list(queries.requests()[:100])
    names = queries.names([row.subject_id for row in requests])
    page = Paginator(queries.certificates(), PER_PAGE).get_page(request.GET.get("page"))
    notice = queries.notice(INTERVIEW, get_language() or queries.FALLBACK)
    counts = queries.consent_counts()
    return render(
        request,
        "privacy/home.html",
        {
            "text": text,
            "found": queries.search(text) if text else [],
            "requests": [(row, names.get(row.subject_id, "")) for row in requests],
            "page": page,
            "notice": notice,
            "layers": [(layer, counts.get(layer.key, 0)) for layer in notice.layers],
            "counts": counts,
            "rules": queries.retention_rules(),
            "now": clock.now(),
        },
    )


@_managed
@require_GET
def subject(request: HttpRequest, subject_id: UUID) -> HttpResponse:
    """One person: every act of consent, and what can be done with their data."""
    return render(request, "privacy/subject.html", _subject(subject_id))


@_managed
@require_POST
def export(request: Any, subject_id: UUID) -> HttpResponse:
    """Everything the house holds about the person, as JSON."""
    _name_of(subject_id)
    found = actions.export(subject_id, actor=request.actor, at=clock.now())
    response = JsonResponse(found, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="bole-export.json"'
    response["Cache-Control"] = "no-store"
    return response


@_managed
def erase(request: Any, subject_id: UUID) -> HttpResponse:
    """Say what will be gone, take the typed name, erase, show the certificate."""
    name = _name_of(subject_id)
    form = EraseForm(request.POST or None, name=name)
    if request.method == "POST" and form.is_valid():
        done = actions.erase(subject_id, actor=request.actor, at=clock.now())
        flash.success(request, _("Erased. This is the certificate."))
        return redirect("privacy:certificate", certificate_id=done.id)
    status = 422 if form.is_bound else 200
    return render(request, "privacy/erase.html", {**_subject(subject_id), "form": form}, status=status)


@_managed
@require_POST
def decline(request: Any, request_id: UUID) -> HttpResponse:
    """Answer a request with a reason from the list."""
    row = access.request(request.viewer, request_id)
    form = DeclineForm(request.POST)
    if form.is_valid():
        actions.decline(row, answer_code=form.cleaned_data["answer_code"], actor=request.actor, at=clock.now())
        flash.success(request, _("The request was declined; the reason is on record."))
    else:
        flash.error(request, _("Choose a reason."))
    return redirect("privacy:home")


@_managed
@require_GET
def certificate(request: Any, certificate_id: UUID) -> HttpResponse:
    """The certificate, to be printed and handed to the person."""
    row = access.certificate(request.viewer, certificate_id)
    return render(
        request,
        "privacy/certificate.html",
        {"row": row, "counts": _named_counts(row), "is_intact": digest(row) == row.digest},
    )


def _name_of(subject_id: UUID) -> str:
    """The person's name; NotFound for somebody unknown or erased."""
    name = queries.names([subject_id]).get(subject_id, "")
    if not name:
        raise NotFound
    return name


def _subject(subject_id: UUID) -> dict[str, Any]:
    return {
        "subject_id": subject_id,
        "name": _name_of(subject_id),
        "history": [
            {
                "consent": row,
                "layers": [(layer["title"], row.layers.get(layer["key"]) is True) for layer in row.text.body["layers"]],
            }
            for row in queries.history(subject_id)
        ],
        "open_request": queries.open_request(subject_id),
        "decline_reasons": list(DECLINE_REASONS.items()),
    }


def _named_counts(row: ErasureCertificate) -> list[tuple[str, int]]:
    return [(queries.table_name(label), count) for label, count in sorted(row.counts.items())]

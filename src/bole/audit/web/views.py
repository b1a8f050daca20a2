"""The page 审计日志: what happened, who did it, and whether the chain holds."""

import csv
import io
from typing import Any

from django.apps import apps
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from bole.audit import access, queries
from bole.audit.actions import chain, log
from bole.audit.models import Entry
from bole.audit.ports import directory, verbs
from bole.audit.web.forms import KINDS, FilterForm
from bole.core import clock
from bole.core.errors import Refused

PAGE = 50
EXPORT_LIMIT = 20_000


class TooManyRows(Refused):
    """A file with rows missing would be worse than none."""

    code = "audit.too_many_rows"
    status = 422
    sentence = gettext_lazy(
        "These are {count} entries; a file holds up to {limit}. Choose a shorter time and try again."
    )


@require_GET
def audit_log(request: HttpRequest) -> HttpResponse:
    """The log, newest first, fifty a page."""
    access.require_reader(request.viewer)  # type: ignore[attr-defined]
    form = FilterForm(request.GET)
    form.is_valid()
    page = Paginator(queries.entries(form.wanted()), PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "page": page,
        "rows": _shown(list(page.object_list)),
        "standing": queries.standing(),
        "filters": query.urlencode(),
    }
    return render(request, "audit/log.html", context)


# Rows whose models have no words of their own for people.
OBJECTS = {
    "accounts.membership": gettext_lazy("member"),
    "accounts.pass": gettext_lazy("link"),
    "accounts.role": gettext_lazy("role"),
    "assessment.case": gettext_lazy("assessment"),
    "assessment.plan": gettext_lazy("interview plan"),
    "core.tenant": gettext_lazy("company"),
    "interviews.recording": gettext_lazy("recording"),
    "people.importbatch": gettext_lazy("import"),
    "people.legalentity": gettext_lazy("legal entity"),
}


def object_words(kind: str) -> str:
    """What an object is called (``interviews.invitation`` is an invitation); a kind without a model stays as it is."""
    if kind in OBJECTS:
        return str(OBJECTS[kind])
    try:
        return str(apps.get_model(kind)._meta.verbose_name)
    except (LookupError, ValueError):
        return kind


def _shown(entries: list[Entry]) -> list[dict[str, Any]]:
    """Entries with words: one query for the names of all actors."""
    names = directory.names({entry.actor_id for entry in entries if entry.actor_kind == "user"})
    kinds = dict(KINDS)
    return [
        {
            "entry": entry,
            "verb": verbs.label(entry.verb),
            "object": object_words(entry.object_kind),
            "actor": names.get(entry.actor_id) or str(kinds.get(entry.actor_kind, entry.actor_id)),
            "sealed": getattr(entry, "seal", None),
        }
        for entry in entries
    ]


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The filtered log as CSV for a spreadsheet. The export itself is an entry."""
    access.require_reader(request.viewer)  # type: ignore[attr-defined]
    form = FilterForm(request.GET)
    form.is_valid()
    found = queries.entries(form.wanted())
    count = found.count()
    if count > EXPORT_LIMIT:
        raise TooManyRows(count=count, limit=EXPORT_LIMIT)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        [_("Time"), _("Who"), _("Kind of actor"), _("Act"), _("Verb"), _("Object"), _("Object id"), _("Subject id"), _("Fields"),
         _("Number in the chain"), _("Hash")]
    )  # fmt: skip
    for row in _shown(list(found)):
        writer.writerow(_safe(value) for value in _cells(row))
    at = clock.now()
    log.record(
        request.actor,  # type: ignore[attr-defined]
        "audit.exported",
        object_kind="core.tenant",
        object_id=request.tenant.pk,  # type: ignore[attr-defined]
        subject_id=None,
        fields=(),
        at=at,
        reason_sealed=None,
    )
    # The mark at the start makes spreadsheets read Chinese as UTF-8.
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="audit-{timezone.localtime(at):%Y%m%d-%H%M}.csv"'
    return response


def _cells(row: dict[str, Any]) -> list[str]:
    entry, sealed = row["entry"], row["sealed"]
    return [
        timezone.localtime(entry.at).isoformat(timespec="seconds"),
        row["actor"],
        entry.actor_kind,
        row["verb"],
        entry.verb,
        entry.object_kind,
        entry.object_id,
        str(entry.subject_id or ""),
        " ".join(entry.fields),
        str(sealed.seq) if sealed else "",
        bytes(sealed.hash).hex() if sealed else "",
    ]


def _safe(value: str) -> str:
    """A name such as ``=cmd()`` must stay words in a spreadsheet."""
    return f"'{value}" if value[:1] in {"=", "+", "-", "@", "\t", "\r"} else value


@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Walk the chain now and say what was found."""
    access.require_reader(request.viewer)  # type: ignore[attr-defined]
    report = chain.walk(request.tenant)  # type: ignore[attr-defined]
    if report.broken is None:
        sentence = _("The chain holds: {sealed} entries checked, {unsealed} not sealed yet. Last hash {head}…")
        messages.success(
            request, sentence.format(sealed=report.sealed, unsealed=report.unsealed, head=report.head[:16] or "0")
        )
    else:
        sentence = _(
            "The chain is broken at number {seq}: entries were changed or removed. Keep a copy and ask for help."
        )
        messages.error(request, sentence.format(seq=report.broken.seq))
    return HttpResponseRedirect(reverse("audit:log"))

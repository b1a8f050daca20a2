"""The import wizard: upload, look, confirm; and the way back."""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages as flash
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from bole.accounts.api import requires
from bole.accounts.types import Grade, mask_email, mask_id_number, mask_phone
from bole.core import clock
from bole.core.errors import Refused
from bole.people import access, actions, queries
from bole.people.actions import importing, problems, reading
from bole.people.models import ImportBatch
from bole.people.states import TONES, Batch
from bole.people.web.forms import UploadForm

PER_PAGE = 100
BATCHES_PER_PAGE = 25
COLUMNS = ("name", "phone", "email", "id_number", "source", "note")
MASKS: Mapping[str, Any] = {"phone": mask_phone, "email": mask_email, "id_number": mask_id_number}
EXAMPLE = (
    ("姓名", "手机", "邮箱", "来源", "备注"),
    ("示例：王小明", "13800138000", "wang@example.com", "官网", "可删除此行"),
)


@requires("people.import")
def upload(request: Any) -> HttpResponse:
    """Take a file and go to its preview. A file that cannot be read is answered here, and nothing is stored."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            # One byte more than allowed is enough to know; a huge upload is never read whole.
            made = actions.start_import(
                file.read(reading.MOST_BYTES + 1),
                file_name=file.name or "",
                entity=queries.entity_within(access.scopes(request.viewer, access.IMPORT)),
                actor=request.actor,
                at=clock.now(),
            )
        except Refused as refused:
            form.add_error("file", str(refused))
        else:
            return redirect("people:batch", batch_id=made.pk)
    status = 422 if form.is_bound and not form.is_valid() else 200
    recent = [_line(one) for one in _batches(request)[:5]]
    return render(request, "people/import.html", {"form": form, "recent": recent}, status=status)


@requires("people.import")
@require_GET
def example(request: HttpRequest) -> HttpResponse:
    """An empty list with the column names, which Excel opens without breaking the Chinese."""
    return _csv("bole-import.csv", EXAMPLE)


@requires("people.import")
@require_GET
def batch(request: Any, batch_id: UUID) -> HttpResponse:
    """What was found in the file: every line, with its reasons beside it."""
    found = access.batch(request.viewer, batch_id)
    payload = importing.rows_of(found)
    rows = payload["rows"]
    wanted = request.GET.get("show", "")
    wanted = wanted if wanted in {"good", "known", "bad"} else ""
    page = Paginator([row for row in rows if not wanted or row["status"] == wanted], PER_PAGE).get_page(
        request.GET.get("page")
    )
    clear = request.viewer.sees(Grade.SENSITIVE)
    return render(
        request,
        "people/batch.html",
        {
            "batch": found,
            "state": Batch(found.state),
            "tone": TONES[Batch(found.state)],
            "is_preview": found.state == Batch.PREVIEW and found.rows_sealed is not None,
            "is_applied": found.state == Batch.APPLIED,
            "has_rows": bool(rows),
            "notices": [problems.notice(code, values) for code, values in payload["notices"]],
            "page": page,
            "rows": [_shown(row, clear=clear) for row in page],
            "show": wanted,
            "importable": found.good + found.known,
        },
    )


@requires("people.import")
@require_POST
def apply(request: Any, batch_id: UUID) -> HttpResponse:
    """Take the good rows in."""
    found = access.batch(request.viewer, batch_id)
    made = actions.apply_batch(access.batch_for_job(found.pk), actor=request.actor, at=clock.now())
    text = ngettext("{n} person was imported.", "{n} people were imported.", made.good).format(n=made.good)
    flash.success(request, text, extra_tags=f"undo:{reverse('people:undo', args=[made.pk])}")
    return redirect("people:batch", batch_id=made.pk)


@requires("people.import")
@require_POST
def discard(request: Any, batch_id: UUID) -> HttpResponse:
    """Drop the preview; the rows are shredded."""
    found = access.batch(request.viewer, batch_id)
    actions.discard_batch(access.batch_for_job(found.pk), actor=request.actor, at=clock.now())
    flash.success(request, _("The file was discarded and its rows were deleted."))
    return redirect("people:import")


@requires("people.import")
@require_POST
def undo(request: Any, batch_id: UUID) -> HttpResponse:
    """Take the whole import back, or say who is in the way."""
    found = access.batch(request.viewer, batch_id)
    try:
        count = actions.undo_batch(access.batch_for_job(found.pk), actor=request.actor, at=clock.now())
    except actions.CannotUndo as refused:
        flash.error(request, str(refused))
    else:
        text = ngettext(
            "The import was undone: {n} person was removed.", "The import was undone: {n} people were removed.", count
        )
        flash.success(request, text.format(n=count))
    return redirect("people:batch", batch_id=found.pk)


@requires("people.import")
@require_GET
def errors(request: Any, batch_id: UUID) -> HttpResponse:
    """The rows that did not go in, with their reasons, to be corrected and uploaded again."""
    found = access.batch(request.viewer, batch_id)
    clear = request.viewer.sees(Grade.SENSITIVE)
    lines: list[Iterable[str]] = [
        (_("Line"), _("Reason"), *(str(problems.FIELDS[name]) for name in COLUMNS)),
    ]
    for row in importing.rows_of(found)["rows"]:
        if row["status"] == "good":
            continue
        shown = _shown(row, clear=clear)
        lines.append(
            (str(row["line"]), " ".join(shown["reasons"]), *(_raw(row, name, clear=clear) for name in COLUMNS))
        )
    if clear:
        importing.note_errors_read(found, actor=request.actor, at=clock.now())
    return _csv("bole-import-errors.csv", lines)


@requires("people.import")
@require_GET
def listed(request: Any) -> HttpResponse:
    """Every import of the viewer's scope, newest first."""
    page = Paginator(_batches(request), BATCHES_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "people/batches.html", {"page": page, "rows": [_line(one) for one in page]})


def _batches(request: Any) -> Any:
    return queries.batches_within(access.scopes(request.viewer, access.IMPORT))


def _line(found: ImportBatch) -> dict[str, Any]:
    state = Batch(found.state)
    return {"batch": found, "state": state, "tone": TONES[state], "may_undo": state == Batch.APPLIED}


def _shown(row: Mapping[str, Any], *, clear: bool) -> dict[str, Any]:
    """A row for the page: what is right is masked, what is wrong is shown as it stands to those who may see it."""
    wrong = {field for field, _code, _values in row["problems"]}
    cells = []
    for name in ("name", "phone", "email", "source"):
        bad = name in wrong
        value = row["raw"][name] if bad or not row["data"][name] else row["data"][name]
        if name in MASKS and not (bad and clear):
            value = MASKS[name](value) if value else ""
        cells.append({"name": name, "value": value, "bad": bad})
    reasons = [
        f"{problems.FIELDS[field]}：{problems.sentence(code, values)}"
        if field not in {"contact"}
        else problems.sentence(code, values)
        for field, code, values in row["problems"]
    ]
    return {
        "line": row["line"],
        "status": row["status"],
        "cells": cells,
        "reasons": reasons,
        "hints": [problems.sentence(code, {}) for code in row["hints"]],
    }


def _raw(row: Mapping[str, Any], name: str, *, clear: bool) -> str:
    value: str = row["raw"][name]
    return MASKS[name](value) if value and name in MASKS and not clear else value


def _csv(name: str, lines: Iterable[Iterable[str]]) -> HttpResponse:
    """CSV that Excel opens in Chinese; a cell that would be a formula is made text."""
    out = io.StringIO()
    writer = csv.writer(out)
    for line in lines:
        writer.writerow([f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t"} else cell for cell in line])
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response

"""初筛评估报告 and 综合评估报告: the page, the recordings beside it, and the print."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from asgiref.sync import sync_to_async
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from bole.accounts import api as accounts
from bole.assessment import api as assessment
from bole.assessment.types import FrozenPlanView, QuoteView, ReportView
from bole.audit import api as audit
from bole.core import clock, storage
from bole.core.crypto import CryptoError, EncryptedReader
from bole.core.errors import NotFound
from bole.interviews import access, queries
from bole.interviews.actions import pdf
from bole.interviews.models import Invitation, Recording, Session
from bole.interviews.types import Mode, Source
from bole.interviews.web import described
from bole.interviews.web.words import MODES, SOURCES

GUIDE_COOKIE = "bole_guide"
SLICE = 1024 * 1024
# No file has a size of more digits, and Python refuses to read numbers of thousands of them.
RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")
# One start of watching, whatever ranges a player asks for and in whichever order, is one entry of the audit log.
ONE_WATCHING = timedelta(minutes=30)
SERVED_AS = re.compile(r"(audio|video)/[a-z0-9.+-]+|image/jpeg", re.IGNORECASE)


def report_context(request: Any, invitation: Invitation, frozen: FrozenPlanView) -> dict[str, Any]:
    """What the report page shows: answers with player and words, and the report as this viewer may see it."""
    session = invitation.session
    report = _where_it_was_said(assessment.report_for(session.pk, request.viewer), session)
    answers, signals = spoken(invitation, frozen), described.shown_for(session, frozen, report)
    return {
        "report": report,
        "spoken": answers,
        "described": described.describe(signals, answers),
        "show_delivery": "delivery" in signals,
        "next": reverse("interviews:detail", args=[invitation.pk]),
        "first_visit": GUIDE_COOKIE not in request.COOKIES,
        "pdf_url": reverse("interviews:pdf", args=[invitation.pk]),
    }


def _where_it_was_said(report: ReportView | None, session: Session) -> ReportView | None:
    """The report with quotes that were said to a follow-up pointing at its recording. The judge reads an answer and what
    was said to its follow-ups as one text, in the order of their turns, with one line break between them.
    """
    begins: dict[int, list[tuple[int, int]]] = {}
    lengths: dict[int, int] = {}
    answers = [answer for answer in queries.answers_of(session) if answer.kept is not None]
    words = queries.newest_transcripts(answer.kept.pk for answer in answers if answer.kept)
    for answer in sorted(answers, key=lambda one: one.turn):
        transcript = words.get(answer.kept.pk) if answer.kept else None
        if transcript is None or transcript.source == Source.NONE:
            continue
        base = answer.index if answer.follows is None else answer.follows
        start = lengths[base] + 1 if base in lengths else 0
        begins.setdefault(base, []).append((start, answer.index))
        lengths[base] = start + len(queries.content(transcript)["text"])
    if report is None or all(len(places) == 1 for places in begins.values()):
        return report

    def placed(quote: QuoteView) -> QuoteView:
        places = begins.get(quote.question_index, [])
        index = max((place for place in places if place[0] <= quote.char_start), default=(0, quote.question_index))[1]
        return replace(quote, player=index)

    rows = tuple(replace(row, quotes=tuple(placed(quote) for quote in row.quotes)) for row in report.rows)
    return replace(report, rows=rows)


def spoken(invitation: Invitation, frozen: FrozenPlanView) -> list[dict[str, Any]]:
    """Every kept answer: its question, its player, its words in timed pieces, how it was spoken (weight 0).

    Follow-ups stand behind the answers they belong to; one that was not answered is left out.
    """
    answers = queries.answers_of(invitation.session)
    kept = [answer.kept.pk for answer in answers if answer.kept]
    recordings, transcripts = queries.recordings_of(kept), queries.newest_transcripts(kept)
    questions = frozen.content.questions
    shown = []
    for answer in sorted(answers, key=lambda one: one.turn):
        attempt = answer.kept
        if answer.follows is not None and attempt is None:
            continue
        files = recordings.get(attempt.pk, {}) if attempt else {}
        transcript = transcripts.get(attempt.pk) if attempt else None
        content = queries.content(transcript) if transcript else {"text": "", "words": [], "added": []}
        analysis = (attempt.analysis if attempt else None) or {}
        shown.append(
            {
                "index": answer.index,
                "number": (answer.index if answer.follows is None else answer.follows) + 1,
                "follows": answer.follows is not None,
                "text": answer.asked or questions[answer.index].text,
                "attempt": attempt,
                "mode": MODES[attempt.mode] if attempt else "",
                "is_video": bool(attempt and attempt.mode == Mode.VIDEO and analysis.get("has_video", True)),
                "playable": files.get("playable"),
                "still": files.get("still"),
                "source": SOURCES[transcript.source] if transcript else "",
                "no_words": transcript is None or transcript.source == Source.NONE,
                "pieces": pieces(content),
                "words": content["text"],
                "versions": transcript.version if transcript else 0,
                "delivery": analysis.get("delivery"),
                "flags": analysis.get("flags", []),
                "unreadable": attempt.error_code if attempt else "",
            }
        )
    return shown


def pieces(content: dict[str, Any]) -> list[dict[str, Any]]:
    """The text cut at its stops, each piece with the second of its first timed word; added stretches marked."""
    text: str = content["text"]
    starts = {start: ms for _w, ms, _e, start, _end in content["words"] if ms is not None}
    ends = {end: ms for _w, _s, ms, _start, end in content["words"] if ms is not None}
    added = [tuple(span) for span in content["added"]]
    cut, begin = [], 0
    for match in re.finditer(r"[^。！？!?；;\n]*[。！？!?；;\n]?|$", text):
        if match.end() > begin:
            cut.append((begin, match.end()))
            begin = match.end()
    shown = []
    for a, b in cut:
        first = next((starts[k] for k in range(a, b) if k in starts), None)
        last = next((ends[k] for k in range(b, a, -1) if k in ends), None)
        shown.append(
            {
                "text": text[a:b],
                "start_ms": first,
                "end_ms": last,
                "added": any(x < b and a < y for x, y in added),
            }
        )
    return shown


@require_GET
@never_cache
@accounts.requires("interviews.read")
def media(request: Any, recording_id: UUID) -> HttpResponseBase:
    """A sealed recording, opened slice by slice for the player. Watching is written to the audit log once a start."""
    recording = access.recording_for(request.viewer, recording_id)
    try:
        reader = storage.sealed(recording.subject_id).open(recording.key)
    except (FileNotFoundError, CryptoError) as error:
        raise NotFound from error
    if recording.kind != "still":
        _note_watching(recording, request.actor, at=clock.now())
    wanted = request.headers.get("Range", "")
    if wanted:
        return _slice(recording, reader, wanted)
    response: HttpResponseBase
    if recording.size <= SLICE:
        with reader:
            response = HttpResponse(reader.readall(), content_type=served_as(recording))
    else:
        response = StreamingHttpResponse(_stream(reader), content_type=served_as(recording))
    response["Content-Length"] = str(recording.size)
    response["Accept-Ranges"] = "bytes"
    return response


def served_as(recording: Recording) -> str:
    """The media type a browser is told. What is neither sound nor picture must not become a page or a script of ours."""
    base = recording.mime.partition(";")[0].strip()
    return recording.mime if SERVED_AS.fullmatch(base) and recording.mime.isprintable() else "application/octet-stream"


def _note_watching(recording: Recording, actor: Any, *, at: datetime) -> None:
    verb, kind = "interviews.watch", "interviews.recording"
    if not audit.noted(actor, verb, object_kind=kind, object_id=recording.pk, since=at - ONE_WATCHING):
        audit.record(actor, verb, object_kind=kind, object_id=recording.pk, subject_id=recording.subject_id, at=at)


def _slice(recording: Recording, reader: EncryptedReader, wanted: str) -> HttpResponse:
    """At most one mebibyte of the range asked for; players ask for the rest when they need it."""
    size = recording.size
    bounds = _bounds(wanted, size)
    if bounds is None:
        reader.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    start, end = bounds
    with reader:
        body = reader.read_at(start, end - start + 1)
    return HttpResponse(
        body,
        status=206,
        content_type=served_as(recording),
        headers={"Content-Range": f"bytes {start}-{end}/{size}", "Accept-Ranges": "bytes"},
    )


def _bounds(wanted: str, size: int) -> tuple[int, int] | None:
    """First and last byte of one range of a file of ``size``; None for what cannot be had."""
    match = RANGE.fullmatch(wanted.strip())
    first, last = match.groups() if match else ("", "")
    if not first and not last:
        return None
    start = int(first) if first else max(0, size - int(last))
    end = min(int(last) if first and last else size - 1, size - 1, start + SLICE - 1)
    return (start, end) if start <= end else None


async def _stream(reader: EncryptedReader) -> AsyncIterator[bytes]:
    try:
        while piece := await sync_to_async(reader.read, thread_sensitive=False)(SLICE):
            yield piece
    finally:
        reader.close()


@require_GET
@never_cache
@accounts.requires("interviews.read")
def report_pdf(request: Any, invitation_id: UUID) -> HttpResponse:
    """The report on paper, with the hash that lets anyone check it against the record."""
    invitation = access.invitation_for(request.viewer, invitation_id)
    language = translation.get_language() or "zh-hans"
    printed = pdf.print_report(
        invitation,
        plan_title=assessment.frozen(invitation.plan_id).content.title,
        data=assessment.report_data(invitation.session.pk, request.viewer, language),
        tenant=request.tenant,
        language=language,
        actor=request.actor,
        at=clock.now(),
    )
    response = HttpResponse(printed.body, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="report-{str(invitation.pk)[-8:]}.pdf"'
    return response

"""The candidate's room over HTTP. The link's token is the credential; no cookie takes part, so CSRF cannot either."""

import functools
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from bole.assessment import api as assessment
from bole.core import clock
from bole.core.errors import Invalid, TooLarge
from bole.core.pace import Gate, Pace
from bole.interviews import access, queries, states
from bole.interviews.actions import conduct, follow_ups, reading, record, score, transcripts
from bole.interviews.actions.errors import ModeNotOffered, NeedsConsent, PartsMissing
from bole.interviews.models import Invitation
from bole.interviews.types import Mode, Source, Stage
from bole.interviews.web import room_state
from bole.interviews.web.bodies import body_of, device_of, tracks_of, whole, words
from bole.interviews.web.words import PROBE, PROBE_FAILED
from bole.privacy import api as privacy

View = Callable[..., HttpResponse]
PROBE_BYTES = 4 * 1024 * 1024


# A page sends a handful of requests a minute. Parts and the end of a take have no pace: their number and bytes are
# bounded, and a page that comes back to a network has many to send.
ACTS = Pace(burst=120, every_s=0.5)
# Each of these writes a consent or tells the company's contact something.
CHOICES = Pace(burst=12, every_s=60)
PROBES = Pace(burst=8, every_s=15)
PROBING = Gate(2, seconds=5)


def api(method: str, pace: Pace | None = ACTS, *, lean: bool = False) -> Callable[[View], View]:
    """A JSON view of one method over an invitation found by its token. Refusals become {code, sentence, data}."""

    def decorate(view: View) -> View:
        @csrf_exempt
        @never_cache
        @functools.wraps(view)
        def wrapped(request: HttpRequest, slug: str, token: str, **kwargs: Any) -> HttpResponse:
            if request.method not in {m.strip() for m in method.split(",")}:
                response = JsonResponse({"code": "method", "sentence": "", "data": {}}, status=405)
                response["Allow"] = method
                return response
            invitation = access.invitation_by_token(token, at=clock.now(), lean=lean)
            if pace is not None and request.method != "GET":
                pace.take(invitation.pk)
            return view(request, invitation, **kwargs)

        return wrapped

    return decorate


def current(request: HttpRequest, invitation: Invitation, *, device: str) -> JsonResponse:
    """The state after an act, read afresh."""
    fresh = Invitation.objects.select_related("session", "plan", "person").get(pk=invitation.pk)
    token = request.resolver_match.kwargs["token"] if request.resolver_match else ""
    return JsonResponse(room_state.state(fresh, request.tenant, token, device=device, at=clock.now()))  # type: ignore[attr-defined]


@never_cache
def room(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """The page behind the link. Opening it changes nothing: mail and chat scanners open links too."""
    at = clock.now()
    invitation = access.invitation_by_token(token, at=at)
    tenant = request.tenant  # type: ignore[attr-defined]
    state = room_state.state(invitation, tenant, token, device="", at=at)
    if state["stage"] in {"done", "closed"}:
        return own_page(request, invitation, state)
    return render(request, "ui/room.html", {"room_state": state, "company": tenant.name})


def own_page(request: HttpRequest, invitation: Invitation, state: dict[str, Any]) -> HttpResponse:
    """After handing in or after the deadline: the candidate's own page, until retention ends."""
    session = invitation.session
    return render(
        request,
        "interviews/own_page.html",
        {
            "state": state,
            "invitation": invitation,
            "session": session,
            "plan": assessment.frozen(invitation.plan_id).content,
            "report": score.candidate_report(session),
            "withdrawn": session.state == Stage.WITHDRAWN,
        },
    )


@csrf_exempt
@never_cache
def privacy_page(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """What is kept about the candidate, for how long, and how to have it erased. The token is the credential."""
    at = clock.now()
    invitation = access.invitation_by_token(token, at=at)
    tenant = request.tenant  # type: ignore[attr-defined]
    requested = False
    if request.method == "POST":
        if request.POST.get("act") == "withdraw":
            conduct.withdraw(invitation, at=at)
        elif request.POST.get("act") == "erase":
            privacy.request_erasure(invitation.subject_id, actor=conduct.candidate(invitation), at=at)
            requested = True
    state = room_state.state(invitation, tenant, token, device="", at=at)
    return render(
        request,
        "interviews/privacy.html",
        {
            "state": state,
            "invitation": invitation,
            "erasure_requested": requested,
            "withdrawn": invitation.session.state == Stage.WITHDRAWN,
        },
    )


@api("GET")
def state(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    device = device_of(request)
    token = request.resolver_match.kwargs["token"] if request.resolver_match else ""
    return JsonResponse(
        room_state.state(invitation, request.tenant, token, device=device, at=clock.now())  # type: ignore[attr-defined]
    )


@api("POST")
def opened(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    conduct.opened(invitation, at=clock.now())
    return JsonResponse({})


@api("POST", CHOICES)
def consent(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    data = body_of(request)
    layers = data.get("layers")
    if not isinstance(layers, dict):
        raise Invalid({"layers": ["missing"]})
    conduct.consent(
        invitation,
        version=words(data, "version")[:40],
        digest=words(data, "hash")[:64],
        layers={k: v is True for k, v in layers.items()},
        language=translation.get_language() or "zh-hans",
        device=device_of(request, data),
        at=clock.now(),
    )
    return current(request, invitation, device=device_of(request, data))


@api("POST", CHOICES)
def human_route(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    data = body_of(request)
    if data.get("undo") is True:
        conduct.back_to_room(invitation, at=clock.now())
    else:
        conduct.choose_person(invitation, at=clock.now())
    return current(request, invitation, device=device_of(request, data))


@api("POST", None)
def withdraw(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    conduct.withdraw(invitation, at=clock.now())
    return current(request, invitation, device=device_of(request, body_of(request)))


@api("POST", PROBES)
def probe(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Two seconds of trial recording, decoded and thrown away. Needs consent to record, like any byte of sound.

    Decoding costs CPU seconds and, meanwhile, this request's connection to the database: hence few at once.
    """
    at = clock.now()
    conduct.require_open(invitation, at=at)
    session = invitation.session
    if not session.may_record or not conduct.consented(session):
        raise NeedsConsent
    raw = request.read(PROBE_BYTES + 1)
    if len(raw) > PROBE_BYTES:
        raise TooLarge(limit_mb=4)
    with PROBING.enter():
        found = reading.probe(raw, subject_id=invitation.subject_id)
    session.probe = {k: v for k, v in found.items() if isinstance(v, str | int | float | bool)}
    session.save(update_fields=["probe"])
    conduct.note_signals(session, [{"kind": "probe", "at": "", "data": session.probe}], at=at)
    return JsonResponse(found | {"sentence": str(PROBE.get(str(found.get("code")), PROBE_FAILED))})


@api("POST")
def stage(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    data = body_of(request)
    try:
        to = Stage(str(data.get("to")))
    except ValueError as error:
        raise Invalid({"to": ["no such stage"]}) from error
    if to not in states.SITTING_OPEN:
        raise Invalid({"to": ["not a stage of the room"]})
    conduct.go_to(invitation, to, device=device_of(request, data), at=clock.now())
    return current(request, invitation, device=device_of(request, data))


@api("POST")
def lead(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    data = body_of(request)
    at = clock.now()
    conduct.require_open(invitation, at=at)
    conduct.lead(invitation.session, device=device_of(request, data), at=at)
    return current(request, invitation, device=device_of(request, data))


@api("POST")
def attempts(request: HttpRequest, invitation: Invitation, index: int) -> HttpResponse:
    data = body_of(request)
    try:
        mode = Mode(str(data.get("mode")))
    except ValueError as error:
        raise Invalid({"mode": ["video, audio or typed"]}) from error
    settings = assessment.frozen(invitation.plan_id).settings
    if mode != Mode.TYPED and str(mode) not in settings.modes:
        raise ModeNotOffered
    attempt = record.start(
        invitation,
        index,
        mode=mode,
        mime=words(data, "mime"),
        device=device_of(request, data),
        retakes=settings.retakes,
        at=clock.now(),
    )
    return JsonResponse({"attempt": {"id": str(attempt.pk), "no": attempt.no}}, status=201)


@api("POST")
def keep(request: HttpRequest, invitation: Invitation, index: int) -> HttpResponse:
    data = body_of(request)
    try:
        attempt_id = UUID(str(data.get("attempt")))
    except ValueError as error:
        raise Invalid({"attempt": ["no such attempt"]}) from error
    record.keep(invitation, index, attempt_id, device=device_of(request, data), at=clock.now())
    return current(request, invitation, device=device_of(request, data))


@api("POST")
def take(request: HttpRequest, invitation: Invitation, index: int) -> HttpResponse:
    """Go to a follow-up that is still open."""
    data = body_of(request)
    follow_ups.take(invitation, index, device=device_of(request, data), at=clock.now())
    return current(request, invitation, device=device_of(request, data))


@api("POST")
def decline(request: HttpRequest, invitation: Invitation, index: int) -> HttpResponse:
    """Leave a follow-up unanswered."""
    data = body_of(request)
    follow_ups.decline(invitation, index, device=device_of(request, data), at=clock.now())
    return current(request, invitation, device=device_of(request, data))


@api("PUT", None, lean=True)
def part(request: HttpRequest, invitation: Invitation, attempt_id: UUID, seq: int) -> HttpResponse:
    """One piece of a recording. Answered only when it is safe on the disk and in a committed row."""
    sha256 = request.headers.get("X-Sha256", "").lower()
    track = request.headers.get("X-Track", "1")
    body = request.read(record.PART_BYTES + 1)
    if len(body) > record.PART_BYTES:
        raise TooLarge(limit_mb=record.PART_BYTES // 1024 // 1024)
    attempt = access.attempt_for(invitation.session, attempt_id, lock=True)
    session = attempt.answer.session
    before = record.stored_before(attempt, seq)
    if before.sha256 != sha256:
        if not session.may_record or session.state == Stage.WITHDRAWN:
            raise NeedsConsent
        conduct.require_open(session.invitation, at=clock.now())
    number = int(track) if track in {"1", "2", "3"} else 1
    result = record.add_part(attempt, seq, body, sha256=sha256, track=number, before=before)
    return JsonResponse({"result": result}, status=201 if result == "stored" else 200)


@api("GET")
def parts(request: HttpRequest, invitation: Invitation, attempt_id: UUID) -> HttpResponse:
    attempt = access.attempt_for(invitation.session, attempt_id)
    return JsonResponse({"have": queries.have(attempt), "state": attempt.state, "sha256": attempt.sha256})


@api("POST", None)
def finish(request: HttpRequest, invitation: Invitation, attempt_id: UUID) -> HttpResponse:
    data = body_of(request)
    count = whole(data, "count", most=record.ATTEMPT_PARTS)
    tracks = tracks_of(data.get("tracks"), count)
    attempt = access.attempt_for(invitation.session, attempt_id, lock=True)
    try:
        done = record.finish(
            attempt,
            count=count,
            duration_ms=whole(data, "duration_ms", most=24 * 3600 * 1000),
            tracks=tracks,
            interrupted=data.get("interrupted") is True,
            at=clock.now(),
        )
    except PartsMissing as missing:
        return JsonResponse(
            {
                "code": missing.code,
                "sentence": str(missing),
                "missing": missing.data["missing"],
                "data": dict(missing.data),
            },
            status=409,
        )
    return JsonResponse({"state": "stored", "sha256": done.sha256})


@api("POST")
def typed(request: HttpRequest, invitation: Invitation, attempt_id: UUID) -> HttpResponse:
    data = body_of(request)
    attempt = access.attempt_for(invitation.session, attempt_id, lock=True)
    record.write(attempt, words(data, "text"), at=clock.now())
    return JsonResponse({"state": "stored"})


@api("GET,POST")
def transcript(request: HttpRequest, invitation: Invitation, attempt_id: UUID) -> HttpResponse:
    """GET the newest words of an attempt; POST the candidate's own version of them, until handing in."""
    attempt = access.attempt_for(invitation.session, attempt_id, lock=request.method == "POST")
    if request.method == "POST":
        text = words(body_of(request), "text")
        if attempt.mode == Mode.TYPED:
            record.write(attempt, text, at=clock.now())
        else:
            conduct.hold(attempt.answer.session.invitation, at=clock.now())
            transcripts.correct(attempt, text, at=clock.now())
            if attempt.answer.kept_id == attempt.pk:
                follow_ups.consider(attempt.answer)
    newest = queries.newest_transcripts([attempt.pk]).get(attempt.pk)
    known = newest is not None and newest.source != Source.NONE
    return JsonResponse(
        {
            "state": queries.transcript_state(attempt, newest),
            "source": newest.source if newest else None,
            "version": newest.version if newest else 0,
            "text": queries.content(newest)["text"] if known and newest else "",
        }
    )


@api("POST", None)
def submit(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    return JsonResponse({"receipt": conduct.submit(invitation, at=clock.now())})


@api("POST")
def events(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Telemetry. It is taken also after the deadline: that is when it explains most."""
    data = body_of(request)
    given = data.get("events")
    lines = [line for line in given if isinstance(line, dict)] if isinstance(given, list) else []
    return JsonResponse({"kept": conduct.note_signals(invitation.session, lines, at=clock.now())})

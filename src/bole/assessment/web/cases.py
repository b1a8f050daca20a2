"""What the report page posts: ratings, an added dimension, a decision. Each goes back to the page it came from."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bole.accounts.api import requires
from bole.assessment import access
from bole.assessment.actions import adjudication, people
from bole.assessment.models import Case
from bole.assessment.types import Level
from bole.assessment.web.viewer import viewer_of
from bole.core import clock
from bole.core.errors import Conflict, Invalid


@requires("interviews.rate")
@require_POST
def rate(request: HttpRequest, ref: UUID) -> HttpResponse:
    viewer = viewer_of(request)
    found = access.case_for(viewer, ref, to=access.RATE)
    levels = read_levels(found.case, request.POST)

    def store() -> None:
        people.rate(
            found.case,
            levels,
            actor=viewer.actor,
            saw_machine=found.saw_machine,
            saw_others=found.saw_others(viewer),
            at=clock.now(),
        )

    return done(request, store, _("Your ratings are saved. You see everyone's levels now."))


@requires("interviews.rate")
@require_POST
def dimension(request: HttpRequest, ref: UUID) -> HttpResponse:
    found = access.case_for(viewer_of(request), ref, to=access.RATE)
    name, note = request.POST.get("name", ""), request.POST.get("note", "")
    level = level_of(request.POST.get("level", "")) or 0

    def store() -> None:
        people.add_dimension(
            found.case, name=name, level=level, note=note, actor=viewer_of(request).actor, at=clock.now()
        )

    return done(request, store, _("The dimension is added. It is shown beside the plan's and carries no weight."))


@requires("interviews.decide")
@require_POST
def decide(request: HttpRequest, ref: UUID) -> HttpResponse:
    found = access.case_for(viewer_of(request), ref, to=access.DECIDE)
    outcome, reason = request.POST.get("outcome", ""), request.POST.get("reason", "")

    def store() -> None:
        people.decide(found.case, outcome=outcome, reason=reason, actor=viewer_of(request).actor, at=clock.now())

    return done(request, store, _("Your decision is recorded under your name."))


@requires("interviews.read")
@require_GET
def guide(request: HttpRequest) -> HttpResponse:
    """How to read a report, as a page of its own."""
    return render(request, "assessment/guide.html")


def read_levels(case: Case, data: QueryDict) -> dict[str, Level]:
    """What was ticked. A competency without a tick is left out, so that the action asks for it."""
    levels = {}
    for competency in case.frozen_plan.content["competencies"]:
        name = competency["id"]
        ticked = data.get(f"level-{name}", "")
        if ticked:
            note = data.get(f"note-{name}", "")
            levels[name] = Level(None if ticked == "none" else level_of(ticked) or 0, note)
    return levels


def level_of(text: str) -> int | None:
    """One digit as a number; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) == 1 else None


def done(request: HttpRequest, store: Callable[[], None], sentence: str) -> HttpResponse:
    """Do it, say so or say kindly why not, and go back to the page the form came from."""
    try:
        store()
    except (Invalid, people.AlreadyRated, adjudication.NothingToSettle, Conflict) as refusal:
        errors = getattr(refusal, "errors", {})
        details = " ".join(dict.fromkeys(one for lines in errors.values() for one in lines))
        messages.error(request, details or str(refusal))
    else:
        messages.success(request, sentence)
    return redirect(safe_next(request))


def safe_next(request: HttpRequest) -> str:
    """The page the form came from, if it is one of ours; else the start page."""
    wanted = request.POST.get("next", "")
    ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts=None, require_https=request.is_secure()
    )
    return wanted if ours else "/"

"""The outbox: every message, what it said and what became of it."""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib import messages as flash
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST

from bole.accounts.api import requires
from bole.core import clock, moves
from bole.notifications import access, actions, queries
from bole.notifications.models import Message
from bole.notifications.states import MOVES, TONES, State
from bole.notifications.types import Rendered

PER_PAGE = 25
View = Callable[..., HttpResponseBase]
_LINK = re.compile(r"(https?://[^/\s\"'<>]+)/[^\s\"'<>]+")
# The words of a message are ours, but names in them are not: the frame may neither run, load nor send anything.
_FRAME = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline';"
    " img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
)


def _framing(view: View) -> View:
    """The page may show its own message in a frame."""
    allowed: View = csp_update({"frame-src": [SELF]})(view)
    return allowed


@requires("messages.read")
@require_GET
def listed(request: Any) -> HttpResponse:
    """Messages, newest first, by state, kind and words."""
    state, kind, text = (request.GET.get(name, "").strip() for name in ("state", "kind", "q"))
    state = state if state in State.values else ""
    scopes = access.scopes(request.viewer)
    found = queries.listed(scopes, state=state, kind=kind, text=text)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    counts = queries.counts(scopes)
    return render(
        request,
        "notifications/list.html",
        {
            "page": page,
            "rows": [_row(message) for message in page],
            "state": state,
            "kind": kind,
            "text": text,
            "kinds": sorted(((key, str(one.title)) for key, one in queries.known_kinds().items()), key=lambda k: k[1]),
            "states": [(one.value, one.label, counts.get(one.value, 0), TONES[one]) for one in State],
            "total": sum(counts.values()),
            "leaves_house": queries.leaves_house(),
            "has_filter": bool(state or kind or text),
        },
    )


@requires("messages.read")
@_framing
@require_GET
def detail(request: Any, message_id: UUID) -> HttpResponse:
    """One message, with its address masked and its links shortened unless this is a demo."""
    message = access.message(request.viewer, message_id)
    return _page(request, message, address=message.address_masked)


@requires("messages.read")
@_framing
@require_POST
def reveal(request: Any, message_id: UUID) -> HttpResponse:
    """The same page with the address and working links, for a viewer of that grade. The audit log knows."""
    message, address = actions.reveal(request.viewer, message_id, at=clock.now())
    response = _page(request, message, address=address, revealed=True)
    response["Cache-Control"] = "no-store"
    return response


@requires("messages.read")
@xframe_options_sameorigin
@require_GET
def html(request: Any, message_id: UUID) -> HttpResponse:
    """The HTML part alone, for the frame, under a policy of its own."""
    message = access.message(request.viewer, message_id)
    words = queries.content(message)
    shown = words.html if words else ""
    response = HttpResponse(shown if access.sees_links(request.viewer, message) else _shorten(shown))
    response["Content-Security-Policy"] = _FRAME
    response["Cache-Control"] = "no-store"
    return response


@requires("messages.read")
@require_POST
def resend(request: Any, message_id: UUID) -> HttpResponse:
    """Send a failed or held message again."""
    message = access.message_to_resend(request.viewer, message_id)
    actions.resend(message, actor=request.actor, at=clock.now())
    flash.success(request, _("The message is in the queue again."))
    return redirect(reverse("notifications:detail", args=[message.pk]))


def _page(request: Any, message: Message, *, address: str, revealed: bool = False) -> HttpResponse:
    words = queries.content(message)
    open_links = access.sees_links(request.viewer, message, revealed=revealed)
    return render(
        request,
        "notifications/detail.html",
        {
            "message": message,
            "row": _row(message, words),
            "address": address,
            "words": words,
            "text": (words.text if open_links else _shorten(words.text)) if words else "",
            "open_links": open_links,
            "revealed": revealed,
            "may_reveal": not revealed and words is not None and _may_reveal(request.viewer),
            "moves": [(State(move.to_state), TONES[State(move.to_state)], move) for move in moves.of(message)],
            "leaves_house": queries.leaves_house(),
        },
    )


def _may_reveal(viewer: Any) -> bool:
    return access.sees_addresses(viewer)


def _row(message: Message, words: Rendered | None = None) -> dict[str, Any]:
    state = State(message.state)
    shown = words or queries.content(message)
    return {
        "message": message,
        "title": queries.kind_title(message.kind),
        "subject": shown.subject if shown else "",
        "state": state,
        "tone": TONES[state],
        "may_resend": State.QUEUED in MOVES[state] and shown is not None and state != State.SENDING,
    }


def _shorten(text: str) -> str:
    """A link in a message is a key to somebody's page: only its host is shown."""
    return _LINK.sub(r"\1/…", text)

"""How a refusal reaches whoever asked: a kind page, JSON, or the way to sign-in."""

import re
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bole.core.errors import Forbidden, Invalid, Refused

# Everything below a candidate's link is the room's API; the link itself is a page.
_ROOM_API = re.compile(r"^/c/[^/]+/i/[^/]+/.+")

TITLES: dict[int, "str | Promise"] = {
    403: _("This is not open to you"),
    404: _("We could not find this page"),
    410: _("This link has ended"),
    413: _("This file is too large"),
    422: _("Some fields need another look"),
    429: _("A little too fast"),
}
OTHER_TITLE = _("This could not be done")


def wants_json(request: HttpRequest) -> bool:
    """Whether the client is a program: by what it accepts, what it sent, or where it asked."""
    accept = request.headers.get("Accept", "")
    if "text/html" in accept:
        return False
    return (
        "application/json" in accept
        or request.content_type == "application/json"
        or request.path.startswith("/api/")
        or _ROOM_API.match(request.path) is not None
    )


def refusal(request: HttpRequest, error: Refused) -> HttpResponse:
    """The answer to a refused request. A visitor who is not signed in is sent to sign-in instead of a 403 page."""
    if wants_json(request):
        return refusal_json(error)
    if isinstance(error, Forbidden) and is_office(request) and not request.user.is_authenticated:
        return to_sign_in(request)
    return kind_page(request, str(error), status=error.status, errors=getattr(error, "errors", None))


def refusal_json(error: Refused) -> JsonResponse:
    content = {"code": error.code, "sentence": str(error), "data": dict(error.data)}
    if isinstance(error, Invalid):
        content["errors"] = error.errors
    return JsonResponse(content, status=error.status, json_dumps_params={"ensure_ascii": False, "default": str})


def kind_page(
    request: HttpRequest, sentence: str, *, status: int, errors: dict[str, list[str]] | None = None
) -> HttpResponse:
    return render(
        request,
        "accounts/refused.html",
        {
            "page_title": TITLES.get(status, OTHER_TITLE),
            "sentence": sentence,
            "status": status,
            "errors": errors or {},
            "office": is_office(request),
        },
        status=status,
    )


def is_office(request: HttpRequest) -> bool:
    """Candidate pages and join links have no way into the office and must not show one."""
    return not request.path.startswith(("/c/", "/join/"))


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """To sign-in and back again; htmx is told to move the whole page."""
    back = request.get_full_path() if request.method in {"GET", "HEAD"} else "/"
    url = f"{settings.LOGIN_URL}?{urlencode({'next': back})}" if back != "/" else settings.LOGIN_URL
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": settings.LOGIN_URL})
    return HttpResponseRedirect(url)

"""One's own account: name, language, password, two-step sign-in, sessions."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.internal.flows.sessions import end_other_sessions
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.sessions.models import Session
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from bole.accounts.access import OfficeRequest
from bole.accounts.actions import profile
from bole.accounts.models import User
from bole.accounts.web import answers
from bole.accounts.web.adapters import set_language_cookie
from bole.accounts.web.forms import ProfileForm
from bole.core import clock
from bole.core.errors import Forbidden


def own(request: OfficeRequest) -> User:
    """The signed-in user; a visitor is sent to sign-in by way of Forbidden."""
    if not isinstance(request.user, User):
        raise Forbidden
    return request.user


@never_cache
@require_http_methods(["GET", "POST"])
def me(request: OfficeRequest) -> HttpResponse:
    if request.viewer is None:
        return answers.to_sign_in(request)
    user = own(request)
    form = ProfileForm(request.POST or None, initial={"name": user.name, "language": user.language})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        actor = request.actor
        profile.change(user, name=given["name"], language=given["language"], actor=actor, at=clock.now())
        messages.success(request, _("Saved."))
        response = HttpResponseRedirect(reverse("accounts:me"))
        set_language_cookie(response, given["language"])
        return response
    return render(request, "accounts/me.html", {"form": form} | _security(request, user))


def _security(request: OfficeRequest, user: User) -> dict[str, Any]:
    """Two-step sign-in and live sessions: three queries, however many."""
    kinds = {row.type: row for row in Authenticator.objects.filter(user=user)}
    codes = kinds.get(Authenticator.Type.RECOVERY_CODES)
    seen = list(UserSession.objects.filter(user=user).order_by("-last_seen_at"))
    alive = set(
        Session.objects.filter(
            session_key__in=[row.session_key for row in seen], expire_date__gt=clock.now()
        ).values_list("session_key", flat=True)
    )
    sessions = [row for row in seen if row.session_key in alive]
    return {
        "totp": kinds.get(Authenticator.Type.TOTP),
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else 0,
        "sessions": [(row, device_words(row.user_agent)) for row in sessions],
        "current_key": request.session.session_key,
        "others": any(row.session_key != request.session.session_key for row in sessions),
    }


# The first that fits counts: Edge also says Chrome, Chrome also says Safari, and an iPhone also says Mac OS X.
BROWSERS = (
    ("MicroMessenger", "WeChat"),
    ("DingTalk", "DingTalk"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("HarmonyOS", "HarmonyOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def device_words(user_agent: str) -> str:
    """Browser and system by the names people know; whatever else calls itself by its own first word."""
    parts = [next((name for mark, name in table if mark in user_agent), "") for table in (BROWSERS, SYSTEMS)]
    return " · ".join(part for part in parts if part) or user_agent.partition("/")[0][:40] or _("unknown")


@require_POST
def end_others(request: OfficeRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    user = own(request)
    end_other_sessions(request, user)
    profile.note_sessions_ended(user, actor=request.actor, at=clock.now())
    messages.success(request, _("All other sessions have ended."))
    return HttpResponseRedirect(reverse("accounts:me") + "#sessions")

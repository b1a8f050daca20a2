"""Each request's language, company, viewer and transaction."""

import re
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from bole.accounts import queries
from bole.accounts.web import answers
from bole.core import clock, tenancy
from bole.core.actor import Actor
from bole.core.errors import Invalid, NotFound, Refused
from bole.core.models import Tenant

GetResponse = Callable[[HttpRequest], HttpResponseBase]

ANONYMOUS = Actor("subject", "anonymous")
SESSION_TENANT = "bole_tenant"
SESSION_SEEN = "bole_seen"
# How precise the idle clock is: each note of a visit is a write of the session.
SEEN_EVERY_S = 60

_CANDIDATE = re.compile(r"^/c/(?P<slug>[^/]+)(/|$)")
# Pages outside any company: they find one themselves, or need none.
_OUTSIDE = ("/start/", "/join/", "/tenants/", "/language/", "/healthz")
# Pages of sign-in: they also serve someone who has no company, or still has to set up the second step.
_SIGN_IN = "/accounts/"
# Where nobody is sent to found the first company.
_BEFORE_FOUNDING = ("/start/", "/language/", "/c/", "/healthz", "/static/", "/join/")


class LanguageMiddleware:
    """Chinese, whatever the browser says; another language by the person's own choice, which a cookie keeps.

    Sets ``request.language_chosen``: whether this visitor chose. A page for a candidate may follow the invitation's
    language when they have not.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        wanted = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        chosen = wanted in dict(settings.LANGUAGES)
        request.language_chosen = chosen  # type: ignore[attr-defined]
        language = wanted if chosen else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
        return response


class TenantMiddleware:
    """Finds the company, opens its transaction around the whole request, and turns refusals into answers.

    ``/c/<slug>/…`` takes the company from the address and has no viewer. Everything else takes it from the signed-in
    user's memberships, which the database is asked for at every request. A refused or failed request leaves nothing.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.tenant = None  # type: ignore[attr-defined]
        request.viewer = None  # type: ignore[attr-defined]
        request.actor = ANONYMOUS  # type: ignore[attr-defined]
        if has_nul(request):
            return answers.refusal(request, Invalid())
        candidate = _CANDIDATE.match(request.path)
        if candidate:
            return self._candidate(request, candidate["slug"])
        if request.user.is_authenticated:
            return self._office(request)
        if not request.path.startswith(_BEFORE_FOUNDING) and not Tenant.objects.exists():
            return HttpResponseRedirect("/start/")
        return self._answer(request, self.get_response(request))

    def _candidate(self, request: HttpRequest, slug: str) -> HttpResponseBase:
        tenant = Tenant.objects.filter(slug=slug).first()
        if tenant is None:
            return answers.refusal(request, NotFound())
        return self._inside(request, tenant)

    def _office(self, request: HttpRequest) -> HttpResponseBase:
        if timed_out(request, at=clock.now()):
            return _idle(request)
        if request.path.startswith(_OUTSIDE):
            return self._answer(request, self.get_response(request))
        tenant = _chosen(request)
        if tenant is not None:
            return self._inside(request, tenant)
        if request.path.startswith(_SIGN_IN):
            return self._answer(request, self.get_response(request))
        return _no_company(request)

    def _inside(self, request: HttpRequest, tenant: Tenant) -> HttpResponseBase:
        request.tenant = tenant  # type: ignore[attr-defined]
        with timezone.override(tenant.time_zone), tenancy.of(tenant.pk):
            response = self._enter(request) or self.get_response(request)
            if getattr(request, "_bole_undo", False):
                transaction.set_rollback(True)
        # Outside the undone transaction, because a page may want to ask the database.
        answered = self._answer(request, response)
        # Names and ratings do not stay on a computer that several people use.
        answered.headers.setdefault("Cache-Control", "private, no-store")
        return answered

    def _enter(self, request: HttpRequest) -> HttpResponseBase | None:
        """Set the viewer of an office page; an answer instead when they must do something first."""
        if not answers.is_office(request) or not request.user.is_authenticated:
            return None
        viewer = queries.viewer(request.user)
        if viewer is None:  # left the company between two reads
            request.session.pop(SESSION_TENANT, None)
            return HttpResponseRedirect("/tenants/")
        request.viewer = viewer  # type: ignore[attr-defined]
        request.actor = viewer.actor  # type: ignore[attr-defined]
        if request.path.startswith(_SIGN_IN) or not viewer.needs_second_step:
            return None
        if Authenticator.objects.filter(user_id=viewer.user_id, type=Authenticator.Type.TOTP).exists():
            return None
        messages.info(request, _("Your role needs two-step sign-in. Please set it up now; it takes two minutes."))
        return HttpResponseRedirect("/accounts/2fa/totp/activate/")

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Undo the request. A refusal becomes an answer once the transaction is closed; the rest is Django's."""
        if isinstance(exception, ImmediateHttpResponse):
            return None  # allauth's way to return a page, not a failure
        request._bole_undo = True  # type: ignore[attr-defined]
        if isinstance(exception, Http404) and answers.wants_json(request):
            exception = NotFound()
        if not isinstance(exception, Refused):
            return None
        request._bole_refused = exception  # type: ignore[attr-defined]
        return HttpResponse(status=exception.status)

    @staticmethod
    def _answer(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        refused: Refused | None = getattr(request, "_bole_refused", None)
        return response if refused is None else answers.refusal(request, refused)


def has_nul(request: HttpRequest) -> bool:
    """Whether the address or a form holds the one character that PostgreSQL keeps in no text. No browser sends it, and
    every search and every form would have to think of it."""
    if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
        return True
    # The room's bodies are no forms, and it reads them itself.
    if request.method != "POST" or _CANDIDATE.match(request.path):
        return False
    return any("\0" in value for _name, values in request.POST.lists() for value in values)


def timed_out(request: HttpRequest, *, at: datetime) -> bool:
    """Whether this session slept too long; notes the visit when it did not. A page's own background requests (header
    ``X-Background``) do not keep a session awake."""
    seen = request.session.get(SESSION_SEEN)
    now = int(at.timestamp())
    if seen is not None and now - int(seen) >= settings.BOLE_IDLE_MINUTES * 60:
        return True
    if (seen is None or now - int(seen) >= SEEN_EVERY_S) and "X-Background" not in request.headers:
        request.session[SESSION_SEEN] = now
    return False


def _idle(request: HttpRequest) -> HttpResponseBase:
    logout(request)
    sentence = _("You were away for {minutes} minutes, so we signed you out to keep your data safe.").format(
        minutes=settings.BOLE_IDLE_MINUTES
    )
    if answers.wants_json(request):
        return JsonResponse({"code": "accounts.idle", "sentence": sentence, "data": {}}, status=401)
    messages.info(request, sentence)
    return answers.to_sign_in(request)


def _no_company(request: HttpRequest) -> HttpResponseBase:
    """Where someone goes who is signed in and has no company here: to found it, to choose one, or nowhere yet."""
    if not Tenant.objects.exists():
        return HttpResponseRedirect("/start/")
    if queries.companies_of(request.user.pk):
        return HttpResponseRedirect("/tenants/")
    sentence = _(
        "You are signed in, and no company has you as an active member at present. Please ask an administrator of your"
        " company for an invitation."
    )
    if answers.wants_json(request):
        return JsonResponse({"code": "accounts.no_company", "sentence": sentence, "data": {}}, status=403)
    return render(request, "accounts/no_company.html", {"sentence": sentence}, status=403)


def _chosen(request: HttpRequest) -> Tenant | None:
    """The company of this session, or the user's only one; None when there is none or they must choose."""
    companies = {company.tenant_id: company for company in queries.companies_of(request.user.pk)}
    request.has_companies = len(companies) > 1  # type: ignore[attr-defined]
    kept = request.session.get(SESSION_TENANT)
    wanted = UUID(kept) if kept else None
    if wanted not in companies:
        wanted = next(iter(companies)) if len(companies) == 1 else None
        if wanted is None:
            return None
        request.session[SESSION_TENANT] = str(wanted)
    return Tenant.objects.get(pk=wanted)

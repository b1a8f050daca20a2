"""Ways in: the first company, an invitation, the choice of a company, and the language."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bole.accounts import access, queries
from bole.accounts.actions import founding, members, passes
from bole.accounts.models import Invitation, User
from bole.accounts.web.adapters import set_language_cookie
from bole.accounts.web.forms import JoinForm, StartForm
from bole.accounts.web.helpers import attempt, back_to
from bole.accounts.web.middleware import SESSION_TENANT
from bole.core import clock, tenancy
from bole.core.errors import NotFound
from bole.core.models import Tenant

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@never_cache
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """The first-run page. Once a company exists it only shows the way to sign-in."""
    if Tenant.objects.exists():
        return HttpResponseRedirect(settings.LOGIN_URL)
    form = StartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = None

        def act() -> None:
            nonlocal made
            made = founding.found(
                name=given["company"],
                slug=given["slug"],
                admin_name=given["name"],
                admin_email=given["email"],
                password=given["password"],
                at=clock.now(),
                only_first=True,
                time_zone=given["time_zone"],
                contact_name=given["contact_name"],
                contact_email=given["contact_email"],
                language=request.LANGUAGE_CODE or settings.LANGUAGE_CODE,
            )

        if attempt(form, act) and made is not None:
            enter(request, User.objects.get(pk=made.user_id), made.tenant_id)
            return HttpResponseRedirect("/")
    return render(request, "accounts/start.html", {"form": form})


def enter(request: HttpRequest, user: User, tenant_id: UUID) -> None:
    """Sign in and choose the company."""
    login(request, user, backend=BACKEND)
    request.session[SESSION_TENANT] = str(tenant_id)


@never_cache
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """An invited colleague's page. Opening it changes nothing; sending the form joins, once."""
    token_hash = passes.hash_of(token)
    tenant_id = queries.tenant_of_token(token_hash, members.JOIN)
    if tenant_id is None:
        raise NotFound
    at = clock.now()
    with tenancy.of(tenant_id):
        invitation = access.invitation_to_answer(access.pass_by_hash(token_hash, members.JOIN, at=at), at=at)
        has_account = User.objects.filter(email=invitation.email).exists()
        return _answer_invitation(request, invitation, has_account=has_account)


def _answer_invitation(request: HttpRequest, invitation: Invitation, *, has_account: bool) -> HttpResponse:
    me = request.user if isinstance(request.user, User) and request.user.email == invitation.email else None
    form = JoinForm(request.POST or None, email=invitation.email, initial={"name": invitation.name})
    if request.method == "POST" and me is not None:
        members.accept(invitation, name=me.name, password="", user=me, at=clock.now())
        request.session[SESSION_TENANT] = str(tenancy.current())
        return HttpResponseRedirect("/")
    if request.method == "POST" and not has_account and form.is_valid():
        given = form.cleaned_data

        def act() -> None:
            joined = members.accept(
                invitation, name=given["name"], password=given["password"], user=None, at=clock.now()
            )
            enter(request, joined, tenancy.current())

        if attempt(form, act):
            return HttpResponseRedirect("/")
    context = {
        "company": Tenant.objects.get(pk=tenancy.current()),
        "invitation": invitation,
        "form": form,
        "me": me,
        "has_account": has_account,
        "sign_in": f"{settings.LOGIN_URL}?next={request.path}",
    }
    return render(request, "accounts/join.html", context)


@require_GET
def companies(request: HttpRequest) -> HttpResponse:
    """The companies of someone who works in several."""
    if not request.user.is_authenticated:
        return HttpResponseRedirect(settings.LOGIN_URL)
    return render(request, "accounts/companies.html", {"companies": queries.companies_of(request.user.pk)})


@require_POST
def choose_company(request: HttpRequest, tenant_id: UUID) -> HttpResponse:
    """Work in this company from now on. NotFound when the user is no active member there."""
    if not request.user.is_authenticated:
        return HttpResponseRedirect(settings.LOGIN_URL)
    if tenant_id not in {company.tenant_id for company in queries.companies_of(request.user.pk)}:
        raise NotFound
    request.session[SESSION_TENANT] = str(tenant_id)
    return HttpResponseRedirect("/")


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the visitor's choice in a cookie, and with the account of someone who is signed in."""
    response = HttpResponseRedirect(back_to(request, "/"))
    wanted = request.POST.get("language", "")
    if wanted in dict(settings.LANGUAGES):
        set_language_cookie(response, wanted)
        if request.user.is_authenticated:
            User.objects.filter(pk=request.user.pk).update(language=wanted)
    return response


@require_GET
def closed(request: HttpRequest) -> HttpResponse:
    """allauth's addresses that have no use here lead to one's own account."""
    return HttpResponseRedirect(reverse("accounts:me"))

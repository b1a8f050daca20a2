"""The addresses these tests use: ours, and views that fail on purpose."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path

from bole.accounts import api
from bole.accounts.models import Role
from bole.core import tenancy
from bole.core.errors import Conflict, Invalid


def _role(key: str) -> None:
    Role.objects.create(key=key, name_zh=key, name_en=key)


def home(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{request.tenant or ''}|{request.viewer.name if request.viewer else ''}|{tenancy.active()}")


def writes(request: HttpRequest) -> HttpResponse:
    _role("written")
    return HttpResponse("written")


def refuses(request: HttpRequest, **_: object) -> HttpResponse:
    _role("refused")
    raise Conflict


def invalid(request: HttpRequest) -> HttpResponse:
    raise Invalid({"phone": ["太短"]}, row=3)


def missing(request: HttpRequest, **_: object) -> HttpResponse:
    _role("missing")
    raise Http404


def boom(request: HttpRequest) -> HttpResponse:
    _role("boom")
    raise ZeroDivisionError


@api.requires("interviews.decide")
def guarded(request: HttpRequest) -> HttpResponse:
    return HttpResponse("decided")


def candidate(request: HttpRequest, **_: object) -> JsonResponse:
    return JsonResponse({"tenant": request.tenant.slug, "viewer": request.viewer, "actor": str(request.actor)})


urlpatterns = [
    path("audit/", include("bole.audit.web.urls")),
    path("", include("bole.accounts.web.urls")),
    path("", home),
    path("writes", writes),
    path("refuses", refuses),
    path("invalid", invalid),
    path("missing", missing),
    path("boom", boom),
    path("guarded", guarded),
    path("c/<slug:slug>/i/<str:token>/", candidate),
    path("c/<slug:slug>/i/<str:token>/refuses", refuses),
    path("c/<slug:slug>/i/<str:token>/missing", missing),
]

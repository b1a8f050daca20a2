"""Addresses of accounts, to be included at the root. allauth's own URL files are not: `signin` names every page."""

from django.urls import include, path

from bole.accounts.web import entrance

urlpatterns = [
    path("accounts/", include("bole.accounts.web.signin")),
    path("", include("bole.accounts.web.office")),
    path("start/", entrance.start, name="start"),
    path("join/<str:token>/", entrance.join, name="join"),
    path("tenants/", entrance.companies, name="companies"),
    path("tenants/<uuid:tenant_id>/", entrance.choose_company, name="choose_company"),
    path("language/", entrance.language, name="language"),
    # The shell's switch asks for Django's own name of this address.
    path("language/", entrance.language, name="set_language"),
]

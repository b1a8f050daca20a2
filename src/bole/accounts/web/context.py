"""Context processor: whose page the shell draws."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _


def office(request: HttpRequest) -> dict[str, Any]:
    """``tenant``, ``viewer`` and the entries of the user's own menu. No queries."""
    viewer, tenant = getattr(request, "viewer", None), getattr(request, "tenant", None)
    if viewer is None or tenant is None:
        return {}
    # Keyword arguments, because the build finds the icons it must ship by icon="…".
    menu = [{"url": reverse("accounts:me"), "icon": "user", "label": _("My account")}]
    if getattr(request, "has_companies", False):
        menu.append({"url": reverse("companies"), "icon": "building", "label": _("Change company")})
    return {"tenant": tenant, "viewer": viewer, "user_menu": menu}

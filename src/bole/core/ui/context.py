"""Context processor of the shell: what every page needs to draw its frame."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from bole.core import navigation

THEME_COOKIE = "bole_theme"
THEMES = ("light", "dark")


def theme_of(request: HttpRequest | None) -> str:
    """The theme the visitor chose on this device; light when there is no valid choice."""
    chosen = request.COOKIES.get(THEME_COOKIE, "") if request is not None else ""
    return chosen if chosen in THEMES else THEMES[0]


def shell(request: HttpRequest) -> dict[str, Any]:
    """`ui_theme` and `navigation` (the groups of the side bar, built only when a template shows them)."""
    return {
        "ui_theme": theme_of(request),
        "navigation": SimpleLazyObject(lambda: navigation.menu(request)),
    }

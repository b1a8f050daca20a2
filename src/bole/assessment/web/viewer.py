"""Who asks, typed."""

from typing import cast

from django.http import HttpRequest

from bole.accounts.types import Viewer


def viewer_of(request: HttpRequest) -> Viewer:
    """The viewer of an office request that ``requires`` has let through."""
    return cast("Viewer", request.viewer)  # type: ignore[attr-defined]

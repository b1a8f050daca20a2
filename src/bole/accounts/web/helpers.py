"""Small things that views share."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from bole.core.errors import Refused


def attempt(form: forms.BaseForm, act: Callable[[], Any]) -> bool:
    """Run ``act`` in a savepoint; a refusal becomes the form's sentence and nothing else remains of it."""
    try:
        with transaction.atomic():
            act()
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    return True


def attempt_or_say(request: HttpRequest, act: Callable[[], Any], *, done: str) -> None:
    """As `attempt` for a button: a refusal or ``done`` becomes the note on the next page."""
    try:
        with transaction.atomic():
            act()
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)


def back_to(request: HttpRequest, fallback: str) -> str:
    """The address in ``next`` when it is one of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if wanted and safe else fallback

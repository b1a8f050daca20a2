"""The page after too many wrong passwords: it says how long to wait."""

from math import ceil
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from bole.accounts.web import answers


def response(request: HttpRequest, original: Any = None, credentials: Any = None) -> HttpResponse:
    """429 with one kind sentence. ``AXES_COOLOFF_TIME`` is in hours."""
    minutes = ceil(float(settings.AXES_COOLOFF_TIME) * 60)
    sentence = _(
        "There were several wrong passwords in a row, so this account is resting for about {minutes} minutes to keep it"
        " safe. Please try again after that, or ask an administrator of your company."
    ).format(minutes=minutes)
    if answers.wants_json(request):
        answer: HttpResponse = JsonResponse(
            {"code": "accounts.locked_out", "sentence": sentence, "data": {"minutes": minutes}}, status=429
        )
    else:
        answer = render(request, "accounts/refused.html", {"sentence": sentence, "status": 429}, status=429)
    answer["Retry-After"] = str(minutes * 60)
    return answer

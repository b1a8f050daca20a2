"""Is everything in order, and what would make it better: one page for whoever runs this installation."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

import bole
from bole.accounts import api as accounts
from bole.config import health
from bole.core import jobs
from bole.integrations.speech_local import catalogue
from bole.integrations.speech_local.errors import BadCatalogue
from bole.interviews.ports import speech_to_text


@accounts.requires("settings.manage")
def status(request: HttpRequest) -> HttpResponse:
    """Versions, queues, the recogniser and the models that could be fetched (nothing is fetched unasked)."""
    recogniser = speech_to_text.best()
    models, problem = _models()
    return render(
        request,
        "config/status.html",
        {
            "version": bole.__version__,
            "postgres": health.server_version(),
            "queues": [{"name": _queue(name), "depth": depth} for name, depth in jobs.depths().items()],
            "recogniser": f"{recogniser.name} {recogniser.version}".strip() if recogniser else "",
            "models": models,
            "catalogue_problem": problem,
            "warnings": [message for message in checks.run_checks() if message.level >= checks.WARNING],
            "base_url": settings.BOLE_BASE_URL,
        },
    )


def _queue(name: str) -> str:
    """A queue as people read it, in the page's language."""
    words = {"default": _("Messages and news"), "media": _("Recordings"), "assessment": _("Assessments")}
    return words.get(name, name)


def _languages(codes: tuple[str, ...]) -> str:
    """Languages as people call them; a code nobody has named stays as it is."""
    words = {
        "zh": _("Chinese"),
        "en": pgettext("a language", "English"),
        "yue": _("Cantonese"),
        "ja": _("Japanese"),
        "ko": _("Korean"),
    }
    return " · ".join(words.get(code, code) for code in codes)


def _models() -> tuple[list[dict[str, Any]], str]:
    """The catalogue with what is installed; a broken one is named instead of hidden."""
    try:
        known = catalogue.load()
    except BadCatalogue as error:
        return [], str(error)
    folder = Path(settings.BOLE_MODELS_DIR)
    return [
        {
            "model": model,
            "hosts": ", ".join(model.hosts),
            "languages": _languages(model.languages),
            "state": catalogue.state(model, folder / model.id),
            "command": f"bole models pull {model.id}",
        }
        for model in known
    ], ""

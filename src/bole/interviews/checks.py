"""What this module needs of an installation, as numbered messages."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, register
from django.utils.translation import gettext_lazy as _

from bole.interviews.ports import speech_to_text


@register(deploy=False)
def recogniser(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Without a recogniser spoken answers wait for the candidate's own words: honest, but slower for everyone."""
    if speech_to_text.best() is not None:
        return []
    return [
        checks.Warning(
            str(_("No speech recogniser is available: candidates will be asked to type what they said.")),
            hint=_("See `bole models list`; models are kept in {folder}/.").format(
                folder=Path(settings.BOLE_MODELS_DIR).name
            ),
            id="interviews.W001",
        )
    ]

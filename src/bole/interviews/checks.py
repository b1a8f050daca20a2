"""What this module needs of an installation, as numbered messages."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, register

from bole.interviews.ports import speech_to_text


@register(deploy=False)
def recogniser(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """Without a recogniser spoken answers wait for the candidate's own words: honest, but slower for everyone."""
    if speech_to_text.best() is not None:
        return []
    return [
        checks.Warning(
            "No speech recogniser is available: candidates will be asked to type what they said.",
            hint=f"See `bole models list`; models are kept in {Path(settings.BOLE_MODELS_DIR).name}/.",
            id="interviews.W001",
        )
    ]

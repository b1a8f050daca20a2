"""Which adapter answers which port. A port is a Protocol in the module that needs it; the adapter is named in settings."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.conf import settings

from bole_engines.assessment import rules


def load(path: str) -> Any:
    """``package.module.name`` → the object. A wrong name stops the start with a sentence that names it."""
    module, _, name = path.rpartition(".")
    try:
        return getattr(import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise SystemExit(f"The adapter {path!r} in settings cannot be loaded: {error}") from error


def wire() -> None:
    """Hand each port its adapter. Called once, when every app is loaded."""
    from bole.accounts.ports import courier  # noqa: PLC0415 -- apps must be ready
    from bole.assessment.ports import language_model  # noqa: PLC0415 -- apps must be ready
    from bole.interviews.ports import speech_to_text  # noqa: PLC0415 -- apps must be ready
    from bole.notifications.ports import mailer  # noqa: PLC0415 -- apps must be ready

    speech: list[Callable[[], Any]] = [load(path) for path in settings.BOLE_PORTS["interviews.SpeechToText"]]
    speech_to_text.use(speech)
    language_model.use(*(load(path) for path in settings.BOLE_PORTS["assessment.LanguageModel"]))
    rules.use(load("bole.integrations.sentence_onnx.named"))
    mailer.use(load(settings.BOLE_PORTS["notifications.Mailer"][0]))
    courier.use(load("bole.notifications.api.courier"))

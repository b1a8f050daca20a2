"""Speech recognition on this machine: models fetched on request, run by sherpa-onnx."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from bole.interviews.types import Recognised

_guard = threading.Lock()
_ready: Any = None


def transcriber() -> Transcriber:
    """The adapter that settings name."""
    return Transcriber()


class Transcriber:
    """Finds the installed model when asked, so that `bole models pull` works without a restart; loads it once a process."""

    name = "sherpa-onnx"

    @property
    def version(self) -> str:
        """Model and library; "" while nothing is installed."""
        found = _installed()
        return "" if found is None else str(found.version)

    def available(self) -> bool:
        """True when a model is installed whole and the library is there."""
        found = _installed()
        return found is not None and bool(found.available())

    def transcribe(self, samples: NDArray[np.float32], *, language: str) -> Recognised:
        """Words with their times; ModelMissing or ModelUnusable (both Refused)."""
        from bole.integrations.speech_local.errors import ModelMissing  # noqa: PLC0415 -- slow import

        found = _installed()
        if found is None:
            raise ModelMissing
        result: Recognised = found.transcribe(samples, language=language)
        return result


def _installed() -> Any:
    global _ready
    with _guard:
        if _ready is None or not _ready.available():
            from bole.integrations.speech_local import recogniser  # noqa: PLC0415 -- slow import

            _ready = recogniser.installed(Path(settings.BOLE_MODELS_DIR))
        return _ready

"""What this module asks of the outside. ``config`` wires the adapters."""

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from bole.interviews.types import Recognised


class SpeechToText(Protocol):
    """A recogniser of speech. ``samples`` are mono float32 at 16 kHz within ±1."""

    name: str
    version: str

    def available(self) -> bool:
        """Whether it can work now (a model is there, a host answers). Cheap to ask."""
        ...

    def transcribe(self, samples: NDArray[np.float32], *, language: str) -> Recognised:
        """Words with their milliseconds. Raises a Refused when it cannot."""
        ...


class _Recognisers:
    """The configured recognisers in order of preference; the first that is available serves."""

    def __init__(self) -> None:
        self._factories: Sequence[Callable[[], SpeechToText]] = ()

    def use(self, factories: Sequence[Callable[[], SpeechToText]]) -> None:
        self._factories = tuple(factories)

    def swap(self, factories: Sequence[Callable[[], SpeechToText]]) -> Sequence[Callable[[], SpeechToText]]:
        """Use these instead and return the others, for the demo and for tests."""
        before, self._factories = self._factories, tuple(factories)
        return before

    def best(self) -> SpeechToText | None:
        """The first available recogniser, or None: then people type, and nothing is guessed."""
        for factory in self._factories:
            recogniser = factory()
            if recogniser.available():
                return recogniser
        return None


speech_to_text = _Recognisers()

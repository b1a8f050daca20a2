"""How an answer was spoken, against the same speaker's other answers. There is no norm: only the own median counts."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Literal

from bole_engines.common import Trace
from bole_engines.signals.types import Described, Finding, Spoken

SHORTEST_MS = 5_000  # of speech, below which figures jump about
FEWEST_OTHERS = 2  # answers that a baseline is made of


@dataclass(frozen=True)
class Figure:
    """One figure of a description: how to read it, and from which difference on it is more than the usual to and fro.

    `relative` differences are shares of the baseline, others are in the figure's own unit.
    """

    code: str
    read: Callable[[Mapping[str, Any]], float | None]
    tolerance: float
    relative: bool = False


class DeliverySignal:
    """Pace, pauses, movement of pitch and of loudness, each against the median of the speaker's other answers."""

    name = "delivery"
    version = "delivery-1"
    weight: Literal[0] = 0

    def describe(self, answers: Sequence[Spoken]) -> Described:
        """A finding for each figure of each spoken answer; none where fewer than two other answers can be compared."""
        trace = Trace()
        heard = [(one.index, one.delivery) for one in answers if one.delivery is not None and self._long(one, trace)]
        if len(heard) <= FEWEST_OTHERS:
            trace.note("signals.too_few_answers", spoken=len(heard), needed=FEWEST_OTHERS + 1)
            return Described(self.name, self.version, reasons=trace.reasons)
        findings = [one for figure in FIGURES for one in _compared(figure, heard)]
        findings.sort(key=lambda one: one.index or 0)
        return Described(self.name, self.version, tuple(findings), trace.reasons)

    def _long(self, one: Spoken, trace: Trace) -> bool:
        long_enough = (_number(one.delivery, "speech_ms") or 0) >= SHORTEST_MS
        if not long_enough:
            trace.note("signals.too_short", index=one.index)
        return long_enough


def _compared(figure: Figure, heard: Sequence[tuple[int, Mapping[str, Any]]]) -> list[Finding]:
    known = [(index, value) for index, value in ((i, figure.read(d)) for i, d in heard) if value is not None]
    if len(known) <= FEWEST_OTHERS:
        return []
    found = []
    for place, (index, value) in enumerate(known):
        usual = median(other for at, (_, other) in enumerate(known) if at != place)
        gap = value - usual
        if figure.relative:
            gap = gap / usual if usual else 0.0
        side = "same" if abs(gap) <= figure.tolerance else "more" if gap > 0 else "less"
        figures: dict[str, float | str] = {
            "value": round(value, 2),
            "usual": round(usual, 2),
            "difference": round(gap, 3),
            "side": side,
        }
        found.append(Finding(figure.code, index, figures))
    return found


def _number(data: Mapping[str, Any] | None, *path: str) -> float | None:
    """The finite number at a path of nested JSON objects; None where there is none."""
    at: Any = data
    for step in path:
        at = at.get(step) if isinstance(at, Mapping) else None
    if isinstance(at, bool) or not isinstance(at, int | float) or not math.isfinite(at):
        return None
    return float(at)


def _pace(data: Mapping[str, Any]) -> float | None:
    return _number(data, "pace", "per_s_speaking")


def _pauses(data: Mapping[str, Any]) -> float | None:
    total, span = _number(data, "pauses", "total_ms"), _number(data, "span_ms")
    return None if total is None or not span else 100 * total / span


def _pitch(data: Mapping[str, Any]) -> float | None:
    return _number(data, "pitch", "iqr")


def _energy(data: Mapping[str, Any]) -> float | None:
    return _number(data, "energy", "iqr")


FIGURES = (
    Figure("pace", _pace, 0.15, relative=True),  # syllables a second while speaking
    Figure("pauses", _pauses, 10.0),  # per cent of the time from first to last word
    Figure("pitch", _pitch, 1.0),  # semitones between the quartiles
    Figure("energy", _energy, 2.0),  # dB between the quartiles
)

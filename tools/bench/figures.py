"""What a measurement gives: figures, each with its target where it has one, and notes that say how it was taken."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One line of a table. ``met`` is None where there is no target."""

    name: str
    value: str
    target: str = ""
    met: bool | None = None


@dataclass(frozen=True)
class Result:
    """One measurement, ready to be written down."""

    title: str
    figures: tuple[Figure, ...]
    notes: tuple[str, ...] = ()

    @property
    def met(self) -> bool:
        """Whether no target was missed."""
        return all(figure.met is not False for figure in self.figures)


def at_most(name: str, value: float, limit: float, unit: str, *, digits: int = 1) -> Figure:
    """A figure that must not be above its limit."""
    return Figure(name, f"{value:.{digits}f} {unit}", f"≤ {limit:g} {unit}", value <= limit)


def plain(name: str, value: float | str, unit: str = "", *, digits: int = 1) -> Figure:
    """A figure without a target."""
    shown = value if isinstance(value, str) else f"{value:.{digits}f}" if isinstance(value, float) else str(value)
    return Figure(name, f"{shown} {unit}".strip())


def exactly(name: str, value: int, wanted: int) -> Figure:
    """A count that must be this one."""
    return Figure(name, str(value), str(wanted), value == wanted)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` (0–1) of the values lie: the nearest rank, never an interpolation."""
    if not values:
        raise ValueError("no values")
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]

"""Coordinates of small drawings that templates put into inline SVG. The server draws; no script is needed."""

from dataclasses import dataclass

from bole_engines.psychometrics.types import Figure


@dataclass(frozen=True, slots=True)
class Whisker:
    """A figure on a line of ``WIDTH`` units: dot ``x``, ends ``x1``–``x2`` of its interval (equal without one)."""

    x: float
    x1: float
    x2: float


WIDTH = 100.0


def whisker(figure: Figure, low: float, high: float) -> Whisker | None:
    """Where a figure lies between ``low`` and ``high``; what lies outside is drawn at the edge."""
    if figure.value is None:
        return None
    start = figure.value if figure.low is None else figure.low
    end = figure.value if figure.high is None else figure.high
    return Whisker(place(figure.value, low, high), place(start, low, high), place(end, low, high))


def place(value: float, low: float, high: float) -> float:
    """The position of a value on the line, one decimal."""
    return round(min(WIDTH, max(0.0, (value - low) / (high - low) * WIDTH)), 1)


def shade(count: int, most: int) -> str:
    """How dark a cell of a grid is: opacity from 0 to 0.6 as SVG and CSS write it."""
    return f"{0.6 * count / most:.2f}" if most else "0"

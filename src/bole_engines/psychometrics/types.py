"""The values of psychometrics: figures with their intervals. Frozen and JSON-able; a figure that cannot be had is None."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import Any, Literal, Self

from bole_engines.common import decode, encode


class _Json:
    """JSON in and out by the annotations of the dataclass."""

    def to_json(self) -> dict[str, Any]:
        """Dicts, lists and scalars that `json.dumps` takes."""
        result: dict[str, Any] = encode(self)
        return result

    @classmethod
    def from_json(cls, data: Any) -> Self:
        """The inverse of `to_json`; raises `BadData` naming the place that is wrong."""
        return decode(cls, data)


@dataclass(frozen=True)
class Figure(_Json):
    """One statistic over `n` cases with its 95 % interval.

    `value` is None when the statistic does not exist for these data (too few cases, no variation); the interval is None
    when there is nothing to resample.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True)
class Agreement(_Json):
    """How far two raters of the same things agree. `n` counts pairs, `cases` the clusters that were resampled.

    `qwk` quadratic weighted kappa; `pearson` r; `smd` (mean of the first minus mean of the second) ÷ SD of the second;
    `exact` and `adjacent` shares within half a level and within one level.
    """

    n: int
    cases: int
    qwk: Figure
    pearson: Figure
    smd: Figure
    exact: Figure
    adjacent: Figure


def figure(value: float, interval: tuple[float, float] | None, n: int) -> Figure:
    """A figure of a value that may be nan (then there is none) and an interval that may be missing."""
    if not isfinite(value):
        return Figure(None, None, None, n)
    return Figure(float(value), interval[0] if interval else None, interval[1] if interval else None, n)


Verdict = Literal["met", "missed", "unsure", "unknown"]


@dataclass(frozen=True)
class Check(_Json):
    """One line of the release gate.

    `code` names the rule, `value` its figure, `limit` the threshold, `at_least` the direction. "unsure" means that the
    figure is on the right side and its interval is not; "unknown" that there is no figure yet.
    """

    code: str
    value: float | None
    limit: float
    at_least: bool
    verdict: Verdict

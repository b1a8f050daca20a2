"""Sufficient sums of pairs and their seeded bootstrap: every statistic of agreement follows from seven sums.

Resampling clusters (interviews) is one matrix product of counts with the sums of each cluster, so a thousand draws cost
milliseconds and pairs of one interview always stay together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from bole_engines.psychometrics.types import Figure
from bole_engines.psychometrics.types import figure as made

Floats = npt.NDArray[np.float64]
Statistic = Callable[[Floats], Floats]

DRAWS = 1000
CONFIDENCE = 0.95
# Below this a bootstrap interval says more about the draw than about the raters.
LEAST_CLUSTERS = 5
HALF_LEVEL, ONE_LEVEL = 0.5, 1.0
_CLOSE = 1e-9


def of_pairs(pairs: Sequence[tuple[float, float]]) -> Floats:
    """The sums of one cluster: n, Σx, Σy, Σx², Σy², Σxy, how many are exact, how many adjacent."""
    if not pairs:
        return np.zeros(8)
    x, y = np.asarray(pairs, dtype=float).T
    apart = np.abs(x - y)
    return np.array(
        [
            len(pairs),
            x.sum(),
            y.sum(),
            (x * x).sum(),
            (y * y).sum(),
            (x * y).sum(),
            (apart <= HALF_LEVEL + _CLOSE).sum(),
            (apart <= ONE_LEVEL + _CLOSE).sum(),
        ],
        dtype=float,
    )


def counts(clusters: int, *, draws: int, seed: int) -> Floats:
    """`draws` × `clusters`: how often each cluster stands in each resample. The same seed gives the same draws."""
    rng = np.random.default_rng(seed)
    share = np.full(clusters, 1.0 / clusters)
    drawn: Floats = rng.multinomial(clusters, share, size=draws).astype(np.float64)
    return drawn


def interval(drawn: Floats, level: float = CONFIDENCE) -> tuple[float, float] | None:
    """The percentile interval of what was drawn; None when most draws have no value (no variation in them)."""
    usable = drawn[np.isfinite(drawn)]
    if len(usable) * 2 < len(drawn) or not len(usable):
        return None
    tail = (1 - level) / 2
    low, high = np.quantile(usable, [tail, 1 - tail])
    return float(low), float(high)


def figure(statistic: Statistic, table: Floats, resampled: Floats | None) -> Figure:
    """The statistic over all clusters (`table`: clusters × sums) with its interval over the resampled sums."""
    n = int(table[:, 0].sum())
    value = float(statistic(table.sum(axis=0)[None, :])[0]) if n else float("nan")
    found = None if resampled is None or not np.isfinite(value) else interval(statistic(resampled))
    return made(value, found, n)


def _moments(sums: Floats) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    n, sx, sy, sxx, syy, sxy = (sums[:, k] for k in range(6))
    with np.errstate(divide="ignore", invalid="ignore"):
        mx, my = sx / n, sy / n
        # Rounding must not leave a variance of -1e-17 where nothing varies.
        vx = np.maximum(sxx / n - mx * mx, 0.0)
        vy = np.maximum(syy / n - my * my, 0.0)
        cov = sxy / n - mx * my
    return mx, my, np.where(vx < _CLOSE, 0.0, vx), np.where(vy < _CLOSE, 0.0, vy), cov


def qwk(sums: Floats) -> Floats:
    """Quadratic weighted kappa in its moment form, which also serves means between two levels."""
    mx, my, vx, vy, cov = _moments(sums)
    below = vx + vy + (mx - my) ** 2
    with np.errstate(divide="ignore", invalid="ignore"):
        # What does not vary at all must stay undefined, whatever rounding left in the covariance.
        result: Floats = 2 * cov / np.where(below < _CLOSE, np.nan, below)
    return result


def pearson(sums: Floats) -> Floats:
    """Pearson's r; nan where one side does not vary."""
    _mx, _my, vx, vy, cov = _moments(sums)
    with np.errstate(divide="ignore", invalid="ignore"):
        result: Floats = np.clip(cov / np.sqrt(np.where(vx * vy > 0, vx * vy, np.nan)), -1.0, 1.0)
    return result


def smd(sums: Floats) -> Floats:
    """(mean x − mean y) ÷ SD of y (with n − 1); nan where y does not vary."""
    mx, my, _vx, vy, _cov = _moments(sums)
    n = sums[:, 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        result: Floats = (mx - my) / np.sqrt(np.where(vy > 0, vy, np.nan) * n / (n - 1))
    return result


def exact(sums: Floats) -> Floats:
    """Share within half a level."""
    with np.errstate(divide="ignore", invalid="ignore"):
        result: Floats = sums[:, 6] / sums[:, 0]
    return result


def adjacent(sums: Floats) -> Floats:
    """Share within one level."""
    with np.errstate(divide="ignore", invalid="ignore"):
        result: Floats = sums[:, 7] / sums[:, 0]
    return result

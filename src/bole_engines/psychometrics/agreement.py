"""Do two raters, or a machine and people, mean the same by a level? Agreement with intervals, and reliability of panels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bole_engines.psychometrics import sums
from bole_engines.psychometrics.sums import Floats
from bole_engines.psychometrics.types import Agreement, Figure, figure

Pairs = Sequence[tuple[float, float]]


def agreement(clusters: Sequence[Pairs], *, seed: int, draws: int = sums.DRAWS) -> Agreement:
    """Agreement over clusters of (first, second) pairs in levels; one cluster an interview.

    For one competency each cluster holds one pair, for a whole plan one per competency. Intervals come from resampling
    clusters, `draws` times from `seed`; with fewer than five clusters there is none.
    """
    held = [one for one in clusters if one]
    table = np.array([sums.of_pairs(one) for one in held]) if held else np.zeros((0, 8))
    drawn = None
    if len(held) >= sums.LEAST_CLUSTERS:
        drawn = sums.counts(len(held), draws=draws, seed=seed) @ table
    found = {
        name: sums.figure(getattr(sums, name), table, drawn) for name in ("qwk", "pearson", "smd", "exact", "adjacent")
    }
    return Agreement(n=int(table[:, 0].sum()), cases=len(held), **found)


def paired(pairs: Pairs, *, seed: int, draws: int = sums.DRAWS) -> Agreement:
    """`agreement` of independent pairs: every pair is its own cluster."""
    return agreement([[one] for one in pairs], seed=seed, draws=draws)


@dataclass(frozen=True)
class Reliability:
    """ICC(2,1) of one rater and ICC(2,k) of the mean of `raters` raters, two-way random, absolute agreement."""

    single: Figure
    average: Figure
    raters: int


def reliability(matrix: Sequence[Sequence[float]], *, seed: int, draws: int = sums.DRAWS) -> Reliability:
    """From subjects × raters, complete. Intervals resample subjects. No value with one subject, one rater or no spread.

    Negative estimates are shown as they are: they say that raters differ more within than between subjects.
    """
    levels = np.asarray(matrix, dtype=float)
    if levels.ndim != 2 or levels.shape[0] < 2 or levels.shape[1] < 2:
        nothing = Figure(None, None, None, len(matrix))
        return Reliability(nothing, nothing, levels.shape[1] if levels.ndim == 2 else 0)
    n, k = levels.shape
    single, average = _icc2(levels[None, :, :])
    low_high: list[tuple[float, float] | None] = [None, None]
    if n >= sums.LEAST_CLUSTERS:
        picked = np.random.default_rng(seed).integers(0, n, size=(draws, n))
        low_high = [sums.interval(one) for one in _icc2(levels[picked])]
    return Reliability(figure(single[0], low_high[0], n), figure(average[0], low_high[1], n), k)


def _icc2(levels: Floats) -> tuple[Floats, Floats]:
    """Of draws × subjects × raters: Shrout and Fleiss' ICC(2,1) and ICC(2,k) of each draw; nan without any spread."""
    _draws, n, k = levels.shape
    whole = levels.mean(axis=(1, 2), keepdims=True)
    rows = levels.mean(axis=2, keepdims=True)
    columns = levels.mean(axis=1, keepdims=True)
    between = k * ((rows - whole) ** 2).sum(axis=(1, 2)) / (n - 1)
    raters = n * ((columns - whole) ** 2).sum(axis=(1, 2)) / (k - 1)
    rest = ((levels - rows - columns + whole) ** 2).sum(axis=(1, 2)) / ((n - 1) * (k - 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        single = (between - rest) / (between + (k - 1) * rest + k * (raters - rest) / n)
        average = (between - rest) / (between + (raters - rest) / n)
    spread = between + raters + rest > 1e-12
    return np.where(spread, single, np.nan), np.where(spread, average, np.nan)

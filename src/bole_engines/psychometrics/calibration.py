"""What the machine's levels are worth in the levels of this house's people: one monotone table, tested before use.

A level table of five values is all that is fitted: everybody can read it ("the machine's 3 is our 2.6"), it cannot change
the order of two candidates, and thirty ratings are enough to test it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bole_engines.psychometrics import sums
from bole_engines.psychometrics.types import _Json

LEVELS = (1, 2, 3, 4, 5)
LEAST_PAIRS = 30
FOLDS = 5
# As many imaginary ratings stand behind "shifted by the common difference" at each level: rare levels are not overfitted.
PRIOR = 3.0
# How much quadratic weighted kappa may fall, out of fold, for a table to be admitted.
QWK_SLACK = 0.02

Pair = tuple[int, float]


@dataclass(frozen=True)
class Table(_Json):
    """`values[k]` is the people's level that the machine's level k + 1 stands for; it never falls."""

    values: tuple[float, ...]

    def of(self, level: int) -> float:
        """The calibrated level of a machine level 1–5, between 1 and 5."""
        return self.values[level - 1]


@dataclass(frozen=True)
class Fit(_Json):
    """How machine levels lie to people's: root mean square and mean of the difference, QWK; in levels."""

    rmse: float
    bias: float
    qwk: float | None


@dataclass(frozen=True)
class Validation(_Json):
    """`raw` without a table and `calibrated` with tables that never saw the rating they are tested on.

    `admitted` says whether a person may switch the table on; `reason` is "better", "too_few", "no_gain" or "order_lost".
    """

    n: int
    folds: int
    seed: int
    raw: Fit | None
    calibrated: Fit | None
    admitted: bool
    reason: str


def fit(pairs: Sequence[Pair]) -> Table:
    """The table from (machine level, people's level) pairs: shrunken means a level, made monotone by their weights."""
    shift = float(np.mean([people - machine for machine, people in pairs])) if pairs else 0.0
    means, weights = [], []
    for level in LEVELS:
        said = [people for machine, people in pairs if machine == level]
        expected = min(5.0, max(1.0, level + shift))
        means.append((sum(said) + PRIOR * expected) / (len(said) + PRIOR))
        weights.append(len(said) + PRIOR)
    return Table(tuple(round(min(5.0, max(1.0, one)), 4) for one in isotonic(means, weights)))


def isotonic(values: Sequence[float], weights: Sequence[float]) -> tuple[float, ...]:
    """The nearest rising sequence by weighted squares (pool adjacent violators). Weights are positive."""
    blocks: list[tuple[float, float, int]] = []
    for value, weight in zip(values, weights, strict=True):
        blocks.append((value, weight, 1))
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            (v2, w2, n2), (v1, w1, n1) = blocks.pop(), blocks.pop()
            blocks.append(((v1 * w1 + v2 * w2) / (w1 + w2), w1 + w2, n1 + n2))
    return tuple(value for value, _weight, count in blocks for _ in range(count))


def validate(pairs: Sequence[Pair], *, seed: int, folds: int = FOLDS) -> Validation:
    """Cross-validate the table: each rating is predicted by a table fitted without its fold.

    Admitted when there are thirty ratings, the out-of-fold error is smaller than without a table, and the order of
    candidates is not judged worse. The folds depend on `seed` and the number of pairs alone.
    """
    n = len(pairs)
    if n < LEAST_PAIRS:
        return Validation(n, folds, seed, _measure(pairs) if n > 1 else None, None, False, "too_few")
    fold = np.random.default_rng(seed).permutation(n) % folds
    predicted = np.zeros(n)
    for k in range(folds):
        table = fit([pair for pair, where in zip(pairs, fold, strict=True) if where != k])
        for at in np.flatnonzero(fold == k):
            predicted[at] = table.of(pairs[int(at)][0])
    raw = _measure(pairs)
    calibrated = _measure([(value, people) for value, (_machine, people) in zip(predicted, pairs, strict=True)])
    return Validation(n, folds, seed, raw, calibrated, *_verdict(raw, calibrated))


def _verdict(raw: Fit, calibrated: Fit) -> tuple[bool, str]:
    if calibrated.rmse >= raw.rmse - 1e-9:
        return False, "no_gain"
    if raw.qwk is not None and (calibrated.qwk is None or calibrated.qwk < raw.qwk - QWK_SLACK):
        return False, "order_lost"
    return True, "better"


def _measure(pairs: Sequence[tuple[float, float]]) -> Fit:
    apart = np.array([machine - people for machine, people in pairs])
    kappa = float(sums.qwk(sums.of_pairs(pairs)[None, :])[0])
    return Fit(
        rmse=round(float(np.sqrt((apart**2).mean())), 4),
        bias=round(float(apart.mean()), 4),
        qwk=round(kappa, 4) if np.isfinite(kappa) else None,
    )

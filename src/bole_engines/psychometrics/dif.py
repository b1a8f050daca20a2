"""Does a question favour a group among people who are otherwise equally good? Mantel-Haenszel on matched rest scores."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from bole_engines.psychometrics import tables

Class = Literal["A", "B", "C"]

STRATA = 4
LEAST_A_GROUP = 20
ETS = 2.35
SMALL, LARGE = 1.0, 1.5


@dataclass(frozen=True)
class Dif:
    """Mantel-Haenszel of one question between a reference group and a focal group.

    `odds` common odds ratio, reference over focal; `delta` = −2.35 ln odds (negative: harder for the focal group);
    `p` of the continuity-corrected test; `size` the ETS class: A negligible, B moderate, C large.
    """

    odds: float
    low: float
    high: float
    delta: float
    p: float
    size: Class
    n: int
    focal_n: int


def mantel_haenszel(tables_: Sequence[tuple[int, int, int, int]]) -> Dif | None:
    """From strata of (reference right, reference wrong, focal right, focal wrong). None when nothing can be compared.

    The interval of the odds is Robins, Breslow and Greenland's.
    """
    used = [(a, b, c, d) for a, b, c, d in tables_ if (a + b) and (c + d)]
    up = sum(a * d / (a + b + c + d) for a, b, c, d in used)
    down = sum(b * c / (a + b + c + d) for a, b, c, d in used)
    if not up or not down:
        return None
    odds = up / down
    error = math.sqrt(_log_variance(used, up, down))
    p = _p(used)
    delta = -ETS * math.log(odds)
    return Dif(
        odds=odds,
        low=odds * math.exp(-tables.Z95 * error),
        high=odds * math.exp(tables.Z95 * error),
        delta=delta,
        p=p,
        size=_size(delta, ETS * error, p),
        n=sum(sum(one) for one in used),
        focal_n=sum(c + d for _a, _b, c, d in used),
    )


def of_item(scores: Sequence[float], rest: Sequence[float], focal: Sequence[bool]) -> Dif | None:
    """Match people on `rest` (the mean of their other questions) in quarters; right is "at or above the median score".

    None with fewer than twenty people in either group: then a verdict would be noise.
    """
    values, matched, group = np.asarray(scores, float), np.asarray(rest, float), np.asarray(focal, bool)
    if group.sum() < LEAST_A_GROUP or (~group).sum() < LEAST_A_GROUP:
        return None
    right = values >= np.median(values)
    if right.all():
        right = values > np.median(values)
    edges = np.quantile(matched, [k / STRATA for k in range(1, STRATA)])
    stratum = np.searchsorted(edges, matched, side="right")
    found = []
    for k in range(STRATA):
        here = stratum == k
        cells = [here & ~group & right, here & ~group & ~right, here & group & right, here & group & ~right]
        a, b, c, d = (int(one.sum()) for one in cells)
        found.append((a, b, c, d))
    return mantel_haenszel(found)


def _log_variance(used: Sequence[tuple[int, int, int, int]], up: float, down: float) -> float:
    pr = ps_qr = qs = 0.0
    for a, b, c, d in used:
        n = a + b + c + d
        p, q, r, s = (a + d) / n, (b + c) / n, a * d / n, b * c / n
        pr += p * r
        ps_qr += p * s + q * r
        qs += q * s
    return pr / (2 * up * up) + ps_qr / (2 * up * down) + qs / (2 * down * down)


def _p(used: Sequence[tuple[int, int, int, int]]) -> float:
    seen = expected = variance = 0.0
    for a, b, c, d in used:
        n = a + b + c + d
        seen += a
        expected += (a + b) * (a + c) / n
        if n > 1:
            variance += (a + b) * (c + d) * (a + c) * (b + d) / (n * n * (n - 1))
    if not variance:
        return 1.0
    return tables.chi_square_1(max(0.0, abs(seen - expected) - 0.5) ** 2 / variance)


def _size(delta: float, error: float, p: float) -> Class:
    """ETS: A below 1 or not significant; C from 1.5 and significantly above 1; B between."""
    if abs(delta) < SMALL or p >= 0.05:
        return "A"
    return "C" if abs(delta) >= LARGE and abs(delta) - 1.645 * error > SMALL else "B"

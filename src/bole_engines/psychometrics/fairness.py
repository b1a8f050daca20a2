"""Do groups fare alike? Ratios and differences with intervals; small groups are named as such and never judged.

A ratio below four fifths is no verdict: with fifty people a group and no difference at all it happens every third time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Literal

import numpy as np

from bole_engines.psychometrics import tables
from bole_engines.psychometrics.types import Figure

Reading = Literal["suppressed", "too_small", "no_difference_shown", "difference_shown"]

SMALLEST_CELL = 5
# LL144: a group of under two per cent of everybody may be left out of the comparison, but not out of the table.
SMALLEST_SHARE = 0.02
FOUR_FIFTHS = 0.8


@dataclass(frozen=True)
class Row:
    """One group in one table. Everything but its name is None where the group is too small to be shown.

    `rate` = `hits` ÷ `n` with its Wilson interval; `ratio` against the group with the highest rate (Katz interval);
    `p` of Fisher's exact test against it. `reading`: "suppressed" (fewer than five people), "too_small" (under 2 %, shown
    and not compared), "no_difference_shown" or "difference_shown" (the whole interval of the ratio lies below 1).
    """

    group: str
    n: int | None
    hits: int | None
    rate: float | None
    rate_low: float | None
    rate_high: float | None
    ratio: float | None
    low: float | None
    high: float | None
    p: float | None
    best: bool
    reading: Reading


@dataclass(frozen=True)
class Impact:
    """One attribute. `kind` is "selection" or "scoring" (share above the median score of everybody) or another rate.

    `unknown` people did not say. `below` names groups whose point ratio is under four fifths: a reason to look, no verdict.
    """

    kind: str
    rows: tuple[Row, ...]
    n: int
    unknown: int | None
    below: tuple[str, ...] = field(default=())


def impact(hits: Mapping[str, tuple[int, int]], *, kind: str, unknown: int = 0) -> Impact:
    """From (hits, people) by group. The comparison is with the highest rate among the groups that are large enough."""
    n = sum(people for _hits, people in hits.values())
    least = max(SMALLEST_CELL, SMALLEST_SHARE * n)
    large = {name: one for name, one in hits.items() if one[1] >= least}
    best = max(large, key=lambda name: (large[name][0] / large[name][1], large[name][1], name), default=None)
    rows = _hide(
        tuple(_row(name, hits[name], hits.get(best or ""), name == best, least) for name in sorted(hits)), hits
    )
    return Impact(
        kind=kind,
        rows=rows,
        n=n,
        unknown=unknown if unknown == 0 or unknown >= SMALLEST_CELL else None,
        below=tuple(one.group for one in rows if one.ratio is not None and one.ratio < FOUR_FIFTHS),
    )


def above_median(scores: Mapping[str, Sequence[float]]) -> dict[str, tuple[int, int]]:
    """LL144's scoring rate: how many of each group lie above the median of everybody."""
    everybody = [one for group in scores.values() for one in group]
    if not everybody:
        return dict.fromkeys(scores, (0, 0))
    line = median(everybody)
    return {name: (sum(1 for one in group if one > line), len(group)) for name, group in scores.items()}


def smd(focal: Sequence[float], reference: Sequence[float]) -> Figure:
    """Hedges' g, focal minus reference over the pooled SD, with its normal interval. None below five a side."""
    n1, n2 = len(focal), len(reference)
    if n1 < SMALLEST_CELL or n2 < SMALLEST_CELL:
        return Figure(None, None, None, n1 + n2)
    v1, v2 = np.var(focal, ddof=1), np.var(reference, ddof=1)
    pooled = float(np.sqrt(((n1 - 1) * v1 + (n2 - 1) * v2) / (n1 + n2 - 2)))
    if pooled < 1e-9:
        return Figure(None, None, None, n1 + n2)
    small = 1 - 3 / (4 * (n1 + n2) - 9)
    g = small * float(np.mean(focal) - np.mean(reference)) / pooled
    error = float(np.sqrt((n1 + n2) / (n1 * n2) + g * g / (2 * (n1 + n2))))
    return Figure(g, g - tables.Z95 * error, g + tables.Z95 * error, n1 + n2)


def dsm(machine: Mapping[str, Sequence[float]], people: Mapping[str, Sequence[float]]) -> dict[str, Figure]:
    """By group the mean of standardised machine minus standardised people's levels (RSMTool's DSM), with an interval.

    Both sides hold the same people in the same order. A group below five people or without spread has no value.
    """
    all_machine = np.array([one for group in machine.values() for one in group], dtype=float)
    all_people = np.array([one for group in people.values() for one in group], dtype=float)
    if len(all_machine) < 2 or all_machine.std() < 1e-9 or all_people.std() < 1e-9:
        return {name: Figure(None, None, None, len(group)) for name, group in machine.items()}
    found = {}
    for name, group in machine.items():
        z = (np.asarray(group, float) - all_machine.mean()) / all_machine.std()
        z -= (np.asarray(people[name], float) - all_people.mean()) / all_people.std()
        found[name] = _mean(z)
    return found


def _mean(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Figure:
    n = len(values)
    if n < SMALLEST_CELL:
        return Figure(None, None, None, n)
    error = float(values.std(ddof=1) / np.sqrt(n))
    value = float(values.mean())
    return Figure(value, value - tables.Z95 * error, value + tables.Z95 * error, n)


def _row(name: str, own: tuple[int, int], base: tuple[int, int] | None, best: bool, least: float) -> Row:
    hits, n = own
    if n < SMALLEST_CELL:
        return _suppressed(name)
    low, high = tables.wilson(hits, n)
    compared = base is not None and n >= least and not best
    found = tables.ratio(hits, n, *base) if compared and base is not None else None
    p = tables.fisher(hits, n - hits, base[0], base[1] - base[0]) if compared and base is not None else None
    value, ratio_low, ratio_high = found or (None, None, None)
    if compared and base is not None and base[0] and not hits:
        value = 0.0
    reading: Reading = "no_difference_shown"
    if n < least:
        reading = "too_small"
    elif (ratio_high is not None and ratio_high < 1) or (value == 0.0 and p is not None and p < 0.05):
        reading = "difference_shown"
    return Row(
        group=name,
        n=n,
        hits=hits,
        rate=hits / n,
        rate_low=low,
        rate_high=high,
        ratio=1.0 if best else value,
        low=ratio_low,
        high=ratio_high,
        p=p,
        best=best,
        reading=reading,
    )


def _suppressed(name: str) -> Row:
    return Row(name, None, None, None, None, None, None, None, None, None, False, "suppressed")


def _hide(rows: tuple[Row, ...], hits: Mapping[str, tuple[int, int]]) -> tuple[Row, ...]:
    """What is hidden must not follow from the total: hide the smallest others until two groups and five people are."""
    found = {one.group: one for one in rows}
    hidden = [one.group for one in rows if one.reading == "suppressed"]
    while hidden and (len(hidden) < 2 or sum(hits[name][1] for name in hidden) < SMALLEST_CELL):
        shown = [one for one in found.values() if one.n is not None]
        if not shown:
            break
        smallest = min(shown, key=lambda one: (one.n or 0, one.group))
        found[smallest.group] = _suppressed(smallest.group)
        hidden.append(smallest.group)
    return tuple(found[one.group] for one in rows)

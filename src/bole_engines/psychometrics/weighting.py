"""Two weightings of one plan compared: does the other predict what people decide as well, and treat groups more alike?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bole_engines.psychometrics import fairness, predict
from bole_engines.psychometrics.types import Figure

# As good: the other weighting orders decisions no worse than this, and less discriminatory by at least that.
AS_GOOD, LESS = 0.02, 0.02
LEAST_WEIGHT = 50


@dataclass(frozen=True)
class Compared:
    """One weighting on the same interviews: how it goes with decisions, and its lowest ratio of scoring rates."""

    separation: Figure
    lowest_ratio: float | None


@dataclass(frozen=True)
class Alternative:
    """`in_use` beside `other`. `less_discriminatory_equal` says that the other is as good and more even: look at it."""

    in_use: Compared
    other: Compared
    less_discriminatory_equal: bool


def matches(levels: Sequence[Mapping[str, int]], weights: Mapping[str, int]) -> list[float | None]:
    """Per cent by person, 20 a level; None when under half of the weight has a level."""
    found: list[float | None] = []
    for person in levels:
        weight = sum(weights.get(name, 0) for name in person)
        total = sum(20 * weights.get(name, 0) * level for name, level in person.items())
        found.append(total / weight if weight >= LEAST_WEIGHT else None)
    return found


def compare(
    levels: Sequence[Mapping[str, int]],
    taken: Sequence[bool | None],
    groups: Sequence[Mapping[str, str]],
    *,
    in_use: Mapping[str, int],
    other: Mapping[str, int],
    seed: int,
) -> Alternative:
    """Persons by position: levels by competency, whether people took them (None: undecided), groups by attribute."""
    first = _measured(levels, taken, groups, in_use, seed)
    second = _measured(levels, taken, groups, other, seed)
    a, b = first.separation.value, second.separation.value
    fairer = (
        first.lowest_ratio is not None
        and second.lowest_ratio is not None
        and second.lowest_ratio >= first.lowest_ratio + LESS
    )
    return Alternative(first, second, fairer and a is not None and b is not None and b >= a - AS_GOOD)


def _measured(
    levels: Sequence[Mapping[str, int]],
    taken: Sequence[bool | None],
    groups: Sequence[Mapping[str, str]],
    weights: Mapping[str, int],
    seed: int,
) -> Compared:
    scores = matches(levels, weights)
    decided = [
        (score, said) for score, said in zip(scores, taken, strict=True) if score is not None and said is not None
    ]
    separation = predict.separation([one for one, _ in decided], [said for _, said in decided], seed=seed)
    ratios = []
    for attribute in sorted({name for person in groups for name in person}):
        by_group: dict[str, list[float]] = {}
        for score, person in zip(scores, groups, strict=True):
            if score is not None and attribute in person:
                by_group.setdefault(person[attribute], []).append(score)
        rows = fairness.impact(fairness.above_median(by_group), kind="scoring").rows
        ratios += [one.ratio for one in rows if one.ratio is not None]
    return Compared(separation, min(ratios, default=None))

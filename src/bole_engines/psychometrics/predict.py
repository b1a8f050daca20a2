"""Which figures go with what people decided: the chance that the taken candidate stood higher than the one not taken."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bole_engines.psychometrics import sums
from bole_engines.psychometrics.sums import Floats
from bole_engines.psychometrics.types import Figure, figure

LEAST_A_SIDE = 5


def separation(scores: Sequence[float], taken: Sequence[bool], *, seed: int, draws: int = sums.DRAWS) -> Figure:
    """AUC: 0.5 says nothing about the decision, 1 orders it perfectly. Ties count half. Fewer than five a side: None.

    The interval resamples within each side, so that no draw lacks one.
    """
    values = np.asarray(scores, dtype=float)
    chosen = np.asarray(taken, dtype=bool)
    yes, no = values[chosen], values[~chosen]
    if len(yes) < LEAST_A_SIDE or len(no) < LEAST_A_SIDE:
        return Figure(None, None, None, len(values))
    wins = (yes[:, None] > no[None, :]) + 0.5 * (yes[:, None] == no[None, :])
    rng = np.random.default_rng(seed)
    up = rng.multinomial(len(yes), np.full(len(yes), 1 / len(yes)), size=draws).astype(float)
    down = rng.multinomial(len(no), np.full(len(no), 1 / len(no)), size=draws).astype(float)
    drawn: Floats = ((up @ wins) * down).sum(axis=1) / (len(yes) * len(no))
    return figure(float(wins.mean()), sums.interval(drawn), len(values))

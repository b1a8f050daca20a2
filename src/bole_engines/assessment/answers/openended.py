"""Answers to a question nobody gave a reference for: how much of substance they say about it. Weak, and said to be so."""

from __future__ import annotations

import re

import numpy as np

from bole_engines.assessment.answers.matching import Said
from bole_engines.assessment.answers.rubric import Rubric
from bole_engines.text.numbers import quantities

# From this likeness of meaning to the question on, a clause or its neighbours belong to it; fully `_SPAN` above.
_NEAR, _SPAN = 0.12, 0.25
# Weight of new words at which an answer of substance is full.
_ENOUGH = 34.0
_REASONS = re.compile(
    r"因为|由于|所以|因此|从而|导致|使得?|首先|其次|然后|接着|最后|例如|比如|第[一二三四五]|结果|"
    r"\b(?:because|since|therefore|so that|first|then|next|finally|for example|such as|as a result|when)\b"
)
_SHARES = (0.8, 0.12, 0.08)


def substance(rubric: Rubric, said: Said) -> float:
    """0.0 to 1.0: the weight of new words in clauses near the question, with a little for reasons given and figures told."""
    near = _near(rubric, said)
    told = sum(news * share for news, share in zip(said.news, near, strict=True))
    if told <= 0:
        return 0.0
    text = ",".join(one.text for one in said.clauses)
    reasons = min(1.0, len(_REASONS.findall(text)) / 3)
    figures = min(1.0, len(quantities(text)) / 2)
    amount = float(min(1.0, told / _ENOUGH) ** 0.7)
    main, by_reasons, by_figures = _SHARES
    score = main * amount + float(amount**0.5) * (by_reasons * reasons + by_figures * figures)
    return round(min(1.0, score), 4)


def best(rubric: Rubric, said: Said) -> list[int]:
    """The windows to quote: the single clauses that add most."""
    near = _near(rubric, said)
    alone = said.alone()
    order = sorted(range(len(alone)), key=lambda at: (-said.news[at] * near[at], at))
    return [alone[at] for at in sorted(order[:3])]


def _near(rubric: Rubric, said: Said) -> list[float]:
    if said.rows is None or rubric.topic is None:
        return [1.0] * len(said.news)
    like = said.rows @ rubric.topic
    shares = []
    for clause in range(len(said.news)):
        around = max(float(like[number]) for number, one in enumerate(said.windows) if one.low <= clause < one.high)
        shares.append(float(np.clip((around - _NEAR) / _SPAN, 0, 1)))
    return shares

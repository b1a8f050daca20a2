"""What simpler scorers reach on the same answers: yardsticks for the bench, never used for a rating."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

from bole_engines.text.normal import normalise

_PLAIN = re.compile(r"[^\w]")


def tf_idf(references: Sequence[str], answers: Sequence[str]) -> list[float]:
    """Cosine of character 1- and 2-grams, weighted by their rarity among all these texts; one value a pair."""
    counted = [_grams(text) for text in [*references, *answers]]
    seen = Counter(gram for one in counted for gram in one)
    rows = [
        {gram: count * math.log((1 + len(counted)) / (1 + seen[gram])) for gram, count in one.items()}
        for one in counted
    ]
    half = len(references)
    return [_cosine(rows[number], rows[half + number]) for number in range(half)]


def coverage(question: str, reference: str, answer: str) -> float:
    """The share of the reference's character pairs that the answer has, leaving out those of the question."""
    wanted = set(_pairs(reference)) - set(_pairs(question))
    return len(wanted & set(_pairs(answer))) / len(wanted) if wanted else 0.0


def _pairs(text: str) -> list[str]:
    plain = _PLAIN.sub("", normalise(text).text)
    return [plain[at : at + 2] for at in range(len(plain) - 1)]


def _grams(text: str) -> Counter[str]:
    return Counter([*_PLAIN.sub("", normalise(text).text), *_pairs(text)])


def _cosine(left: dict[str, float], right: dict[str, float]) -> float:
    dot = sum(value * right.get(gram, 0.0) for gram, value in left.items())
    size = math.sqrt(sum(v * v for v in left.values()) * sum(v * v for v in right.values()))
    return dot / size if size else 0.0

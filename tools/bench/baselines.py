"""What a rater of short answers must beat: likeness of characters, and the share of the reference's words that are said."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from bole_engines.assessment.cases import Case
from bole_engines.text import segments
from bole_engines.text.normal import normalise

Rater = Callable[[Case, str], float]


def tf_idf(cases: Sequence[Case]) -> Rater:
    """Cosine of TF-IDF over single characters and pairs of them, between the answer and what a scorer may see.

    The frequencies come from all answers of `cases`. With neither reference nor key points the question stands in.
    """
    documents = [_grams(answer.text) for case in cases for answer in case.answers]
    seen = Counter(gram for one in documents for gram in one)
    idf = {gram: math.log((1 + len(documents)) / (1 + count)) + 1 for gram, count in seen.items()}
    unseen = math.log(1 + len(documents)) + 1

    def rate(case: Case, text: str) -> float:
        return _cosine(*({g: n * idf.get(g, unseen) for g, n in _grams(t).items()} for t in (text, _seen(case))))

    return rate


def coverage(case: Case, text: str) -> float:
    """Share of the content words of what a scorer may see, without those of the question, that the answer says."""
    wanted = set(_words(_seen(case))) - set(_words(case.question))
    return len(wanted & set(_words(text))) / len(wanted) if wanted else 0.0


def length(_case: Case, text: str) -> float:
    """How long the answer is: what a rater must not follow."""
    return float(len(text))


def _seen(case: Case) -> str:
    return "\n".join((case.reference or "", *case.key_points)).strip() or case.question


def _words(text: str) -> tuple[str, ...]:
    return segments.content_words(normalise(text).text)


def _grams(text: str) -> Counter[str]:
    plain = re.sub(r"\W", "", normalise(text).text)
    return Counter(plain) + Counter(plain[i : i + 2] for i in range(len(plain) - 1))


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    product = sum(weight * other.get(gram, 0.0) for gram, weight in one.items())
    norm = math.sqrt(sum(w * w for w in one.values()) * sum(w * w for w in other.values()))
    return product / norm if norm else 0.0

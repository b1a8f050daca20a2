"""The one call: question, answer and what a good answer says, to a score with its quotes and reasons."""

from __future__ import annotations

from collections.abc import Sequence

from bole_engines.assessment.answers import explaining, openended, relevance, vectors
from bole_engines.assessment.answers.matching import Window, prepare
from bole_engines.assessment.answers.reading import Clause, Reading, read
from bole_engines.assessment.answers.rubric import compiled
from bole_engines.assessment.answers.types import Lang, PointScore, Quote, Rating
from bole_engines.assessment.answers.weighing import Weighed, weigh

NAME = "answers-v1"
# The least score of each level from 5 down to 2.
LEVELS = ((0.85, 5), (0.65, 4), (0.4, 3), (0.15, 2))
_LANGUAGES: dict[str, Lang] = {"zh": "zh", "zh-hans": "zh", "zh-cn": "zh", "en": "en"}
MOST_QUOTES = 8
LONGEST_ANSWER = 40_000
QUOTED_FROM = 0.25


def score_answer(
    *,
    question: str,
    answer: str,
    reference: str | None = None,
    key_points: Sequence[str] | None = None,
    lang: str,
) -> Rating:
    """Score a short answer against what a good one says.

    `reference` is a model answer, a marking rubric (points with marks, numbered points, any n of, a table of levels) or
    nothing; `key_points` name the points one by one and go before the reference. `lang` is "zh" (or "zh-hans") or "en".

    The score is 0.0 to 1.0. It is None only for what could not be read: empty, binary, or not in the language. An answer
    that was read and says nothing of the matter is 0.0, with its longest clause quoted. Without reference and key points
    the score says how much of substance is said about the question, which is weaker; the reason `no_reference` says so.
    Deterministic. Raises ValueError for another `lang`.
    """
    if lang.lower() not in _LANGUAGES:
        raise ValueError(f"lang must be one of {', '.join(_LANGUAGES)}, not {lang!r}")
    language = _LANGUAGES[lang.lower()]
    rubric = compiled(question, reference, tuple(key_points) if key_points else None, language)
    reading = read(answer[:LONGEST_ANSWER], language, rubric.asked, rubric.known, terse=rubric.terse)
    scorer = f"{NAME}+{vectors.ENCODER}" if rubric.topic is not None else f"{NAME}+words"
    if reading.problem:
        return Rating(None, None, (), (explaining.reason(reading.problem),), (), scorer)
    told = reading.told
    if not told:
        return _nothing(reading, answer, scorer)
    said = prepare(rubric, told)
    kept = relevance.of_the_matter(rubric, said)
    if not kept:
        return _nothing(reading, answer, scorer)
    if len(kept) < len(told):
        told = tuple(told[number] for number in kept)
        said = prepare(rubric, told)
    if not rubric.points:
        score = openended.substance(rubric, said)
        quotes = _quotes(
            reading, answer, [(number, None) for number in openended.best(rubric, said)], told, said.windows
        )
        return Rating(score, level(score), quotes, explaining.open_ended(score, reading), (), scorer)
    weighed = weigh(rubric, said)
    score = round(weighed.score, 4)
    wanted = [(one.window, number) for number, one in enumerate(weighed.points) if one.share >= QUOTED_FROM]
    quotes = _quotes(reading, answer, wanted, told, said.windows) or _longest(reading, answer, told)
    points = tuple(PointScore(one.point.text, round(one.point.share, 4), round(one.share, 4)) for one in weighed.points)
    return Rating(
        score, level(score), quotes, explaining.reasons(weighed, reading, score), points, scorer, _details(weighed)
    )


def level(score: float) -> int:
    """The level, 1 to 5, of a score from 0.0 to 1.0."""
    return next((number for least, number in LEVELS if score >= least), 1)


def _nothing(reading: Reading, answer: str, scorer: str) -> Rating:
    """Every clause is an echo, praise, a repetition or words to the rater."""
    quotes = _longest(reading, answer, reading.clauses)
    return Rating(0.0, 1, quotes, explaining.nothing(reading), (), scorer)


def _details(weighed: Weighed) -> dict[str, float]:
    return {
        "coverage": round(weighed.coverage, 4),
        "substance": round(weighed.substance, 4),
        "contradicted": round(weighed.contradicted, 4),
    }


def _longest(reading: Reading, answer: str, clauses: Sequence[Clause]) -> tuple[Quote, ...]:
    if not clauses:
        return ()
    longest = max(clauses, key=lambda one: (one.end - one.start, -one.start))
    quote = _quote(reading, answer, longest.start, longest.end, None)
    return (quote,) if quote else ()


def _quotes(
    reading: Reading,
    answer: str,
    wanted: Sequence[tuple[int, int | None]],
    told: Sequence[Clause],
    windows: Sequence[Window],
) -> tuple[Quote, ...]:
    found: list[Quote] = []
    for number, point in wanted:
        if number < 0:
            continue
        window = windows[number]
        quote = _quote(reading, answer, told[window.low].start, told[window.high - 1].end, point)
        if quote and all(quote.text != one.text for one in found):
            found.append(quote)
    return tuple(found[:MOST_QUOTES])


def _quote(reading: Reading, answer: str, start: int, end: int, point: int | None) -> Quote | None:
    """The range of the lean text as it stands in the answer, or None when it holds no letter there."""
    low, high = reading.lean.origin(start, end)
    while low < high and not answer[low].isalnum() and answer[low] not in "(（《“\"'":
        low += 1
    while low < high and answer[high - 1].isspace():
        high -= 1
    return Quote(answer[low:high], low, high, point) if low < high else None

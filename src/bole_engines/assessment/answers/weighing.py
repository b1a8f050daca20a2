"""From matches to one number: how far each point is covered, how much else of substance there is, what is contradicted.

All numbers that were set by looking at rated answers stand in `Scales`; docs/rules/short-answers.md says at which answers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bole_engines.assessment.answers import words
from bole_engines.assessment.answers.matching import Matches, Said, factors, match
from bole_engines.assessment.answers.rubric import Point, Rubric, Wanted
from bole_engines.assessment.answers.vectors import Floats


@dataclass(frozen=True)
class Scales:
    """`floor`, `topic` and `span`: likeness of meaning counts from `floor` (more, where the point is close to the question
    itself) and is full `span` above. `words`, `meaning` and `mass` weigh the three kinds of evidence of a clause, which is
    covered from `least` on and fully at `full`; `pairs` is the share that pairs of letters have in the coverage of English
    (in Chinese they are part of the words already). `near`: likeness from which words of the answer belong to the subject.
    `substance` is the share of the score that such words earn, `against` what a contradicted share takes away.
    """

    floor: float = 0.43
    topic: float = 0.38
    span: float = 0.56
    words: float = 0.39
    meaning: float = 0.52
    mass: float = 0.37
    least: float = 0.06
    full: float = 0.69
    pairs: float = 0.3
    near: float = 0.22
    near_span: float = 0.19
    substance: float = 0.34
    against: float = 0.7
    steep: float = 1.3
    top: float = 1.28


SCALES = Scales()
# A clause of few words needs some more in the answer to be told fully.
_LEAST_WEIGHT = 1.5
# The share of a point that must be said the other way round for the whole to count as contradicted.
MOSTLY = 0.5
# The share of a clause's words from which, without vectors, a clause of the answer belongs to the matter.
WORDS_AROUND = 0.15


@dataclass(frozen=True)
class Covered:
    """One point: how far it is covered, the window of the answer that says it best (-1: none), and the share
    of it that is said the other way round.
    """

    point: Point
    share: float
    window: int
    denied: float

    @property
    def against(self) -> bool:
        """Whether the whole counts as contradicted."""
        return self.denied >= MOSTLY


@dataclass(frozen=True)
class Weighed:
    """The points, and the score from 0.0 to 1.0 with its parts."""

    points: tuple[Covered, ...]
    score: float
    coverage: float
    substance: float
    contradicted: float


def weigh(rubric: Rubric, said: Said, scales: Scales = SCALES) -> Weighed:
    """Weigh an answer against the points of a rubric that has some."""
    likeness = _likeness(rubric, said)
    matches = match(rubric, said)
    covered = _covered(matches, rubric, _mass(rubric, said, likeness, scales), scales)
    found: list[Covered] = []
    row = 0
    for point in rubric.points:
        ways = []
        for way in point.alternatives:
            ways.append(_way(point, way, slice(row, row + len(way)), matches, covered))
            row += len(way)
        found.append(max(ways, key=lambda one: one.share))
    return _combine(rubric, tuple(found), _pairs(rubric, said), _substance(rubric, said, likeness, scales), scales)


def _way(point: Point, way: tuple[Wanted, ...], rows: slice, matches: Matches, covered: Floats) -> Covered:
    weights = np.array([one.weight for one in way], dtype=np.float32)
    got = covered[rows] * weights
    denied = float(weights[matches.against[rows]].sum() / weights.sum())
    strongest = int(got.argmax())
    return Covered(
        point,
        float(got.sum() / weights.sum()),
        int(matches.window[rows][strongest]),
        denied,
    )


def _combine(rubric: Rubric, points: tuple[Covered, ...], pairs: float, substance: float, scales: Scales) -> Weighed:
    if rubric.needed:
        best = sorted((one.share for one in points), reverse=True)[: rubric.needed]
        coverage = sum(best) / rubric.needed
    else:
        coverage = sum(one.share * one.point.share for one in points)
    contradicted = sum(one.point.share * one.denied for one in points)
    share = scales.pairs if rubric.lang == "en" else 0.0
    found = (1 - share) * coverage + share * pairs
    score = (1 - scales.substance) * found + scales.substance * substance
    # Words on the subject alone are no answer: without any point they earn little.
    score = min(score, 3 * coverage) * (1 - scales.against * contradicted) * scales.top
    return Weighed(points, min(1.0, max(0.0, score)) ** scales.steep, coverage, substance, contradicted)


def _covered(matches: Matches, rubric: Rubric, mass: Floats, scales: Scales) -> Floats:
    """How far each clause of the reference is covered, 0 to 1."""
    said = 0.5 * matches.everywhere + 0.5 * matches.here
    if matches.meaning is None:
        evidence = (scales.words + scales.meaning) * said
    else:
        floor = scales.floor + scales.topic * np.maximum(0.0, np.array(rubric.clause_floor) - 0.1)
        meant = np.clip((matches.meaning - floor) / scales.span, 0.0, 1.0)
        evidence = scales.words * said + scales.meaning * meant + scales.mass * mass * ~matches.against
    result: Floats = np.clip((evidence - scales.least) / (scales.full - scales.least), 0.0, 1.0)
    return result


def _pairs(rubric: Rubric, said: Said) -> float:
    """The share of the pairs of letters of the reference that the answer has; of any n of its points, more of them count."""
    if not rubric.letter_pairs:
        return 0.0
    has = words.letter_pairs("".join(one.text for one in said.clauses))
    wanted = len(rubric.letter_pairs) * (rubric.needed / len(rubric.points) if rubric.needed else 1.0)
    return min(1.0, len(has & rubric.letter_pairs) / wanted)


def _likeness(rubric: Rubric, said: Said) -> Floats | None:
    """How alike each clause of the answer and each clause of the reference are, in meaning."""
    if said.rows is None or rubric.clause_vectors is None:
        return None
    result: Floats = said.rows[said.alone()] @ rubric.clause_vectors.T
    factor = factors(rubric, said)
    return result if factor is None else result * factor[said.alone()]


def _mass(rubric: Rubric, said: Said, likeness: Floats | None, scales: Scales) -> Floats:
    """For each clause of the reference, how much of the answer is about it rather than about another one, 0 to 1."""
    weights = [one.weight for one in rubric.clauses]
    total = np.zeros(len(weights), dtype=np.float32)
    if likeness is None:
        return total
    floors = np.array(rubric.clause_floor)
    near = np.clip((likeness - (scales.near + 0.4 * np.maximum(0, floors - 0.1))) / scales.near_span, 0, 1)
    ways = _ways(rubric)
    for clause, news in enumerate(said.news):
        point = max(range(len(ways)), key=lambda at: (max(near[clause, row] for way in ways[at] for row in way), -at))
        for way in ways[point]:
            row = max(way, key=lambda at: (near[clause, at], -at))
            total[row] += news * near[clause, row]
    result: Floats = np.minimum(1, np.sqrt(total / np.maximum(_LEAST_WEIGHT, np.array(weights, dtype=np.float32))))
    return result


def _ways(rubric: Rubric) -> list[list[range]]:
    """For each point, for each alternative, its rows."""
    ways: list[list[range]] = []
    row = 0
    for point in rubric.points:
        ways.append([])
        for way in point.alternatives:
            ways[-1].append(range(row, row + len(way)))
            row += len(way)
    return ways


def _substance(rubric: Rubric, said: Said, likeness: Floats | None, scales: Scales) -> float:
    """How much the answer says that belongs to the reference's matter, beside how much the reference says; saturates."""
    wanted = sum(one.weight for point in rubric.points for one in point.alternatives[0])
    if rubric.needed:
        wanted *= rubric.needed / len(rubric.points)
    told = sum(news * share for news, share in zip(said.news, _around(rubric, said, likeness, scales), strict=True))
    return float(min(1.0, told / max(_LEAST_WEIGHT, wanted)) ** 0.5)


def _around(rubric: Rubric, said: Said, likeness: Floats | None, scales: Scales) -> list[float]:
    """How far each clause of the answer belongs to the reference's matter: by meaning, or by any of its words."""
    alone = said.alone()
    if likeness is None or said.rows is None or rubric.whole_vectors is None:
        return [float(value) for value in np.minimum(1.0, said.by_words[alone].max(axis=1) / WORDS_AROUND)]
    every = (said.rows @ rubric.whole_vectors.T).max(axis=1)
    best = likeness.max(axis=1)
    for number, one in enumerate(said.windows):
        best[one.low : one.high] = np.maximum(best[one.low : one.high], every[number])
    return [float(value) for value in np.clip((best - scales.near) / scales.near_span, 0.0, 1.0)]

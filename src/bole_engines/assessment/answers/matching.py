"""How far an answer covers each clause of the reference: by words, by pairs of characters, and by meaning.

Everything is a matrix with one row for a window of the answer (a run of neighbouring clauses) and one column for a clause
of the reference.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bole_engines.assessment.answers import vectors, words
from bole_engines.assessment.answers.contradiction import contradicts
from bole_engines.assessment.answers.reading import Clause
from bole_engines.assessment.answers.rubric import Rubric
from bole_engines.assessment.answers.vectors import Floats

# The longest run of neighbouring clauses that is read as one.
LONGEST_WINDOW = 3
# What is left of a clause that says the opposite, or that speaks of the other of two things compared.
CONTRADICTED = 0.15
OTHER_THING = 0.2
# Words and meaning together from which two clauses speak of the same matter.
ABOUT_THE_SAME = 0.75
# Of two windows that say the same the shorter one is quoted.
_LENGTH = 0.03
_PAIRS_SHARE = 0.4


@dataclass(frozen=True)
class Window:
    """A run of the answer's clauses `low:high`."""

    low: int
    high: int


@dataclass(frozen=True)
class Said:
    """An answer ready for matching. `by_words` holds how far each window has the words of each clause of the reference, its
    last row how far the whole answer has; `rows` one vector for each window. `news` says for each clause how much it adds to
    the question and to the clauses before it, in the weight of its words.
    """

    clauses: tuple[Clause, ...]
    windows: tuple[Window, ...]
    by_words: Floats
    rows: Floats | None
    news: tuple[float, ...]
    abouts: tuple[frozenset[str], ...]

    def alone(self) -> list[int]:
        """The numbers of the windows of one clause, in the order of the clauses."""
        return [number for number, one in enumerate(self.windows) if one.high - one.low == 1]


@dataclass(frozen=True)
class Matches:
    """For each clause of the reference: how the answer covers it by words in all (`everywhere`) and at the best place
    (`here`), by meaning (None without vectors), the window that says it best, and whether the opposite is said.
    """

    everywhere: Floats
    here: Floats
    meaning: Floats | None
    window: npt.NDArray[np.int64]
    against: npt.NDArray[np.bool_]


def prepare(rubric: Rubric, clauses: Sequence[Clause]) -> Said:
    """Windows, words and vectors of the clauses that count (at least one)."""
    lists = [words.words(one.text, rubric.lang) for one in clauses]
    spans = [
        (low, high)
        for low in range(len(clauses))
        for high in range(low + 1, min(len(clauses), low + LONGEST_WINDOW) + 1)
        if high - low <= 2 or clauses[low].sentence == clauses[high - 1].sentence
    ]
    windows = tuple(Window(low, high) for low, high in spans)
    by_words = _by_words(rubric, clauses, lists, [*spans, (0, len(clauses))])
    encoder = vectors.encoder()
    rows = None if encoder is None else encoder.runs([rubric.bare(one.text) for one in clauses], spans)
    return Said(tuple(clauses), windows, by_words, rows, _news(rubric, lists), _abouts(rubric, clauses))


def match(rubric: Rubric, said: Said) -> Matches:
    """Match every clause of the reference."""
    by_words = said.by_words[:-1]
    meaning = None
    if said.rows is not None and rubric.clause_vectors is not None:
        meaning = said.rows @ rubric.clause_vectors.T
    factor = factors(rubric, said)
    if factor is not None:
        by_words = by_words * factor
        meaning = None if meaning is None else meaning * factor
    value = by_words if meaning is None else by_words + meaning
    low = np.array([one.low for one in said.windows])
    high = np.array([one.high for one in said.windows])
    everywhere = said.by_words[-1].copy()
    if factor is not None:
        everywhere = np.minimum(everywhere, by_words.max(axis=0))
    count = len(rubric.clauses)
    here, means = np.zeros(count, dtype=np.float32), np.zeros(count, dtype=np.float32)
    best, against = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.bool_)
    ranked = value - _LENGTH * (high - low)[:, None]
    single = np.flatnonzero(high - low == 1)
    for column in range(count):
        wrong = _wrong(rubric, said, column, single, value[:, column])
        spoilt = np.zeros(len(low), dtype=np.bool_)
        for clause in wrong:
            spoilt |= (low <= clause) & (clause < high)
        keep = np.where(spoilt, CONTRADICTED, 1.0)
        here[column] = (by_words[:, column] * keep).max()
        means[column] = (meaning[:, column] * keep).max() if meaning is not None else 0.0
        rank = ranked[:, column]
        good = np.where(spoilt, -9.0, rank)
        best[column] = int((rank if spoilt.all() else good).argmax())
        against[column] = bool(wrong) and float(rank[spoilt].max()) > float(good.max())
        if against[column]:
            everywhere[column] = min(everywhere[column], here[column])
            best[column] = int(rank.argmax())
    return Matches(everywhere, here, None if meaning is None else means, best, against)


def _wrong(rubric: Rubric, said: Said, column: int, single: npt.NDArray[np.int64], value: Floats) -> list[int]:
    """The clauses of the answer that are about this clause of the reference and say the opposite: of the two closest."""
    order = single[np.argsort(-value[single], kind="stable")][:2]
    return [
        said.windows[number].low
        for number in order.tolist()
        if value[number] >= ABOUT_THE_SAME
        and contradicts(
            rubric.clauses[column].text, said.clauses[said.windows[number].low].text, rubric.lang, rubric.known
        )
    ]


def factors(rubric: Rubric, said: Said) -> Floats | None:
    """What a window counts for a clause that speaks of the other of two things compared; None when nothing is compared.

    A window that goes over from one thing to the other speaks of neither.
    """
    if not rubric.compared:
        return None
    nothing = frozenset({""})
    rows = [said.abouts[one.low] if len(set(said.abouts[one.low : one.high])) == 1 else nothing for one in said.windows]
    return np.array(
        [
            [OTHER_THING if one.about and row and not (one.about & row) else 1.0 for one in rubric.clauses]
            for row in rows
        ],
        dtype=np.float32,
    )


def _by_words(
    rubric: Rubric, clauses: Sequence[Clause], lists: Sequence[tuple[str, ...]], spans: Sequence[tuple[int, int]]
) -> Floats:
    width = len(rubric.words)
    likeness = np.zeros((len(clauses), width), dtype=np.float32)
    for number, said in enumerate(lists):
        for word in said:
            np.maximum(likeness[number], rubric.likeness(word), out=likeness[number])
    found = _runs(likeness, spans) @ rubric.word_weights
    if not rubric.pairs:
        return found
    has = np.zeros((len(clauses), len(rubric.pairs)), dtype=np.float32)
    for number, one in enumerate(clauses):
        for pair in words.bigrams(one.text):
            place = rubric.pairs.get(pair)
            if place is not None:
                has[number, place] = 1.0
    share = _PAIRS_SHARE * rubric.has_pairs
    result: Floats = found * (1 - share) + (_runs(has, spans) @ rubric.pair_weights) * share
    return result


def _runs(rows: Floats, spans: Sequence[tuple[int, int]]) -> Floats:
    """The highest value of each column over each run of rows."""
    return np.stack([rows[low] if high - low == 1 else rows[low:high].max(axis=0) for low, high in spans])


def _abouts(rubric: Rubric, clauses: Sequence[Clause]) -> tuple[frozenset[str], ...]:
    """What each clause speaks of; one that names nothing goes on about what the clause before named."""
    abouts: list[frozenset[str]] = []
    last: frozenset[str] = frozenset()
    for one in clauses:
        last = frozenset(word for word in rubric.compared if word in one.text) or last
        abouts.append(last)
    return tuple(abouts)


def _news(rubric: Rubric, lists: Sequence[tuple[str, ...]]) -> tuple[float, ...]:
    seen = set(rubric.asked_words)
    news = []
    for said in lists:
        fresh = set(said) - seen
        seen |= fresh
        news.append(sum(words.weight(word, rubric.lang) for word in sorted(fresh)))
    return tuple(news)

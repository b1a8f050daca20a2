"""How far an answer covers each clause of the reference: by words, by pairs of characters, and by meaning."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bole_engines.assessment.answers import vectors, words
from bole_engines.assessment.answers.contradiction import contradicts
from bole_engines.assessment.answers.reading import Clause
from bole_engines.assessment.answers.rubric import Rubric, Wanted
from bole_engines.assessment.answers.vectors import Floats

# The longest run of neighbouring clauses that is read as one.
LONGEST_WINDOW = 3
# What is left of a clause that says the opposite, or that speaks of the other of two things compared.
CONTRADICTED = 0.15
OTHER_THING = 0.3


@dataclass(frozen=True)
class Window:
    """A run of the answer's clauses `low:high`, with their words and what of the things compared they speak of."""

    low: int
    high: int
    text: str
    words: tuple[str, ...]
    bigrams: frozenset[str]
    about: frozenset[str]


@dataclass(frozen=True)
class Said:
    """An answer ready for matching. `rows` holds one vector for each window, `whole` the vector of all of it."""

    windows: tuple[Window, ...]
    words: tuple[str, ...]
    bigrams: frozenset[str]
    rows: Floats | None
    whole: Floats | None


@dataclass(frozen=True)
class Match:
    """How one clause of the reference is covered: by words in all and at the best place, by meaning, and where that is."""

    everywhere: float
    here: float
    meaning: float | None
    window: int
    against: str


def prepare(rubric: Rubric, clauses: Sequence[Clause]) -> Said:
    """Windows, words and vectors of the clauses that count."""
    lists = [words.words(one.text, rubric.lang) for one in clauses]
    abouts = _abouts(rubric, clauses)
    spans = [
        (low, high)
        for low in range(len(clauses))
        for high in range(low + 1, min(len(clauses), low + LONGEST_WINDOW) + 1)
        if high - low <= 2 or clauses[low].sentence == clauses[high - 1].sentence
    ]
    windows = tuple(_window(low, high, clauses, lists, abouts) for low, high in spans)
    every = tuple(word for one in lists for word in one)
    pairs = words.bigrams("\n".join(one.text for one in clauses))
    encoder = vectors.encoder()
    if encoder is None or not clauses:
        return Said(windows, every, pairs, None, None)
    sums, counts = encoder.sums([one.text for one in clauses])
    joined = encoder.vectors(*vectors.joined(sums, counts, [*spans, (0, len(clauses))]))
    return Said(windows, every, pairs, joined[:-1], joined[-1])


def match(rubric: Rubric, wanted: Wanted, row: Floats | None, said: Said) -> Match:
    """Match one clause of the reference; `row` is its vector."""
    best, here, against = -1, 0.0, ""
    similar = said.rows @ row if said.rows is not None and row is not None else None
    order = []
    for number, window in enumerate(said.windows):
        by_words = _covered(rubric, wanted, window.words, window.bigrams)
        by_meaning = float(similar[number]) if similar is not None else 0.0
        order.append((0.6 * by_words + 0.6 * by_meaning - 0.03 * (window.high - window.low), by_words, by_meaning, number))
    meaning = 0.0
    for rank, by_words, by_meaning, number in sorted(order, key=lambda one: (-one[0], one[3]))[:6]:
        window = said.windows[number]
        factor, why = 1.0, ""
        if wanted.about and window.about and not (wanted.about & window.about):
            factor, why = OTHER_THING, "other_thing"
        elif contradicts(wanted.text, window.text, rubric.lang):
            factor, why = CONTRADICTED, "contradicted"
        if best < 0:
            best, against = number, why
        if by_words * factor > here or by_meaning * factor > meaning:
            best, against = (number, why) if not why or best < 0 else (best, against)
        here = max(here, by_words * factor)
        meaning = max(meaning, by_meaning * factor)
    everywhere = _covered(rubric, wanted, said.words, said.bigrams)
    if against:
        everywhere = min(everywhere, here)
    return Match(everywhere, here, meaning if similar is not None else None, best, against)


def _covered(rubric: Rubric, wanted: Wanted, said: Sequence[str], pairs: frozenset[str]) -> float:
    total = got = 0.0
    said_set = set(said)
    for word, weight in wanted.words:
        total += weight
        got += weight * _best(word, said_set, rubric)
    by_words = got / total if total else 0.0
    if rubric.lang == "en" or not wanted.bigrams:
        return by_words
    by_pairs = len(wanted.bigrams & pairs) / len(wanted.bigrams)
    return 0.6 * by_words + 0.4 * by_pairs


def _best(word: str, said: set[str], rubric: Rubric) -> float:
    if word in said:
        return 1.0
    return max((words.likeness(word, one, rubric.lang) for one in said), default=0.0)


def _abouts(rubric: Rubric, clauses: Sequence[Clause]) -> list[frozenset[str]]:
    """What each clause speaks of; one that names nothing goes on about what the clause before named."""
    abouts: list[frozenset[str]] = []
    last: frozenset[str] = frozenset()
    for one in clauses:
        own = frozenset(word for word in rubric.compared if word in one.text)
        last = own or last
        abouts.append(last)
    return abouts


def _window(
    low: int, high: int, clauses: Sequence[Clause], lists: list[tuple[str, ...]], abouts: list[frozenset[str]]
) -> Window:
    text = ",".join(one.text for one in clauses[low:high])
    return Window(
        low, high, text, tuple(word for one in lists[low:high] for word in one), words.bigrams(text),
        frozenset().union(*abouts[low:high]),
    )  # fmt: skip

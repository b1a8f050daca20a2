"""What depends on question and reference only, made once: points with their clauses, words, weights and vectors."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np

from bole_engines.assessment.answers import listing, vectors, words
from bole_engines.assessment.answers.reading import cut, grams
from bole_engines.assessment.answers.reference import Parsed, parse
from bole_engines.assessment.answers.types import Lang
from bole_engines.assessment.answers.vectors import Floats
from bole_engines.text import segments
from bole_engines.text.normal import normalise

# What the question itself says is no evidence; a little is left to points that consist of nothing else.
ASKED_WEIGHT = 0.12
_COMPARES = re.compile(
    r"区别|比较|不同|异同|差异|分别|优缺点|对比|联系与|\b(?:compare|contrast|differ\w*|distinguish|versus|vs)\b"
)
_KEPT_WORDS = 20_000
_LONGEST = {"zh": 28, "en": 150}
_SHORTEST = {"zh": 5, "en": 14}


@dataclass(frozen=True)
class Wanted:
    """A clause of a point: its words with weights, pairs of characters, and the things compared that it speaks of."""

    text: str
    words: tuple[tuple[str, float], ...]
    bigrams: frozenset[str]
    about: frozenset[str]
    weight: float


@dataclass(frozen=True)
class Point:
    """One point: alternatives, each a run of clauses; `share` of the whole answer, all of which make 1."""

    text: str
    share: float
    alternatives: tuple[tuple[Wanted, ...], ...]


@dataclass(frozen=True)
class Rubric:
    """Question and reference, compiled. `clauses` are those of all alternatives of all points, in order.

    `word_weights` has a row for each of `words` and a column for each clause, each column making 1; `pair_weights` the same
    for pairs of characters, and `has_pairs` 1 where a clause has any. `letter_pairs` are those of the whole reference that the
    question has not. `clause_vectors` has a row for each clause,
    `whole_vectors` one for each alternative; `topic` is the question's own vector. They are None without an encoder.
    `clause_floor` says how alike each clause and the question are.
    """

    lang: Lang
    asked: frozenset[str]
    asked_words: frozenset[str]
    known: str
    points: tuple[Point, ...]
    needed: int | None
    terse: bool
    compared: frozenset[str]
    clauses: tuple[Wanted, ...]
    words: tuple[str, ...]
    word_weights: Floats
    pairs: Mapping[str, int]
    pair_weights: Floats
    has_pairs: Floats
    letter_pairs: frozenset[str] = frozenset()
    clause_vectors: Floats | None = None
    whole_vectors: Floats | None = None
    topic: Floats | None = None
    clause_floor: tuple[float, ...] = ()
    _likeness: dict[str, Floats] = field(default_factory=dict, repr=False, compare=False)

    def bare(self, text: str) -> str:
        """A clause without the names of the things compared: which of them it speaks of is looked at apart."""
        for name in sorted(self.compared, key=lambda one: (-len(one), one)):
            text = text.replace(name, "")
        return text.strip() or " "

    def likeness(self, said: str) -> Floats:
        """How far the said word stands for each of `words`. Kept, because answers to one question share their words."""
        found = self._likeness.get(said)
        if found is None:
            if len(self._likeness) >= _KEPT_WORDS:
                self._likeness.clear()
            found = np.array([words.likeness(one, said, self.lang) for one in self.words], dtype=np.float32)
            self._likeness[said] = found
        return found


@lru_cache(maxsize=512)
def compiled(question: str, reference: str | None, key_points: tuple[str, ...] | None, lang: Lang) -> Rubric:
    """Make (or take from the last 512) what a question with its reference asks for."""
    parsed = parse(reference, key_points, question)
    asked = normalise(question).text
    asked_words = frozenset(words.words(asked, lang))
    compared = _compared(asked, parsed.text, asked_words)
    points = _points(parsed, lang, asked_words, words.bigrams(asked), compared)
    clauses = tuple(one for point in points for way in point.alternatives for one in way)
    every = tuple(sorted({word for one in clauses for word, _ in one.words}))
    pairs = {pair: number for number, pair in enumerate(sorted(set[str]().union(*(one.bigrams for one in clauses))))}
    if lang == "en":
        pairs = {}
    rubric = Rubric(
        lang, grams(asked), asked_words, asked + "\n" + parsed.text, points, parsed.needed, listing.terse([one.text for one in points], lang), compared, clauses, every,
        _columns(every, [dict(one.words) for one in clauses]),
        pairs,
        _columns(tuple(pairs), [dict.fromkeys(one.bigrams, 1.0) for one in clauses] if pairs else []),
        np.array([1.0 if one.bigrams and pairs else 0.0 for one in clauses], dtype=np.float32),
        words.letter_pairs(parsed.text) - words.letter_pairs(asked),
    )  # fmt: skip
    return _with_vectors(rubric, asked)


def _columns(names: tuple[str, ...], columns: Sequence[Mapping[str, float]]) -> Floats:
    table = np.zeros((len(names), len(columns)), dtype=np.float32)
    place = {name: number for number, name in enumerate(names)}
    for column, weights in enumerate(columns):
        total = sum(weights.values())
        for name, weight in weights.items():
            table[place[name], column] = weight / total
    return table


def _points(
    parsed: Parsed, lang: Lang, asked: frozenset[str], pairs: frozenset[str], compared: frozenset[str]
) -> tuple[Point, ...]:
    found: list[tuple[str, float, tuple[tuple[Wanted, ...], ...]]] = []
    for item in parsed.items:
        ways = tuple(_clauses(text, lang, asked, pairs, compared) for text in item.alternatives)
        ways = tuple(way for way in ways if way)
        if ways:
            told = sum(one.weight for one in ways[0])
            found.append((item.alternatives[0], item.marks, ways))
            found[-1] = (item.alternatives[0], item.marks if _marked(parsed) else max(0.6, told) ** 0.5, ways)
    total = sum(marks for _, marks, _ in found) or 1.0
    return tuple(Point(text, marks / total, ways) for text, marks, ways in found if marks > 0)


def _marked(parsed: Parsed) -> bool:
    """Whether the marks in the reference weigh its points: when most of them carry some."""
    with_marks = sum(1 for item in parsed.items if item.marks > 0)
    return with_marks >= 2 and with_marks >= 0.6 * len(parsed.items)


def _clauses(
    text: str, lang: Lang, asked: frozenset[str], pairs: frozenset[str], compared: frozenset[str]
) -> tuple[Wanted, ...]:
    texts: list[str] = []
    for sentence in segments.sentences(text):
        for start, end in cut(sentence.text, lang):
            whole = sentence.text[start:end]
            if len(whole) > _LONGEST[lang]:
                texts += _shorter(whole, lang)
                continue
            piece = whole
            if texts and (len(piece) < _SHORTEST[lang] or len(texts[-1]) < _SHORTEST[lang]):
                texts[-1] += (", " if lang == "en" else ",") + piece
            else:
                texts.append(piece)
    wanted = []
    about: frozenset[str] = frozenset()
    for one in texts:
        said = words.words(one, lang)
        own = frozenset(word for word in compared if word in one)
        about = own or about
        weighted: dict[str, float] = {}
        for word in said:
            weighted[word] = words.weight(word, lang) * (ASKED_WEIGHT if word in asked else 1.0)
        own_pairs = words.bigrams(one) - pairs
        weight = sum(weighted.values())
        if weighted:
            wanted.append(Wanted(one, tuple(weighted.items()), own_pairs, about, weight))
    return tuple(wanted)


def _shorter(text: str, lang: Lang) -> list[str]:
    """A clause without any stop, cut at words into parts that an answer's clauses can be compared with."""
    parts: list[str] = [""]
    for one in segments.tokens(text):
        if len(parts[-1]) >= _LONGEST[lang] // 2:
            parts.append("")
        between = " " if lang == "en" and parts[-1] else ""
        parts[-1] += between + one.text
    return [part for part in parts if part]


def _compared(question: str, reference: str, asked: frozenset[str]) -> frozenset[str]:
    """The things a question compares: words of it that stand in different clauses of the reference."""
    if not _COMPARES.search(question):
        return frozenset()
    clauses = [piece for piece in re.split(r"[,，。;；:：\n]", reference) if piece.strip()]
    alone = {word: sum(1 for piece in clauses if word in piece) for word in asked if len(word) > 1}
    often = sorted((count, word) for word, count in alone.items() if count >= 2)
    return frozenset(
        word for _, word in often if any(other != word and _apart(word, other, clauses) for _, other in often)
    )


def _apart(left: str, right: str, clauses: list[str]) -> bool:
    only_left = sum(1 for piece in clauses if left in piece and right not in piece)
    only_right = sum(1 for piece in clauses if right in piece and left not in piece)
    together = sum(1 for piece in clauses if right in piece and left in piece)
    return only_left >= 2 and only_right >= 2 and together <= min(only_left, only_right)


def _with_vectors(rubric: Rubric, asked: str) -> Rubric:
    encoder = vectors.encoder()
    if encoder is None:
        return rubric
    topic = encoder.embed([asked or " "])[0]
    if not rubric.points:
        return replace(rubric, topic=topic)
    ways = [way for point in rubric.points for way in point.alternatives]
    rows = encoder.embed([rubric.bare(one.text) for one in rubric.clauses])
    return replace(
        rubric,
        topic=topic,
        clause_vectors=rows,
        whole_vectors=encoder.embed([rubric.bare(",".join(one.text for one in way)) for way in ways]),
        clause_floor=tuple(float(value) for value in rows @ topic),
    )

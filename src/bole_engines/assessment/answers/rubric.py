"""What depends on question and reference only, made once: points with their clauses, words, weights and vectors."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from bole_engines.assessment.answers import vectors, words
from bole_engines.assessment.answers.reading import cut, grams
from bole_engines.assessment.answers.reference import Parsed, parse
from bole_engines.assessment.answers.types import Lang
from bole_engines.assessment.answers.vectors import Floats
from bole_engines.text import segments
from bole_engines.text.normal import normalise

# What the question itself says is no evidence; a little is left to points that consist of nothing else.
ASKED_WEIGHT = 0.12
_COMPARES = re.compile(r"区别|比较|不同|异同|差异|分别|优缺点|对比|联系与|\b(?:compare|contrast|differ\w*|distinguish|versus|vs)\b")
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
    """Question and reference, compiled. `vectors` has one row for each clause in order, then each alternative as a whole;
    `topic` is the question's own vector. Both are None without an encoder.
    """

    lang: Lang
    asked: frozenset[str]
    asked_words: frozenset[str]
    asked_bigrams: frozenset[str]
    known: str
    points: tuple[Point, ...]
    needed: int | None
    compared: frozenset[str]
    clause_vectors: Floats | None
    whole_vectors: Floats | None
    reference_vector: Floats | None
    topic: Floats | None
    clause_floor: tuple[float, ...]
    whole_floor: tuple[float, ...]


@lru_cache(maxsize=512)
def compiled(question: str, reference: str | None, key_points: tuple[str, ...] | None, lang: Lang) -> Rubric:
    """Make (or take from the last 512) what a question with its reference asks for."""
    parsed = parse(reference, key_points, question)
    asked = normalise(question).text
    asked_words = frozenset(words.words(asked, lang))
    asked_pairs = words.bigrams(asked)
    compared = _compared(asked, parsed.text, asked_words)
    points = _points(parsed, lang, asked_words, asked_pairs, compared)
    rubric = Rubric(
        lang, grams(asked), asked_words, asked_pairs, asked + "\n" + parsed.text, points, parsed.needed, compared,
        None, None, None, None, (), (),
    )  # fmt: skip
    return _with_vectors(rubric, asked, parsed.text)


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
            piece = sentence.text[start:end]
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


def _compared(question: str, reference: str, asked: frozenset[str]) -> frozenset[str]:
    """The things a question compares: words of it that stand in different clauses of the reference."""
    if not _COMPARES.search(question):
        return frozenset()
    clauses = [piece for piece in re.split(r"[,，。;；:：\n]", reference) if piece.strip()]
    alone = {word: sum(1 for piece in clauses if word in piece) for word in asked if len(word) > 1}
    often = sorted((count, word) for word, count in alone.items() if count >= 2)
    return frozenset(
        word
        for _, word in often
        if any(other != word and _apart(word, other, clauses) for _, other in often)
    )


def _apart(left: str, right: str, clauses: list[str]) -> bool:
    only_left = sum(1 for piece in clauses if left in piece and right not in piece)
    only_right = sum(1 for piece in clauses if right in piece and left not in piece)
    together = sum(1 for piece in clauses if right in piece and left in piece)
    return only_left >= 2 and only_right >= 2 and together <= min(only_left, only_right)


def _with_vectors(rubric: Rubric, asked: str, reference: str) -> Rubric:
    encoder = vectors.encoder()
    if encoder is None:
        return rubric
    topic = encoder.embed([asked or " "])[0]
    if not rubric.points:
        return _replace(rubric, topic=topic)
    ways = [way for point in rubric.points for way in point.alternatives]
    clause_rows = encoder.embed([one.text for way in ways for one in way])
    whole_rows = encoder.embed([",".join(one.text for one in way) for way in ways])
    return _replace(
        rubric,
        topic=topic,
        clause_vectors=clause_rows,
        whole_vectors=whole_rows,
        reference_vector=encoder.embed([reference])[0],
        clause_floor=tuple(float(value) for value in clause_rows @ topic),
        whole_floor=tuple(float(value) for value in whole_rows @ topic),
    )


def _replace(rubric: Rubric, **changes: Any) -> Rubric:
    return replace(rubric, **changes)


def without_topic(rows: Floats, topic: Floats, share: float) -> Floats:
    """Rows with a share of what they have in common with the topic taken away, at length 1 again."""
    out = rows - share * (rows @ topic)[:, None] * topic[None, :]
    length = np.sqrt(np.einsum("ij,ij->i", out, out))
    result: Floats = out / np.maximum(length, 1e-9)[:, None]
    return result

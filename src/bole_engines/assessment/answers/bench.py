"""How well the scorer and simpler yardsticks follow people's marks, on whatever marked answers are handed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bole_engines.assessment.answers import baselines
from bole_engines.assessment.answers.score import level, score_answer


@dataclass(frozen=True)
class Marked:
    """One answer with its question, what the scorer may see, and the mark a person gave, 0.0 to 1.0."""

    question_id: str
    question: str
    answer: str
    mark: float
    lang: str
    reference: str | None = None
    key_points: tuple[str, ...] = ()


@dataclass(frozen=True)
class Agreement:
    """Pearson and Spearman over all answers, the mean of Pearson within a question, quadratic weighted kappa of levels."""

    pearson: float
    spearman: float
    within: float
    kappa: float


@dataclass(frozen=True)
class Figures:
    """What each scorer reaches on `answers` marked answers; `abstained` of them got no score and count as 0."""

    answers: int
    questions: int
    abstained: int
    scorer: Agreement
    coverage: Agreement
    tf_idf: Agreement


def measure(marked: Sequence[Marked]) -> Figures:
    """Score every answer and compare with the marks."""
    marks = [one.mark for one in marked]
    questions = [one.question_id for one in marked]
    ratings = [
        score_answer(
            question=one.question,
            answer=one.answer,
            reference=one.reference,
            key_points=one.key_points or None,
            lang=one.lang,
        )
        for one in marked
    ]
    wanted = ["\n".join((one.reference or "", *one.key_points)) for one in marked]
    simple = [baselines.coverage(one.question, text, one.answer) for one, text in zip(marked, wanted, strict=True)]
    return Figures(
        answers=len(marked),
        questions=len(set(questions)),
        abstained=sum(1 for one in ratings if one.score is None),
        scorer=agreement([one.score or 0.0 for one in ratings], marks, questions),
        coverage=agreement(simple, marks, questions),
        tf_idf=agreement(baselines.tf_idf(wanted, [one.answer for one in marked]), marks, questions),
    )


def agreement(scores: Sequence[float], marks: Sequence[float], questions: Sequence[str]) -> Agreement:
    """Agreement of scores with marks; 0.0 where one of them has no spread."""
    within = []
    for question in dict.fromkeys(questions):
        own = [number for number, one in enumerate(questions) if one == question]
        if len({marks[number] for number in own}) > 1:
            within.append(_pearson([scores[number] for number in own], [marks[number] for number in own]))
    return Agreement(
        round(_pearson(scores, marks), 3),
        round(_pearson(_ranks(scores), _ranks(marks)), 3),
        round(float(np.mean(within)) if within else 0.0, 3),
        round(_kappa([level(one) for one in scores], [level(one) for one in marks]), 3),
    )


def _pearson(left: Sequence[float], right: Sequence[float]) -> float:
    a, b = np.asarray(left, dtype=float), np.asarray(right, dtype=float)
    if len(a) < 2 or a.std() < 1e-9 or b.std() < 1e-9:
        return 0.0
    return float(np.corrcoef(a, b)[0, 1])


def _ranks(values: Sequence[float]) -> list[float]:
    """Ranks from 1; equal values share the mean of theirs."""
    array = np.asarray(values, dtype=float)
    order = array.argsort(kind="stable")
    ranks = np.empty(len(array))
    ranks[order] = np.arange(1, len(array) + 1)
    return [float(ranks[array == value].mean()) for value in array]


def _kappa(left: Sequence[int], right: Sequence[int]) -> float:
    table = np.zeros((5, 5))
    for a, b in zip(left, right, strict=True):
        table[a - 1, b - 1] += 1
    steps = (np.arange(5)[:, None] - np.arange(5)[None, :]) ** 2
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / max(1.0, table.sum())
    chance = float((steps * expected).sum())
    return 1.0 - float((steps * table).sum()) / chance if chance else 0.0

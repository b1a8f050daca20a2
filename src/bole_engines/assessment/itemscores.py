"""How much of what a question looks for was shown in its answer: 0–1 by question, for statistics about questions only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bole_engines.assessment import rate
from bole_engines.assessment.types import Answer, Assessment, Plan, Question, Quote

# Why an answer was not read at all; the judge's flags carry these codes.
UNREAD = frozenset({"empty", "too_short", "other_language", "bad_audio", "unreadable", "binary"})


@dataclass(frozen=True)
class ItemScore:
    """One question in one interview. `score` is None when the answer is missing or was not read (`reason` says why).

    `seconds` is the measured speaking time, None without a recording.
    """

    question_id: str
    answered: bool
    score: float | None
    reason: str
    seconds: float | None


def item_scores(plan: Plan, answers: Iterable[Answer], result: Assessment) -> tuple[ItemScore, ...]:
    """In the order of the plan. A score says nothing about a person: people are rated on anchors, not on sums."""
    given = {one.question_id: one for one in answers}
    unread = {flag.question_id: flag.code for flag in result.flags if flag.code in UNREAD}
    quotes: dict[str, list[Quote]] = {}
    for rating in result.ratings:
        for quote in rating.evidence:
            quotes.setdefault(quote.question_id, []).append(quote)
    return tuple(
        _one(plan, one, given.get(one.id), unread.get(one.id, ""), quotes.get(one.id, [])) for one in plan.questions
    )


def _one(plan: Plan, question: Question, answer: Answer | None, reason: str, quotes: list[Quote]) -> ItemScore:
    if answer is None:
        return ItemScore(question.id, False, None, "not_answered", None)
    seconds = None if answer.speech_ms is None else round(answer.speech_ms / 1000, 1)
    if reason:
        return ItemScore(question.id, bool(answer.text.strip()), None, reason, seconds)
    shown = rate.best_of(tuple(quotes))
    points = sum(rate.WORTH[one.strength] * (1 if one.polarity == "+" else -1) for one in shown)
    return ItemScore(question.id, True, round(min(1.0, max(0.0, points / most(plan, question))), 4), "", seconds)


def most(plan: Plan, question: Question) -> float:
    """The points that a full answer earns: every key point, or four behaviours (fewer when fewer are named)."""
    if question.kind == "explain" and question.key_points:
        return float(len(question.key_points))
    named = sum(1 for name in question.competencies for one in plan.competency(name).behaviours if one.polarity == "+")
    return max(1.0, min(rate.MOST_POINTS, named))

"""What each question does: how hard it is, whether it tells people apart, who is lost on it, and how long it takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bole_engines.psychometrics import sums
from bole_engines.psychometrics.types import Figure

# With fewer people a figure about a question is a figure about these people.
LEAST_PEOPLE = 20
HARD, EASY, FLAT = 0.2, 0.8, 0.15


@dataclass(frozen=True)
class Seen:
    """One person at one question.

    `score` 0–1, None when it could not be read (with `reason`) or was not answered; `seconds` is time used, None unknown.
    """

    case: str
    answered: bool
    score: float | None
    seconds: float | None = None
    reason: str = ""


@dataclass(frozen=True)
class Item:
    """The figures of one question.

    `exposure` people were asked it, `answered` and `rated` of them; `difficulty` is the mean share of what can be shown
    (1 easy, 0 hard); `discrimination` the correlation with the rest of the interview; `drop_off` the share of those who
    began it for whom it was the last one although more were asked, or who left at it; `abstention` the share of answers without a rating, with `reasons`
    by count; `seconds` median time used. `advice` are codes: "too_few", "too_hard", "too_easy", "flat", "negative".
    """

    question: str
    exposure: int
    answered: int
    rated: int
    difficulty: float | None
    discrimination: Figure
    drop_off: float | None
    abstention: float | None
    seconds: float | None
    reasons: Mapping[str, int]
    advice: tuple[str, ...]


def analyse(
    order: Sequence[str], seen: Mapping[str, Sequence[Seen]], *, seed: int, left: Mapping[str, int] | None = None
) -> tuple[Item, ...]:
    """The figures of the questions in their `order`; `seen` holds the people who handed in, by question.

    `left` counts those who never handed in by the last question they began; they enter the drop-off only. A person without a rest (no other rated question) is left out of the discrimination only.
    """
    scores = {
        question: {one.case: one.score for one in seen.get(question, ()) if one.score is not None} for question in order
    }
    last = _last_reached(order, seen)
    gone = left or {}
    return tuple(
        replace(
            _item(question, seen.get(question, ()), scores, seed=seed),
            drop_off=_drop_off(order, place, sum(1 for one in seen.get(question, ()) if one.answered), last, gone),
        )
        for place, question in enumerate(order)
    )


def _drop_off(
    order: Sequence[str], place: int, answered: int, last: Mapping[str, int], gone: Mapping[str, int]
) -> float | None:
    began = answered + sum(gone.get(name, 0) for name in order[place:])
    final = place == len(order) - 1
    stopped = gone.get(order[place], 0) + (0 if final else last.get(order[place], 0))
    return stopped / began if began and (stopped or not final) else None


def _last_reached(order: Sequence[str], seen: Mapping[str, Sequence[Seen]]) -> Mapping[str, int]:
    reached: dict[str, str] = {}
    for question in order:
        for one in seen.get(question, ()):
            if one.answered:
                reached[one.case] = question
    counted: dict[str, int] = {}
    for question in reached.values():
        counted[question] = counted.get(question, 0) + 1
    return counted


def _item(
    question: str,
    people: Sequence[Seen],
    scores: Mapping[str, Mapping[str, float]],
    *,
    seed: int,
) -> Item:
    answered = [one for one in people if one.answered]
    rated = scores[question]
    reasons: dict[str, int] = {}
    for one in answered:
        if one.score is None:
            reasons[one.reason] = reasons.get(one.reason, 0) + 1
    times = [one.seconds for one in answered if one.seconds is not None]
    difficulty = float(np.mean(list(rated.values()))) if rated else None
    discrimination = item_rest(question, scores, seed=seed)
    return Item(
        question=question,
        exposure=len(people),
        answered=len(answered),
        rated=len(rated),
        difficulty=difficulty,
        discrimination=discrimination,
        drop_off=None,
        abstention=1 - len(rated) / len(answered) if answered else None,
        seconds=float(np.median(times)) if times else None,
        reasons=reasons,
        advice=_advice(len(rated), difficulty, discrimination),
    )


def item_rest(question: str, scores: Mapping[str, Mapping[str, float]], *, seed: int) -> Figure:
    """r between one question's score and the mean of the person's other questions, with its bootstrap interval."""
    pairs = []
    for case, score in scores[question].items():
        rest = [others[case] for name, others in scores.items() if name != question and case in others]
        if rest:
            pairs.append((score, float(np.mean(rest))))
    if len(pairs) < 3:
        return Figure(None, None, None, len(pairs))
    table = np.array([sums.of_pairs([one]) for one in pairs])
    drawn = None
    if len(pairs) >= sums.LEAST_CLUSTERS:
        drawn = sums.counts(len(pairs), draws=sums.DRAWS, seed=seed) @ table
    return sums.figure(sums.pearson, table, drawn)


def _advice(rated: int, difficulty: float | None, discrimination: Figure) -> tuple[str, ...]:
    if rated < LEAST_PEOPLE or difficulty is None:
        return ("too_few",)
    found = []
    if difficulty < HARD:
        found.append("too_hard")
    if difficulty > EASY:
        found.append("too_easy")
    if discrimination.value is not None and discrimination.value < 0:
        found.append("negative")
    elif discrimination.value is not None and discrimination.value < FLAT:
        found.append("flat")
    return tuple(found)

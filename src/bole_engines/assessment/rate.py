"""From quotes to a level: the documented rule (docs/rules/scoring.md), read three times with varied strictness and order."""

from __future__ import annotations

import statistics
from dataclasses import dataclass

from bole_engines.assessment.reading import Reading
from bole_engines.assessment.types import Competency, Plan, Quote

# Points from which an anchor's level is reached, in the standard reading.
NEEDS = {2: 0.5, 3: 1.5, 4: 2.5, 5: 3.5}
# Each reading: what it adds to every need, and the order in which it goes through the anchors.
READINGS = ((0.0, (3, 4, 5, 2, 1)), (-0.25, (5, 4, 3, 2, 1)), (0.25, (1, 2, 3, 4, 5)))
# Points never exceed MOST_POINTS; an explanation earns KEY_POINT_SCALE times the share of key points it covers.
MOST_POINTS = 4.0
KEY_POINT_SCALE = 5.0
WORTH = {"full": 1.0, "half": 0.5}
BASE_ERROR = 0.5
WEAK_SOURCE_FACTOR = 1.25
WEAK_SOURCES = ("on_device_caption", "self_transcribed")


@dataclass(frozen=True)
class Facts:
    """What the rule looks at: points, whether hallmark behaviour was shown, and what the story of a past event holds."""

    points: float
    top_shown: bool
    has_top: bool
    led_by_story: bool
    situation: bool
    action: bool
    result: bool
    specific: bool
    cap: int


def facts(plan: Plan, competency: Competency, readings: tuple[Reading, ...], quotes: tuple[Quote, ...]) -> Facts:
    """Everything the rule needs, from the accepted quotes of the readable answers that ask for this competency."""
    best = best_of(quotes)
    behaviours = [one for one in competency.behaviours if one.polarity == "+"]
    shown = {one.behaviour_id: one for one in best if one.polarity == "+"}
    raised = sum(WORTH[shown[one.id].strength] for one in behaviours if one.id in shown)
    lowered = sum(WORTH[one.strength] for one in best if one.polarity == "-")
    strands = []
    if any(one.question.kind != "explain" for one in readings):
        strands.append(min(raised, MOST_POINTS))
    for one in readings:
        if one.question.kind == "explain":
            points = one.question.key_points
            covered = sum(WORTH[shown[point.id].strength] for point in points if point.id in shown)
            strands.append(min(KEY_POINT_SCALE * covered / len(points), MOST_POINTS))
    stories = [one for one in readings if one.question.kind == "behavioural"]
    told = {one.answer.question_id for one in stories}
    in_story = [one for one in best if one.question_id in told]
    caps = [
        behaviour.cap for one in best if one.polarity == "-" and (behaviour := competency.behaviour(one.behaviour_id))
    ]
    return Facts(
        points=sum(strands) / len(strands) - lowered if strands else 0.0,
        top_shown=any(one.top and one.id in shown for one in behaviours),
        has_top=any(one.top for one in behaviours) and bool(behaviours),
        led_by_story=bool(best) and len(in_story) * 2 >= len(best),
        situation=any(_before_last_quote(one.situation_at, one, in_story) for one in stories),
        action=any(one.action for one in stories)
        or any(one.strength == "full" and one.polarity == "+" for one in in_story),
        result=any(one.result for one in stories),
        specific=any(_before_last_quote(one.specific_at, one, in_story) for one in stories),
        cap=min(caps, default=5),
    )


def _before_last_quote(position: int | None, story: Reading, in_story: list[Quote]) -> bool:
    """Settings and figures count up to the last quote: what is only tacked on after it tells nothing about it."""
    ends = [one.char_end for one in in_story if one.question_id == story.answer.question_id]
    return position is not None and bool(ends) and position < max(ends)


def best_of(quotes: tuple[Quote, ...]) -> tuple[Quote, ...]:
    """One quote a behaviour: saying the same again in another answer adds nothing."""
    best: dict[str, Quote] = {}
    for quote in quotes:
        kept = best.get(quote.behaviour_id)
        if kept is None or (quote.strength == "full" and kept.strength == "half"):
            best[quote.behaviour_id] = quote
    return tuple(best.values())


def samples(known: Facts) -> tuple[int, ...]:
    """The levels of the readings, standard first."""
    return tuple(_level(known, stricter, order) for stricter, order in READINGS)


def median(levels: tuple[int, ...]) -> int:
    """The middle level; of an even number the lower of the two in the middle."""
    return int(statistics.median_low(levels))


def standard_error(levels: tuple[int, ...], answers: int, weak_source: bool) -> float:
    """In levels. One answer alone leaves half a level (a stated assumption until calibration), more answers less."""
    variance = BASE_ERROR**2 / max(1, answers) + statistics.pvariance(levels)
    return float(variance**0.5 * (WEAK_SOURCE_FACTOR if weak_source else 1.0))


def holds(known: Facts, level: int, stricter: float) -> bool:
    """Whether the facts reach one anchor by itself."""
    if level > known.cap:
        return False
    if level == 1:
        return True
    if known.points < NEEDS[level] + stricter:
        return False
    if level >= 4 and known.led_by_story and not (known.action and known.result):
        return False
    if level == 5:
        whole_story = not known.led_by_story or (known.situation and known.specific)
        return whole_story and (known.top_shown or not known.has_top)
    return True


def _level(known: Facts, stricter: float, order: tuple[int, ...]) -> int:
    """Walk the anchors in the given order: from the top the first that holds; upwards as long as they hold."""
    if order[0] == 5:
        return next(level for level in order if holds(known, level, stricter))
    start = order[0] if holds(known, order[0], stricter) else 1
    level = start
    while level < 5 and holds(known, level + 1, stricter):
        level += 1
    return level

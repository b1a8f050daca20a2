"""Ratings to a job match with its band, attainment and a suggestion. Arithmetic only; it decides nothing."""

from __future__ import annotations

from bole_engines.assessment.types import Attainment, Flag, Match, NextAction, Plan, Rating

PERCENT_A_LEVEL = 20
LEAST_RATED_WEIGHT = 50
# The band holds the true match nine times in ten, if errors are as large as assumed.
BAND = 1.64


def attainment(plan: Plan, ratings: tuple[Rating, ...]) -> tuple[Attainment, ...]:
    """Each competency against the level the job asks for."""
    return tuple(
        Attainment(
            competency_id=one.competency_id,
            level=one.level,
            threshold=plan.competency(one.competency_id).threshold,
            met=None if one.level is None else one.level >= plan.competency(one.competency_id).threshold,
        )
        for one in ratings
    )


def match(plan: Plan, ratings: tuple[Rating, ...], errors: dict[str, float]) -> Match:
    """The weighted mean of 20 % a level over what was rated.

    `errors` holds the standard error of each rated competency in levels. Weight without a rating is not spread over the
    rest unseen: it is reported as missing from `rated_weight`, and the band runs from its lowest to its highest level.
    """
    rated = [(plan.competency(one.competency_id).weight, one.level, one.competency_id) for one in ratings if one.level]
    weight = sum(one[0] for one in rated)
    if weight < LEAST_RATED_WEIGHT:
        return Match(None, None, None, plan.match_threshold, weight)
    total = sum(w * level * PERCENT_A_LEVEL for w, level, _ in rated)
    error = sum((w * errors[name] * PERCENT_A_LEVEL) ** 2 for w, _, name in rated) ** 0.5
    missing = 100 - weight
    low = (total - BAND * error + missing * PERCENT_A_LEVEL) / 100
    high = (total + BAND * error + missing * 100) / 100
    return Match(
        percent=round(total / weight),
        low=max(PERCENT_A_LEVEL, round(low)),
        high=min(100, round(high)),
        threshold=plan.match_threshold,
        rated_weight=weight,
    )


def next_action(plan: Plan, ratings: tuple[Rating, ...], found: Match, flags: tuple[Flag, ...]) -> NextAction:
    """What a person might do next, with every reason. Any doubt means that a person must look first."""
    required = [one for one in ratings if plan.competency(one.competency_id).required]
    below = [one for one in required if one.level and one.level < plan.competency(one.competency_id).threshold]
    doubts = []
    if found.percent is None or found.low is None or found.high is None:
        doubts.append("too_little_rated")
    elif found.low < found.threshold <= found.high:
        doubts.append("band_straddles_threshold")
    if any(one.level is None for one in required):
        doubts.append("competency_unrated")
    if any(flag.code == "instruction_in_text" for flag in flags):
        doubts.append("instruction_in_text")
    if found.low is not None and found.low >= found.threshold and below:
        doubts.append("competency_below_threshold")
    if doubts:
        return NextAction("person_must_look", tuple(doubts))
    if found.low is not None and found.low >= found.threshold:
        return NextAction("interview_next", ("match_above_threshold",))
    return NextAction("consider_other", ("match_below_threshold",))

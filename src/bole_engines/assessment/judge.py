"""The embedded judge "evidence-v2": quotes first, levels from quotes, arithmetic last. Deterministic."""

from __future__ import annotations

from collections.abc import Iterable

from bole_engines.assessment import combine, evidence, plans, rate, rationale, reading
from bole_engines.assessment.reading import Reading
from bole_engines.assessment.rules import Rules, in_force
from bole_engines.assessment.types import Answer, Assessment, Competency, Flag, Judge, Plan, Quote, Rating
from bole_engines.common import Refused, Trace

# Of several reasons why there is no level, the one a person can do most about is named.
_ORDER = (
    "needs_person",
    "bad_audio",
    "other_language",
    "no_evidence",
    "off_topic",
    "too_short",
    "empty",
    "not_answered",
)


class UnknownQuestion(Refused):
    """An answer to a question that the plan does not ask, or two answers to one question."""

    code = "assessment.unknown_question"
    sentence = "The answer belongs to question {question}, which the plan {plan} {why}."


def assess(
    plan: Plan, answers: Iterable[Answer], *, blind_terms: Iterable[str] = (), rules: Rules | None = None
) -> Assessment:
    """Rate every competency of the plan from the answers; raises `UnknownQuestion`.

    `blind_terms` are the candidate's names and the like; they are taken out before anything looks at the words. `rules` are
    those in force when nothing else is said. The same arguments always give the same result.
    """
    by = rules or in_force()
    terms = tuple(sorted(set(blind_terms)))
    given = by_question(plan, tuple(answers))
    readings = {name: reading.read(plan, answer, terms, by.version) for name, answer in given.items()}
    errors: dict[str, float] = {}
    ratings = tuple(_rate(plan, competency, readings, by, errors) for competency in plan.competencies)
    flags = flags_of(plan, readings, ratings)
    match = combine.match(plan, ratings, errors)
    return Assessment(
        judge=Judge(by.name, plans.digest(plan), len(rate.READINGS)),
        ratings=ratings,
        match=match,
        attainment=combine.attainment(plan, ratings),
        next_action=combine.next_action(plan, ratings, match, flags),
        flags=flags,
    )


def by_question(plan: Plan, answers: tuple[Answer, ...]) -> dict[str, Answer]:
    """The answers by question id, in the order of the plan; raises `UnknownQuestion`."""
    known = {one.id for one in plan.questions}
    given: dict[str, Answer] = {}
    for answer in answers:
        if answer.question_id not in known or answer.question_id in given:
            why = "does not ask" if answer.question_id not in known else "has an answer to already"
            raise UnknownQuestion(question=answer.question_id, plan=plan.id, why=why)
        given[answer.question_id] = answer
    return {one.id: given[one.id] for one in plan.questions if one.id in given}


def _rate(
    plan: Plan, competency: Competency, readings: dict[str, Reading], rules: Rules, errors: dict[str, float]
) -> Rating:
    asked = plan.asking(competency.id)
    trace = Trace()
    usable = tuple(readings[one.id] for one in asked if one.id in readings and readings[one.id].readable)
    quotes = tuple(quote for one in usable for quote in _quotes(plan, competency, one, rules, trace))
    if not quotes:
        return unrated(competency, why_nothing(plan, [readings.get(one.id) for one in asked]), (), (), trace)
    known = rate.facts(plan, competency, usable, quotes)
    return settle(
        plan,
        competency,
        known,
        levels=rate.samples(known),
        quotes=quotes,
        usable=usable,
        errors=errors,
        trace=trace,
    )


def settle(
    plan: Plan,
    competency: Competency,
    known: rate.Facts,
    *,
    levels: tuple[int, ...],
    quotes: tuple[Quote, ...],
    usable: tuple[Reading, ...],
    errors: dict[str, float],
    trace: Trace,
) -> Rating:
    """The median of `levels` with its band, or no level where they lie apart or their words come from a weak source.

    Every judge ends here: only where its levels come from differs. The standard error goes into `errors`.
    """
    level, spread = rate.median(levels), max(levels) - min(levels)
    sources = {one.answer.question_id: one for one in usable}
    standing_on = [sources[name] for name in dict.fromkeys(quote.question_id for quote in quotes)]
    if spread > 1:
        return unrated(competency, "samples_disagree", levels, quotes, trace)
    if spread and all(one.answer.source == "on_device_caption" for one in standing_on):
        return unrated(competency, "weak_source", levels, quotes, trace)
    weak = any(one.answer.source in rate.WEAK_SOURCES or "more_text_than_speech" in one.notes for one in standing_on)
    errors[competency.id] = rate.standard_error(levels, len(standing_on), weak)
    note_what_is_missing(known, level, trace)
    return Rating(
        competency_id=competency.id,
        level=level,
        reason="rated",
        samples=levels,
        spread=spread,
        low=round(max(1.0, level - combine.BAND * errors[competency.id]), 2),
        high=round(min(5.0, level + combine.BAND * errors[competency.id]), 2),
        evidence=quotes,
        rationale=rationale.of(plan, competency, level, quotes),
        points=round(known.points, 2),
        reasons=trace.codes,
    )


def _quotes(plan: Plan, competency: Competency, one: Reading, rules: Rules, trace: Trace) -> tuple[Quote, ...]:
    looked_for = one.question.key_points if one.question.kind == "explain" else competency.behaviours
    against = () if one.question.kind != "explain" else tuple(b for b in competency.behaviours if b.polarity == "-")
    targets = evidence.targets(plan, (*looked_for, *against), one.rules)
    quotes = evidence.extract(one, targets, trace)
    if rules.meaning is None or not (rules.conduct_too or one.question.kind == "explain"):
        return quotes
    known = {quote.behaviour_id for quote in quotes}
    raising = tuple(target for target in targets if target.polarity == "+")
    return (*quotes, *evidence.meant(one, raising, known, rules.meaning, trace))


def unrated(
    competency: Competency, reason: str, levels: tuple[int, ...], quotes: tuple[Quote, ...], trace: Trace
) -> Rating:
    """A competency without a level, with the reason and what there was."""
    return Rating(
        competency_id=competency.id,
        level=None,
        reason=reason,
        samples=levels,
        spread=max(levels) - min(levels) if levels else 0,
        low=None,
        high=None,
        evidence=quotes,
        rationale=rationale.of_nothing(reason),
        reasons=trace.codes,
    )


def why_nothing(plan: Plan, asked: list[Reading | None]) -> str:
    """Why nothing can be quoted: of several reasons the one that people can do most about."""
    why = set()
    for one in asked:
        if one is None:
            why.add("not_answered")
        elif one.problem:
            why.add(one.problem)
        else:
            why.add("off_topic" if reading.off_topic(plan, one) else "no_evidence")
    return next(reason for reason in _ORDER if reason in why)


def note_what_is_missing(known: rate.Facts, level: int, trace: Trace) -> None:
    """Say in the trace what kept a told story from the next level."""
    if known.led_by_story and 3 <= level < 5:
        if not (known.action and known.result):
            trace.note("no_result")
        elif not (known.situation and known.specific):
            trace.note("no_specifics")


def flags_of(plan: Plan, readings: dict[str, Reading], ratings: tuple[Rating, ...]) -> tuple[Flag, ...]:
    """What a person should know about each answer, and about competencies without a level."""
    flags = []
    for question in plan.questions:
        one = readings.get(question.id)
        if one is None:
            flags.append(Flag("not_answered", question.id))
            continue
        flags.append(Flag("source", question.id, {"source": one.answer.source}))
        flags += [Flag(code, question.id) for code in (one.problem, *one.notes) if code]
    unrated = [one.competency_id for one in ratings if one.level is None]
    if unrated:
        weight = sum(plan.competency(name).weight for name in unrated)
        flags.append(Flag("competencies_unrated", None, {"competencies": unrated, "weight": weight}))
    return tuple(flags)

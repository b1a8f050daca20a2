"""The two views of one assessment, as JSON-able dicts that a page or a PDF can show as they are."""

from __future__ import annotations

from typing import Any

from bole_engines.assessment.rate import best_of
from bole_engines.assessment.rationale import label
from bole_engines.assessment.types import Assessment, Behaviour, Competency, KeyPoint, Plan, Quote, Rating
from bole_engines.assessment.wording import CANDIDATE_WORDS, LEVEL_WORDS, NEXT_WORDS, REASONS, lang

MOST_TO_PRACTISE = 3


def candidate_report(plan: Plan, assessment: Assessment, language: str) -> dict[str, Any]:
    """What the candidate reads: criteria with weights, each level in words beside the one the job asks for, the quotes,
    strengths, what to practise. There is no match figure, no overall verdict and no suggestion in it.
    """
    words = CANDIDATE_WORDS[lang(language)]
    criteria = [_criterion(plan, one, words, language) for one in assessment.ratings]
    strengths = [
        {"name": entry["name"], "shown": entry["shown"]} for entry in criteria if entry["level"] and entry["level"] >= 4
    ]
    practise = [
        {"name": plan.competency(one.competency_id).name, "tips": tips}
        for one in assessment.ratings
        if (one.level is None or one.level < 5) and (tips := missing(plan, one))
    ]
    return {
        "title": plan.title,
        "language": lang(language),
        "criteria": criteria,
        "strengths": strengths,
        "practise": practise,
        "judge": assessment.judge.name,
    }


def hr_report(plan: Plan, assessment: Assessment, language: str = "zh-hans") -> dict[str, Any]:
    """What HR reads first (初筛评估报告): match with band, attainment, suggestion, every rating with quotes and rationale."""
    key = lang(language)
    action = assessment.next_action
    return {
        "title": plan.title,
        "language": key,
        "judge": assessment.judge.to_json(),
        "match": assessment.match.to_json(),
        "next_action": {
            "code": action.code,
            "text": NEXT_WORDS[key][action.code],
            "reasons": [{"code": code, "text": NEXT_WORDS[key][code]} for code in action.reasons],
        },
        "competencies": [_hr_entry(plan, one, key) for one in assessment.ratings],
        "flags": [{**flag.to_json(), "text": REASONS[key].get(flag.code, "")} for flag in assessment.flags],
    }


def missing(plan: Plan, rating: Rating) -> list[str]:
    """What to practise, concretely: from the behaviours and key points that were not heard, at most three."""
    competency = plan.competency(rating.competency_id)
    heard = {quote.behaviour_id for quote in rating.evidence}
    wanted: list[Behaviour | KeyPoint] = [
        one for one in competency.behaviours if one.polarity == "-" and one.id in heard
    ]
    wanted += [one for one in competency.behaviours if one.polarity == "+" and one.id not in heard]
    for question in plan.asking(competency.id):
        wanted += [point for point in question.key_points if point.id not in heard]
    tips = [one.practise or one.text for one in wanted if one.practise or getattr(one, "polarity", "+") == "+"]
    return list(dict.fromkeys(tips))[:MOST_TO_PRACTISE]


def _criterion(plan: Plan, rating: Rating, words: dict[int, str], language: str) -> dict[str, Any]:
    competency = plan.competency(rating.competency_id)
    positive = [one for one in best_of(rating.evidence) if one.polarity == "+"]
    return {
        "id": competency.id,
        "name": competency.name,
        "definition": competency.definition,
        "weight": competency.weight,
        "level": rating.level,
        "level_text": words[rating.level] if rating.level else REASONS[lang(language)][rating.reason],
        "asked_level": competency.threshold,
        "asked_text": words[competency.threshold],
        "asked_anchor": competency.anchors[competency.threshold],
        "met": None if rating.level is None else rating.level >= competency.threshold,
        "shown": [label(plan, competency, one) for one in positive],
        "quotes": [_quote(plan, competency, one, language) for one in best_of(rating.evidence)],
    }


def _hr_entry(plan: Plan, rating: Rating, key: str) -> dict[str, Any]:
    competency = plan.competency(rating.competency_id)
    return {
        "id": competency.id,
        "name": competency.name,
        "weight": competency.weight,
        "level": rating.level,
        "level_text": LEVEL_WORDS[key][rating.level] if rating.level else "",
        "anchor": competency.anchors[rating.level] if rating.level else "",
        "anchors": {str(level): text for level, text in competency.anchors.items()},
        "threshold": competency.threshold,
        "met": None if rating.level is None else rating.level >= competency.threshold,
        "samples": list(rating.samples),
        "spread": rating.spread,
        "low": rating.low,
        "high": rating.high,
        "reason": rating.reason,
        "reason_text": REASONS[key][rating.reason],
        "notes": [{"code": code, "text": REASONS[key].get(code, code)} for code in rating.reasons],
        "rationale": rating.rationale[key],
        "quotes": [_quote(plan, competency, one, key) for one in rating.evidence],
        "missing": missing(plan, rating),
    }


def _quote(plan: Plan, competency: Competency, quote: Quote, language: str) -> dict[str, Any]:
    reasons = [REASONS[lang(language)][code] for code in quote.reasons]
    return {**quote.to_json(), "behaviour": label(plan, competency, quote), "reasons_text": reasons}

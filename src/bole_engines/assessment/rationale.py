"""Why a level: written last, from the accepted quotes and the anchor only, in Chinese and English."""

from __future__ import annotations

from bole_engines.assessment.rate import best_of
from bole_engines.assessment.types import Competency, Plan, Quote
from bole_engines.assessment.wording import LEVEL_WORDS, REASONS

MOST_QUOTES = 4


def of(plan: Plan, competency: Competency, level: int, quotes: tuple[Quote, ...]) -> dict[str, str]:
    """The sentences for a level, by language."""
    best = best_of(quotes)
    shown = [(label(plan, competency, one), one) for one in best if one.polarity == "+"][:MOST_QUOTES]
    against = [(label(plan, competency, one), one) for one in best if one.polarity == "-"][:MOST_QUOTES]
    chinese = [f"{level} 级（{LEVEL_WORDS['zh'][level]}）：{competency.anchors[level]}"]
    english = [f"Level {level} ({LEVEL_WORDS['en'][level]}): {competency.anchors[level]}"]
    if shown:
        chinese.append("依据：" + "；".join(f"{name}——“{one.text}”{_weak(one, 'zh')}" for name, one in shown))
        english.append("Evidence: " + "; ".join(f"{name}: “{one.text}”{_weak(one, 'en')}" for name, one in shown))
    if against:
        chinese.append("拉低等级的原话：" + "；".join(f"{name}——“{one.text}”" for name, one in against))
        english.append("Words that lower it: " + "; ".join(f"{name}: “{one.text}”" for name, one in against))
    return {
        "zh": "。".join(part.rstrip("。") for part in chinese) + "。",
        "en": ". ".join(p.rstrip(".") for p in english) + ".",
    }


def of_nothing(reason: str) -> dict[str, str]:
    """The sentence for a competency without a level, by language."""
    return {
        "zh": f"证据不足：{REASONS['zh'][reason]}，请人工判断。",
        "en": f"Insufficient evidence: {REASONS['en'][reason]}. A person should judge.",
    }


def label(plan: Plan, competency: Competency, quote: Quote) -> str:
    """The words of the behaviour or key point that a quote stands for."""
    behaviour = competency.behaviour(quote.behaviour_id)
    if behaviour is not None:
        return behaviour.text
    points = plan.question(quote.question_id).key_points
    return next((point.text for point in points if point.id == quote.behaviour_id), quote.behaviour_id)


def _weak(quote: Quote, language: str) -> str:
    if not quote.reasons:
        return ""
    said = "、".join(REASONS["zh"][code] for code in quote.reasons)
    return f"（{said}）" if language == "zh" else " (" + ", ".join(REASONS["en"][code] for code in quote.reasons) + ")"

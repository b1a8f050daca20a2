"""What an answer left open, and the question that asks for it. No model, no generation: the plan's own rules, or three
plain sentences for accounts of a past event. The level never depends on whether something was asked.
"""

from __future__ import annotations

from collections.abc import Iterable

from bole_engines.assessment import evidence, reading
from bole_engines.assessment.reading import Reading
from bole_engines.assessment.types import Answer, FollowUp, Plan, Question
from bole_engines.common import Trace
from bole_engines.text import unlawful

MOST = 2
KEY_POINT = "key_point:"
# In this order: without an own action a result says little, and a figure belongs to a result.
_ORDER = ("no_action", "no_result", "no_measure", "no_situation")
_PLAIN = {
    "zh": {
        "no_action": "在这件事里，您自己具体做了什么？",
        "no_result": "这件事最后的结果怎么样？",
        "no_measure": "效果有没有数字或具体事实可以说明，比如时间、数量、变化？",
    },
    "en": {
        "no_action": "What exactly did you yourself do in this?",
        "no_result": "How did it turn out in the end?",
        "no_measure": "Is there a figure or a fact that shows the effect, such as a time, an amount, a change?",
    },
}


def due(plan: Plan, answer: Answer, *, blind_terms: Iterable[str] = ()) -> tuple[FollowUp, ...]:
    """At most `MOST` follow-ups for one answer, each with what is missing in `when`; none in a plan of same questions.

    An answer that cannot be read (empty, another language, bad sound) gets none: more words would not help. What the
    law forbids to ask is never asked, even when the plan says so. `KeyError` for a question the plan does not ask.
    """
    question = plan.question(answer.question_id)
    if plan.same_questions or question.kind in {"code", "roleplay"}:
        return ()
    told = reading.read(plan, answer, tuple(sorted(set(blind_terms))))
    if told.problem not in {"", "too_short"}:
        return ()
    missing = _missing(plan, question, told)
    rules = {rule.when: rule for rule in _rules(plan, question)}
    asked = [rules[one] for one in missing if one in rules]
    return tuple(one for one in asked if not unlawful.lint(one.text))[:MOST]


def _rules(plan: Plan, question: Question) -> tuple[FollowUp, ...]:
    """The plan's own rules come over the plain ones, which serve accounts of a past event only."""
    plain = _PLAIN["zh" if plan.language.startswith("zh") else "en"] if question.kind == "behavioural" else {}
    own = tuple(one for one in question.follow_ups if one.when)
    return (*(FollowUp(text, when) for when, text in plain.items()), *own)


def _missing(plan: Plan, question: Question, told: Reading) -> list[str]:
    if question.kind == "explain":
        found = evidence.extract(told, evidence.targets(plan, question.key_points), Trace())
        shown = {quote.behaviour_id for quote in found}
        return [KEY_POINT + point.id for point in question.key_points if point.id not in shown]
    lacks = {
        "no_action": not told.action,
        "no_result": not told.result,
        "no_measure": told.specific_at is None,
        "no_situation": told.situation_at is None,
    }
    return [name for name in _ORDER if lacks[name]]

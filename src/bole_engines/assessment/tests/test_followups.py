"""What is missing is asked for, once, lawfully, and never where everybody gets the same questions."""

from dataclasses import replace

import pytest

from bole_engines.assessment import followups
from bole_engines.assessment.tests import material
from bole_engines.assessment.types import Answer, FollowUp, Plan, Question

WHOLE = "去年三月客户说要退货，我先上门看了现场，又给他列了三套方案，最后他续签了一年，退货率从百分之八降到百分之二。"
WITHOUT_FIGURE = "那次客户说要退货，我先上门看了现场，又给他列了方案，最后他很满意，又续签了。"
WITHOUT_RESULT = "那次客户说要退货，我先上门看了现场，又给他列了三套方案。"
THIN = "客户退货的事情遇到过不少，挺麻烦的。"


def changed(**more: object) -> Plan:
    """The sales plan, its first question as a past event, with `more` on that question or on the plan."""
    plan = material.plan("sales")
    on_plan = {key: value for key, value in more.items() if key == "same_questions"}
    on_question = {"kind": "behavioural", **{key: value for key, value in more.items() if key not in on_plan}}
    first = replace(plan.questions[0], **on_question)  # type: ignore[arg-type]
    return replace(plan, questions=(first, *plan.questions[1:]), **on_plan)  # type: ignore[arg-type]


def missing(plan: Plan, text: str) -> list[str]:
    return [one.when for one in followups.due(plan, Answer(plan.questions[0].id, text))]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        (WHOLE, []),
        (WITHOUT_FIGURE, ["no_measure"]),
        (WITHOUT_RESULT, ["no_result"]),
        (THIN, ["no_action", "no_result"]),
    ],
)
def test_what_the_account_of_a_past_event_left_out_is_asked_for(text: str, asked: list[str]) -> None:
    assert missing(changed(follow_ups=()), text) == asked


def test_the_plans_own_words_come_over_the_plain_ones() -> None:
    own = FollowUp("那一回您自己做了哪几步？", "no_action")
    found = followups.due(changed(follow_ups=(own,)), Answer(changed().questions[0].id, THIN))
    assert found[0] == own


def test_a_concept_is_asked_for_the_points_that_are_missing_and_only_as_the_plan_words_them() -> None:
    plan = material.plan("sales")
    question = next(one for one in plan.questions if one.kind == "explain")
    first = question.key_points[0]
    rules = (FollowUp("那客户的需求怎么看？", f"key_point:{first.id}"),)
    asking = replace(
        plan, questions=tuple(replace(q, follow_ups=rules) if q is question else q for q in plan.questions)
    )
    nothing_to_the_point = Answer(question.id, "这个我平时也会想一想，主要还是凭感觉，多聊几次就知道了。")
    assert [one.when for one in followups.due(asking, nothing_to_the_point)] == [f"key_point:{first.id}"]
    assert followups.due(plan, nothing_to_the_point) == ()


@pytest.mark.parametrize("text", ["", "。。。", "I sell things to people every single day and they like it."])
def test_what_cannot_be_read_is_not_asked_about(text: str) -> None:
    assert missing(changed(follow_ups=()), text) == []


def test_a_plan_of_same_questions_asks_nothing_more() -> None:
    assert missing(changed(follow_ups=(), same_questions=True), THIN) == []


def test_what_may_not_be_asked_is_not_asked_even_when_the_plan_says_so() -> None:
    unlawful = (FollowUp("您结婚了吗，家里支持吗？", "no_action"),)
    assert missing(changed(follow_ups=unlawful), THIN) == ["no_result", "no_measure"]


def test_at_most_two_for_any_text_of_any_plan() -> None:
    for name in material.PLANS:
        plan = material.plan(name)
        for texts in material.samples(name).values():
            for question_id, text in texts.items():
                question: Question = plan.question(question_id)
                found = followups.due(plan, Answer(question.id, text))
                assert len(found) <= followups.MOST
                assert len({one.when for one in found}) == len(found)

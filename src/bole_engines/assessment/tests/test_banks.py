"""A bank is refused with file, line and reason; a sound one becomes plans; every supplied bank is sound and full."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from bole_engines.assessment import assess, banks, plans, turns, verify_quote
from bole_engines.assessment.banks import BadBank, Bank
from bole_engines.assessment.tests import material
from bole_engines.assessment.types import Answer, Word
from bole_engines.text import unlawful

FOLDER = Path(__file__).resolve().parents[3] / "bole" / "assessment" / "banks"
SUPPLIED = sorted(path.stem for path in FOLDER.glob("*.yaml") if not path.stem.endswith(".questions"))

SMALL = """\
bank: shop
family: 零售
language: zh-hans
version: 1
synonyms: {客户: [客户, 顾客]}
competencies:
  - id: service
    name: 顾客服务
    weight: 100
    threshold: 3
    anchors: {1: 不理, 2: 勉强, 3: 回应, 4: 问清, 5: 问清并跟进}
    behaviours:
      - {id: ask, text: 问清, cues: [问 + 需要]}
      - {id: calm, text: 安抚, cues: [道歉]}
      - {id: solve, text: 解决, cues: [退货|换货]}
      - {id: follow, text: 跟进, cues: ["{客户} + 回访"]}
"""
QUESTIONS = """\
questions:
  - id: angry
    kind: roleplay
    text: 顾客拿着坏了的水壶来找您，请您接待。
    hint: 像当面一样说。
    competencies: [service]
    difficulty: 3
    follow_ups:
      - {when: no_action, text: 您先做什么？}
      - 还有吗？
    turns:
      - {id: t1, says: 顾客说：昨天刚买就漏水！}
      - {id: t2, says: 顾客说：我不要换，我要退钱！}
  - id: kettle
    kind: explain
    text: 请说明三包是什么。
    hint: 举个例子。
    competencies: [service]
    key_points:
      - {id: k1, text: 包修, cues: [包修|修]}
      - {id: k2, text: 包换, cues: [包换|换]}
      - {id: k3, text: 包退, cues: [包退|退]}
    follow_ups:
      - {when: "key_point:k3", text: 什么时候可以退？}
plans:
  - {id: first, title: 店员初筛, minutes: 10, questions: [kettle, angry], weights: {service: 100}, same_questions: true}
"""


@cache
def supplied(name: str) -> Bank:
    questions = FOLDER / f"{name}.questions.yaml"
    return banks.load(
        (FOLDER / f"{name}.yaml").read_text(encoding="utf-8"),
        questions.read_text(encoding="utf-8") if questions.exists() else None,
    )


def test_a_bank_in_two_files_is_one_and_becomes_a_plan() -> None:
    bank = banks.load(SMALL, QUESTIONS)
    plan = banks.plan(bank, "first")

    assert banks.load(SMALL + QUESTIONS) == bank
    assert [one.when for one in bank.question("angry").follow_ups] == ["no_action", ""]
    assert [turn.says for turn in plan.question("angry").turns] == [
        "顾客说：昨天刚买就漏水！",
        "顾客说：我不要换，我要退钱！",
    ]
    assert ([one.id for one in plan.questions], plan.same_questions, plan.family) == (["kettle", "angry"], True, "零售")
    assert plan.practice == banks.PRACTICE["zh-hans"]
    assert Bank.from_json(bank.to_json()) == bank
    assert plans.checked(plan) == plan


def test_a_role_play_is_shown_with_what_the_other_side_says() -> None:
    bank = banks.load(SMALL, QUESTIONS)

    assert bank.question("angry").shown.split("\n")[1:] == [
        "1. 顾客说：昨天刚买就漏水！",
        "2. 顾客说：我不要换，我要退钱！",
    ]
    assert bank.question("kettle").shown == bank.question("kettle").text


def test_minutes_are_estimated_from_the_times() -> None:
    bank = banks.load(SMALL, QUESTIONS)

    # 2 × (60 + 120 + 15) and two turns of 10 seconds.
    assert banks.estimated_minutes(bank.questions) == 7


@pytest.mark.parametrize(
    ("what", "to", "problem"),
    [
        ("weight: 100\n", "weight: 90\n", "line 6: competencies: the weights sum to 90, not to 100"),
        ("threshold: 3", "threshold: 9", "line 10: competency service: threshold 9 is not a level"),
        ("5: 问清并跟进}", "6: x}", "line 11: competency service: anchors 1 to 5 must all be there and say something"),
        (
            "cues: [道歉]",
            "cues: ['{谁} + 问']",
            "line 14: behaviour calm: The cue “{谁} + 问” cannot be read: there is no synonym group 谁.",
        ),
        (
            "      - {id: calm, text: 安抚, cues: [道歉]}\n",
            "",
            "line 12: competency service: 3 behaviours that raise it, at least 4 are needed",
        ),
        ("bank: shop", "bank: Shop!", ("line 1: bank Shop!: the id of a bank is up to 40 small letters, digits and "
         "underscores and begins with a letter")),
        ("family: 零售", "family: 零售\nfamily: 餐饮", "line 3: “family” stands twice in this mapping"),
        ("language: zh-hans", "language: fr", "line 3: Bank.language should be zh-hans | en, but is 'fr'"),
        ("version: 1", "version: [", "line 6: expected ',' or ']', but got '<scalar>'"),
        ("kind: roleplay", "kind: riddle", ("questions, line 3: Bank.questions[0].kind should be behavioural | situational | "
         "explain | motivation | roleplay | code, but is 'riddle'")),
        ("difficulty: 3", "difficulty: 4", "questions, line 7: question angry: difficulty 4 is not 1, 2 or 3"),
        ("when: no_action", "when: no_idea", ("questions, line 9: question angry: 'no_idea' is no rule for a follow-up; there "
         "are no_action, no_result, no_measure, no_situation, key_point:<id>")),
        ("还有吗？", "您结婚了吗？", "questions, line 10: question angry: “结婚” may not be asked (妇女权益保障法 第43条)"),
        (
            "顾客说：我不要换，我要退钱！",
            "顾客说：你是哪个民族的？",
            "questions, line 13: question angry: “你是哪个民族” may not be asked (就业促进法 第26–31条)",
        ),
        ("      - {id: t2, says: 顾客说：我不要换，我要退钱！}\n", "", ("questions, line 11: question angry: a role-play has 2 to "
         "4 turns, this one has 1")),
        ("kind: explain", "kind: code", ("questions, line 14: question kettle: a question of kind code needs a code task with a "
         "language and a case")),
        ("[service]\n    key", "[charm]\n    key", "questions, line 18: question kettle: there is no competency charm"),
        ("key_point:k3", "key_point:k4", ("questions, line 24: question kettle: a follow-up waits for the key point k4, which "
         "this question does not have")),
        ("{id: k3,", "{id: k1,", "questions, line 22: behaviour or key point: k1 stands 2 times"),
        ("questions: [kettle, angry]", "questions: [kettle, none]", "questions, line 26: plan first: there is no question none"),
        ("{service: 100}", "{charm: 100}", ("questions, line 26: plan first: the weights are for charm, but its questions ask for "
         "service")),
        ("{service: 100}", "{service: 90}", "questions, line 26: plan first: the weights sum to 90, not to 100"),
        ("minutes: 10", "minutes: 90", "questions, line 26: plan first, minutes: 90 is not between 1 and 30"),
        ("questions:\n", "bank: other\nquestions:\n", "questions, line 1: this file belongs to the bank other, not to shop"),
        ("questions:\n", "family: x\nquestions:\n", ("questions, line 1: “family” does not belong into this file; it may hold "
         "bank, questions, plans")),
    ],
)  # fmt: skip
def test_every_fault_names_its_file_its_line_and_its_reason(what: str, to: str, problem: str) -> None:
    first, second = SMALL.replace(what, to, 1), QUESTIONS
    if first == SMALL:
        second = QUESTIONS.replace(what, to, 1)
        assert second != QUESTIONS
    with pytest.raises(BadBank) as refusal:
        banks.load(first, second)

    assert problem in refusal.value.problems


@pytest.mark.parametrize("source", ["", "- a", "x", "a: &a 1\nb: *a", "a: \x07", "minutes: 2026-99-99", "[" * 50_000])
def test_what_is_no_bank_is_refused(source: str) -> None:
    with pytest.raises(BadBank) as refusal:
        banks.load(source)
    assert len(refusal.value.problems) == 1


def test_a_fault_of_content_without_a_file_has_no_line() -> None:
    bank = banks.load(SMALL, QUESTIONS)
    broken = Bank.from_json({**bank.to_json(), "family": ""})
    with pytest.raises(BadBank) as refusal:
        banks.checked(broken)

    assert refusal.value.problems == ("family: 1 to 60 characters, please",)


@pytest.mark.parametrize(
    ("name", "digest"),
    [
        ("backend", "bf84a7964fe1ba5e9c2a9293d4d13683485bba8df8172a2159c49ed181e17ddb"),
        ("restaurant_service", "84fd6229b02dda0f80cf7f7018e766b70ed97703052bf90888bb79822433e027"),
        ("sales", "364ba43456b90006941aae3c9f7f6692988d9752eaf2da882583d7164d518f04"),
    ],
)
def test_plans_frozen_before_there_were_banks_keep_their_digest(name: str, digest: str) -> None:
    assert plans.digest(material.plan(name)) == digest


def test_the_digest_follows_what_a_bank_adds() -> None:
    bank = banks.load(SMALL, QUESTIONS)
    seen = {plans.digest(banks.plan(bank, "first"))}
    for what, to in (
        ("difficulty: 3", "difficulty: 1"),
        ("漏水", "漏电"),
        ("no_action", "no_result"),
        ("true", "false"),
    ):
        seen.add(plans.digest(banks.plan(banks.load(SMALL, QUESTIONS.replace(what, to)), "first")))

    assert len(seen) == 5


@pytest.mark.parametrize("name", SUPPLIED)
def test_a_supplied_bank_is_full_and_every_plan_of_it_can_be_used(name: str) -> None:
    bank = supplied(name)

    assert banks.shortfalls(bank) == ()
    assert bank.bank == name.partition(".")[0] or bank.bank == name.replace(".", "_")
    for ready in bank.plans:
        plan = banks.plan(bank, ready.id)
        assert plans.digest(plans.checked(plan)) == plans.digest(plan)


@pytest.mark.parametrize("name", SUPPLIED)
def test_no_supplied_bank_asks_what_the_law_forbids(name: str) -> None:
    bank = supplied(name)
    texts = [text for one in bank.questions for text in (one.text, one.hint, *(f.text for f in one.follow_ups))]
    texts += [turn.says for one in bank.questions for turn in one.turns]

    assert [(text, unlawful.lint(text)) for text in texts if unlawful.lint(text)] == []


def test_supplied_banks_are_told_apart_by_id_and_language() -> None:
    found = [supplied(name) for name in SUPPLIED]

    assert len({(bank.bank, bank.language) for bank in found}) == len(found)


def test_a_role_play_is_judged_like_a_case_with_all_its_turns() -> None:
    plan = banks.plan(banks.load(SMALL, QUESTIONS), "first")
    parts = [
        Answer("angry", "我先跟您道歉，然后问您需要什么。", words=(Word("我", 0, 300, 0, 1),), speech_ms=4000, source="asr", audio="ok"),
        Answer("angry", "好的，马上给您退货，明天再给顾客回访。", words=(Word("好", 100, 300, 0, 1),), speech_ms=5000, source="typed"),
    ]  # fmt: skip
    whole = turns.joined(parts, offsets_ms=(0, 6000))
    (rating,) = assess(plan, [whole]).ratings

    assert [quote.behaviour_id for quote in rating.evidence] == ["ask", "calm", "solve", "follow"]
    assert all(verify_quote(whole, quote) for quote in rating.evidence)
    # Told as what one would do: no own past, no result and no figure is asked for, and level 5 is open.
    assert (rating.level, rating.reasons) == (5, ())
    assert (whole.source, whole.audio, whole.speech_ms) == ("typed", "unknown", 9000)
    assert [whole.text[w.char_start : w.char_end] for w in whole.words] == ["我", "好"]
    assert [w.start_ms for w in whole.words] == [0, 6100]


def test_what_the_other_side_says_is_no_evidence_when_it_is_repeated() -> None:
    source = QUESTIONS.replace("我不要换，我要退钱！", "我要道歉，还要退货，你们客户回访呢！")
    plan = banks.plan(banks.load(SMALL, source), "first")
    (rating,) = assess(plan, [Answer("angry", "顾客说：我要道歉，还要退货，你们客户回访呢！")]).ratings

    assert (rating.level, rating.evidence) == (None, ())


def test_turns_of_two_questions_are_not_joined() -> None:
    with pytest.raises(ValueError, match="exactly one question"):
        turns.joined([Answer("a", "x"), Answer("b", "y")])
    with pytest.raises(ValueError, match="exactly one question"):
        turns.joined([])


CODE = QUESTIONS.replace("kind: explain", "kind: code").replace(
    QUESTIONS[QUESTIONS.index("    key_points") : QUESTIONS.index("plans:")],
    "    code: {languages: [python], starter: 'n = input()', cases: [{stdin: '1', stdout: '2'}]}\n",
)


def test_a_program_gets_no_level_and_says_that_a_person_must_look() -> None:
    only = CODE.replace("questions: [kettle, angry]", "questions: [kettle]")
    plan = banks.plan(banks.load(SMALL, only), "first")
    result = assess(plan, [Answer("kettle", "# 我先道歉，问清需要，再退货，最后给客户回访\nprint(2)")])

    assert [(one.level, one.reason, one.evidence) for one in result.ratings] == [(None, "needs_person", ())]
    assert "needs_person" in [flag.code for flag in result.flags if flag.question_id == "kettle"]
    assert result.next_action.code == "person_must_look"


def test_a_program_changes_no_level_that_other_questions_give() -> None:
    plan = banks.plan(banks.load(SMALL, CODE), "first")
    told = Answer("angry", "我先跟您道歉，然后问您需要什么，再给您退货。")
    with_code = assess(plan, [told, Answer("kettle", "明天给客户回访")])

    assert with_code.ratings == assess(plan, [told]).ratings
    assert with_code.ratings[0].level == 4

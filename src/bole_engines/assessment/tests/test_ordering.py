"""The ready plans tell good answers from poor ones, and say so when there is nothing to tell."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import pytest
import yaml

from bole_engines.assessment import plans
from bole_engines.assessment.tests import material


@pytest.mark.parametrize("name", material.PLANS)
def test_strong_answers_match_better_than_middling_and_middling_than_weak(name: str) -> None:
    matches = {q: material.judged(name, material.samples(name)[q]).match for q in material.QUALITIES}

    strong, middling, weak = (matches[quality].percent for quality in ("strong", "middling", "weak"))
    assert strong is not None
    assert middling is not None
    assert weak is not None
    assert strong >= middling + 10
    assert middling >= weak + 20
    assert matches["thin"].percent is None


@pytest.mark.parametrize("name", material.PLANS)
def test_no_competency_is_rated_lower_for_the_better_answers(name: str) -> None:
    strong, middling, weak = (
        material.levels(material.judged(name, material.samples(name)[q])) for q in ("strong", "middling", "weak")
    )

    for competency in strong:
        assert (strong[competency] or 0) >= (middling[competency] or 0) >= 0
        assert weak[competency] is None or weak[competency] <= 2


@pytest.mark.parametrize("name", material.PLANS)
def test_suggestions_follow_the_quality(name: str) -> None:
    codes = {q: material.judged(name, material.samples(name)[q]).next_action.code for q in material.QUALITIES}

    assert codes["strong"] == "interview_next"
    assert codes["middling"] == "person_must_look"
    assert codes["weak"] in ("consider_other", "person_must_look")
    assert codes["thin"] == "person_must_look"


def test_the_english_plan_orders_too() -> None:
    strong = {
        "q1": "Last spring I took over the east district. I made a list of eighty shops and ranked the accounts by size, "
        "then cold called forty of them. I visited one bakery owner every week, asked how they ordered flour today, and "
        "it turned out the real problem was running out on Saturdays. I built a delivery plan around that problem, met "
        "the managing director, and in June they signed a contract worth forty thousand.",
        "q3": "I understand, it's fair to compare. May I ask what exactly their quote includes? Let me work out the total "
        "cost over three years with you, including service. I can share a case study from a similar customer, and let's "
        "book a call for Thursday.",
    }
    weak = {
        "q1": "The leads were assigned to me by the manager, I just called them and left the brochure.",
        "q3": "I would just give him a discount so that he signs, and tell him that their product is junk anyway.",
    }

    assert material.levels(material.judged("sales.en", strong))["objection"] == 5
    assert material.levels(material.judged("sales.en", strong))["development"] == 5
    assert material.levels(material.judged("sales.en", weak))["objection"] == 1
    assert material.levels(material.judged("sales.en", weak))["development"] == 1


@pytest.mark.parametrize("case", material.other_words(), ids=lambda case: f"{case['plan']}-{case['question']}")
def test_everyday_words_are_understood(case: Mapping[str, Any]) -> None:
    found = material.levels(material.judged(case["plan"], {case["question"]: case["text"]}))

    assert {name: found[name] for name in case["levels"]} == case["levels"]


def test_five_answers_take_less_than_half_a_second_of_cpu() -> None:
    texts = material.samples("sales")["strong"]
    material.judged("sales", texts)

    begin = time.process_time()
    material.judged("sales", texts)

    assert time.process_time() - begin <= 0.5


def test_the_same_arguments_give_the_same_result_twenty_times() -> None:
    texts = material.samples("backend")["middling"]

    seen = {str(material.judged("backend", texts).to_json()) for _ in range(20)}

    assert len(seen) == 1


@pytest.mark.parametrize("name", [*material.PLANS, "sales.en"])
def test_every_ready_plan_survives_json_with_its_digest(name: str) -> None:
    plan = material.plan(name)

    again = type(plan).from_json(plan.to_json())

    assert again == plan
    assert plans.digest(again) == plans.digest(plan)


@pytest.mark.parametrize("name", material.PLANS)
def test_ready_plans_are_complete_and_short(name: str) -> None:
    plan = material.plan(name)

    assert 4 <= len(plan.questions) <= 5
    assert plan.minutes <= 15
    assert sum(one.think_s + one.answer_s for one in plan.questions) <= 15 * 60
    assert {one.kind for one in plan.questions} >= {"behavioural", "situational", "explain", "motivation"}
    assert all(one.practise for c in plan.competencies for one in c.behaviours)
    assert all(set(samples) == {q.id for q in plan.questions} for samples in material.samples(name).values())


def test_spoken_samples_take_fifteen_to_thirty_seconds() -> None:
    path = material._SOURCE / "bole" / "config" / "demo_answers.yaml"
    data = yaml.safe_load(path.read_text(encoding="utf-8"))

    assert len(data["candidates"]) == 6
    for one in data["candidates"]:
        assert set(one["answers"]) == {q.id for q in material.plan(one["plan"]).questions}
        assert all(quality in data["samples"][one["plan"]] for quality in one["answers"].values())

"""Two views of one assessment: HR's with match and suggestion, the candidate's without any verdict."""

from __future__ import annotations

import json

import pytest

from bole_engines.assessment import candidate_report, hr_report
from bole_engines.assessment.tests import material
from bole_engines.assessment.wording import CANDIDATE_WORDS, LEVEL_WORDS, NEXT_WORDS, REASONS

PLAN = material.plan("sales")
MIDDLING = material.judged("sales", material.samples("sales")["middling"])
THIN = material.judged("sales", material.samples("sales")["thin"])


def test_the_candidate_sees_criteria_levels_in_words_and_quotes() -> None:
    report = candidate_report(PLAN, MIDDLING, "zh-hans")

    entry = next(one for one in report["criteria"] if one["id"] == "objection")
    assert (entry["name"], entry["weight"], entry["level_text"], entry["asked_text"]) == (
        "异议处理",
        20,
        "表现良好",
        "达到要求",
    )
    assert entry["quotes"][0]["text"] == "我会先表示理解，价格确实很重要"
    assert sum(one["weight"] for one in report["criteria"]) == 100
    assert {"name": "异议处理", "shown": entry["shown"]} in report["strengths"]


def test_the_candidate_sees_no_verdict() -> None:
    for language in ("zh-hans", "en"):
        for assessment in (MIDDLING, THIN):
            text = json.dumps(candidate_report(PLAN, assessment, language), ensure_ascii=False)
            assert "match" not in text
            assert "next_action" not in text
            assert not any(words in text for table in NEXT_WORDS.values() for words in table.values())


def test_what_to_practise_is_concrete_and_not_what_was_shown() -> None:
    report = candidate_report(PLAN, MIDDLING, "zh-hans")

    tips = next(one["tips"] for one in report["practise"] if one["name"] == "异议处理")
    assert tips == [
        "备一个同行业客户的真实案例或检测数据",
        "除了降价，准备两种选择：换配置、分期、试单",
        "结束前约定一件具体的事和一个时间",
    ]


def test_an_unrated_criterion_says_why() -> None:
    report = candidate_report(PLAN, THIN, "zh-hans")

    assert {one["level"] for one in report["criteria"]} == {None}
    assert {one["level_text"] for one in report["criteria"]} <= set(REASONS["zh"].values())
    assert report["strengths"] == []
    assert len(report["practise"]) == 5


def test_hr_sees_match_band_suggestion_and_rationale() -> None:
    report = hr_report(PLAN, MIDDLING)

    assert report["match"] == MIDDLING.match.to_json()
    assert report["next_action"]["code"] == "person_must_look"
    assert report["next_action"]["text"] == "需要人工查看后再定"
    entry = report["competencies"][2]
    assert (entry["id"], entry["level"], entry["level_text"]) == ("objection", 4, "良好")
    assert entry["anchor"] == PLAN.competency("objection").anchors[4]
    assert entry["rationale"].startswith("4 级（良好）：回应到位")
    assert all(quote["text"] in entry["rationale"] for quote in entry["quotes"])
    json.dumps(report)


def test_every_code_has_words_in_both_languages() -> None:
    assert set(REASONS["zh"]) == set(REASONS["en"])
    assert set(NEXT_WORDS["zh"]) == set(NEXT_WORDS["en"])
    assert set(LEVEL_WORDS["zh"]) == set(CANDIDATE_WORDS["en"]) == {1, 2, 3, 4, 5}


@pytest.mark.parametrize("name", material.PLANS)
@pytest.mark.parametrize("quality", material.QUALITIES)
def test_every_report_can_be_made_in_both_languages(name: str, quality: str) -> None:
    assessment = material.judged(name, material.samples(name)[quality])

    for language in ("zh-hans", "en"):
        json.dumps(candidate_report(material.plan(name), assessment, language))
        json.dumps(hr_report(material.plan(name), assessment, language))

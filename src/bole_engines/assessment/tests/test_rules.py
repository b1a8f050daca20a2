"""The rule of levels, the arithmetic of the match, and when a person must look. See docs/rules/scoring.md."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bole_engines.assessment import assess, combine, judge, rate
from bole_engines.assessment.tests import material
from bole_engines.assessment.types import Answer, Assessment, Flag, Match, Rating

PLAN = material.plan("sales")
PLAIN = rate.Facts(
    points=0.0,
    top_shown=True,
    has_top=True,
    led_by_story=False,
    situation=False,
    action=False,
    result=False,
    specific=False,
    cap=5,
)
STORY = replace(PLAIN, led_by_story=True, situation=True, action=True, result=True, specific=True)


@pytest.mark.parametrize(
    ("points", "levels"),
    [
        (-1.0, (1, 1, 1)),
        (0.0, (1, 1, 1)),
        (0.5, (2, 2, 1)),
        (1.0, (2, 2, 2)),
        (1.5, (3, 3, 2)),
        (2.0, (3, 3, 3)),
        (2.5, (4, 4, 3)),
        (3.0, (4, 4, 4)),
        (3.5, (5, 5, 4)),
        (4.0, (5, 5, 5)),
    ],
)
def test_points_make_levels(points: float, levels: tuple[int, ...]) -> None:
    assert rate.samples(replace(PLAIN, points=points)) == levels


@pytest.mark.parametrize(
    ("facts", "level"),
    [
        (replace(PLAIN, points=4.0, top_shown=False), 4),
        (replace(PLAIN, points=4.0, top_shown=False, has_top=False), 5),
        (replace(PLAIN, points=4.0, cap=2), 2),
        (replace(PLAIN, points=4.0, cap=1), 1),
        (replace(STORY, points=4.0), 5),
        (replace(STORY, points=4.0, result=False), 3),
        (replace(STORY, points=4.0, action=False), 3),
        (replace(STORY, points=4.0, specific=False), 4),
        (replace(STORY, points=4.0, situation=False), 4),
    ],
)
def test_hallmarks_stories_and_caps(facts: rate.Facts, level: int) -> None:
    assert rate.median(rate.samples(facts)) == level


def test_the_error_shrinks_with_answers_and_grows_with_doubt() -> None:
    assert rate.standard_error((3, 3, 3), 1, False) == 0.5
    assert rate.standard_error((3, 3, 3), 4, False) == 0.25
    assert rate.standard_error((3, 3, 3), 1, True) == 0.625
    assert rate.standard_error((3, 3, 2), 1, False) == pytest.approx(0.6872, abs=1e-4)


def rating(name: str, level: int | None) -> Rating:
    return Rating(name, level, "rated" if level else "no_evidence", (), 0, None, None, (), {})


def ratings(*levels: int | None) -> tuple[Rating, ...]:
    return tuple(rating(one.id, level) for one, level in zip(PLAN.competencies, levels, strict=True))


NO_ERROR = {one.id: 0.0 for one in PLAN.competencies}
HALF = {one.id: 0.5 for one in PLAN.competencies}


def test_the_match_is_the_weighted_mean_of_twenty_a_level() -> None:
    assert combine.match(PLAN, ratings(5, 4, 3, 2, 1), NO_ERROR) == Match(64, 64, 64, 60, 100)
    assert combine.match(PLAN, ratings(4, 4, 4, 4, 4), HALF) == Match(80, 73, 87, 60, 100)


def test_weight_without_a_rating_is_reported_and_widens_the_band() -> None:
    assert combine.match(PLAN, ratings(4, 4, 4, 4, None), NO_ERROR) == Match(80, 71, 83, 60, 85)


def test_half_unrated_is_no_match() -> None:
    assert combine.match(PLAN, ratings(4, None, None, 4, None), NO_ERROR) == Match(None, None, None, 60, 45)


@pytest.mark.parametrize(
    ("levels", "error", "flags", "code", "reasons"),
    [
        ((4, 4, 4, 4, 4), HALF, (), "interview_next", ("match_above_threshold",)),
        ((2, 2, 2, 2, 2), HALF, (), "consider_other", ("match_below_threshold",)),
        ((3, 3, 3, 3, 3), HALF, (), "person_must_look", ("band_straddles_threshold",)),
        ((4, 4, 4, 4, None), HALF, (), "person_must_look", ("competency_unrated",)),
        ((2, 2, 2, 2, None), HALF, (), "person_must_look", ("competency_unrated",)),
        ((5, 5, 5, 5, 1), HALF, (), "person_must_look", ("competency_below_threshold",)),
        ((4, 4, 4, 4, 4), HALF, (Flag("instruction_in_text", "q1"),), "person_must_look", ("instruction_in_text",)),
        ((None, None, None, 2, 2), HALF, (), "person_must_look", ("too_little_rated", "competency_unrated")),
    ],
)
def test_any_doubt_goes_to_a_person(
    levels: tuple[int | None, ...],
    error: dict[str, float],
    flags: tuple[Flag, ...],
    code: str,
    reasons: tuple[str, ...],
) -> None:
    rated = ratings(*levels)

    action = combine.next_action(PLAN, rated, combine.match(PLAN, rated, error), flags)

    assert (action.code, action.reasons) == (code, reasons)


def one_answer(text: str, **more: object) -> Rating:
    return assess(PLAN, [Answer("q4", text, **more)]).rating("integrity")  # type: ignore[arg-type]


GOOD = "我会跟客户解释合同的条款，马上请示主管，看能不能写进补充协议。"


@pytest.mark.parametrize(
    ("text", "more", "reason"),
    [
        ("", {}, "empty"),
        ("，。！", {}, "empty"),
        ("好的", {}, "too_short"),
        ("好的好的好的。好的好的好的。好的好的好的。", {}, "too_short"),
        ("I would explain the contract to the customer and ask my manager.", {}, "other_language"),
        ("蓝天白云小鸟飞过树梢，河水静静流向远方的山谷。", {}, "off_topic"),
        ("这一单客户的售后承诺合同里没有，月底确实差一单达标。", {}, "no_evidence"),
        (GOOD, {"source": "asr", "audio": "poor", "speech_ms": 9000}, "bad_audio"),
        ("好的", {"source": "asr", "speech_ms": 20000}, "bad_audio"),
    ],
)
def test_there_is_no_level_without_something_to_read(text: str, more: dict[str, object], reason: str) -> None:
    found = one_answer(text, **more)

    assert (found.level, found.reason, found.evidence, found.samples) == (None, reason, (), ())
    assert found.rationale["zh"].startswith("证据不足")


def test_without_an_answer_there_is_no_level() -> None:
    assessment = assess(PLAN, [])

    assert {one.reason for one in assessment.ratings} == {"not_answered"}
    assert assessment.match == Match(None, None, None, 60, 0)
    assert assessment.next_action.code == "person_must_look"


@pytest.mark.parametrize("source", ["asr", "typed", "corrected", "self_transcribed", "on_device_caption"])
def test_every_source_is_rated_by_the_same_rule(source: str) -> None:
    found = one_answer(GOOD, source=source)

    assert (found.level, found.points, found.reason) == (4, 3.0, "rated")


def test_a_weak_source_widens_the_band_and_abstains_in_doubt() -> None:
    wide, narrow = one_answer(GOOD, source="self_transcribed"), one_answer(GOOD, source="typed")
    doubtful = "我可能会跟客户解释合同的条款，然后马上请示主管。"

    assert wide.low is not None
    assert narrow.low is not None
    assert wide.low < narrow.low
    assert one_answer(doubtful, source="typed").samples == (3, 3, 2)
    assert one_answer(doubtful, source="typed").level == 3
    assert (
        one_answer(doubtful, source="on_device_caption").level,
        one_answer(doubtful, source="on_device_caption").reason,
    ) == (
        None,
        "weak_source",
    )


def test_text_that_the_speaking_time_cannot_hold_is_flagged() -> None:
    assessment = assess(PLAN, [Answer("q4", GOOD, source="corrected", speech_ms=1000, added=((0, 5),))])

    codes = {flag.code for flag in assessment.flags if flag.question_id == "q4"}
    assert {"source", "more_text_than_speech", "added_by_candidate"} <= codes


def test_negative_conduct_lowers_with_its_own_quote() -> None:
    base = "我先跟客人道歉，马上把菜端下来，问清情况，给他重做一份，再请店长过来。"
    plan = material.plan("restaurant_service")

    good = assess(plan, [Answer("q2", base)]).rating("complaint")
    bad = assess(plan, [Answer("q2", base + "要是还不行，我就当场跟顾客理论起来。")]).rating("complaint")

    assert good.level == 4
    assert bad.level == 1
    assert [q.text for q in bad.evidence if q.polarity == "-"] == ["我就当场跟顾客理论起来"]
    assert "我就当场跟顾客理论起来" in bad.rationale["zh"]


def test_answers_to_foreign_questions_and_second_answers_are_refused() -> None:
    with pytest.raises(judge.UnknownQuestion):
        assess(PLAN, [Answer("q9", GOOD)])
    with pytest.raises(judge.UnknownQuestion):
        assess(PLAN, [Answer("q4", GOOD), Answer("q4", GOOD)])


@pytest.mark.parametrize("quality", material.QUALITIES)
def test_an_assessment_survives_json(quality: str) -> None:
    assessment = material.judged("backend", material.samples("backend")[quality])

    assert Assessment.from_json(assessment.to_json()) == assessment


@pytest.mark.parametrize(
    "text", ["x" * 20_000, "我先道歉。" * 4_000, "\x00\x01\x02" * 50, "<script>alert(1)</script>" * 9, "{{ 7*7 }}"]
)
def test_odd_answers_have_a_result(text: str) -> None:
    assessment = assess(PLAN, [Answer(question.id, text) for question in PLAN.questions])

    assert {one.level for one in assessment.ratings} == {None}

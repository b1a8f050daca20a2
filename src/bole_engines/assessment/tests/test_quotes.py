"""Every quote is verbatim, at its span, with its second; and what does not count is not quoted."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bole_engines.assessment import assess, verify_quote
from bole_engines.assessment.evidence import quote_at
from bole_engines.assessment.tests import material
from bole_engines.assessment.types import Answer, Quote, Word

PIECES = [text for name in material.PLANS for quality in material.samples(name).values() for text in quality.values()]
NOISE = st.text(alphabet="　 \n\t，。！嗯呃ＡＢc，１２%é\u0301\u200b😀我客户问", max_size=12)


@settings(max_examples=120, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(PIECES), NOISE, st.text(max_size=20)), min_size=1, max_size=5))
def test_every_quote_is_a_verbatim_substring_at_its_span(parts: list[str]) -> None:
    text = "".join(parts)
    for name in material.PLANS:
        answers = [Answer(question.id, text) for question in material.plan(name).questions]

        assessment = assess(material.plan(name), answers)

        for rating in assessment.ratings:
            assert rating.level is None or rating.evidence != ()
            for quote in rating.evidence:
                assert text[quote.char_start : quote.char_end] == quote.text != ""


def test_a_quote_that_does_not_stand_there_is_refused() -> None:
    answer = Answer("q1", "我先道歉，再换菜。")
    good = Quote("q1", 0, 4, "我先道歉", None, "b", "+")

    assert verify_quote(answer, good)
    assert not verify_quote(answer, replace(good, text="我先道謙"))
    assert not verify_quote(answer, replace(good, char_end=5))
    assert not verify_quote(answer, replace(good, char_end=99))
    assert not verify_quote(answer, replace(good, question_id="q2"))
    assert quote_at(answer, 5, 8, good) == replace(good, char_start=5, char_end=8, text="再换菜")
    assert quote_at(answer, 4, 5, good) is None


def test_a_quote_carries_the_second_of_the_nearest_word_and_marks_what_was_added() -> None:
    text = "我先跟客人道歉。事后我会复盘登记。"
    words = tuple(Word(char, 1000 + 200 * i, 1200 + 200 * i, i, i + 1) for i, char in enumerate(text[:8]))
    answer = Answer("q2", text, words=words, source="corrected", added=((8, 17),), speech_ms=9000)

    evidence = assess(material.plan("restaurant_service"), [answer]).rating("complaint").evidence

    assert [(q.behaviour_id, q.text, q.start_ms, q.added) for q in evidence] == [
        ("cmp_soothe", "我先跟客人道歉", 1000, False),
        ("cmp_review", "事后我会复盘登记", 2400, True),
    ]


def shown(name: str, question: str, text: str, competency: str) -> dict[str, tuple[str, tuple[str, ...]]]:
    rating = assess(material.plan(name), [Answer(question, text)]).rating(competency)
    return {quote.behaviour_id: (quote.strength, quote.reasons) for quote in rating.evidence}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我会先跟他解释清楚合同的条款，然后请示主管。", {"int_explain", "int_report"}),
        ("我没有跟他解释合同的条款，也没去请示主管。", set()),
        ("我不会去请示主管，那样太慢了，我自己决定。", set()),
        ("我不给他回扣，这是公司的红线，我会如实告诉客户。", {"int_explain"}),
        ("客户要我给他回扣，我当场请示了经理。", {"int_report"}),
        ("我就先答应下来，把单子签了，其他以后再说。", {"int_promise"}),
        ("刚开始我会先答应下来，后来吃了亏，现在都先请示主管。", {"int_report"}),
        ("我不仅会请示主管，还会写进补充协议里。", {"int_report", "int_written"}),
    ],
)
def test_denied_requested_and_outgrown_conduct_does_not_count(text: str, expected: set[str]) -> None:
    assert set(shown("sales", "q4", text, "integrity")) == expected


@pytest.mark.parametrize(
    ("text", "behaviour", "strength", "reasons"),
    [
        ("去年有一次我每周上门拜访那家客户，前后跟了三个月。", "dev_followup", "full", ()),
        ("我们每周都去拜访那家客户，一直没有断过。", "dev_followup", "half", ("we_not_i",)),
        ("可能每周会去拜访那家客户吧，时间久了说不准。", "dev_followup", "half", ("hedged",)),
        ("如果是我，每周去拜访那家客户，跟上三个月。", "dev_followup", "half", ("hypothetical",)),
    ],
)
def test_hedges_we_and_imagination_count_half(
    text: str, behaviour: str, strength: str, reasons: tuple[str, ...]
) -> None:
    assert shown("sales", "q1", text, "development")[behaviour] == (strength, reasons)


def test_what_others_did_is_not_the_candidates() -> None:
    rating = assess(
        material.plan("sales"), [Answer("q1", "那家客户是同事每周上门拜访的，主管找到老板谈，最后签了十二万的合同。")]
    ).rating("development")

    assert "dev_followup" not in {quote.behaviour_id for quote in rating.evidence}
    assert "done_by_others" in rating.reasons


def test_repeating_the_question_is_no_evidence() -> None:
    question = material.plan("sales").question("q4").text

    rating = assess(material.plan("sales"), [Answer("q4", question)]).rating("integrity")

    assert rating.level is None
    assert rating.evidence == ()

"""Normal forms lead back to the original, character by character."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bole_engines.text import segments, speechforms
from bole_engines.text.normal import cjk_share, identity, normalise


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("ＡＢc１２％", "abc12%"),
        ("我　先 道 歉", "我先道歉"),
        ("用 Kafka 削峰", "用kafka削峰"),
        ("ask  the   owner", "ask the owner"),
        ("客人說實在對不起！", "客人说实在对不起！"),
        ("第一行\r\n\n第二行", "第一行\n第二行"),
        ("零\u200b宽\ufeff字符", "零宽字符"),
        ("cafe\u0301", "café"),
        ("", ""),
    ],
)
def test_normal_forms(text: str, normal: str) -> None:
    assert normalise(text).text == normal


def test_spans_lead_back_to_the_original() -> None:
    text = "我　先ＡＢ，道 歉。"
    mapped = normalise(text)

    start = mapped.text.index("道歉")

    assert mapped.text == "我先ab,道歉。"
    assert text[slice(*mapped.origin(start, start + 2))] == "道 歉"
    assert text[slice(*mapped.origin(2, 4))] == "ＡＢ"


def test_a_replacement_stands_for_all_that_it_replaced() -> None:
    mapped = identity("我叫张小三，你好").rewrite([(2, 5, "〔人〕"), (5, 6, "")])

    assert mapped.text == "我叫〔人〕你好"
    assert mapped.origin(2, 5) == (2, 5)
    assert mapped.origin(3, 4) == (2, 5)
    assert mapped.origin(5, 7) == (6, 8)


@given(st.text(max_size=60))
def test_every_character_of_a_normal_form_has_an_ordered_place(text: str) -> None:
    mapped = speechforms.lean(normalise(text))

    assert len(mapped.text) == len(mapped.starts) == len(mapped.ends)
    assert list(mapped.starts) == sorted(mapped.starts)
    assert all(0 <= start < end <= len(text) for start, end in zip(mapped.starts, mapped.ends, strict=True))


@given(st.text(max_size=60))
def test_normal_forms_are_stable(text: str) -> None:
    once = normalise(text).text

    assert normalise(once).text == once


@pytest.mark.parametrize(
    ("text", "lean"),
    [
        ("嗯，我我我先，呃，道歉", "我先,道歉"),
        ("就是说，然后然后换菜", "然后换菜"),
        ("um, i mean, i asked him", "i asked him"),
        ("慢慢说，谢谢", "慢慢说,谢谢"),
        ("一步一步教他，一个一个问", "一步一步教他,一个一个问"),
    ],
)
def test_fillers_and_stutters_go(text: str, lean: str) -> None:
    assert speechforms.lean(normalise(text)).text == lean


def test_sentences_and_clauses_keep_their_ranges() -> None:
    text = "我先道歉,再换菜。价格是3,000元!We met. Then left"

    found = segments.sentences(text)

    assert [one.text for one in found] == ["我先道歉,再换菜", "价格是3,000元", "We met", "Then left"]
    assert all(text[one.start : one.end] == one.text for one in found)
    assert [one.text for one in segments.clauses(found[0])] == ["我先道歉", "再换菜"]
    assert [one.text for one in segments.clauses(found[1])] == ["价格是3,000元"]


def test_words_know_the_terms_of_the_trade() -> None:
    assert "幂等" in [token.text for token in segments.tokens("接口要做幂等")]
    assert segments.content_words("我们的回款率提高了") == ("回款率", "提高")


def test_share_of_chinese() -> None:
    assert cjk_share("我用Go") == 0.5
    assert cjk_share("123") == 0.0

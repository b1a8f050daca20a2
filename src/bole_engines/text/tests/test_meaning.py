"""Numbers, stance, blinding, unlawful wording, captions."""

from __future__ import annotations

import pytest

from bole_engines.text import blind, captions, numbers, stance, unlawful
from bole_engines.text.captions import TimedWord
from bole_engines.text.normal import normalise


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("一百零五", 105),
        ("三千零五十", 3050),
        ("两万五", 25_000),
        ("三千五", 3500),
        ("两万零五", 20_005),
        ("一亿三千万", 130_000_000),
        ("两点五", 2.5),
        ("二零二四", 2024),
        ("零", 0),
        ("很多", None),
        ("", None),
    ],
)
def test_chinese_numerals(text: str, value: float | None) -> None:
    assert numbers.han_number(text) == value


def test_measures_are_found_and_ways_of_speaking_are_not() -> None:
    found = numbers.quantities("第一步，一个客户，三个月从百分之七十提到92%，1.5万元，p99，两倍，三十多家")

    assert [(q.text, q.value, q.unit) for q in found] == [
        ("三个月", 3.0, "个月"),
        ("百分之七十", 70.0, "%"),
        ("92%", 92.0, "%"),
        ("1.5万元", 15000.0, "元"),
        ("两倍", 2.0, "倍"),
        ("三十多家", 30.0, "家"),
    ]


@pytest.mark.parametrize(
    ("before", "after", "denied"),
    [
        ("我没有", "", True),
        ("我不会去", "", True),
        ("从来没", "", True),
        ("我不仅", "", False),
        ("我不是降价而是", "", False),
        ("没办法只能", "", False),
        ("我", "这一步没做", True),
        ("i did not ", "", True),
        ("i couldn't ", "", True),
        ("i dont ", "", True),
        ("we cant ", "", True),
        ("the client ", "", False),
        ("i went to the payment department and ", "", False),
        ("i not only ", "", False),
        ("i ", "", False),
    ],
)
def test_denial(before: str, after: str, denied: bool) -> None:
    assert stance.negated(before, "", after) is denied


@pytest.mark.parametrize(
    ("clause", "sentence", "who"),
    [
        ("我每周", "我每周", "self"),
        ("每周", "每周", "self"),
        ("我们每周", "我们每周", "group"),
        ("每周", "我们去了那里,每周", "group"),
        ("同事每周", "同事每周", "other"),
        ("我跟同事", "我跟同事", "self"),
        ("店长让我", "店长让我", "self"),
        ("we ", "we ", "group"),
        ("i ", "i ", "self"),
    ],
)
def test_who_acts(clause: str, sentence: str, who: str) -> None:
    assert stance.owner(clause, sentence) == who


def test_claims_are_not_conduct() -> None:
    assert stance.claims("我抗压能力特别强")
    assert stance.claims("我善于挖掘客户需求")
    assert stance.claims("i have strong communication skills")
    assert not stance.claims("我每周上门一次")


def test_who_somebody_is_disappears_behind_placeholders() -> None:
    text = "我叫张三，今年二十八岁，女生，清华大学毕业，是山东人，电话13812345678，找过王经理。小张说行，阿明也说行。"

    blinded = blind.blind(normalise(text), ("阿明",))

    assert (
        blinded.mapped.text == "〔人〕,〔龄〕,〔别〕,〔校〕毕业,〔地〕,电话〔讯〕,找过〔人〕。〔人〕说行,〔人〕也说行。"
    )
    spot = blinded.mapped.text.index("〔讯〕")
    assert text[slice(*blinded.mapped.origin(spot, spot + 3))] == "13812345678"


@pytest.mark.parametrize(
    "text",
    ["邮箱是zhang.san@example.com", "身份证110101199003077758", "微信号abc_12345", "座机010-62345678"],
)
def test_contacts_disappear(text: str) -> None:
    assert "〔讯〕" in blind.blind(normalise(text)).mapped.text


@pytest.mark.parametrize(
    "text",
    ["客户经理让我负责华东区", "我去找项目经理确认", "高级主管觉得可以", "我请店长过来", "从70%提到92%"],
)
def test_words_of_the_trade_stay(text: str) -> None:
    assert blind.blind(normalise(text)).mapped.text == normalise(text).text


UNLAWFUL = [
    ("请问你结婚了吗？", "marriage"),
    ("你有男朋友吗", "marriage"),
    ("近几年打算要孩子吗", "pregnancy"),
    ("考虑生二胎吗", "pregnancy"),
    ("孩子多大了，谁带", "age"),
    ("你老公做什么工作", "family"),
    ("你今年多大年纪", "age"),
    ("你是哪里人", "origin"),
    ("户口在哪里", "origin"),
    ("你是什么民族", "ethnicity"),
    ("你有宗教信仰吗", "religion"),
    ("你有乙肝吗", "hepatitis"),
    ("有没有什么慢性病", "health"),
    ("身高体重多少", "looks"),
    ("你是什么星座", "superstition"),
    ("家里条件怎么样", "money"),
    ("作为女性，你能接受出差吗", "sex"),
    ("Are you married?", "marriage"),
    ("How old are you?", "age"),
]


@pytest.mark.parametrize(("text", "code"), UNLAWFUL)
def test_what_the_law_forbids_to_ask_is_found(text: str, code: str) -> None:
    assert code in {finding.code for finding in unlawful.lint(text)}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("仅限男性", "advert_sex"),
        ("女士优先", "advert_sex"),
        ("35岁以下", "advert_age"),
        ("限本地户籍", "advert_origin"),
        ("已婚已育优先", "advert_marriage"),
        ("全日制本科以上", "advert_school"),
        ("形象气质佳", "advert_looks"),
    ],
)
def test_unlawful_advertisements_are_found(text: str, code: str) -> None:
    assert code in {finding.code for finding in unlawful.lint(text, "advert")}


def test_a_finding_points_into_the_text_as_given() -> None:
    text = "请 问：你 結 婚 了嗎？"

    (finding,) = unlawful.lint(text)

    assert (finding.text, text[finding.start : finding.end]) == ("結 婚", "結 婚")
    assert finding.ground == "妇女权益保障法 第43条"


def test_lawful_questions_pass() -> None:
    for text in ("请讲一次你处理客户投诉的经历", "你最早什么时候可以到岗", "能接受轮班吗", "你的优势是什么"):
        assert unlawful.lint(text) == ()


def test_captions_with_times() -> None:
    text, words = captions.parse(
        "WEBVTT\n\n1\n00:00:01.000 --> 00:00:03.000\n<v a>先道歉</v>\n\n00:03.000 --> 00:04.000\n换菜\n"
    )

    assert text == "先道歉换菜"
    assert words[0] == TimedWord("先", 1000, 1666, 0, 1)
    assert words[3] == TimedWord("换", 3000, 3500, 3, 4)


def test_subrip_and_english_words() -> None:
    text, words = captions.parse(
        "1\n00:00:00,000 --> 00:00:01,000\nI asked\nhim.\n\n2\n00:00:01,000 --> 00:00:02,000\nThen left\n"
    )

    assert text == "I asked him. Then left"
    assert [word.text for word in words] == ["I", "asked", "him.", "Then", "left"]
    assert all(text[word.char_start : word.char_end] == word.text for word in words)


def test_plain_text_has_no_times() -> None:
    text, words = captions.parse("\ufeff我先道歉。\n")

    assert text == "我先道歉。"
    assert {word.start_ms for word in words} == {None}

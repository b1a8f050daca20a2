"""The red list is found, and lawful questions are left alone."""

from pathlib import Path

import pytest
import yaml

from bole_engines.text import unlawful

CASES = Path(unlawful.__file__).parent / "cases"
RED: dict[str, list[str]] = yaml.safe_load((CASES / "red_list.yaml").read_text(encoding="utf-8"))
SECOND: dict[str, list[str]] = yaml.safe_load((CASES / "red_list_2.yaml").read_text(encoding="utf-8"))
LAWFUL: dict[unlawful.Kind, list[str]] = yaml.safe_load((CASES / "lawful.yaml").read_text(encoding="utf-8"))
LEAST_RECALL = 0.99
MOST_FALSE_ALARMS = 0.01


def _missed(entries: list[tuple[str, str]]) -> list[str]:
    return [
        text for code, text in entries if not unlawful.lint(text, "advert" if code.startswith("advert") else "question")
    ]


def test_the_red_list_is_long_and_says_nothing_twice() -> None:
    texts = [text for texts in RED.values() for text in texts]
    assert len(texts) >= 500
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("half", [0, 1], ids=["looked at", "held back"])
def test_what_may_not_be_asked_is_found(half: int) -> None:
    entries = [(code, text) for code, texts in RED.items() for text in texts[half::2]]
    missed = _missed(entries)
    assert 1 - len(missed) / len(entries) >= LEAST_RECALL, missed


def test_the_second_list_is_found_and_repeats_nothing_of_itself() -> None:
    entries = [(code, text) for code, texts in SECOND.items() for text in texts]
    assert len({text for _, text in entries}) == len(entries) >= 200
    missed = _missed(entries)
    assert 1 - len(missed) / len(entries) >= LEAST_RECALL, missed


def test_both_lists_together_are_found() -> None:
    entries = [(code, text) for cases in (RED, SECOND) for code, texts in cases.items() for text in texts]
    missed = _missed(entries)
    assert 1 - len(missed) / len(entries) >= LEAST_RECALL, missed


def test_lawful_sentences_that_come_close_raise_hardly_an_alarm() -> None:
    assert (len(LAWFUL["question"]) >= 120, len(LAWFUL["advert"]) >= 50) == (True, True)
    alarms = [(text, found) for kind, texts in LAWFUL.items() for text in texts if (found := unlawful.lint(text, kind))]
    assert len(alarms) / sum(map(len, LAWFUL.values())) <= MOST_FALSE_ALARMS, alarms


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("怀孕了还能接待客人吗？", "pregnancy"),
        ("和客户吃饭时酒量怎么样？", "private"),
        ("你会怎么向客户解释你的残疾？", "health"),
        ("我们的客户喜欢年轻的，您多大？", "age"),
        ("How would your husband feel about you travelling with clients?", "marriage"),
    ],
)
def test_naming_a_customer_does_not_excuse_a_question_to_the_candidate(text: str, code: str) -> None:
    assert [finding.code for finding in unlawful.lint(text)] == [code]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("面向高端客户，招男性", "advert_sex"),
        ("负责前台接待，要求身高165以上", "advert_looks"),
        ("提供住宿，限未婚", "advert_marriage"),
        ("需提供乙肝检测报告", "advert_health"),
    ],
)
def test_a_lawful_beginning_does_not_excuse_an_advertisement(text: str, code: str) -> None:
    assert code in [finding.code for finding in unlawful.lint(text, "advert")]


def test_every_finding_names_its_ground_and_its_place() -> None:
    text = "先聊聊项目，然后请问您结婚了吗？"
    (finding,) = unlawful.lint(text)
    assert (finding.code, finding.ground) == ("marriage", "妇女权益保障法 第43条")
    assert text[finding.start : finding.end] == finding.text == "结婚"


@pytest.mark.parametrize(
    "lawful",
    [
        "带孩子的顾客在店里哭闹，您会怎么处理？",
        "一位孕妇顾客站不稳，您怎么做？",
        "少数民族地区的群众来办事，语言不通，您怎么办？",
        "老年顾客不会用手机点餐，您怎么帮？",
        "请讲一次您说服同事改变做法的经历。",
        "客户说他家里有事要退单，您怎么回应？",
        "新同事录错了两个人的身份证号，您怎么处理？",
        "How would you calm a customer whose child was hurt in the shop?",
        "Tell us about a time you had to lose a deal to keep your integrity.",
    ],
)
def test_lawful_questions_about_others_are_left_alone(lawful: str) -> None:
    assert unlawful.lint(lawful) == ()

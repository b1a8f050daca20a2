"""The red list is found, and lawful questions are left alone."""

from pathlib import Path

import pytest
import yaml

from bole_engines.text import unlawful

CASES = Path(unlawful.__file__).parent / "cases"
RED: dict[str, list[str]] = yaml.safe_load((CASES / "red_list.yaml").read_text(encoding="utf-8"))
LEAST_RECALL = 0.99


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

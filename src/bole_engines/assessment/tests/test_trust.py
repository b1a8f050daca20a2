"""What must not move a rating: praise, filler, repetition, keywords, attacks, and who somebody is."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from bole_engines.assessment.tests import material
from bole_engines.text import instructions
from bole_engines.text.normal import normalise

BASES = [(name, quality) for name in material.PLANS for quality in ("strong", "middling", "weak")]
Change = Callable[[str], str]


def changed(name: str, quality: str, change: Change) -> dict[str, str]:
    return {question: change(text) for question, text in material.samples(name)[quality].items()}


def assert_same(name: str, quality: str, change: Change) -> None:
    before = material.judged(name, material.samples(name)[quality])
    after = material.judged(name, changed(name, quality, change))
    assert material.levels(after) == material.levels(before)
    assert material.points(after) == material.points(before)
    assert after.match == before.match


@pytest.mark.parametrize(("name", "quality"), BASES)
@pytest.mark.parametrize("words", material.words("empty_words"))
def test_praise_keywords_and_small_talk_change_nothing(name: str, quality: str, words: str) -> None:
    assert_same(name, quality, lambda text: text + words)


@pytest.mark.parametrize("name", material.PLANS)
@pytest.mark.parametrize("words", material.words("empty_words"))
def test_praise_keywords_and_small_talk_alone_are_no_evidence(name: str, words: str) -> None:
    texts = {question.id: words for question in material.plan(name).questions}

    assert set(material.levels(material.judged(name, texts)).values()) == {None}


@pytest.mark.parametrize(("name", "quality"), BASES)
def test_saying_everything_twice_changes_nothing(name: str, quality: str) -> None:
    assert_same(name, quality, lambda text: text + text)


@pytest.mark.parametrize(("name", "quality"), BASES)
def test_half_as_much_filler_again_changes_nothing(name: str, quality: str) -> None:
    filler = "说实话，我觉得这个问题挺重要的，平时大家也经常会提到。"

    assert_same(name, quality, lambda text: text + filler * max(1, len(text) // (2 * len(filler))))


@pytest.mark.parametrize(("name", "quality"), BASES)
def test_hesitations_change_nothing(name: str, quality: str) -> None:
    assert_same(name, quality, lambda text: re.sub("([，。])", r"\1嗯，呃，就是说，", "嗯，" + text))


@pytest.mark.parametrize(("name", "quality"), BASES)
def test_other_connectives_change_nothing(name: str, quality: str) -> None:
    pairs = (
        ("然后", "接着"),
        ("另外", "此外"),
        ("首先", "第一步"),
        ("还有", "再有"),
        ("后来", "再后来"),
        ("因为", "由于"),
    )

    def rephrase(text: str) -> str:
        for old, new in pairs:
            text = text.replace(old, new)
        return text

    assert_same(name, quality, rephrase)


@pytest.mark.parametrize(("name", "quality"), BASES)
def test_full_width_letters_and_spaces_between_characters_change_nothing(name: str, quality: str) -> None:
    wide = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}

    assert_same(name, quality, lambda text: text.translate(wide))
    assert_same(name, quality, lambda text: re.sub("([\u4e00-\u9fff])(?=[\u4e00-\u9fff])", r"\1 ", text))


def test_traditional_characters_are_read_as_simplified_ones() -> None:
    simplified = "我先跟客人道歉，说实在对不起，马上把这道菜端下来，请他到安静的位置坐，问清情况。"
    traditional = "我先跟客人道歉，說實在對不起，馬上把這道菜端下來，請他到安靜的位置坐，問清情況。"

    before, after = (material.judged("restaurant_service", {"q2": one}) for one in (simplified, traditional))

    assert material.points(after) == material.points(before)
    assert after.rating("complaint").level is not None


def test_order_of_answers_changes_nothing() -> None:
    texts = dict(material.samples("sales")["strong"])

    assert material.judged("sales", dict(reversed(texts.items()))) == material.judged("sales", texts)


@pytest.mark.parametrize("attack", material.words("attacks"))
def test_attacks_are_flagged(attack: str) -> None:
    assert instructions.find(normalise(attack).text) != ()


@pytest.mark.parametrize("sentence", material.words("benign"))
def test_ordinary_sentences_are_not_flagged(sentence: str) -> None:
    assert instructions.find(normalise(sentence).text) == ()


@pytest.mark.parametrize("name", material.PLANS)
@pytest.mark.parametrize("attack", material.words("attacks"))
def test_attacks_raise_nothing(name: str, attack: str) -> None:
    places: tuple[Change, ...] = (
        lambda text: text + attack,
        lambda text: attack + "\n" + text,
        lambda text: text.replace("。", "。" + attack, 1),
        lambda text: attack,
    )
    for quality in ("middling", "weak"):
        before = material.judged(name, material.samples(name)[quality])
        for place in places:
            after = material.judged(name, changed(name, quality, place))
            for rating in after.ratings:
                assert rating.points <= before.rating(rating.competency_id).points or rating.level is None
                assert (rating.level or 0) <= (before.rating(rating.competency_id).level or 0)
            assert after.next_action.code == "person_must_look"
            assert "instruction_in_text" in after.next_action.reasons


PERSONS = [
    ("王建国", "我叫王建国，今年二十三岁，男生，清华大学毕业，是山东人。"),
    ("李婷婷", "我叫李婷婷，今年四十六岁，女生，邵阳职业技术学院毕业，是河南人。"),
    ("阿依古丽", "我叫阿依古丽，今年三十五岁，维吾尔族，已婚已育，大专毕业，老家在新疆。"),
    ("Chris Smith", "我叫Chris Smith，我今年52岁，作为一名父亲，之前在海底捞，手机号是13812345678。"),
]


@pytest.mark.parametrize(("name", "quality"), BASES)
def test_name_sex_age_school_and_origin_change_nothing(name: str, quality: str) -> None:
    results = [
        material.judged(name, changed(name, quality, lambda text, intro=intro: intro + text), (person,))
        for person, intro in PERSONS
    ]

    for one in results:
        assert [(r.level, r.samples, r.points, r.low, r.high) for r in one.ratings] == [
            (r.level, r.samples, r.points, r.low, r.high) for r in results[0].ratings
        ]
        assert one.match == results[0].match
        assert one.next_action == results[0].next_action

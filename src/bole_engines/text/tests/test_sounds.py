"""Misheard words are put right where they are looked for, and ordinary words are left alone."""

from __future__ import annotations

import pytest

from bole_engines.text import sounds
from bole_engines.text.normal import identity, normalise

WANTED = sounds.lexicon(
    ["方案", "飞机", "牛奶", "发现", "客户", "复盘", "道歉", "记录", "检查", "回滚", "监控", "索引", "定", "Docker"]
)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("我做了荒案", "我做了方案"),
        ("坐灰机来的", "坐飞机来的"),
        ("流奶喝完了", "牛奶喝完了"),
        ("我花现问题", "我发现问题"),
        ("刻户很急", "客户很急"),
        ("先道欠再说", "先道歉再说"),
        ("回棍版本，看间控", "回滚版本，看监控"),
    ],
)
def test_one_character_that_sounds_alike_is_put_right(written: str, meant: str) -> None:
    assert sounds.repaired(identity(written), WANTED).text == meant


@pytest.mark.parametrize("text", ["去检察院办事", "我登机了", "意义不大", "客户发现了方案", "", "定", "abc def", "监"])
def test_words_of_their_own_stay(text: str) -> None:
    assert sounds.repaired(identity(text), WANTED).text == text


def test_both_characters_wrong_are_not_guessed_at() -> None:
    assert sounds.repaired(identity("我说荒按"), WANTED).text == "我说荒按"


def test_length_and_origin_stay() -> None:
    mapped = normalise("　我 做了荒案 ok")
    found = sounds.repaired(mapped, WANTED)

    assert (found.starts, found.ends) == (mapped.starts, mapped.ends)
    assert len(found.text) == len(mapped.text)
    assert "方案" in found.text


def test_words_with_other_letters_are_no_part_of_a_lexicon() -> None:
    assert all(len(word) > 1 and word.isalpha() and not word.isascii() for row in WANTED.words.values() for word in row)

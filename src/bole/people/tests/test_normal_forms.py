"""What is typed, in its one spelling."""

import pytest

from bole.people.types import normal_email, normal_id_number, normal_phone, plain


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("13800138000", "+8613800138000"),
        (" 138 0013 8000 ", "+8613800138000"),
        ("138-0013-8000", "+8613800138000"),
        ("１３８００１３８０００", "+8613800138000"),
        ("+86 138 0013 8000", "+8613800138000"),
        ("0086 13800138000", "+8613800138000"),
        ("'13800138000", "+8613800138000"),
        ("19912345678", "+8619912345678"),
        ("010-62781234", "+861062781234"),
        ("+852 2123 4567", "+85221234567"),
        ("12345", ""),
        ("1380013800", ""),
        ("138001380001", ""),
        ("电话", ""),
        ("13800138000 / 13900139000", ""),
        ("", ""),
    ],
)
def test_phone_numbers_have_one_spelling(typed: str, kept: str) -> None:
    assert normal_phone(typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Zhang.San@Example.COM", "zhang.san@example.com"),
        (" zhang@example.com ", "zhang@example.com"),
        ("ｚｈａｎｇ＠ｅｘａｍｐｌｅ．ｃｏｍ", "zhang@example.com"),
        ("mailto:a@b.cn", "a@b.cn"),
        ("a@b", ""),
        ("a..b@example.com", ""),
        ("a@example.com,b@example.com", ""),
        ("张三@example.com", ""),
        ("a@exam_ple.com", ""),
        ("x" * 65 + "@example.com", ""),
        ("", ""),
    ],
)
def test_addresses_have_one_spelling(typed: str, kept: str) -> None:
    assert normal_email(typed) == kept


def test_identity_numbers_are_known_by_their_check_digit() -> None:
    assert normal_id_number("11010519491231002x") == "11010519491231002X"
    assert normal_id_number("110105194912310021") == ""
    assert normal_id_number("1101051949123100") == ""


def test_invisible_characters_and_runs_of_blanks_go() -> None:
    assert plain("\u200b张\u00a0 \t三\ufeff\n") == "张 三"

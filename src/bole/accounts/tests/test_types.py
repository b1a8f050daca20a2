import pytest

from bole.accounts.tests.factories import make_viewer
from bole.accounts.types import Grade, clean_scope, mask_email, mask_id_number, mask_phone


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13812345678", "138****5678"),
        ("138 1234 5678", "138****5678"),
        ("+8613812345678", "+86138****5678"),
        ("010-6552-1234", "010****1234"),
        ("1234567", "*******"),
        ("", ""),
    ],
)
def test_a_phone_number_keeps_its_ends_only(phone: str, shown: str) -> None:
    assert mask_phone(phone) == shown


@pytest.mark.parametrize(
    ("email", "shown"),
    [("zhoumin@qinghe.example", "z***@qinghe.example"), ("@x", "***"), ("plain", "***"), ("", "***")],
)
def test_an_address_keeps_its_first_letter_and_domain(email: str, shown: str) -> None:
    assert mask_email(email) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("11010519491231002X", "110***********002X"),
        ("E12345678", "*********"),
        ("H1234567890", "H12****7890"),
        ("", ""),
    ],
)
def test_an_identity_number_keeps_its_region_and_end(number: str, shown: str) -> None:
    assert mask_id_number(number) == shown


@pytest.mark.parametrize(
    ("given", "kept"),
    [("", "/"), ("/", "/"), ("shanghai", "/shanghai/"), ("//shanghai / store-3", "/shanghai/store-3/")],
)
def test_a_scope_has_one_spelling(given: str, kept: str) -> None:
    assert clean_scope(given) == kept


def test_a_viewer_sees_fields_up_to_the_own_grade(tenant: object) -> None:
    viewer = make_viewer("people.read", grade=Grade.INTERNAL)

    assert [viewer.sees(grade) for grade in Grade] == [True, True, False, False]
    assert viewer.can("people.read")
    assert not viewer.can("people.write")
    assert viewer.within("/shanghai/", "people.read")
    assert not viewer.within("/shanghai/", "people.write")

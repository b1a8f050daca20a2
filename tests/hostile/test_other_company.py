"""Every address with an id in it, asked with the id of another company: nothing is there, and nothing changes."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.hostile.conftest import Other
from tests.hostile.looking import everything
from tests.journeys.filled import fill
from tests.journeys.house import House
from tests.journeys.people import Office

pytestmark = pytest.mark.slow
UUID = re.compile(r"<uuid:(\w+)>")
# (name of the address, name of its part) → what to fill in; the part's own name where nothing else is said.
KINDS = {
    "invitation_id": "invitation",
    "recording_id": "recording",
    "person_id": "person",
    "batch_id": "batch",
    "plan_id": "plan",
    "ref": "case",
    "message_id": "message",
    "subject_id": "subject",
    "request_id": "request",
    "certificate_id": "certificate",
    "membership_id": "membership",
    "role_id": "role",
    "tenant_id": "tenant",
    "family_id": "family",
    "competency_id": "competency",
    "question_id": "question",
    "entry_id": "question",
    "impact_id": "impact",
}
# A company of a few interviews has none of these; tests/security asks for them.
NONE_YET = ("calibration_id", "run_id")
SPECIAL = {
    ("accounts:invitation_send", "invitation_id"): "colleague",
    ("accounts:invitation_take_back", "invitation_id"): "colleague",
}
TEXTS = {"question_id": "q1", "active": "off", "shelf": "questions", "verb": "retire"}
FORMS = {
    "interviews:panel": {"users": []},
    "interviews:extend": {"hours": "24"},
    "assessment:settings": {"window_hours": "24", "retakes": "0", "modes": ["typed"], "blind_percent": "0"},
    "assessment:question": {"text": "换题", "hint": "", "think_s": "10", "answer_s": "60"},
    "assessment:copy": {"title": "抄来"},
    "assessment:decide": {"outcome": "decline", "reason": "x"},
    "assessment:dimension": {"name": "x", "level": "1", "note": ""},
    "people:edit": {"name": "改名", "phone": "", "email": "a@b.example", "language": "zh-hans"},
    "privacy:erase": {"confirm": "别家答完"},
    "privacy:decline": {"answer_code": "law"},
    "accounts:second_step": {"required": "on"},
}


def addresses(patterns: list[URLPattern | URLResolver], before: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    """(name, path with its converters) of every address below."""
    for one in patterns:
        path = before + str(one.pattern)
        if isinstance(one, URLResolver):
            inner = f"{one.namespace}:" if one.namespace else space
            yield from addresses(one.url_patterns, path, inner)
        elif one.name:
            yield f"{space}{one.name}", path


def office_addresses() -> list[tuple[str, str]]:
    """Those of the office that name a row."""
    found = [(name, path) for name, path in addresses(get_resolver().url_patterns) if UUID.search(path)]
    found = [(name, path) for name, path in found if not any(f"<uuid:{one}>" in path for one in NONE_YET)]
    return [(name, path) for name, path in found if not path.startswith("c/")]


def filled_in(name: str, path: str, ids: dict[str, str]) -> str:
    path = UUID.sub(lambda part: ids[SPECIAL.get((name, part[1]), KINDS[part[1]])], path)
    return "/" + re.sub(r"<str:(\w+)>", lambda part: TEXTS[part[1]], path)


@pytest.fixture(scope="module")
def ours(office: Office) -> dict[str, str]:
    """One of everything of our own, to see that the addresses do work."""
    return fill(office, mark="自家")


def test_there_are_addresses_to_try() -> None:
    assert len(office_addresses()) > 35


@pytest.mark.parametrize(("name", "path"), office_addresses())
def test_another_companys_id_is_nothing_here(  # noqa: PLR0917 -- fixtures
    name: str, path: str, office: Office, other: Other, ours: dict[str, str], house: House
) -> None:
    own = office.get(filled_in(name, path, ours))
    assert own.status_code in {200, 302, 405}, "the address itself must work, or this proves nothing"
    before = everything(house, other.office.slug)
    target = filled_in(name, path, other.ids)

    looked = office.get(target)
    acted = office.post(target, FORMS.get(name, {}))
    scripted = office.get(target, headers={"HX-Request": "true"})

    assert looked.status_code == (405 if own.status_code == 405 else 404)
    assert acted.status_code in {404, 405}
    assert scripted.status_code == looked.status_code
    # The address itself may be repeated, to come back to after switching the language.
    told = (looked.text + acted.text).replace(target, "")
    assert other.ids["subject"] not in told
    assert "别家" not in told
    assert everything(house, other.office.slug) == before


def test_another_companys_ids_in_a_form_are_nothing_here_either(office: Office, other: Other, house: House) -> None:
    before = everything(house, other.office.slug)
    count = "SELECT count(*) AS n FROM interviews_invitation"
    invited = house.one(count)

    foreign = {"person": other.ids["person"], "plan": office.plan(), "window": "24"}
    answer = office.post("/interviews/invite/", foreign)
    assert answer.status_code in {200, 302, 422}
    assert "别家" not in answer.text
    plan = office.post(
        "/interviews/invite/", {"person": other.ids["person"], "plan": other.ids["plan"], "window": "24"}
    )
    assert plan.status_code in {200, 422}
    page = office.get("/interviews/invite/", params={"person": other.ids["person"], "batch": other.ids["batch"]})
    assert page.status_code == 200
    assert "别家" not in page.text

    assert house.one(count) == invited
    assert everything(house, other.office.slug) == before


def test_lists_and_searches_show_only_our_own(office: Office, other: Other) -> None:
    for path in (
        "/",
        "/candidates/",
        "/candidates/?q=别家",
        "/messages/",
        "/people/batches/",
        "/members/",
        "/privacy/",
    ):
        page = office.get(path)
        assert page.status_code == 200
        assert "别家答完" not in page.text, path
        assert other.ids["subject"] not in page.text, path


def test_the_auditor_reads_only_our_own_log(office: Office, other: Other, house: House) -> None:
    log = office.auditor().get("/audit/")
    assert log.status_code == 200
    for kind in ("subject", "invitation", "person", "tenant"):
        assert other.ids[kind] not in log.text

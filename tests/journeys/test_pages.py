"""Every page of the office and of the candidate: no accessibility violation, no sideways scroll, a silent console."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.journeys.filled import fill
from tests.journeys.house import House
from tests.journeys.people import Candidate, Office
from tests.journeys.screen import Screen
from tests.journeys.walk import SAID

pytestmark = [pytest.mark.browser, pytest.mark.slow]
# An error page answers 404 on purpose, which the console repeats.
ABSENT = "/interviews/00000000-0000-7000-8000-000000000000/"


@pytest.fixture(scope="module")
def full(office: Office) -> dict[str, str]:
    """Our company, with one of everything."""
    return fill(office, mark="本家")


def office_pages(full: dict[str, str]) -> list[str]:
    return [
        "/",
        "/candidates/",
        "/candidates/?state=human",
        "/candidates/?q=nobody",
        "/interviews/invite/",
        f"/interviews/invite/?batch={full['applied']}",
        "/interviews/guide/",
        f"/interviews/{full['invitation']}/",
        f"/interviews/{full['waiting']}/",
        "/people/add/",
        f"/people/{full['person']}/edit/",
        "/people/import/",
        f"/people/import/{full['batch']}/",
        f"/people/import/{full['applied']}/",
        "/people/batches/",
        "/plans/",
        "/plans/import/",
        "/plans/guide/",
        f"/plans/{full['plan']}/",
        f"/plans/{full['plan']}/questions/q1/",
        "/plans/quality/",
        f"/plans/{full['plan']}/quality/",
        f"/plans/{full['plan']}/analytics/",
        f"/plans/{full['plan']}/disagreements/",
        "/plans/fairness/",
        f"/plans/{full['plan']}/fairness/",
        "/messages/",
        f"/messages/{full['message']}/",
        "/privacy/",
        f"/privacy/subjects/{full['subject']}/",
        f"/privacy/subjects/{full['subject']}/erase/",
        f"/privacy/certificates/{full['certificate']}/",
        "/members/",
        "/members/invite/",
        f"/members/{full['membership']}/",
        "/me/",
        "/tenants/",
        "/status/",
    ]


LOOKS = [
    pytest.param(False, "light", "zh-hans", id="1440-light-zh"),
    pytest.param(False, "dark", "en", id="1440-dark-en"),
    pytest.param(True, "light", "en", id="390-light-en"),
    pytest.param(True, "dark", "zh-hans", id="390-dark-zh"),
]


@pytest.mark.parametrize(("phone", "theme", "language"), LOOKS)
def test_every_page_of_the_office_is_sound(  # noqa: PLR0917 -- fixtures
    full: dict[str, str], house: House, screen: Callable[..., Screen], phone: bool, theme: str, language: str
) -> None:
    desk = screen(phone=phone, theme=theme, language=language)
    desk.take_session(Office(house).sign_in())
    told: dict[str, list[str]] = {}
    for path in office_pages(full):
        answer = desk.page.goto(f"{house.url}{path}")
        assert answer is not None
        assert (answer.status, path) == (200, path)
        if faults := desk.faults():
            told[path] = faults
        desk.noise.clear()
    desk.take_session(Office(house).auditor())
    desk.page.goto(f"{house.url}/audit/")
    if faults := desk.faults():
        told["/audit/"] = faults
    desk.page.goto(f"{house.url}{ABSENT}")
    desk.expect_failed_requests()
    if faults := desk.faults():
        told[ABSENT] = faults
    assert not told, json.dumps(told, ensure_ascii=False, indent=1)


@pytest.mark.parametrize(("phone", "theme", "language"), LOOKS)
def test_every_page_before_signing_in_is_sound(  # noqa: PLR0917 -- fixtures
    full: dict[str, str], house: House, screen: Callable[..., Screen], phone: bool, theme: str, language: str
) -> None:
    visitor = screen(phone=phone, theme=theme, language=language)
    told: dict[str, list[str]] = {}
    for path in ("/accounts/login/", "/accounts/password/reset/", "/accounts/password/reset/done/"):
        visitor.page.goto(f"{house.url}{path}")
        if faults := visitor.faults():
            told[path] = faults
    assert not told, json.dumps(told, ensure_ascii=False, indent=1)


@pytest.mark.parametrize(("phone", "theme", "language"), LOOKS)
def test_every_page_of_a_candidate_is_sound(  # noqa: PLR0917 -- fixtures
    full: dict[str, str],
    office: Office,
    house: House,
    screen: Callable[..., Screen],
    phone: bool,
    theme: str,
    language: str,
) -> None:
    visitor = screen(phone=phone, theme=theme, language=language)
    page = visitor.page
    invited = office.invite("看页面")
    candidate = Candidate(house, invited.link)
    told: dict[str, list[str]] = {}

    def look(where: str, link: str = invited.link) -> None:
        page.goto(link)
        page.get_by_role("heading", level=1).first.wait_for()
        if faults := visitor.faults():
            told[where] = faults
        visitor.noise.clear()

    look("welcome")
    look("privacy, undecided", f"{invited.link}privacy/")
    candidate.post("stage", to="consent")
    look("consent")
    candidate.agree()
    look("check")
    candidate.post("stage", to="practice")
    look("practice")
    candidate.post("stage", to="question")
    look("question")
    for index, words in enumerate(SAID):
        candidate.write(index, words)
    look("review")
    look("privacy, agreed", f"{invited.link}privacy/")
    Candidate(house, invited.link, device="elsewhere").post("lead")
    look("led from elsewhere")
    candidate.post("lead")
    candidate.post("human-route")
    look("to a person")
    candidate.post("human-route", undo=True)
    look("own page with the report", full["done_link"])
    candidate.post("withdraw")
    look("withdrawn")
    assert not told, json.dumps(told, ensure_ascii=False, indent=1)

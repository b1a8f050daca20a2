"""Links: opened by scanners, forged, run out, taken back, or belonging to somebody else."""

from __future__ import annotations

import secrets

import httpx
import pytest

from tests.hostile.conftest import Other
from tests.hostile.looking import everything
from tests.journeys.house import House
from tests.journeys.people import Candidate, Invited, Office

pytestmark = pytest.mark.slow


def expire(house: House, invited: Invited) -> None:
    """Let the deadline of this invitation pass."""
    house.execute(
        "UPDATE interviews_invitation SET deadline = now() - interval '1 minute', state = 'expired' WHERE id = %s",
        [invited.invitation],
    )


def test_opening_the_link_any_number_of_times_changes_nothing(office: Office, house: House) -> None:
    invited = office.invite("扫描器")
    before = everything(house, office.slug)

    for _ in range(3):
        for path in ("", "privacy/", "state"):
            for method in ("GET", "HEAD"):
                answer = httpx.request(method, f"{invited.link}{path}", timeout=30)
                assert answer.status_code in {200, 405}, (method, path)

    assert everything(house, office.slug) == before
    assert house.one("SELECT state, opened_at FROM interviews_invitation WHERE id = %s", [invited.invitation]) == {
        "state": "invited",
        "opened_at": None,
    }
    Candidate(house, invited.link).post("opened")
    assert house.one("SELECT state FROM interviews_invitation WHERE id = %s", [invited.invitation])["state"] == "opened"


@pytest.mark.parametrize(
    "token", ["x", "0" * 43, "../../admin", "%00", "a" * 5000], ids=["x", "zeros", "up", "nul", "long"]
)
def test_a_forged_link_opens_nothing_and_says_so_kindly(office: Office, house: House, token: str) -> None:
    page = httpx.get(f"{house.url}/c/{office.slug}/i/{token}/", timeout=30)
    # The character that no text can hold is refused before anything is looked up.
    expected = 422 if token == "%00" else 404
    assert page.status_code == expected
    assert "Traceback" not in page.text
    for method, path in (
        ("GET", "state"),
        ("POST", "opened"),
        ("POST", "submit"),
        ("PUT", f"attempts/{'0' * 32}/parts/0"),
    ):
        assert (
            httpx.request(method, f"{house.url}/c/{office.slug}/i/{token}/{path}", timeout=30).status_code == expected
        )


def test_a_true_token_of_another_company_opens_nothing(other: Other, office: Office, house: House) -> None:
    token = other.ids["link"].rstrip("/").rpartition("/")[2]
    assert httpx.get(f"{house.url}/c/{other.office.slug}/i/{token}/", timeout=30).status_code == 200
    assert httpx.get(f"{house.url}/c/{office.slug}/i/{token}/", timeout=30).status_code == 404
    assert httpx.get(f"{house.url}/c/nobody/i/{token}/", timeout=30).status_code == 404
    assert httpx.get(f"{house.url}/c/{office.slug}/i/{secrets.token_urlsafe(32)}/", timeout=30).status_code == 404


def test_a_link_that_was_taken_back_opens_nothing(office: Office, house: House) -> None:
    invited = office.invite("收回人")
    assert office.post(f"/interviews/{invited.invitation}/revoke/").status_code == 302

    page = httpx.get(invited.link, timeout=30)
    assert page.status_code == 410
    assert "room-state" not in page.text
    candidate = Candidate(house, invited.link)
    assert candidate.post("opened").status_code == 410
    assert candidate.agree_blindly().status_code == 410


def test_after_the_deadline_the_link_opens_only_the_candidates_own_page(office: Office, house: House) -> None:
    invited = office.invite("过期人")
    candidate = Candidate(house, invited.link).to_questions()
    attempt = candidate.begin(0)
    assert candidate.put(attempt, 0, b"sound").status_code == 201
    expire(house, invited)

    page = httpx.get(invited.link, timeout=30)
    assert page.status_code == 200
    assert "room-state" not in page.text
    assert "周敏" in page.text
    assert candidate.state()["stage"] == "closed"
    assert candidate.put(attempt, 0, b"sound").json() == {"result": "dup"}
    for answer in (
        candidate.put(attempt, 1, b"more"),
        candidate.post("questions/1/attempts", mode="typed", mime=""),
        candidate.post("stage", to="question"),
        candidate.post("submit"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (410, "interviews.window_closed")
        assert "hr@qinghe.example" in answer.json()["sentence"]


def test_one_candidates_attempts_are_nothing_to_another(office: Office, house: House) -> None:
    mine = Candidate(house, office.invite("我自己").link).to_questions()
    theirs = Candidate(house, office.invite("别个人").link).to_questions()
    attempt = theirs.begin(0)

    assert mine.put(attempt, 0, b"sound").status_code == 404
    assert mine.http.get(f"attempts/{attempt}/parts").status_code == 404
    assert mine.finish(attempt, 1).status_code == 404
    assert mine.post(f"attempts/{attempt}/typed", text="冒充").status_code == 404
    assert mine.http.get(f"attempts/{attempt}/transcript").status_code == 404
    assert mine.keep(0, attempt).status_code == 409
    assert theirs.http.get(f"attempts/{attempt}/parts").json()["have"] == []

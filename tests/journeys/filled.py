"""A company in which there is one of everything, so that every page has something to show and something to guard."""

from __future__ import annotations

import tempfile
from pathlib import Path

from bole.integrations.fake import voice
from tests.journeys.house import House
from tests.journeys.people import PASSWORD, Candidate, Invited, Office
from tests.journeys.walk import SAID, reported, transcribed
from tests.runner.waiting import until

OTHER = {"slug": "bieren", "name": "别家公司", "email": "admin@bieren.example"}


class OtherOffice(Office):
    """The administrator of another company in the same house."""

    slug = OTHER["slug"]

    def found(self) -> OtherOffice:
        """Make the other company unless it is there, and sign in."""
        if not self.house.rows("SELECT 1 FROM core_tenant WHERE slug = %s", [self.slug]):
            self.house.python(
                "from bole.accounts import api\nfrom bole.core import clock\n"
                f"api.found_tenant(name={OTHER['name']!r}, slug={self.slug!r}, admin_name='外人',"
                f" admin_email={OTHER['email']!r}, password={PASSWORD!r}, at=clock.now(),"
                f" contact_name='外人', contact_email={OTHER['email']!r})"
            )
        self.sign_in(OTHER["email"])
        until(self.plans, seconds=30)
        self.hold_without_blind_rating()
        for plan in self.plans():
            self.sign_impact(plan)
        return self


def recording(text: str = "我每周上门拜访客户，最后签了合同。") -> bytes:
    """A spoken answer as a browser would have recorded it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answer.webm"
        voice.make_webm(text, path, video=False, live=True)
        return path.read_bytes()


def fill(office: Office, *, mark: str) -> dict[str, str]:
    """Bring one of everything into the company of this office. Returns ids by the kind that addresses ask for."""
    house = office.house
    assert office.post("/plans/bank/library/retail/take/").status_code == 302
    done = office.invite(f"{mark}答完")
    candidate = Candidate(house, done.link).to_questions()
    candidate.upload(0, recording())
    for index in range(1, len(SAID)):
        candidate.write(index, SAID[index])
    transcribed(candidate)
    assert candidate.submit().status_code == 200
    reported(house, done)
    asked = candidate.http.get("privacy/")
    assert asked.status_code == 200
    erase = candidate.http.post(
        "privacy/", data={"act": "erase"}, headers={"X-CSRFToken": candidate.http.cookies.get("csrftoken", "")}
    )
    assert erase.status_code == 200
    waiting = office.invite(f"{mark}等待")
    human = office.invite(f"{mark}真人")
    Candidate(house, human.link).post("human-route")
    _import(office, mark)
    _erase_one(office, mark)
    colleague = {
        "email": f"{mark.encode().hex()}@colleague.example", "name": f"{mark}同事", "scope": "/", "language": "zh-hans",
        "role": _one(house, "accounts_role", office.slug, "AND key = 'interviewer'"),
    }  # fmt: skip
    assert office.post("/members/invite/", colleague).status_code == 302
    return _ids(office, done, waiting)


def _import(office: Office, mark: str) -> None:
    tail = mark.encode().hex()
    lines = f"姓名,手机,邮箱\r\n{mark}一,,{tail}1@list.example\r\n{mark}二,,{tail}2@list.example\r\n{mark}坏,1,\r\n"
    first = office.bring_in(lines.encode())
    assert first.status_code == 302, first.text
    assert office.post(f"{first.headers['location']}apply/").status_code == 302
    assert office.bring_in(lines.replace("@list", "@later").encode()).status_code == 302


def _erase_one(office: Office, mark: str) -> None:
    person = office.add(f"{mark}抹去", f"{mark.encode().hex()}@gone.example")
    subject = office.house.one("SELECT subject_id FROM people_person WHERE id = %s", [person])["subject_id"]
    gone = office.post(f"/privacy/subjects/{subject}/erase/", {"confirm": f"{mark}抹去"})
    assert gone.status_code == 302, gone.text


def _one(house: House, table: str, slug: str, more: str = "") -> str:
    rows = house.rows(
        f"SELECT x.id FROM {table} x JOIN core_tenant t ON t.id = x.tenant_id"
        f" WHERE t.slug = %s {more} ORDER BY x.id DESC LIMIT 1",
        [slug],
    )
    assert rows, table
    return str(rows[0]["id"])


def _ids(office: Office, done: Invited, waiting: Invited) -> dict[str, str]:
    house, slug = office.house, office.slug
    return {
        "tenant": str(house.one("SELECT id FROM core_tenant WHERE slug = %s", [slug])["id"]),
        "invitation": done.invitation,
        "waiting": waiting.invitation,
        "subject": done.subject,
        "case": done.session,
        "person": str(house.one("SELECT id FROM people_person WHERE subject_id = %s", [done.subject])["id"]),
        "recording": _one(house, "interviews_recording", slug, "AND kind = 'playable'"),
        "batch": _one(house, "people_importbatch", slug),
        "applied": _one(house, "people_importbatch", slug, "AND state = 'applied'"),
        "plan": office.plan(),
        "family": _one(house, "assessment_jobfamily", slug),
        "competency": _one(house, "assessment_competency", slug),
        "question": _one(house, "assessment_question", slug),
        "impact": _one(house, "assessment_impactassessment", slug),
        "message": _one(house, "notifications_message", slug),
        "request": _one(house, "privacy_erasurerequest", slug),
        "certificate": _one(house, "privacy_erasurecertificate", slug),
        "membership": _one(house, "accounts_membership", slug),
        "colleague": _one(house, "accounts_invitation", slug),
        "role": _one(house, "accounts_role", slug),
        "link": waiting.link,
        "done_link": done.link,
    }

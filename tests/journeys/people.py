"""HR and a candidate as plain HTTP clients: to bring things about quickly, and to send what no browser would."""

from __future__ import annotations

import hashlib
import html
import itertools
import re
from dataclasses import dataclass
from typing import Any

import httpx

from tests.journeys.house import House
from tests.runner.waiting import until

COMPANY = {
    "company": "青禾餐饮集团",
    "slug": "qinghe",
    "time_zone": "Asia/Shanghai",
    "contact_name": "周敏",
    "contact_email": "hr@qinghe.example",
    "name": "周敏",
    "email": "zhoumin@qinghe.example",
}
PASSWORD = "correct-horse-battery"
LAYERS = {"recording": True, "video": True, "assessment": True, "talent_pool": False}
_numbers = itertools.count(1)


class Client:
    """httpx with Django's CSRF token, which follows no redirect by itself."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.http = httpx.Client(base_url=house.url, timeout=60)

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.http.get(path, **options)

    def post(self, path: str, data: Any = None, **options: Any) -> httpx.Response:
        headers = {"X-CSRFToken": self.http.cookies.get("csrftoken", ""), **options.pop("headers", {})}
        return self.http.post(path, data=data, headers=headers, **options)


class Office(Client):
    """A company's administrator, who is HR too."""

    follow_ups = False
    slug = COMPANY["slug"]

    def found(self) -> Office:
        """Make the company unless it is there, and sign in."""
        if self.get("/start/").status_code == 200:
            done = self.post("/start/", {**COMPANY, "password": PASSWORD, "password_again": PASSWORD})
            assert done.status_code == 302, done.text
        else:
            self.sign_in()
        # The ready plans come by a job, a moment after the company.
        until(self.plans, seconds=30)
        self.hold_without_blind_rating()
        for plan in self.plans():
            self.sign_impact(plan)
        return self

    def sign_in(self, email: str = COMPANY["email"], password: str = PASSWORD) -> Office:
        self.get("/accounts/login/")
        done = self.post("/accounts/login/", {"login": email, "password": password})
        assert done.status_code == 302, done.text
        return self

    def auditor(self) -> Office:
        """A colleague who may read the log, signed in."""
        email = f"auditor@{self.slug}.example"
        if not self.house.rows("SELECT 1 FROM accounts_user WHERE email = %s", [email]):
            self.house.python(
                "from bole.accounts import api\nfrom bole.core import clock, tenancy\nfrom bole.core.actor import SYSTEM\n"
                "from bole.core.models import Tenant\n"
                f"with tenancy.of(Tenant.objects.get(slug={self.slug!r}).pk):\n"
                f"    api.add_member(email={email!r}, name='审计员', password={PASSWORD!r}, roles=[('auditor', '/')],"
                " title='', actor=SYSTEM, at=clock.now())"
            )
        return type(self)(self.house).sign_in(email)

    def sign_impact(self, plan: str) -> None:
        """Sign a plan's impact assessment as the plan fills it, so that a machine may rate by it."""
        page = f"/plans/{self.plan(plan)}/impact/"
        filled = re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>([^<]*)</textarea>', self.get(page).text)
        assert len(filled) == 6, filled
        done = self.post(page, {"agreed": "1", **{name: html.unescape(text) for name, text in filled}})
        assert done.status_code == 302, done.text

    def hold_without_blind_rating(self, plan: str = "sales", percent: int = 0) -> None:
        """Whose report is drawn for blind rating is chance; the tests want to know."""
        settings = {"window_hours": 72, "retakes": 1, "modes": ["video", "audio", "typed"], "blind_percent": percent}
        done = self.post(f"/plans/{self.plan(plan)}/settings/", settings)
        assert done.status_code == 302, done.text

    def plans(self) -> dict[str, str]:
        """Ids of the company's plans by key, with follow-ups only where a journey is about them."""
        self.house.same_questions(on=not self.follow_ups)
        rows = self.house.rows(
            "SELECT p.id, p.key FROM assessment_plan p JOIN core_tenant t ON t.id = p.tenant_id WHERE t.slug = %s",
            [self.slug],
        )
        return {row["key"]: str(row["id"]) for row in rows}

    def plan(self, key: str = "sales") -> str:
        """A plan's id."""
        return self.plans()[key]

    def add(self, name: str, email: str, phone: str = "") -> str:
        """A new person; returns the id."""
        done = self.post("/people/add/", {"name": name, "email": email, "phone": phone, "language": "zh-hans"})
        assert done.status_code == 302, done.text
        return str(self.house.one("SELECT id FROM people_person ORDER BY created_at DESC, id DESC LIMIT 1")["id"])

    def bring_in(self, body: bytes, name: str = "list.csv") -> httpx.Response:
        """Upload a list; the answer is a redirect to its preview, or the page with what is wrong."""
        return self.post("/people/import/", files={"file": (name, body, "application/octet-stream")})

    def invite(self, name: str = "李雨桐", *, plan: str = "sales", window: int = 72) -> Invited:
        """Add and invite somebody; the link is the one of the mail."""
        email = f"candidate{next(_numbers)}@example.com"
        person = self.add(name, email)
        done = self.post("/interviews/invite/", {"person": person, "plan": self.plan(plan), "window": window})
        assert done.status_code == 302, done.text
        link = self.house.mailbox.wait(email).link
        row = self.house.one("SELECT * FROM interviews_invitation WHERE person_id = %s", [person])
        session = self.house.one("SELECT id FROM interviews_session WHERE invitation_id = %s", [row["id"]])
        return Invited(link, email, name, str(row["id"]), str(row["subject_id"]), str(session["id"]))

    def report(self, invited: Invited) -> str:
        """The report page as it is now."""
        page = self.get(f"/interviews/{invited.invitation}/")
        assert page.status_code == 200
        return page.text

    def levels(self, invited: Invited) -> dict[str, str]:
        """Competency → level or "insufficient", from the report page."""
        found = {}
        for section in re.findall(r'<section class="assessment-competency".*?</section>', self.report(invited), re.S):
            name = re.search(r"<h3[^>]*>(.*?)</h3>", section)
            level = re.search(r"<strong>(\d) 级", section)
            assert name
            found[name[1]] = level[1] if level else "insufficient"
        return found


@dataclass(frozen=True)
class Invited:
    """Somebody with a link."""

    link: str
    email: str
    name: str
    invitation: str
    subject: str
    session: str

    @property
    def path(self) -> str:
        """The link without the host."""
        return "/" + self.link.split("/", 3)[3]


class Candidate:
    """The room's own requests, one by one."""

    def __init__(self, house: House, link: str, device: str = "") -> None:
        path = link if link.startswith("/") else "/" + link.split("/", 3)[3]
        self.http = httpx.Client(base_url=house.url + path, timeout=120)
        self.device = device

    def state(self) -> dict[str, Any]:
        return dict(self.http.get("state", params={"device": self.device}).json())

    def post(self, path: str, **body: Any) -> httpx.Response:
        return self.http.post(path, json={"device": self.device, **body})

    def agree(self, **layers: bool) -> httpx.Response:
        """Consent to the text in force; layers may be refused by name."""
        consent = self.state()["consent"]
        self.post("stage", to="consent")
        return self.post("consent", version=consent["version"], hash=consent["hash"], layers={**LAYERS, **layers})

    def agree_blindly(self) -> httpx.Response:
        """Consent without having been shown the text."""
        return self.post("consent", version="x", hash="y", layers=LAYERS)

    def to_questions(self, **layers: bool) -> Candidate:
        """Straight to the first question; the way there has journeys of its own."""
        self.post("opened")
        assert self.agree(**layers).status_code == 200
        assert self.post("stage", to="question").status_code == 200
        return self

    def begin(self, index: int, mode: str = "audio", mime: str = "audio/webm") -> str:
        """A new attempt's id."""
        made = self.post(f"questions/{index}/attempts", mode=mode, mime=mime)
        assert made.status_code == 201, made.text
        return str(made.json()["attempt"]["id"])

    def put(self, attempt: str, seq: int, body: bytes, *, sha: str | None = None, track: int = 1) -> httpx.Response:
        digest = hashlib.sha256(body).hexdigest() if sha is None else sha
        headers = {"X-Sha256": digest, "X-Track": str(track), "X-Device": self.device}
        return self.http.put(f"attempts/{attempt}/parts/{seq}", content=body, headers=headers)

    def finish(self, attempt: str, count: int, *, duration_ms: int = 0) -> httpx.Response:
        return self.post(f"attempts/{attempt}/finish", count=count, duration_ms=duration_ms, interrupted=False)

    def upload(self, index: int, body: bytes, *, mode: str = "audio", part: int = 200_000) -> str:
        """A whole recording, kept; returns the attempt."""
        attempt = self.begin(index, mode, f"{mode}/webm")
        pieces = [body[at : at + part] for at in range(0, len(body), part)]
        for seq, piece in enumerate(pieces):
            assert self.put(attempt, seq, piece).status_code == 201
        done = self.finish(attempt, len(pieces))
        assert (done.status_code, done.json()["sha256"]) == (200, hashlib.sha256(body).hexdigest())
        assert self.keep(index, attempt).status_code == 200
        return attempt

    def keep(self, index: int, attempt: str) -> httpx.Response:
        return self.post(f"questions/{index}/keep", attempt=attempt)

    def write(self, index: int, text: str) -> str:
        """A typed answer, kept."""
        attempt = self.begin(index, "typed", "text/plain")
        assert self.post(f"attempts/{attempt}/typed", text=text).status_code == 200
        assert self.keep(index, attempt).status_code == 200
        return attempt

    def submit(self) -> httpx.Response:
        return self.post("submit")

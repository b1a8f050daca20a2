"""Opens the office's pages and counts their queries. Runs inside an installation."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bole.accounts import api as accounts
from bole.accounts.models import User
from bole.core import clock, tenancy
from bole.interviews.actions import conduct, invite, record, score
from bole.interviews.models import Invitation
from bole.interviews.types import Mode
from bole.people.actions import apply_batch, start_import
from bole.privacy import api as privacy
from tools.bench import company
from tools.bench.turnaround import answers

_UNCOUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "SET CONSTRAINTS")
EVERYBODY = "everybody@qinghe.example"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def counted(*, rows: list[int]) -> list[dict[str, Any]]:
    """For each page: its address, its status and its number of queries at each of these numbers of rows."""
    made = 0
    pages: dict[str, dict[str, Any]] = {}
    for wanted in rows:
        for number in range(made, wanted):
            one_of_each(number, clock.now())
        made = wanted
        client = administrator()
        for name, address in addresses().items():
            page = pages.setdefault(name, {"page": name, "queries": [], "status": []})
            queries, status, _ = opened(client, address)
            page["queries"].append(queries)
            page["status"].append(status)
    return list(pages.values())


def prepare() -> None:
    """One row of everything."""
    one_of_each(0, clock.now())


def administrator() -> Client:
    """A browser in which somebody has signed in who may open every page."""
    if not User.objects.filter(email=EVERYBODY).exists():
        roles = [(role, "/") for role in ("administrator", "auditor", "hr", "hiring_manager")]
        with tenancy.of(company.tenant().id):
            accounts.add_member(
                email=EVERYBODY, name="全能", password=None, roles=roles, actor=company.hr(), at=clock.now()
            )
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(User.objects.get(email=EVERYBODY), backend=BACKEND)
    return client


def opened(client: Client, address: str) -> tuple[int, int, float]:
    """(queries, status, milliseconds in the database) of a page that has been opened before."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        status = client.get(address).status_code
    asked = [query for query in captured.captured_queries if not query["sql"].startswith(_UNCOUNTED)]
    return len(asked), status, sum(float(query["time"]) for query in asked) * 1000


def addresses() -> dict[str, str]:
    """Every page of the office that lists something or shows one thing with what hangs on it."""
    with tenancy.of(company.tenant().id):
        # Always the same one: whether it was drawn for blind rating changes what its page asks.
        assessed = Invitation.objects.filter(session__state="assessed").earliest("invited_at", "id")
        plan = assessed.plan.plan_id
    listing = [
        "interviews:home", "interviews:candidates", "interviews:invite", "people:batches", "people:import", "people:add",
        "assessment:plans", "notifications:list", "privacy:home", "audit:log", "accounts:members", "accounts:me",
    ]  # fmt: skip
    found = {reverse(name): reverse(name) for name in listing}
    found["/interviews/<id>/"] = reverse("interviews:detail", args=[assessed.pk])
    found["/plans/<id>/"] = reverse("assessment:plan", args=[plan])
    found["/privacy/subjects/<id>/"] = reverse("privacy:subject", args=[assessed.subject_id])
    return found


def one_of_each(number: int, at: datetime) -> None:
    """One more row of everything: a batch with a person, a colleague, and candidates in six states."""
    tenant, actor = company.tenant(), company.hr()
    with tenancy.of(tenant.id):
        accounts.add_member(
            email=f"colleague{number}@qinghe.example", name=f"同事{number}", password=None, roles=[("interviewer", "/")],
            actor=actor, at=at,
        )  # fmt: skip
        table = f"姓名,手机,邮箱\n导入{number},139{number:08d},imported{number}@example.com\n"
        batch = start_import(table.encode(), file_name=f"{number}.csv", entity=None, actor=actor, at=at)
        apply_batch(batch, actor=actor, at=at)
    for place, state in enumerate(("invited", "started", "human", "revoked", "expired", "assessed")):
        with tenancy.of(tenant.id):
            bring_to(state, 10 * number + place, at)


def bring_to(state: str, number: int, at: datetime) -> None:
    """One candidate in this state."""
    tenant, actor = company.tenant(), company.hr()
    then = at - timedelta(hours=100) if state == "expired" else at
    made = company.invite(tenant, number, plan="sales", actor=actor, at=then)
    invitation = Invitation.objects.select_related("session", "plan", "person", "tenant").get(pk=made.pk)
    if state in {"started", "assessed"}:
        company.agree(invitation, at)
        invitation.refresh_from_db()
    if state == "human":
        conduct.opened(invitation, at=at)
        conduct.choose_person(invitation, at=at)
        privacy.request_erasure(invitation.subject_id, actor=conduct.candidate(invitation), at=at)
    elif state == "revoked":
        invite.revoke(invitation, reason_code="by_hr", actor=actor, at=at)
    elif state == "expired":
        conduct.close_overdue(invitation.pk, at=at)
    elif state == "assessed":
        hand_in(invitation, at)


def hand_in(invitation: Invitation, at: datetime) -> None:
    """Answer everything in writing, hand in, score."""
    for index, text in enumerate(answers("sales").values()):
        attempt = record.start(invitation, index, mode=Mode.TYPED, mime="", device=company.DEVICE, retakes=1, at=at)
        record.write(attempt, text, at=at)
        record.keep(invitation, index, attempt.pk, device=company.DEVICE, at=at)
    row = Invitation.objects.select_related("session", "plan", "person", "tenant").get(pk=invitation.pk)
    conduct.submit(row, at=at)
    row.session.refresh_from_db()
    score.score(row.session, tenant=company.tenant(), at=at)

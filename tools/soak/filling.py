"""Fills a company with persons through the import, invites some, and times the pages. Runs inside an installation."""

from __future__ import annotations

import random
import time
from datetime import datetime
from typing import Any

from bole.core import clock, tenancy
from bole.interviews import api as interviews
from bole.interviews.models import Invitation
from bole.notifications.models import Message
from bole.people import api as people
from bole.people.actions import apply_batch, start_import
from bole.people.models import ImportBatch, Person
from bole.people.types import PersonData
from tools.bench import company, office
from tools.soak.imports import A_FILE

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗"
GIVEN = "伟芳娜敏静丽强磊洋艳勇军杰娟涛明超秀霞平刚桂英文华建国志嘉欣怡梓涵"
INVITED_AT_ONCE = 200


def fill(*, seed: int, persons: int, invited: int) -> dict[str, Any]:
    """Import, invite, and say how long it took (s) and what came of it."""
    rng, at = random.Random(seed), clock.now()
    _somebody_to_find(at)
    before = pages()
    timed = {"preview_s": 0.0, "apply_s": 0.0, "invite_s": 0.0}
    bad = planned_bad = 0
    made = 0
    while made < persons:
        rows = min(A_FILE - A_FILE // 40, persons - made)
        text, broken = table(rng, made, rows)
        planned_bad += broken
        with tenancy.of(company.tenant().id):
            begun = time.monotonic()
            batch = start_import(text.encode(), file_name="people.csv", entity=None, actor=company.hr(), at=at)
            timed["preview_s"] += time.monotonic() - begun
        with tenancy.of(company.tenant().id):
            begun = time.monotonic()
            batch = apply_batch(ImportBatch.objects.get(pk=batch.pk), actor=company.hr(), at=at)
            timed["apply_s"] += time.monotonic() - begun
        bad += batch.bad
        made += rows
    begun = time.monotonic()
    sent = invite(invited)
    timed["invite_s"] = time.monotonic() - begun
    with tenancy.of(company.tenant().id):
        found = Person.objects.filter(batch__isnull=False, batch__file_name="people.csv").count()
    return {"before": before, "persons": found, "bad": bad, "planned_bad": planned_bad, "invited": sent, **timed}


def _somebody_to_find(at: datetime) -> None:
    """One invited person whom the searches find already while there is only a handful: an empty page asks fewer queries."""
    tenant = company.tenant()
    with tenancy.of(tenant.id):
        data = PersonData(name=f"{SURNAMES[0]}一", phone="+8613600000000", email="first@volume.example")
        person = people.add_person(data, actor=company.hr(), at=at)
        interviews.invite_many(
            [person.pk],
            plan_id=company.plan_id("sales"),
            window_hours=72,
            tenant=tenant,
            actor=company.hr(),
            at=at,
        )


def table(rng: random.Random, first: int, rows: int) -> tuple[str, int]:
    """A CSV of ``rows`` good lines with new persons and, among them, broken ones; (text, how many are broken)."""
    lines, broken = ["姓名,手机,邮箱"], 0
    for number in range(first, first + rows):
        name = rng.choice(SURNAMES) + "".join(rng.sample(GIVEN, rng.randrange(1, 3)))
        lines.append(f"{name},137{number:08d},imported{number}@volume.example")
        if rng.random() < 0.02:
            lines.append(f"{name},12345,not an address")
            broken += 1
    return "\n".join(lines) + "\n", broken


def invite(wanted: int) -> int:
    """Invite the newest persons, as many at once as HR's page takes. How many went out."""
    with tenancy.of(company.tenant().id):
        ids = list(
            Person.objects.filter(batch__file_name="people.csv").order_by("-id").values_list("pk", flat=True)[:wanted]
        )
        plan = company.plan_id("sales")
    sent = 0
    for start in range(0, len(ids), INVITED_AT_ONCE):
        tenant = company.tenant()
        with tenancy.of(tenant.id):
            outcome = interviews.invite_many(
                ids[start : start + INVITED_AT_ONCE],
                plan_id=plan,
                window_hours=72,
                tenant=tenant,
                actor=company.hr(),
                at=clock.now(),
            )
            sent += len(outcome.sent)
    return sent


def look(*, before: dict[str, Any]) -> dict[str, Any]:
    """The pages again, beside what they asked before; and how many invitations have their message."""
    with tenancy.of(company.tenant().id):
        invited = Invitation.objects.filter(person__batch__file_name="people.csv").values("subject_id")
        messages = Message.objects.filter(subject_id__in=invited).count()
    after = pages()
    for name, page in after.items():
        page["queries"] = [before[name]["queries"], page["queries"]]
    return {"messages": messages, "pages": after}


def pages() -> dict[str, dict[str, Any]]:
    """Queries, status and milliseconds of each page that lists something, and of searches over them."""
    client = office.administrator()
    found: dict[str, dict[str, Any]] = {}
    searches = ("/candidates/?q=王", "/candidates/?state=live&page=3", "/privacy/?q=王", "/messages/?page=2")
    for name, address in (office.addresses() | {search: search for search in searches}).items():
        begun = time.monotonic()
        queries, status, database_ms = office.opened(client, address)
        milliseconds = (time.monotonic() - begun) * 1000 / 2  # it was opened twice
        found[name] = {"queries": queries, "status": status, "database_ms": database_ms, "ms": milliseconds}
    return found

"""A company with invited candidates, made through the product's own actions. Runs inside an installation."""

from __future__ import annotations

import hashlib
import json
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from bole.accounts import api as accounts
from bole.assessment import api as assessment
from bole.assessment.models import Plan
from bole.core import clock, storage, tenancy
from bole.core.actor import Actor
from bole.core.models import Tenant
from bole.interviews import api as interviews
from bole.interviews import queries
from bole.interviews.actions import conduct
from bole.interviews.models import Attempt, Invitation
from bole.interviews.types import Stage
from bole.people import api as people
from bole.people.types import PersonData
from bole.privacy import api as privacy

SLUG = "bench"
NAME = "清禾餐饮管理有限公司"
ADMIN = "hr@qinghe.example"
PASSWORD = "a long enough pass phrase"
DEVICE = "bench"
PLANS = ("sales", "restaurant_service", "backend")
PLANS_S = 60.0


def found(*, count: int, plan: str = "sales", at_questions: bool = True) -> dict[str, Any]:
    """A company and ``count`` candidates: {"slug", "links": paths of their rooms, "questions"}, consent given."""
    at = clock.now()
    made = accounts.found_tenant(name=NAME, slug=SLUG, admin_name="周敏", admin_email=ADMIN, password=PASSWORD, at=at)
    tenant = Tenant.objects.get(pk=made.tenant_id)
    _wait_for_plans(tenant)
    with tenancy.of(tenant.id):
        # Candidates here count their questions, and figures are to be compared with those of an interview without follow-ups.
        for row in Plan.objects.all():
            row.content["same_questions"] = True
            row.save(update_fields=["content"])
        assessment.seed_packs(at=at, signed_by=made.actor)
    links, questions = [], 0
    for number in range(count):
        with tenancy.of(tenant.id):
            invitation = invite(tenant, number, plan=plan, actor=made.actor, at=at)
            if at_questions:
                agree(invitation, at)
            links.append(room_path(invitation))
            questions = len(assessment.frozen(invitation.plan_id).content.questions)
    return {"slug": SLUG, "links": links, "questions": questions}


def _wait_for_plans(tenant: Tenant) -> None:
    """The served installation gives a new company its plans by itself, a moment after it is founded."""
    until = time.monotonic() + PLANS_S
    while time.monotonic() < until:
        with tenancy.of(tenant.id):
            if len(assessment.ready_plans()) >= len(PLANS):
                return
        time.sleep(0.1)
    raise TimeoutError(f"the company has no plans after {PLANS_S:g} s")


def tenant() -> Tenant:
    """The company that `found` made."""
    return Tenant.objects.get(slug=SLUG)


def hr() -> Actor:
    """Somebody of HR."""
    return Actor("user", "01900000-0000-7000-8000-0000000000aa", "周敏")


def person(number: int, *, actor: Actor, at: datetime) -> Any:
    """A made-up person."""
    data = PersonData(name=f"候选人{number}", phone=f"+86138{number:08d}", email=f"candidate{number}@example.com")
    return people.add_person(data, actor=actor, at=at)


def plan_id(key: str) -> Any:
    """The ready plan of this name."""
    return next(plan.id for plan in assessment.ready_plans() if plan.key == key)


def invite(tenant: Tenant, number: int, *, plan: str, actor: Actor, at: datetime) -> Invitation:
    """One person, invited for 72 hours."""
    made = person(number, actor=actor, at=at)
    return interviews.invite(made.pk, plan_id=plan_id(plan), window_hours=72, tenant=tenant, actor=actor, at=at)


def agree(invitation: Invitation, at: datetime) -> None:
    """Read, agreed to everything, at the first question."""
    row = Invitation.objects.select_related("session").get(pk=invitation.pk)
    text = privacy.current_text(conduct.CONSENT_KIND, "zh-hans")
    layers = {"recording": True, "video": True, "assessment": True}
    conduct.consent(
        row, version=text.version, digest=text.hash, layers=layers, language="zh-hans", device=DEVICE, at=at
    )
    conduct.go_to(row, Stage.QUESTION, device=DEVICE, at=at)


def room_path(invitation: Invitation) -> str:
    """``/c/<company>/i/<token>/``"""
    return "/c/" + queries.link_of(invitation, SLUG).partition("/c/")[2]


def invite_by_mail(*, count: int) -> dict[str, float]:
    """Invite ``count`` persons by one act, as HR's page does: address → the moment before the act (Unix seconds)."""
    row, at = tenant(), clock.now()
    with tenancy.of(row.id):
        ids = [person(1000 + number, actor=hr(), at=at).pk for number in range(count)]
    begun = clock.now()
    with tenancy.of(row.id):
        outcome = interviews.invite_many(
            ids, plan_id=plan_id("sales"), window_hours=72, tenant=row, actor=hr(), at=begun
        )
    assert len(outcome.sent) == count
    return {f"candidate{1000 + number}@example.com": begun.timestamp() for number in range(count)}


def kept(*, acknowledged: str) -> dict[str, Any]:
    """Compare what the senders were told with what lies in the media store.

    ``acknowledged`` is a JSON file: attempt id → {"parts": [sha256 by number], "whole": sha256 of all, or null when
    the take was not finished}. Answers {"parts", "lost": [..], "takes", "wrong": [..]}.
    """
    told: dict[str, Any] = json.loads(Path(acknowledged).read_text(encoding="utf-8"))
    lost: list[str] = []
    wrong: list[str] = []
    with tenancy.of(tenant().id), transaction.atomic():
        for attempt_id, said in told.items():
            attempt = Attempt.objects.get(pk=attempt_id)
            lost += [f"{attempt_id}/{seq}" for seq in _missing(attempt, said["parts"])]
            if said["whole"] and attempt.sha256 != said["whole"]:
                wrong.append(attempt_id)
    return {
        "parts": sum(len(said["parts"]) for said in told.values()),
        "lost": lost,
        "takes": len(told),
        "wrong": wrong,
    }


def _missing(attempt: Attempt, hashes: dict[str, str] | list[str]) -> list[int]:
    """Numbers of acknowledged parts whose bytes are not in the store: in the joined original, or still as parts."""
    wanted = dict(enumerate(hashes)) if isinstance(hashes, list) else {int(seq): sha for seq, sha in hashes.items()}
    rows = {part.seq: part for part in attempt.parts.order_by("seq")}
    vault = storage.sealed(attempt.subject_id)
    recording = attempt.recordings.filter(kind="original", track=1).first()
    present: dict[int, str] = {}
    if recording is not None:
        with vault.open(recording.key) as reader:
            for seq, part in rows.items():
                present[seq] = hashlib.sha256(reader.read(part.size)).hexdigest()
    else:
        for seq in rows:
            present[seq] = hashlib.sha256(vault.read(f"parts/{attempt.pk}/{seq:05d}")).hexdigest()
    return [seq for seq, sha in wanted.items() if present.get(seq) != sha]

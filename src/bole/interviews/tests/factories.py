"""Boring rows for tests: a person, a ready plan, an invitation, a sitting at a stage."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from bole.assessment import api as assessment
from bole.assessment.tests import factories as plans
from bole.core.actor import Actor
from bole.core.models import Tenant
from bole.interviews import queries
from bole.interviews.actions import conduct, invite, record
from bole.interviews.models import Attempt, Invitation
from bole.interviews.types import Mode, Stage
from bole.people import api as people
from bole.people.types import PersonData
from bole.privacy import api as privacy

HR = Actor("user", "01900000-0000-7000-8000-0000000000aa", "周敏")
_count = iter(range(10_000))


def person(at: datetime, *, name: str = "林嘉怡", email: str | None = None) -> Any:
    n = next(_count)
    address = f"candidate{n}@example.com" if email is None else email
    return people.add_person(PersonData(name=name, phone=f"+86138{n:08d}", email=address), actor=HR, at=at)


def plan_id(at: datetime, key: str = "sales", *, follow_ups: bool = False, signed: bool = True) -> Any:
    """A ready plan with its impact assessment signed and without follow-ups, unless a test is about them."""
    assessment.seed_packs(at=at)
    found = next(plan.id for plan in assessment.ready_plans() if plan.key == key)
    if not follow_ups:
        plans.same_questions(found)
    if signed:
        plans.signed(found, at=at)
    return found


def invitation(
    tenant: Tenant,
    at: datetime,
    *,
    hours: int = 72,
    key: str = "sales",
    follow_ups: bool = False,
    signed: bool = True,
    **given: Any,
) -> Invitation:
    """A fresh invitation, read back with what views expect."""
    made = invite.invite(
        person(at, **given).pk,
        plan_id=plan_id(at, key, follow_ups=follow_ups, signed=signed),
        window_hours=hours,
        tenant=tenant,
        actor=HR,
        at=at,
    )
    return again(made)


def again(invitation: Invitation) -> Invitation:
    return Invitation.objects.select_related("session", "plan", "person", "tenant").get(pk=invitation.pk)


def agree(invitation: Invitation, at: datetime, **layers: bool) -> Invitation:
    text = privacy.current_text(conduct.CONSENT_KIND, "zh-hans")
    granted = {"recording": True, "video": True, "assessment": True} | layers
    conduct.consent(
        invitation, version=text.version, digest=text.hash, layers=granted, language="zh-hans", device="phone", at=at
    )
    return again(invitation)


def at_questions(tenant: Tenant, at: datetime, **given: Any) -> Invitation:
    row = agree(invitation(tenant, at, **given), at)
    conduct.go_to(row, Stage.QUESTION, device="phone", at=at)
    return again(row)


def start(
    invitation: Invitation, index: int, at: datetime, *, mode: Mode = Mode.AUDIO, device: str = "phone"
) -> Attempt:
    return record.start(invitation, index, mode=mode, mime="audio/webm", device=device, retakes=1, at=at)


def upload(attempt: Attempt, pieces: Sequence[bytes]) -> list[str]:
    return [record.add_part(attempt, n, b, sha256=hashlib.sha256(b).hexdigest()) for n, b in enumerate(pieces)]


def type_answer(invitation: Invitation, index: int, text: str, at: datetime) -> Attempt:
    attempt = start(invitation, index, at, mode=Mode.TYPED)
    record.write(attempt, text, at=at)
    record.keep(invitation, index, attempt.pk, device="phone", at=at)
    return attempt


def typed_sitting(tenant: Tenant, at: datetime, texts: Sequence[str], **given: Any) -> Invitation:
    """A sitting with every question answered in writing, at the review."""
    row = at_questions(tenant, at, **given)
    for index, text in enumerate(texts):
        type_answer(row, index, text, at + timedelta(minutes=index))
    return again(row)


def token(invitation: Invitation) -> str:
    return queries.link_of(invitation, "x").rstrip("/").rsplit("/", 1)[1]

"""Another company's ids in every address: nothing is shown, nothing changes, and the answer tells nothing."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from bole.accounts.actions import members
from bole.accounts.models import Grant, Role
from bole.accounts.tests import factories as staff
from bole.assessment import api as assessment
from bole.assessment.tests import factories as plans
from bole.core import clock, tenancy
from bole.core.models import Tenant
from bole.interviews.actions import conduct, record, score
from bole.interviews.models import Invitation, Recording
from bole.interviews.tests import factories as make
from bole.interviews.tests.test_score import STRONG
from bole.notifications.models import Message
from bole.people.models import ImportBatch
from bole.privacy import api as privacy
from bole.privacy.models import ErasureCertificate, ErasureRequest

pytestmark = pytest.mark.django_db


def addresses(patterns: list[Any], prefix: str = "") -> Iterator[str]:
    """Every address of the house that holds an id, as its pattern."""
    for one in patterns:
        whole = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, whole)
        elif isinstance(one, URLPattern) and "<uuid:" in whole and not whole.startswith("c/"):
            yield whole


OFFICE = sorted(addresses(get_resolver().url_patterns))


@pytest.fixture
def ids(db: None) -> dict[str, str]:
    """One of everything in one company, by the name that addresses give it; the texts must not be seen elsewhere."""
    now = clock.now() - timedelta(hours=2)
    ours = Tenant.objects.create(slug="ours", name="清禾餐饮", contact_email="hr@ours.example")
    with tenancy.of(ours.pk):
        member = staff.make_member("zhou@ours.example", "周机密")
        role = Role.objects.get(key="hr")
        asked = members.invite(
            email="new@ours.example", name="新同事", role=role, scope="/", language="zh-hans",
            base_url="https://x", actor=staff.actor_of(member), at=now,
        )  # fmt: skip
        spoken = make.at_questions(ours, now)
        attempt = make.start(spoken, 0, now)
        make.upload(attempt, [b"secret sound"])
        record.finish(attempt, count=1, duration_ms=1, at=now)
        done = make.typed_sitting(ours, now, STRONG, name="林机密")
        conduct.submit(done, at=now)
        score.score(make.again(done).session, tenant=ours, at=now)
        done = make.again(done)
        privacy.request_erasure(spoken.subject_id, actor=make.HR, at=now)
        batch = ImportBatch.objects.first()
        certificate = ErasureCertificate.objects.first()
        return {
            "invitation_id": str(done.pk),
            "ref": str(done.session.pk),
            "recording_id": str(Recording.objects.values_list("pk", flat=True)[0]),
            "plan_id": str(assessment.frozen(done.plan_id).plan_id),
            "person_id": str(done.person_id),
            "subject_id": str(done.subject_id),
            "membership_id": str(member.pk),
            "role_id": str(role.pk),
            "colleague": str(asked.pk),
            "message_id": str(Message.objects.values_list("pk", flat=True)[0]),
            "request_id": str(privacy_request(spoken.subject_id)),
            "batch_id": str(batch.pk if batch else done.pk),
            "certificate_id": str(certificate.pk if certificate else done.pk),
            "tenant_id": str(ours.pk),
            # Nobody's: there are none yet in this company, which answers like somebody else's.
            "calibration_id": str(done.pk),
            "run_id": str(done.pk),
            **plans.bank_ids(at=now),
        }


def privacy_request(subject_id: UUID) -> UUID:
    return ErasureRequest.objects.get(subject_id=subject_id).pk


@pytest.fixture
def stranger(db: None, client: Client) -> Client:
    """Someone in another company who may do everything there."""
    theirs = Tenant.objects.create(slug="theirs", name="别家公司")
    with tenancy.of(theirs.pk):
        member = staff.make_member("all@theirs.example", "能手")
        for role in Role.objects.exclude(key="hr"):
            Grant.objects.create(membership=member, role=role)
    staff.sign_in(client, member.user)
    return client


def filled(pattern: str, ids: dict[str, str]) -> str:
    """The pattern with the other company's ids in it."""
    path = "/" + pattern
    for name, value in ids.items():
        path = path.replace(f"<uuid:{name}>", value)
    if pattern.startswith("members/invitations/"):
        path = path.replace(ids["invitation_id"], ids["colleague"])
    for name, text in (
        ("active", "off"),
        ("question_id", "s1"),
        ("shelf", "questions"),
        ("verb", "retire"),
        ("to", "on"),
    ):
        path = path.replace(f"<str:{name}>", text)
    return path


def state(tenant_id: str) -> list[Any]:
    """What must be the same afterwards."""
    with tenancy.of(tenant_id):
        return [
            list(Invitation.objects.order_by("pk").values_list("pk", "state", "deadline")),
            list(Role.objects.order_by("pk").values_list("pk", "second_step")),
            list(Message.objects.order_by("pk").values_list("pk", "state")),
            list(Grant.objects.order_by("pk").values_list("pk", "role", "scope")),
        ]


@pytest.mark.parametrize("method", ["get", "post"])
def test_no_address_opens_for_a_stranger(ids: dict[str, str], stranger: Client, method: str) -> None:
    before = state(ids["tenant_id"])
    answers = {}
    for pattern in OFFICE:
        path = filled(pattern, ids)
        assert "<" not in path, f"{pattern} needs an id in this test"
        response = getattr(stranger, method)(path, {"outcome": "proceed", "hours": "24", "title": "x", "confirm": "1"})
        answers[pattern] = response.status_code
        assert "机密" not in response.content.decode("utf-8", "replace"), pattern
    assert {pattern: code for pattern, code in answers.items() if code not in {404, 405}} == {}
    assert state(ids["tenant_id"]) == before


def test_the_same_addresses_are_there_for_their_own_people(ids: dict[str, str], client: Client) -> None:
    """Else the test above would prove nothing."""
    with tenancy.of(ids["tenant_id"]):
        member = staff.Membership.objects.get(pk=ids["membership_id"])
        for role in Role.objects.exclude(key="hr"):
            Grant.objects.create(membership=member, role=role)
    staff.sign_in(client, member.user)
    absent = [pattern for pattern in OFFICE if client.get(filled(pattern, ids)).status_code == 404]
    nobodys = ("batch_id", "certificate_id", "calibration_id", "run_id")
    assert [one for one in absent if not any(name in one for name in nobodys)] == [
        "plans/<uuid:plan_id>/questions/<str:question_id>/"
    ]


def test_ids_in_forms_are_no_way_in_either(ids: dict[str, str], stranger: Client) -> None:
    before = state(ids["tenant_id"])
    with tenancy.of(Tenant.objects.get(slug="theirs").pk):
        own = make.invitation(Tenant.objects.get(slug="theirs"), clock.now())
        plan = make.plan_id(clock.now())
        theirs = Invitation.objects.count()
    invited = stranger.post("/interviews/invite/", {"person": [ids["person_id"]], "plan": str(plan), "window": "72"})
    by_plan = stranger.post(
        "/interviews/invite/", {"person": [str(own.person_id)], "plan": ids["plan_id"], "window": "72"}
    )
    with_panel = stranger.post(f"/interviews/{own.pk}/panel/", {"users": [staff_id(ids)]})
    assert "机密" not in (invited.content + by_plan.content + with_panel.content).decode()
    with tenancy.of(Tenant.objects.get(slug="theirs").pk):
        assert Invitation.objects.count() == theirs
        assert make.again(own).panel.count() == 0
    assert state(ids["tenant_id"]) == before


def staff_id(ids: dict[str, str]) -> str:
    with tenancy.of(ids["tenant_id"]):
        return str(staff.Membership.objects.get(pk=ids["membership_id"]).user_id)

"""A colleague sees what the role says, when it says so, and leaves a trace; a person who was erased leaves none."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from bole.accounts.models import Role
from bole.accounts.tests import factories as staff
from bole.assessment import api as assessment
from bole.assessment.models import Decision, HumanRating, Plan
from bole.audit.models import Entry
from bole.core import clock
from bole.core.models import Tenant
from bole.interviews.actions import conduct, invite, record, score
from bole.interviews.models import Attempt, Invitation, Recording
from bole.interviews.tests import factories as make
from bole.interviews.tests.test_score import STRONG
from bole.privacy.actions import erasure

pytestmark = pytest.mark.django_db


@pytest.fixture
def done(tenant: Tenant) -> Invitation:
    """A handed-in and assessed interview."""
    now = clock.now() - timedelta(hours=2)
    row = make.typed_sitting(tenant, now, STRONG)
    conduct.submit(row, at=now)
    score.score(make.again(row).session, tenant=tenant, at=now)
    return make.again(row)


@pytest.fixture
def interviewer(done: Invitation, client: Client) -> Client:
    member = staff.make_member("chen@qinghe.example", "陈力", role="interviewer")
    invite.set_panel(done, [member.user_id], actor=make.HR, at=clock.now())
    staff.sign_in(client, member.user)
    return client


def machine_words(done: Invitation) -> list[str]:
    """What only the machine said: its rationales, its suggestion and the behaviours it saw."""
    report = assessment.report_for(done.session.pk, staff.make_viewer("interviews.read"))
    assert report.machine is not None
    behaviours = [quote.behaviour for row in report.rows for quote in row.quotes]
    words = [report.machine.next_action_words, *(row.rationale for row in report.rows if row.rationale), *behaviours]
    # The plan's own anchors use some of the same words, and stand on the page for whoever rates by them.
    known = " ".join(text for row in report.rows for _level, text in row.anchors)
    return [one for one in words if one not in known]


def levels(done: Invitation) -> dict[str, str]:
    plan = assessment.frozen(done.plan_id).content
    return {f"level-{one.id}": "3" for one in plan.competencies}


def pages(done: Invitation) -> list[str]:
    return ["/", "/candidates/", "/candidates/?sort=new", "/candidates/?sort=match", f"/interviews/{done.pk}/"]


def test_an_interviewer_meets_no_word_of_the_machine_before_rating(done: Invitation, interviewer: Client) -> None:
    words = machine_words(done)
    for page in pages(done):
        shown = interviewer.get(page).content.decode()
        assert [one for one in words if one in shown] == [], page
    data = assessment.report_data(done.session.pk, viewer_of(interviewer), "zh-hans")
    assert (data["machine"], data["composite_match"]) == (None, None)
    assert all(row["level"] is None and row["quotes"] == [] and row["rationale"] == "" for row in data["rows"])
    interviewer.post(f"/plans/cases/{done.session.pk}/rate/", levels(done))
    shown = interviewer.get(f"/interviews/{done.pk}/").content.decode()
    assert any(one in shown for one in words)


def viewer_of(client: Client) -> Any:
    response = client.get("/")
    return response.context["viewer"]


def test_nobody_rates_twice(done: Invitation, interviewer: Client) -> None:
    url = f"/plans/cases/{done.session.pk}/rate/"
    interviewer.post(url, levels(done))
    before = list(HumanRating.objects.order_by("pk").values_list("pk", "level", "saw_machine"))
    interviewer.post(url, dict.fromkeys(levels(done), "5"))
    assert list(HumanRating.objects.order_by("pk").values_list("pk", "level", "saw_machine")) == before
    assert {saw for _pk, _level, saw in before} == {False}


@pytest.mark.parametrize("given", ["", "0", "6", "²", "-1", "1e0", "9" * 5000, "none5"])
def test_a_level_is_a_level(done: Invitation, interviewer: Client, given: str) -> None:
    url = f"/plans/cases/{done.session.pk}/rate/"
    assert interviewer.post(url, dict.fromkeys(levels(done), given)).status_code == 302
    assert HumanRating.objects.count() == 0


def test_who_may_not_decide_does_not(done: Invitation, interviewer: Client) -> None:
    url = f"/plans/cases/{done.session.pk}/decide/"
    assert interviewer.post(url, {"outcome": "proceed"}).status_code == 403
    Role.objects.filter(key="hr").update(capabilities=["interviews.read", "interviews.invite", "interviews.rate"])
    staff.sign_in(interviewer, staff.make_member("hr2@qinghe.example", "周敏", role="hr").user)
    assert interviewer.post(url, {"outcome": "proceed"}).status_code == 403
    assert Decision.objects.count() == 0


@pytest.mark.parametrize(
    "next_page", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x", "\r\n"]
)
def test_a_form_leads_back_to_us(done: Invitation, interviewer: Client, next_page: str) -> None:
    response = interviewer.post(f"/plans/cases/{done.session.pk}/rate/", levels(done) | {"next": next_page})
    assert response["Location"] == "/"


def test_a_way_of_answering_that_the_plan_leaves_out_is_refused(client: Client, tenant: Tenant) -> None:
    now = clock.now()
    Plan.objects.filter(pk=make.plan_id(now)).update(modes=["audio", "typed"])
    row = make.at_questions(tenant, now)
    url = f"/c/{tenant.slug}/i/{make.token(row)}/questions/0/attempts"
    refused = client.post(url, {"mode": "video", "device": "phone"}, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (409, "interviews.mode_not_offered")
    assert Attempt.objects.count() == 0


def test_after_erasure_every_page_is_kind(tenant: Tenant, done: Invitation, client: Client) -> None:
    now = clock.now()
    spoken = make.at_questions(tenant, now - timedelta(hours=1))
    attempt = make.start(spoken, 0, now)
    make.upload(attempt, [b"sound"])
    record.finish(attempt, count=1, duration_ms=1, at=now)
    recording = Recording.objects.get()
    links = [f"/c/{tenant.slug}/i/{make.token(row)}/" for row in (done, spoken)]
    for row in (done, spoken):
        erasure.erase(row.subject_id, actor=make.HR, at=now)
    for link in links:
        for page in (link, f"{link}state", f"{link}privacy/"):
            assert client.get(page).status_code < 500, page
    staff.sign_in(client, staff.make_member(role="hr").user)
    for row in (done, spoken):
        for page in (f"/interviews/{row.pk}/", f"/interviews/{row.pk}/report.pdf", "/", "/candidates/"):
            response = client.get(page)
            assert response.status_code < 500, page
            assert "林嘉怡" not in response.content.decode("utf-8", "replace"), page
        assert client.post(f"/interviews/{row.pk}/send-again/").status_code < 500
    assert client.get(f"/interviews/media/{recording.pk}/").status_code == 404


def test_every_act_of_the_office_is_in_the_log(tenant: Tenant, client: Client) -> None:
    now = clock.now()
    row = make.invitation(tenant, now)
    staff.sign_in(client, staff.make_member(role="hr").user)
    base = f"/interviews/{row.pk}"
    acts = {
        "interviews.send_again": (f"{base}/send-again/", {}),
        "interviews.extend": (f"{base}/extend/", {"hours": "24"}),
        "interviews.set_panel": (f"{base}/panel/", {}),
        "interviews.revoke": (f"{base}/revoke/", {}),
    }
    for verb, (url, data) in acts.items():
        client.post(url, data)
        assert Entry.objects.filter(verb=verb, object_id=str(row.pk), actor_kind="user").count() == 1, verb

"""HR's pages: who sees what, and a constant number of queries whatever the number of rows."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from bole.accounts.tests import factories as staff
from bole.assessment import api as assessment
from bole.core import clock
from bole.interviews import subscribers
from bole.interviews.actions import conduct, invite, score
from bole.interviews.models import Invitation
from bole.interviews.tests import factories as make
from bole.interviews.tests.test_score import STRONG

pytestmark = pytest.mark.django_db


@pytest.fixture
def hr(client, tenant, at):
    staff.sign_in(client, staff.make_member(role="hr").user)
    return client


def assessed(tenant, when):
    row = make.typed_sitting(tenant, when, STRONG)
    conduct.submit(row, at=when)
    score.score(make.again(row).session, tenant=tenant, at=when + timedelta(seconds=20))
    return make.again(row)


@pytest.mark.parametrize("page", ["/", "/candidates/"])
def test_lists_ask_the_same_number_of_questions_for_one_row_and_three(hr, tenant, page):
    now = clock.now() - timedelta(hours=2)
    assessed(tenant, now)
    make.invitation(tenant, now)
    hr.get(page)
    with CaptureQueriesContext(connection) as one:
        assert hr.get(page).status_code == 200
    for _ in range(2):
        assessed(tenant, now)
        make.invitation(tenant, now)
    with CaptureQueriesContext(connection) as three:
        assert hr.get(page).status_code == 200
    assert len(three) == len(one)


def test_a_report_opens_for_hr_and_names_the_evidence(hr, tenant):
    row = assessed(tenant, clock.now() - timedelta(hours=2))
    page = hr.get(f"/interviews/{row.pk}/").content.decode()
    assert "林嘉怡" in page
    assert "六月签了十二万的合同" in page


def test_hr_does_not_see_a_candidates_link_outside_the_demo(hr, tenant):
    row = make.invitation(tenant, clock.now())
    assert make.token(row) not in hr.get(f"/interviews/{row.pk}/").content.decode()


def test_an_interviewer_sees_only_what_the_panel_names(client, tenant):
    now = clock.now() - timedelta(hours=2)
    mine, other = assessed(tenant, now), assessed(tenant, now)
    member = staff.make_member(role="interviewer")
    staff.sign_in(client, member.user)
    invite.set_panel(mine, [member.user_id], actor=make.HR, at=now)

    assert client.get(f"/interviews/{mine.pk}/").status_code == 200
    assert client.get(f"/interviews/{other.pk}/").status_code == 404
    assert client.post(f"/interviews/{mine.pk}/revoke/").status_code == 403
    assert make.again(mine).state == "submitted"


def test_names_with_markup_are_inert(hr, tenant):
    make.invitation(tenant, clock.now(), name="<script>alert(1)</script>{{ 7|add:7 }}")
    page = hr.get("/candidates/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert "{{ 7|add:7 }}" in page


def test_inviting_from_the_page(hr, tenant):
    now = clock.now()
    person = make.person(now)
    plan = make.plan_id(now)
    page = hr.post("/interviews/invite/", {"person": [str(person.pk)], "plan": str(plan), "window": "48"})
    assert page.status_code == 302
    assert "林嘉怡" in hr.get("/candidates/").content.decode()


def test_the_report_is_printed(hr, tenant):
    row = assessed(tenant, clock.now() - timedelta(hours=2))
    pdf = hr.get(f"/interviews/{row.pk}/report.pdf")
    assert pdf.status_code == 200
    assert pdf.content.startswith(b"%PDF-")
    assert row.session.pdfs.count() == 1


def test_the_guide_is_offered_until_it_was_read(hr, tenant):
    row = assessed(tenant, clock.now() - timedelta(hours=2))
    assert "首次查看报告" in hr.get(f"/interviews/{row.pk}/").content.decode()
    assert hr.get("/interviews/guide/").status_code == 200
    assert "首次查看报告" not in hr.get(f"/interviews/{row.pk}/").content.decode()


def test_whom_to_invite_is_searched_and_the_never_invited_come_first(hr, tenant):
    now = clock.now()
    make.person(now - timedelta(days=1), name="新来的")
    make.invitation(tenant, now, name="邀请过的")
    names = [one["person"].name for one in hr.get("/interviews/invite/").context["pool"]]
    assert names == ["新来的", "邀请过的"]
    found = hr.get("/interviews/invite/", {"q": "邀请"}).context["pool"]
    assert [(one["person"].name, str(one["state"][0])) for one in found] == [("邀请过的", "已邀请")]
    assert hr.get("/candidates/").context["uninvited"] == 1


def test_without_a_choice_the_window_is_the_plans(hr, tenant):
    now = clock.now()
    person, plan = make.person(now), make.plan_id(now)
    assert (
        hr.post("/interviews/invite/", {"person": str(person.pk), "plan": str(plan), "window": "0"}).status_code == 302
    )
    assert Invitation.objects.get(person_id=person.pk).window_hours == 72


def test_an_interviewers_work_is_what_they_have_not_rated(client, tenant):
    now = clock.now() - timedelta(hours=2)
    row = assessed(tenant, now)
    member = staff.make_member(role="interviewer")
    staff.sign_in(client, member.user)
    invite.set_panel(row, [member.user_id], actor=make.HR, at=now)
    assert client.get("/").context["review_total"] == 1
    names = [one.id for one in assessment.frozen(row.plan_id).content.competencies]
    client.post(f"/plans/cases/{row.session.pk}/rate/", {f"level-{name}": "3" for name in names})
    assert client.get("/").context["review_total"] == 0


def test_the_mail_about_the_human_route_names_the_candidate_not_its_reader(tenant, monkeypatch):
    now = clock.now()
    row = make.invitation(tenant, now, name="马晓东")
    tenant.contact_name, tenant.contact_email = "周敏", "hr@example.com"
    tenant.save(update_fields=["contact_name", "contact_email"])
    sent = []
    monkeypatch.setattr(
        subscribers.notifications, "send", lambda to, kind, variables, **_: sent.append((to, variables))
    )
    subscribers.tell_contact(SimpleNamespace(invitation_id=row.pk, at=now))
    [(to, variables)] = sent
    subject = render_to_string("interviews/messages/human_route.zh-hans.subject.txt", variables | {"name": to.name})
    assert (to.name, "马晓东" in subject, "周敏" in subject) == ("周敏", True, False)


def test_the_human_route_ends_in_ratings_and_a_decision_by_people(hr, tenant):
    now = clock.now() - timedelta(hours=2)
    row = make.invitation(tenant, now)
    conduct.choose_person(row, at=now)
    page = hr.get(f"/interviews/{row.pk}/").content.decode()
    assert "已与候选人面谈" in page
    assert "/decide/" not in page

    assert hr.post(f"/interviews/{row.pk}/met/").status_code == 302

    assert make.again(row).state == "met"
    page = hr.get(f"/interviews/{row.pk}/").content.decode()
    decide = f"/plans/cases/{row.session.pk}/decide/"
    assert decide in page
    answer = hr.post(decide, {"outcome": "proceed", "reason": "当面聊过，沟通清楚。", "next": f"/interviews/{row.pk}/"})
    assert answer.status_code == 302
    assert "当面聊过" in hr.get(f"/interviews/{row.pk}/").content.decode()
    assert hr.post(f"/interviews/{row.pk}/met/").status_code == 409


def test_who_has_no_part_in_interviews_begins_at_their_own_first_page(client, tenant):
    staff.sign_in(client, staff.make_member(role="auditor").user)
    answer = client.get("/")
    assert (answer.status_code, answer["Location"]) == (302, "/audit/")


def test_a_visitor_is_led_to_the_sign_in(client, tenant):
    answer = client.get("/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")

"""HR's pages: who sees what, and a constant number of queries whatever the number of rows."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bole.accounts.tests import factories as staff
from bole.core import clock
from bole.interviews.actions import conduct, invite, score
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

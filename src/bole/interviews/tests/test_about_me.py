"""自愿资料 on the candidate's own page: asked when the interview is over, kept apart, deleted by one button."""

from datetime import timedelta

import pytest

from bole.assessment.ports import sittings
from bole.core import clock
from bole.interviews import queries
from bole.interviews.models import Invitation
from bole.interviews.tests import factories as make
from bole.privacy import api as privacy

pytestmark = pytest.mark.django_db


@pytest.fixture
def over(tenant):
    return make.invitation(tenant, clock.now() - timedelta(hours=100))


def address(row):
    return f"/c/qinghe/i/{make.token(row)}/"


def form(row, **values):
    text = privacy.current_text("fairness", row.language)
    return {"version": text.version, "hash": text.hash, "act": "save", **values}


def test_before_the_interview_is_over_nobody_is_asked(client, tenant):
    row = make.invitation(tenant, clock.now() - timedelta(hours=1))

    assert client.get(address(row) + "about-me/").status_code == 404
    assert client.post(address(row) + "about-me/", form(row, sex="male")).status_code == 404
    assert privacy.details.of([row.subject_id]) == {}


def test_the_own_page_leads_there_and_what_is_said_is_kept_and_deleted(client, over):
    page = address(over) + "about-me/"
    assert page in client.get(address(over)).content.decode()
    shown = client.get(page).content.decode()
    assert "完全自愿" in shown
    assert privacy.details.of([over.subject_id]) == {}

    client.post(page, form(over, sex="female", age="25_34"))
    assert privacy.details.of([over.subject_id]) == {over.subject_id: {"sex": "female", "age": "25_34"}}
    assert 'value="female" selected' in client.get(page).content.decode()

    client.post(page, form(over, act="delete", sex="female"))
    assert privacy.details.of([over.subject_id]) == {}


@pytest.mark.parametrize("wrong", [{"sex": "<b>"}, {"hash": "0", "sex": "male"}])
def test_what_is_not_on_offer_or_another_text_keeps_nothing(client, over, wrong):
    answer = client.post(address(over) + "about-me/", form(over) | wrong)

    assert answer.status_code == 200
    assert privacy.details.of([over.subject_id]) == {}


def test_who_left_is_counted_at_the_last_question_they_began(tenant):
    at = clock.now() - timedelta(hours=100)
    gone = make.at_questions(tenant, at)
    make.type_answer(gone, 0, "我先看了监控，然后定位到慢查询。", at + timedelta(minutes=5))
    make.start(gone, 1, at + timedelta(minutes=9))
    living = make.at_questions(tenant, at, email="other@example.com")
    make.start(living, 0, at + timedelta(minutes=9))
    plan = gone.plan.plan_id
    assert queries.left_at(plan) == {}

    Invitation.objects.filter(pk=gone.pk).update(state="expired")
    assert queries.left_at(plan) == {"q2": 1}
    assert sittings.left(plan) == {"q2": 1}

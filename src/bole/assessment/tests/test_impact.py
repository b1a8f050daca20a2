"""No machine rating without a signed impact assessment: withheld, released, kept. Who is no person signs nothing."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from bole.accounts.tests.factories import make_member, sign_in
from bole.assessment import access, api
from bole.assessment.actions import cases, impact, judging, plans
from bole.assessment.models import ImpactAssessment, MachineAssessment, Plan, Waiting
from bole.assessment.ports import case_guard
from bole.assessment.queries import impact as queries
from bole.assessment.tests import factories
from bole.core import ids, navigation, outbox
from bole.core.actor import SYSTEM, Actor
from bole.core.errors import Forbidden, Invalid

HR = Actor("user", "u-1", "周敏")
pytestmark = pytest.mark.usefixtures("tenant")


@pytest.fixture
def plan(tenant, at):
    return factories.make_plan(at=at, blind_percent=0)


@pytest.fixture
def held(plan, at):
    """A case by a version that nobody has signed for, with its answers handed in."""
    frozen = plans.freeze(plan, actor=HR, at=at)
    case = factories.make_case(frozen, at=at)
    assert not api.assess(case.ref, factories.answers(), subject_id=case.subject_id, frozen_id=frozen.pk, at=at)
    return case


@pytest.fixture
def hr(client, tenant, monkeypatch):
    monkeypatch.setattr(navigation, "_groups", {"work": navigation.Group("工作", 10)})
    ours = [entry for entry in navigation._entries if entry.view.startswith("assessment:")]
    monkeypatch.setattr(navigation, "_entries", ours)
    monkeypatch.setattr(case_guard, "_may_open", lambda viewer, ref: True)
    sign_in(client, make_member("min.zhou@qinghe.example", "周敏", role="hr").user)
    return client


def filled(plan):
    return {one.key: one.text for one in queries.template(plan)}


def test_without_a_signature_nothing_is_rated_by_machine_and_people_can_rate(held, at):
    row = Waiting.objects.get()
    assert (row.state, row.case_id, MachineAssessment.objects.count()) == ("unsigned", held.pk, 0)
    assert outbox.pending("assessment.AssessmentReady") == []
    viewer = factories.viewer(*factories.HR)
    report = access.report_for(viewer, held.ref)
    assert (report.assessed, report.machine, report.waiting.state) == (False, None, "unsigned")
    assert report.waiting.plan_id == held.frozen_plan.plan_id
    assert all(level.level is None for level in report.rows)


def test_the_signature_releases_what_was_withheld(plan, held, at):
    row = impact.sign(plan, filled(plan), actor=HR, at=at)
    assert impact.release(held.ref, at=at)
    assert not impact.release(held.ref, at=at)

    assert (MachineAssessment.objects.get().case_id, Waiting.objects.count()) == (held.pk, 0)
    assert len(outbox.pending("assessment.AssessmentReady")) == 1
    assert (row.by_label, row.judge, row.keep_until.year) == ("周敏", "evidence", at.year + 3)
    assert [section["key"] for section in row.sections] == list(queries.TITLES)


def test_what_is_rated_after_the_signature_is_what_would_have_been(plan, held, at):
    impact.sign(plan, filled(plan), actor=HR, at=at)
    impact.release(held.ref, at=at)
    again = factories.assessed_case(held.frozen_plan, at=at)

    first, second = (MachineAssessment.objects.get(case=case) for case in (held, again))
    assert (first.match, first.low, first.input_digest) == (second.match, second.low, second.input_digest)


def test_nobody_but_a_person_signs(plan, at):
    for actor in (SYSTEM, Actor("machine", factories.judge_name(), "judge"), Actor("user", "u-1", " ")):
        with pytest.raises(Forbidden):
            impact.sign(plan, filled(plan), actor=actor, at=at)
    assert ImpactAssessment.objects.count() == 0
    row = impact.sign(plan, filled(plan), actor=HR, at=at)
    copy = {field.attname: getattr(row, field.attname) for field in ImpactAssessment._meta.concrete_fields}
    with pytest.raises(IntegrityError), transaction.atomic():
        ImpactAssessment.objects.create(**{**copy, "id": ids.uuid7(), "by_kind": "machine"})


def test_sections_without_words_and_plans_out_of_use_are_not_signed(plan, at):
    with pytest.raises(Invalid) as refusal:
        impact.sign(plan, {**filled(plan), "risks": "  无 ", "data": "长" * 4001}, actor=HR, at=at)
    assert sorted(refusal.value.errors) == ["data", "risks"]
    plans.edit_question(plan, "q1", {"text": "客户嫌贵，请回应"}, actor=HR, at=at)
    with pytest.raises(impact.NothingToSign):
        impact.sign(plan, filled(plan), actor=HR, at=at)
    plans.discard(plan, actor=HR, at=at)
    plans.retire(plan, actor=HR, at=at)
    with pytest.raises(impact.NothingToSign):
        impact.sign(plan, filled(plan), actor=HR, at=at)
    assert ImpactAssessment.objects.count() == 0


def test_another_question_or_another_judge_asks_for_another_signature(plan, at):
    impact.sign(plan, filled(plan), actor=HR, at=at)
    assert api.ready_plans()[0].signed
    Plan.objects.filter(pk=plan.pk).update(window_hours=24)
    assert api.ready_plans()[0].signed

    Plan.objects.filter(pk=plan.pk).update(judge="llm")
    assert not api.ready_plans()[0].signed
    Plan.objects.filter(pk=plan.pk).update(judge="")
    plan.refresh_from_db()
    plans.edit_question(plan, "q1", {"text": "客户嫌贵，请回应"}, actor=HR, at=at)
    plans.publish(plan, actor=HR, at=at)
    assert not api.ready_plans()[0].signed
    new = plans.freeze(plan, actor=HR, at=at)
    assert not queries.covers(new)
    impact.sign(plan, filled(plan), actor=HR, at=at)
    assert queries.covers(new)


def test_a_signature_for_the_new_version_releases_only_that(plan, held, at):
    plans.edit_question(plan, "q1", {"text": "客户嫌贵，请回应"}, actor=HR, at=at)
    plans.publish(plan, actor=HR, at=at)
    impact.sign(plan, filled(plan), actor=HR, at=at)

    assert not impact.release(held.ref, at=at)
    assert (Waiting.objects.count(), MachineAssessment.objects.count()) == (1, 0)


def test_what_waits_for_a_signature_is_not_pushed_to_a_judge(held, at):
    assert judging.claim(held.ref, at=at) is None
    assert not judging.try_now(held, actor=HR, at=at)
    assert judging.use_embedded(held, actor=HR, at=at) is None
    assert judging.requeue_lost(at=at + timedelta(days=1)) == 0
    assert (Waiting.objects.get().state, MachineAssessment.objects.count()) == ("unsigned", 0)


def test_handed_in_while_somebody_signed_is_found_again(plan, held, at):
    assert impact.requeue_lost() == 0
    impact.sign(plan, filled(plan), actor=HR, at=at)
    assert impact.requeue_lost() == 1


def test_the_same_answers_again_are_kept_once_and_corrected_ones_replace_them(held, at):
    first = Waiting.objects.get().pk
    frozen_id = held.frozen_plan_id
    cases.assess(held.ref, factories.answers(), subject_id=held.subject_id, frozen_id=frozen_id, at=at)
    assert Waiting.objects.get().pk == first
    cases.assess(held.ref, factories.answers(team="另一个回答"), subject_id=held.subject_id, frozen_id=frozen_id, at=at)
    assert Waiting.objects.get().pk != first


def test_a_model_rates_only_after_a_signature_that_names_it(plan, at):
    factories.rate_by_model(at)
    frozen = plans.freeze(plan, actor=HR, at=at)
    case = factories.make_case(frozen, at=at)
    factories.wait(case, at=at)
    assert Waiting.objects.get().state == "unsigned"
    assert "委托处理" in filled(plan)["machine"]

    assert impact.sign(plan, filled(plan), actor=HR, at=at).judge == "llm"
    assert impact.release(case.ref, at=at)
    assert Waiting.objects.get().state == "queued"
    factories.judge_waiting(case.ref, at=at)
    assert MachineAssessment.objects.get().case_id == case.pk


def test_what_was_signed_is_neither_changed_nor_removed(plan, at):
    row = impact.sign(plan, filled(plan), actor=HR, at=at)
    for forbidden in (
        lambda: ImpactAssessment.objects.update(title="别的"),
        lambda: ImpactAssessment.objects.all().delete(),
    ):
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            forbidden()
    assert ImpactAssessment.objects.get().title == row.title


def test_supplied_plans_come_unsigned_unless_somebody_signs_for_them(tenant, at):
    api.seed_packs(at=at)
    assert [one.signed for one in api.ready_plans()] == [False] * len(api.ready_plans())
    api.seed_packs(at=at, signed_by=HR)
    api.seed_packs(at=at, signed_by=HR)

    assert all(one.signed for one in api.ready_plans())
    assert ImpactAssessment.objects.count() == len(api.ready_plans())


def test_the_template_speaks_of_the_plan(plan):
    texts = filled(plan)
    for words in ("小样方案", "2 道题", "约 8 分钟", "异议处理、团队协作"):
        assert words in texts["purpose"]
    assert "视频、语音、文字" in texts["data"]
    assert "0%" in texts["measures"]


def test_hr_sees_why_and_signs_with_one_form(hr, plan, held):
    page = hr.get(f"/plans/{plan.pk}/").content.decode()
    assert "本方案的面试目前只由人评分" in page
    assert f'href="/plans/{plan.pk}/impact/"' in page
    form = hr.get(f"/plans/{plan.pk}/impact/").content.decode()
    assert "有 1 场已提交的面试在等待签署" in form
    # The signer's browser sends every section back as it stands on the page.
    names = re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>[^<]+</textarea>', form)
    assert names == list(queries.TITLES)

    bad = hr.post(f"/plans/{plan.pk}/impact/", filled(plan))
    short = hr.post(f"/plans/{plan.pk}/impact/", {**filled(plan), "risks": "无", "agreed": "1"})
    assert (bad.status_code, short.status_code, ImpactAssessment.objects.count()) == (422, 422, 0)
    good = hr.post(f"/plans/{plan.pk}/impact/", {**filled(plan), "agreed": "1"})
    assert (good.status_code, good["Location"]) == (302, f"/plans/{plan.pk}/")
    row = ImpactAssessment.objects.get()
    assert row.by_label == "周敏"
    print_page = hr.get(f"/plans/impact/{row.pk}/").content.decode()
    for words in ("个人信息保护影响评估报告", "周敏", row.basis, "data-print"):
        assert words in print_page
    assert "只由人评分" not in hr.get(f"/plans/{plan.pk}/").content.decode()


def test_the_page_costs_the_same_with_one_signature_and_with_three(hr, plan, at):
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert hr.get(f"/plans/{plan.pk}/impact/").status_code == 200
        return len(seen)

    impact.sign(plan, filled(plan), actor=HR, at=at)
    hr.get("/plans/")
    one = cost()
    for _again in range(2):
        impact.sign(plan, filled(plan), actor=HR, at=at)
    assert cost() == one


def test_who_may_not_write_plans_cannot_sign(client, plan, hr):
    sign_in(client, make_member("li.wen@qinghe.example", "李雯", role="interviewer").user)
    assert client.post(f"/plans/{plan.pk}/impact/", {**filled(plan), "agreed": "1"}).status_code == 403
    assert client.get(f"/plans/impact/{ids.uuid7()}/").status_code in {403, 404}
    assert ImpactAssessment.objects.count() == 0

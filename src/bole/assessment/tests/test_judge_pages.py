"""The judge's page, a waiting interview's buttons, cost and re-scoring on a plan's page."""

import numpy as np
import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from bole.accounts.tests.factories import make_member, sign_in
from bole.assessment import access
from bole.assessment.actions import judging, rescoring
from bole.assessment.models import JudgeSettings, MachineAssessment, Plan, Rescore, Waiting
from bole.assessment.ports import case_guard, language_model
from bole.assessment.tests import factories
from bole.assessment.web.plans import yuan
from bole.core import navigation
from bole.core.actor import Actor
from bole_engines.assessment import rules

USER = Actor("user", "u-1", "周敏")
FORM = {
    "judge": "llm",
    "samples": "5",
    "tokens": "50000",
    "most_yuan": "1.50",
    "seconds": "600",
    "read_yuan": "2",
    "written_yuan": "8",
    "cpu_yuan": "0.20",
    "message_yuan": "0.05",
}


@pytest.fixture(autouse=True)
def only_our_menu(monkeypatch):
    """The menu's other entries belong to modules that these tests do not look at."""
    monkeypatch.setattr(navigation, "_groups", {"work": navigation.Group("工作", 10)})
    ours = [entry for entry in navigation._entries if entry.view.startswith("assessment:")]
    monkeypatch.setattr(navigation, "_entries", ours)


@pytest.fixture(autouse=True)
def everyone_may_open(monkeypatch):
    monkeypatch.setattr(case_guard, "_may_open", lambda viewer, ref: True)


def signed_in(client, role):
    member = make_member(f"{role}@qinghe.example", "周敏", role=role)
    sign_in(client, member.user)
    return client


@pytest.fixture
def hr(client, tenant):
    return signed_in(client, "hr")


@pytest.fixture
def waiting(tenant, at):
    """A case that a server in trouble has left waiting."""
    case = factories.make_case(factories.make_frozen(at=at, blind_percent=0, judge="llm"), at=at)
    factories.wait(case, at=at)
    work = judging.claim(case.ref, at=at)
    judging.settle(work, judging.hold(work, None), model="", at=at)
    return case


def test_hr_sets_judge_limits_and_prices_in_yuan(hr):
    response = hr.post("/plans/judge/", FORM)
    row = JudgeSettings.objects.get()

    assert response.status_code == 302
    assert (row.judge, row.samples, row.tokens, row.seconds) == ("llm", 5, 50_000, 600)
    assert (row.fen, row.read_fen, row.written_fen, row.cpu_fen, row.message_fen) == (150, 200, 800, 20, 5)
    assert 'value="1.5' in hr.get("/plans/judge/").content.decode()


@pytest.mark.parametrize(("field", "value"), [("judge", "gpt"), ("samples", "4"), ("read_yuan", "-1"), ("tokens", "x")])
def test_a_wrong_setting_is_refused_and_nothing_kept(hr, field, value):
    response = hr.post("/plans/judge/", FORM | {field: value})

    assert response.status_code == 422
    assert JudgeSettings.objects.count() == 0


def test_a_hiring_manager_sees_the_judge_and_cannot_change_it(client, tenant):
    manager = signed_in(client, "hiring_manager")
    page = manager.get("/plans/judge/").content.decode()
    refused = manager.post("/plans/judge/", FORM)

    assert "内置评估（离线、免费）" in page
    assert "没有等待中的面试" in page
    assert refused.status_code == 403
    assert JudgeSettings.objects.count() == 0


def test_the_page_names_the_model_that_is_set_up(hr):
    before = language_model.use(factories.StandIn)
    try:
        page = hr.get("/plans/judge/").content.decode()
    finally:
        language_model.use(*before)

    assert "已设置 stand-in 1" in page
    assert "尚未设置语言模型" in hr.get("/plans/judge/").content.decode()


def test_the_page_names_the_built_in_judge_with_its_rules_and_encoder(hr):
    assert f"内置评估是 {factories.judge_name()}" in hr.get("/plans/judge/").content.decode()


def test_a_result_whose_encoder_is_gone_says_so_and_is_not_compared(hr, tenant, at):
    case = factories.make_case(factories.make_frozen(at=at, blind_percent=0), at=at)
    rules.use(Gone)
    try:
        judging.rate_embedded(case, factories.answers(), (), at=at)
    finally:
        rules.use(None)

    page = hr.post(f"/plans/cases/{case.ref}/recompute/", {"next": "/plans/"}, follow=True).content.decode()

    assert "这个结果用到的语义模型没有安装在这里，所以无法重新计算。" in page
    assert MachineAssessment.objects.get().judge == "evidence-v2+onnx-gone-00000000"


class Gone:
    """An encoder that was here when the interview was rated."""

    name = "onnx-gone-00000000"

    def embed(self, texts):
        return np.ones((len(texts), 4), dtype=np.float32) / 2


def test_what_waits_is_shown_by_reason_and_tried_again_at_a_click(hr, waiting):
    page = hr.get("/plans/judge/").content.decode()
    response = hr.post("/plans/judge/retry/")

    assert "没有设置语言模型，或其地址不允许访问。" in page
    assert "1 场面试" in page
    assert response.status_code == 302
    assert (Waiting.objects.get().state, Waiting.objects.get().tries) == ("queued", 0)


def test_a_waiting_interview_says_why_and_what_can_be_done(waiting):
    viewer = factories.viewer(*factories.HR)
    request = RequestFactory().get("/interviews/x/")
    request.viewer = viewer
    report = access.report_for(viewer, waiting.ref)
    shown = render_to_string("assessment/_waiting.html", {"report": report, "request": request}, request=request)
    request.viewer = factories.viewer(*factories.INTERVIEWER)
    plain = render_to_string("assessment/_waiting.html", {"report": report, "request": request}, request=request)

    for words in ("等待评估", "没有设置语言模型", "11-24 09:01", "不会给出任何分数", "立即重试", "改由内置评估完成"):
        assert words in shown
    assert "立即重试" not in plain


def test_the_buttons_of_a_waiting_interview(hr, waiting):
    again = hr.post(f"/plans/cases/{waiting.ref}/retry/", {"next": "/interviews/x/"})
    state = Waiting.objects.get().state
    instead = hr.post(f"/plans/cases/{waiting.ref}/built-in/", {"next": "//evil.example/"})

    assert (again.url, state) == ("/interviews/x/", "queued")
    assert instead.url == "/"
    assert (MachineAssessment.objects.get().judge, Waiting.objects.count()) == (factories.judge_name(), 0)


@pytest.mark.parametrize("what", ["retry", "built-in", "recompute"])
def test_interviewers_do_not_run_the_judge(client, waiting, what):
    response = signed_in(client, "interviewer").post(f"/plans/cases/{waiting.ref}/{what}/")

    assert response.status_code == 403
    assert (Waiting.objects.get().state, MachineAssessment.objects.count()) == ("failed", 0)


def test_a_result_is_computed_again_at_a_click(hr, tenant, at):
    case = factories.assessed_case(factories.make_frozen(at=at), at=at)
    hr.post(f"/plans/cases/{case.ref}/recompute/", {"next": "/plans/"})
    same = hr.get("/plans/").content.decode()
    MachineAssessment.objects.update(run=None)
    hr.post(f"/plans/cases/{case.ref}/recompute/", {"next": "/plans/"})
    gone = hr.get("/plans/").content.decode()

    assert "结果完全一致" in same
    assert "没有留存可用于复算的内容" in gone


def test_a_plan_shows_what_an_interview_costs(hr, tenant, at):
    JudgeSettings.objects.create(message_fen=0, cpu_fen=0, read_fen=200, written_fen=800)
    frozen = factories.make_frozen(at=at, judge="llm")
    before = hr.get(f"/plans/{frozen.plan_id}/").content.decode()
    case = factories.make_case(frozen, at=at)
    factories.wait(case, at=at)
    factories.judge_waiting(case.ref, at=at)
    MachineAssessment.objects.update(cost=16_000_000, tokens_read=40_000, tokens_written=10_000, cpu_ms=1500)
    after = hr.get(f"/plans/{frozen.plan_id}/").content.decode()

    assert "首场面试完成评估后显示" in before
    assert "¥0.16" in after
    assert "50000" in after.replace(",", "").replace("\u00a0", "")
    assert "1.50" in after


def test_small_amounts_are_told_from_nothing():
    assert [yuan(one) for one in (None, 0.0, 0.0004, 0.16, 12.345)] == ["", "0.00", "0.0004", "0.16", "12.35"]


def test_re_scoring_starts_shows_progress_and_stops(hr, tenant, at):
    frozen = factories.make_frozen(at=at)
    for _ in range(3):
        factories.assessed_case(frozen, at=at)
    started = hr.post(f"/plans/{frozen.plan_id}/rescore/")
    row = Rescore.objects.get()
    rescoring.step(row.pk, at=at, size=2)
    running = hr.get(f"/plans/{frozen.plan_id}/rescore/progress/").content.decode()
    hr.post(f"/plans/{frozen.plan_id}/rescore/stop/")
    stopped = hr.get(f"/plans/{frozen.plan_id}/").content.decode()

    assert started.url == f"/plans/{frozen.plan_id}/#rescore"
    assert "2 / 3" in running
    assert 'hx-trigger="every 3s"' in running
    assert "已手动停止" in stopped
    assert "hx-trigger" not in stopped


def test_without_rated_interviews_re_scoring_is_refused_kindly(hr, tenant, at):
    plan = factories.make_plan(at=at)
    hr.post(f"/plans/{plan.pk}/rescore/")

    assert "无需重新评估" in hr.get(f"/plans/{plan.pk}/").content.decode()
    assert Rescore.objects.count() == 0


def test_the_judges_page_costs_the_same_whatever_waits(hr, tenant, at):
    frozen = factories.make_frozen(at=at, judge="llm")

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            hr.get("/plans/judge/")
        return len(seen)

    factories.wait(factories.make_case(frozen, at=at), at=at)
    hr.get("/plans/judge/")
    one = cost()
    for _ in range(2):
        factories.wait(factories.make_case(frozen, at=at), at=at)

    assert cost() == one
    assert Plan.objects.count() == 1

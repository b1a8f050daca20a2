"""The model's judge: cases that wait, results that can be computed again, faults that make no score."""

import json
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest

from bole.accounts.tests.factories import make_member
from bole.assessment import api, tasks
from bole.assessment.actions import cases, judging, plans
from bole.assessment.models import Case, JudgeSettings, MachineAssessment, Plan, Waiting
from bole.assessment.ports import ModelFailed, language_model
from bole.assessment.queries import judging as reading
from bole.assessment.queries import plans as plan_reading
from bole.assessment.tests import factories
from bole.assessment.tests.factories import AUDITOR, HR, viewer
from bole.assessment.types import PlanSettings
from bole.audit import api as audit
from bole.core import crypto, outbox
from bole.core.actor import Actor
from bole.core.models import Tenant
from bole.notifications.tests.factories import sent
from bole_engines.assessment.llm import Reply, Request, standin

USER = Actor("user", "u-1", "周敏")


class Slow(ModelFailed):
    why = "slow"


@dataclass
class Scripted:
    """A model that fails, or says what `say` returns, or else is obedient."""

    say: Any = None
    fails_from: int = 10_000
    failure: ModelFailed = field(default_factory=lambda: Slow(host="llm.example"))
    name: str = "scripted"
    version: str = "1"
    model: str = "m-1"
    asked: list[Request] = field(default_factory=list)

    def available(self) -> bool:
        return True

    def ask(self, request: Request) -> Reply:
        if len(self.asked) >= self.fails_from:
            raise self.failure
        self.asked.append(request)
        if self.say is not None:
            return Reply(self.say(request), 100, 10, self.model)
        return replace(standin.reply(request), prompt_tokens=1000, completion_tokens=50, model=self.model)


@pytest.fixture
def frozen(tenant, at):
    return factories.make_frozen(at=at, blind_percent=0, judge="llm")


@pytest.fixture
def case(frozen, at):
    """Handed in, waiting for the model."""
    made = factories.make_case(frozen, at=at)
    assert cases.assess(made.ref, factories.answers(), subject_id=made.subject_id, frozen_id=frozen.pk, at=at) is None
    return made


def turn(case: Case, model: Any, at: Any) -> judging.Outcome | None:
    work = judging.claim(case.ref, at=at)
    if work is None:
        return None
    outcome = judging.hold(work, model, ticks=lambda: 0.0, cpu=iter((1.0, 1.25)).__next__)
    judging.settle(work, outcome, model=model.model if model else "", at=at)
    return outcome


def ready() -> int:
    return len(outbox.pending("assessment.AssessmentReady"))


def test_the_judge_is_the_plans_or_else_the_companys_and_frozen_with_the_version(tenant, at):
    plan = factories.make_plan(at=at)
    built_in = plans.freeze(plan, actor=USER, at=at)
    JudgeSettings.objects.create(judge="llm", samples=5)
    by_company = plans.freeze(plan, actor=USER, at=at)
    plans.save_settings(plan, PlanSettings(72, 1, ("video", "audio", "typed"), 20, "evidence"), actor=USER, at=at)
    again = plans.freeze(plan, actor=USER, at=at)

    assert [reading.judge_of(one) for one in (built_in, by_company, again)] == ["evidence", "llm", "evidence"]
    assert "judge" not in built_in.settings
    assert again.pk == built_in.pk
    assert by_company.hash != built_in.hash
    assert plan_reading.frozen_view(by_company).settings.judge == "llm"


def test_a_case_waits_for_the_model_and_nothing_is_made_up(case):
    row = Waiting.objects.get()

    assert (row.state, row.tries, row.fault) == ("queued", 0, "")
    assert factories.GOOD.encode() not in bytes(row.run)
    assert (MachineAssessment.objects.count(), ready()) == (0, 0)
    report = api.report_for(case.ref, viewer(*HR))
    assert (report.assessed, report.machine, report.waiting.words, report.waiting.tries) == (False, None, "", 0)


def test_waiting_twice_for_the_same_input_is_waiting_once(case, frozen, at):
    before = Waiting.objects.get().pk
    cases.assess(case.ref, factories.answers(), subject_id=case.subject_id, frozen_id=frozen.pk, at=at)
    same = Waiting.objects.get().pk
    cases.assess(case.ref, factories.answers("别的。"), subject_id=case.subject_id, frozen_id=frozen.pk, at=at)

    assert same == before
    assert Waiting.objects.get().pk != before


def test_the_model_rates_and_everything_that_it_said_is_kept_sealed(case, at):
    JudgeSettings.objects.create(judge="llm", read_fen=200, written_fen=800, cpu_fen=3600)
    model = Scripted()
    turn(case, model, at)
    row = MachineAssessment.objects.get()
    run = reading.run_of(row)

    assert (row.judge, row.superseded_by) == ("llm-v1 m-1", None)
    assert (len(run.samples), run.settings.model, run.answers) == (len(model.asked), "m-1", factories.answers())
    assert (row.tokens_read, row.tokens_written, row.cpu_ms) == (1000 * len(model.asked), 50 * len(model.asked), 250)
    assert row.cost == row.tokens_read * 200 + row.tokens_written * 800 + 250 * 1_000_000 // 1000
    assert b"quotes" not in bytes(row.run)
    assert (Waiting.objects.count(), ready()) == (0, 1)
    report = api.report_for(case.ref, viewer(*AUDITOR))
    assert (report.waiting, report.machine.judge) == (None, "llm-v1 m-1")
    assert all(quote.text in factories.GOOD + factories.TEAM for one in report.rows for quote in one.quotes)


def test_a_stored_result_is_computed_again_twenty_times_the_same(case, at):
    turn(case, Scripted(), at)
    row = MachineAssessment.objects.select_related("case__frozen_plan").get()
    proofs = [reading.proof(row) for _ in range(20)]

    assert [one.identical for one in proofs] == [True] * 20
    assert proofs[0].replies > 0


def test_a_changed_reply_or_result_is_found_out(case, at):
    turn(case, Scripted(), at)
    row = MachineAssessment.objects.select_related("case__frozen_plan").get()
    run = reading.run_of(row)
    spoilt = replace(
        run,
        samples=tuple(replace(s, text='{"level": 1}') if s.key.startswith("rate:") else s for s in run.samples),
    )
    row.run = crypto.seal_json(row.subject_id, spoilt.to_json(), purpose="assessment.MachineAssessment.run")

    assert reading.proof(row).identical is False


def test_the_built_in_judges_results_are_computed_again_too(tenant, at):
    factories.assessed_case(factories.make_frozen(at=at), at=at)
    row = MachineAssessment.objects.select_related("case__frozen_plan").get()

    assert reading.proof(row).identical is True
    assert (reading.proof(row).replies, row.tokens_read) == (0, 0)


def test_replies_die_with_the_subject(case, at):
    turn(case, Scripted(), at)
    row = MachineAssessment.objects.select_related("case__frozen_plan").get()
    crypto.destroy_key(case.subject_id)

    assert (reading.run_of(row), reading.proof(row)) == (None, None)


def test_a_waiting_case_whose_key_is_gone_is_dropped(case, at):
    crypto.destroy_key(case.subject_id)

    assert judging.claim(case.ref, at=at) is None
    assert Waiting.objects.count() == 0


@pytest.mark.parametrize(
    ("model", "fault", "words"),
    [
        (None, "not_set_up", "没有设置语言模型，或其地址不允许访问。"),
        (Scripted(fails_from=0), "slow", "模型服务 llm.example 响应太慢。"),
        (Scripted(say=lambda _: '{"score": 97}'), "schema", "模型返回的内容不符合约定格式（2 次中 2 次）。"),
        (
            Scripted(say=lambda _: json.dumps({"asks": "我从来都先把问题问清楚", "helps": "我帮过三百个同事"})),
            "lying",
            "模型引用了回答里并不存在的话（2 条引文中 2 条）。",
        ),
    ],
)
def test_a_model_in_trouble_leaves_the_case_waiting_and_people_informed(case, at, model, fault, words):
    Tenant.objects.update(contact_email="hr@qinghe.example")
    outcome = turn(case, model, at)
    row = Waiting.objects.get()
    report = api.report_for(case.ref, viewer(*HR))

    assert (outcome.result, outcome.fault) == (None, fault)
    assert (row.state, row.fault, row.tries, row.next_at) == ("failed", fault, 1, at + timedelta(minutes=1))
    assert (MachineAssessment.objects.count(), ready()) == (0, 0)
    assert (report.machine, report.waiting.words, report.waiting.next_at) == (None, words, row.next_at)
    assert all(one.level is None for one in report.rows)
    assert sent("assessment.waiting") == 1


def test_the_contact_hears_of_each_fault_once_a_day(case, frozen, at):
    Tenant.objects.update(contact_email="hr@qinghe.example")
    other = factories.make_case(frozen, at=at)
    cases.assess(other.ref, factories.answers(), subject_id=other.subject_id, frozen_id=frozen.pk, at=at)
    for one in (case, other):
        turn(one, Scripted(fails_from=0), at)
    assert sent("assessment.waiting") == 1

    turn(case, Scripted(fails_from=0), at + timedelta(days=1))
    assert sent("assessment.waiting") == 2


def test_without_a_contact_the_colleagues_who_run_interviews_are_told(case, at):
    Tenant.objects.update(contact_email="")
    make_member("wu@qinghe.example", "吴刚", role="hr")
    make_member("li@qinghe.example", "李雯", role="interviewer")
    turn(case, Scripted(fails_from=0), at)

    assert sent("assessment.waiting") == 1


def test_a_run_that_broke_off_goes_on_without_asking_again(case, at):
    first, second = Scripted(fails_from=3), Scripted()
    turn(case, first, at)
    too_early = turn(case, second, at + timedelta(seconds=59))
    turn(case, second, at + timedelta(minutes=1))
    row = MachineAssessment.objects.get()

    assert too_early is None
    assert not {one.digest for one in first.asked} & {one.digest for one in second.asked}
    assert len(reading.run_of(row).samples) == len(first.asked) + len(second.asked)
    assert reading.proof(MachineAssessment.objects.select_related("case__frozen_plan").get()).identical


def test_replies_that_could_not_be_used_are_asked_for_with_another_seed_and_paid_for(case, at):
    bad, good = Scripted(say=lambda _: "对不起"), Scripted()
    turn(case, bad, at)
    turn(case, good, at + timedelta(minutes=1))
    row = MachineAssessment.objects.get()

    assert {one.seed for one in bad.asked}.isdisjoint({one.seed for one in good.asked})
    assert row.tokens_read == 100 * len(bad.asked) + 1000 * len(good.asked)


def test_after_ten_tries_a_person_has_to_look(case, at):
    when = at
    for _ in range(10):
        turn(case, Scripted(fails_from=0), when)
        when = Waiting.objects.get().next_at or when
    row = Waiting.objects.get()

    assert (row.state, row.tries, row.next_at) == ("stopped", 10, None)
    assert when - at == sum(judging.AGAIN_AFTER, timedelta())
    assert turn(case, Scripted(), when + timedelta(days=9)) is None
    assert judging.try_now(case, actor=USER, at=when) is True
    turn(case, Scripted(), when)
    assert MachineAssessment.objects.count() == 1


@pytest.mark.parametrize(
    ("limits", "fault"), [({"tokens": 1500}, "tokens"), ({"fen": 1, "read_fen": 100_000}, "money")]
)
def test_what_one_interview_may_take_is_kept(case, at, limits, fault):
    JudgeSettings.objects.create(judge="llm", **limits)
    model = Scripted()
    outcome = turn(case, model, at)

    assert outcome.fault == fault
    assert len(model.asked) <= 1
    assert MachineAssessment.objects.count() == 0


def test_an_interview_that_takes_all_its_time_waits(case, at):
    work = judging.claim(case.ref, at=at)
    outcome = judging.hold(work, Scripted(), ticks=iter((0.0, 1.0, 901.0)).__next__)

    assert (outcome.fault, outcome.facts, len(outcome.samples)) == ("too_long", {"seconds": 900}, 1)


def test_a_person_may_let_the_built_in_judge_rate_instead(case, at):
    turn(case, Scripted(fails_from=0), at)
    row = judging.use_embedded(case, actor=USER, at=at)

    assert (row.judge, Waiting.objects.count(), ready()) == (factories.judge_name(), 0, 1)
    assert audit.noted(USER, "assessment.judged_builtin", object_kind="assessment.case", object_id=case.pk, since=at)
    assert judging.use_embedded(case, actor=USER, at=at) is None
    assert judging.try_now(case, actor=USER, at=at) is False


def test_a_result_for_words_that_changed_meanwhile_is_not_stored(case, frozen, at):
    work = judging.claim(case.ref, at=at)
    outcome = judging.hold(work, Scripted())
    cases.assess(case.ref, factories.answers("都行。"), subject_id=case.subject_id, frozen_id=frozen.pk, at=at)

    assert judging.settle(work, outcome, model="m-1", at=at) is None
    assert (MachineAssessment.objects.count(), Waiting.objects.count()) == (0, 1)


def test_the_same_input_after_it_was_rated_changes_nothing(case, frozen, at):
    turn(case, Scripted(), at)
    again = cases.assess(case.ref, factories.answers(), subject_id=case.subject_id, frozen_id=frozen.pk, at=at)

    assert again.pk == MachineAssessment.objects.get().pk
    assert (Waiting.objects.count(), ready()) == (0, 1)


def test_erasing_the_subject_takes_what_waits_along(case):
    Case.objects.filter(subject_id=case.subject_id).delete()

    assert Waiting.objects.count() == 0


def test_what_lost_its_job_is_queued_again(case, at):
    assert judging.requeue_lost(at=at + timedelta(minutes=29)) == 0
    assert judging.requeue_lost(at=at + timedelta(minutes=30)) == 1
    turn(case, Scripted(fails_from=0), at)
    assert judging.requeue_lost(at=at + timedelta(minutes=5)) == 0
    assert judging.requeue_lost(at=at + timedelta(minutes=6)) == 1


def test_what_interviews_cost_is_the_mean_over_the_runs_that_count(case, frozen, at):
    plan = Plan.objects.get(pk=frozen.plan_id)
    before = reading.costs(plan)
    turn(case, Scripted(), at)
    row = MachineAssessment.objects.get()
    after = reading.costs(plan)

    assert (before.interviews, before.yuan) == (0, None)
    assert (after.interviews, after.by_model, after.tokens) == (1, 1, row.tokens_read + row.tokens_written)
    assert after.yuan == pytest.approx(row.cost / 1e8)


def test_the_job_asks_the_configured_model(case, tenant, monkeypatch):
    before = language_model.use(Scripted)
    monkeypatch.setattr(tasks.tenancy, "of", _already_open)
    try:
        tasks.judge(tenant=str(tenant.pk), ref=str(case.ref))
    finally:
        language_model.use(*before)

    assert MachineAssessment.objects.get().judge == "llm-v1 m-1"


class _already_open:  # noqa: N801 -- stands in for a function
    """The test's transaction is open already; the job's own scope joins it."""

    def __init__(self, tenant: str) -> None:
        self.tenant = tenant

    def __enter__(self) -> str:
        return self.tenant

    def __exit__(self, *_: object) -> None:
        return None

"""公平性审计: totals from optional details, nothing small is shown, runs are kept, causes start them, no verdict is given."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bole.accounts.tests.factories import make_member, sign_in
from bole.assessment import tasks
from bole.assessment.actions import bias, calibration, plans
from bole.assessment.models import BiasRun, Case, Weighting
from bole.assessment.queries import agreement, audits, evidence
from bole.assessment.tests import factories
from bole.assessment.tests.test_quality import LI, rated_case
from bole.core import jobs, tenancy
from bole.core.actor import Actor
from bole.core.errors import Invalid
from bole.privacy import api as privacy

JOB = "assessment.audit_bias"


@pytest.fixture
def frozen(tenant, at):
    return factories.make_frozen(at=at, blind_percent=0)


@pytest.fixture
def hr(client, tenant):
    sign_in(client, make_member("min.zhou@qinghe.example", "周敏", role="hr").user)
    return client


@pytest.fixture
def queued(monkeypatch):
    """What was put in the queue: (name, arguments)."""
    found = []
    monkeypatch.setattr(jobs, "enqueue", lambda name, **more: found.append((name, more)))
    return found


def says(case, at, **values):
    text = privacy.current_text("fairness", "zh-hans")
    actor = Actor("subject", str(case.subject_id))
    privacy.details.declare(
        case.subject_id, values, version=text.version, digest=text.hash, language="zh-hans", actor=actor, at=at
    )


def company(frozen, at, *, women=6, men=8, more=0):
    """Men are taken on, women are not; the machine rates them alike."""
    for k in range(women + men + more):
        outcome = "proceed" if k >= women else "decline"
        case = rated_case(frozen, at=at, objection=4 - 2 * (k % 2), good=k % 2 == 0, outcome=outcome)
        if k < women + men:
            says(case, at, sex="female" if k < women else "male")


def table(data, kind, attribute="sex"):
    found = next(one for one in data["attributes"] if one["name"] == attribute)
    return {row["group"]: row for row in next(one for one in found["tables"] if one["kind"] == kind)["rows"]}


def test_a_run_counts_by_group_and_reads_the_interval(frozen, at):
    company(frozen, at, women=10, men=12)
    data = bias.run(frozen.plan, cause="person", actor=LI, at=at).data
    selection, scoring = table(data, "selection"), table(data, "scoring")

    assert (data["interviews"], data["declared"]) == (22, 22)
    assert (selection["female"]["n"], selection["female"]["hits"], selection["female"]["ratio"]) == (10, 0, 0.0)
    assert (selection["female"]["reading"], selection["male"]["best"]) == ("difference_shown", True)
    assert (scoring["female"]["rate"], scoring["male"]["rate"]) == (0.5, 0.5)
    assert table(data, "rated")["female"]["rate"] == 1.0
    assert table(data, "uncorrected")["male"]["rate"] == 1.0


def test_under_five_people_nothing_of_a_group_is_stored(frozen, at):
    company(frozen, at, women=3, men=6)
    data = bias.run(frozen.plan, cause="person", actor=LI, at=at).data
    shown = data["attributes"][0]

    # The other group's number would give the three away.
    assert all(row["n"] is None for one in shown["tables"] for row in one["rows"])
    assert (shown["smd"], shown["dsm"], shown["reference"]) == ([], [], None)


def test_few_declarations_are_not_even_counted_and_none_make_no_table(frozen, at):
    company(frozen, at, women=1, men=2, more=3)
    assert bias.run(None, cause="person", actor=LI, at=at).data["declared"] is None

    for one in Case.objects.all():
        privacy.withdraw(one.subject_id, kind="fairness", actor=LI, at=at)
    data = bias.run(None, cause="person", actor=LI, at=at).data
    assert (data["declared"], data["attributes"], data["interviews"]) == (0, [], 6)


def test_sex_and_ethnicity_are_crossed_and_erased_people_count_no_more(frozen, at):
    company(frozen, at, women=5, men=5)
    for case in Case.objects.all():
        said = privacy.details.of([case.subject_id])[case.subject_id]
        says(case, at, ethnicity="han", **said)
    data = bias.run(frozen.plan, cause="person", actor=LI, at=at).data
    assert set(table(data, "selection", "sex+ethnicity")) == {"female+han", "male+han"}

    gone = Case.objects.order_by("opened_at", "id").first()
    privacy.erase(gone.subject_id, actor=LI, at=at + timedelta(days=1))
    after = bias.run(frozen.plan, cause="person", actor=LI, at=at + timedelta(days=1)).data
    assert after["interviews"] == 9
    assert all(row["n"] is None for row in table(after, "selection").values())


def test_the_machine_against_people_enters_the_gate(frozen, at):
    company(frozen, at, women=6, men=6)
    bias.run(frozen.plan, cause="person", actor=LI, at=at)
    figures = audits.subgroup_figures(frozen.plan)
    row = agreement.quality(frozen.plan, subgroups=figures).rows[0]

    assert len(figures) == 2
    assert next(one for one in row.checks if one.code == "subgroups").value is not None


def test_the_month_audits_the_company_and_every_plan_in_use(frozen, at):
    factories.make_plan(at=at, key="unused")
    assert bias.run_all(cause="monthly", at=at) == 0
    rated_case(frozen, at=at, objection=4)

    assert bias.run_all(cause="monthly", at=at) == 2
    assert set(BiasRun.objects.values_list("plan", "cause", "judge")) == {
        (None, "monthly", factories.judge_name()),
        (frozen.plan_id, "monthly", factories.judge_name()),
    }
    assert "assessment.audit_bias" in jobs.registered()


def test_a_change_of_plan_judge_or_calibration_queues_an_audit_once_there_are_interviews(frozen, at, queued):
    plans.publish(frozen.plan, actor=LI, at=at)
    assert [one for one in queued if one[0] == JOB] == []

    rated_case(frozen, at=at, objection=4)
    plans.publish(frozen.plan, actor=LI, at=at)
    bias.run(frozen.plan, cause="person", actor=LI, at=at)
    BiasRun.objects.update(judge="older-judge")
    rated_case(frozen, at=at, objection=4)
    for k in range(30):
        rated_case(frozen, at=at, objection=4 if k % 2 else 2, good=k % 2 == 1)
    calibration.switch_on(calibration.fit(frozen.plan, actor=LI, at=at)[0], actor=LI, at=at)

    causes = [more["cause"] for name, more in queued if name == JOB]
    assert (causes[0], causes[1], causes[-1]) == ("plan", "judge", "calibration")
    assert {more["once"] for name, more in queued if name == JOB} == {f"{JOB}:{tenancy.current()}:{frozen.plan_id}"}


def test_the_job_keeps_a_run_with_its_cause(frozen, at):
    rated_case(frozen, at=at, objection=4)
    tasks.audit_bias(plan_id=str(frozen.plan_id), cause="judge", tenant=str(tenancy.current()))

    assert list(BiasRun.objects.values_list("plan", "cause", "by_label")) == [(frozen.plan_id, "judge", "伯乐")]


def test_two_weightings_are_kept_with_the_reason_and_change_no_match(frozen, at):
    company(frozen, at)
    before = [one.match for one in evidence.of_plan(frozen.plan_id)]
    view = audits.weightings(frozen.plan, evidence.of_plan(frozen.plan_id), {})
    assert ([row[2:] for row in view.rows], view.reason) == ([(60, 50), (40, 50)], "")

    bias.keep_weighting(frozen.plan, {"objection": 30, "team": 70}, reason="岗位以处理异议为主", actor=LI, at=at)
    kept = audits.weightings(frozen.plan, evidence.of_plan(frozen.plan_id), {})
    assert ([row[2:] for row in kept.rows], kept.reason) == ([(60, 30), (40, 70)], "岗位以处理异议为主")
    assert [one.match for one in evidence.of_plan(frozen.plan_id)] == before
    assert kept.compared.in_use.separation.n == 14


@pytest.mark.parametrize(
    ("weights", "reason"),
    [
        ({"objection": 30}, "岗位以处理异议为主"),
        ({"objection": 30, "team": 60}, "岗位以处理异议为主"),
        ({"objection": -10, "team": 110}, "岗位以处理异议为主"),
        ({"objection": 30, "team": 70, "other": 0}, "岗位以处理异议为主"),
        ({"objection": 30, "team": 70}, " "),
    ],
)
def test_weights_that_do_not_make_100_or_lack_a_reason_are_refused(frozen, at, weights, reason):
    with pytest.raises(Invalid):
        bias.keep_weighting(frozen.plan, weights, reason=reason, actor=LI, at=at)

    assert Weighting.objects.count() == 0


def test_pages_say_what_is_missing_then_show_the_table_and_leave_it_as_csv(hr, frozen, at):
    empty = hr.get("/plans/fairness/").content.decode()
    assert "尚未审计" in empty
    company(frozen, at, women=6, men=3)
    hr.post("/plans/fairness/run/")
    hr.post(f"/plans/{frozen.plan_id}/fairness/run/")
    row = BiasRun.objects.get(plan=frozen.plan_id)
    page = hr.get(f"/plans/{frozen.plan_id}/fairness/").content.decode()
    csv = hr.get(f"/plans/fairness/{row.pk}.csv").content.decode("utf-8-sig").splitlines()

    assert (row.cause, row.by_label) == ("person", "周敏")
    assert "影响比只是提醒去看，不是结论" in page
    assert "95% 区间" in page
    assert "&lt; 5" in page
    assert csv[0].startswith("attribute,category,measure,n,favourable,rate")
    assert "sex,female,selection,,,,,,,,,,suppressed" in csv
    assert "尚未审计" not in hr.get(f"/plans/fairness/{row.pk}/").content.decode()


def test_the_form_keeps_a_weighting(hr, frozen, at):
    url = f"/plans/{frozen.plan_id}/fairness/weighting/"
    hr.post(url, {"weight-objection": "50", "weight-team": "40", "reason": "岗位以处理异议为主"})
    hr.post(url, {"weight-objection": "x", "weight-team": "50", "reason": "岗位以处理异议为主"})
    assert Weighting.objects.count() == 0
    hr.post(url, {"weight-objection": "50", "weight-team": "50", "reason": "岗位以处理异议为主"})

    assert list(Weighting.objects.values_list("weights", "by_label")) == [({"objection": 50, "team": 50}, "周敏")]


def test_pages_cost_the_same_with_two_groups_and_with_many(hr, frozen, at):
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert hr.get(f"/plans/{frozen.plan_id}/fairness/").status_code == 200
        return len(seen)

    company(frozen, at, women=1, men=1)
    hr.post(f"/plans/{frozen.plan_id}/fairness/run/")
    hr.get("/plans/")
    one = cost()
    company(frozen, at, women=3, men=3)
    hr.post(f"/plans/{frozen.plan_id}/fairness/run/")

    assert cost() == one


def test_who_may_not_read_plans_sees_no_audit(client, tenant, frozen, at):
    run = bias.run(frozen.plan, cause="person", actor=LI, at=at)
    sign_in(client, make_member("li.wen@qinghe.example", "李雯", role="interviewer").user)

    for url in ("/plans/fairness/", f"/plans/fairness/{run.pk}/", f"/plans/fairness/{run.pk}.csv"):
        assert client.get(url).status_code == 403
    assert client.post(f"/plans/{frozen.plan_id}/fairness/run/").status_code == 403
    assert BiasRun.objects.count() == 1

"""评分质量: figures from ratings given without looking, the gate, the questions, and what is still missing."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bole.accounts.tests.factories import make_member, sign_in
from bole.assessment.actions import cases, figures, people
from bole.assessment.models import ItemScore, MachineLevel
from bole.assessment.queries import agreement, analytics, evidence, overview
from bole.assessment.tests import factories
from bole.assessment.web.quality import as_csv
from bole.core.actor import Actor

LI, WU = Actor("user", "u-li", "李雯"), Actor("user", "u-wu", "吴桐")
WEAK = "我会和客户沟通一下，先问问顾虑是什么。"


def rated_case(frozen, *, at, objection, second=None, good=True, saw=False, outcome=""):
    """A case with the machine's levels and one or two people's."""
    case = factories.make_case(frozen, at=at)
    said = factories.answers() if good else factories.answers(WEAK, "我会分享客户信息，各自把手上的事做好。")
    cases.assess(case.ref, said, subject_id=case.subject_id, frozen_id=frozen.pk, at=at)
    people.rate(case, factories.levels(objection, 3), actor=LI, saw_machine=saw, at=at)
    if second is not None:
        people.rate(case, factories.levels(second, 3), actor=WU, saw_machine=False, at=at)
    if outcome:
        people.decide(case, outcome=outcome, reason="见评语", actor=LI, at=at + timedelta(days=2))
    return case


@pytest.fixture
def frozen(tenant, at):
    return factories.make_frozen(at=at, blind_percent=0)


@pytest.fixture
def hr(client, tenant):
    sign_in(client, make_member("min.zhou@qinghe.example", "周敏", role="hr").user)
    return client


def test_a_run_leaves_its_numbers_beside_the_sealed_result(frozen, at):
    case = factories.assessed_case(frozen, at=at)

    assert set(MachineLevel.objects.values_list("case", "competency_id", "level")) == {
        (case.pk, "objection", 5),
        (case.pk, "team", 3),
    }
    scores = {one.question_id: one for one in ItemScore.objects.all()}
    assert (scores["q1"].score, scores["q1"].answered, scores["q1"].seconds) == (1.0, True, None)
    assert scores["q2"].score == 0.5


def test_the_same_input_again_adds_no_numbers_and_an_unread_answer_says_why(frozen, at):
    case = factories.assessed_case(frozen, at=at)
    cases.assess(case.ref, factories.answers(), subject_id=case.subject_id, frozen_id=frozen.pk, at=at)
    assert MachineLevel.objects.count() == 2

    cases.assess(case.ref, factories.answers(team="好")[:2], subject_id=case.subject_id, frozen_id=frozen.pk, at=at)
    newest = evidence.of_plan(frozen.plan_id, with_items=True)[0]
    assert (newest.items["q2"].score, newest.items["q2"].reason) == (None, "too_short")
    assert newest.machine["team"] is None


def test_numbers_of_older_runs_are_filled_in_from_what_is_sealed(frozen, at):
    factories.assessed_case(frozen, at=at)
    wanted = set(MachineLevel.objects.values_list("competency_id", "level", "points"))
    MachineLevel.objects.all().delete()
    ItemScore.objects.all().delete()

    assert figures.fill_missing() == 1
    assert set(MachineLevel.objects.values_list("competency_id", "level", "points")) == wanted
    assert set(ItemScore.objects.values_list("question_id", "score")) == {("q1", 1.0), ("q2", 0.5)}
    assert figures.fill_missing() == 0


def test_only_ratings_given_without_looking_are_compared(frozen, at):
    rated_case(frozen, at=at, objection=5)
    rated_case(frozen, at=at, objection=1, saw=True)
    found = agreement.quality(frozen.plan)
    row = found.rows[0]

    assert (row.machine.n, row.machine.exact.value, row.missing) == (1, 1.0, 29)
    assert (found.assessed, found.rated, found.looked) == (2, 1, 2)
    assert row.outcome == "shut"


def test_two_people_are_compared_with_each_other_and_their_mean_with_the_machine(frozen, at):
    rated_case(frozen, at=at, objection=5, second=4)
    row = agreement.quality(frozen.plan).rows[0]

    assert evidence.of_plan(frozen.plan_id)[0].pair("objection") == (5, 4.5)
    assert (row.people.n, row.people.adjacent.value, row.people.exact.value) == (1, 1.0, 0.0)
    assert (row.missing_double, row.reliability.single.value) == (9, None)
    assert row.grid[4] == (0, 0, 0, 0, 1)


def test_thirty_ratings_of_one_mind_open_the_gate(frozen, at):
    for k in range(32):
        good = k % 2 == 0
        level = evidence_level(good)
        rated_case(frozen, at=at, objection=level, second=level, good=good)
    row = agreement.quality(frozen.plan).rows[0]

    assert (row.machine.n, row.machine.qwk.value, row.people.qwk.value) == (32, 1.0, 1.0)
    assert (row.outcome, row.missing, row.missing_double) == ("open", 0, 0)
    assert row.reliability.single.value == 1.0


def evidence_level(good: bool) -> int:
    return 5 if good else 2


def test_the_machine_s_level_of_the_weak_answer_is_what_the_tests_suppose(frozen, at):
    rated_case(frozen, at=at, objection=2, good=False)

    assert evidence.of_plan(frozen.plan_id)[0].machine["objection"] == evidence_level(good=False)


def test_questions_are_analysed_and_compared_with_decisions(frozen, at):
    for k in range(12):
        good = k % 2 == 0
        rated_case(frozen, at=at, objection=3, good=good, outcome="proceed" if good else "decline")
    found = analytics.analytics(frozen.plan)
    first = found.questions[0]

    assert (first.item.exposure, first.item.answered, first.item.abstention) == (12, 12, 0.0)
    assert (first.decision.value, first.decision.n) == (1.0, 12)
    assert (found.decided, found.taken, found.days) == (12, 6, 2.0)
    assert [(one.invited, one.proceed, one.decline) for one in found.months] == [(12, 6, 6)]
    assert found.predictors[0].figure.value == 1.0


def test_the_overview_compares_plans_by_how_their_match_goes_with_decisions(frozen, at):
    for k in range(12):
        rated_case(frozen, at=at, objection=3, good=k % 2 == 0, outcome="proceed" if k % 2 == 0 else "decline")

    assert (overview.lines()[0].separation.value, overview.lines()[0].separation.n) == (1.0, 12)


def test_the_overview_says_what_is_missing(frozen, at):
    rated_case(frozen, at=at, objection=4, second=5)
    line = overview.lines()[0]

    assert (line.id, line.interviews, line.rated, line.twice, line.decided, line.missing) == (
        frozen.plan_id,
        1,
        1,
        1,
        0,
        29,
    )


@pytest.mark.parametrize("address", ["quality/", "analytics/"])
def test_pages_without_ratings_say_what_is_missing_and_give_no_figure(hr, at, address):
    frozen = factories.make_frozen(at=at)
    page = hr.get(f"/plans/{frozen.plan_id}/{address}").content.decode()

    assert "小样方案" in page
    assert ">nan" not in page
    assert ("再有 30 场" in page) is (address == "quality/")


def test_pages_cost_the_same_with_one_interview_and_with_four(hr, frozen, at):
    def cost(url: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert hr.get(url).status_code == 200
        return len(seen)

    urls = ["/plans/quality/", f"/plans/{frozen.plan_id}/quality/", f"/plans/{frozen.plan_id}/analytics/"]
    rated_case(frozen, at=at, objection=4, second=5, outcome="hold")
    hr.get("/plans/")
    one = [cost(url) for url in urls]
    for k in range(3):
        rated_case(frozen, at=at, objection=k + 1, second=k + 2, good=False, outcome="decline")

    assert [cost(url) for url in urls] == one


def test_tables_leave_as_csv_that_no_spreadsheet_runs(hr, frozen, at):
    rated_case(frozen, at=at, objection=5, second=5)
    quality = hr.get(f"/plans/{frozen.plan_id}/quality.csv").content.decode("utf-8-sig").splitlines()
    questions = hr.get(f"/plans/{frozen.plan_id}/analytics.csv").content.decode("utf-8-sig").splitlines()

    assert quality[0].startswith("competency,name,interviews,qwk")
    assert quality[1].startswith("objection,异议处理,1,")
    assert questions[1].startswith("q1,客户说竞品便宜两成")
    assert as_csv("x", [["=1+1", -2]]).content.decode("utf-8-sig") == "'=1+1,-2\r\n"


def test_who_may_not_read_plans_sees_no_figures(client, tenant, frozen):
    sign_in(client, make_member("li.wen@qinghe.example", "李雯", role="interviewer").user)

    for url in ("/plans/quality/", f"/plans/{frozen.plan_id}/quality/", f"/plans/{frozen.plan_id}/analytics.csv"):
        assert client.get(url).status_code == 403

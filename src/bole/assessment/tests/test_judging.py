"""Settling a level by a named person, disagreements, and calibrations that must pass their test."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from bole.accounts.tests.factories import make_member, sign_in
from bole.assessment import access
from bole.assessment.actions import adjudication, calibration, people
from bole.assessment.actions.people import OnlyAPerson
from bole.assessment.models import Calibration, Case, MachineLevel, SettledLevel
from bole.assessment.ports import case_guard
from bole.assessment.queries import agreement, evidence
from bole.assessment.tests import factories
from bole.assessment.tests.test_quality import LI, WU, rated_case
from bole.core import outbox
from bole.core.actor import Actor
from bole.core.errors import Invalid
from bole.core.models import Move
from bole.core.moves import IllegalMove

MACHINE = Actor("machine", factories.judge_name())


@pytest.fixture
def frozen(tenant, at):
    return factories.make_frozen(at=at, blind_percent=0)


@pytest.fixture
def hr(client, tenant):
    sign_in(client, make_member("min.zhou@qinghe.example", "周敏", role="hr").user)
    return client


@pytest.fixture(autouse=True)
def everyone_may_open(monkeypatch):
    monkeypatch.setattr(case_guard, "_may_open", lambda viewer, ref: True)
    monkeypatch.setattr(case_guard, "_pages", lambda viewer, refs: {ref: f"/interviews/{ref}/" for ref in refs})


def settle(case, *, level=4, reason="听了第二段录音，客户顾虑问得清楚", actor=LI, at):
    return adjudication.settle(case, "objection", level=level, reason=reason, actor=actor, at=at)


def test_a_settled_level_stands_over_people_and_machine_and_raw_levels_stay(frozen, at):
    case = rated_case(frozen, at=at, objection=1, second=4)
    row = settle(case, level=3, at=at)
    report = access.report_for(factories.viewer(*factories.AUDITOR), case.ref)
    facts = evidence.of_plan(frozen.plan_id)[0]

    assert (row.kind, row.machine_level, row.by_label) == ("adjudication", 5, "李雯")
    assert facts.pair("objection") == (5, 3.0)
    assert report.rows[0].settled.reason == "听了第二段录音，客户顾虑问得清楚"
    assert (report.rows[0].level, report.rows[0].flagged, report.rows[0].human_mean) == (5, False, 2.5)
    # 60 % of the weight at the settled 3, 40 % at people's 3: 60 % of 100.
    assert report.composite_match == 60
    assert MachineLevel.objects.get(competency_id="objection").level == 5
    assert [one.kind for one in outbox.pending("assessment.LevelSettled")] == ["assessment.LevelSettled"]


def test_one_rater_and_the_machine_make_it_an_override_and_a_later_one_supersedes(frozen, at):
    case = rated_case(frozen, at=at, objection=2)
    first, second = settle(case, level=2, at=at), settle(case, level=3, at=at)
    first.refresh_from_db()

    assert (first.kind, first.state, second.state) == ("override", "superseded", "standing")
    assert evidence.of_plan(frozen.plan_id)[0].settled == {"objection": 3}
    assert Move.objects.filter(to_state="superseded").count() == 1


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"reason": "  "}, Invalid),
        ({"reason": "不对"}, Invalid),
        ({"level": 0}, Invalid),
        ({"level": 6}, Invalid),
        ({"actor": MACHINE}, OnlyAPerson),
        ({"actor": Actor("user", "")}, OnlyAPerson),
    ],
)
def test_without_reason_level_or_name_nothing_is_settled(frozen, at, change, refusal):
    case = rated_case(frozen, at=at, objection=2)
    with pytest.raises(refusal):
        settle(case, at=at, **change)

    assert SettledLevel.objects.count() == 0
    assert outbox.pending("assessment.LevelSettled") == []


def test_what_nobody_rated_cannot_be_settled(frozen, at):
    case = factories.make_case(frozen, at=at)
    with pytest.raises(adjudication.NothingToSettle):
        settle(case, at=at)
    with pytest.raises(Invalid):
        adjudication.settle(case, "no-such", level=3, reason="看过录像", actor=LI, at=at)

    assert SettledLevel.objects.count() == 0


def test_who_must_rate_first_cannot_settle_by_address(frozen, at):
    case = rated_case(frozen, at=at, objection=2)
    manager = factories.viewer("interviews.read", "interviews.rate", "interviews.decide")
    with pytest.raises(access.LookingComesLater):
        access.case_to_settle(manager, case.ref)
    people.rate(case, factories.levels(), actor=manager.actor, saw_machine=False, at=at)

    assert access.case_to_settle(manager, case.ref) == Case.objects.get(pk=case.pk)


def test_the_database_keeps_one_standing_level_and_only_tested_tables_on(frozen, at):
    case = rated_case(frozen, at=at, objection=2)
    row = settle(case, at=at)
    row.pk = None
    row._state.adding = True
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Calibration.objects.create(
            plan=frozen.plan, competency_id="objection", judge="j", version=1, state="on", table={}, validation={},
            admitted=False, fitted_at=at, fitted_by="李雯",
        )  # fmt: skip


def test_disagreements_show_open_ones_first_and_hide_what_the_viewer_may_not_see(frozen, at):
    rated_case(frozen, at=at, objection=1, second=4)
    agreed = rated_case(frozen, at=at, objection=5, second=5)
    settled = rated_case(frozen, at=at, objection=2)
    settle(settled, at=at)
    viewer = factories.viewer(*factories.HR)
    found = access.disagreements_for(viewer, frozen.plan)

    assert [(one.why, one.people, one.settled) for one in found] == [("people", (1, 4), None), ("machine", (2,), 4)]
    assert agreed.ref not in {one.ref for one in found}
    manager = factories.viewer("interviews.read", "interviews.rate", "interviews.decide")
    assert access.disagreements_for(manager, frozen.plan) == ()


def test_the_page_of_disagreements_leads_to_reports_and_costs_the_same(hr, frozen, at):
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert hr.get(url).status_code == 200
        return len(seen)

    url = f"/plans/{frozen.plan_id}/disagreements/"
    assert "相差不到两级" in hr.get(url).content.decode()
    case = rated_case(frozen, at=at, objection=1, second=4)
    one = cost()
    for _ in range(3):
        rated_case(frozen, at=at, objection=2, second=5)

    assert cost() == one
    assert f"/interviews/{case.ref}/#settle-objection" in hr.get(url).content.decode()


def test_settling_by_the_form_goes_back_to_the_report(hr, frozen, at):
    case = rated_case(frozen, at=at, objection=1, second=4)
    form = {"competency": "objection", "level": "3", "reason": "听过录音，按锚点应为合格", "next": "/interviews/1/"}
    answer = hr.post(f"/plans/cases/{case.ref}/settle/", form)
    hr.post(f"/plans/cases/{case.ref}/settle/", {**form, "reason": ""})

    assert (answer.status_code, answer["Location"]) == (302, "/interviews/1/")
    assert list(SettledLevel.objects.values_list("level", "by_label")) == [(3, "周敏")]


def many(frozen, at, *, n=32, low=4, high=2):
    """``n`` interviews in which people are a level stricter than the machine's 5 and agree about its 2."""
    for k in range(n):
        good = k % 2 == 0
        rated_case(frozen, at=at, objection=low if good else high, second=low if good else high, good=good)


def test_a_calibration_is_fitted_tested_switched_on_and_off_again(frozen, at):
    many(frozen, at)
    row = next(one for one in calibration.fit(frozen.plan, actor=LI, at=at) if one.competency_id == "objection")
    assert (row.state, row.version, row.admitted, row.validation["reason"]) == ("fitted", 1, True, "better")
    assert row.validation["calibrated"]["rmse"] < row.validation["raw"]["rmse"]
    auditor = factories.viewer(*factories.AUDITOR)
    ref = evidence.of_plan(frozen.plan_id)[0].ref
    assert access.report_for(auditor, ref).rows[0].calibrated is None

    calibration.switch_on(row, actor=LI, at=at)
    report = access.report_for(auditor, ref)
    assert (report.rows[0].level, report.rows[0].calibrated) == (5, row.table["values"][4])
    assert 4 <= report.rows[0].calibrated < 4.4
    match = report.machine.match

    calibration.switch_off(row, actor=WU, at=at)
    again = access.report_for(auditor, ref)
    assert (again.rows[0].calibrated, again.machine.match) == (None, match)
    calibration.switch_on(row, actor=WU, at=at)
    assert [one.payload["on"] for one in outbox.pending("assessment.CalibrationSwitched")] == [True, False, True]


def test_a_newer_version_takes_the_place_of_the_one_in_use(frozen, at):
    many(frozen, at)
    first = calibration.fit(frozen.plan, actor=LI, at=at)[0]
    calibration.switch_on(first, actor=LI, at=at)
    second = calibration.fit(frozen.plan, actor=LI, at=at)[0]
    calibration.switch_on(second, actor=LI, at=at)
    first.refresh_from_db()

    assert (second.version, second.state, first.state) == (2, "on", "off")
    assert (second.table, second.validation) == (first.table, first.validation)
    with pytest.raises(IllegalMove):
        calibration.switch_on(second, actor=LI, at=at)


def test_too_few_ratings_or_a_table_without_gain_stay_out_of_use(frozen, at):
    rated_case(frozen, at=at, objection=4)
    with pytest.raises(calibration.TooFewRatings):
        calibration.fit(frozen.plan, actor=LI, at=at)
    assert Calibration.objects.count() == 0

    many(frozen, at, n=31, low=5)
    row = next(one for one in calibration.fit(frozen.plan, actor=LI, at=at) if one.competency_id == "objection")
    Calibration.objects.filter(pk=row.pk).update(admitted=False)
    row.refresh_from_db()
    with pytest.raises(calibration.NotAdmitted):
        calibration.switch_on(row, actor=LI, at=at)
    with pytest.raises(OnlyAPerson):
        calibration.fit(frozen.plan, actor=MACHINE, at=at)
    row.refresh_from_db()
    assert row.state == "fitted"


def test_another_judge_s_levels_are_not_translated(frozen, at):
    many(frozen, at)
    row = calibration.fit(frozen.plan, actor=LI, at=at)[0]
    calibration.switch_on(row, actor=LI, at=at)
    Calibration.objects.filter(pk=row.pk).update(judge="other-judge")
    ref = evidence.of_plan(frozen.plan_id)[0].ref

    assert access.report_for(factories.viewer(*factories.AUDITOR), ref).rows[0].calibrated is None


def test_the_page_fits_and_switches(hr, frozen, at):
    refused = hr.post(f"/plans/{frozen.plan_id}/calibrate/", follow=True).content.decode()
    assert "30" in refused
    many(frozen, at)
    hr.post(f"/plans/{frozen.plan_id}/calibrate/")
    row = Calibration.objects.filter(admitted=True).first()
    hr.post(f"/plans/calibrations/{row.pk}/on/")
    row.refresh_from_db()
    page = hr.get(f"/plans/{frozen.plan_id}/quality/").content.decode()

    assert (row.state, row.switched_by) == ("on", "周敏")
    assert f"/plans/calibrations/{row.pk}/off/" in page
    assert hr.post(f"/plans/calibrations/{row.pk}/sideways/").status_code == 404
    assert agreement.quality(frozen.plan).rows[0].machine.n == 32


def test_interviewers_neither_settle_nor_calibrate(client, tenant, frozen, at):
    sign_in(client, make_member("li.wen@qinghe.example", "李雯", role="interviewer").user)
    case = rated_case(frozen, at=at, objection=2)

    assert client.post(f"/plans/cases/{case.ref}/settle/", {}).status_code == 403
    assert client.post(f"/plans/{frozen.plan_id}/calibrate/").status_code == 403
    assert client.get(f"/plans/{frozen.plan_id}/disagreements/").status_code == 403
    assert (SettledLevel.objects.count(), Calibration.objects.count()) == (0, 0)


def test_who_saw_a_colleague_s_levels_did_not_rate_independently(client, tenant, at):
    frozen = factories.make_frozen(at=at, blind_percent=0)
    case = factories.make_case(frozen, at=at)
    people.rate(case, factories.levels(2, 3), actor=LI, saw_machine=False, at=at)
    sign_in(client, make_member("min.zhou@qinghe.example", "周敏", role="hr").user)
    form = {"level-objection": "2", "level-team": "3"}
    client.post(f"/plans/cases/{case.ref}/rate/", form)

    facts = evidence.of_plan(frozen.plan_id)[0]
    assert sorted((one.level, one.independent) for one in facts.people["objection"]) == [(2, False), (2, True)]
    assert agreement.quality(frozen.plan).twice == 0


def test_an_interviewer_who_must_rate_first_rates_independently(client, tenant, at):
    frozen = factories.make_frozen(at=at, blind_percent=0)
    case = factories.make_case(frozen, at=at)
    people.rate(case, factories.levels(2, 3), actor=LI, saw_machine=False, at=at)
    sign_in(client, make_member("wu.tong@qinghe.example", "吴桐", role="interviewer").user)
    client.post(f"/plans/cases/{case.ref}/rate/", {"level-objection": "3", "level-team": "3"})

    assert evidence.of_plan(frozen.plan_id)[0].independent("objection").count(2) == 1
    assert agreement.quality(frozen.plan).twice == 1

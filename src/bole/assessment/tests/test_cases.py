"""The machine's ratings, people's ratings, the rule of looking, and decisions."""

import hashlib
import hmac
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from bole.assessment import access, api
from bole.assessment.actions import cases, people
from bole.assessment.models import AddedDimension, Case, Decision, HumanRating, MachineAssessment
from bole.assessment.ports import case_guard
from bole.assessment.queries import blind
from bole.assessment.tests import factories
from bole.assessment.tests.factories import AUDITOR, HR, INTERVIEWER, viewer
from bole.assessment.types import Level
from bole.core import crypto, moves, outbox, personal_data
from bole.core.actor import SYSTEM, Actor
from bole.core.errors import Forbidden, Invalid, NotFound

MACHINE = Actor("machine", factories.judge_name())


@pytest.fixture(autouse=True)
def everyone_may_open(monkeypatch):
    monkeypatch.setattr(case_guard, "_may_open", lambda viewer, ref: True)


@pytest.fixture
def frozen(tenant, at):
    """Nobody is drawn for blind rating."""
    return factories.make_frozen(at=at, blind_percent=0)


@pytest.fixture
def case(frozen, at):
    return factories.assessed_case(frozen, at=at)


def kinds() -> list[str]:
    return [event.kind for event in outbox.pending() if event.kind.startswith("assessment.")]


def test_the_machines_levels_are_stored_sealed_with_numbers_for_lists(case):
    row = MachineAssessment.objects.get()
    result = crypto.open_json(case.subject_id, row.result, purpose="assessment.MachineAssessment.result")

    assert (row.judge, row.subject_id, row.superseded_by) == (factories.judge_name(), case.subject_id, None)
    assert row.match == result["match"]["percent"]
    assert row.next_action == result["next_action"]["code"]
    assert factories.GOOD[:6].encode() not in bytes(row.result)
    assert kinds() == ["assessment.AssessmentReady"]


def test_the_same_input_again_changes_nothing(case, frozen, at):
    again = cases.assess(
        case.ref, factories.answers(), subject_id=case.subject_id, frozen_id=frozen.pk, at=at + timedelta(hours=1)
    )

    assert again.pk == MachineAssessment.objects.get().pk
    assert kinds() == ["assessment.AssessmentReady"]


def test_a_rescore_supersedes_and_keeps_the_old_run(case, frozen, at):
    before = MachineAssessment.objects.get()
    new = cases.assess(
        case.ref,
        factories.answers("都行。"),
        subject_id=case.subject_id,
        frozen_id=frozen.pk,
        at=at + timedelta(hours=1),
    )

    before.refresh_from_db()
    assert (before.superseded_by_id, new.superseded_by_id) == (new.pk, None)
    report = api.report_for(case.ref, viewer(*AUDITOR))
    assert (report.machine.at, report.machine.runs) == (at + timedelta(hours=1), 2)
    assert kinds() == ["assessment.AssessmentReady"] * 2


def test_a_reference_cannot_change_its_subject_or_plan(case, frozen, at):
    other = UUID(int=1)

    with pytest.raises(cases.OtherCase):
        cases.assess(case.ref, factories.answers("x"), subject_id=other, frozen_id=frozen.pk, at=at)

    assert MachineAssessment.objects.count() == 1
    assert Case.objects.get().subject_id == case.subject_id


def test_an_interviewer_sees_nothing_of_the_machine_before_rating(case, at):
    interviewer = viewer(*INTERVIEWER)
    people.rate(case, factories.levels(), actor=viewer(*HR).actor, saw_machine=True, at=at)

    before = api.report_for(case.ref, interviewer)
    listed = api.summaries([case.ref], interviewer)[case.ref]
    api.rate(case.ref, factories.levels(), viewer=interviewer, at=at)
    after = api.report_for(case.ref, interviewer)

    assert (before.gate, before.machine, before.composite_match, before.raters) == ("rate_first", None, None, ())
    assert all(
        (row.level, row.low, row.rationale, row.quotes, row.human) == (None, None, "", (), ()) for row in before.rows
    )
    assert (listed.gate, listed.match, listed.low, listed.next_action, listed.abstained) == (
        "rate_first",
        None,
        None,
        "",
        0,
    )
    assert after.gate == "open"
    assert after.machine.match == MachineAssessment.objects.get().match
    assert len(after.rows[0].human) == 2
    assert [row.saw_machine for row in HumanRating.objects.filter(rater=interviewer.actor.id)] == [False, False]


def test_hr_sees_at_once_and_the_rating_says_so(case, at):
    hr = viewer(*HR)
    before = api.report_for(case.ref, hr)
    api.rate(case.ref, factories.levels(), viewer=hr, at=at)

    assert (before.gate, before.machine is not None) == ("open", True)
    assert all(HumanRating.objects.values_list("saw_machine", flat=True))


def test_hr_rates_first_when_the_candidate_was_drawn(tenant, at):
    frozen = factories.make_frozen(at=at, blind_percent=100)
    case = factories.assessed_case(frozen, at=at)
    hr = viewer(*HR)

    before = api.report_for(case.ref, hr)
    api.rate(case.ref, factories.levels(), viewer=hr, at=at)
    after = api.report_for(case.ref, hr)

    assert (before.gate, before.blind, before.machine) == ("blind", True, None)
    assert (after.gate, after.machine is not None) == ("open", True)
    assert not any(HumanRating.objects.values_list("saw_machine", flat=True))
    assert api.report_for(case.ref, viewer(*AUDITOR)).gate == "open"


def test_the_draw_is_fixed_and_exact_for_a_known_key(tenant, monkeypatch):
    def keyed(value: str, *, purpose: str) -> bytes:
        return hmac.new(b"known", f"{purpose}/{value}".encode(), hashlib.sha256).digest()

    monkeypatch.setattr(blind.crypto, "blind_index", keyed)
    plan = UUID(int=7)
    refs = [UUID(int=number) for number in range(1000)]

    drawn = [ref for ref in refs if blind.is_drawn(ref, plan_id=plan, percent=20)]

    assert len(drawn) == 192
    assert drawn == [ref for ref in refs if blind.is_drawn(ref, plan_id=plan, percent=20)]
    assert set(drawn) <= {ref for ref in refs if blind.is_drawn(ref, plan_id=plan, percent=40)}
    assert [ref for ref in refs if blind.is_drawn(ref, plan_id=plan, percent=0)] == []
    assert [ref for ref in refs if blind.is_drawn(ref, plan_id=plan, percent=100)] == refs


def test_is_blind_follows_the_frozen_share(tenant, at):
    everyone = factories.make_frozen(at=at, blind_percent=100)

    assert api.is_blind(UUID(int=3), everyone.pk) is True


@pytest.mark.parametrize("actor", [MACHINE, SYSTEM, Actor("subject", "s-1"), Actor("user", "")])
def test_nobody_but_a_named_person_decides_or_rates(case, at, actor):
    published = kinds()

    with pytest.raises(people.OnlyAPerson):
        people.decide(case, outcome="proceed", actor=actor, at=at)
    with pytest.raises(people.OnlyAPerson):
        people.rate(case, factories.levels(), actor=actor, saw_machine=False, at=at)
    with pytest.raises(people.OnlyAPerson):
        people.add_dimension(case, name="英语", level=3, actor=actor, at=at)

    assert (Decision.objects.count(), HumanRating.objects.count(), AddedDimension.objects.count()) == (0, 0, 0)
    assert kinds() == published


@pytest.mark.parametrize("kind", ["machine", "system", "subject"])
def test_the_database_refuses_a_decision_by_anything_but_a_user(case, at, kind):
    with pytest.raises(IntegrityError, match="assessment_decision_by_a_person"), transaction.atomic():
        Decision.objects.create(
            case=case,
            subject_id=case.subject_id,
            outcome="decline",
            actor_kind=kind,
            actor_id="x",
            actor_label="x",
            at=at,
        )

    assert Decision.objects.count() == 0


def test_a_later_decision_supersedes(case, at):
    hr = viewer(*HR)
    api.decide(case.ref, outcome="hold", viewer=hr, at=at)
    api.decide(case.ref, outcome="decline", reason="两次都没有确认下一步", viewer=hr, at=at + timedelta(hours=1))

    report = api.report_for(case.ref, hr)
    assert [(one.outcome, one.standing) for one in report.decisions] == [("decline", True), ("hold", False)]
    assert (report.decision.by_label, report.decision.reason) == ("周敏", "两次都没有确认下一步")
    old = Decision.objects.get(outcome="hold")
    assert [move.to_state for move in moves.of(old)] == ["superseded"]
    assert kinds()[1:] == ["assessment.DecisionMade"] * 2
    assert "两次".encode() not in bytes(Decision.objects.get(outcome="decline").reason_sealed)


@pytest.mark.parametrize(("outcome", "reason"), [("decline", " "), ("reject", "x"), ("proceed", "长" * 2001)])
def test_a_refused_decision_leaves_the_one_that_stood(case, at, outcome, reason):
    hr = viewer(*HR)
    api.decide(case.ref, outcome="proceed", viewer=hr, at=at)

    with pytest.raises(Invalid):
        api.decide(case.ref, outcome=outcome, reason=reason, viewer=hr, at=at)

    assert list(Decision.objects.values_list("outcome", "state")) == [("proceed", "standing")]


def test_rating_is_given_once(case, at):
    interviewer = viewer(*INTERVIEWER)
    api.rate(case.ref, factories.levels(2, None, "问得不够"), viewer=interviewer, at=at)

    with pytest.raises(people.AlreadyRated):
        api.rate(case.ref, factories.levels(5, 5), viewer=interviewer, at=at)
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
        HumanRating.objects.update(level=5)

    assert sorted(HumanRating.objects.values_list("competency_id", "level"), key=str) == [
        ("objection", 2),
        ("team", None),
    ]
    assert api.report_for(case.ref, interviewer).rows[0].human[0].note == "问得不够"


@pytest.mark.parametrize(
    "given",
    [
        {"objection": Level(3)},
        {"objection": Level(3), "team": Level(6)},
        {"objection": Level(3), "team": Level(3), "looks": Level(3)},
        {"objection": Level(3, "长" * 2001), "team": Level(3)},
    ],
)
def test_a_faulty_rating_stores_nothing(case, at, given):
    with pytest.raises(Invalid):
        api.rate(case.ref, given, viewer=viewer(*INTERVIEWER), at=at)

    assert HumanRating.objects.count() == 0
    assert kinds() == ["assessment.AssessmentReady"]


def test_the_composite_compares_flags_and_weighs(case, at):
    hr = viewer(*HR)
    machine = {row.id: row.level for row in api.report_for(case.ref, hr).rows}
    far = 1 if machine["objection"] >= 3 else 5
    api.rate(case.ref, factories.levels(far, None), viewer=hr, at=at)
    api.add_dimension(case.ref, name=" 英语口语 ", level=4, note="能接待外宾", viewer=hr, at=at)

    report = api.report_for(case.ref, hr)
    objection, team = report.rows
    assert (objection.agreement, objection.flagged, objection.difference) == ("apart", True, machine["objection"] - far)
    assert (team.agreement, team.human_mean) == ("unknown", None)
    rated = [(60, far)] + ([(40, machine["team"])] if machine["team"] else [])
    weight = sum(one for one, _level in rated)
    assert report.composite_match == round(sum(w * level * 20 for w, level in rated) / weight)
    assert [(one.name, one.level, one.note) for one in report.dimensions] == [("英语口语", 4, "能接待外宾")]


def test_report_data_is_plain_and_holds_nothing_behind_the_gate(case):
    import json  # noqa: PLC0415 -- only here

    opened = api.report_data(case.ref, viewer(*AUDITOR), "en")
    hidden = api.report_data(case.ref, viewer(*INTERVIEWER), "zh-hans")

    assert json.loads(json.dumps(opened)) == opened
    assert opened["plan"]["title"] == "小样方案"
    assert opened["rows"][0]["quotes"][0]["text"] in factories.GOOD
    assert hidden["machine"] is None
    assert factories.GOOD[:4] not in json.dumps(hidden, ensure_ascii=False)


def test_the_candidates_report_has_words_and_no_verdict(case):
    report = api.candidate_report(case.ref, "zh-hans")

    assert [row.name for row in report.rows] == ["异议处理", "团队协作"]
    assert not hasattr(report, "match")
    assert report.rows[0].quotes[0].text in factories.GOOD
    assert api.candidate_report(case.ref, "en").rows[0].asked_words == "shown"


def test_no_report_for_the_candidate_before_the_machine_has_rated(frozen, at):
    assert api.candidate_report(factories.make_case(frozen, at=at).ref, "zh-hans") is None


def test_without_the_capability_or_the_case_nothing_opens(case, at, monkeypatch):
    with pytest.raises(Forbidden):
        api.decide(case.ref, outcome="proceed", viewer=viewer(*INTERVIEWER), at=at)
    monkeypatch.setattr(case_guard, "_may_open", lambda viewer, ref: False)
    with pytest.raises(NotFound):
        api.decide(case.ref, outcome="proceed", viewer=viewer(*HR), at=at)
    monkeypatch.setattr(case_guard, "_may_open", None)
    with pytest.raises(NotFound):
        api.rate(case.ref, factories.levels(), viewer=viewer(*HR), at=at)

    assert (Decision.objects.count(), HumanRating.objects.count()) == (0, 0)


def test_another_tenants_case_is_not_there(case, tenant, other_tenant, at):
    hr = viewer(*HR)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('bole.tenant', %s, true)", [str(other_tenant)])
        try:
            with pytest.raises(NotFound):
                api.report_for(case.ref, hr)
            with pytest.raises(NotFound):
                api.decide(case.ref, outcome="proceed", viewer=hr, at=at)
            assert api.summaries([case.ref], hr) == {}
        finally:
            cursor.execute("SELECT set_config('bole.tenant', %s, true)", [str(tenant.id)])

    assert Decision.objects.count() == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_stay_constant(frozen, at, rows, django_assert_num_queries):
    made = [factories.assessed_case(frozen, at=at) for _number in range(rows)]
    for case in made:
        for _person in range(rows):
            people.rate(case, factories.levels(), actor=viewer(*HR).actor, saw_machine=True, at=at)
        people.add_dimension(case, name="英语", level=3, actor=viewer(*HR).actor, at=at)
        people.decide(case, outcome="proceed", actor=viewer(*HR).actor, at=at)
    auditor = viewer(*AUDITOR)

    with django_assert_num_queries(4):
        listed = api.summaries([case.ref for case in made], auditor)
    with django_assert_num_queries(8):
        report = api.report_for(made[0].ref, auditor)

    assert [listed[case.ref].raters for case in made] == [rows] * rows
    assert len(report.rows[0].human) == rows


def test_export_shows_and_shredding_removes_everything_about_the_subject(case, frozen, at):
    hr = viewer(*HR)
    other = factories.assessed_case(frozen, at=at)
    api.rate(case.ref, factories.levels(4, 3, "讲得清楚"), viewer=hr, at=at)
    api.add_dimension(case.ref, name="英语", level=3, viewer=hr, at=at)
    api.decide(case.ref, outcome="decline", reason="岗位已满", viewer=hr, at=at)
    ours = {
        model: one for model, one in personal_data.declared().items() if model.__module__.startswith("bole.assessment")
    }
    exported = [row for one in ours.values() if one.export for row in one.export(case.subject_id)]

    removed = ours[Case].shred(case.subject_id)

    assert {"讲得清楚", "岗位已满"} <= {value for row in exported for value in row.values() if isinstance(value, str)}
    # Case, run, two ratings, dimension, decision; of the run two levels and two scores of questions.
    assert removed == 10
    assert [one.shred(case.subject_id) for model, one in ours.items() if one.shred] == [0] * 9
    assert list(Case.objects.values_list("ref", flat=True)) == [other.ref]
    assert MachineAssessment.objects.count() == 1


def test_after_the_key_is_gone_the_notes_are_gone(case, at):
    people.decide(case, outcome="decline", reason="岗位已满", actor=viewer(*HR).actor, at=at)
    people.rate(case, factories.levels(note="好"), actor=viewer(*HR).actor, saw_machine=False, at=at)
    crypto.destroy_key(case.subject_id)

    report = access.report_for(viewer(*AUDITOR), case.ref)

    assert (report.decision.reason, report.rows[0].human[0].note, report.rows[0].quotes) == (None, None, ())

"""A plan's interviews rated again: in slices, kept as they finish, by the judge each was promised."""

import contextlib
import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from bole.assessment.actions import rescoring
from bole.assessment.management.commands import rescore
from bole.assessment.models import MachineAssessment, Plan, Rescore, Waiting
from bole.assessment.queries import judging as reading
from bole.assessment.tests import factories
from bole.core import crypto, outbox
from bole.core.actor import Actor

USER = Actor("user", "u-1", "周敏")


def plan_of(frozen):
    return Plan.objects.get(pk=frozen.plan_id)


@pytest.fixture
def frozen(tenant, at):
    return factories.make_frozen(at=at)


def spoil(case, at):
    """As if an older rule had rated: the stored result is another than today's."""
    row = MachineAssessment.objects.get(case=case)
    result = crypto.open_json(row.subject_id, bytes(row.result), purpose="assessment.MachineAssessment.result")
    result["ratings"][0]["points"] += 1
    row.result = crypto.seal_json(row.subject_id, result, purpose="assessment.MachineAssessment.result")
    row.save(update_fields=["result"])


def test_what_today_would_rate_the_same_is_left_alone_and_what_not_is_superseded(frozen, at):
    same, other = (factories.assessed_case(frozen, at=at) for _ in range(2))
    spoil(other, at)
    row = rescoring.start(plan_of(frozen), actor=USER, at=at)
    more = rescoring.step(row.pk, at=at + timedelta(minutes=1))
    row.refresh_from_db()

    assert (more, row.state, row.total, row.done, row.changed, row.skipped, row.answers) == (
        False,
        "done",
        2,
        2,
        1,
        0,
        4,
    )
    assert (
        MachineAssessment.objects.filter(case=same).count(),
        MachineAssessment.objects.filter(case=other).count(),
    ) == (
        1,
        2,
    )
    assert row.finished_at == at + timedelta(minutes=1)
    assert len(outbox.pending("assessment.AssessmentReady")) == 3


def test_it_goes_on_where_a_dead_worker_left_it(frozen, at):
    made = [factories.assessed_case(frozen, at=at) for _ in range(5)]
    row = rescoring.start(plan_of(frozen), actor=USER, at=at)
    seen = [(rescoring.step(row.pk, at=at, size=2), Rescore.objects.get().done) for _ in range(3)]

    assert seen == [(True, 2), (True, 4), (False, 5)]
    assert Rescore.objects.get().cursor == max(case.pk for case in made)
    assert rescoring.step(row.pk, at=at) is False


def test_one_runs_at_a_time_and_can_be_stopped(frozen, at):
    factories.assessed_case(frozen, at=at)
    first = rescoring.start(plan_of(frozen), actor=USER, at=at)
    second = rescoring.start(plan_of(frozen), actor=USER, at=at)
    rescoring.stop(first, actor=USER, at=at)

    assert second.pk == first.pk
    assert Rescore.objects.get().state == "stopped"
    assert rescoring.step(first.pk, at=at) is False
    assert rescoring.start(plan_of(frozen), actor=USER, at=at).pk != first.pk


def test_without_rated_interviews_there_is_nothing_to_do(frozen, at):
    with pytest.raises(rescoring.NothingToRescore):
        rescoring.start(plan_of(frozen), actor=USER, at=at)

    assert Rescore.objects.count() == 0


def test_words_that_are_gone_are_skipped_and_counted(frozen, at):
    gone = factories.assessed_case(frozen, at=at)
    older = factories.assessed_case(frozen, at=at)
    crypto.destroy_key(gone.subject_id)
    MachineAssessment.objects.filter(case=older).update(run=None)
    row = rescoring.start(plan_of(frozen), actor=USER, at=at)
    rescoring.step(row.pk, at=at)
    row.refresh_from_db()

    assert (row.done, row.skipped, row.changed) == (2, 2, 0)


def test_interviews_promised_the_models_judge_wait_for_it(tenant, at):
    frozen = factories.make_frozen(at=at, judge="llm")
    case = factories.make_case(frozen, at=at)
    factories.wait(case, at=at)
    factories.judge_waiting(case.ref, at=at)
    row = rescoring.start(plan_of(frozen), actor=USER, at=at)
    rescoring.step(row.pk, at=at)
    row.refresh_from_db()
    waiting = Waiting.objects.count()
    factories.judge_waiting(case.ref, at=at + timedelta(minutes=1))

    assert (row.waiting, waiting, MachineAssessment.objects.filter(case=case).count()) == (1, 1, 2)
    assert reading.proof(
        MachineAssessment.objects.select_related("case__frozen_plan").get(superseded_by=None)
    ).identical


def test_lost_jobs_of_what_runs_are_queued_again(frozen, at):
    factories.assessed_case(frozen, at=at)
    assert rescoring.requeue_lost() == 0
    rescoring.start(plan_of(frozen), actor=USER, at=at)
    assert rescoring.requeue_lost() == 1


def test_the_command_rates_a_whole_plan_again_and_shows_how_far_it_is(frozen, at, tenant, monkeypatch):
    for _ in range(3):
        factories.assessed_case(frozen, at=at)
    monkeypatch.setattr(rescore.tenancy, "of", lambda tenant: contextlib.nullcontext())
    out = io.StringIO()
    call_command("rescore", plan="small", stdout=out)

    assert out.getvalue().strip().endswith("3/3 interviews, 6 answers; changed 0, handed to the model 0, skipped 0")
    assert Rescore.objects.get().state == "done"


@pytest.mark.parametrize(
    ("options", "words"), [({"plan": "none"}, "has no plan"), ({"plan": "small", "company": "x"}, "--company: qinghe")]
)
def test_the_command_says_what_is_missing(frozen, monkeypatch, options, words):
    monkeypatch.setattr(rescore.tenancy, "of", lambda tenant: contextlib.nullcontext())
    with pytest.raises(CommandError, match=words):
        call_command("rescore", **options)

    assert Rescore.objects.count() == 0

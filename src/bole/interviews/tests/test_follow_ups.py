"""Asking once more: what is missing, at most twice, never twice over, and never against the candidate."""

from datetime import timedelta

import pytest

from bole.accounts.tests import factories as staff
from bole.assessment import api as assessment
from bole.interviews import queries
from bole.interviews.actions import conduct, follow_ups, reading, record, score, transcripts
from bole.interviews.actions.errors import WrongQuestion
from bole.interviews.models import Answer
from bole.interviews.tests import factories as make
from bole.interviews.tests.test_score import STRONG
from bole.interviews.types import Recognised, RecognisedWord, Source, Stage
from bole.interviews.web import room_state

pytestmark = pytest.mark.django_db
# The first question of the sales plan asks for a past event; here the outcome is left out.
OPEN_END = (
    "去年三月我接手城东片区，我先按行业列了八十家门店的名单，筛出十五家重点，每周上门拜访一次，问老板哪里最头疼。"
)


@pytest.fixture
def row(tenant, at):
    return make.at_questions(tenant, at, follow_ups=True)


def asked(row):
    return [(one.index, one.follows, one.why) for one in queries.answers_of(row.session) if one.follows is not None]


def state(row, tenant, at):
    return room_state.state(make.again(row), tenant, "t", device="phone", at=at)


def test_a_typed_answer_without_its_outcome_is_followed_at_once(row, tenant, at):
    make.type_answer(row, 0, OPEN_END, at)
    assert asked(row) == [(5, 0, "no_result")]
    question = state(row, tenant, at)["question"]
    assert (question["index"], question["number"], question["total"]) == (5, 1, 5)
    assert question["text"] == "这件事最后的结果怎么样？"
    assert question["follow"] == {"why": "no_result"}


def test_nothing_is_asked_twice_however_often_an_answer_is_kept(row, at):
    make.type_answer(row, 0, OPEN_END, at)
    make.type_answer(make.again(row), 0, OPEN_END + "就这样。", at)
    assert asked(row) == [(5, 0, "no_result")]


def test_a_follow_up_is_not_followed_itself(row, at):
    make.type_answer(row, 0, OPEN_END, at)
    make.type_answer(make.again(row), 5, "后来签了。", at)
    assert len(asked(row)) == 1
    assert make.again(row).session.position == 1


def test_what_is_said_to_it_is_the_end_of_the_answer_it_belongs_to(row, tenant, at):
    make.type_answer(row, 0, OPEN_END, at)
    make.type_answer(make.again(row), 5, "六月他签了十二万的合同。", at)
    for index in range(1, 5):
        make.type_answer(make.again(row), index, STRONG[index], at)
    first = score.answers_for_judge(make.again(row).session)[0]
    assert first.text == f"{OPEN_END}\n六月他签了十二万的合同。"
    conduct.submit(make.again(row), at=at)
    score.score(make.again(row).session, tenant=tenant, at=at + timedelta(seconds=20))
    report = score.candidate_report(make.again(row).session)
    quotes = [quote for one in report["rows"] for quote in one["quotes"]]
    assert any("十二万" in str(quote) for quote in quotes)
    assert make.again(row).session.state == Stage.ASSESSED


def test_declining_goes_on_and_is_told_to_no_judge(row, tenant, at):
    make.type_answer(row, 0, OPEN_END, at)
    follow_ups.decline(make.again(row), 5, device="phone", at=at)
    assert make.again(row).session.position == 1
    for index in range(1, 5):
        make.type_answer(make.again(row), index, STRONG[index], at)
    for one in Answer.objects.filter(follows__isnull=False, kept__isnull=True, declined_at__isnull=True):
        follow_ups.decline(make.again(row), one.index, device="phone", at=at)
    assert make.again(row).session.state == Stage.REVIEW
    assert [one.text for one in score.answers_for_judge(make.again(row).session)] == [OPEN_END, *STRONG[1:]]


def test_an_open_follow_up_holds_up_no_handing_in(row, at):
    make.type_answer(row, 0, OPEN_END, at)
    for index in range(1, 5):
        make.type_answer(make.again(row), index, STRONG[index], at)
    assert any(one.kept is None for one in queries.answers_of(make.again(row).session))
    conduct.submit(make.again(row), at=at)
    assert make.again(row).session.state == Stage.SUBMITTED


def test_words_that_come_later_are_asked_about_before_handing_in(row, tenant, at):
    attempt = make.start(row, 0, at)
    make.upload(attempt, [b"sound"])
    record.finish(attempt, count=1, duration_ms=30_000, at=at)
    record.keep(make.again(row), 0, attempt.pk, device="phone", at=at)
    assert asked(row) == []
    for index in range(1, 5):
        make.type_answer(make.again(row), index, STRONG[index], at)
    for one in Answer.objects.filter(follows__isnull=False):
        follow_ups.decline(make.again(row), one.index, device="phone", at=at)
    assert make.again(row).session.state == Stage.REVIEW
    before = len(asked(row))

    heard = Recognised(OPEN_END, (RecognisedWord("去年", 100, 400),), "scripted")
    transcripts.recognised(attempt, heard, source=Source.ASR, at=at)
    follow_ups.consider(Answer.objects.get(session=row.session, index=0))

    (late,) = asked(row)[before:]
    assert late[1:] == (0, "no_result")
    assert make.again(row).session.state == Stage.REVIEW
    follow_ups.take(make.again(row), late[0], device="phone", at=at)
    assert state(row, tenant, at)["question"]["follow"] == {"why": "no_result"}


def test_a_plan_of_same_questions_follows_nothing_up(tenant, at):
    row = make.at_questions(tenant, at)
    assert assessment.frozen(row.plan_id).content.same_questions
    make.type_answer(row, 0, OPEN_END, at)
    assert asked(row) == []


def test_a_sitting_has_an_end_whatever_is_missing(row, at):
    for index in range(5):
        make.type_answer(make.again(row), index, "那次客户的事情挺麻烦的，遇到过不少。", at)
    assert 0 < len(asked(row)) <= follow_ups.MOST_IN_A_SITTING


@pytest.mark.parametrize("index", [0, 1, 9])
def test_only_an_open_follow_up_can_be_taken_or_declined(row, at, index):
    make.type_answer(row, 0, OPEN_END, at)
    for verb in (follow_ups.take, follow_ups.decline):
        with pytest.raises(WrongQuestion):
            verb(make.again(row), index, device="phone", at=at)
    assert make.again(row).session.position == 5
    assert not Answer.objects.filter(declined_at__isnull=False).exists()


def test_nothing_is_asked_after_handing_in(row, at):
    for index in range(5):
        make.type_answer(make.again(row), index, STRONG[index], at)
    conduct.submit(make.again(row), at=at)
    before = asked(row)
    assert follow_ups.consider(Answer.objects.get(session=row.session, index=0)) == 0
    assert asked(row) == before


def test_a_recording_that_was_read_before_it_was_kept_is_followed_when_it_is_kept(row, at):
    attempt = make.start(row, 0, at)
    make.upload(attempt, [b"sound"])
    record.finish(attempt, count=1, duration_ms=30_000, at=at)
    reading.keep(attempt.pk, reading.Read(None, "speech.damaged", {}, None), at=at)
    assert asked(row) == []
    record.keep(make.again(row), 0, attempt.pk, device="phone", at=at)
    assert asked(row) == []


def test_a_quote_from_a_follow_up_points_at_its_own_recording(client, row, tenant, at):
    make.type_answer(row, 0, OPEN_END, at)
    make.type_answer(make.again(row), 5, "六月他签了十二万的合同。", at)
    for index in range(1, 5):
        make.type_answer(make.again(row), index, STRONG[index], at)
    conduct.submit(make.again(row), at=at)
    score.score(make.again(row).session, tenant=tenant, at=at + timedelta(seconds=20))
    staff.sign_in(client, staff.make_member(role="hr").user)
    answer = client.get(f"/interviews/{row.pk}/")
    quotes = {quote.text: quote for one in answer.context["report"].rows for quote in one.quotes}
    (said_later,) = [quote for text, quote in quotes.items() if "十二万" in text]
    assert (said_later.question_index, said_later.player) == (0, 5)
    assert {quote.player for text, quote in quotes.items() if quote.question_index == 1} <= {1}
    numbers = [(one["number"], one["follows"]) for one in answer.context["spoken"]]
    assert numbers[:3] == [(1, False), (1, True), (2, False)]

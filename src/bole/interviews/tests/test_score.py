"""From words to two reports, whatever the way they came."""

import html
from datetime import timedelta

import pytest
from django.db import connection

from bole.assessment.events import AssessmentReady
from bole.assessment.tests import factories as assessed
from bole.core import clock, jobs, outbox
from bole.interviews import queries, subscribers
from bole.interviews.actions import conduct, reading, record, score, transcripts
from bole.interviews.models import Attempt, CandidateReport
from bole.interviews.tests import factories as make
from bole.interviews.types import Recognised, RecognisedWord, Source, Stage
from bole.notifications.tests.factories import sent

pytestmark = pytest.mark.django_db
STRONG = [
    "去年三月我接手城东片区，先按行业列了八十家门店的名单，筛出十五家重点。我每周上门一次，问老板现在怎么进货、哪里最头疼，发现他真正怕的是断货。我按他的用量做了方案，找到拍板的老板谈，六月签了十二万的合同。",
    "我会看五条。第一，客户有没有真实的需求，问题急不急着解决；第二，预算批没批，付不付得起；第三，能不能见到拍板的人；第四，什么时候要采购；最后还要看我们的产品对不对得上，他愿不愿意约下一步见面。",
    "我会说，您货比三家很正常，我理解。想请教一下，对方报的是哪个配置，含不含安装和质保？我把三年的总成本拆开算给您看，再拿一个同行的案例给您参考。如果预算紧，可以先做小批试单，咱们约周四带样品过来定。",
    "我会跟他说明，合同外的承诺我不能口头答应，答应了做不到反而害了您。我马上请示主管和法务，看能不能写进补充协议，或者用延保和培训来代替。就算这个月少一单没达标，我也不能砸了口碑。",
    "我喜欢靠自己把事谈成。前年八月我只完成了三成，就把目标拆到每天，给自己定每天打六十个电话，晚上回听录音复盘丢单原因，跟着销冠学开场白，把话术换了两版。九月从三单做到十一单，排到部门第二名。",
]


def hand_in(row, tenant, at):
    conduct.submit(row, at=at)
    session = make.again(row).session
    score.score(session, tenant=tenant, at=at + timedelta(seconds=20))
    return make.again(row).session


def test_a_typed_sitting_gives_both_reports(tenant, at):
    session = hand_in(make.typed_sitting(tenant, at, STRONG), tenant, at)

    assert session.state == "assessed"
    report = score.candidate_report(session)
    assert report is not None
    assert [row["weight"] for row in report["rows"]] == [25, 20, 20, 20, 15]
    assert all(row["level_words"] for row in report["rows"])
    quoted = [quote["text"] for row in report["rows"] for quote in row["quotes"]]
    assert quoted
    assert all(any(text in answer for answer in STRONG) for text in quoted)
    assert sent("interviews.report_ready") == 1
    assert len(outbox.pending("interviews.ReportReady")) == 1


def test_the_own_page_says_what_each_quote_was_taken_to_show(client, tenant):
    now = clock.now() - timedelta(hours=1)
    row = make.typed_sitting(tenant, now, STRONG)
    session = hand_in(row, tenant, now)
    report = score.candidate_report(session)
    assert report is not None

    page = html.unescape(client.get(f"/c/qinghe/i/{make.token(row)}/").content.decode())
    for quote in (quote for one in report["rows"] for quote in one["quotes"]):
        said = "拉低等级" if quote["polarity"] == "-" else "体现"
        assert f"“{quote['text']}” <span" in page
        assert f"（第{quote['question_index'] + 1}题）{said}：{quote['behaviour']}" in page


def test_a_sitting_that_awaits_the_models_judge_is_delivered_when_it_has_rated(tenant, at):
    assessed.rate_by_model(at)
    row = make.typed_sitting(tenant, at, STRONG)
    waiting = hand_in(row, tenant, at)
    before = (waiting.state, waiting.scored_at, CandidateReport.objects.count(), sent("interviews.report_ready"))
    assessed.judge_waiting(waiting.pk, at=at + timedelta(minutes=2))
    (event,) = outbox.pending("assessment.AssessmentReady")
    ready = AssessmentReady(waiting.pk, waiting.subject_id, at + timedelta(minutes=2))
    for _ in range(2):
        subscribers.deliver_what_was_waited_for(ready)
    session = make.again(row).session

    assert before == ("submitted", None, 0, 0)
    assert event.payload["ref"] == str(session.pk)
    assert (session.state, session.scored_at) == ("assessed", at + timedelta(minutes=2))
    assert (CandidateReport.objects.count(), sent("interviews.report_ready")) == (1, 1)
    assert len(outbox.pending("interviews.ReportReady")) == 1


def test_scoring_twice_delivers_once(tenant, at):
    row = make.typed_sitting(tenant, at, STRONG)
    session = hand_in(row, tenant, at)
    score.score(session, tenant=tenant, at=at + timedelta(minutes=5))
    assert CandidateReport.objects.count() == 1
    assert sent("interviews.report_ready") == 1


def spoken_sitting(tenant, at, texts):
    row = make.at_questions(tenant, at)
    for index, text in enumerate(texts):
        attempt = make.start(make.again(row), index, at)
        make.upload(attempt, [b"sound"])
        record.finish(attempt, count=1, duration_ms=20_000, at=at)
        record.keep(make.again(row), index, attempt.pk, device="phone", at=at)
        attempt.analysis = {"speech_ms": 24_000, "flags": []}
        attempt.state = "processed"
        attempt.save(update_fields=["analysis", "state"])
        words = tuple(RecognisedWord(c, 200 * k, 200 * k + 180) for k, c in enumerate(text))
        transcripts.recognised(attempt, Recognised(text, words, "scripted"), source=Source.ASR, at=at)
    return make.again(row)


def test_spoken_and_typed_words_are_rated_alike_and_quotes_know_their_second(tenant, at):
    typed = score.candidate_report(hand_in(make.typed_sitting(tenant, at, STRONG), tenant, at))
    spoken = score.candidate_report(hand_in(spoken_sitting(tenant, at, STRONG), tenant, at))
    assert [r["level"] for r in typed["rows"]] == [r["level"] for r in spoken["rows"]]
    assert all(q["start_ms"] is None for r in typed["rows"] for q in r["quotes"])
    assert all(isinstance(q["start_ms"], int) for r in spoken["rows"] for q in r["quotes"])


def test_the_judge_does_not_see_the_name(tenant, at):
    row = make.typed_sitting(tenant, at, STRONG, name="欧阳小燕")
    assert "欧阳小燕" in score.blind_terms(row.session)


def test_an_answer_without_words_is_left_to_a_person(tenant, at):
    row = make.at_questions(tenant, at)
    for index in range(5):
        attempt = make.start(make.again(row), index, at)
        make.upload(attempt, [b"sound"])
        record.finish(attempt, count=1, duration_ms=1000, at=at)
        record.keep(make.again(row), index, attempt.pk, device="phone", at=at)
        reading.keep(attempt.pk, reading.Read(None, "speech.damaged", {}, None), at=at)
    session = hand_in(make.again(row), tenant, at)
    report = score.candidate_report(session)
    assert [r["level"] for r in report["rows"]] == [None] * 5
    assert {a.state for a in Attempt.objects.all()} == {"unreadable"}


def test_scoring_waits_until_every_recording_was_read(tenant, at):
    row = make.at_questions(tenant, at)
    attempt = make.start(row, 0, at)
    make.upload(attempt, [b"sound"])
    record.finish(attempt, count=1, duration_ms=1000, at=at)
    record.keep(make.again(row), 0, attempt.pk, device="phone", at=at)
    for index in range(1, 5):
        make.type_answer(make.again(row), index, "我每周拜访。", at)
    conduct.submit(make.again(row), at=at)
    session = make.again(row).session
    assert queries.ready_to_score(session) is False
    assert jobs.depths()["assessment"] == 0

    reading.keep(attempt.pk, reading.Read(None, "speech.damaged", {}, None), at=at)

    assert queries.ready_to_score(session) is True
    assert jobs.depths()["assessment"] == 1


def test_handing_in_while_the_last_recording_is_read_still_scores(tenant, at, monkeypatch):
    """Each side then sees the other's work undone; found by the soak, which lost 2 of 300 reports to it."""
    row = make.at_questions(tenant, at)
    attempt = make.start(row, 0, at)
    make.upload(attempt, [b"sound"])
    record.finish(attempt, count=1, duration_ms=1000, at=at)
    record.keep(make.again(row), 0, attempt.pk, device="phone", at=at)
    for index in range(1, 5):
        make.type_answer(make.again(row), index, "我每周拜访。", at)
    recorded = reading.moves.record

    def hand_in_first(*args, **options):
        monkeypatch.setattr(reading.moves, "record", recorded)
        conduct.submit(make.again(row), at=at)
        assert jobs.depths()["assessment"] == 0
        recorded(*args, **options)

    monkeypatch.setattr(reading.moves, "record", hand_in_first)
    reading.keep(attempt.pk, reading.Read(None, "speech.damaged", {}, None), at=at)

    assert jobs.depths()["assessment"] == 1


def test_a_sitting_whose_jobs_were_lost_is_taken_up_again(tenant, at):
    row = make.at_questions(tenant, at)
    attempt = make.start(row, 0, at)
    make.upload(attempt, [b"sound"])
    record.finish(attempt, count=1, duration_ms=1000, at=at)
    record.keep(make.again(row), 0, attempt.pk, device="phone", at=at)
    for index in range(1, 5):
        make.type_answer(make.again(row), index, "我每周拜访。", at)
    conduct.submit(make.again(row), at=at)
    _lose_jobs()
    assert jobs.depths()["media"] == 0

    conduct.nudge(make.again(row).session)
    conduct.nudge(make.again(row).session)
    assert jobs.depths() == {**jobs.depths(), "media": 1, "assessment": 0}

    _lose_jobs()
    reading.keep(attempt.pk, reading.Read(None, "speech.damaged", {}, None), at=at)
    _lose_jobs()
    conduct.nudge(make.again(row).session)
    assert jobs.depths() == {**jobs.depths(), "media": 0, "assessment": 1}


def _lose_jobs():
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE status = 'todo'")


def test_a_sitting_that_the_judge_holds_is_not_late(tenant, at):
    """An unsigned plan's answers wait for the signature; queueing them again every five minutes would help nobody."""
    row = make.typed_sitting(tenant, at, STRONG, signed=False)
    conduct.submit(row, at=at)
    assert _late(at) == [make.again(row).session.pk]
    score.score(make.again(row).session, tenant=tenant, at=at + timedelta(seconds=20))
    session = make.again(row).session
    assert (session.state, session.handed_on_at) == (Stage.SUBMITTED, at + timedelta(seconds=20))
    assert _late(at) == []


def _late(at):
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM interviews_late(%s)", [at + timedelta(minutes=10)])
        return [one for (one,) in cursor.fetchall()]

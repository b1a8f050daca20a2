"""Wording and delivery are described beside the ratings, and whatever they say changes nothing."""

from contextlib import contextmanager
from datetime import timedelta
from typing import get_args
from unittest import mock

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from bole.accounts.tests import factories as staff
from bole.assessment import api as assessment
from bole.assessment.tests import factories as plans
from bole.assessment.types import SignalName
from bole.core import clock
from bole.interviews.actions import conduct, invite, record, score, transcripts
from bole.interviews.models import Attempt, Session
from bole.interviews.tests import factories as make
from bole.interviews.tests.test_score import STRONG
from bole.interviews.types import Recognised, Source
from bole_engines.assessment import judge
from bole_engines.assessment.types import Answer
from bole_engines.signals import registry
from bole_engines.signals.types import Described, Finding, Passage

pytestmark = pytest.mark.django_db
TITLE = "表达与用词（仅描述，不计分）"
PACES = (4.0, 4.1, 4.0, 3.9, 6.0)
WARNING = "不得据此录用或淘汰任何人"


@pytest.fixture
def hr(client, tenant):
    staff.sign_in(client, staff.make_member(role="hr").user)
    return client


def sound(pace):
    return {
        "speech_ms": 24_000,
        "span_ms": 30_000,
        "pace": {"per_s_speaking": pace},
        "pauses": {"count": 3, "total_ms": 6_000, "longest_ms": 900},
        "pitch": {"iqr": 3.0},
        "energy": {"iqr": 6.0},
    }


def spoken(tenant, at, *signals, more=""):
    """A spoken interview, handed in and rated, by a plan that shows these signals."""
    plans.show_signals(make.plan_id(at), *signals, at=at)
    row = make.at_questions(tenant, at)
    for index, (text, pace) in enumerate(zip(STRONG, PACES, strict=True)):
        attempt = make.start(make.again(row), index, at)
        make.upload(attempt, [b"sound"])
        record.finish(attempt, count=1, duration_ms=30_000, at=at)
        record.keep(make.again(row), index, attempt.pk, device="phone", at=at)
        attempt.analysis = {"speech_ms": 24_000, "flags": [], "delivery": sound(pace)}
        attempt.state = "processed"
        attempt.save(update_fields=["analysis", "state"])
        transcripts.recognised(
            attempt, Recognised(text + more * (index == 0), (), "scripted"), source=Source.ASR, at=at
        )
    conduct.submit(make.again(row), at=at)
    score.score(make.again(row).session, tenant=tenant, at=at + timedelta(seconds=20))
    return make.again(row)


def page_of(client, row):
    page = client.get(f"/interviews/{row.pk}/")
    assert page.status_code == 200
    return page.content.decode()


def test_a_plan_shows_delivery_and_no_wording_unless_somebody_chose_it(hr, tenant):
    row = spoken(tenant, clock.now() - timedelta(hours=2), "delivery")
    page = page_of(hr, row)

    assert f'<details class="card mb-3" id="described"><summary class="card-body py-3 fw-bold">{TITLE}' in page
    assert WARNING in page
    assert "每秒 6.0 个音节，比本人其他回答（4.0）快 50%" in page
    assert "语速" in page
    assert "用词倾向" not in page


def test_words_are_shown_with_the_sentences_they_stand_in(hr, tenant):
    row = spoken(
        tenant, clock.now() - timedelta(hours=2), "wording", more="签约前我核对合同，逐条确认条款，再登记台账。"
    )
    page = page_of(hr, row)

    assert "用词中较多出现“谨慎、重视核对”一类的词" in page
    assert page.count("“签约前我核对合同”") == 1
    assert page.count("“逐条确认条款”") == 1
    assert "权重 0" in page
    assert "表达方式" not in page


def test_without_signals_the_page_has_no_such_section(hr, tenant):
    page = page_of(hr, spoken(tenant, clock.now() - timedelta(hours=2)))
    assert TITLE not in page
    assert "表达方式" not in page


def test_nothing_is_described_of_somebody_who_did_not_agree_to_be_assessed(hr, tenant):
    row = spoken(tenant, clock.now() - timedelta(hours=2), "delivery", "wording")
    Session.objects.filter(pk=row.session.pk).update(may_assess=False)
    page = page_of(hr, row)
    assert TITLE not in page
    assert "表达方式" not in page


def test_what_the_operator_forbids_is_shown_by_no_plan(hr, tenant, settings):
    row = spoken(tenant, clock.now() - timedelta(hours=2), "delivery", "wording")
    settings.BOLE_SIGNALS_OFF = ["delivery"]
    page = page_of(hr, row)
    assert TITLE in page
    assert "用词倾向" in page
    assert "表达方式" not in page
    plan = hr.get(f"/plans/{assessment.frozen(row.plan_id).plan_id}/").content.decode()
    assert plan.count("本系统不允许显示") == 1


def test_whoever_has_yet_to_rate_sees_no_description(client, tenant):
    at = clock.now() - timedelta(hours=2)
    row = spoken(tenant, at, "delivery", "wording")
    member = staff.make_member(role="interviewer")
    staff.sign_in(client, member.user)
    invite.set_panel(row, [member.user_id], actor=make.HR, at=at)
    page = page_of(client, row)
    assert TITLE not in page
    assert "表达方式" not in page


def test_a_plan_may_choose_exactly_the_signals_that_are_installed():
    assert set(get_args(SignalName)) == set(registry.SIGNALS)


TEXT = st.text(alphabet="我先核对提议 learn。!5", max_size=12)
VALUES = st.dictionaries(
    st.sampled_from(["count", "words", "standing", "value", "usual", "difference", "side", "level", "match", "weight"]),
    st.floats(-1e6, 1e6) | st.sampled_from(["often", "more", "less", "5"]),
)
FINDINGS = st.lists(
    st.builds(
        Finding,
        st.sampled_from(["x", "level", "match"]),
        st.none() | st.integers(0, 4),
        VALUES,
        st.lists(st.builds(Passage, st.integers(0, 9), st.integers(0, 9), st.integers(0, 9), TEXT), max_size=2).map(
            tuple
        ),
    ),
    max_size=3,
).map(tuple)
NUMBER = st.none() | st.floats(-1e6, 1e6)
DELIVERIES = st.fixed_dictionaries(
    {
        "speech_ms": st.integers(0, 90_000),
        "span_ms": st.integers(0, 90_000),
        "pace": st.fixed_dictionaries({"per_s_speaking": NUMBER}),
        "pauses": st.fixed_dictionaries({"count": st.integers(0, 99), "total_ms": NUMBER, "longest_ms": NUMBER}),
        "pitch": st.none() | st.fixed_dictionaries({"iqr": NUMBER}),
        "energy": st.none() | st.fixed_dictionaries({"iqr": NUMBER}),
    }
)


class Plugin:
    """Says whatever it was told to say, or fails."""

    version, weight = "1", 0

    def __init__(self, name, findings):
        self.name, self.findings = name, findings

    def describe(self, answers):
        if self.findings is None:
            raise ValueError(self.name)
        return Described(self.name, self.version, self.findings)


@contextmanager
def installed(findings):
    said = {name: Plugin(name, findings) for name in registry.SIGNALS}
    with mock.patch.object(registry.describe, "__kwdefaults__", {"installed": said}):
        yield


def outcome(client, tenant, rows, viewer):
    """Everything that rates, orders or suggests: rated anew from the recordings, then read where people read it."""
    rated = [
        judge.assess(
            assessment.frozen(row.plan_id).content,
            score.answers_for_judge(row.session),
            blind_terms=score.blind_terms(row.session),
        )
        for row in map(make.again, rows)
    ]
    page = client.get("/candidates/")
    reports = [assessment.report_for(row.session.pk, viewer) for row in rows]
    return (
        [one.to_json() for one in rated],
        [one["invitation"].pk for one in page.context["rows"]],
        assessment.summaries([row.session.pk for row in rows], viewer),
        [(one.machine, one.rows, one.composite_match, one.decision) for one in reports],
    )


def test_no_signal_can_change_a_score_a_rank_or_a_decision(hr, tenant):
    at = clock.now() - timedelta(hours=2)
    rows = [spoken(tenant, at, "delivery", "wording"), spoken(tenant, at + timedelta(minutes=5), "delivery")]
    viewer = plans.viewer(*plans.HR)
    before = outcome(hr, tenant, rows, viewer)
    assert all(one["match"]["percent"] is not None for one in before[0])

    @given(findings=st.none() | FINDINGS, deliveries=st.lists(DELIVERIES, min_size=5, max_size=5))
    @how(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    def unmoved(findings, deliveries):
        for attempt, delivery in zip(Attempt.objects.order_by("pk"), deliveries, strict=False):
            attempt.analysis = {**attempt.analysis, "delivery": delivery}
            attempt.save(update_fields=["analysis"])
        with installed(findings):
            assert page_of(hr, rows[0]).count(TITLE) == 1
            assert outcome(hr, tenant, rows, viewer) == before

    unmoved()


def test_the_judge_is_handed_nothing_of_how_it_was_spoken():
    """What a rating is made from: words, their times, their source, and how well they could be heard."""
    fields = set(Answer.__dataclass_fields__)
    assert fields == {"question_id", "text", "words", "source", "speech_ms", "added", "audio"}

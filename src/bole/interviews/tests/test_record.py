"""Nothing acknowledged is lost, nothing is taken twice, and a refusal changes nothing."""

import hashlib
from datetime import timedelta

import pytest

from bole.core import moves, storage
from bole.interviews import queries
from bole.interviews.actions import conduct, record
from bole.interviews.actions.errors import (
    AlreadySubmitted,
    AttemptClosed,
    BadPart,
    ModeNotOffered,
    NeedsConsent,
    NoRetakeLeft,
    PartConflict,
    PartsMissing,
    Unanswered,
    WindowClosed,
)
from bole.interviews.models import Attempt, Part
from bole.interviews.tests import factories as make
from bole.interviews.types import Mode, Stage, Track

pytestmark = pytest.mark.django_db
PIECES = [b"one" * 50, b"two" * 70, b"three" * 10]


def sha(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def test_parts_are_joined_byte_for_byte(tenant, at):
    attempt = make.start(make.at_questions(tenant, at), 0, at)
    assert make.upload(attempt, PIECES) == ["stored", "stored", "stored"]

    done = record.finish(attempt, count=3, duration_ms=7500, at=at)

    assert done.sha256 == sha(b"".join(PIECES))
    original = done.recordings.get(kind="original")
    assert storage.sealed(done.subject_id).read(original.key) == b"".join(PIECES)
    assert [(m.from_state, m.to_state) for m in moves.of(done)] == [("recording", "stored")]


def test_two_tracks_are_kept_as_two_originals(tenant, at):
    attempt = make.start(make.at_questions(tenant, at), 0, at, mode=Mode.VIDEO)
    make.upload(attempt, PIECES)
    record.finish(
        attempt, count=3, duration_ms=1, tracks=[Track(1, "video/webm", 0, 1), Track(2, "audio/webm", 2, 2)], at=at
    )
    assert [(r.track, r.sha256) for r in attempt.recordings.order_by("track")] == [
        (1, sha(PIECES[0] + PIECES[1])),
        (2, sha(PIECES[2])),
    ]


def test_the_same_part_again_is_a_duplicate_and_another_is_refused(tenant, at):
    attempt = make.start(make.at_questions(tenant, at), 0, at)
    make.upload(attempt, PIECES[:1])

    assert record.add_part(attempt, 0, PIECES[0], sha256=sha(PIECES[0])) == "dup"
    with pytest.raises(PartConflict):
        record.add_part(attempt, 0, b"other", sha256=sha(b"other"))
    assert [(p.seq, p.sha256) for p in Part.objects.all()] == [(0, sha(PIECES[0]))]


@pytest.mark.parametrize(("body", "digest"), [(b"", sha(b"")), (b"abc", sha(b"abd")), (b"abc", "")])
def test_a_damaged_part_is_refused_and_leaves_nothing(tenant, at, body, digest):
    attempt = make.start(make.at_questions(tenant, at), 0, at)
    with pytest.raises(BadPart):
        record.add_part(attempt, 0, body, sha256=digest)
    assert Part.objects.count() == 0
    assert list(storage.store().list(f"parts/{attempt.pk}")) == []


def test_missing_parts_are_named(tenant, at):
    attempt = make.start(make.at_questions(tenant, at), 0, at)
    make.upload(attempt, PIECES[:1])
    with pytest.raises(PartsMissing) as refused:
        record.finish(attempt, count=3, duration_ms=0, at=at)
    assert refused.value.data["missing"] == [1, 2]
    assert Attempt.objects.get(pk=attempt.pk).state == "recording"


def test_finishing_twice_is_finishing_once(tenant, at):
    attempt = make.start(make.at_questions(tenant, at), 0, at)
    make.upload(attempt, PIECES)
    first = record.finish(attempt, count=3, duration_ms=0, at=at)
    again = record.finish(Attempt.objects.get(pk=attempt.pk), count=3, duration_ms=0, at=at)
    assert again.sha256 == first.sha256
    assert moves.of(attempt).count() == 1


def test_a_new_part_after_the_end_is_refused_an_old_one_acknowledged(tenant, at):
    attempt = make.start(make.at_questions(tenant, at), 0, at)
    make.upload(attempt, PIECES)
    done = record.finish(attempt, count=3, duration_ms=0, at=at)
    assert record.add_part(done, 1, PIECES[1], sha256=sha(PIECES[1])) == "dup"
    with pytest.raises(AttemptClosed):
        record.add_part(done, 3, b"late", sha256=sha(b"late"))
    assert queries.have(done) == [0, 1, 2]


def test_one_retake_and_no_more(tenant, at):
    row = make.at_questions(tenant, at)
    for _ in range(2):
        attempt = make.start(row, 0, at)
        make.upload(attempt, PIECES)
        record.finish(attempt, count=3, duration_ms=0, at=at)
    with pytest.raises(NoRetakeLeft):
        make.start(row, 0, at)
    assert Attempt.objects.count() == 2


def test_an_interrupted_take_costs_nothing(tenant, at):
    row = make.at_questions(tenant, at)
    for interrupted in (True, True, False, False):
        attempt = make.start(row, 0, at)
        make.upload(attempt, PIECES)
        record.finish(attempt, count=3, duration_ms=0, interrupted=interrupted, at=at)
    with pytest.raises(NoRetakeLeft):
        make.start(row, 0, at)
    assert Attempt.objects.count() == 4


def test_parts_of_the_first_device_are_taken_in_after_another_has_gone_on(tenant, at):
    row = make.at_questions(tenant, at)
    first = make.start(row, 0, at, device="old phone")
    make.upload(first, PIECES[:1])
    second = make.start(make.again(row), 0, at + timedelta(minutes=1), device="laptop")
    make.upload(second, PIECES)
    record.finish(second, count=3, duration_ms=0, at=at)
    record.keep(make.again(row), 0, second.pk, device="laptop", at=at)

    assert record.add_part(first, 1, PIECES[1], sha256=sha(PIECES[1])) == "stored"
    record.finish(first, count=2, duration_ms=0, interrupted=True, at=at)

    assert first.sha256 == sha(PIECES[0] + PIECES[1])
    assert make.again(row).session.leader_device == "laptop"
    assert make.again(row).session.position == 1


def test_nothing_is_recorded_before_consent(tenant, at):
    row = make.invitation(tenant, at)
    with pytest.raises(NeedsConsent):
        make.start(row, 0, at)
    assert Attempt.objects.count() == 0


def test_who_refuses_recording_types_and_who_refuses_the_picture_speaks(tenant, at):
    row = make.agree(make.invitation(tenant, at), at, recording=False, video=False)
    conduct.go_to(row, Stage.QUESTION, device="phone", at=at)
    with pytest.raises(ModeNotOffered):
        make.start(make.again(row), 0, at, mode=Mode.AUDIO)
    assert make.start(make.again(row), 0, at, mode=Mode.TYPED).mode == "typed"


def test_who_refuses_the_assessment_talks_to_a_person(tenant, at):
    row = make.agree(make.invitation(tenant, at), at, assessment=False)
    assert row.state == "human"
    assert row.session.state == "welcome"


def test_withdrawal_stops_capture_at_once(tenant, at):
    row = make.at_questions(tenant, at)
    attempt = make.start(row, 0, at)
    make.upload(attempt, PIECES[:1])

    conduct.withdraw(make.again(row), at=at)

    fresh = make.again(row)
    assert (fresh.state, fresh.session.state) == ("human", "withdrawn")
    assert (fresh.session.may_record, fresh.session.may_assess) == (False, False)
    with pytest.raises(WindowClosed):
        make.start(fresh, 0, at)


def test_handing_in_needs_every_answer_and_happens_once(tenant, at):
    row = make.at_questions(tenant, at)
    make.type_answer(row, 0, "我筛了名单。", at)
    with pytest.raises(Unanswered) as refused:
        conduct.submit(make.again(row), at=at)
    assert refused.value.data["missing"] == 4
    assert make.again(row).state == "started"

    for index in range(1, 5):
        make.type_answer(make.again(row), index, "我每周上门拜访客户。", at)
    receipt = conduct.submit(make.again(row), at=at)
    assert conduct.submit(make.again(row), at=at) == receipt
    with pytest.raises(AlreadySubmitted):
        make.start(make.again(row), 0, at)


def test_after_the_deadline_nothing_is_taken(tenant, at):
    row = make.at_questions(tenant, at, hours=24)
    with pytest.raises(WindowClosed):
        make.start(row, 0, at + timedelta(hours=24))
    assert Attempt.objects.count() == 0

"""Captions from the device: what counts in which order, and that a refusal changes nothing."""

import json
from datetime import timedelta

import pytest

from bole.core import clock
from bole.interviews import queries
from bole.interviews.actions import conduct, reading, record, score, transcripts
from bole.interviews.models import Attempt, Transcript
from bole.interviews.tests import factories as make
from bole.interviews.types import Mode, Recognised, RecognisedWord, Source

pytestmark = pytest.mark.django_db
PHRASES = [["我先道歉。", 400, 1400], ["再换一份 new", 2000, 4000]]
TEXT = "我先道歉。\n再换一份 new"
BODY = {"words": PHRASES, "text": TEXT, "engine": "browser-on-device"}
HEARD = Recognised("我先道歉", tuple(RecognisedWord(c, 500 + 250 * k, 700 + 250 * k) for k, c in enumerate("我先道歉")))
ANALYSIS = {"duration_ms": 5000, "speech_ms": 4000, "files": {}, "flags": []}


@pytest.fixture
def now():
    return clock.now()


@pytest.fixture
def attempt(tenant, now):
    """A stored take of sound, not yet read."""
    return stored(make.at_questions(tenant, now), now)


def stored(row, now):
    taken = make.start(row, 0, now)
    make.upload(taken, [b"sound"])
    return record.finish(taken, count=1, duration_ms=5000, at=now)


def url(attempt, row=None):
    row = row or attempt.answer.session.invitation
    return f"/c/qinghe/i/{make.token(row)}/attempts/{attempt.pk}/captions"


def send(client, attempt, body=BODY, **at):
    return client.post(url(attempt, **at), json.dumps(body), content_type="application/json")


def read(attempt, now, heard=None, **analysis):
    """What the worker does once a recording was read."""
    reading.keep(attempt.pk, reading.Read(ANALYSIS | analysis, "", {}, heard), at=now)


def sources(attempt):
    return [(t.version, t.source) for t in attempt.transcripts.all()]


def test_captions_are_kept_with_the_time_of_each_word(client, attempt):
    answer = send(client, attempt)

    assert (answer.status_code, answer.json()) == (200, {"state": "ready", "source": "on_device_caption", "version": 1})
    kept = attempt.transcripts.get()
    content = queries.content(kept)
    assert (kept.source, kept.engine, kept.characters) == ("on_device_caption", "browser-on-device", len(TEXT))
    assert (content["text"], content["added"]) == (TEXT, [])
    assert content["words"][:2] == [["我", 400, 600, 0, 1], ["先", 600, 800, 1, 2]]
    assert content["words"][-1] == ["new", 3250, 4000, 11, 14]
    assert all(TEXT[a:b] == word for word, _start, _end, a, b in content["words"])


def test_sending_them_again_makes_no_version(client, attempt):
    first = send(client, attempt).json()
    assert send(client, attempt).json() == first
    assert sources(attempt) == [(1, "on_device_caption")]


def test_our_recogniser_counts_over_captions_that_came_before_it(client, attempt, now):
    send(client, attempt)
    read(attempt, now, HEARD)
    assert sources(attempt) == [(1, "on_device_caption"), (2, "asr")]


def test_captions_that_come_after_our_recogniser_are_not_kept(client, attempt, now):
    read(attempt, now, HEARD)
    answer = send(client, attempt)
    assert answer.json() == {"state": "ready", "source": "asr", "version": 1}
    assert sources(attempt) == [(1, "asr")]


@pytest.mark.parametrize("heard", [None, Recognised("", ()), Recognised("  ", ())])
def test_captions_count_where_our_recogniser_has_nothing(client, attempt, now, heard):
    send(client, attempt)
    read(attempt, now, heard)
    assert sources(attempt) == [(1, "on_device_caption")]
    assert Attempt.objects.get(pk=attempt.pk).state == "processed"


def test_captions_that_come_after_nothing_was_heard_become_the_next_version(client, attempt, now):
    read(attempt, now)
    assert queries.transcript_state(attempt, attempt.transcripts.get()) == "none"
    assert send(client, attempt).json() == {"state": "ready", "source": "on_device_caption", "version": 2}
    assert sources(attempt) == [(1, "none"), (2, "on_device_caption")]


@pytest.mark.parametrize("before", [True, False])
def test_captions_count_where_the_recording_cannot_be_read(client, attempt, now, before):
    if before:
        send(client, attempt)
    reading.keep(attempt.pk, reading.Read(None, "speech.damaged", {}, None), at=now)
    assert send(client, attempt).json()["source"] == "on_device_caption"
    assert sources(attempt) == [(1, "on_device_caption")]


def test_a_recording_read_at_the_second_try_counts_over_them(client, attempt, now):
    reading.keep(attempt.pk, reading.Read(None, "speech.damaged", {}, None), at=now)
    send(client, attempt)
    read(attempt, now, HEARD)
    assert sources(attempt) == [(1, "on_device_caption"), (2, "asr")]


def test_the_candidates_correction_stays_the_newest(client, attempt, now):
    send(client, attempt)
    transcripts.correct(attempt, "我先道歉。\n再换一份新的", at=now)
    send(client, attempt)
    read(attempt, now, HEARD)

    assert sources(attempt) == [(1, "on_device_caption"), (2, "self_transcribed")]
    content = queries.content(attempt.transcripts.last())
    assert [content["text"][a:b] for a, b in content["added"]] == ["新的"]
    assert content["words"][0] == ["我", 400, 600, 0, 1]


def test_late_captions_leave_what_the_candidate_typed(client, attempt, now):
    read(attempt, now)
    transcripts.correct(attempt, "我道歉了", at=now)
    send(client, attempt)
    assert sources(attempt) == [(1, "none"), (2, "self_transcribed")]


@pytest.mark.parametrize("late", [True, False])
def test_more_than_the_speaking_time_can_hold_counts_as_typed(client, attempt, now, late):
    if not late:
        send(client, attempt)
    read(attempt, now, speech_ms=300)
    if late:
        send(client, attempt)

    kept = attempt.transcripts.last()
    assert sources(attempt) == [(1, "none" if late else "on_device_caption"), (2, "typed")]
    assert (queries.content(kept)["text"], len(queries.content(kept)["words"])) == (TEXT, 10)


def test_the_judge_is_told_the_grade_of_source(client, attempt, now):
    record.keep(attempt.answer.session.invitation, 0, attempt.pk, device="phone", at=now)
    send(client, attempt)
    read(attempt, now)
    (answer,) = score.answers_for_judge(attempt.answer.session)
    assert (answer.source, answer.text, answer.words[0].start_ms) == (Source.CAPTION, TEXT, 400)


def test_the_room_shows_them_for_correction(client, attempt, now):
    record.keep(attempt.answer.session.invitation, 0, attempt.pk, device="phone", at=now)
    send(client, attempt)
    state = client.get(url(attempt).split("attempts/")[0] + "state").json()
    assert [(t["state"], t["source"], t["text"]) for t in state["transcripts"]] == [
        ("ready", "on_device_caption", TEXT)
    ]
    assert state["plan"]["language"] == "zh-hans"


@pytest.mark.parametrize(
    "changed",
    [
        {"engine": "cloud"},
        {"engine": None},
        {"text": ""},
        {"text": " \n"},
        {"text": 7},
        {"text": TEXT + " 而且我还"},
        {"text": "先说 " + TEXT},
        {"words": []},
        {"words": "我先道歉"},
        {"words": PHRASES[:1]},
        {"words": PHRASES[::-1]},
        {"words": [["我先道歉。", 400, 300], PHRASES[1]]},
        {"words": [["我先道歉。", -1, 1400], PHRASES[1]]},
        {"words": [["我先道歉。", True, 1400], PHRASES[1]]},
        {"words": [["我先道歉。", 0, True], PHRASES[1]]},
        {"words": [["我先道歉。", 400.5, 1400], PHRASES[1]]},
        {"words": [["我先道歉。", 400, 3_600_001], PHRASES[1]]},
        {"words": [["我先道歉。", 2500, 2600], PHRASES[1]]},
        {"words": [["我先道歉。", 400], PHRASES[1]]},
        {"words": [["", 0, 0], *PHRASES]},
        {"words": [{"text": "我先道歉。"}, PHRASES[1]]},
        {"text": "一" * 2001, "words": [["一", 0, 1]] * 2001},
        {"text": "长" * 8001, "words": [["长" * 8001, 0, 1]]},
    ],
)
def test_rubbish_is_refused_and_changes_nothing(client, attempt, changed):
    assert send(client, attempt, BODY | changed).status_code == 422
    assert Transcript.objects.count() == 0


def test_another_sittings_take_is_not_found(client, tenant, attempt, now):
    other = make.at_questions(tenant, now)
    assert send(client, attempt, row=other).status_code == 404
    assert Transcript.objects.count() == 0


def test_a_typed_answer_has_none(client, tenant, now):
    row = make.at_questions(tenant, now)
    typed = make.type_answer(row, 0, "我先道歉。", now)
    before = sources(typed)
    assert send(client, typed).status_code == 422
    assert sources(typed) == before


def test_an_unfinished_take_waits(client, tenant, now):
    unfinished = make.start(make.at_questions(tenant, now), 0, now)
    assert send(client, unfinished).status_code == 409
    assert Transcript.objects.count() == 0


def test_after_handing_in_nothing_is_added(client, attempt, now):
    row = attempt.answer.session.invitation
    record.keep(row, 0, attempt.pk, device="phone", at=now)
    for index in range(1, 5):
        make.type_answer(make.again(row), index, "我每周拜访客户。", now)
    conduct.submit(make.again(row), at=now)
    assert (send(client, attempt).status_code, sources(attempt)) == (409, [])


def test_after_the_deadline_nothing_is_added(client, tenant, now):
    then = now - timedelta(hours=80)
    late = stored(make.at_questions(tenant, then), then)
    assert (send(client, late).status_code, sources(late)) == (410, [])


def test_after_withdrawing_nothing_is_added(client, attempt, now):
    conduct.withdraw(attempt.answer.session.invitation, at=now)
    assert (send(client, attempt).status_code, sources(attempt)) == (410, [])


def test_who_no_longer_agrees_to_be_recorded_is_not_taken_down(client, attempt, now):
    make.agree(make.again(attempt.answer.session.invitation), now, recording=False)
    assert (send(client, attempt).status_code, sources(attempt)) == (409, [])


def test_only_post(client, attempt):
    assert client.get(url(attempt)).status_code == 405
    assert attempt.mode == Mode.AUDIO

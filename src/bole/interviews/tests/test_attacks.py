"""Someone with a link, or with a colleague's rights, who wants more than is theirs."""

import hashlib
import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bole.accounts.tests import factories as staff
from bole.audit.tests import factories as log
from bole.core import clock, pace, storage
from bole.interviews import queries
from bole.interviews.actions import conduct, invite, record, transcripts
from bole.interviews.actions.errors import (
    AlreadyInvited,
    AlreadySubmitted,
    CannotExtend,
    NeedsConsent,
    OtherLink,
    TooMuch,
    WindowClosed,
)
from bole.interviews.models import Attempt, Part, Recording, Signal
from bole.interviews.tests import factories as make
from bole.interviews.tests.test_room import agreed, base, post, put, recording
from bole.interviews.tests.test_score import STRONG
from bole.interviews.types import Mode, Source, Stage
from bole.interviews.web import room
from bole.people import api as people

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return clock.now()


@pytest.fixture
def invited(tenant, now):
    return make.invitation(tenant, now - timedelta(hours=1))


# -- what is sent -------------------------------------------------------------------------------------------------

HOSTILE = {
    "deep list": b"[" * 100_000,
    "deep object": b'{"a":' * 40_000,
    "thirteen levels": b'{"a":' * 13 + b"1" + b"}" * 13,
    "not a number": b'{"count": NaN, "events": [{"kind": "k", "data": {"a": NaN}}], "device": "d", "to": "consent"}',
    "infinite": b'{"count": 1e400, "events": [{"kind": "k", "data": {"a": 1e400}}], "device": "d", "to": "consent"}',
    "nul": b'{"device": "a\\u0000b", "to": "consent", "events": [{"kind": "k\\u0000"}], "text": "\\u0000"}',
    "half a character": b'{"device": "\\ud800", "to": "consent", "events": [{"kind": "\\ud800"}], "text": "\\ud800"}',
    "digits": b'{"count": ' + b"9" * 200_000 + b"}",
}


@pytest.mark.parametrize("path", ["consent", "stage", "lead", "events", "questions/0/attempts", "questions/0/keep"])
@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_hostile_json_is_answered_with_a_sentence(client, invited, path, body):
    response = client.post(base(invited) + path, body, content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (422, "invalid")
    assert response.json()["sentence"]
    assert (make.again(invited).session.state, Signal.objects.count(), Attempt.objects.count()) == ("welcome", 0, 0)


@pytest.mark.parametrize("text", [["a"], {"a": 1}, 7, True])
def test_only_a_text_is_an_answer(client, invited, text):
    agreed(client, invited)
    post(client, base(invited) + "stage", {"to": "question", "device": "phone"})
    made = post(client, base(invited) + "questions/0/attempts", {"mode": "typed", "device": "phone"}).json()["attempt"]
    assert post(client, base(invited) + f"attempts/{made['id']}/typed", {"text": text}).status_code == 422
    assert Attempt.objects.get().transcripts.count() == 0


@pytest.mark.parametrize(
    "tracks",
    [
        [{"track": 1, "first": 0, "last": 10**12}],
        [{"track": 1, "first": 0, "last": 0}],
        [{"track": 1, "first": 0, "last": 0}, {"track": 1, "first": 1, "last": 1}],
        [{"track": 1e400, "first": 0, "last": 1}],
        [{"track": 4, "first": 0, "last": 1}],
        [{"track": 1, "first": 1, "last": 1}],
        [[1, 0, 1]],
        {"track": 1},
        "tracks",
    ],
)
def test_tracks_are_exactly_the_parts(client, invited, tracks):
    url = recording(client, invited)
    for seq in range(2):
        put(client, url + f"parts/{seq}", b"part%d" % seq)
    body = json.dumps({"count": 2, "duration_ms": 1, "tracks": tracks}).replace("Infinity", "1e400")
    assert client.post(url + "finish", body, content_type="application/json").status_code == 422
    assert (Attempt.objects.get().state, Recording.objects.count()) == ("recording", 0)


@pytest.mark.parametrize("seq", ["600", "99999999999999999999", "9" * 5000])
def test_a_part_number_has_an_end(client, invited, seq):
    url = recording(client, invited)
    assert put(client, url + f"parts/{seq}", b"x").status_code in {404, 413}
    assert Part.objects.count() == 0


@pytest.mark.parametrize("mime", ["text/html", "video/webm\r\nX: y", "image/svg+xml", "video/<script>", "x" * 90])
def test_a_recording_is_never_called_a_page(client, invited, mime):
    agreed(client, invited)
    post(client, base(invited) + "stage", {"to": "question", "device": "phone"})
    post(client, base(invited) + "questions/0/attempts", {"mode": "audio", "mime": mime, "device": "phone"})
    assert Attempt.objects.get().mime == ""


def test_what_recorders_call_their_files_is_kept():
    for mime in ("video/webm;codecs=vp8,opus", "audio/mp4", 'video/mp4; codecs="avc1.42E01E, mp4a.40.2"'):
        assert record.mime_of(mime) == mime


def test_what_was_stored_as_a_page_is_served_as_bytes(client, tenant, now):
    row = _recorded(tenant, now)
    Recording.objects.update(mime="text/html")
    staff.sign_in(client, staff.make_member(role="hr").user)
    response = client.get(f"/interviews/media/{row.pk}/")
    assert (response.status_code, response["Content-Type"]) == (200, "application/octet-stream")
    assert response["X-Content-Type-Options"] == "nosniff"


# -- consent ------------------------------------------------------------------------------------------------------


def test_without_agreement_to_be_assessed_there_is_no_way_on(tenant, now):
    row = make.invitation(tenant, now)
    row = make.agree(row, now, assessment=False)
    conduct.back_to_room(row, at=now)
    row = make.again(row)
    for to in (Stage.CHECK, Stage.QUESTION):
        with pytest.raises(NeedsConsent):
            conduct.go_to(row, to, device="phone", at=now)
    assert make.again(row).session.state == "welcome"


def test_an_agreement_taken_back_midway_stops_answers_and_handing_in(client, tenant, now):
    row = make.typed_sitting(tenant, now - timedelta(hours=1), STRONG)
    make.agree(row, now, assessment=False)
    conduct.back_to_room(make.again(row), at=now)
    row = make.again(row)
    with pytest.raises(NeedsConsent):
        conduct.submit(row, at=now)
    with pytest.raises(NeedsConsent):
        make.start(row, 0, now, mode=Mode.TYPED)
    assert client.get(base(row) + "state").json()["stage"] == "consent"
    row = make.agree(row, now)
    assert conduct.submit(row, at=now)


def test_after_withdrawing_there_is_no_way_back_and_nothing_is_taken(client, tenant, invited):
    url = recording(client, invited)
    put(client, url + "parts/0", b"abc")
    assert post(client, base(invited) + "withdraw").status_code == 200
    entries = log.entries()
    assert post(client, base(invited) + "withdraw").status_code == 200
    assert log.entries() == entries
    assert post(client, base(invited) + "human-route", {"undo": True}).status_code == 410
    assert put(client, url + "parts/1", b"def").status_code == 409
    assert post(client, url + "finish", {"count": 1, "duration_ms": 1}).status_code == 409
    assert (Part.objects.count(), Recording.objects.count(), make.again(invited).state) == (1, 0, "human")


def test_whoever_chose_a_person_and_came_back_can_hand_in(tenant, now):
    row = make.typed_sitting(tenant, now - timedelta(hours=1), STRONG)
    conduct.choose_person(row, at=now)
    conduct.back_to_room(make.again(row), at=now)
    assert make.again(row).state == "started"
    assert conduct.submit(make.again(row), at=now)


def test_whoever_got_more_time_can_hand_in(tenant, now):
    row = make.typed_sitting(tenant, now - timedelta(hours=80), STRONG)
    assert conduct.close_overdue(row.pk, at=now)
    invite.extend(make.again(row), hours=24, actor=make.HR, at=now)
    assert make.again(row).state == "started"
    assert conduct.submit(make.again(row), at=now)


def test_an_invitation_does_not_come_back_beside_a_newer_one(tenant, now):
    old = make.invitation(tenant, now - timedelta(hours=80))
    conduct.close_overdue(old.pk, at=now)
    plan = make.plan_id(now)
    invite.invite(old.person_id, plan_id=plan, window_hours=72, tenant=tenant, actor=make.HR, at=now)
    with pytest.raises(AlreadyInvited):
        invite.extend(make.again(old), hours=24, actor=make.HR, at=now)
    other = make.invitation(tenant, now)
    conduct.choose_person(other, at=now)
    invite.invite(other.person_id, plan_id=plan, window_hours=72, tenant=tenant, actor=make.HR, at=now)
    with pytest.raises(OtherLink):
        conduct.back_to_room(make.again(other), at=now)


def test_the_windows_of_what_is_over_are_left_alone(tenant, now):
    row = make.typed_sitting(tenant, now - timedelta(hours=1), STRONG)
    conduct.submit(row, at=now)
    before = make.again(row).deadline
    with pytest.raises(CannotExtend):
        invite.extend(make.again(row), hours=24, actor=make.HR, at=now)
    assert make.again(row).deadline == before


# -- races, told by a stale view of the sitting --------------------------------------------------------------------


def test_nothing_changes_behind_a_hand_in(tenant, now):
    row = make.typed_sitting(tenant, now - timedelta(hours=1), STRONG)
    stale = make.again(row)
    attempt = Attempt.objects.select_related("answer__session__invitation").filter(answer__index=0).get()
    conduct.submit(row, at=now)
    with pytest.raises(AlreadySubmitted):
        record.keep(stale, 0, attempt.pk, device="phone", at=now)
    with pytest.raises(AlreadySubmitted):
        record.write(attempt, "另一个回答", at=now)
    with pytest.raises(AlreadySubmitted):
        make.start(stale, 0, now, mode=Mode.TYPED)
    assert attempt.transcripts.count() == 1


def test_writers_of_an_attempt_take_turns(client, invited):
    url = recording(client, invited)
    with CaptureQueriesContext(connection) as asked:
        put(client, url + "parts/0", b"abc")
    locks = [query["sql"] for query in asked if "FOR NO KEY UPDATE" in query["sql"]]
    assert [sql.partition("FROM ")[2].split()[0] for sql in locks] == ['"interviews_session"', '"interviews_attempt"']


# -- floods -------------------------------------------------------------------------------------------------------


def test_probes_are_few_at_once_and_few_in_a_row(client, invited, monkeypatch):
    agreed(client, invited)
    monkeypatch.setattr(room.reading, "probe", lambda body, subject_id: {"ok": True, "code": "ok"})
    monkeypatch.setattr(room, "PROBING", pace.Gate(1, seconds=5))
    with room.PROBING.enter():
        busy = client.post(base(invited) + "probe", b"x", content_type="video/webm")
    assert (busy.status_code, busy.json()["code"]) == (429, "too_fast")
    assert "5" in busy.json()["sentence"]
    answers = [client.post(base(invited) + "probe", b"x", content_type="video/webm").status_code for _ in range(8)]
    assert answers == [200] * 7 + [429]


def test_choices_are_few_in_a_row(client, invited):
    answers = [post(client, base(invited) + "human-route", {"undo": n % 2 == 1}).status_code for n in range(14)]
    assert answers == [200] * 12 + [429] * 2


def test_telemetry_has_an_end(invited, now, monkeypatch):
    monkeypatch.setattr(conduct, "SIGNALS_KEPT", 250)
    lines = [{"kind": "stall", "data": {"huge": 10**400}}] * 200
    assert conduct.note_signals(invited.session, lines, at=now) == 200
    assert conduct.note_signals(invited.session, lines, at=now) == 0
    assert Signal.objects.count() == 200
    assert Signal.objects.first().data == {"client_at": ""}


def test_a_sittings_bytes_have_an_end(tenant, at, monkeypatch):
    row = make.at_questions(tenant, at)
    make.upload(make.start(row, 0, at), [b"x" * 60])
    monkeypatch.setattr(record, "SITTING_BYTES", 100)
    with pytest.raises(TooMuch):
        make.upload(make.start(row, 1, at), [b"y" * 60])
    assert Part.objects.count() == 1


def test_versions_have_an_end_and_the_newest_counts(tenant, at, monkeypatch):
    monkeypatch.setattr(transcripts, "VERSIONS", 3)
    attempt = make.start(make.at_questions(tenant, at), 0, at, mode=Mode.TYPED)
    for n in range(6):
        transcripts.add(attempt, f"第{n}稿", source=Source.TYPED, at=at)
    assert list(attempt.transcripts.values_list("version", flat=True)) == [1, 2, 3]
    assert queries.content(attempt.transcripts.last())["text"] == "第5稿"


# -- what is told -------------------------------------------------------------------------------------------------


def test_questions_to_come_are_not_told(client, invited):
    assert [a["text"] for a in client.get(base(invited) + "state").json()["answers"]] == [""] * 5
    agreed(client, invited)
    state = post(client, base(invited) + "stage", {"to": "question", "device": "phone"}).json()
    assert [bool(a["text"]) for a in state["answers"]] == [True, False, False, False, False]


# -- the office ---------------------------------------------------------------------------------------------------


def _recorded(tenant, now):
    attempt = make.start(make.at_questions(tenant, now), 0, now)
    make.upload(attempt, [b"0123456789"])
    record.finish(attempt, count=1, duration_ms=1, at=now)
    return Recording.objects.get()


@pytest.mark.parametrize(
    "asked",
    [
        ("bytes=5-2", 416, b""),
        ("bytes=-0", 416, b""),
        ("bytes=0-1,3-4", 416, b""),
        ("bytes=" + "9" * 5000 + "-", 416, b""),
        ("bytes=-" + "9" * 5000, 416, b""),
        ("bytes=10-", 416, b""),
        ("bytes=-3", 206, b"789"),
        ("bytes=2-3", 206, b"23"),
        ("bytes=8-99", 206, b"89"),
        ("bytes=-99", 206, b"0123456789"),
    ],
)
def test_ranges_of_any_kind_are_answered(client, tenant, now, asked):
    wanted, *answered = asked
    row = _recorded(tenant, now)
    staff.sign_in(client, staff.make_member(role="hr").user)
    response = client.get(f"/interviews/media/{row.pk}/", headers={"Range": wanted})
    assert [response.status_code, response.content] == answered


def test_watching_cannot_be_hidden_from_the_log_by_its_range(client, tenant, now):
    row = _recorded(tenant, now)
    staff.sign_in(client, staff.make_member(role="hr").user)
    for wanted in ("bytes=1-", "bytes=0-", "bytes=-4"):
        client.get(f"/interviews/media/{row.pk}/", headers={"Range": wanted})
    assert len(log.entries(verb="interviews.watch", object_id=str(row.pk))) == 1


def test_a_recording_that_is_gone_is_not_found(client, tenant, now):
    row = _recorded(tenant, now)
    storage.store().delete(row.key)
    staff.sign_in(client, staff.make_member(role="hr").user)
    assert client.get(f"/interviews/media/{row.pk}/").status_code == 404


@pytest.mark.parametrize("hours", ["²", "9" * 5000, "-1", "1e5", "x"])
def test_rubbish_hours_are_a_day(client, invited, hours):
    staff.sign_in(client, staff.make_member(role="hr").user)
    assert client.post(f"/interviews/{invited.pk}/extend/", {"hours": hours}).status_code == 302
    assert make.again(invited).deadline == invited.deadline + timedelta(hours=24)


def test_a_recruiter_of_one_place_does_not_see_another(client, tenant, now):
    here, there = make.invitation(tenant, now), make.invitation(tenant, now)
    for row, code in ((here, "sh"), (there, "bj")):
        entity = people.ensure_entity(code, path=f"/{code}/", actor=make.HR, at=now)
        people.Person.objects.filter(pk=row.person_id).update(entity=entity)
    scope = people.Person.objects.get(pk=here.person_id).entity.path
    staff.sign_in(client, staff.make_member(role="hr", scope=scope).user)
    assert client.get(f"/interviews/{here.pk}/").status_code == 200
    assert client.get(f"/interviews/{there.pk}/").status_code == 404
    assert client.post(f"/interviews/{there.pk}/revoke/").status_code == 404
    assert str(there.pk) not in client.get("/candidates/").content.decode()
    assert make.again(there).state == "invited"


def test_an_attempt_of_another_sitting_is_not_found(client, tenant, now):
    mine, other = make.at_questions(tenant, now), make.at_questions(tenant, now)
    foreign = make.start(other, 0, now)
    typed = make.start(other, 1, now, mode=Mode.TYPED)
    digest = hashlib.sha256(b"x").hexdigest()
    assert put(client, base(mine) + f"attempts/{foreign.pk}/parts/0", b"x", sha=digest).status_code == 404
    assert post(client, base(mine) + f"attempts/{foreign.pk}/finish", {"count": 1}).status_code == 404
    assert post(client, base(mine) + f"attempts/{typed.pk}/typed", {"text": "x"}).status_code == 404
    assert client.get(base(mine) + f"attempts/{foreign.pk}/parts").status_code == 404
    assert client.get(base(mine) + f"attempts/{foreign.pk}/transcript").status_code == 404
    keep = post(client, base(mine) + "questions/0/keep", {"attempt": str(foreign.pk), "device": "phone"})
    assert keep.status_code == 409
    assert Part.objects.count() == 0


def test_closed_windows_stay_closed(client, tenant, now):
    row = make.invitation(tenant, now - timedelta(hours=80))
    with pytest.raises(WindowClosed):
        conduct.hold(row, at=now)

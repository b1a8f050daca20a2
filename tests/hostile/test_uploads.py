"""Whatever comes instead of a recording is answered kindly, kept as it came, and breaks nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from bole_engines.speech.tests.recordings import endless_silence
from tests.journeys.filled import recording
from tests.journeys.house import House
from tests.journeys.people import Candidate, Office
from tests.journeys.walk import SAID, reported, transcribed
from tests.runner.waiting import until

pytestmark = pytest.mark.slow
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
CONCAT = b"ffconcat version 1.0\nfile '/etc/passwd'\nfile 'http://127.0.0.1:1/secret'\n"
MOST_MORE = 100 * 1024 * 1024


@pytest.fixture
def candidate(office: Office) -> Candidate:
    """Somebody at the first question."""
    return Candidate(office.house, office.invite("上传人").link).to_questions()


def test_a_part_of_zero_bytes_is_refused_and_not_counted(candidate: Candidate) -> None:
    attempt = candidate.begin(0)

    refused = candidate.put(attempt, 0, b"")

    assert (refused.status_code, refused.json()["code"]) == (422, "interviews.bad_part")
    assert refused.json()["sentence"] != ""
    assert candidate.http.get(f"attempts/{attempt}/parts").json()["have"] == []
    nothing = candidate.finish(attempt, 0)
    assert (nothing.status_code, nothing.json()["missing"]) == (409, [])


def test_a_part_with_a_wrong_hash_is_refused_and_may_be_sent_again(candidate: Candidate) -> None:
    attempt = candidate.begin(0)

    wrong = candidate.put(attempt, 0, b"sound", sha="0" * 64)
    assert (wrong.status_code, wrong.json()["code"]) == (422, "interviews.bad_part")
    assert candidate.http.get(f"attempts/{attempt}/parts").json()["have"] == []

    assert candidate.put(attempt, 0, b"sound").json() == {"result": "stored"}
    assert candidate.put(attempt, 0, b"sound").json() == {"result": "dup"}
    other = candidate.put(attempt, 0, b"other")
    assert (other.status_code, other.json()["code"]) == (409, "interviews.part_conflict")


@pytest.mark.parametrize("number", [600, 10**9])
def test_a_part_beyond_the_last_number_is_refused(candidate: Candidate, number: int) -> None:
    attempt = candidate.begin(0)
    refused = candidate.put(attempt, number, b"sound")
    assert (refused.status_code, refused.json()["code"]) == (413, "interviews.too_much")


@pytest.mark.parametrize(
    "body", [PDF, CONCAT, b"\x1aE\xdf\xa3" + bytes(500), bytes(2000)], ids=["pdf", "ffconcat", "torn", "zeros"]
)
def test_what_is_no_recording_is_kept_as_it_came_and_goes_to_a_person(
    office: Office, house: House, body: bytes
) -> None:
    invited = office.invite("坏文件")
    candidate = Candidate(house, invited.link).to_questions()
    attempt = candidate.upload(0, body, mode="video")
    for index in range(1, len(SAID)):
        candidate.write(index, SAID[index])
    words = transcribed(candidate)

    assert (words[0]["state"], words[0]["text"]) == ("none", "")
    assert candidate.submit().status_code == 200
    reported(house, invited)
    row = house.one("SELECT * FROM interviews_attempt WHERE id = %s", [attempt])
    assert (row["state"], row["analysis"], row["sha256"]) == ("unreadable", None, hashlib.sha256(body).hexdigest())
    assert row["error_code"] != ""
    kinds = house.rows("SELECT kind, sha256 FROM interviews_recording WHERE attempt_id = %s", [attempt])
    assert kinds == [{"kind": "original", "sha256": hashlib.sha256(body).hexdigest()}]
    report = office.report(invited)
    assert "无法读取" in report
    assert "root:" not in report
    assert office.levels(invited)["异议处理"] != "insufficient"


def test_a_probe_that_is_no_recording_says_so_in_one_sentence(candidate: Candidate) -> None:
    for body in (PDF, CONCAT, b""):
        found = candidate.http.post("probe", content=body, headers={"X-Mime": "video/webm"})
        assert found.status_code == 200
        assert found.json()["ok"] is False
        assert found.json()["code"] != ""


def test_five_hours_of_silence_end_as_silence_and_not_as_a_rating(office: Office, house: House, tmp_path: Path) -> None:
    invited = office.invite("沉默人")
    candidate = Candidate(house, invited.link).to_questions(video=False)
    attempt = candidate.upload(0, endless_silence(tmp_path / "silence.ogg", 5).read_bytes(), part=1_000_000)
    for index in range(1, len(SAID)):
        candidate.write(index, SAID[index])

    assert transcribed(candidate)[0]["state"] == "none"
    assert candidate.submit().status_code == 200
    reported(house, invited)
    row = house.one("SELECT state, duration_ms FROM interviews_attempt WHERE id = %s", [attempt])
    assert row["duration_ms"] is None or row["duration_ms"] <= 900_000
    assert house.healthy()


def test_two_hundred_megabytes_at_once_are_refused_and_never_held(candidate: Candidate, house: House) -> None:
    attempt = candidate.begin(0)
    webs = house.webs()
    before = most = _resident(webs)

    def pieces() -> Iterator[bytes]:
        nonlocal most
        for _ in range(200):
            yield bytes(1024 * 1024)
            most = max(most, _resident(webs))

    headers = {"X-Sha256": "0" * 64, "Content-Type": "application/octet-stream"}
    refused = candidate.http.put(f"attempts/{attempt}/parts/0", content=pieces(), headers=headers)

    assert (refused.status_code, refused.json()["code"]) == (413, "too_large")
    assert "MB" in refused.json()["sentence"]
    assert max(most, _resident(webs)) - before < MOST_MORE
    assert candidate.http.get(f"attempts/{attempt}/parts").json()["have"] == []
    assert candidate.put(attempt, 0, b"sound").status_code == 201


def _resident(processes: list[psutil.Process]) -> int:
    """Bytes of memory that these processes hold together."""
    return sum(int(one.memory_info().rss) for one in processes)


def test_json_that_is_too_long_or_no_object_is_refused(candidate: Candidate) -> None:
    long = candidate.http.post("events", content=b'{"events": "' + b"x" * 300_000 + b'"}')
    assert (long.status_code, long.json()["code"]) == (413, "too_large")
    for body in (b"[1]", b"{", b"\xff\xfe", b'"text"'):
        refused = candidate.http.post("stage", content=body)
        assert (refused.status_code, refused.json()["code"]) == (422, "invalid")
    assert candidate.state()["stage"] == "question"


def test_parts_and_submission_repeated_after_the_end_change_nothing(office: Office, house: House) -> None:
    invited = office.invite("重复人")
    candidate = Candidate(house, invited.link).to_questions()
    body = recording()
    attempt = candidate.upload(0, body, part=4_000)
    for index in range(1, len(SAID)):
        candidate.write(index, SAID[index])
    transcribed(candidate)
    receipt = candidate.submit().json()["receipt"]
    reported(house, invited)
    house.mailbox.wait(invited.email, subject="反馈")
    shot = _picture(house, invited.subject)

    again = candidate.put(attempt, 0, body[:4_000])
    assert (again.status_code, again.json()) == (200, {"result": "dup"})
    late = candidate.put(attempt, 500, b"late")
    assert (late.status_code, late.json()["code"]) == (409, "interviews.already_submitted")
    assert candidate.finish(attempt, 1).json()["sha256"] == hashlib.sha256(body).hexdigest()
    assert candidate.submit().json() == {"receipt": receipt}
    for path, given in (
        ("questions/0/attempts", {"mode": "typed", "mime": ""}),
        ("questions/0/keep", {"attempt": attempt}),
        (f"attempts/{attempt}/transcript", {"text": "改写", "version": 1}),
        ("stage", {"to": "question"}),
        ("human-route", {}),
        ("consent", {"version": "x", "hash": "y", "layers": {}}),
    ):
        refused = candidate.post(path, **given)
        assert (refused.status_code, refused.json()["code"]) == (409, "interviews.already_submitted"), path
    until(lambda: house.one("SELECT count(*) AS n FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"
                            " AND task_name LIKE 'interviews.%%'")["n"] == 0)  # fmt: skip
    assert _picture(house, invited.subject) == shot
    assert len(house.mailbox.to(invited.email)) == 3


def _picture(house: House, subject: str) -> list[object]:
    """Everything that this person's interview consists of, to be compared."""
    tables = ("interviews_attempt", "interviews_recording", "interviews_transcript", "interviews_candidatereport")
    found: list[object] = [
        house.rows(f"SELECT * FROM {table} WHERE subject_id = %s ORDER BY id", [subject]) for table in tables
    ]
    found.append(house.rows("SELECT id, state, receipt, submitted_at, scored_at FROM interviews_session"
                            " WHERE subject_id = %s", [subject]))  # fmt: skip
    return found

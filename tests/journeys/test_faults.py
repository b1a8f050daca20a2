"""What breaks on the way: the network, the server, the browser. Hashes prove that nothing acknowledged is lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Playwright, expect

from tests.front.walk import saved
from tests.journeys.house import House
from tests.journeys.people import Candidate, Invited, Office
from tests.journeys.screen import Screen
from tests.journeys.walk import (
    SAID,
    asked,
    assert_media_whole,
    at_question,
    begin,
    choose,
    finish_typed,
    kill_browser,
    persistent,
    reported,
    stop_and_keep,
    uploaded,
)
from tests.runner.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def parts_of(house: House, invited: Invited) -> list[dict[str, Any]]:
    """Acknowledged parts by question, attempt and number."""
    return house.rows(
        "SELECT q.index, a.no, p.seq, p.sha256 FROM interviews_part p JOIN interviews_attempt a ON a.id = p.attempt_id"
        " JOIN interviews_answer q ON q.id = a.answer_id WHERE a.subject_id = %s ORDER BY 1, 2, 3",
        [invited.subject],
    )


def test_ten_seconds_without_a_network_lose_nothing(
    office: Office, house: House, screen: Callable[..., Screen]
) -> None:
    invited = office.invite("断网人")
    candidate = Candidate(house, invited.link).to_questions()
    phone = screen()
    page = at_question(phone, invited)
    first = phone.recordings
    begin(page)
    uploaded(page, 2)
    phone.context.set_offline(True)
    saved(page, 12)
    expect(page.get_by_text("作答已保存在本机")).to_be_visible()
    phone.context.set_offline(False)
    uploaded(page, 12)
    stop_and_keep(page)
    asked(page, 1)

    (attempt,) = house.attempts(invited.subject)
    assert attempt["sha256"] == phone.hash_of(first)
    assert attempt["interrupted"] is False
    assert attempt["declared_ms"] >= 12_000
    finish_typed(candidate)
    reported(house, invited)
    assert_media_whole(office, invited, {0: attempt["sha256"]})
    phone.expect_failed_requests()
    assert phone.noise == []


def test_the_web_server_killed_while_parts_come_in_loses_none_of_them(
    office: Office, house: House, screen: Callable[..., Screen]
) -> None:
    invited = office.invite("服务器断")
    candidate = Candidate(house, invited.link).to_questions()
    phone = screen()
    page = at_question(phone, invited)
    first = phone.recordings
    begin(page)
    uploaded(page, 2)
    acknowledged = parts_of(house, invited)
    assert acknowledged

    house.kill_web()
    saved(page, 8)
    until(house.healthy, seconds=60)
    uploaded(page, 8)
    stop_and_keep(page)
    asked(page, 1)

    (attempt,) = house.attempts(invited.subject)
    assert parts_of(house, invited)[: len(acknowledged)] == acknowledged
    assert attempt["sha256"] == phone.hash_of(first)
    finish_typed(candidate)
    reported(house, invited)
    assert_media_whole(office, invited, {0: attempt["sha256"]})


def test_everything_killed_in_the_middle_of_the_work_on_an_interview_goes_on_after_the_start(
    office: Office, house: House, screen: Callable[..., Screen]
) -> None:
    invited = office.invite("断电人")
    candidate = Candidate(house, invited.link).to_questions()
    for index in range(1, len(SAID)):
        candidate.write(index, SAID[index])
    phone = screen()
    page = at_question(phone, invited)
    choose(page, "语音")
    first = phone.recordings
    reader = house.worker("media")
    reader.suspend()  # so that handing in comes before the recording is read
    begin(page)
    uploaded(page, 5)
    stop_and_keep(page, last=True)
    page.get_by_role("heading", name="提交前看一看").wait_for()
    assert candidate.submit().status_code == 200
    spoken = house.attempts(invited.subject)[0]
    assert spoken["state"] == "stored"
    job = (
        "SELECT status, attempts FROM procrastinate_jobs"
        " WHERE task_name = 'interviews.read_recording' AND args->>'attempt_id' = %s"
    )
    reader.resume()
    until(lambda: house.one(job, [str(spoken["id"])])["status"] == "doing")

    house.kill_everything()
    with pytest.raises(httpx.TransportError):
        candidate.state()
    house.start()

    # The killed worker's job is taken up again when its heart has been silent for three quarters of a minute.
    reported(house, invited, seconds=150)
    assert house.one(job, [str(spoken["id"])])["status"] == "succeeded"
    assert spoken["sha256"] == phone.hash_of(first)
    assert_media_whole(office, invited, {0: spoken["sha256"]})
    assert "去年三月我每周上门" in office.report(invited)
    house.mailbox.wait(invited.email, subject="反馈")
    assert len(house.mailbox.to(invited.email)) == 3


def test_a_killed_browser_and_another_device_lose_nothing(  # noqa: PLR0917 -- fixtures
    office: Office,
    house: House,
    playwright: Playwright,
    browser: Browser,
    arguments: list[str],
    screen: Callable[..., Screen],
    tmp_path: Path,
) -> None:
    invited = office.invite("换设备")
    candidate = Candidate(house, invited.link).to_questions()
    profile = tmp_path / "profile"
    context = persistent(playwright, arguments, profile, house)
    victim = Screen(context, house)
    page = at_question(victim, invited)
    begin(page)
    uploaded(page, 4)
    context.set_offline(True)
    saved(page, 9)
    acknowledged = parts_of(house, invited)
    kill_browser(profile)

    desk = screen(phone=False)
    other = desk.page
    other.goto(invited.link)
    expect(other.get_by_role("heading", name="正在另一台设备上继续")).to_be_visible()
    desk.assert_sound("led from elsewhere")
    other.get_by_role("button", name="在这里继续").click()
    asked(other, 0)
    expect(other.get_by_text("曾在另一台设备上开始作答")).to_be_visible()
    expect(other.get_by_text("可重录 1 次")).to_be_visible()
    assert parts_of(house, invited) == acknowledged
    begin(other)
    first = desk.recordings - 1
    uploaded(other, 4)

    context = persistent(playwright, arguments, profile, house)
    returned = Screen(context, house)
    returned.page.goto(invited.link)
    expect(returned.page.get_by_role("heading", name="正在另一台设备上继续")).to_be_visible()
    until(lambda: house.attempts(invited.subject)[0]["finished_at"] is not None, seconds=60)
    stop_and_keep(other)
    asked(other, 1)

    taken_in, second = house.attempts(invited.subject)
    assert (taken_in["interrupted"], taken_in["kept"]) == (True, False)
    assert taken_in["declared_ms"] >= 8_500
    assert (second["interrupted"], second["kept"]) == (False, True)
    assert second["sha256"] == desk.hash_of(first)
    assert second["device"] != taken_in["device"]
    theirs = [part for part in parts_of(house, invited) if part["no"] == 1]
    assert theirs[: len(acknowledged)] == acknowledged
    assert len(theirs) > len(acknowledged)
    # One finished take costs; the interrupted one did not.
    assert candidate.state()["answers"][0]["status"] == "answered"
    finish_typed(candidate)
    reported(house, invited)
    assert_media_whole(office, invited, {0: second["sha256"]})
    expect(returned.page.get_by_role("heading", name="已提交")).to_be_visible(timeout=30_000)
    assert returned.noise == []
    context.close()

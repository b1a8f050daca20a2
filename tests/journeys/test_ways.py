"""Every way to answer counts alike, every refusal has a way that works, and where nothing was heard nothing is guessed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import httpx
import pytest
from playwright.sync_api import expect

from tests.journeys.house import House
from tests.journeys.people import Candidate, Office
from tests.journeys.screen import Screen
from tests.journeys.walk import (
    SAID,
    agree,
    asked,
    assert_media_whole,
    at_question,
    begin,
    consent_all,
    record,
    reported,
    transcribed,
    uploaded,
)
from tests.runner.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_spoken_and_typed_interviews_are_rated_by_the_same_rule(
    office: Office, house: House, screen: Callable[..., Screen]
) -> None:
    speaks, types = office.invite("说话人"), office.invite("打字人")
    speaker = Candidate(house, speaks.link).to_questions(video=False)
    phone = screen()
    page = at_question(phone, speaks)
    expect(page.locator(".room-mode")).to_have_text(["语音", "打字"])
    hashes = {}
    for index in range(5):
        asked(page, index)
        before = phone.recordings
        record(page, 8 if index in {0, 4} else 3, last=index == 4)
        if index < 4:
            asked(page, index + 1)
        else:
            page.get_by_role("heading", name="提交前看一看").wait_for()
        hashes[index] = phone.hash_of(before)
    heard = [one["text"] for one in transcribed(speaker)]
    assert all(text.startswith("去年三月我每周") for text in heard)
    page.get_by_role("button", name="提交面试").click()
    page.get_by_role("button", name="确定提交").click()
    page.get_by_role("heading", name="已提交").wait_for()

    Candidate(house, types.link).to_questions(recording=False, video=False)
    other = screen()
    page = at_question(other, types)
    expect(page.locator(".room-mode")).to_have_count(0)
    for index, text in enumerate(heard):
        asked(page, index)
        page.get_by_label("您的回答").fill(text)
        page.get_by_role("button", name="保留，去检查" if index == 4 else "保留，下一题").click()
        if page.get_by_text("内容比较短").count():
            page.get_by_role("button", name="保留，去检查" if index == 4 else "保留，下一题").click()
    page.get_by_role("button", name="提交面试").click()
    page.get_by_role("button", name="确定提交").click()
    page.get_by_role("heading", name="已提交").wait_for()

    for invited in (speaks, types):
        reported(house, invited)
    levels = office.levels(speaks)
    assert len(levels) == 5
    assert any(level != "insufficient" for level in levels.values())
    assert office.levels(types) == levels
    figures = (
        "SELECT m.match, m.low, m.high, m.next_action, m.abstained FROM assessment_machineassessment m"
        " JOIN assessment_case c ON c.id = m.case_id WHERE c.ref = %s"
    )
    assert house.one(figures, [speaks.session]) == house.one(figures, [types.session])
    assert_media_whole(office, speaks, hashes)
    assert house.rows("SELECT r.id FROM interviews_recording r WHERE r.subject_id = %s", [types.subject]) == []
    assert (phone.noise, other.noise) == ([], [])


@pytest.fixture
def deaf(house: House) -> Iterator[House]:
    """The house without its recogniser, as it is before a model has been fetched."""
    models, aside = house.home / "models", house.home / "models-aside"
    models.rename(aside)
    _renew_reader(house)
    yield house
    aside.rename(models)
    _renew_reader(house)


def _renew_reader(house: House) -> None:
    reader = house.worker("media")
    reader.kill()
    until(lambda: any(one.pid != reader.pid for one in house.workers("media")), seconds=60)


def test_where_nothing_can_listen_the_candidate_types_what_was_said_and_nothing_is_guessed(
    office: Office, deaf: House, screen: Callable[..., Screen]
) -> None:
    invited = office.invite("没识别")
    candidate = Candidate(deaf, invited.link).to_questions(video=False)
    for index in (2, 3):
        candidate.write(index, SAID[index])
    phone = screen()
    page = at_question(phone, invited)
    for index in (0, 1, 4):
        asked(page, index)
        record(page, 4, last=index == 4)
    page.get_by_role("heading", name="提交前看一看").wait_for()
    assert [one["state"] for one in transcribed(candidate)] == ["none", "none", "typed", "typed", "none"]
    page.reload()
    expect(page.get_by_label("本系统没有语音识别")).to_have_count(3)
    phone.assert_sound("nothing could listen")
    page.locator("#transcript-0").fill("我每周上门拜访客户")
    page.get_by_role("button", name="提交面试").click()
    page.get_by_role("button", name="确定提交").click()
    page.get_by_role("heading", name="已提交").wait_for()

    reported(deaf, invited)
    sources = deaf.rows(
        "SELECT q.index, t.version, t.source FROM interviews_transcript t JOIN interviews_attempt a ON a.id = t.attempt_id"
        " JOIN interviews_answer q ON q.id = a.answer_id WHERE a.subject_id = %s ORDER BY 1, 2",
        [invited.subject],
    )
    assert [(row["index"], row["version"], row["source"]) for row in sources] == [
        (0, 1, "none"), (0, 2, "self_transcribed"), (1, 1, "none"), (2, 1, "typed"), (3, 1, "typed"), (4, 1, "none"),
    ]  # fmt: skip
    report = office.report(invited)
    assert report.count("这道题没有文字内容，因此未作评估") == 2
    levels = office.levels(invited)
    assert levels["目标感与抗压"] == "insufficient"
    assert levels["异议处理"] != "insufficient"
    assert "这不代表等级低" in report


def test_who_lets_nothing_be_recorded_types_and_no_byte_of_sound_is_taken(
    office: Office, house: House, screen: Callable[..., Screen]
) -> None:
    invited = office.invite("不录音")
    phone = screen()
    page = phone.page
    page.add_init_script("navigator.mediaDevices.getUserMedia = () => { throw new Error('touched'); };")
    page.goto(invited.link)
    consent_all(page, without=("recording", "video"))
    page.get_by_role("button", name="继续", exact=True).click()
    page.get_by_role("button", name="准备好了，进入第一题").click()
    asked(page, 0)
    expect(page.locator(".room-mode")).to_have_count(0)
    phone.assert_sound("typed only")

    candidate = Candidate(house, invited.link, device=str(candidate_device(house, invited.invitation)))
    assert candidate.http.post("probe", content=b"sound").status_code == 409
    refused = candidate.post("questions/0/attempts", mode="audio", mime="audio/webm")
    assert (refused.status_code, refused.json()["code"]) == (409, "interviews.mode_not_offered")
    assert house.attempts(invited.subject) == []


def candidate_device(house: House, invitation: str) -> str:
    """Which device leads this interview."""
    row = house.one("SELECT leader_device FROM interviews_session WHERE invitation_id = %s", [invitation])
    return str(row["leader_device"])


def test_who_does_not_want_the_machine_goes_to_a_person_and_may_come_back(
    office: Office, house: House, screen: Callable[..., Screen]
) -> None:
    invited = office.invite("不要机器")
    phone = screen()
    page = phone.page
    page.goto(invited.link)
    consent_all(page, without=("assessment",))
    expect(page.get_by_role("heading", name="将由真人与您面谈")).to_be_visible()
    phone.assert_sound("to a person")
    told = house.mailbox.wait("hr@qinghe.example", subject=invited.name)
    assert f"/interviews/{invited.invitation}/" in told.text
    assert house.one("SELECT state FROM interviews_invitation WHERE id = %s", [invited.invitation])["state"] == "human"
    assert "希望改为人工面试" in office.report(invited)

    page.get_by_role("button", name="还是在这里作答").click()
    agree(page)
    page.get_by_role("heading", name="先做个小检测").wait_for()
    assert (
        house.one("SELECT state FROM interviews_invitation WHERE id = %s", [invited.invitation])["state"] == "started"
    )


def test_the_first_button_is_the_way_to_a_person_and_costs_nothing(
    office: Office, house: House, screen: Callable[..., Screen]
) -> None:
    invited = office.invite("要真人")
    phone = screen()
    phone.page.goto(invited.link)
    first = phone.page.locator("main button").first
    expect(first).to_have_text("改为人工面试")
    first.click()
    expect(phone.page.get_by_role("heading", name="将由真人与您面谈")).to_be_visible()

    house.mailbox.wait("hr@qinghe.example", subject=invited.name)
    found = office.get("/candidates/", params={"state": "human"})
    assert invited.name in found.text
    assert phone.noise == []


def test_withdrawing_in_the_middle_of_an_answer_stops_the_capture_at_once(
    office: Office, house: House, screen: Callable[..., Screen]
) -> None:
    invited = office.invite("撤回人")
    candidate = Candidate(house, invited.link).to_questions()
    phone = screen()
    page = at_question(phone, invited)
    begin(page)
    uploaded(page, 2)
    page.get_by_role("button", name="帮助").click()
    page.get_by_role("button", name="撤回同意并停止").click()
    page.get_by_role("button", name="撤回并停止").click()
    expect(page.get_by_role("heading", name="本次面试已关闭")).to_be_visible()
    expect(page.get_by_text("您已撤回同意")).to_be_visible()

    assert page.evaluate("() => window.__live().every((track) => track.readyState === 'ended')")
    session = house.one("SELECT * FROM interviews_session WHERE id = %s", [invited.session])
    assert (session["state"], session["may_record"], session["may_assess"]) == ("withdrawn", False, False)
    count = len(house.rows("SELECT 1 FROM interviews_part p JOIN interviews_attempt a ON a.id = p.attempt_id"
                           " WHERE a.subject_id = %s", [invited.subject]))  # fmt: skip
    attempt = str(house.attempts(invited.subject)[0]["id"])
    late: httpx.Response = candidate.put(attempt, 90, b"late sound")
    assert late.status_code in {409, 410}
    assert candidate.post("submit").status_code == 410
    assert len(house.rows("SELECT 1 FROM interviews_part p JOIN interviews_attempt a ON a.id = p.attempt_id"
                          " WHERE a.subject_id = %s", [invited.subject])) == count  # fmt: skip
    page.reload()
    expect(page.get_by_text("您已撤回同意")).to_be_visible()
    phone.assert_sound("withdrawn")

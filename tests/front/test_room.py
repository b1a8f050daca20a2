"""The room before the mock of its contract: every way through it, and everything that may go wrong on the way."""

from __future__ import annotations

import io
import urllib.request
from pathlib import Path
from typing import Any

import av
import pytest
from playwright.sync_api import APIResponse, Browser, Playwright, Route, expect

from tests.front.stand import CHROMIUM, Site, Visitor, new_context
from tests.front.walk import (
    begin,
    choose,
    consent,
    hand_in,
    kill_browser,
    saved,
    stop_and_keep,
    to_question,
    type_answer,
    uploaded,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LONG = "当时是周六晚高峰，顾客等了四十分钟。我先道歉，再去后厨催菜，最后送了一份甜品，顾客当场撤回了差评。"


def kinds(data: bytes) -> dict[str, int]:
    """Frames by kind of stream, decoded for real."""
    found: dict[str, int] = {}
    with av.open(io.BytesIO(data)) as container:
        for frame in container.decode():
            kind = "video" if isinstance(frame, av.VideoFrame) else "audio"
            found[kind] = found.get(kind, 0) + 1
    return found


def only(there: dict[str, Any], question: int) -> dict[str, Any]:
    """The single attempt at a question."""
    found = [a for a in there["attempts"] if a["question"] == question]
    assert len(found) == 1
    return dict(found[0])


def test_opening_the_link_changes_nothing_until_the_pages_script_has_run(site: Site, visitor: Visitor) -> None:
    token = site.room()
    with urllib.request.urlopen(site.link(token)) as page:
        assert page.status == 200
    assert site.mock(token)["opened"] == 0

    with visitor.page.expect_response(lambda answer: answer.url.endswith("/opened")):
        visitor.page.goto(site.link(token))

    assert site.mock(token)["opened"] == 1
    assert site.mock(token)["stage"] == "welcome"


def test_picture_then_sound_arrive_as_they_were_recorded(site: Site, visitor: Visitor) -> None:
    token = site.room()
    page = visitor.page
    consent(page, site.link(token))
    page.get_by_role("button", name="打开摄像头和麦克风").click()
    page.get_by_role("button", name="一切正常，继续").click()
    page.get_by_role("button", name="跳过练习").click()
    page.get_by_role("heading", name="请讲述一次").wait_for()
    first = visitor.recordings

    begin(page)
    uploaded(page, 2)
    stop_and_keep(page)
    page.get_by_role("heading", name="请用顾客").wait_for()
    picture, hash_of_picture = only(site.mock(token), 0), visitor.hash_of(first)
    second = visitor.recordings
    choose(page, "语音")
    begin(page)
    uploaded(page, 2)
    stop_and_keep(page, last=True)
    page.get_by_role("heading", name="提交前").wait_for()
    sound, hash_of_sound = only(site.mock(token), 1), visitor.hash_of(second)
    hand_in(page)

    assert picture["sha256"] == hash_of_picture
    assert sound["sha256"] == hash_of_sound
    assert (picture["mode"], picture["interrupted"], sound["mode"], sound["interrupted"]) == (
        "video",
        False,
        "audio",
        False,
    )
    assert set(kinds(site.bytes_of(token, picture["id"]))) == {"video", "audio"}
    assert set(kinds(site.bytes_of(token, sound["id"]))) == {"audio"}
    track = picture["named_tracks"]
    assert [(t["track"], t["first"], t["last"]) for t in track] == [(1, 0, len(picture["parts"]) - 1)]
    assert track[0]["mime"].startswith("video/")
    assert site.mock(token)["stage"] == "done"
    assert visitor.noise == []


def test_an_answer_may_be_recorded_once_more_and_no_more(site: Site, visitor: Visitor) -> None:
    token = site.room()
    page = visitor.page
    to_question(page, site, token)
    begin(page)
    uploaded(page, 2)
    page.get_by_role("button", name="结束录制").click()
    page.get_by_role("button", name="重录（剩 1 次）").click()
    begin(page)
    uploaded(page, 2)
    page.get_by_role("button", name="结束录制").click()

    expect(page.get_by_role("button", name="重录（剩 0 次）")).to_be_disabled()
    page.get_by_role("button", name="保留，下一题").click()
    page.get_by_role("heading", name="请用顾客").wait_for()

    there = site.mock(token)
    assert [a["no"] for a in there["attempts"]] == [1, 2]
    assert there["kept"] == {"0": there["attempts"][1]["id"]}


def test_who_refuses_recording_types_and_no_device_is_touched(site: Site, visitor: Visitor) -> None:
    token = site.room()
    page = visitor.page
    page.add_init_script("navigator.mediaDevices.getUserMedia = () => { throw new Error('touched'); };")
    consent(page, site.link(token), without=("recording", "video"))
    page.get_by_role("button", name="继续", exact=True).click()
    page.get_by_role("button", name="准备好了，进入第一题").click()
    page.get_by_role("heading", name="请讲述一次").wait_for()  # the practice has a field of the same name
    expect(page.locator(".room-mode")).to_have_count(0)
    page.get_by_label("您的回答").fill(LONG)
    expect(page.locator(".room-count-words")).to_contain_text(str(len(LONG)))
    page.reload()
    expect(page.get_by_label("您的回答")).to_have_value(LONG)
    page.get_by_role("button", name="保留，下一题").click()
    page.get_by_role("heading", name="请用顾客").wait_for()
    page.get_by_label("您的回答").fill(LONG)
    page.get_by_role("button", name="保留，去检查").click()
    hand_in(page)

    there = site.mock(token)
    assert there["layers"] == {"processing": True, "recording": False, "video": False, "assessment": True}
    assert [(a["mode"], a["text"]) for a in there["attempts"]] == [("typed", LONG), ("typed", LONG)]
    assert visitor.noise == []


def test_who_refuses_the_machine_is_led_to_a_person(site: Site, visitor: Visitor) -> None:
    token = site.room()
    consent(visitor.page, site.link(token), without=("assessment",))

    expect(visitor.page.get_by_role("heading", name="将由真人与您面谈")).to_be_visible()
    assert site.mock(token)["human_at"] is not None
    assert site.mock(token)["attempts"] == []


def test_from_the_human_route_one_may_come_back(site: Site, visitor: Visitor) -> None:
    token = site.room()
    visitor.page.goto(site.link(token))
    visitor.page.get_by_role("button", name="改为人工面试").click()
    visitor.page.get_by_role("button", name="还是在这里作答").click()

    expect(visitor.page.get_by_role("button", name="开始", exact=True)).to_be_visible()
    assert site.mock(token)["human_at"] is None


def test_the_needed_layer_is_asked_for_and_nothing_is_sent_without_it(site: Site, visitor: Visitor) -> None:
    token = site.room()
    consent(visitor.page, site.link(token), without=("processing",))

    expect(visitor.page.get_by_role("alert").first).to_contain_text("处理我的作答")
    assert site.mock(token)["layers"]["recording"] is False


def test_a_look_that_comes_back_late_does_not_take_the_candidate_back(site: Site, visitor: Visitor) -> None:
    page, token = visitor.page, site.room()
    late: list[tuple[Route, APIResponse]] = []
    page.route("**/state", lambda route: late.append((route, route.fetch())), times=1)
    page.goto(site.link(token))
    page.get_by_role("button", name="开始", exact=True).click()
    page.get_by_role("heading", name="面试信息处理说明").wait_for()
    page.locator("#layer-processing").check()
    ((route, answer),) = late
    assert answer.json()["stage"] == "welcome"

    with page.expect_event("requestfinished", lambda request: request.url.endswith("/state")):
        route.fulfill(response=answer)
    page.evaluate("() => new Promise((resolve) => { setTimeout(resolve, 0); })")

    expect(page.get_by_role("heading", name="面试信息处理说明")).to_be_visible()
    expect(page.locator("#layer-processing")).to_be_checked()


def test_ten_seconds_without_a_network_lose_nothing(site: Site, visitor: Visitor) -> None:
    token = site.room()
    page = visitor.page
    to_question(page, site, token)
    first = visitor.recordings
    begin(page)
    uploaded(page, 2)

    visitor.context.set_offline(True)
    saved(page, 12)
    expect(page.get_by_text("作答已保存在本机")).to_be_visible()
    expect(page.get_by_role("button", name="结束录制")).to_be_visible()
    visitor.context.set_offline(False)
    uploaded(page, 12)
    with page.expect_response(lambda answer: answer.url.endswith("/events") and answer.ok):
        stop_and_keep(page)
    page.get_by_role("heading", name="请用顾客").wait_for()

    attempt = only(site.mock(token), 0)
    assert attempt["sha256"] == visitor.hash_of(first)
    assert len(attempt["named_tracks"]) == 1
    assert attempt["duration_ms"] >= 12000
    assert set(site.mock(token)["events"]) >= {"offline", "online"}


def test_parts_that_come_after_the_window_stay_on_the_device(site: Site, visitor: Visitor) -> None:
    token = site.room()
    page = visitor.page
    to_question(page, site, token)
    begin(page)
    uploaded(page, 2)
    site.mock(token, closed=True)
    expect(page.get_by_role("button", name="结束录制")).to_be_hidden()
    site.mock(token, closed=False)
    page.reload()
    expect(page.get_by_text("这次作答被中断了")).to_be_visible()

    attempt = only(site.mock(token), 0)
    assert attempt["state"] == "stored"
    assert attempt["interrupted"] is True
    assert len(attempt["parts"]) > 1


def test_a_part_damaged_on_the_way_is_sent_again(site: Site, visitor: Visitor) -> None:
    token = site.room()
    page = visitor.page
    to_question(page, site, token)
    first = visitor.recordings
    site.mock(token, refuse_next_put=2)
    begin(page)
    uploaded(page, 2)
    stop_and_keep(page)
    page.get_by_role("heading", name="请用顾客").wait_for()

    assert only(site.mock(token), 0)["sha256"] == visitor.hash_of(first)


def test_on_a_weak_link_the_picture_is_dropped_and_the_sound_goes_on(site: Site, visitor: Visitor) -> None:
    token = site.room()
    page = visitor.page
    to_question(page, site, token)
    begin(page)
    page.route("**/parts/*", lambda route: route.abort() if route.request.method == "PUT" else route.fallback())
    expect(page.get_by_text("已改为只录声音")).to_be_visible(timeout=40000)
    recorders = visitor.recordings
    page.wait_for_function("(n) => window.__recordings[n - 1].length >= 2", arg=recorders)
    page.unroute("**/parts/*")
    stop_and_keep(page)
    page.get_by_role("heading", name="请用顾客").wait_for()

    attempt = only(site.mock(token), 0)
    tracks = attempt["named_tracks"]
    assert [t["track"] for t in tracks] == [1, 2]
    assert tracks[0]["first"] == 0
    assert tracks[1]["first"] == tracks[0]["last"] + 1
    assert tracks[1]["last"] == len(attempt["parts"]) - 1
    assert attempt["tracks"]["2"] == list(range(tracks[1]["first"], tracks[1]["last"] + 1))
    assert tracks[1]["mime"].startswith("audio/")
    assert attempt["sha256"] == visitor.hash_of(recorders - 2)
    assert "weak_link" in site.mock(token)["events"]


def test_what_a_killed_browser_had_recorded_is_saved_when_it_comes_back(
    site: Site, playwright: Playwright, browser: Browser, arguments: list[str], tmp_path: Path
) -> None:
    token = site.room()
    profile = tmp_path / "profile"
    options: dict[str, Any] = {
        "executable_path": CHROMIUM,
        "args": arguments,
        "viewport": {"width": 390, "height": 844},
        "locale": "zh-CN",
    }
    context = playwright.chromium.launch_persistent_context(str(profile), **options)
    victim = Visitor(context)
    to_question(victim.page, site, token)
    begin(victim.page)
    uploaded(victim.page, 2)
    context.set_offline(True)
    saved(victim.page, 9)
    acknowledged = only(site.mock(token), 0)["parts"]
    kill_browser(profile)
    with pytest.raises(Exception, match=r"closed|crash"):
        victim.page.evaluate("() => new Promise(() => {})")

    context = playwright.chromium.launch_persistent_context(str(profile), **options)
    returned = Visitor(context)
    returned.page.goto(site.link(token))
    expect(returned.page.get_by_text("这次作答被中断了")).to_be_visible()
    expect(returned.page.get_by_role("button", name="重录（不占次数）")).to_be_enabled()
    attempt = only(site.mock(token), 0)

    assert attempt["state"] == "stored"
    assert attempt["interrupted"] is True
    assert attempt["parts"][: len(acknowledged)] == acknowledged
    assert attempt["duration_ms"] >= 8500
    assert kinds(site.bytes_of(token, attempt["id"]))["audio"] > 0
    returned.page.get_by_role("button", name="保留，下一题").click()
    returned.page.get_by_role("heading", name="请用顾客").wait_for()
    assert site.mock(token)["kept"] == {"0": attempt["id"]}
    context.close()


def test_the_device_that_acted_last_leads_and_the_other_is_told(site: Site, browser: Browser, visitor: Visitor) -> None:
    token = site.room()
    to_question(visitor.page, site, token)
    begin(visitor.page)
    uploaded(visitor.page, 2)
    context = new_context(browser, site, phone=False)
    other = Visitor(context)
    other.page.goto(site.link(token))
    expect(other.page.get_by_role("heading", name="正在另一台设备上继续")).to_be_visible()
    other.page.get_by_role("button", name="在这里继续").click()
    expect(other.page.get_by_text("曾在另一台设备上开始作答")).to_be_visible()

    expect(visitor.page.get_by_role("heading", name="正在另一台设备上继续")).to_be_visible(timeout=25000)
    visitor.page.wait_for_timeout(1000)

    attempt = only(site.mock(token), 0)
    assert (attempt["state"], attempt["interrupted"]) == ("stored", True)
    context.close()


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("NotAllowedError", "没有获得摄像头或麦克风权限"),
        ("NotFoundError", "没有找到摄像头"),
        ("NotReadableError", "被其他程序占用"),
    ],
)
def test_each_fault_of_a_device_has_a_fix_and_another_way(site: Site, visitor: Visitor, fault: str, words: str) -> None:
    token = site.room()
    page = visitor.page
    page.add_init_script(
        f"navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', '{fault}'));"
    )
    consent(page, site.link(token))
    page.get_by_role("button", name="打开摄像头和麦克风").click()
    expect(page.locator(".room-trouble")).to_contain_text(words)
    visitor.assert_sound(fault)
    page.get_by_role("button", name="改为打字作答").click()
    page.get_by_role("button", name="继续", exact=True).click()

    expect(page.get_by_role("heading", name="今天早餐")).to_be_visible()


def test_a_silent_microphone_is_found_by_the_check(site: Site, visitor: Visitor) -> None:
    token = site.room(probe={"ok": False, "code": "silent", "sentence": "", "level_db": -90})
    consent(visitor.page, site.link(token))
    visitor.page.get_by_role("button", name="打开摄像头和麦克风").click()

    expect(visitor.page.locator(".room-trouble")).to_contain_text("麦克风已打开，但没有声音")


def test_without_a_recogniser_the_candidate_types_what_was_said(site: Site, visitor: Visitor) -> None:
    token = site.room(recogniser="none")
    page = visitor.page
    to_question(page, site, token)
    choose(page, "语音")
    begin(page)
    uploaded(page, 2)
    stop_and_keep(page)
    page.get_by_role("heading", name="请用顾客").wait_for()
    type_answer(page, LONG, last=True)
    page.get_by_label("本系统没有语音识别").fill("我先道歉，再催菜。")
    page.get_by_role("button", name="保存更正").first.click()
    expect(page.get_by_text("已保存", exact=True)).to_be_visible()
    page.get_by_label("您写的内容").fill(LONG + "就这样。")
    hand_in(page)

    there = site.mock(token)
    assert [(a["text"], a["version"]) for a in there["attempts"]] == [("我先道歉，再催菜。", 2), (LONG + "就这样。", 2)]


def test_handing_in_is_asked_once_and_may_be_thought_over(site: Site, visitor: Visitor) -> None:
    token, page = site.room(), visitor.page
    to_question(page, site, token)
    type_answer(page, LONG)
    page.get_by_role("heading", name="请用顾客").wait_for()
    type_answer(page, LONG, last=True)
    page.get_by_role("button", name="提交面试").click()
    expect(page.get_by_text("提交后就不能再改了")).to_be_visible()
    expect(page.get_by_role("button", name="再看看")).to_be_focused()
    page.get_by_role("button", name="再看看").click()
    expect(page.get_by_role("button", name="提交面试")).to_be_focused()
    assert site.mock(token)["stage"] == "review"

    hand_in(page)


def test_the_practice_is_sent_nowhere(site: Site, visitor: Visitor) -> None:
    token = site.room()
    page = visitor.page
    consent(page, site.link(token))
    page.get_by_role("button", name="打开摄像头和麦克风").click()
    page.get_by_role("button", name="一切正常，继续").click()
    page.get_by_role("heading", name="今天早餐").wait_for()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method in ("PUT", "POST") else None)
    page.get_by_role("button", name="开始练习").click()
    page.wait_for_function("() => window.__recordings[window.__recordings.length - 1].length >= 1")
    page.get_by_role("button", name="结束录制").click()
    page.get_by_role("button", name="再练一次").wait_for()

    assert [url for url in sent if not url.endswith("/events")] == []
    assert site.mock(token)["attempts"] == []


def test_the_time_limit_ends_the_answer_by_itself(site: Site, visitor: Visitor) -> None:
    token = site.room(answer_s=4)
    to_question(visitor.page, site, token)
    begin(visitor.page)
    visitor.page.get_by_role("button", name="保留，下一题").click()
    visitor.page.get_by_role("heading", name="请用顾客").wait_for()

    attempt = only(site.mock(token), 0)
    assert attempt["interrupted"] is False
    assert 3900 <= attempt["duration_ms"] <= 5500


def test_english_is_one_press_away_and_stays(site: Site, visitor: Visitor) -> None:
    token = site.room()
    page = visitor.page
    page.goto(site.link(token))
    expect(page.get_by_role("heading", name="门店店长 · 在线面试")).to_be_visible()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Interview: 门店店长")).to_be_visible()
    page.reload()

    expect(page.get_by_role("button", name="Begin")).to_be_visible()
    assert page.evaluate("() => document.documentElement.lang") == "en"


def test_another_language_keeps_what_was_ticked(site: Site, visitor: Visitor) -> None:
    page = visitor.page
    page.goto(site.link(site.room()))
    page.get_by_role("button", name="开始", exact=True).click()
    page.locator("#layer-processing").check()
    page.get_by_role("button", name="English").click()

    expect(page.get_by_role("button", name="中文")).to_be_visible()
    expect(page.locator("#layer-processing")).to_be_checked()
    expect(page.locator("#layer-recording")).not_to_be_checked()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("phone", [True, False], ids=["390", "1440"])
def test_every_stage_is_accessible_and_fits(site: Site, browser: Browser, theme: str, phone: bool) -> None:
    token = site.room(think_s=15)
    context = new_context(browser, site, phone=phone, theme=theme)
    visitor = Visitor(context)
    page = visitor.page
    page.goto(site.link(token))
    page.get_by_role("heading", level=1).wait_for()
    visitor.assert_sound("welcome")
    page.get_by_role("button", name="帮助").click()
    visitor.assert_sound("help")
    page.keyboard.press("Escape")
    consent(page, site.link(token))
    page.get_by_role("heading", name="先做个小检测").wait_for()
    visitor.assert_sound("check")
    page.get_by_role("button", name="打开摄像头和麦克风").click()
    page.get_by_role("button", name="一切正常，继续").wait_for()
    visitor.assert_sound("checked")
    page.get_by_role("button", name="一切正常，继续").click()
    page.get_by_role("heading", name="今天早餐").wait_for()
    visitor.assert_sound("practice")
    page.get_by_role("button", name="跳过练习").click()
    page.get_by_text("再给我一分钟").wait_for()
    visitor.assert_sound("prepare")
    begin(page)
    uploaded(page, 2)
    visitor.assert_sound("recording")
    page.get_by_role("button", name="结束录制").click()
    page.get_by_role("button", name="保留，下一题").wait_for()
    visitor.assert_sound("listen")
    page.get_by_role("button", name="保留，下一题").click()
    page.get_by_role("heading", name="请用顾客").wait_for()
    choose(page, "打字")
    visitor.assert_sound("typed")
    type_answer(page, LONG, last=True)
    page.get_by_role("heading", name="提交前").wait_for()
    visitor.assert_sound("review")
    hand_in(page)
    visitor.assert_sound("done")
    context.close()

"""The steps a candidate takes, for the tests of the room."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import psutil
from playwright.sync_api import Page, expect

from tests.front.stand import Site


def consent(page: Page, link: str, *, without: tuple[str, ...] = ()) -> None:
    """From the link to past the consent page, refusing the layers named."""
    page.goto(link)
    page.get_by_role("button", name="开始", exact=True).click()
    page.get_by_role("heading", name="面试信息处理说明").wait_for()
    for switch in page.get_by_role("switch").all():
        if switch.get_attribute("id") not in {f"layer-{key}" for key in without}:
            switch.check()
    page.get_by_role("button", name="确认我的选择，继续").click()


def to_question(page: Page, site: Site, token: str) -> None:
    """Straight to the first question, everything agreed to; the way there has tests of its own."""
    site.mock(token, stage="question", layers=dict.fromkeys(("processing", "recording", "video", "assessment"), True))
    page.goto(site.link(token))
    page.get_by_role("heading", name="请讲述一次").wait_for()


def choose(page: Page, way: str) -> None:
    """Pick 视频, 语音 or 打字."""
    page.locator(".room-mode", has_text=way).click()


def begin(page: Page) -> None:
    """Start recording, opening the device first where needed."""
    opener = page.get_by_role("button", name="打开设备")
    if opener.count():
        opener.click()
    page.get_by_role("button", name="开始作答").click()
    page.get_by_role("button", name="结束录制").wait_for()


def uploaded(page: Page, seconds: int) -> None:
    """Wait until so many seconds are acknowledged."""
    page.wait_for_function(
        "(least) => { const hit = /已上传 (\\d+) 秒/.exec(document.body.innerText); return hit && Number(hit[1]) >= least; }",
        arg=seconds,
        timeout=40000,
    )


def saved(page: Page, seconds: int) -> None:
    """Wait until so many seconds are in the outbox or beyond."""
    page.wait_for_function(
        "(least) => { const hit = /已保存 (\\d+) 秒/.exec(document.body.innerText); return hit && Number(hit[1]) >= least; }",
        arg=seconds,
        timeout=40000,
    )


def stop_and_keep(page: Page, *, last: bool = False) -> None:
    """End the recording and keep it."""
    page.get_by_role("button", name="结束录制").click()
    page.get_by_role("button", name="保留，去检查" if last else "保留，下一题").click()


def type_answer(page: Page, text: str, *, last: bool = False) -> None:
    """Answer by typing and keep it."""
    choose(page, "打字")
    page.get_by_label("您的回答").fill(text)
    page.get_by_role("button", name="保留，去检查" if last else "保留，下一题").click()


def hand_in(page: Page) -> None:
    """From the overview to the receipt."""
    page.get_by_role("button", name="提交面试").click()
    page.get_by_role("button", name="确定提交").click()
    page.get_by_role("heading", name="已提交").wait_for()
    expect(page.get_by_text("QH-2026-0117")).to_be_visible()


def kill_browser(profile: Path) -> None:
    """kill -9 of every process of the browser that uses this profile."""
    victims = [one for one in psutil.Process().children(recursive=True) if str(profile) in _command(one)]
    assert victims
    for one in victims:
        with suppress(psutil.NoSuchProcess):
            one.kill()
    psutil.wait_procs(victims, 10)


def _command(process: psutil.Process) -> str:
    """Its command line; empty for one that ended while we looked."""
    with suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
        return " ".join(process.cmdline())
    return ""

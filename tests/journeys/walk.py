"""The steps that the journeys share. Recording itself is walked as in tests/front."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import yaml
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.front.stand import CHROMIUM
from tests.front.walk import begin, choose, kill_browser, stop_and_keep, type_answer, uploaded
from tests.journeys.house import ROOT, House
from tests.journeys.people import Candidate, Invited, Office
from tests.journeys.screen import Screen
from tests.runner.waiting import until

# Answers that hold evidence, one a question of the sales plan.
SAID = (
    "去年三月我接手城东片区，先按行业列了八十家门店的名单。我每周上门一次，问老板现在哪里最头疼，发现他怕断货，六月签了十二万的合同。",
    "我会看五条。第一，客户有没有真实的需求，问题急不急着解决；第二，预算批没批，付不付得起；第三，能不能见到拍板的人。",
    "我会说，您货比三家很正常，我理解。想请教一下，对方报的是哪个配置，含不含安装和质保？我把三年的总成本拆开算给您看。",
    "我会跟他说明，合同外的承诺我不能口头答应，答应了做不到反而害了您。我马上请示主管和法务，看能不能写进补充协议。",
    "前年八月我只完成了三成，就把目标拆到每天，给自己定每天打六十个电话，晚上回听录音复盘丢单原因，九月做到十一单。",
)
ASKED = tuple(
    one["text"] for one in yaml.safe_load((ROOT / "src/bole/assessment/packs/sales.yaml").read_text())["questions"]
)


def at_question(screen: Screen, invited: Invited, index: int = 0) -> Page:
    """Open the link and see the question; the way there has been taken over HTTP."""
    screen.page.goto(invited.link)
    asked(screen.page, index)
    return screen.page


def asked(page: Page, index: int) -> None:
    page.get_by_role("heading", name=ASKED[index]).wait_for()


def consent_all(page: Page, *, without: tuple[str, ...] = ()) -> None:
    """From the welcome page past the consent, refusing the layers named."""
    page.get_by_role("button", name="开始", exact=True).click()
    agree(page, without=without)


def agree(page: Page, *, without: tuple[str, ...] = ()) -> None:
    """On the consent page: agree to all layers but those named."""
    page.get_by_role("heading", name="面试个人信息处理告知与同意").wait_for()
    for switch in page.get_by_role("switch").all():
        if switch.get_attribute("id") not in {f"layer-{key}" for key in (*without, "talent_pool")}:
            switch.check()
    page.get_by_role("button", name="确认我的选择，继续").click()


def record(page: Page, seconds: int, *, last: bool = False) -> None:
    """Answer the question on the page in the mode that is chosen, and keep it."""
    begin(page)
    uploaded(page, seconds)
    stop_and_keep(page, last=last)


def transcribed(candidate: Candidate) -> list[dict[str, Any]]:
    """Wait until every kept answer has its words, or is known to have none."""
    until(lambda: all(one["state"] != "pending" for one in candidate.state()["transcripts"]), seconds=90)
    return list(candidate.state()["transcripts"])


def finish_typed(candidate: Candidate, start: int = 1) -> None:
    """Type the rest, wait for the words of what was spoken, hand in."""
    for index in range(start, len(SAID)):
        candidate.write(index, SAID[index])
    transcribed(candidate)
    assert candidate.submit().status_code == 200


def reported(house: House, invited: Invited, *, seconds: float = 60) -> None:
    """Wait until the report of this interview is there; at most a minute by the product's own promise."""
    until(lambda: house.one("SELECT scored_at FROM interviews_session WHERE id = %s", [invited.session])["scored_at"],
          seconds=seconds)  # fmt: skip


def assert_media_whole(office: Office, invited: Invited, expected: dict[int, str]) -> None:
    """The bytes that the server hands out of each kept answer are those of this hash (question → sha256)."""
    rows = office.house.rows(
        "SELECT q.index, r.id, r.sha256, a.sha256 AS attempt, r.track FROM interviews_recording r"
        " JOIN interviews_attempt a ON a.id = r.attempt_id JOIN interviews_answer q ON q.kept_id = a.id"
        " WHERE a.subject_id = %s AND r.kind = 'original' ORDER BY q.index, r.track",
        [invited.subject],
    )
    seen = {}
    for row in rows:
        body = office.get(f"/interviews/media/{row['id']}/")
        assert body.status_code == 200
        assert hashlib.sha256(body.content).hexdigest() == row["sha256"] == row["attempt"]
        seen[row["index"]] = row["sha256"]
    assert seen == expected


def persistent(playwright: Playwright, arguments: list[str], profile: Path, house: House) -> BrowserContext:
    """A browser of its own, whose storage outlives its death."""
    context = playwright.chromium.launch_persistent_context(
        str(profile), executable_path=CHROMIUM, args=arguments, viewport={"width": 390, "height": 844}
    )
    context.add_cookies([{"name": "bole_language", "value": "zh-hans", "url": house.url}])
    return context


__all__ = [
    "ASKED", "SAID", "agree", "asked", "assert_media_whole", "at_question", "begin", "choose", "consent_all", "expect",
    "finish_typed", "kill_browser", "persistent", "record", "reported", "stop_and_keep", "transcribed", "type_answer",
    "uploaded",
]  # fmt: skip

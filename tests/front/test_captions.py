"""Captions in the room: made only where the browser promises that the sound stays on the device."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.front.stand import Site, Visitor
from tests.front.walk import begin, choose, consent, to_question, type_answer, uploaded

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LONG = "当时是周六晚高峰，顾客等了四十分钟。我先道歉，再去后厨催菜，最后送了一份甜品，顾客当场撤回了差评。"
HERE = "字幕在本机生成"
NOT_HERE = "此浏览器不保证在本机生成字幕"
# A recogniser that hears what `window.__say` is told, ends when `window.__end` says so, and notes how it was used.
SCRIPTED = """
(() => {
  const given = %s;
  window.__heard = { made: 0, asked: [], started: [] };
  class Scripted {
    constructor() { window.__heard.made += 1; this.results = []; }
    start(track) {
      window.__heard.started.push({
        local: this.processLocally, lang: this.lang, continuous: this.continuous, interim: this.interimResults,
        same: Boolean(track) && track.kind === 'audio' && track.readyState === 'live',
      });
      window.__say = (text) => {
        this.results.push(Object.assign([{ transcript: text }], { isFinal: true }));
        this.onresult({ results: this.results });
      };
      window.__end = () => this.onend();
      window.__fail = (error) => { this.onerror({ error }); this.onend(); };
      setTimeout(() => this.onspeechstart(), 0);
    }
    stop() { setTimeout(() => { if (given.last) window.__say(given.last); this.onend(); }, 50); }
    abort() {}
  }
  if (given.promises) Object.defineProperty(Scripted.prototype, 'processLocally', { value: false, writable: true });
  if (given.answer) {
    Scripted.available = (asked) => { window.__heard.asked.push(asked); return Promise.resolve(given.answer); };
  }
  Scripted.install = () => { throw new Error('fetched unasked'); };
  window.SpeechRecognition = window.webkitSpeechRecognition = Scripted;
})();
"""


def script(page: Page, **given: Any) -> None:
    """Give the page this recogniser: does it promise, what does it say is available, what does it hear at the end."""
    page.add_init_script(SCRIPTED % json.dumps(given))


def heard(page: Page) -> dict[str, Any]:
    """How the page used the recogniser."""
    return dict(page.evaluate("() => window.__heard"))


def listening(page: Page, starts: int) -> None:
    """Wait until the recogniser was started so many times."""
    page.wait_for_function("(n) => window.__heard.started.length === n", arg=starts)


def captions_of(site: Site, token: str) -> list[Any]:
    """What the attempts carry."""
    return [a["captions"] for a in site.mock(token)["attempts"]]


def stop(page: Page) -> None:
    """End the recording and wait until it may be kept."""
    page.get_by_role("button", name="结束录制").click()
    page.get_by_role("button", name="保留，下一题").wait_for()


def test_what_the_device_heard_comes_after_the_recording_with_its_times(site: Site, visitor: Visitor) -> None:
    token = site.room(recogniser="none")
    page = visitor.page
    script(page, promises=True, answer="available", last="再换一份菜。")
    to_question(page, site, token)
    choose(page, "语音")
    begin(page)
    listening(page, 1)
    page.evaluate("() => window.__say(' 我先道歉。 ')")
    page.evaluate("() => window.__end()")
    listening(page, 2)
    uploaded(page, 2)
    with page.expect_response(lambda answer: answer.url.endswith("/captions") and answer.ok):
        stop(page)

    (sent,) = captions_of(site, token)
    (attempt,) = site.mock(token)["attempts"]
    assert [word[0] for word in sent["words"]] == ["我先道歉。", "再换一份菜。"]
    assert (sent["text"], sent["engine"]) == ("我先道歉。\n再换一份菜。", "browser-on-device")
    first, second = sent["words"]
    assert 0 <= first[1] <= first[2] <= second[1] <= second[2] <= attempt["duration_ms"]
    assert second[2] >= 2000
    once = {"local": True, "lang": "zh-CN", "continuous": True, "interim": False, "same": True}
    assert heard(page)["started"] == [once, once]
    assert heard(page)["asked"] == [{"langs": ["zh-CN"], "processLocally": True}]

    page.get_by_role("button", name="保留，下一题").click()
    page.get_by_role("heading", name="请用顾客").wait_for()
    type_answer(page, LONG, last=True)
    expect(page.get_by_label("本机听到的内容")).to_have_value("我先道歉。\n再换一份菜。")
    visitor.assert_sound("review")


@pytest.mark.parametrize(
    "given",
    [
        {"promises": False, "answer": "available"},
        {"promises": True, "answer": None},
        {"promises": True, "answer": "downloadable"},
        {"promises": True, "answer": "unavailable"},
    ],
    ids=["no-processLocally", "no-available", "downloadable", "unavailable"],
)
def test_without_the_promise_no_recogniser_is_made(site: Site, visitor: Visitor, given: dict[str, Any]) -> None:
    token = site.room()
    page = visitor.page
    script(page, **given)
    consent(page, site.link(token))
    expect(page.get_by_text(NOT_HERE)).to_be_visible()
    page.goto("about:blank")
    to_question(page, site, token)
    choose(page, "语音")
    begin(page)
    uploaded(page, 2)
    stop(page)

    assert heard(page)["made"] == 0
    assert captions_of(site, token) == [None]
    assert visitor.noise == []


def test_the_check_says_that_captions_are_made_here_unless_one_types(site: Site, visitor: Visitor) -> None:
    page = visitor.page
    script(page, promises=True, answer="available")
    consent(page, site.link(site.room()))
    expect(page.get_by_text(HERE)).to_be_visible()
    visitor.assert_sound("check")
    choose(page, "打字")

    expect(page.get_by_text(HERE)).to_be_hidden()
    assert heard(page)["made"] == 0


def test_who_refuses_recording_is_not_listened_to(site: Site, visitor: Visitor) -> None:
    page = visitor.page
    script(page, promises=True, answer="available")
    consent(page, site.link(site.room()), without=("recording", "video"))
    page.get_by_role("button", name="继续", exact=True).click()
    page.get_by_role("button", name="准备好了，进入第一题").click()
    page.get_by_label("您的回答").fill(LONG)

    assert heard(page)["made"] == 0


def test_a_recogniser_that_gives_up_is_left_alone_and_the_recording_goes_on(site: Site, visitor: Visitor) -> None:
    token = site.room()
    page = visitor.page
    script(page, promises=True, answer="available")
    to_question(page, site, token)
    begin(page)
    listening(page, 1)
    page.evaluate("() => window.__fail('language-not-supported')")
    uploaded(page, 2)
    stop(page)

    assert heard(page)["made"] == 1
    assert captions_of(site, token) == [None]
    assert site.mock(token)["attempts"][0]["state"] == "stored"
    assert visitor.noise == []


def test_captions_that_cannot_be_delivered_hold_nothing_up(site: Site, visitor: Visitor) -> None:
    token = site.room()
    page = visitor.page
    script(page, promises=True, answer="available", last="我先道歉。")
    page.route("**/captions", lambda route: route.fulfill(status=503, body="busy"))
    to_question(page, site, token)
    begin(page)
    uploaded(page, 2)
    with page.expect_request("**/captions"):
        stop(page)
    page.get_by_role("button", name="保留，下一题").click()
    page.get_by_role("heading", name="请用顾客").wait_for()

    assert site.mock(token)["kept"] == {"0": site.mock(token)["attempts"][0]["id"]}
    assert captions_of(site, token) == [None]


def test_captions_of_a_closed_page_are_delivered_when_it_comes_back(site: Site, visitor: Visitor) -> None:
    token = site.room()
    page = visitor.page
    script(page, promises=True, answer="available", last="我先道歉。")
    page.route("**/captions", lambda route: route.abort())
    to_question(page, site, token)
    begin(page)
    uploaded(page, 2)
    with page.expect_request("**/captions"):
        stop(page)
    page.goto("about:blank")
    page.unroute("**/captions")
    with page.expect_response(lambda answer: answer.url.endswith("/captions") and answer.ok):
        page.goto(site.link(token))

    (sent,) = captions_of(site, token)
    assert sent["text"] == "我先道歉。"

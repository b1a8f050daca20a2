"""The room asks once more, says why, takes no for an answer, and HR finds both rounds in one report."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from tests.journeys.house import House
from tests.journeys.people import Candidate, Office
from tests.journeys.screen import Screen
from tests.journeys.walk import ASKED, SAID, asked, at_question, reported

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OPEN_END = (
    "去年三月我接手城东片区，我先按行业列了八十家门店的名单，筛出十五家重点，每周上门拜访一次，问老板哪里最头疼。"
)
OUTCOME = "六月他签了十二万的合同，后来又续了一年。"


@pytest.fixture
def asking(office: Office) -> Iterator[Office]:
    """HR with follow-ups in the sales plan: another content, another signature. Other journeys begin without them."""
    office.follow_ups = True
    office.sign_impact("sales")
    yield office
    office.follow_ups = False
    office.sign_impact("sales")


def test_what_was_left_out_is_asked_for_and_may_be_declined(
    asking: Office, house: House, screen: Callable[..., Screen]
) -> None:
    office = asking
    invited = office.invite("追问人")
    Candidate(house, invited.link).to_questions(recording=False, video=False)
    phone = screen()
    page = at_question(phone, invited)

    page.get_by_label("您的回答").fill(OPEN_END)
    page.get_by_role("button", name="保留，下一题").click()
    page.get_by_role("heading", name="这件事最后的结果怎么样？").wait_for()
    expect(page.locator(".room-eyebrow")).to_have_text("第 1 题的追问 刚才还没听到结果。")
    expect(page.locator(".room-count")).to_have_text("第 1 / 5 题")
    phone.assert_sound("follow-up")
    page.get_by_label("您的回答").fill(OUTCOME)
    page.get_by_role("button", name="保留，下一题").click()

    for index in range(1, 5):
        asked(page, index)
        page.get_by_label("您的回答").fill(SAID[index])
        page.get_by_role("button", name="保留").first.click()
        # The decline button and the next question, whichever comes.
        page.wait_for_function(
            "(before) => { const now = document.querySelector('h1'); return now && now.textContent !== before; }",
            arg=ASKED[index],
        )
        while page.get_by_role("button", name="不补充，继续").count():
            before = page.locator("h1").inner_text()
            page.get_by_role("button", name="不补充，继续").first.click()
            page.wait_for_function("(before) => document.querySelector('h1').textContent !== before", arg=before)
    page.get_by_role("heading", name="提交前看一看").wait_for()
    phone.assert_sound("review with a follow-up")
    page.get_by_role("button", name="提交面试").click()
    page.get_by_role("button", name="确定提交").click()
    page.get_by_role("heading", name="已提交").wait_for()
    reported(house, invited)

    report = office.report(invited)
    assert "追问： 这件事最后的结果怎么样？" in report
    assert "六月他签了十二万的合同" in report

"""From an empty installation to both reports: the one journey that everything else is for."""

from __future__ import annotations

import math
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.house import House
from tests.journeys.mailbox import Mailbox
from tests.journeys.people import COMPANY, PASSWORD, Candidate, Invited, Office
from tests.journeys.screen import Screen
from tests.journeys.walk import (
    SAID,
    asked,
    assert_media_whole,
    choose,
    consent_all,
    record,
    reported,
    transcribed,
    type_answer,
)
from tests.runner.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PEOPLE = 20
BAD = "周无联系,12345,,校招"


@pytest.fixture(scope="module")
def fresh() -> Iterator[House]:
    """A house nobody has been in."""
    house = House(Mailbox().start())
    yield house.start()
    house.stop()
    house.mailbox.stop()


def open_screen(browser: Browser, house: House, *, phone: bool) -> Screen:
    size = {"width": 390, "height": 844} if phone else {"width": 1440, "height": 900}
    context = browser.new_context(viewport=size, locale="en-US", accept_downloads=True)
    context.add_cookies([{"name": "bole_theme", "value": "light", "url": house.url}])
    return Screen(context, house)


def found_company(page: Page, house: House) -> None:
    """Whoever comes first is led to the first-run page, whatever they asked for."""
    page.goto(f"{house.url}/interviews/invite/")
    page.wait_for_url(f"{house.url}/start/")
    for name, value in {**COMPANY, "password": PASSWORD, "password_again": PASSWORD}.items():
        field = page.locator(f"[name={name}]")
        if name == "time_zone":
            field.select_option(value)
        else:
            field.fill(value)
    page.get_by_role("button", name="创建公司").click()
    page.wait_for_url(f"{house.url}/")


def import_people(page: Page, house: House, folder: Path) -> None:
    """A list as Excel saves it in China: GBK, one row that nobody could be reached by."""
    lines = ["姓名,手机,邮箱,来源"]
    lines += [f"候选{n:02d},138000{n:05d},candidate{n}@mail.example,官网" for n in range(PEOPLE)]
    lines.insert(3, BAD)
    file = folder / "候选人.csv"
    file.write_bytes("\r\n".join(lines).encode("gbk"))
    page.goto(f"{house.url}/people/import/")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="读取文件").click()
    row = page.get_by_role("row").filter(has_text="周无联系")
    expect(row).to_contain_text("手机号")
    expect(row.get_by_role("cell").first).to_have_text("4")
    assert house.one("SELECT count(*) AS n FROM people_person")["n"] == 0
    page.locator("form[action$='/apply/'] button").click()
    page.get_by_role("link", name="邀请").first.wait_for()
    assert house.one("SELECT count(*) AS n FROM people_person")["n"] == PEOPLE


def invite_them(page: Page, house: House) -> None:
    """Sign the sales plan's impact assessment, then from the import straight to the invitations by it."""
    imported = page.url
    house.same_questions()
    plan_id = house.one("SELECT id FROM assessment_plan WHERE key = 'sales'")["id"]
    page.goto(f"{house.url}/plans/{plan_id}/impact/")
    page.locator("input[name=agreed]").check()
    page.locator("form:has(input[name=agreed]) button[type=submit]").click()
    page.wait_for_url(f"{house.url}/plans/{plan_id}/**")
    page.goto(imported)
    page.locator("a[href*='/interviews/invite/?batch=']").click()
    plan = page.locator("select[name=plan]")
    plan.select_option(label=next(text for text in plan.locator("option").all_inner_texts() if "销售代表" in text))
    page.get_by_role("button", name="发出邀请").click()
    page.wait_for_url(f"{house.url}/candidates/")
    windows = house.rows("SELECT DISTINCT deadline - invited_at AS open FROM interviews_invitation")
    assert windows == [{"open": timedelta(hours=72)}]


def p95_of_acceptance(house: House) -> float:
    """Seconds from HR's act to the mail server's yes, by the messages' own rows."""
    question = (
        "SELECT extract(epoch FROM accepted_at - created_at)::float AS s FROM notifications_message"
        " WHERE kind = 'interviews.invitation' AND accepted_at IS NOT NULL ORDER BY 1"
    )
    until(lambda: len(house.rows(question)) == PEOPLE, seconds=60)
    rows = house.rows(question)
    return float(rows[math.ceil(0.95 * len(rows)) - 1]["s"])


def sit(screen: Screen, link: str) -> dict[int, str]:
    """The candidate's way at 390 × 844, by picture, text and sound. Returns the browser's own hashes by question."""
    page, hashes = screen.page, {}
    page.goto(link)
    page.get_by_role("heading", name="销售代表 · 在线面试").wait_for()
    assert page.locator(".room-screen button").first.inner_text() == "改为人工面试"
    consent_all(page)
    page.get_by_role("button", name="打开摄像头和麦克风").click()
    page.get_by_role("button", name=re.compile("^(一切正常，)?继续$")).click()
    page.get_by_role("button", name="开始练习").click()
    page.wait_for_function("() => window.__recordings[window.__recordings.length - 1].length >= 1")
    page.get_by_role("button", name="结束录制").click()
    page.get_by_role("button", name="准备好了，进入第一题").click()
    for index, (way, seconds) in enumerate((("视频", 10), ("打字", 0), ("语音", 5), ("打字", 0), ("视频", 5))):
        asked(page, index)
        before = screen.recordings
        choose(page, way)
        if seconds:
            record(page, seconds, last=index == 4)
        else:
            type_answer(page, SAID[index])
        if index < 4:
            asked(page, index + 1)
        else:
            page.get_by_role("heading", name="提交前看一看").wait_for()
        if seconds:
            hashes[index] = screen.hash_of(before)
    return hashes


def correct_and_submit(page: Page, candidate: Candidate) -> str:
    """Mend the first transcript, hand in. Returns the receipt."""
    heard = transcribed(candidate)[0]["text"]
    assert heard.startswith("去年三月我每周上门拜访客户，问他现在哪里最头疼")
    page.reload()
    page.locator("#transcript-0").fill(heard.replace("拜访客户", "拜访采购经理") + "，最后签了合同")
    page.get_by_role("button", name="保存更正").first.click()
    expect(page.get_by_text("已保存", exact=True)).to_be_visible()
    page.get_by_role("button", name="提交面试").click()
    page.get_by_role("button", name="确定提交").click()
    page.get_by_role("heading", name="已提交").wait_for()
    return page.locator(".room-receipt code").inner_text()


def review(screen: Screen, house: House, invited: Invited) -> None:
    """HR: read, hear a quote at its second, rate, add, decide."""
    page = screen.page
    page.goto(f"{house.url}/")
    page.get_by_role("link", name=invited.name).first.click()
    expect(page.locator(".page-pretitle")).to_contain_text("初筛评估报告")
    expect(page.locator("#question-0 .transcript")).to_contain_text("拜访采购经理")
    expect(page.locator("#question-0 .transcript .badge").first).to_be_visible()
    quotes = page.locator(".quote-seek").all()
    quote = max(quotes, key=lambda one: int(one.get_attribute("data-seek-ms") or 0))
    second = int(quote.get_attribute("data-seek-ms") or "") / 1000
    assert second > 1
    player = page.locator(quote.get_attribute("data-player") or "")
    player.evaluate("(p) => p.addEventListener('seeked', () => { window.__sought = p.currentTime; }, { once: true })")
    quote.click()
    page.wait_for_function("() => window.__sought !== undefined")
    assert abs(page.evaluate("() => window.__sought") - second) < 0.5
    screen.assert_sound("screening report")
    rate(page)
    expect(page.locator(".page-pretitle")).to_contain_text("综合评估报告")
    page.get_by_text("添加自定义维度").click()
    page.locator("#dimension-name").fill("普通话服务")
    page.locator("#dimension-level").select_option("4")
    page.locator("form[action*='/dimension/'] button[type=submit]").click()
    expect(page.get_by_text("普通话服务")).to_be_visible()
    page.locator("#outcome-proceed").check()
    page.locator("#decision-reason").fill("有数据，有过程，约复试。")
    page.get_by_role("button", name="以“周敏”的名义提交").click()
    expect(page.get_by_text("有数据，有过程，约复试。")).to_be_visible()
    screen.assert_sound("composite report")


def rate(page: Page) -> None:
    """Every competency at level 4."""
    page.get_by_text("我来评分").click()
    for choice in page.locator("input[type=radio][name^='level-'][value='4']").all():
        choice.check()
    page.locator("form[action*='/rate/'] button[type=submit]").click()


def assert_pdf(office: Office, invited: Invited, folder: Path) -> None:
    """The print is a PDF whose text can be read."""
    answer = office.get(f"/interviews/{invited.invitation}/report.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert answer.content.rstrip().endswith(b"%%EOF")
    assert b"/ToUnicode" in answer.content or len(answer.content) > 20_000
    if tool := shutil.which("pdftotext"):
        file = folder / "report.pdf"
        file.write_bytes(answer.content)
        text = subprocess.run([tool, file, "-"], capture_output=True, text=True, check=True).stdout
        assert "综合评估报告" in text
        assert invited.name in "".join(text.split())  # typesetting puts a little space between Chinese and digits


def test_from_an_empty_house_to_both_reports(
    fresh: House, browser: Browser, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    hr = open_screen(browser, fresh, phone=False)
    found_company(hr.page, fresh)
    office = Office(fresh).found()
    import_people(hr.page, fresh, tmp_path)
    invite_them(hr.page, fresh)
    mail = fresh.mailbox.wait("candidate7@mail.example")
    fresh.mailbox.wait(f"candidate{PEOPLE - 1}@mail.example")
    p95 = p95_of_acceptance(fresh)
    record_property("seconds_from_invitation_to_accepted_mail_p95", round(p95, 2))
    print(f"invitation to accepted mail, p95 of {PEOPLE}: {p95:.2f} s")  # noqa: T201 -- measured, asserted only against the promise
    assert p95 < 60
    assert "青禾餐饮集团" in mail.subject
    assert "72" not in mail.text
    assert re.search(r"\d{4}年\d+月\d+日（周.）\d\d:\d\d", mail.text)

    row = fresh.one(
        "SELECT i.id, i.subject_id, s.id AS session FROM interviews_invitation i"
        " JOIN interviews_session s ON s.invitation_id = i.id JOIN people_person p ON p.id = i.person_id"
        " WHERE p.name = '候选07'"
    )
    invited = Invited(mail.link, mail.to, "候选07", str(row["id"]), str(row["subject_id"]), str(row["session"]))
    phone = open_screen(browser, fresh, phone=True)
    hashes = sit(phone, mail.link)
    receipt = correct_and_submit(phone.page, Candidate(fresh, mail.link))

    reported(fresh, invited)
    assert receipt in fresh.mailbox.wait(invited.email, subject="已收到").text
    ready = fresh.mailbox.wait(invited.email, subject="反馈")
    assert ready.link == mail.link
    assert_media_whole(office, invited, hashes)
    review(hr, fresh, invited)
    assert_pdf(office, invited, tmp_path)

    page = phone.page
    page.goto(ready.link)
    expect(page.get_by_text(receipt)).to_be_visible()
    expect(page.locator(".criterion")).to_have_count(5)
    expect(page.locator(".criterion").first).to_contain_text("权重 25%")
    expect(page.locator(".criterion blockquote").first).to_be_visible()
    words = page.locator("body").inner_text()
    assert "{" not in words
    assert "%" not in words.replace("权重 ", "").replace("25%", "").replace("20%", "").replace("15%", "")
    phone.assert_sound("own report")
    hr.context.close()
    phone.context.close()

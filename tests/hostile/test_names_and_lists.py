"""Names that are code, and lists as they really come."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook

from tests.journeys.filled import recording
from tests.journeys.house import House
from tests.journeys.people import Candidate, Office
from tests.journeys.walk import SAID, reported, transcribed

pytestmark = pytest.mark.slow
NAME = "<script>alert(1)</script>{{7*7}}{% now %}"
INERT = "&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}{% now %}"


def test_markup_and_template_signs_in_a_name_are_only_a_name_everywhere(office: Office, house: House) -> None:
    invited = office.invite(NAME)
    candidate = Candidate(house, invited.link).to_questions()
    candidate.upload(0, recording())
    candidate.write(1, f"{SAID[1]}<img src=x onerror=alert(2)>{{{{ 7*7 }}}}")
    for index in range(2, len(SAID)):
        candidate.write(index, SAID[index])
    transcribed(candidate)
    assert candidate.submit().status_code == 200
    reported(house, invited)

    pages = {
        path: office.get(path).text
        for path in ("/", "/candidates/", "/interviews/invite/", f"/interviews/{invited.invitation}/", "/messages/",
                     f"/people/{_person(house, invited.subject)}/edit/", f"/privacy/subjects/{invited.subject}/")
    }  # fmt: skip
    pages["own page"] = candidate.http.get("").text
    for path, text in pages.items():
        assert "<script>alert" not in text, path
        assert "<img src=x" not in text, path
    for path in ("/", "/candidates/", "/interviews/invite/", f"/interviews/{invited.invitation}/"):
        assert INERT in pages[path], path
    assert "&lt;img src=x onerror=alert(2)&gt;{{ 7*7 }}" in pages[f"/interviews/{invited.invitation}/"]

    mail = house.mailbox.wait(invited.email, subject="邀请")
    assert NAME in mail.text
    assert INERT in mail.html
    assert "<script>alert" not in mail.html
    printed = office.get(f"/interviews/{invited.invitation}/report.pdf")
    assert printed.status_code == 200
    assert printed.content.startswith(b"%PDF-")
    assert b"/JavaScript" not in printed.content


def _person(house: House, subject: str) -> str:
    return str(house.one("SELECT id FROM people_person WHERE subject_id = %s", [subject])["id"])


def test_a_name_cannot_put_lines_into_a_mails_head(office: Office, house: House) -> None:
    invited = office.invite("张三\r\nBcc: everyone@evil.example")
    mail = house.mailbox.wait(invited.email)
    assert mail.message["Bcc"] is None
    assert house.mailbox.to("everyone@evil.example") == []


def test_a_list_in_gbk_is_read_and_its_bad_rows_are_named(office: Office, house: House) -> None:
    lines = "姓名,手机,邮箱\r\n国标一,13800138001,gbk1@list.example\r\n国标坏,123,\r\n国标二,,gbk2@list.example\r\n"
    before = house.one("SELECT count(*) AS n FROM people_person")["n"]

    done = office.bring_in(lines.encode("gbk"), "名单.csv")
    page = office.get(done.headers["location"])

    assert "国标一" in page.text
    assert "国标坏" in page.text
    assert house.one("SELECT good, bad, known FROM people_importbatch ORDER BY id DESC LIMIT 1") == {
        "good": 2, "bad": 1, "known": 0,
    }  # fmt: skip
    assert house.one("SELECT count(*) AS n FROM people_person")["n"] == before
    errors = office.get(f"{done.headers['location']}errors.csv").content.decode("utf-8-sig")
    assert "国标坏" in errors
    assert "国标一" not in errors


def test_a_workbook_with_a_title_and_merged_headers_is_read(office: Office, house: House) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["2026 年秋季候选人名单", None, None, None])
    sheet.merge_cells("A1:D1")
    sheet.append(["基本信息", None, "联系方式", None])
    sheet.merge_cells("A2:B2")
    sheet.merge_cells("C2:D2")
    sheet.append(["姓名", "来源", "手机", "邮箱"])
    sheet.append(["合并一", "校招", 13800138011, "merged1@list.example"])
    sheet.append(["合并二", "校招", "138 0013 8012", "merged2@list.example"])
    out = io.BytesIO()
    book.save(out)

    done = office.bring_in(out.getvalue(), "名单.xlsx")

    assert done.status_code == 302, done.text
    assert house.one("SELECT good, bad, known FROM people_importbatch ORDER BY id DESC LIMIT 1") == {
        "good": 2, "bad": 0, "known": 0,
    }  # fmt: skip
    assert office.post(f"{done.headers['location']}undo/").status_code == 409
    page = office.get(done.headers["location"]).text
    assert "合并一" in page


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("empty.csv", b""),
        ("zip.xlsx", b"PK\x03\x04" + bytes(400)),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(400)),
        ("none.csv", "这里没有标题行\r\n".encode()),
        ("long.csv", b"a" * (6 * 1024 * 1024)),
    ],
)
def test_a_file_that_is_no_list_is_answered_on_the_page_and_nothing_is_kept(
    office: Office, house: House, name: str, body: bytes
) -> None:
    before = house.one("SELECT count(*) AS n FROM people_importbatch")["n"]

    refused = office.bring_in(body, name)

    assert refused.status_code == 422
    assert "invalid-feedback" in refused.text
    assert house.one("SELECT count(*) AS n FROM people_importbatch")["n"] == before


def test_a_cell_that_is_a_formula_leaves_as_text(office: Office) -> None:
    done = office.bring_in('姓名,手机,邮箱\r\n"=HYPERLINK(""http://evil.example"")",1,\r\n'.encode())
    errors = office.get(f"{done.headers['location']}errors.csv").content.decode("utf-8-sig")
    assert ",=" not in errors
    assert "'=HYPERLINK" in errors

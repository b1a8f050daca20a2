"""Files of every shape that a recruiter may have at hand."""

import io
import zipfile
from datetime import datetime
from typing import Any

import pytest
from openpyxl import Workbook

from bole.people.actions import reading
from bole.people.actions.problems import (
    FileEmpty,
    FileRefused,
    FileTooLarge,
    NoHeader,
    OldFormat,
    Suspicious,
    TooManyRows,
)
from bole.people.tests.factories import csv_file, saved, xlsx_file

HEADER = "姓名,手机,邮箱"
ROW = "张三,13800138000,zhang@example.com"


def cells(table: reading.Table, field: str) -> list[str]:
    (column,) = table.header.columns[field]
    return [row[column] if column < len(row) else "" for row in table.rows]


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", "CSV UTF-8"),
        ("utf-8-sig", "CSV UTF-8"),
        ("gbk", "CSV GB18030"),
        ("gb18030", "CSV GB18030"),
        ("utf-16", "CSV UTF-16"),
    ],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_of_every_encoding_and_delimiter_is_read(encoding: str, said: str, delimiter: str) -> None:
    content = csv_file(HEADER.replace(",", delimiter), ROW.replace(",", delimiter), encoding=encoding)

    table = reading.read(content)

    assert table.format == said
    assert table.rows == [["张三", "13800138000", "zhang@example.com"]]
    assert table.lines == [2]
    assert table.notices == []


def test_traditional_characters_in_big5_are_read() -> None:
    table = reading.read(csv_file("姓名,電話,email", "陳大文,13800138000,chan@example.com", encoding="big5"))

    assert table.format == "CSV BIG5"
    assert cells(table, "name") == ["陳大文"]


def test_line_numbers_count_blank_lines_and_line_breaks_in_cells() -> None:
    table = reading.read(csv_file("名单", "", HEADER, "", '"张\r\n三",13800138000,', "李四,13900139000,"))

    assert table.lines == [5, 7]
    assert table.notices == [("lines_above", {"line": 3})]


def test_columns_that_are_not_used_are_said() -> None:
    table = reading.read(csv_file("姓名（必填）*,学历,联系电话：,E-Mail,年龄", "张三,本科,13800138000,a@b.cn,30"))

    assert table.header.columns == {"name": (0,), "phone": (2,), "email": (3,)}
    assert table.notices == [("unused_columns", {"names": "学历、年龄"})]


def test_a_number_the_spreadsheet_shortened_is_a_fault_and_a_full_one_is_not() -> None:
    table = reading.read(csv_file(HEADER, "张三,1.38E+10,", "李四,1.3800138000E+10,"))

    assert table.faults == {(0, 1): "shortened"}
    assert cells(table, "phone") == ["1.38E+10", "13800138000"]


def test_an_xlsx_with_titles_merged_headers_and_numbers_is_read() -> None:
    content = xlsx_file(
        [
            ["2026 届校招候选人名单", None, None, None],
            ["制表：人事部", None, None, None],
            ["姓名", "联系方式", None, "备注"],
            [None, "手机", "邮箱", None],
            ["张三", 13800138000, "zhang@example.com", "推荐"],
            ["李四", 13900139000.0, None, None],
            [None, None, None, None],
            ["王五", "１３７００１３７０００", " wang@example.com ", None],
        ],
        merge=["A1:D1", "A2:D2", "A3:A4", "B3:C3", "D3:D4"],
    )

    table = reading.read(content)

    assert table.header.columns == {"name": (0,), "phone": (1,), "email": (2,), "note": (3,)}
    assert table.lines == [5, 6, 8]
    assert cells(table, "phone") == ["13800138000", "13900139000", "１３７００１３７０００"]
    assert cells(table, "email") == ["zhang@example.com", "", "wang@example.com"]
    assert table.notices == [("lines_above", {"line": 3})]


def test_a_date_an_error_a_long_number_and_a_formula_are_faults() -> None:
    content = xlsx_file(
        [
            ["姓名", "手机", "邮箱", "身份证号"],
            ["张三", datetime(2026, 3, 1), "#REF!", 110105194912310021],
            ["=A2", "=13800138000", None, None],
        ]
    )

    table = reading.read(content)

    assert table.faults == {
        (0, 1): "date",
        (0, 2): "cell_error",
        (0, 3): "shortened",
        (1, 0): "formula",
        (1, 1): "formula",
    }
    assert table.lines == [2, 3]


def test_another_sheet_that_holds_rows_is_said() -> None:
    book = Workbook()
    first: Any = book.active
    first.title = "说明"
    first.append(["请在“名单”里填写"])
    second = book.create_sheet("名单")
    second.append(["姓名", "手机"])
    second.append(["张三", "13800138000"])

    table = reading.read(saved(book))

    assert table.rows == [["张三", "13800138000"]]
    assert table.notices == [("other_sheets", {"sheet": "名单", "names": "说明"})]


def test_what_the_file_is_called_plays_no_part() -> None:
    assert reading.read(xlsx_file([["姓名", "手机"], ["张三", "13800138000"]])).format == "XLSX"
    with pytest.raises(NoHeader):
        reading.read(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n")


@pytest.mark.parametrize("content", [b"", b"\n\n", b",,,\r\n,,", b"\x00" * 40])
def test_an_empty_file_is_called_empty(content: bytes) -> None:
    with pytest.raises(FileEmpty):
        reading.read(content)


def test_an_empty_workbook_is_called_empty() -> None:
    with pytest.raises(FileEmpty):
        reading.read(xlsx_file([]))


def test_old_and_locked_spreadsheets_are_told_how_to_come_back() -> None:
    with pytest.raises(OldFormat):
        reading.read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600)


def test_binary_that_is_no_text_is_refused() -> None:
    with pytest.raises(FileRefused):
        reading.read(bytes(range(256)) * 20)


def test_a_file_over_the_size_is_refused_before_it_is_read() -> None:
    with pytest.raises(FileTooLarge) as refused:
        reading.read(b"x" * (reading.MOST_BYTES + 1))
    assert refused.value.data == {"most": 5}


def test_five_thousand_rows_go_and_one_more_does_not() -> None:
    lines = [HEADER, *(f"候选人{n},138{n:08d}," for n in range(reading.MOST_ROWS))]
    assert len(reading.read(csv_file(*lines)).rows) == 5000

    with pytest.raises(TooManyRows):
        reading.read(csv_file(*lines, "多一人,13700000000,"))


def test_rows_far_below_an_empty_stretch_are_found() -> None:
    book = Workbook()
    sheet: Any = book.active
    sheet.append(["姓名", "手机"])
    sheet.cell(row=60_000, column=1, value="张三")
    sheet.cell(row=60_000, column=2, value="13800138000")

    table = reading.read(saved(book))

    assert table.lines == [60_000]


def _zip(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_a_bomb_is_not_opened() -> None:
    bomb = _zip({"[Content_Types].xml": b"<Types/>", "xl/worksheets/sheet1.xml": b" " * (reading.MOST_UNPACKED + 1)})
    assert len(bomb) < 200_000

    with pytest.raises(Suspicious):
        reading.read(bomb)


def test_an_archive_that_lies_about_its_size_is_not_opened() -> None:
    honest = _zip({"[Content_Types].xml": b"<Types/>", "xl/worksheets/sheet1.xml": b"A" * 100_000})
    lying = honest.replace((100_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))

    with pytest.raises(FileRefused):
        reading.read(lying)


@pytest.mark.parametrize(
    "files",
    [
        {"word/document.xml": b"<w/>", "[Content_Types].xml": b"<Types/>"},
        {"readme.txt": b"hello"},
        {"[Content_Types].xml": b"<Types", "xl/workbook.xml": b"<workbook", "xl/worksheets/sheet1.xml": b"<"},
    ],
)
def test_other_archives_are_refused_kindly(files: dict[str, bytes]) -> None:
    with pytest.raises(FileRefused):
        reading.read(_zip(files))


def test_an_archive_cut_in_half_is_refused_kindly() -> None:
    whole = xlsx_file([["姓名", "手机"], ["张三", "13800138000"]])

    with pytest.raises(FileRefused):
        reading.read(whole[: len(whole) // 2])


def test_entities_that_would_grow_without_end_are_refused() -> None:
    growing = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaaaaaaaa">' + b"".join(
        b'<!ENTITY %c "&%c;&%c;&%c;&%c;&%c;&%c;&%c;&%c;&%c;&%c;">' % (98 + n, *([97 + n] * 10)) for n in range(9)
    )
    files = {
        "[Content_Types].xml": growing + b"]><Types>&j;</Types>",
        "xl/worksheets/sheet1.xml": b"<worksheet/>",
    }

    with pytest.raises(FileRefused):
        reading.read(_zip(files))

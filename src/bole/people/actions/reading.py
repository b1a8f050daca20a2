"""From an uploaded file to lines of text cells. The file is a stranger's: everything about it is checked.

CSV in UTF-8 (with or without BOM), UTF-16, GB 18030 or Big5, separated by comma, semicolon or tab; XLSX of any shape.
What the file says it is called plays no part.
"""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.etree.ElementTree import ParseError

import charset_normalizer
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from bole.people.actions import columns
from bole.people.actions.problems import (
    FileEmpty,
    FileRefused,
    FileTooLarge,
    NoHeader,
    OldFormat,
    Suspicious,
    TooManyRows,
)

MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 5000
MOST_COLUMNS = 100
MOST_CELL = 2000
# Unpacked, a sheet of 5,000 rows and 100 columns stays well below this.
MOST_UNPACKED = 64 * 1024 * 1024
MOST_ENTRIES = 2000
MOST_SHEETS = 20
# Doubles hold whole numbers up to here; longer ones (identity numbers) lost their last digits when typed.
EXACT = 10**15

_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    InvalidFileException,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    OverflowError,
    EOFError,
    NotImplementedError,  # what zipfile raises for a compression or an encryption it does not know
    RuntimeError,
    OSError,
)


@dataclass
class Table:
    """A file's lines below its header. ``lines`` counts as the spreadsheet program does, from 1."""

    format: str
    header: columns.Header
    header_line: int
    lines: list[int]
    rows: list[list[str]]
    faults: dict[tuple[int, int], str] = field(default_factory=dict)
    notices: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


@dataclass
class _Sheet:
    name: str
    lines: list[int] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    faults: dict[tuple[int, int], str] = field(default_factory=dict)
    wide: bool = False


def read(content: bytes) -> Table:
    """Read a file. Raises a FileRefused whose sentence says what to do."""
    if len(content) > MOST_BYTES:
        raise FileTooLarge(most=MOST_BYTES // 1024 // 1024)
    if not content.strip(b"\x00\r\n\t ,;"):
        raise FileEmpty
    if content.startswith(b"PK\x03\x04"):
        return _xlsx(content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise OldFormat
    return _csv(content)


# -- text ---------------------------------------------------------------------------------------------------------


def _csv(content: bytes) -> Table:
    best: tuple[int, str, _Sheet, columns.Header] | None = None
    for encoding, text in _decodings(content):
        for delimiter in _delimiters(text):
            sheet = _parsed(text, delimiter)
            header = columns.find(sheet.rows) if sheet else None
            if sheet and header and (best is None or len(header.columns) > best[0]):
                best = (len(header.columns), f"CSV {encoding}", sheet, header)
        if best:
            break
    if best is None:
        if b"\x00" in content[:4096] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise FileRefused
        raise NoHeader
    return _table(best[1], best[2], best[3])


def _decodings(content: bytes) -> Iterator[tuple[str, str]]:
    """Readings of the bytes, the likeliest first; the caller takes the first in which a header is recognised."""
    trials = ["utf-16"] if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "gb18030", "big5"]
    for encoding in trials:
        try:
            yield encoding.removesuffix("-sig").upper(), content.decode(encoding)
        except UnicodeDecodeError:
            continue
    guess = charset_normalizer.from_bytes(content[:200_000]).best()
    if guess is not None and guess.encoding not in trials:
        yield guess.encoding.upper(), content.decode(guess.encoding, errors="replace")


def _delimiters(text: str) -> list[str]:
    """The separators that occur near the top, the most frequent first; a file of one column has a comma."""
    top = text[:20_000]
    found = sorted((d for d in ",;\t" if d in top), key=lambda d: -top.count(d))
    return found or [","]


def _parsed(text: str, delimiter: str) -> _Sheet | None:
    """The lines that are not blank. TooManyRows beyond the limit; None when the text is not CSV."""
    sheet = _Sheet("")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    before = 0
    try:
        for record in reader:
            line, before = before + 1, reader.line_num
            if not any(cell.strip() for cell in record):
                continue
            sheet.wide = sheet.wide or any(cell.strip() for cell in record[MOST_COLUMNS:])
            sheet.lines.append(line)
            sheet.rows.append([cell.strip()[:MOST_CELL] for cell in record[:MOST_COLUMNS]])
            _note_shortened(sheet)
            if len(sheet.rows) > MOST_ROWS + columns.LOOK_AT:
                raise TooManyRows(most=MOST_ROWS)
    except csv.Error:
        return None
    return sheet


def _note_shortened(sheet: _Sheet) -> None:
    """A number that a spreadsheet program wrote as 1.38E+10 has lost its digits, unless enough are written."""
    row, last = sheet.rows[-1], len(sheet.rows) - 1
    for column, cell in enumerate(row):
        match = re.fullmatch(r"(\d)(?:\.(\d+))?[eE]\+?(\d{1,2})", cell)
        if not match:
            continue
        decimals, exponent = match[2] or "", int(match[3])
        if len(decimals) >= exponent:
            row[column] = str(int(float(cell)))
        else:
            sheet.faults[(last, column)] = "shortened"


# -- spreadsheets -------------------------------------------------------------------------------------------------


def _xlsx(content: bytes) -> Table:
    formulas = _look_inside(content)
    try:
        sheets = _sheets(content, formulas)
    except _BROKEN as error:
        raise FileRefused from error
    ranked = [(sheet, columns.find(sheet.rows)) for sheet in sheets]
    usable = [(sheet, header) for sheet, header in ranked if header is not None]
    if not any(sheet.rows for sheet in sheets):
        raise FileEmpty
    if not usable:
        raise NoHeader
    sheet, header = max(usable, key=lambda pair: len(pair[1].columns))
    table = _table("XLSX", sheet, header)
    others = [other.name for other in sheets if other is not sheet and other.rows]
    if others:
        table.notices.append(("other_sheets", {"sheet": sheet.name, "names": "、".join(others)}))
    return table


def _look_inside(content: bytes) -> bool:
    """Refuse archives that unpack to too much before anything is unpacked. Returns whether there are formulas."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            sheets = [entry for entry in entries if entry.filename.startswith("xl/worksheets/")]
            if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
                raise Suspicious
            if "[Content_Types].xml" not in archive.namelist() or len(sheets) > MOST_SHEETS:
                raise FileRefused
            return any(re.search(rb"<(\w+:)?f[ >/]", _bounded(archive, entry)) for entry in sheets)
    except _BROKEN as error:
        raise FileRefused from error


def _bounded(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """An entry's bytes; Suspicious when there are more than its directory claims (that is how a bomb hides)."""
    with archive.open(entry) as stream:
        data = stream.read(entry.file_size + 1)
    if len(data) > entry.file_size:
        raise Suspicious
    return data


def _sheets(content: bytes, formulas: bool) -> list[_Sheet]:
    values = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    written = load_workbook(io.BytesIO(content), read_only=True, data_only=False) if formulas else None
    found = []
    for sheet in values.worksheets:
        # The dimension a file states may be wrong; without it every row is looked at.
        sheet.reset_dimensions()
        twin = written[sheet.title] if written else None
        if twin is not None:
            twin.reset_dimensions()
        found.append(_sheet(sheet, twin))
    return found


def _sheet(sheet: Any, twin: Any) -> _Sheet:
    found = _Sheet(str(sheet.title))
    options = {"max_col": MOST_COLUMNS + 1, "values_only": True}
    pairs = zip(sheet.iter_rows(**options), twin.iter_rows(**options) if twin is not None else _forever(), strict=False)
    for line, (row, source) in enumerate(pairs, start=1):
        if not any(cell is not None for cell in row) and not (source and any(cell is not None for cell in source)):
            continue
        cells, faults = [], {}
        for column, value in enumerate(row):
            text, fault = _text(value)
            if value is None and source and column < len(source) and source[column] is not None:
                fault = "formula"
            cells.append(text)
            if fault:
                faults[column] = fault
        found.wide = found.wide or any(cells[MOST_COLUMNS:])
        if not any(cells[:MOST_COLUMNS]) and not faults:
            continue
        for column, fault in faults.items():
            found.faults[(len(found.rows), column)] = fault
        found.lines.append(line)
        while cells and not cells[-1]:
            cells.pop()
        found.rows.append(cells[:MOST_COLUMNS])
        if len(found.rows) > MOST_ROWS + columns.LOOK_AT:
            raise TooManyRows(most=MOST_ROWS)
    return found


def _forever() -> Iterator[None]:
    while True:
        yield None


def _text(value: Any) -> tuple[str, str]:
    """A cell as text, and what is wrong with it, if anything."""
    if value is None:
        return "", ""
    if isinstance(value, bool):
        return str(value).upper(), ""
    if isinstance(value, int | float):
        if isinstance(value, float) and not value.is_integer():
            return repr(value), ""
        return str(int(value)), "shortened" if abs(value) >= EXACT else ""
    if isinstance(value, datetime | date | time | timedelta):
        return (value.isoformat() if not isinstance(value, timedelta) else str(value)), "date"
    text = str(value).strip()[:MOST_CELL]
    return text, "cell_error" if re.fullmatch(r"#(REF!|N/A|VALUE!|NAME\?|DIV/0!|NUM!|NULL!)", text) else ""


def _table(kind: str, sheet: _Sheet, header: columns.Header) -> Table:
    body = header.last + 1
    if len(sheet.rows) - body > MOST_ROWS:
        raise TooManyRows(most=MOST_ROWS)
    table = Table(
        format=kind,
        header=header,
        header_line=sheet.lines[header.first],
        lines=sheet.lines[body:],
        rows=sheet.rows[body:],
        faults={(row - body, column): fault for (row, column), fault in sheet.faults.items() if row >= body},
    )
    if header.first:
        table.notices.append(("lines_above", {"line": table.header_line}))
    if header.unused:
        table.notices.append(("unused_columns", {"names": "、".join(header.unused)}))
    if sheet.wide:
        table.notices.append(("many_columns", {}))
    return table

"""Rows sorted into good, known and bad, each with its line and its reasons.

A row is plain JSON: ``{"line", "status": "good" | "known" | "bad", "data": fields in normal form, "raw": fields as
they stood, "problems": [[field, code, values]], "hints": [code], "known": person id or None}``.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from bole.people import queries
from bole.people.actions import persons
from bole.people.actions.reading import Table
from bole.people.models import Person
from bole.people.types import PersonData, plain

EXAMPLE = ("示例", "(示例)", "example")
Row = dict[str, Any]


def sort(table: Table) -> list[Row]:
    """Every line below the header becomes a row; none is left out."""
    rows = [_row(table, index) for index in range(len(table.rows))]
    _find_twice(rows)
    compare(rows)
    return rows


def count(rows: Sequence[Row]) -> Counter[str]:
    """How many rows are good, known and bad."""
    return Counter(row["status"] for row in rows)


def compare(rows: Sequence[Row]) -> None:
    """Compare rows that are not bad with the persons who are here, in one query. A known person is not doubled."""
    open_rows = [row for row in rows if row["status"] != "bad" or _conflict(row)]
    here = queries.same_contacts(
        [row["data"]["phone"] for row in open_rows],
        [row["data"]["email"] for row in open_rows],
        [row["data"]["id_number"] for row in open_rows],
    )
    found = _by_index(here)
    for row in open_rows:
        row["problems"] = [one for one in row["problems"] if not one[1].startswith("known")]
        matches = _matches(row["data"], found)
        row["status"], row["known"] = "good", None
        if len(matches) > 1:
            row["status"] = "bad"
            row["problems"].append(["contact", "known_several", {"name": matches[0].name, "other": matches[1].name}])
        elif matches:
            code = "known" if matches[0].name == row["data"]["name"] else "known_other_name"
            row["status"], row["known"] = "known", str(matches[0].pk)
            row["problems"].append(["contact", code, {"name": matches[0].name}])


def is_about(row: Row, data: PersonData) -> bool:
    """Whether a row is about this person: the same phone, mail or identity number, or the same name without any."""
    fields = row["data"]
    for name in ("phone", "email", "id_number"):
        if fields[name] and fields[name] == getattr(data, name):
            return True
    contactless = not (fields["phone"] or fields["email"] or fields["id_number"])
    return bool(data.name) and contactless and fields["name"] == data.name


def _row(table: Table, index: int) -> Row:
    raw, faults = {}, {}
    for field in ("name", "phone", "email", "id_number", "source", "note"):
        raw[field], fault = _cell(table, index, field)
        if fault:
            faults[field] = fault
    data, problems = persons.check(PersonData(**{**raw, "phone": _whole(raw["phone"])}))
    if plain(raw["name"]).lower().startswith(EXAMPLE):
        problems = {"name": "example"}
    for field, fault in faults.items():
        if fault == "date" and field in {"source", "note"}:
            continue
        problems[field] = fault
    if {"phone", "email"} & set(faults):
        problems.pop("contact", None)
    return {
        "line": table.lines[index],
        "status": "bad" if problems else "good",
        "data": asdict(data),
        "raw": {field: value[:200] for field, value in raw.items()},
        "problems": [[field, code, {}] for field, code in problems.items()],
        "hints": [] if data.email or problems else ["no_email"],
        "known": None,
    }


def _cell(table: Table, index: int, field: str) -> tuple[str, str]:
    """The first of the field's columns that holds something, and what is wrong with the cell."""
    row = table.rows[index]
    for column in table.header.columns.get(field, ()):
        text = row[column] if column < len(row) else ""
        fault = table.faults.get((index, column), "")
        if text or fault:
            return text, fault
    return "", ""


def _whole(phone: str) -> str:
    """A number that a program wrote as 13800138000.0."""
    return re.sub(r"^(\d{5,15})\.0+$", r"\1", plain(phone))


def _find_twice(rows: Sequence[Row]) -> None:
    """Of rows with the same phone, mail or identity number the first is good and the others say where it stands."""
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        keys = [(name, row["data"][name]) for name in ("phone", "email", "id_number") if row["data"][name]]
        if any(code == "example" for _field, code, _values in row["problems"]):
            continue
        before = next((seen[key] for key in keys if key in seen), None)
        if before is not None:
            row["status"] = "bad"
            row["problems"].append(["contact", "twice", {"line": before}])
        elif row["status"] != "bad":
            seen.update(dict.fromkeys(keys, row["line"]))


def _by_index(here: Sequence[Person]) -> dict[tuple[str, bytes], Person]:
    found: dict[tuple[str, bytes], Person] = {}
    for person in here:
        for name in ("phone", "email", "id_number"):
            key = getattr(person, f"{name}_index")
            if key is not None:
                found.setdefault((name, bytes(key)), person)
    return found


def _matches(data: dict[str, str], found: dict[tuple[str, bytes], Person]) -> list[Person]:
    matches: list[Person] = []
    for name in ("phone", "email", "id_number"):
        key = queries.index(name, data[name])
        person = found.get((name, key)) if key else None
        if person is not None and person not in matches:
            matches.append(person)
    return matches


def _conflict(row: Row) -> bool:
    """Whether a row is bad only because of persons who were here when it was compared last."""
    return bool(row["problems"]) and all(one[1] == "known_several" for one in row["problems"])

"""Persons, viewers and files for tests."""

import io
import itertools
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from openpyxl import Workbook

from bole.accounts.types import CAPABILITIES, Grade, Held, Viewer
from bole.core import tenancy
from bole.core.actor import Actor
from bole.people import actions
from bole.people.models import Person
from bole.people.types import PersonData

HR = Actor("user", "0190a000-0000-7000-8000-000000000001", "周敏")
_numbers = itertools.count(1)


def viewer(*, grade: Grade = Grade.SENSITIVE, scope: str = "/", capabilities: Sequence[str] = CAPABILITIES) -> Viewer:
    """Somebody in HR of the open tenant, who may do everything within ``scope`` unless told otherwise."""
    held = frozenset(capabilities)
    return Viewer(
        user_id=uuid4(),
        tenant_id=tenancy.current(),
        actor=HR,
        name="周敏",
        email="hr@qinghe.example",
        capabilities=held,
        scopes=(scope,),
        grade=grade,
        held=(Held("hr", scope, held, grade),),
    )


def person(at: datetime, **given: Any) -> Person:
    """A person with a phone number and an address of their own."""
    number = next(_numbers)
    data = {"name": f"候选人{'甲乙丙丁'[number % 4]}", "phone": f"139{number:08d}", "email": f"c{number}@example.com"}
    entity = given.pop("entity", None)
    return actions.add_person(PersonData(**{**data, **given}), actor=HR, at=at, entity=entity)


def csv_file(*lines: str, encoding: str = "utf-8") -> bytes:
    return "\r\n".join(lines).encode(encoding)


def xlsx_file(rows: Sequence[Sequence[Any]], *, merge: Sequence[str] = (), title: str = "名单") -> bytes:
    """A workbook of one sheet; ``merge`` names ranges such as "A1:C1"."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for cells in merge:
        sheet.merge_cells(cells)
    return saved(book)


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()

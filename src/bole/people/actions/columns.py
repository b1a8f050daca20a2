"""Which column means what. Headers are recognised by their synonyms, wherever they stand in the first lines."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bole.people.types import plain

SYNONYMS = {
    "name": "姓名 名字 姓名全称 候选人 候选人姓名 应聘者 应聘者姓名 应聘人 求职者 求职者姓名 员工姓名 考生姓名 "
    "name fullname candidate candidatename applicant",
    "phone": "手机 手机号 手机号码 电话 电话号码 联系电话 联系手机 联系方式 移动电话 手机电话 "
    "mobile phone tel telephone cell cellphone mobilephone phonenumber mobilenumber",
    "email": "邮箱 电子邮箱 电子邮件 邮件 邮件地址 邮箱地址 电子邮箱地址 电邮 email mail emailaddress mailaddress",
    "id_number": "身份证 身份证号 身份证号码 证件号 证件号码 idnumber idcard idno",
    "source": "来源 渠道 招聘渠道 简历来源 来源渠道 source channel",
    "note": "备注 说明 附注 note notes remark remarks comment comments",
}
FIELD_OF = {word: field for field, words in SYNONYMS.items() for word in words.split()}
LOOK_AT = 20
DEEPEST = 3


@dataclass(frozen=True, slots=True)
class Header:
    """Where the data begins and what its columns are. ``columns`` gives each field's columns, the best first."""

    first: int
    last: int
    columns: dict[str, tuple[int, ...]]
    unused: tuple[str, ...]


def field_of(header: str) -> str:
    """The field a header means, or an empty string. "手机号（必填）*" and "E-mail:" are recognised."""
    text = re.sub(r"\(.*?\)|\[.*?\]", "", plain(header).lower())
    return FIELD_OF.get(re.sub(r"[\s*:_\-./\\#]", "", text), "")


def find(rows: Sequence[Sequence[str]]) -> Header | None:
    """The block of one to three lines that names the most fields; None when none names a person or two fields.

    Of equally good blocks the shortest and highest wins: in a header of merged cells the lower cell says what the
    column is, and the upper one counts where the lower is empty or unknown.
    """
    best: tuple[int, int, int] | None = None
    look_at = min(len(rows), LOOK_AT)
    for depth in range(1, DEEPEST + 1):
        for first in range(look_at - depth + 1):
            names = _names(rows[first : first + depth])
            fields = {field_of(name) for name in names} - {""}
            if not ("name" in fields or len(fields) >= 2):
                continue
            score = (len(fields), -depth, -first)
            if best is None or score > best:
                best = score
    if best is None:
        return None
    depth, first = -best[1], -best[2]
    return _header(rows, first, depth)


def _names(block: Sequence[Sequence[str]]) -> list[str]:
    """One name a column: the lowest recognised cell, else the lowest that is not empty."""
    width = max((len(row) for row in block), default=0)
    names = []
    for column in range(width):
        cells = [row[column] for row in reversed(block) if column < len(row) and row[column].strip()]
        recognised = [cell for cell in cells if field_of(cell)]
        names.append((recognised or cells or [""])[0])
    return names


def _header(rows: Sequence[Sequence[str]], first: int, depth: int) -> Header:
    columns: dict[str, tuple[int, ...]] = {}
    unused = []
    for column, name in enumerate(_names(rows[first : first + depth])):
        field = field_of(name)
        if field:
            columns[field] = (*columns.get(field, ()), column)
        elif plain(name):
            unused.append(plain(name)[:30])
    return Header(first=first, last=first + depth - 1, columns=columns, unused=tuple(unused))

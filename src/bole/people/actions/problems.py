"""Why a row or a file cannot be used: codes that are stored, and the sentences people read."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bole.core.errors import Refused

PROBLEMS: Mapping[str, Promise] = {
    "name_missing": _("The name is missing."),
    "name_long": _("The name is longer than 60 characters."),
    "name_odd": _("This does not look like a name."),
    "phone_bad": _("This is not a phone number. Mainland mobile numbers have 11 digits."),
    "email_bad": _("This is not an e-mail address."),
    "id_number_bad": _("This is not an 18-character identity number, or its check digit is wrong."),
    "contact_missing": _("A phone number or an e-mail address is needed."),
    "twice": _("The same phone number or e-mail address stands in line {line}."),
    "known": _("{name} is here already with the same phone number or e-mail address."),
    "known_other_name": _("{name} is here already with the same phone number or e-mail address, under another name."),
    "known_several": _("Phone number and e-mail address belong to two different people here: {name} and {other}."),
    "shortened": _("The spreadsheet program shortened this number. Format the column as text and enter it again."),
    "formula": _("This cell is a formula without a stored result. Paste it as a value and save again."),
    "cell_error": _("This cell shows an error of the spreadsheet program."),
    "date": _("This cell is a date."),
    "example": _("This is the line of the example file."),
    "no_email": _("No e-mail address: this person cannot be invited by e-mail."),
}

NOTICES: Mapping[str, Promise] = {
    "unused_columns": _("These columns are not used: {names}"),
    "other_sheets": _("Only the sheet “{sheet}” was read. These also hold rows: {names}"),
    "lines_above": _("The column names were found in line {line}; what stands above was taken for a title."),
    "many_columns": _("Only the first 100 columns were read."),
}

FIELDS: Mapping[str, Promise] = {
    "name": _("Name"),
    "phone": _("Phone number"),
    "email": _("E-mail"),
    "id_number": _("Identity number"),
    "source": _("Source"),
    "note": _("Note"),
    "contact": _("Contact"),
}


def sentence(code: str, values: Mapping[str, Any]) -> str:
    """The problem in the reader's language. Values are data: braces in them mean nothing."""
    return str(PROBLEMS[code]).format(**values)


def notice(code: str, values: Mapping[str, Any]) -> str:
    """The remark about the file in the reader's language."""
    return str(NOTICES[code]).format(**values)


class FileRefused(Refused):
    """The file as a whole cannot be read. Nothing was stored."""

    code = "people.file"
    status = 422
    sentence = _("This file cannot be read. Save it as .xlsx or .csv and try again.")


class FileEmpty(FileRefused):
    code = "people.file_empty"
    sentence = _("This file is empty.")


class FileTooLarge(FileRefused):
    code = "people.file_too_large"
    status = 413
    sentence = _("This file is larger than {most} MB. Split it, or remove pictures and formats from it.")


class TooManyRows(FileRefused):
    code = "people.too_many_rows"
    status = 413
    sentence = _("This file has more than {most} rows. Split it into several files.")


class OldFormat(FileRefused):
    code = "people.old_format"
    sentence = _("This is an old .xls file or one with a password. Save it as .xlsx without a password and try again.")


class Suspicious(FileRefused):
    code = "people.file_suspicious"
    sentence = _("This file unpacks to far more than it should. It was not opened.")


class NoHeader(FileRefused):
    code = "people.no_header"
    sentence = _("No column names were found. One line must name the columns, for example: 姓名, 手机, 邮箱.")


class NoRows(FileRefused):
    code = "people.no_rows"
    sentence = _("There are column names but no rows below them.")

"""Values that cross this module's door."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import phonenumbers

MAINLAND_MOBILE = re.compile(r"(?:\+?86|0086)?(1[3-9]\d{9})")
_EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@"
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person as lists show them: name in clear, contacts masked. Nothing here needed a key."""

    id: UUID
    subject_id: UUID
    name: str
    phone_masked: str
    email_masked: str
    has_phone: bool
    has_email: bool
    source: str
    language: str
    time_zone: str
    path: str
    batch_id: UUID | None
    created_at: datetime
    erased: bool


@dataclass(frozen=True, slots=True)
class Contacts:
    """A person's contacts in clear. Whoever holds one has been written to the audit log."""

    phone: str
    email: str
    id_number: str
    note: str


@dataclass(frozen=True, slots=True)
class PersonData:
    """What is typed or imported about a person, in normal form: phone in E.164, e-mail in lower case, id in capitals."""

    name: str
    phone: str = ""
    email: str = ""
    id_number: str = ""
    source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class BatchPeople:
    """The persons of one import: those it made, and those it found here already."""

    batch_id: UUID
    new: tuple[UUID, ...]
    known: tuple[UUID, ...]

    @property
    def all(self) -> tuple[UUID, ...]:
        return self.new + self.known


def plain(text: str) -> str:
    """Full-width characters made half-width, invisible ones gone, runs of blanks made one."""
    text = unicodedata.normalize("NFKC", text)
    kept = "".join(char if unicodedata.category(char)[0] != "C" else " " if char in "\t\r\n" else "" for char in text)
    return " ".join(kept.split())


def normal_phone(text: str) -> str:
    """E.164 of a phone number, mainland China when no country is named; empty when it is none."""
    text = plain(text).strip("'\"")
    if not re.search(r"\d", text) or re.search(r"[^\d\s()+.\-]", text):
        return ""
    digits = re.sub(r"[\s()\-.]", "", text)
    mobile = MAINLAND_MOBILE.fullmatch(digits)
    if mobile:
        return f"+86{mobile[1]}"
    try:
        number = phonenumbers.parse(digits, "CN")
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def normal_email(text: str) -> str:
    """An e-mail address in lower case; empty when it is none."""
    text = plain(text).replace(" ", "").lower().removeprefix("mailto:").strip("<>;,")
    local = text.partition("@")[0]
    if len(text) > 254 or ".." in local or local.startswith(".") or local.endswith("."):
        return ""
    return text if _EMAIL.fullmatch(text) else ""


def normal_id_number(text: str) -> str:
    """An 18-character resident identity number whose check digit is right, in capitals; empty when it is none."""
    text = plain(text).replace(" ", "").strip("'").upper()
    if not re.fullmatch(r"\d{17}[\dX]", text):
        return ""
    rest = sum(int(digit) * weight for digit, weight in zip(text[:17], _ID_WEIGHTS, strict=True)) % 11
    return text if text[17] == "10X98765432"[rest] else ""

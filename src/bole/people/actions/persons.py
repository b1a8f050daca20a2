"""One person at a time: added, changed, found twice, forgotten."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from bole.accounts.types import mask_email, mask_id_number, mask_phone
from bole.audit import api as audit
from bole.core import crypto, outbox, tenancy
from bole.core.actor import SYSTEM, Actor
from bole.core.errors import Invalid, Refused
from bole.people import access, queries
from bole.people.actions.problems import sentence
from bole.people.events import PersonAdded
from bole.people.models import ImportBatch, LegalEntity, Person
from bole.people.types import PersonData, normal_email, normal_id_number, normal_phone, plain

NAME_MOST = 60


class AlreadyKnown(Refused):
    code = "people.already_known"
    sentence = _(
        "{name} has the same phone number or e-mail address. Use that entry, or confirm that this is another person."
    )

    def __init__(self, known: list[Person], **data: Any) -> None:
        super().__init__(name=known[0].name, **data)
        self.known = known


@dataclass(frozen=True, slots=True)
class _Field:
    """How one sealed field is kept."""

    purpose: str
    masked: Any
    indexed: bool


SEALED: Mapping[str, _Field] = {
    "phone": _Field(queries.PHONE, mask_phone, True),
    "email": _Field(queries.EMAIL, mask_email, True),
    "id_number": _Field(queries.ID_NUMBER, mask_id_number, True),
    "note": _Field(queries.NOTE, None, False),
}


def check(data: PersonData) -> tuple[PersonData, dict[str, str]]:
    """Bring what was typed into normal form. Returns it with the code of a problem for each field that has one."""
    problems: dict[str, str] = {}
    name = plain(data.name)
    if not name:
        problems["name"] = "name_missing"
    elif len(name) > NAME_MOST:
        problems["name"] = "name_long"
    elif not any(char.isalpha() for char in name):
        problems["name"] = "name_odd"
    cleaned = replace(
        data,
        name=name,
        phone=normal_phone(data.phone),
        email=normal_email(data.email),
        id_number=normal_id_number(data.id_number),
        source=plain(data.source)[:60],
        note=data.note.strip()[:2000],
    )
    for field in ("phone", "email", "id_number"):
        if plain(getattr(data, field)) and not getattr(cleaned, field):
            problems[field] = f"{field}_bad"
    if not plain(data.phone) and not plain(data.email):
        problems["contact"] = "contact_missing"
    return cleaned, problems


def duplicates(data: PersonData, *, besides: Person | None = None) -> list[Person]:
    """Persons here with the same phone, mail or identity number (given in normal form), oldest first."""
    found = queries.same_contacts([data.phone], [data.email], [data.id_number])
    return [person for person in found if besides is None or person.pk != besides.pk]


@transaction.atomic
def add_person(
    data: PersonData,
    *,
    actor: Actor,
    at: datetime,
    entity: LegalEntity | None = None,
    language: str = "zh-hans",
    time_zone: str = "Asia/Shanghai",
    even_if_known: bool = False,
) -> Person:
    """Add a person. Invalid with sentences by field; AlreadyKnown with the persons when contacts are here already.

    ``even_if_known`` is a person's word that it is somebody else (a shared phone, a family's mailbox).
    """
    cleaned = _usable(data)
    one_at_a_time()
    known = duplicates(cleaned)
    if known and not even_if_known:
        raise AlreadyKnown(known)
    person = build(cleaned, at=at, entity=entity or queries.root_entity(), language=language, time_zone=time_zone)
    person.save(force_insert=True)
    audit.record(
        actor,
        "people.add",
        object_kind="people.person",
        object_id=person.pk,
        subject_id=person.subject_id,
        fields=[name for name in ("name", *SEALED) if getattr(cleaned, name)],
        at=at,
    )
    outbox.publish(PersonAdded(person.pk, at))
    return person


@transaction.atomic
def edit_person(
    person: Person,
    data: PersonData,
    *,
    actor: Actor,
    at: datetime,
    language: str | None = None,
    keep: Iterable[str] = (),
    even_if_known: bool = False,
) -> tuple[str, ...]:
    """Change a person. Returns the names of the fields that changed; nothing is written when none did.

    ``keep`` names sealed fields that stay as they are, whatever ``data`` says. Invalid and AlreadyKnown as in
    ``add_person``.
    """
    before = access.in_clear(person)
    cleaned = _usable(replace(data, **{name: getattr(before, name) for name in keep}))
    one_at_a_time()
    known = duplicates(
        PersonData(
            name=cleaned.name,
            phone=cleaned.phone if cleaned.phone != before.phone else "",
            email=cleaned.email if cleaned.email != before.email else "",
            id_number=cleaned.id_number if cleaned.id_number != before.id_number else "",
        ),
        besides=person,
    )
    if known and not even_if_known:
        raise AlreadyKnown(known)
    changed = [name for name in SEALED if getattr(cleaned, name) != getattr(before, name)]
    plain_fields = {"name": cleaned.name, "source": cleaned.source, "language": language or person.language}
    changed += [name for name, value in plain_fields.items() if getattr(person, name) != value]
    if not changed:
        return ()
    for name, value in plain_fields.items():
        setattr(person, name, value)
    seal(person, cleaned)
    index(person, cleaned)
    person.save()
    audit.record(
        actor,
        "people.edit",
        object_kind="people.person",
        object_id=person.pk,
        subject_id=person.subject_id,
        fields=sorted(changed),
        at=at,
    )
    return tuple(sorted(changed))


@transaction.atomic
def erase_person(person: Person, *, at: datetime) -> None:
    """Empty a person's row. The row itself stays, so that counts and histories keep pointing at somebody unnamed."""
    for name, field in SEALED.items():
        setattr(person, f"{name}_sealed", None)
        if field.indexed:
            setattr(person, f"{name}_index", None)
        if field.masked:
            setattr(person, f"{name}_masked", "")
    person.name = ""
    person.source = ""
    person.erased_at = at
    person.save()
    audit.record(
        SYSTEM,
        "people.erase",
        object_kind="people.person",
        object_id=person.pk,
        subject_id=person.subject_id,
        at=at,
    )


def _usable(data: PersonData) -> PersonData:
    cleaned, problems = check(data)
    if problems:
        raise Invalid({field: [sentence(code, {})] for field, code in problems.items()})
    return cleaned


def build(
    data: PersonData,
    *,
    at: datetime,
    entity: LegalEntity | None,
    language: str = "zh-hans",
    time_zone: str = "Asia/Shanghai",
) -> Person:
    """An unsaved person from data in normal form, sealed with a key of their own."""
    person = unsealed(data, at=at, entity=entity, language=language, time_zone=time_zone)
    seal(person, data)
    index(person, data)
    return person


def unsealed(
    data: PersonData,
    *,
    at: datetime,
    entity: LegalEntity | None,
    language: str = "zh-hans",
    time_zone: str = "Asia/Shanghai",
    batch: ImportBatch | None = None,
) -> Person:
    """As ``build``, with what is sealed or indexed still missing."""
    return Person(
        name=data.name,
        source=data.source,
        language=language,
        time_zone=time_zone,
        entity=entity,
        batch=batch,
        created_at=at,
    )


def seal(person: Person, data: PersonData) -> None:
    """Set the sealed fields and their masks. It makes a key on disk and touches no table, so any thread may do it."""
    for name, field in SEALED.items():
        value: str = getattr(data, name)
        sealed = crypto.seal_text(person.subject_id, value, purpose=field.purpose) if value else None
        setattr(person, f"{name}_sealed", sealed)
        if field.masked:
            setattr(person, f"{name}_masked", field.masked(value) if value else "")


def index(person: Person, data: PersonData) -> None:
    """Set the blind indexes, which are this tenant's own."""
    for name, field in SEALED.items():
        if field.indexed:
            setattr(person, f"{name}_index", queries.index(name, getattr(data, name)))


def one_at_a_time() -> None:
    """Additions of one tenant take turns until the transaction ends, so that two at once see each other's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"people.add:{tenancy.current()}"])

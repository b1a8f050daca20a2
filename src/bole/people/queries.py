"""Reads. Every function runs inside ``tenancy.of``."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from bole.core import crypto, tenancy
from bole.people.models import ImportBatch, LegalEntity, Person
from bole.people.types import PersonView, normal_email, normal_phone

PHONE = "people.Person.phone"
EMAIL = "people.Person.email"
ID_NUMBER = "people.Person.id_number"
NOTE = "people.Person.note"
ROWS = "people.ImportBatch.rows"


def index(field: str, value: str) -> bytes | None:
    """The blind index of a value in normal form ("phone", "email", "id_number"); equal only inside one tenant."""
    return crypto.blind_index(value, purpose=f"people.{field}:{tenancy.current()}") if value else None


def persons() -> QuerySet[Person]:
    """Persons who are not erased, newest first, ready to be viewed without another query a row."""
    return Person.objects.filter(erased_at__isnull=True).select_related("entity", "department")


def within(scopes: Iterable[str]) -> Q:
    """The condition "belongs to one of these scopes". Whoever belongs nowhere belongs to the whole company."""
    wanted = Q(pk__in=[])
    for scope in scopes:
        if scope == "/":
            return Q()
        wanted |= Q(department__path__startswith=scope) | Q(department__isnull=True, entity__path__startswith=scope)
    return wanted


def views(ids: Iterable[UUID]) -> dict[UUID, PersonView]:
    """Persons by id, erased ones included (their names are gone), in one query."""
    rows = Person.objects.filter(pk__in=list(ids)).select_related("entity", "department")
    return {row.pk: as_view(row) for row in rows}


def by_subject(subject_ids: Iterable[UUID]) -> dict[UUID, PersonView]:
    """As ``views``, by subject id."""
    rows = Person.objects.filter(subject_id__in=list(subject_ids)).select_related("entity", "department")
    return {row.subject_id: as_view(row) for row in rows}


def matching(text: str) -> Q:
    """The condition for a search: a part of the name, or a whole phone number or e-mail address."""
    text = " ".join(text.split())
    wanted = Q(name__icontains=text)
    phone, email = normal_phone(text), normal_email(text)
    if phone:
        wanted |= Q(phone_index=index("phone", phone))
    if email:
        wanted |= Q(email_index=index("email", email))
    return wanted


def same_contacts(phones: Iterable[str], emails: Iterable[str], id_numbers: Iterable[str] = ()) -> list[Person]:
    """Persons with one of these phones, mails or identity numbers (each in normal form), in one query."""
    phone = [index("phone", one) for one in phones if one]
    email = [index("email", one) for one in emails if one]
    number = [index("id_number", one) for one in id_numbers if one]
    if not (phone or email or number):
        return []
    wanted = Q(phone_index__in=phone) | Q(email_index__in=email) | Q(id_number_index__in=number)
    return list(persons().filter(wanted).order_by("created_at", "id"))


def root_entity() -> LegalEntity | None:
    """The legal entity at the top of the group."""
    found: LegalEntity | None = LegalEntity.objects.order_by("path").first()
    return found


def entity_within(scopes: Iterable[str]) -> LegalEntity | None:
    """The highest legal entity that the scopes cover: where somebody with these scopes adds people."""
    wanted = Q(pk__in=[])
    for scope in scopes:
        wanted |= Q(path__startswith=scope)
    found: LegalEntity | None = LegalEntity.objects.filter(wanted).order_by("path").first()
    return found


def entities() -> list[LegalEntity]:
    return list(LegalEntity.objects.order_by("path"))


def batches() -> QuerySet[ImportBatch]:
    """Imports, newest first, without their rows."""
    return ImportBatch.objects.order_by("-created_at", "-id").defer("rows_sealed").select_related("entity")


def batches_within(scopes: Iterable[str]) -> QuerySet[ImportBatch]:
    """Imports into these scopes, newest first."""
    wanted = Q(pk__in=[])
    for scope in scopes:
        if scope == "/":
            return batches()
        wanted |= Q(entity__path__startswith=scope)
    return batches().filter(wanted)


def path_of(person: Person) -> str:
    """The scope path a person belongs to."""
    if person.department is not None:
        return person.department.path
    return person.entity.path if person.entity is not None else "/"


def as_view(row: Person) -> PersonView:
    return PersonView(
        id=row.pk,
        subject_id=row.subject_id,
        name=row.name,
        phone_masked=row.phone_masked,
        email_masked=row.email_masked,
        has_phone=row.phone_sealed is not None,
        has_email=row.email_sealed is not None,
        source=row.source,
        language=row.language,
        time_zone=row.time_zone,
        path=path_of(row),
        batch_id=row.batch_id,
        created_at=row.created_at,
        erased=row.erased_at is not None,
    )


def subject_names(subject_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Names by subject id, for the privacy page."""
    rows = Person.objects.filter(subject_id__in=list(subject_ids), erased_at__isnull=True)
    return dict(rows.values_list("subject_id", "name"))


def find_subjects(text: str) -> list[tuple[UUID, str]]:
    """(subject id, name with masked contacts) of up to twenty persons, for the privacy page."""
    if not text.strip():
        return []
    rows = persons().filter(matching(text)).order_by("name", "id")[:20]
    return [
        (row.subject_id, " ".join(part for part in (row.name, row.phone_masked, row.email_masked) if part))
        for row in rows
    ]

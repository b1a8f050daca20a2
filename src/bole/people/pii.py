"""What this module holds of a person, how it is exported, and how it is shredded."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from bole.core import clock, personal_data
from bole.people import access, actions
from bole.people.models import Department, ImportBatch, LegalEntity, Person
from bole.people.types import PersonData


def export(subject_id: UUID) -> Iterator[Mapping[str, Any]]:
    """The person's own row, in clear."""
    for person in Person.objects.filter(subject_id=subject_id, erased_at__isnull=True):
        clear = access.in_clear(person)
        yield {
            "name": person.name,
            "phone": clear.phone,
            "email": clear.email,
            "id_number": clear.id_number,
            "note": clear.note,
            "source": person.source,
            "language": person.language,
            "time_zone": person.time_zone,
            "created_at": person.created_at.isoformat(),
        }


def shred(subject_id: UUID) -> int:
    """Empty the person's row, and take their lines out of imports that still hold rows."""
    rows = list(Person.objects.filter(subject_id=subject_id, erased_at__isnull=True))
    for person in rows:
        clear = access.in_clear(person)
        actions.forget_in_rows(PersonData(person.name, clear.phone, clear.email, clear.id_number))
        # The registry's shredders are called without a time; the caller is an act of this very moment.
        actions.erase_person(person, at=clock.now())
    return len(rows)


personal_data.declare(LegalEntity, kinds=set(), why="a company's name and place in its group")
personal_data.declare(Department, kinds=set(), why="a department's name and place")
personal_data.declare(
    ImportBatch,
    kinds={"name", "contact"},
    sealed=["rows_sealed"],
    keep="rows 30 days, under a key of the import's own; a person's lines go when the person is erased",
)
personal_data.declare(
    Person,
    kinds={"name", "contact", "identity", "note"},
    subject="subject_id",
    sealed=["phone_sealed", "email_sealed", "id_number_sealed", "note_sealed"],
    keep="as long as somebody above has a reason; six months after the last one",
    export=export,
    shred=shred,
)

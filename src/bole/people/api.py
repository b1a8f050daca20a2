"""The door of people."""

from uuid import UUID

from bole.core.errors import NotFound
from bole.people.access import contacts, person, person_for_machine, recipient_for
from bole.people.actions import AlreadyKnown, add_person, ensure_entity
from bole.people.actions.importing import known_ids
from bole.people.models import ImportBatch, Person
from bole.people.ports import register_use
from bole.people.queries import by_subject, matching, views, within
from bole.people.types import BatchPeople

__all__ = [
    "AlreadyKnown",
    "Person",
    "add_person",
    "batch_people",
    "by_subject",
    "contacts",
    "ensure_entity",
    "matching",
    "person",
    "person_for_machine",
    "recipient_for",
    "register_use",
    "views",
    "within",
]


def batch_people(batch_id: UUID) -> BatchPeople:
    """The persons of a confirmed import: those it made and those it found here. NotFound when there is no such import."""
    batch: ImportBatch | None = ImportBatch.objects.filter(pk=batch_id).defer("rows_sealed").first()
    if batch is None:
        raise NotFound
    made = Person.objects.filter(batch=batch, erased_at__isnull=True).order_by("created_at", "id")
    return BatchPeople(batch.pk, tuple(made.values_list("pk", flat=True)), known_ids(batch))

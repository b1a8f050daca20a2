"""Who may see and change persons and imports: user + id becomes an object here and nowhere else."""

from datetime import datetime
from uuid import UUID

from bole.accounts.types import Grade, Viewer
from bole.audit import api as audit
from bole.core import crypto
from bole.core.errors import Forbidden, NotFound
from bole.notifications.types import Recipient
from bole.people import queries
from bole.people.models import ImportBatch, Person
from bole.people.types import Contacts

READ = "people.read"
WRITE = "people.write"
IMPORT = "people.import"


def scopes(viewer: Viewer, capability: str) -> tuple[str, ...]:
    """Scope paths in which the viewer holds a capability."""
    return viewer.scopes_for(capability)


def person(viewer: Viewer, person_id: UUID, *, capability: str = READ) -> Person:
    """The person, or NotFound when absent, erased or outside the viewer's scope."""
    if not viewer.can(capability):
        raise NotFound
    reach = queries.within(scopes(viewer, capability))
    found: Person | None = queries.persons().filter(reach, pk=person_id).first()
    if found is None:
        raise NotFound
    return found


def person_to_edit(viewer: Viewer, person_id: UUID) -> Person:
    """As ``person``, for a viewer who may change it."""
    return person(viewer, person_id, capability=WRITE)


def batch(viewer: Viewer, batch_id: UUID) -> ImportBatch:
    """The import, or NotFound when absent or outside the viewer's scope."""
    if not viewer.can(IMPORT):
        raise NotFound
    found: ImportBatch | None = ImportBatch.objects.select_related("entity").filter(pk=batch_id).first()
    if found is None or not reaches(viewer, found):
        raise NotFound
    return found


def reaches(viewer: Viewer, found: ImportBatch) -> bool:
    """Whether the import went into the viewer's scope."""
    path = found.entity.path if found.entity else "/"
    return any(path.startswith(scope) for scope in scopes(viewer, IMPORT))


def contacts(viewer: Viewer, person_id: UUID, at: datetime) -> Contacts:
    """A person's contacts in clear, for a viewer of grade SENSITIVE; written to the audit log before it is shown."""
    found = person(viewer, person_id)
    if not viewer.sees(Grade.SENSITIVE):
        raise Forbidden
    shown = in_clear(found)
    fields = [name for name in ("phone", "email", "id_number", "note") if getattr(shown, name)]
    audit.record(
        viewer.actor,
        "people.read_sensitive",
        object_kind="people.person",
        object_id=found.pk,
        subject_id=found.subject_id,
        fields=fields,
        at=at,
    )
    return shown


def contacts_to_edit(viewer: Viewer, found: Person, *, at: datetime) -> Contacts | None:
    """As ``contacts`` for a form; None below the grade, where the form shows masks and keeps what is left empty."""
    return contacts(viewer, found.pk, at) if viewer.sees(Grade.SENSITIVE) else None


def in_clear(found: Person) -> Contacts:
    """A person's sealed fields opened, for the machine's own use (sending, comparing). Never for display."""

    def opened(blob: bytes | memoryview | None, purpose: str) -> str:
        return crypto.open_text(found.subject_id, bytes(blob), purpose=purpose) if blob is not None else ""

    return Contacts(
        phone=opened(found.phone_sealed, queries.PHONE),
        email=opened(found.email_sealed, queries.EMAIL),
        id_number=opened(found.id_number_sealed, queries.ID_NUMBER),
        note=opened(found.note_sealed, queries.NOTE),
    )


def recipient_for(person_id: UUID) -> Recipient:
    """Whom a message to this person goes to. For sending, not for showing; NotFound when absent or erased."""
    found: Person | None = queries.persons().filter(pk=person_id).first()
    if found is None:
        raise NotFound
    clear = in_clear(found)
    return Recipient(
        subject_id=found.subject_id,
        name=found.name,
        email=clear.email,
        phone=clear.phone,
        language=found.language,
        time_zone=found.time_zone,
        path=queries.path_of(found),
    )


def person_for_machine(person_id: UUID) -> Person:
    """The person for a job or an upper module that has checked its own access; NotFound when absent or erased."""
    found: Person | None = queries.persons().filter(pk=person_id).first()
    if found is None:
        raise NotFound
    return found


def batch_for_job(batch_id: UUID) -> ImportBatch:
    """The import, locked until the transaction ends; NotFound when absent."""
    found: ImportBatch | None = ImportBatch.objects.select_for_update(of=("self",)).filter(pk=batch_id).first()
    if found is None:
        raise NotFound
    return found

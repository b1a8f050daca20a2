"""Imports: a file becomes a preview, a yes makes persons of its good rows, and the whole can be taken back."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from bole.audit import api as audit
from bole.core import crypto, jobs, moves, outbox
from bole.core.actor import Actor
from bole.core.errors import Refused
from bole.people import ports, queries
from bole.people.actions import persons, reading, sorting
from bole.people.actions.problems import NoRows
from bole.people.events import BatchImported, BatchUndone
from bole.people.models import ImportBatch, LegalEntity, Person
from bole.people.states import BATCH_MOVES, Batch
from bole.people.types import PersonData

KEEP_ROWS = timedelta(days=30)
AT_ONCE = 16


class NothingToImport(Refused):
    code = "people.nothing_to_import"
    sentence = _("No row of this file can be taken in. Correct the rows and upload the file again.")


class CannotUndo(Refused):
    code = "people.cannot_undo"
    sentence = _("This import cannot be undone any more. {name}: {reason}")


@transaction.atomic
def start_import(
    content: bytes, *, file_name: str, entity: LegalEntity | None, actor: Actor, at: datetime
) -> ImportBatch:
    """Read a file and keep what was found as a preview. No person is made yet.

    FileRefused (or one of its kinds) when the file as a whole cannot be used; nothing is stored then.
    """
    table = reading.read(content)
    if not table.rows:
        raise NoRows
    sorted_rows = sorting.sort(table)
    found = sorting.count(sorted_rows)
    batch = ImportBatch(
        file_name=PurePosixPath(file_name.replace("\\", "/")).name[:120],
        file_format=table.format,
        total=len(sorted_rows),
        good=found["good"],
        known=found["known"],
        bad=found["bad"],
        entity=entity or queries.root_entity(),
        actor_id=actor.id,
        actor_label=str(actor)[:120],
        created_at=at,
    )
    _keep(batch, {"notices": [list(one) for one in table.notices], "rows": sorted_rows})
    batch.save(force_insert=True)
    _note(actor, "people.import_preview", batch, at=at)
    return batch


@transaction.atomic
def apply_batch(batch: ImportBatch, *, actor: Actor, at: datetime) -> ImportBatch:
    """Make persons of the good rows. Rows are compared again first: what became known since stays out and is said so.

    NothingToImport when neither a new nor a known person is in it; nothing changes then.
    """
    payload = rows_of(batch)
    rows: list[dict[str, Any]] = payload["rows"]
    # Sealing makes a key on disk for each person; it is done before anybody has to wait for the turn taken below.
    ready = _build(batch, [row for row in rows if row["status"] != "bad"], at=at)
    persons.one_at_a_time()
    sorting.compare(rows)
    found = sorting.count(rows)
    good = [row for row in rows if row["status"] == "good"]
    known = list(dict.fromkeys(row["known"] for row in rows if row["status"] == "known"))
    if not good and not known:
        raise NothingToImport
    moves.record(batch, BATCH_MOVES, to=Batch.APPLIED, actor=actor, at=at)
    late = [row for row in good if row["line"] not in ready]
    ready |= _build(batch, late, at=at)
    made = [ready[row["line"]] for row in good]
    Person.objects.bulk_create(made, batch_size=500)
    batch.good, batch.known, batch.bad = found["good"], found["known"], found["bad"]
    batch.known_ids = known
    batch.closed_at = at
    # What went in lives in the persons now; only what did not is kept, for the list of errors.
    _keep(batch, {"notices": payload["notices"], "rows": [row for row in rows if row["status"] != "good"]})
    batch.save()
    _note(actor, "people.import", batch, at=at)
    outbox.publish(BatchImported(batch.pk, len(made), at))
    return batch


@transaction.atomic
def discard_batch(batch: ImportBatch, *, actor: Actor, at: datetime) -> None:
    """Drop a preview. Its rows are shredded at once."""
    moves.record(batch, BATCH_MOVES, to=Batch.DISCARDED, actor=actor, at=at)
    batch.rows_sealed = None
    batch.closed_at = at
    batch.save(update_fields=["rows_sealed", "closed_at"])
    _note(actor, "people.import_discard", batch, at=at)
    shred_later([batch.key_id])


@transaction.atomic
def undo_batch(batch: ImportBatch, *, actor: Actor, at: datetime) -> int:
    """Take an import back: its persons are deleted and their keys destroyed. Returns how many.

    CannotUndo, naming the first reason, when any of them is needed (has been invited, was found by a later import);
    then all of them stay.
    """
    if Batch.UNDONE not in BATCH_MOVES[Batch(batch.state)]:
        raise moves.IllegalMove(from_state=batch.state, to_state=Batch.UNDONE)
    made = list(queries.persons().filter(batch=batch))
    later = _named_by_later_imports(batch)
    for person in made:
        reason = ports.in_use(person.pk) or later.get(str(person.pk))
        if reason:
            raise CannotUndo(name=person.name, reason=str(reason))
    moves.record(batch, BATCH_MOVES, to=Batch.UNDONE, actor=actor, at=at)
    try:
        Person.objects.filter(pk__in=[person.pk for person in made]).delete()
    except ProtectedError as error:
        # A module above refers to somebody and did not say so through `register_use`.
        raise CannotUndo(name=made[0].name, reason=str(_("this entry is in use"))) from error
    batch.rows_sealed = None
    batch.closed_at = at
    batch.save(update_fields=["rows_sealed", "closed_at"])
    _note(actor, "people.import_undo", batch, at=at)
    outbox.publish(BatchUndone(batch.pk, len(made), at))
    shred_later([batch.key_id, *(person.subject_id for person in made)])
    return len(made)


@transaction.atomic
def expire_rows(*, at: datetime) -> int:
    """Shred the rows of imports older than the house keeps them. An old preview is discarded with them."""
    old = list(ImportBatch.objects.filter(created_at__lt=at - KEEP_ROWS, rows_sealed__isnull=False)[:200])
    for batch in old:
        batch.rows_sealed = None
        batch.save(update_fields=["rows_sealed"])
    shred_later([batch.key_id for batch in old])
    return len(old)


@transaction.atomic
def forget_in_rows(data: PersonData) -> int:
    """Take one person's lines out of every import that still holds rows. Returns how many lines went."""
    gone = 0
    for batch in ImportBatch.objects.select_for_update().filter(rows_sealed__isnull=False):
        payload = rows_of(batch)
        kept = [row for row in payload["rows"] if not sorting.is_about(row, data)]
        if len(kept) == len(payload["rows"]):
            continue
        gone += len(payload["rows"]) - len(kept)
        _keep(batch, {"notices": payload["notices"], "rows": kept})
        batch.save(update_fields=["rows_sealed"])
    return gone


def rows_of(batch: ImportBatch) -> dict[str, Any]:
    """``{"notices": [[code, values]], "rows": [row]}``; empty lists once the rows are shredded."""
    if batch.rows_sealed is None:
        return {"notices": [], "rows": []}
    found: dict[str, Any] = crypto.open_json(batch.key_id, bytes(batch.rows_sealed), purpose=queries.ROWS)
    return found


def shred_later(keys: Sequence[UUID]) -> None:
    """Destroy keys once this transaction holds: a rollback must not leave rows that nobody can read."""
    if keys:
        jobs.enqueue("people.shred_keys", keys=[str(key) for key in keys])


def shred_keys(keys: Sequence[UUID]) -> None:
    """Destroy keys now. Safe to repeat."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(crypto.destroy_key, keys))


def _build(batch: ImportBatch, rows: Sequence[dict[str, Any]], *, at: datetime) -> dict[int, Person]:
    """Unsaved persons by line. Making a key waits for the disk, so several are made at once."""
    made = {
        row["line"]: persons.unsealed(PersonData(**row["data"]), at=at, entity=batch.entity, batch=batch)
        for row in rows
    }
    data = {row["line"]: PersonData(**row["data"]) for row in rows}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda line: persons.seal(made[line], data[line]), made))
    for line, person in made.items():
        persons.index(person, data[line])
    return made


def _keep(batch: ImportBatch, payload: dict[str, Any]) -> None:
    batch.rows_sealed = crypto.seal_json(batch.key_id, payload, purpose=queries.ROWS)


def _named_by_later_imports(batch: ImportBatch) -> dict[str, Any]:
    """Persons of this import whom a later one found here, with the sentence that says so."""
    later = ImportBatch.objects.filter(state=Batch.APPLIED, closed_at__gte=batch.closed_at).exclude(pk=batch.pk)
    reason = _("a later import refers to this entry")
    return {person_id: reason for ids in later.values_list("known_ids", flat=True) for person_id in ids}


def _note(actor: Actor, verb: str, batch: ImportBatch, *, at: datetime) -> None:
    audit.record(actor, verb, object_kind="people.importbatch", object_id=batch.pk, at=at)


def known_ids(batch: ImportBatch) -> tuple[UUID, ...]:
    """Persons that were here already when the import was confirmed."""
    return tuple(UUID(one) for one in batch.known_ids)


def note_errors_read(batch: ImportBatch, *, actor: Actor, at: datetime) -> None:
    """Somebody took the rows with their contacts in clear: the audit log knows."""
    _note(actor, "people.import_errors", batch, at=at)

"""Write an entry. Nothing here ever changes one."""

import re
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from bole.audit.models import Entry, Pending
from bole.core.actor import Actor

VERB = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
# A field's name, perhaps with a path. The pattern keeps values (which have spaces, @ or Chinese) from slipping in.
FIELD = re.compile(r"[A-Za-z][A-Za-z0-9_.\-]{0,79}")


def record(
    actor: Actor,
    verb: str,
    *,
    object_kind: str,
    object_id: UUID | str,
    subject_id: UUID | None,
    fields: Iterable[str],
    at: datetime,
    reason_sealed: bytes | None,
) -> Entry:
    """Write one entry in the caller's transaction. ValueError when a verb or a field's name looks like a value."""
    names = sorted(set(fields))
    if not VERB.fullmatch(verb):
        raise ValueError(f"{verb!r} is not a verb such as people.read_sensitive.")
    for name in names:
        if not FIELD.fullmatch(name):
            raise ValueError("An audit entry holds the names of fields, never their values.")
    entry: Entry = Entry.objects.create(
        at=at,
        actor_kind=actor.kind,
        actor_id=actor.id,
        verb=verb,
        object_kind=object_kind,
        object_id=str(object_id),
        subject_id=subject_id,
        fields=names,
        reason_sealed=reason_sealed,
    )
    Pending.objects.create(entry=entry)
    return entry

"""What the log can tell a person about themself: that something happened to their data, when, and by what role."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from bole.audit.models import Entry
from bole.audit.ports import verbs
from bole.core import personal_data


def export(subject_id: UUID) -> Iterable[Mapping[str, Any]]:
    """Acts on one subject's data, oldest first. Actors are named by kind only: they are other people."""
    for entry in Entry.objects.filter(subject_id=subject_id).order_by("at", "id"):
        yield {"at": entry.at, "act": verbs.label(entry.verb), "by": entry.actor_kind, "fields": entry.fields}


personal_data.attach(Entry, export=export)

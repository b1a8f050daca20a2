"""Reads of the log."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from bole.audit.models import Entry, Seal
from bole.core import tenancy


@dataclass(frozen=True)
class Filter:
    """What a reader looks for. Empty fields do not filter; ``until`` is exclusive."""

    verb: str = ""
    actor_kind: str = ""
    actor_id: str = ""
    object_kind: str = ""
    object_id: str = ""
    subject_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None


def entries(wanted: Filter) -> "QuerySet[Entry]":
    """Entries newest first, with their seals."""
    found = Entry.objects.select_related("seal").order_by("-at", "-id")
    for name in ("actor_kind", "actor_id", "object_kind", "object_id", "subject_id"):
        value = getattr(wanted, name)
        if value:
            found = found.filter(**{name: value})
    if wanted.verb:
        # "people." finds every verb of a module.
        found = (
            found.filter(verb__startswith=wanted.verb) if wanted.verb.endswith(".") else found.filter(verb=wanted.verb)
        )
    if wanted.since:
        found = found.filter(at__gte=wanted.since)
    if wanted.until:
        found = found.filter(at__lt=wanted.until)
    return found


def ready_to_seal(limit: int) -> list[UUID]:
    """Ids of entries whose transaction, and every older one, has ended; in the order of their transactions.

    A visible row of a transaction at or above xmax is our own, which has not ended, or comes from a restored backup
    whose cluster had counted further: that one ended long ago.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT entry_id FROM audit_pending"
            " WHERE tenant_id = %s AND xact IS DISTINCT FROM pg_current_xact_id_if_assigned()"
            " AND (xact < pg_snapshot_xmin(pg_current_snapshot()) OR xact >= pg_snapshot_xmax(pg_current_snapshot()))"
            " ORDER BY xact, entry_id LIMIT %s",
            [tenancy.current(), limit],
        )
        return [row[0] for row in cursor.fetchall()]


def unsealed_tenants() -> list[UUID]:
    """Tenants with entries that wait for a seal. Needs no open tenant: the database's function answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM audit_unsealed()")
        return [row[0] for row in cursor.fetchall()]


@dataclass(frozen=True)
class Standing:
    """How far the chain has come."""

    sealed: int
    last_sealed_at: datetime | None
    unsealed: int


def standing() -> Standing:
    last = Seal.objects.order_by("-seq").first()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_pending WHERE tenant_id = %s", [tenancy.current()])
        unsealed = cursor.fetchone()[0]
    return Standing(last.seq if last else 0, last.sealed_at if last else None, unsealed)


def unsealed() -> "QuerySet[Entry]":
    """Entries without a seal, whether or not they still wait in the queue."""
    return Entry.objects.filter(seal__isnull=True)

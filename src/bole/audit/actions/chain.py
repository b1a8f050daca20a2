"""The chain: seal what is committed, and walk along it."""

import hashlib
import json
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from django.db import connection

from bole.audit import queries
from bole.audit.models import Entry, Pending, Seal
from bole.audit.types import Break, Fault, Report
from bole.core import tenancy
from bole.core.models import Tenant

BATCH = 500
GENESIS = bytes(32)


def digest(entry: Entry, seq: int, previous: bytes) -> bytes:
    """SHA-256 over the hash before, the number, and every column of the entry in a fixed order."""
    content: list[Any] = [
        seq,
        str(entry.tenant_id),
        str(entry.pk),
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.actor_kind,
        entry.actor_id,
        entry.verb,
        entry.object_kind,
        entry.object_id,
        str(entry.subject_id) if entry.subject_id else None,
        entry.fields,
        bytes(entry.reason_sealed).hex() if entry.reason_sealed is not None else None,
    ]
    text = json.dumps(content, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(previous + text.encode("ascii")).digest()


def seal(*, at: datetime, limit: int = BATCH) -> int:
    """Seal this tenant's committed entries, oldest transaction first, up to ``limit``. Returns how many.

    Entries of a transaction wait while an older one is open, so that the order of the chain never changes afterwards.
    The advisory lock makes two sealers take turns.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"audit.seal:{tenancy.current()}"])
    waiting = queries.ready_to_seal(limit)
    if not waiting:
        return 0
    entries = {entry.pk: entry for entry in Entry.objects.filter(pk__in=waiting)}
    last = Seal.objects.order_by("-seq").first()
    seq, previous = (last.seq, bytes(last.hash)) if last else (0, GENESIS)
    seals = []
    for entry_id in waiting:
        seq += 1
        own = digest(entries[entry_id], seq, previous)
        seals.append(Seal(entry_id=entry_id, seq=seq, prev_hash=previous, hash=own, sealed_at=at))
        previous = own
    Seal.objects.bulk_create(seals)
    Pending.objects.filter(entry_id__in=waiting).delete()
    return len(seals)


def walk(tenant: Tenant) -> Report:
    """Read the whole chain of one tenant in its order and report the first break. Opens the tenant itself."""
    with tenancy.of(tenant.pk):
        broken = _first_break()
        last = Seal.objects.order_by("-seq").first()
        tail = queries.unsealed()
        return Report(
            tenant_id=tenant.pk,
            tenant=tenant.name,
            sealed=Seal.objects.count(),
            head_seq=last.seq if last else 0,
            head=bytes(last.hash).hex() if last else "",
            unsealed=tail.count(),
            oldest_unsealed=tail.order_by("at").values_list("at", flat=True).first(),
            broken=broken,
        )


def _first_break() -> Break | None:
    expected, previous = 1, GENESIS
    seals = Seal.objects.order_by("seq").iterator(chunk_size=BATCH)
    while chunk := list(islice(seals, BATCH)):
        # Fetched beside the seals, not joined: a join would leave out the seal whose entry was removed.
        entries = Entry.objects.in_bulk([row.entry_id for row in chunk])
        for row in chunk:
            fault = _fault(row, entries.get(row.entry_id), expected, previous)
            if fault:
                return Break(seq=row.seq, entry_id=row.entry_id, fault=fault)
            expected, previous = row.seq + 1, bytes(row.hash)
    return None


def _fault(row: Seal, entry: Entry | None, expected: int, previous: bytes) -> Fault:
    if row.seq != expected:
        return "gap"
    if bytes(row.prev_hash) != previous:
        return "previous"
    if entry is None:
        return "missing"
    return "" if digest(entry, row.seq, previous) == bytes(row.hash) else "hash"

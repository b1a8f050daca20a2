import threading
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import connection

from bole.audit import api, queries, tasks
from bole.audit.actions import chain
from bole.audit.models import Entry, Pending, Seal
from bole.core import tenancy
from bole.core.actor import SYSTEM
from bole.core.models import Tenant

Owner = psycopg.Connection[Any]


def write(company: UUID, at: datetime, count: int = 3) -> None:
    for number in range(count):
        with tenancy.of(company):
            api.record(SYSTEM, "tests.acted", object_kind="x.y", object_id=str(number), at=at)


def seal(company: UUID, at: datetime) -> int:
    with tenancy.of(company):
        return api.seal_pending(at=at)


def test_committed_entries_are_sealed_in_their_order(company: UUID, at: datetime) -> None:
    write(company, at)

    assert queries.unsealed_tenants() == [company]
    assert seal(company, at) == 3
    write(company, at, 1)
    assert seal(company, at) == 1
    assert seal(company, at) == 0
    assert queries.unsealed_tenants() == []
    with tenancy.of(company):
        seals = list(Seal.objects.select_related("entry"))
        assert [(row.seq, row.entry.object_id) for row in seals] == [(1, "0"), (2, "1"), (3, "2"), (4, "0")]
        assert bytes(seals[0].prev_hash) == bytes(32)
        assert all(bytes(b.prev_hash) == bytes(a.hash) for a, b in pairwise(seals))
        assert Pending.objects.count() == 0


def test_nothing_is_sealed_before_its_own_transaction_has_ended(company: UUID, at: datetime) -> None:
    with tenancy.of(company):
        api.record(SYSTEM, "tests.acted", object_kind="x.y", object_id="1", at=at)
        assert api.seal_pending(at=at) == 0
    assert seal(company, at) == 1


def test_entries_wait_while_an_older_transaction_is_open(company: UUID, at: datetime) -> None:
    written, done = threading.Event(), threading.Event()

    def slow() -> None:
        with tenancy.of(company):
            api.record(SYSTEM, "tests.slow", object_kind="x.y", object_id="slow", at=at)
            written.set()
            done.wait(timeout=20)
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    assert written.wait(timeout=20)
    write(company, at, 1)

    assert seal(company, at) == 0
    done.set()
    thread.join(timeout=20)
    assert seal(company, at) == 2
    with tenancy.of(company):
        assert [row.entry.verb for row in Seal.objects.select_related("entry")] == ["tests.slow", "tests.acted"]


def test_the_job_seals_every_company(company: UUID, at: datetime) -> None:
    other = Tenant.objects.create(slug="other", name="别家").pk
    write(company, at, 2)
    write(other, at, 1)

    assert tasks.seal_entries() == 3
    assert [(report.sealed, report.head_seq, report.unsealed) for report in api.verify_all()] == [(2, 2, 0), (1, 1, 0)]


def test_two_sealers_at_once_make_one_chain(company: UUID, at: datetime) -> None:
    write(company, at, 6)
    barrier, counts = threading.Barrier(2), []

    def sealer() -> None:
        barrier.wait(timeout=20)
        counts.append(seal(company, at))
        connection.close()

    threads = [threading.Thread(target=sealer) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert sorted(counts) == [0, 6]
    assert api.verify(company).holds


def test_a_restored_backup_is_sealed_although_its_transactions_are_of_another_life(
    company: UUID, at: datetime, owner_connection: Owner
) -> None:
    write(company, at, 2)
    owner_connection.execute("UPDATE audit_pending SET xact = '900000000000'::xid8")

    assert seal(company, at) == 2


def test_the_report_names_the_tail(company: UUID, at: datetime) -> None:
    write(company, at, 2)
    seal(company, at)
    write(company, at + timedelta(hours=1), 1)

    report = api.verify(company)

    assert (report.holds, report.sealed, report.head_seq, report.unsealed) == (True, 2, 2, 1)
    assert report.oldest_unsealed == at + timedelta(hours=1)
    assert len(report.head) == 64


def test_an_empty_log_holds(company: UUID) -> None:
    report = api.verify(company)

    assert (report.holds, report.sealed, report.head, report.oldest_unsealed) == (True, 0, "", None)


@pytest.mark.parametrize(
    "case",
    [
        ("UPDATE audit_entry SET actor_id = 'someone' WHERE object_id = '1'", 2, "hash"),
        ("UPDATE audit_entry SET at = at + interval '1 microsecond' WHERE object_id = '0'", 1, "hash"),
        ("UPDATE audit_entry SET fields = '[\"phone\"]' WHERE object_id = '2'", 3, "hash"),
        ("UPDATE audit_entry SET subject_id = id WHERE object_id = '2'", 3, "hash"),
        ("DELETE FROM audit_entry WHERE object_id = '2'", 3, "missing"),
        ("DELETE FROM audit_entry WHERE object_id = '0'", 1, "missing"),
        ("DELETE FROM audit_seal WHERE seq = 2", 3, "gap"),
        ("UPDATE audit_seal SET hash = sha256('x') WHERE seq = 1", 1, "hash"),
        ("UPDATE audit_seal SET prev_hash = sha256('x') WHERE seq = 3", 3, "previous"),
        ("UPDATE audit_seal SET seq = 9 WHERE seq = 1", 2, "gap"),
    ],
)
def test_tampering_by_the_owner_is_found_where_it_happened(
    company: UUID, at: datetime, owner_connection: Owner, case: tuple[str, int, str]
) -> None:
    statement, seq, fault = case
    write(company, at)
    seal(company, at)
    assert api.verify(company).holds

    owner_connection.execute(statement)  # type: ignore[call-overload]

    broken = api.verify(company).broken
    assert broken is not None
    assert (broken.seq, broken.fault) == (seq, fault)


def test_an_entry_put_in_its_place_with_a_matching_seal_breaks_the_next_link(
    company: UUID, at: datetime, owner_connection: Owner
) -> None:
    write(company, at)
    seal(company, at)
    with tenancy.of(company):
        forged = Entry.objects.get(object_id="1")
        forged.actor_id = "someone"
        own = chain.digest(forged, 2, bytes(Seal.objects.get(seq=1).hash))
    owner_connection.execute("UPDATE audit_entry SET actor_id = 'someone' WHERE object_id = '1'")
    owner_connection.execute("UPDATE audit_seal SET hash = %s WHERE seq = 2", [own])

    broken = api.verify(company).broken

    assert broken is not None
    assert (broken.seq, broken.fault) == (3, "previous")


def test_the_walk_over_every_company_is_not_made_inside_one(tenant: Tenant) -> None:
    with pytest.raises(RuntimeError):
        api.verify_all()


def test_the_walk_crosses_chunks(company: UUID, at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain, "BATCH", 2)
    with tenancy.of(company):
        for number in range(5):
            api.record(SYSTEM, "tests.acted", object_kind="x.y", object_id=str(number), at=at)

    with tenancy.of(company):
        assert [chain.seal(at=at, limit=2) for _ in range(4)] == [2, 2, 1, 0]
    report = api.verify(company)
    assert (report.holds, report.sealed) == (True, 5)

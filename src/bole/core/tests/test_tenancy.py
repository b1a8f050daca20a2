"""Tenancy fails closed: in the manager, and, proved by raw SQL, in the database."""

from uuid import UUID

import psycopg
import pytest
from django.db import connection

from bole.core import rls, tenancy
from bole.core.actor import SYSTEM
from bole.core.errors import NoTenant
from bole.core.models import Move, OutboxEvent, Tenant


def test_rows_cannot_be_asked_for_outside_a_tenant(db):
    with pytest.raises(NoTenant):
        list(OutboxEvent.objects.all())


def test_a_transaction_of_one_tenant_may_not_serve_another(tenant, other_tenant):
    with pytest.raises(NoTenant), tenancy.of(other_tenant):
        pass


def test_a_tenant_sees_its_own_rows_only(db, at):
    ours, theirs = (Tenant.objects.create(slug=slug, name=slug) for slug in ("a", "b"))
    with tenancy.of(ours.id):
        OutboxEvent.objects.create(kind="t.Ours", payload={}, at=at)
    with tenancy.of(theirs.id):
        assert OutboxEvent.objects.count() == 0
    with tenancy.of(ours.id):
        assert [row.kind for row in OutboxEvent.objects.all()] == ["t.Ours"]


def test_the_application_role_owns_nothing_and_bypasses_nothing(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == ("bole_app", False, False)
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
        assert cursor.fetchone() == (0,)


def test_moves_cannot_be_changed_or_removed_by_the_application(tenant, at):
    Move.objects.create(
        object_kind="x", object_id=tenant.id, from_state="a", to_state="b", actor_kind=SYSTEM.kind, actor_id="x", at=at
    )
    for statement in ("UPDATE core_move SET to_state = 'c'", "DELETE FROM core_move"):
        with connection.cursor() as cursor:
            cursor.execute("SAVEPOINT before")
            with pytest.raises(Exception, match="permission denied"):
                cursor.execute(statement)
            cursor.execute("ROLLBACK TO SAVEPOINT before")


@pytest.mark.parametrize("model", rls.tenant_models(), ids=lambda model: model._meta.label)
def test_every_tenant_table_has_row_level_security(db, model):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relrowsecurity, p.polname FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid"
            " WHERE c.relname = %s",
            [model._meta.db_table],
        )
        assert cursor.fetchall() == [(True, rls.POLICY)]


def test_every_other_table_is_listed_with_a_reason(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = {row[0] for row in cursor.fetchall()}
    protected = {model._meta.db_table for model in rls.tenant_models()}
    assert tables - protected - set(rls.GLOBAL_TABLES) == set()


def _fresh_row(owner: "psycopg.Connection", table: str, tenant: UUID) -> None:
    """Put a row of ``tenant`` in ``table``, all of its columns made up."""
    columns = owner.execute(
        "SELECT column_name, data_type, udt_name, is_nullable, column_default, is_identity"
        " FROM information_schema.columns WHERE table_name = %s AND table_schema = 'public'",
        [table],
    ).fetchall()
    made = {
        "uuid": "gen_random_uuid()", "character varying": "'x'", "text": "'x'", "timestamp with time zone": "now()",
        "integer": "1", "smallint": "1", "bigint": "1", "boolean": "false", "jsonb": "'{}'", "bytea": "'\\x00'",
        "date": "current_date", "double precision": "0", "numeric": "0", "inet": "'127.0.0.1'", "xid8": "'1'",
    }  # fmt: skip
    names, values = [], []
    for name, kind, udt, nullable, default, identity in columns:
        if name == "tenant_id":
            names.append(f'"{name}"')
            values.append(f"'{tenant}'")
        elif nullable == "NO" and default is None and identity == "NO":
            names.append(f'"{name}"')
            values.append(made.get(kind) or made[udt])
    owner.execute("SET session_replication_role = replica")  # foreign keys are not the question here
    owner.execute(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(values)})")


@pytest.mark.django_db(transaction=False)
@pytest.mark.parametrize("table", sorted(m._meta.db_table for m in rls.tenant_models()))
def test_a_foreign_row_cannot_be_read_changed_deleted_or_inserted(table, database_urls, django_db_setup):
    """By raw SQL, as the application role, in every tenant's table."""
    owner_url, app_url = database_urls
    mine, foreign = UUID(int=1), UUID(int=2)
    with psycopg.connect(_admin(owner_url), autocommit=True) as owner:
        checks = owner.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'c'",
            [table],
        ).fetchall()
        for name, _definition in checks:
            owner.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        try:
            _fresh_row(owner, table, foreign)
            with psycopg.connect(app_url) as app:
                app.execute("SELECT set_config('bole.tenant', %s, true)", [str(mine)])
                assert app.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
                for statement in (f"UPDATE {table} SET tenant_id = tenant_id", f"DELETE FROM {table}"):
                    _changes_nothing(app, statement)
                with pytest.raises(psycopg.errors.InsufficientPrivilege), app.transaction():
                    app.execute(f"INSERT INTO {table} (tenant_id) VALUES (%s)", [foreign])
            assert owner.execute(f"SELECT count(*) FROM {table} WHERE tenant_id = %s", [foreign]).fetchone() == (1,)
        finally:
            owner.execute("SET session_replication_role = replica")
            owner.execute(f"DELETE FROM {table} WHERE tenant_id = %s", [foreign])
            for name, definition in checks:
                owner.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')


def _changes_nothing(app: "psycopg.Connection", statement: str) -> None:
    try:
        with app.transaction():
            assert app.execute(statement).rowcount == 0
    except psycopg.errors.InsufficientPrivilege:
        pass  # an append-only table refuses before it looks


def _admin(owner_url: str) -> str:
    """The same database as the cluster's superuser, who alone may leave foreign keys out."""
    return owner_url.replace("bole_owner", "postgres", 1)

"""What the role that serves may do in the database, asked of the database itself."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


def ask(statement: str, *given: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return list(cursor.fetchall())


def test_functions_that_look_across_tenants_are_closed_to_all_but_us() -> None:
    rows = ask(
        "SELECT p.proname, p.proconfig, has_function_privilege('public', p.oid, 'EXECUTE'),"
        " has_function_privilege(current_user, p.oid, 'EXECUTE'), pg_get_userbyid(p.proowner)"
        " FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE p.prosecdef AND n.nspname = 'public'"
    )
    assert {row[0] for row in rows} >= {
        "accounts_memberships",
        "accounts_pass_tenant",
        "audit_unsealed",
        "interviews_late",
        "interviews_overdue",
    }
    for name, settings, public, ours, owner in rows:
        assert (public, ours, owner) == (False, True, "bole_owner"), name
        paths = [one for one in settings or [] if one.startswith("search_path=")]  # type: ignore[attr-defined]
        assert len(paths) == 1, name
        # What a temporary table could shadow is looked up last.
        assert paths[0].endswith("pg_temp"), name


def test_the_serving_role_makes_and_grants_nothing() -> None:
    assert ask("SELECT has_schema_privilege(current_user, 'public', 'CREATE')") == [(False,)]
    role = "SELECT rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls FROM pg_roles WHERE rolname = current_user"
    assert ask(role) == [(False,) * 5]
    assert ask(
        "SELECT count(*) FROM pg_auth_members WHERE member = (SELECT oid FROM pg_roles WHERE rolname = current_user)"
    ) == [(0,)]


@pytest.mark.parametrize("table", ["core_move", "audit_entry", "audit_seal"])
def test_what_was_written_once_stays(table: str) -> None:
    may = [
        ask("SELECT has_table_privilege(current_user, %s, %s)", table, what)[0][0]
        for what in ("UPDATE", "DELETE", "TRUNCATE")
    ]
    assert may == [False, False, False]


def test_no_table_can_be_emptied_or_given_triggers() -> None:
    rows = ask(
        "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND has_table_privilege(c.oid, 'TRUNCATE, TRIGGER')"
    )
    assert rows == []

"""Row-level security for every tenant's table, and the application role's grants: set after each migration, by the owner.

One place and idempotent, so that no migration can forget it. It does nothing when the connection is the application
role (which owns no table).
"""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, models

from bole.core.tenancy import TenantModel

POLICY = "bole_tenant"
CONDITION = "tenant_id = nullif(current_setting('bole.tenant', true), '')::uuid"

# Tables that no tenant owns, each with the reason it may be read without one.
GLOBAL_TABLES = {
    "core_tenant": "a public page finds its tenant by the name in the address",
    "accounts_user": "a person signs in before any tenant is known, and may belong to several",
    "django_migrations": "migrations",
    "django_session": "a session is opened before a tenant is chosen",
    "django_content_type": "names of models",
    "auth_permission": "Django's own names of permissions, unused",
    "auth_group": "Django's own groups, unused",
    "auth_group_permissions": "Django's own groups, unused",
    "account_emailaddress": "sign-in",
    "account_emailconfirmation": "sign-in",
    "mfa_authenticator": "sign-in, a user's second factor",
    "usersessions_usersession": "a user's list of sessions",
    "axes_accessattempt": "lock-outs",
    "axes_accessattemptexpiration": "lock-outs",
    "axes_accesslog": "lock-outs",
    "axes_accessfailurelog": "lock-outs",
    "procrastinate_jobs": "queue; a job carries its tenant",
    "procrastinate_events": "queue",
    "procrastinate_periodic_defers": "queue",
    "procrastinate_workers": "queue",
    "core_platform": "facts about this installation, not about any tenant",
}


def tenant_models() -> list[type[models.Model]]:
    """Every concrete model that belongs to a tenant, historical ones included."""
    return [m for m in apps.get_models(include_auto_created=True) if issubclass(m, TenantModel)]


def protect(**_: Any) -> None:
    """Enable the policy on each tenant's table and grant the application role what it needs. Run by the owner."""
    role = settings.BOLE_APP_ROLE
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, EXISTS (SELECT 1 FROM pg_roles WHERE rolname = %s)", [role])
        user, exists = cursor.fetchone()
        if user == role:
            return
        present = set(connection.introspection.table_names(cursor))
        for model in tenant_models():
            table = model._meta.db_table
            if table not in present:
                continue
            name = connection.ops.quote_name(table)
            cursor.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
            cursor.execute("SELECT 1 FROM pg_policies WHERE tablename = %s AND policyname = %s", [table, POLICY])
            if cursor.fetchone() is None:
                cursor.execute(f"CREATE POLICY {POLICY} ON {name} USING ({CONDITION}) WITH CHECK ({CONDITION})")
        if exists:
            quoted = connection.ops.quote_name(role)
            cursor.execute(f"GRANT USAGE ON SCHEMA public TO {quoted}")
            cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {quoted}")
            cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {quoted}")
            cursor.execute(f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {quoted}")
            _append_only(cursor, quoted, present)


def _append_only(cursor: Any, role: str, present: set[str]) -> None:
    """What was written once stays: the application may add moves and audit entries, never change them."""
    for table in ("core_move", "audit_entry", "audit_seal"):
        if table in present:
            cursor.execute(f"REVOKE UPDATE, DELETE ON {table} FROM {role}")

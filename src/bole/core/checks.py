"""A wrong deployment is a numbered message at start, never a surprise later."""

from typing import Any

from django.core import checks
from django.core.checks import CheckMessage, Error, register
from django.db import DatabaseError, connection


@register(deploy=False)
def application_role(app_configs: Any, databases: Any = None, **_: Any) -> list[CheckMessage]:
    """The role that serves must own nothing and bypass nothing, or row-level security is decoration."""
    if not databases:
        return []
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT rolname, rolsuper, rolbypassrls,"
                " EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                "         WHERE n.nspname = 'public' AND c.relowner = pg_roles.oid AND c.relkind = 'r')"
                " FROM pg_roles WHERE rolname = current_user"
            )
            name, is_super, bypasses, owns = cursor.fetchone()
    except DatabaseError as error:
        return [Error(f"The database cannot be asked: {error}", id="core.E001")]
    if is_super or bypasses or owns:
        why = "is a superuser" if is_super else "bypasses row-level security" if bypasses else "owns the tables"
        return [
            Error(
                f"The database role {name} {why}: one tenant could see another's rows.",
                hint="Serve with the role bole_app in DATABASE_URL and migrate with bole_owner in DATABASE_OWNER_URL.",
                id="core.E002",
            )
        ]
    return []


@register(deploy=False)
def voice_detector(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """Without the silero file the energy detector serves, and says so on every recording."""
    from importlib.util import find_spec  # noqa: PLC0415 -- only here

    if find_spec("silero_vad") is None:
        return [
            checks.Warning(
                "The voice detector's model file is missing; the simpler energy detector serves.",
                hint="Install from requirements.lock, which carries it.",
                id="core.W001",
            )
        ]
    return []

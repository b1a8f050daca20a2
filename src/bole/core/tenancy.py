"""Whose rows. ``of(tenant)`` opens the transaction and is the only way to query a tenant's tables.

The tenant is the first statement of the transaction (``set_config(…, true)``: local to it, safe behind a pooler). Row
level security in the database shows the application role nothing without it; the managers here raise first, so that a
programmer hears of the mistake before a user does.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar
from uuid import UUID

from django.db import connection, models, transaction

from bole.core import ids
from bole.core.errors import NoTenant

M = TypeVar("M", bound=models.Model)

_current: ContextVar[UUID | None] = ContextVar("bole_tenant", default=None)


def current() -> UUID:
    """The tenant of the open transaction, or NoTenant."""
    tenant = _current.get()
    if tenant is None:
        raise NoTenant("A tenant's rows were asked for outside tenancy.of(tenant).")
    return tenant


def active() -> bool:
    """Whether a tenant's transaction is open here."""
    return _current.get() is not None


@contextmanager
def of(tenant: UUID | str) -> Iterator[UUID]:
    """Open a transaction in which this tenant's rows, and no others, exist.

    Nested use with the same tenant makes a savepoint; with another tenant it is refused, because a transaction that
    serves two tenants is how leaks begin.
    """
    wanted = tenant if isinstance(tenant, UUID) else UUID(tenant)
    outer = _current.get()
    if outer is not None and outer != wanted:
        raise NoTenant(f"A transaction of tenant {outer} may not serve tenant {wanted}.")
    with transaction.atomic():
        _set(wanted)
        token = _current.set(wanted)
        try:
            yield wanted
        finally:
            _current.reset(token)
            if outer is None and connection.savepoint_ids and not connection.needs_rollback:
                # Only tests nest us in a transaction of their own: leave it as it was found.
                _set(None)


def _set(tenant: UUID | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('bole.tenant', %s, true)", [str(tenant) if tenant else ""])


class TenantManager(models.Manager[M]):
    """Raises outside ``of``. Rows are filtered by the database, so no query can forget the filter."""

    def get_queryset(self) -> models.QuerySet[M]:
        current()
        return super().get_queryset()


def _current_or_none() -> UUID | None:
    """The default of every row's tenant. None outside ``of``: migrations ask too, and the column refuses NULL."""
    return _current.get()


class TenantModel(models.Model):
    """A row that belongs to one tenant. Its table gets row-level security after every migration."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    tenant = models.ForeignKey(
        "core.Tenant", on_delete=models.CASCADE, related_name="+", default=_current_or_none, editable=False
    )

    objects = TenantManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

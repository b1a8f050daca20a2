"""The door of the audit log."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise

from bole.audit import queries
from bole.audit.actions import chain, log
from bole.audit.ports import verbs
from bole.audit.types import Report
from bole.core import tenancy
from bole.core.actor import Actor
from bole.core.models import Tenant

__all__ = ["noted", "record", "register_verb", "seal_pending", "verify", "verify_all"]


def record(
    actor: Actor,
    verb: str,
    *,
    object_kind: str,
    object_id: UUID | str,
    subject_id: UUID | None = None,
    fields: Iterable[str] = (),
    at: datetime,
    reason_sealed: bytes | None = None,
) -> None:
    """Write down one act, in the transaction of the act.

    ``verb`` is ``module.what`` (register a label with `register_verb`); ``object_kind`` a model's ``app.model``;
    ``fields`` names of fields, never values; ``reason_sealed`` a free-text reason sealed with the subject's key.
    """
    log.record(
        actor,
        verb,
        object_kind=object_kind,
        object_id=object_id,
        subject_id=subject_id,
        fields=fields,
        at=at,
        reason_sealed=reason_sealed,
    )


def noted(actor: Actor, verb: str, *, object_kind: str, object_id: UUID | str, since: datetime) -> bool:
    """Whether this act of this actor on this object stands in the log already, at ``since`` or later."""
    wanted = queries.Filter(
        verb=verb,
        actor_kind=actor.kind,
        actor_id=actor.id,
        object_kind=object_kind,
        object_id=str(object_id),
        since=since,
    )
    return queries.entries(wanted).exists()


def register_verb(key: str, label: "str | Promise") -> None:
    """Give a verb the words readers see. A lazy translation, registered in the module's ``ready``."""
    verbs.register(key, label)


def seal_pending(*, at: datetime) -> int:
    """Seal what is committed in the open tenant. The job does this every few seconds; tests and backups call it."""
    return chain.seal(at=at)


def verify(tenant_id: UUID) -> Report:
    """Walk one tenant's whole chain and say where it breaks, if it does."""
    return chain.walk(Tenant.objects.get(pk=tenant_id))


def verify_all() -> list[Report]:
    """`verify` for every tenant of this installation, oldest first. Call it outside any open tenant."""
    if tenancy.active():
        raise RuntimeError("verify_all walks every tenant; call it outside tenancy.of.")
    return [chain.walk(tenant) for tenant in Tenant.objects.order_by("created_at", "id")]

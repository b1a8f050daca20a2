"""Legal entities."""

from datetime import datetime

from bole.audit import api as audit
from bole.core.actor import Actor
from bole.people.models import LegalEntity


def ensure_entity(name: str, *, actor: Actor, at: datetime, path: str = "/", code: str = "") -> LegalEntity:
    """The legal entity at ``path``, made when there is none. Asking again changes nothing."""
    row: LegalEntity
    row, made = LegalEntity.objects.get_or_create(
        path=path, defaults={"name": name[:120], "code": code or path.strip("/") or "root", "created_at": at}
    )
    if made:
        audit.record(
            actor, "people.add_entity", object_kind="people.legalentity", object_id=row.pk, fields=("name",), at=at
        )
    return row

"""What users change about themselves."""

from datetime import datetime

from bole.accounts.models import User
from bole.audit import api as audit
from bole.core.actor import Actor


def change(user: User, *, name: str, language: str, actor: Actor, at: datetime) -> None:
    """A new name or language. Nothing is written when nothing changes."""
    changed = [
        field for field, value in (("name", name.strip()), ("language", language)) if getattr(user, field) != value
    ]
    if not changed:
        return
    user.name, user.language = name.strip(), language
    user.save(update_fields=changed)
    audit.record(
        actor, "accounts.profile_changed", object_kind="accounts.user", object_id=user.pk, fields=changed, at=at
    )


def note_sessions_ended(user: User, *, actor: Actor, at: datetime) -> None:
    audit.record(actor, "accounts.sessions_ended", object_kind="accounts.user", object_id=user.pk, at=at)

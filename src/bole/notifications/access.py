"""Who may see a message, and how much of it."""

from uuid import UUID

from django.conf import settings

from bole.accounts.types import Grade, Viewer
from bole.core.errors import Forbidden, NotFound
from bole.notifications import queries
from bole.notifications.models import Message

READ = "messages.read"


def message(viewer: Viewer, message_id: UUID) -> Message:
    """The message, or NotFound when it is not here or not this viewer's to read."""
    if not viewer.can(READ):
        raise NotFound
    found: Message | None = Message.objects.filter(queries.within(scopes(viewer)), pk=message_id).first()
    if found is None:
        raise NotFound
    return found


def scopes(viewer: Viewer) -> tuple[str, ...]:
    """Scope paths whose messages the viewer may read."""
    return viewer.scopes_for(READ)


def message_to_resend(viewer: Viewer, message_id: UUID) -> Message:
    """As ``message``; whoever may read the outbox may send again."""
    return message(viewer, message_id)


def message_to_reveal(viewer: Viewer, message_id: UUID) -> Message:
    """The message for a viewer who may see addresses and working links in clear; Forbidden below that grade."""
    found = message(viewer, message_id)
    if not sees_addresses(viewer):
        raise Forbidden
    return found


def sees_addresses(viewer: Viewer) -> bool:
    """Whether the viewer may ask for addresses and working links in clear."""
    return viewer.sees(Grade.SENSITIVE)


def message_for_job(message_id: UUID) -> Message | None:
    """The message, locked until the transaction ends; None when it is gone."""
    found: Message | None = Message.objects.select_for_update().filter(pk=message_id).first()
    return found


def sees_links(viewer: Viewer, message: Message, *, revealed: bool = False) -> bool:
    """Whether links in a message are shown whole. A link acts for the one it was sent to, so its kind says who else
    may hold it; whoever may not sees its host only."""
    guard = queries.guard_of(message.kind)
    if guard == "account":
        return False
    if guard == "member":
        return revealed and viewer.can("accounts.manage")
    if guard == "candidate":
        return bool(settings.BOLE_DEMO)
    return revealed or bool(settings.BOLE_DEMO)

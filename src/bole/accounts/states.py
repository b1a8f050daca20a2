"""What becomes of an invitation to a colleague."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Invite(TextChoices):
    PENDING = "pending", _("waiting for an answer")
    ACCEPTED = "accepted", _("accepted")
    REVOKED = "revoked", _("taken back")


# An expired invitation is a pending one whose time has passed: it can be sent again.
INVITE_MOVES: dict[str, set[str]] = {Invite.PENDING: {Invite.ACCEPTED, Invite.REVOKED}}

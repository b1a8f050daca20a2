"""The states of a message, and the moves between them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    QUEUED = "queued", _("waiting")
    SENDING = "sending", _("being sent")
    ACCEPTED = "accepted", _("accepted by the mail server")
    HELD = "held", _("shown in the outbox only")
    FAILED = "failed", _("not sent")
    DROPPED = "dropped", _("withdrawn")


# held: no mail server is set, so nothing left the house; the page says so and never calls it sent.
# dropped: the person was erased before the message went out.
MOVES: dict[str, set[str]] = {
    State.QUEUED: {State.SENDING, State.HELD, State.FAILED, State.DROPPED},
    State.SENDING: {State.ACCEPTED, State.QUEUED, State.FAILED, State.HELD, State.DROPPED},
    State.HELD: {State.QUEUED, State.DROPPED},
    State.FAILED: {State.QUEUED, State.DROPPED},
    State.ACCEPTED: set(),
    State.DROPPED: set(),
}

TONES = {
    State.QUEUED: "azure",
    State.SENDING: "azure",
    State.ACCEPTED: "green",
    State.HELD: "orange",
    State.FAILED: "red",
    State.DROPPED: "secondary",
}

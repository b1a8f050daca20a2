"""What can be done with messages: write one, deliver it, send it again, withdraw it, forget its words."""

from bole.notifications.actions.delivery import Outcome, claim, hand_over, settle, sweep
from bole.notifications.actions.outbox import NoAddress, NotToResend, drop, forget_old, resend, reveal, send

__all__ = [
    "NoAddress",
    "NotToResend",
    "Outcome",
    "claim",
    "drop",
    "forget_old",
    "hand_over",
    "resend",
    "reveal",
    "send",
    "settle",
    "sweep",
]

"""What accounts needs from modules above it: someone who sends e-mail. ``config`` wires it to notifications."""

from datetime import datetime
from typing import Any, Protocol

from bole.accounts.types import MailKind
from bole.core.actor import Actor


class Courier(Protocol):
    """Sends one message of a kind in `MAILS`. Called inside the tenant; it enqueues, so a rollback sends nothing."""

    def __call__(
        self,
        *,
        email: str,
        name: str,
        language: str,
        kind: str,
        variables: dict[str, Any],
        dedupe_key: str,
        actor: Actor,
        at: datetime,
    ) -> None: ...


class CourierPort:
    """The courier in use. Without one an invitation cannot be sent, and that is a fault of wiring."""

    def __init__(self) -> None:
        self._courier: Courier | None = None

    def use(self, courier: Courier | None) -> None:
        self._courier = courier

    def send(self, **message: Any) -> None:
        if self._courier is None:
            raise RuntimeError("No courier is wired: call accounts.ports.courier.use(…) in config.ports.wire().")
        self._courier(**message)


courier = CourierPort()

# What is said, in every language, is written by whoever sends it.
INVITATION = MailKind(key="accounts.invitation", variables=("company", "inviter", "name", "url", "until"))
PASSWORD_RESET = MailKind(key="accounts.password_reset", variables=("name", "url"))
MAILS = (INVITATION, PASSWORD_RESET)

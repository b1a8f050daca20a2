"""Recipients, a mailer that obeys, and a kind of message, for tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import uuid4

from bole.core.actor import Actor
from bole.notifications import actions, ports
from bole.notifications.models import Message
from bole.notifications.types import Mail, Recipient

HR = Actor("user", "0190a000-0000-7000-8000-000000000001", "周敏")
KIND = "accounts.invitation"
LINK = "https://bole.example/join/abcDEF123"


class ObedientMailer:
    """Raises what it was given, first in first out, then accepts."""

    name = "obedient"
    leaves_house = True

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.sent: list[Mail] = []

    def send(self, mail: Mail) -> str:
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append(mail)
        return f"250 queued as {len(self.sent)}"


@contextmanager
def mailing(mailer: ports.Mailer | None) -> Iterator[None]:
    """Use this mailer; None is an installation without any."""
    old = ports.mailer.swap((lambda: mailer) if mailer else None)
    try:
        yield
    finally:
        ports.mailer.swap(old)


def recipient(**given: Any) -> Recipient:
    values = {"subject_id": uuid4(), "name": "张三", "email": "zhang@example.com", "language": "zh-hans"}
    return Recipient(**{**values, **given})


def variables(**given: Any) -> dict[str, str]:
    values = {"company": "清禾餐饮", "inviter": "周敏", "name": "张三", "url": LINK, "until": "2026-12-01 09:00"}
    return {**values, **given}


def message(at: datetime, *, key: str = "", **given: Any) -> Message:
    """A message written and queued."""
    return actions.send(recipient(**given), KIND, variables(), actor=HR, at=at, dedupe_key=key or f"test:{uuid4()}")


def deliver(row: Message, *, at: datetime) -> None:
    """What the job does, at a time of the test's choosing."""
    mail = actions.claim(row.pk, at=at)
    if mail is not None:
        actions.settle(row.pk, actions.hand_over(mail), at=at)
    row.refresh_from_db()


def sent(kind: str) -> int:
    """How many messages of a kind this tenant has written."""
    return Message.objects.filter(kind=kind).count()

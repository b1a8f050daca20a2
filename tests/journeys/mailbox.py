"""A real mail server on loopback, and the mails it has taken."""

from __future__ import annotations

import email
import email.policy
import re
import socket
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from tests.runner.waiting import until

LINK = re.compile(r"http://127\.0\.0\.1:\d+/\S+")


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Mail:
    """One mail as it arrived."""

    to: str
    message: EmailMessage

    @property
    def subject(self) -> str:
        return str(self.message["subject"])

    @property
    def text(self) -> str:
        """The plain part."""
        part = self.message.get_body(("plain",))
        assert part is not None
        return str(part.get_content())

    @property
    def html(self) -> str:
        """The part with markup."""
        part = self.message.get_body(("html",))
        assert part is not None
        return str(part.get_content())

    @property
    def link(self) -> str:
        """The first link in the plain part."""
        found = LINK.search(self.text)
        assert found, self.text
        return found[0]


@dataclass
class Mailbox:
    """Start it, point ``url`` at it, look at ``taken``."""

    taken: list[Mail] = field(default_factory=list)
    _controller: Any = None

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 -- aiosmtpd's name
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.taken.extend(Mail(to, message) for to in envelope.rcpt_tos)
        return "250 taken"

    def start(self) -> Mailbox:
        self._controller = Controller(self, hostname="127.0.0.1", port=free_port())
        self._controller.start()
        return self

    def stop(self) -> None:
        self._controller.stop()

    @property
    def url(self) -> str:
        """For BOLE_SMTP_URL."""
        return f"smtp://127.0.0.1:{self._controller.port}?tls=none"

    def to(self, address: str) -> list[Mail]:
        """What came for this address, oldest first."""
        return [mail for mail in self.taken if mail.to == address]

    def wait(self, address: str, *, subject: str = "", count: int = 1, seconds: float = 60) -> Mail:
        """The ``count``-th mail to this address whose subject contains these words."""

        def there() -> list[Mail]:
            return [mail for mail in self.to(address) if subject in mail.subject]

        until(lambda: len(there()) >= count, seconds=seconds)
        return there()[count - 1]

"""From HR's act to the mail server's yes, for several invitations at once."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.controller import Controller

from bole.core import clock
from tools.bench import ports
from tools.bench.figures import Result, at_most, exactly, percentile, plain
from tools.bench.house import House

INVITATIONS = 20
LIMIT_S = 60.0


@dataclass
class Mailbox:
    """A mail server on loopback that notes when it took a mail for whom (Unix seconds)."""

    taken: dict[str, float] = field(default_factory=dict)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 -- aiosmtpd's name
        """Every mail is accepted."""
        for address in envelope.rcpt_tos:
            self.taken.setdefault(address, clock.now().timestamp())
        return "250 taken"


def measure(*, invitations: int = INVITATIONS) -> Result:
    """``invitations`` persons invited by one act of the office; the mails go through a real SMTP conversation each."""
    mailbox = Mailbox()
    server = Controller(mailbox, hostname="127.0.0.1", port=ports.free())
    server.start()
    try:
        with House(BOLE_SMTP_URL=f"smtp://127.0.0.1:{server.port}?tls=none") as house:
            house.start()
            house.call("tools.bench.company:found", count=0)
            acted = house.call("tools.bench.company:invite_by_mail", count=invitations)
            until = time.monotonic() + 2 * LIMIT_S
            while not acted.keys() <= mailbox.taken.keys() and time.monotonic() < until:
                time.sleep(0.05)
    finally:
        server.stop()
    waits = [mailbox.taken[address] - moment for address, moment in acted.items() if address in mailbox.taken]
    return Result(
        f"Mails of {invitations} invitations",
        (
            exactly("Mails that did not arrive", len(acted) - len(waits), 0),
            plain("From act to accepted, p50", percentile(waits, 0.5), "s", digits=2),
            at_most("From act to accepted, p95", percentile(waits, 0.95), LIMIT_S, "s", digits=2),
        ),
        ("All are invited in one transaction; each mail waits for its commit, then goes over SMTP on loopback.",),
    )

"""Mail over SMTP, by the standard library. With no server set, an honest stand-in that sends nothing.

``BOLE_SMTP_URL`` is ``smtp://user:password@host:port?tls=starttls|ssl|none&timeout=20``.
"""

from django.conf import settings

from bole.integrations.mail.smtp import SmtpMailer, parse
from bole.notifications.ports import Mailer, NotConfigured
from bole.notifications.types import Mail

__all__ = ["OutboxOnly", "mailer"]


class OutboxOnly:
    """No way out of the house: every message stays in the outbox page and is called held, never sent."""

    name = "outbox"
    leaves_house = False

    def send(self, mail: Mail) -> str:
        raise NotConfigured("BOLE_SMTP_URL is not set")


def mailer() -> Mailer:
    """The mailer that the settings ask for; ValueError when the address of the server cannot be read."""
    if not settings.BOLE_SMTP_URL:
        return OutboxOnly()
    return SmtpMailer(parse(settings.BOLE_SMTP_URL), sender=settings.BOLE_MAIL_FROM)

"""A mail server address that cannot be read is told at start."""

from typing import Any

from django.conf import settings
from django.core import checks

from bole.integrations.mail.smtp import parse


@checks.register(deploy=False)
def mail_server(app_configs: Any, **_kwargs: Any) -> list[checks.CheckMessage]:
    """integrations.E001 for an unreadable BOLE_SMTP_URL, integrations.W001 when there is none."""
    if not settings.BOLE_SMTP_URL:
        if settings.BOLE_DEMO or settings.DEBUG:
            return []
        return [
            checks.Warning(
                "No mail server is set: messages are shown in the outbox page and not sent.",
                hint="Set BOLE_SMTP_URL=smtp://user:password@host:port?tls=starttls",
                id="integrations.W001",
            )
        ]
    try:
        parse(settings.BOLE_SMTP_URL)
    except ValueError as error:
        return [checks.Error(str(error), id="integrations.E001")]
    return []

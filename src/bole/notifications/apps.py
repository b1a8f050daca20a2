from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


def failed(request: Any) -> int | None:
    """The number beside the menu entry: failed messages that this viewer may read."""
    from bole.notifications import access, queries  # noqa: PLC0415 -- models must be loaded first

    return queries.needing_attention(access.scopes(request.viewer)) or None


class NotificationsConfig(AppConfig):
    name = "bole.notifications"
    label = "notifications"
    verbose_name = _("Messages")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bole.audit import api as audit  # noqa: PLC0415 -- models must be loaded first
        from bole.core import navigation  # noqa: PLC0415 -- models must be loaded first
        from bole.notifications import checks, pii, tasks  # noqa: F401, PLC0415 -- they register themselves

        checks.register_own_kinds()
        audit.register_verb("notifications.send", _("Wrote a message"))
        audit.register_verb("notifications.resend", _("Sent a message again"))
        audit.register_verb("notifications.read_sensitive", _("Read a message with its address and links"))
        navigation.register(
            navigation.Entry(
                group="work",
                label=_("Messages"),
                view="notifications:list",
                icon="mail",
                capability="messages.read",
                order=60,
                badge=failed,
            )
        )

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "bole.notifications"
    label = "notifications"
    verbose_name = _("Messages")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bole.audit import api as audit  # noqa: PLC0415 -- models must be loaded first
        from bole.core import navigation  # noqa: PLC0415 -- models must be loaded first
        from bole.notifications import checks, pii, queries, tasks  # noqa: F401, PLC0415 -- they register themselves

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
                badge=lambda request: queries.needing_attention() or None,
            )
        )

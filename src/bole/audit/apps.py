from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "bole.audit"
    label = "audit"
    verbose_name = _("Audit log")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bole.audit import api, pii, tasks  # noqa: F401, PLC0415 -- models must be loaded first
        from bole.core import navigation  # noqa: PLC0415 -- models must be loaded first

        api.register_verb("audit.exported", _("Audit log exported"))
        navigation.register(
            navigation.Entry(
                group="setup",
                label=_("Audit log"),
                view="audit:log",
                icon="shield-check",
                capability="audit.read",
                order=80,
            )
        )

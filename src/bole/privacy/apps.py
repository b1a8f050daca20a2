from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    name = "bole.privacy"
    label = "privacy"
    verbose_name = _("Privacy")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bole.audit import api as audit  # noqa: PLC0415 -- models must be loaded first
        from bole.core import navigation  # noqa: PLC0415 -- models must be loaded first
        from bole.notifications import api as notifications  # noqa: PLC0415 -- models must be loaded first
        from bole.privacy import actions, checks, pii, ports, tasks  # noqa: F401, PLC0415 -- they register themselves

        ports.register_retention(
            ports.Retention(
                "notifications.words",
                what=_("Words and addresses of messages"),
                keep=_("180 days"),
                sweep=lambda at: notifications.forget_old(at=at),
            )
        )
        ports.register_retention(
            ports.Retention(
                "privacy.details",
                what=_("Optional details for statistics of fairness"),
                keep=_("two years"),
                sweep=actions.drop_old,
            )
        )
        audit.register_verb("privacy.consent", _("Gave consent"))
        audit.register_verb("privacy.withdraw", _("Took consent back"))
        audit.register_verb("privacy.ask_erasure", _("Asked for erasure"))
        audit.register_verb("privacy.decline_erasure", _("Declined an erasure"))
        audit.register_verb("privacy.erase", _("Erased a person"))
        audit.register_verb("privacy.export", _("Exported a person's data"))
        audit.register_verb("privacy.retention", _("Deleted what was over its time"))
        navigation.register(
            navigation.Entry(
                group="setup",
                label=_("Privacy"),
                view="privacy:home",
                icon="lock",
                capability="privacy.manage",
                order=70,
            )
        )

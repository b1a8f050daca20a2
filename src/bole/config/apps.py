"""The wiring: what each module left open is answered here, once every module is loaded."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConfigConfig(AppConfig):
    name = "bole.config"
    label = "config"

    def ready(self) -> None:
        from bole.config import ports  # noqa: PLC0415 -- the ports' owners must be loaded
        from bole.core import navigation  # noqa: PLC0415 -- the ports' owners must be loaded

        navigation.group("work", _("Work"), order=10)
        navigation.group("people", _("People"), order=20)
        navigation.group("setup", _("Settings"), order=90)
        entry = navigation.Entry("setup", _("System status"), "status", "server", "settings.manage", order=95)
        navigation.register(entry)
        ports.wire()

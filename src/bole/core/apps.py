from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    name = "bole.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bole.core import checks, rls  # noqa: F401, PLC0415 -- models must be loaded first

        post_migrate.connect(rls.protect, dispatch_uid="bole.rls")

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "bole.config"
    label = "config"

    def ready(self) -> None:
        from bole.config import ports  # noqa: PLC0415 -- the ports' owners must be loaded

        ports.wire()

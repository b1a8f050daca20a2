from django.apps import AppConfig


class IntegrationsConfig(AppConfig):
    name = "bole.integrations"
    label = "integrations"

    def ready(self) -> None:
        from bole.integrations.mail import checks  # noqa: F401, PLC0415 -- they register themselves
        from bole.integrations.sentence_onnx import checks as encoder_checks  # noqa: F401, PLC0415 -- as above

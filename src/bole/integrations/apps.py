from django.apps import AppConfig


class IntegrationsConfig(AppConfig):
    name = "bole.integrations"
    label = "integrations"

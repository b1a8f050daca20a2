"""Django application of the page shell."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    """Templates, static files and template tags of the shell; it owns no table."""

    name = "bole.core.ui"
    label = "ui"
    verbose_name = _("Page shell")

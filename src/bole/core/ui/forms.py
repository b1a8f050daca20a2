"""Makes every Django form look like the rest of the product: set FORM_RENDERER = "bole.core.ui.forms.Renderer"."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import django.forms
from django.forms.renderers import BaseRenderer
from django.template.backends.django import DjangoTemplates
from django.utils.functional import cached_property

_OURS = Path(__file__).parent / "templates"
_DJANGO = Path(django.forms.__file__).parent / "templates"


class Renderer(BaseRenderer):
    """Renders forms, fields and widgets from our templates first, then from Django's.

    It has an engine of its own, so the look does not depend on the order of INSTALLED_APPS.
    """

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"
    formset_template_name = "django/forms/formsets/div.html"

    @cached_property
    def engine(self) -> DjangoTemplates:
        """The engine for form templates; the tags of `ui` are built in."""
        return DjangoTemplates(
            {
                "NAME": "bole-forms",
                "DIRS": [_OURS, _DJANGO],
                "APP_DIRS": True,
                "OPTIONS": {
                    "builtins": [
                        "bole.core.ui.templatetags.ui",
                        "django.templatetags.i18n",
                    ]
                },
            }
        )

    def get_template(self, template_name: str) -> Any:
        """Find a form template by name; raises TemplateDoesNotExist."""
        return self.engine.get_template(template_name)

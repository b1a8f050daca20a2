"""Every registered kind has its words in every language, or the start says which are missing."""

from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils.translation import gettext_lazy as _

from bole.notifications import ports
from bole.notifications.types import LANGUAGES, Kind

PARTS = ("subject.txt", "txt", "html")


def register_own_kinds() -> None:
    """The messages of ``accounts``, which is below this module and cannot register them itself."""
    ports.register_kind(
        Kind(
            "accounts.invitation",
            _("Invitation of a colleague"),
            variables={"company": str, "inviter": str, "name": str, "url": str, "until": str},
            guard="member",
        )
    )
    ports.register_kind(
        Kind("accounts.password_reset", _("Password reset"), variables={"name": str, "url": str}, guard="account")
    )


@register(deploy=False)
def words_exist(app_configs: Any, **_kwargs: Any) -> list[CheckMessage]:
    """notifications.E001 for each template that a registered kind lacks."""
    found: list[CheckMessage] = []
    for kind in ports.kinds().values():
        for language in LANGUAGES:
            for part in PARTS:
                name = kind.template(language, part)
                try:
                    get_template(name)
                except TemplateDoesNotExist:
                    found.append(
                        Error(
                            f"The message {kind.key} has no template {name}.",
                            hint="Add it under templates/ of the module that registers the kind.",
                            id="notifications.E001",
                        )
                    )
    return found

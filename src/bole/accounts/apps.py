from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "bole.accounts"
    label = "accounts"
    verbose_name = _("Accounts")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bole.accounts import pii, queries, subscribers  # noqa: F401, PLC0415 -- models must be loaded first
        from bole.audit.ports import directory  # noqa: PLC0415 -- models must be loaded first
        from bole.core import navigation  # noqa: PLC0415 -- models must be loaded first

        directory.use(names=queries.names_of, people=queries.people_here)
        navigation.register(
            navigation.Entry(
                group="setup",
                label=_("Members"),
                view="accounts:members",
                icon="users",
                capability="accounts.manage",
                order=10,
            )
        )

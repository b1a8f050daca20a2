from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "bole.people"
    label = "people"
    verbose_name = _("People")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bole.audit import api as audit  # noqa: PLC0415 -- models must be loaded first
        from bole.people import actions, pii, queries, subscribers, tasks  # noqa: F401, PLC0415 -- they register themselves
        from bole.privacy import api as privacy  # noqa: PLC0415 -- models must be loaded first

        for verb, words in _VERBS.items():
            audit.register_verb(verb, words)
        privacy.directory.use(labels=queries.subject_names, search=queries.find_subjects)
        privacy.register_retention(
            privacy.Retention(
                "people.import_rows",
                what=_("Rows of imported files"),
                keep=_("30 days"),
                sweep=lambda at: actions.expire_rows(at=at),
            )
        )


_VERBS = {
    "people.add": _("Added a person"),
    "people.edit": _("Changed a person"),
    "people.erase": _("Emptied a person's entry"),
    "people.read_sensitive": _("Read a person's contacts"),
    "people.add_entity": _("Added a legal entity"),
    "people.import_preview": _("Uploaded a file for import"),
    "people.import": _("Imported people"),
    "people.import_errors": _("Downloaded the faulty rows of an import"),
    "people.import_discard": _("Discarded an import"),
    "people.import_undo": _("Undid an import"),
}

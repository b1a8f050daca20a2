"""What tests of the modules above ask of the log of the open tenant."""

from typing import Any

from bole.audit.models import Entry


def verbs(*, without: tuple[str, ...] = ()) -> list[str]:
    """Verbs in the order they were written, leaving out those that start with a word of ``without``."""
    found = Entry.objects.order_by("id").values_list("verb", flat=True)
    return [verb for verb in found if not verb.startswith(without)]


def entries(**wanted: Any) -> list[dict[str, Any]]:
    """Entries as dictionaries, oldest first."""
    return list(Entry.objects.filter(**wanted).order_by("id").values())

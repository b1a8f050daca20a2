"""What the log asks of those above it: names of users and words for verbs, so that a reader sees who did what.

The log itself stores ids and keys only; ``accounts`` answers for names, every module for its own verbs.
"""

from collections.abc import Callable, Iterable, Mapping

from django.utils.functional import Promise

Names = Callable[[Iterable[str]], Mapping[str, str]]
People = Callable[[], list[tuple[str, str]]]


class Directory:
    """``names(ids)`` maps user ids to names; ``people()`` lists (id, name) of this tenant's users for the filter."""

    def __init__(self) -> None:
        self._names: Names = lambda ids: {}
        self._people: People = list

    def use(self, *, names: Names, people: People) -> None:
        self._names, self._people = names, people

    def names(self, ids: Iterable[str]) -> Mapping[str, str]:
        return self._names(ids)

    def people(self) -> list[tuple[str, str]]:
        return self._people()


directory = Directory()


class Verbs:
    """The words for verbs. An unknown verb is shown as its key."""

    def __init__(self) -> None:
        self._labels: dict[str, str | Promise] = {}

    def register(self, key: str, label: "str | Promise") -> None:
        self._labels[key] = label

    def label(self, key: str) -> str:
        return str(self._labels.get(key, key))

    def all(self) -> list[tuple[str, str]]:
        """(key, label in the reader's language), by key."""
        return [(key, str(label)) for key, label in sorted(self._labels.items())]


verbs = Verbs()

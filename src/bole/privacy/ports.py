"""What this module asks of those above it: names of subjects for its pages, and what to delete when its time is over."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise

Labels = Callable[[Iterable[UUID]], dict[UUID, str]]
Search = Callable[[str], list[tuple[UUID, str]]]
Sweep = Callable[[datetime], int]


class Directory:
    """``labels(ids)`` names subjects; ``search(text)`` finds them. Answered by ``people``."""

    def __init__(self) -> None:
        self._labels: Labels = lambda ids: {}
        self._search: Search = lambda text: []

    def use(self, *, labels: Labels, search: Search) -> None:
        self._labels, self._search = labels, search

    def labels(self, ids: Iterable[UUID]) -> dict[UUID, str]:
        return self._labels(ids)

    def search(self, text: str) -> list[tuple[UUID, str]]:
        return self._search(text)


directory = Directory()


@dataclass(frozen=True)
class Retention:
    """One rule: what is deleted after how long, in words, and the function that does it for the open tenant.

    ``sweep(at)`` deletes at most a few hundred and returns how many; it is asked again until it returns 0.
    """

    key: str
    what: "str | Promise"
    keep: "str | Promise"
    sweep: Sweep


_retention: dict[str, Retention] = {}


def register_retention(rule: Retention) -> None:
    _retention[rule.key] = rule


def retention() -> list[Retention]:
    return [_retention[key] for key in sorted(_retention)]

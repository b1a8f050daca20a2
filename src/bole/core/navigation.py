"""The office's menu. Modules register their entries; the shell shows those that the viewer may open."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise


@dataclass(frozen=True)
class Entry:
    """One line of the menu. ``capability`` is what a role must hold; ``badge(request)`` returns a count or None.

    ``covers`` are further addresses (how their paths begin) whose pages belong to this entry.
    """

    group: str
    label: "str | Promise"
    view: str
    icon: str
    capability: str
    order: int = 100
    badge: Callable[[HttpRequest], int | None] | None = None
    covers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    label: "str | Promise"
    order: int


_groups: dict[str, Group] = {}
_entries: list[Entry] = []


def group(key: str, label: "str | Promise", *, order: int) -> None:
    _groups[key] = Group(label, order)


def register(entry: Entry) -> None:
    if entry not in _entries:
        _entries.append(entry)


def entrance(viewer: Any) -> str | None:
    """The address of the first page of the menu that this viewer may open; None when there is none."""
    open_to = [entry for entry in _entries if viewer is not None and viewer.can(entry.capability)]
    first = min(open_to, key=lambda entry: (_groups[entry.group].order, entry.order), default=None)
    return reverse(first.view) if first else None


def menu(request: HttpRequest) -> list[dict[str, Any]]:
    """Groups with the entries this viewer may open, the one that is open marked."""
    viewer = getattr(request, "viewer", None)
    if viewer is None:
        return []
    open_to = [entry for entry in sorted(_entries, key=lambda e: e.order) if viewer.can(entry.capability)]
    urls = {entry.view: reverse(entry.view) for entry in open_to}
    # The open page is the entry with the longest address that the path starts with; "/" is only itself.
    matching = [
        (len(address), entry.view)
        for entry in open_to
        for address in (urls[entry.view], *entry.covers)
        if request.path == address or (address != "/" and request.path.startswith(address))
    ]
    active = max(matching, default=(0, None))[1]
    shown: dict[str, list[dict[str, Any]]] = {}
    for entry in open_to:
        shown.setdefault(entry.group, []).append(
            {
                "label": entry.label,
                "url": urls[entry.view],
                "icon": entry.icon,
                "active": entry.view == active,
                "badge": entry.badge(request) if entry.badge else None,
            }
        )
    ordered = sorted(shown, key=lambda key: _groups[key].order)
    return [{"label": _groups[key].label, "items": shown[key]} for key in ordered]

"""Template tags of the shell: icons, theme, form controls, pages of a list, level pictures."""

from __future__ import annotations

from dataclasses import dataclass
from html import unescape
from typing import Any

from django import template
from django.contrib.messages.storage.base import Message
from django.core.paginator import Page
from django.http import QueryDict
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from bole.core.ui.context import theme_of

register = template.Library()

_CHECKS = {"checkbox", "radio"}
_BARE = {
    "hidden",
    "select",
    "submit",
}  # "select" is the type of an <option>; the <select> itself has none
LEVELS = 5


@register.simple_tag
def icon(name: str, classes: str = "") -> SafeString:
    """An icon of the sprite, hidden from screen readers: the words beside it (or an aria-label) say what it means."""
    return format_html(
        '<svg class="icon {}" width="24" height="24" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        classes,
        static("dist/icons.svg"),
        name,
    )


@register.simple_tag(takes_context=True)
def ui_theme(context: Context) -> str:
    """The theme for <html data-bs-theme>; works on error pages too, where no context processor ran."""
    return theme_of(context.get("request"))


@register.filter
def initial(name: object) -> str:
    """The first character of a name, for an avatar; a question mark when there is none."""
    # A component hands its attributes on escaped: "<" would come as "&lt;".
    text = unescape(str(name or "")).strip()
    return text[0].upper() if text else "?"


@register.filter
def avatar_tone(name: object) -> str:
    """One of five calm tones, always the same for the same name."""
    return ("blue", "green", "purple", "orange", "azure")[sum(map(ord, str(name or ""))) % 5]


def _control_class(widget: dict[str, Any]) -> str:
    kind = str(widget.get("type") or "")
    if kind in _CHECKS:
        return "form-check-input"
    if kind in _BARE:
        return ""
    return "form-select" if "optgroups" in widget else "form-control"


@register.simple_tag
def control_attrs(widget: dict[str, Any]) -> dict[str, Any]:
    """The attributes of a form control with our classes merged in; an invalid control gets its red frame."""
    attrs = dict(widget.get("attrs") or {})
    classes = str(attrs.get("class") or "").split()
    ours = _control_class(widget)
    if ours and ours not in classes:
        classes.insert(0, ours)
    if attrs.get("aria-invalid") == "true":
        classes.append("is-invalid")
    if classes:
        attrs["class"] = " ".join(classes)
    return attrs


@register.filter
def is_check(field: Any) -> bool:
    """Whether a bound field is a single tick box, which has its label behind it."""
    return getattr(field.field.widget, "input_type", "") == "checkbox" and not hasattr(field.field.widget, "choices")


@register.simple_tag
def page_window(page: Page[Any]) -> list[Any]:
    """Page numbers to show, with an ellipsis for what is left out."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


@register.simple_tag(takes_context=True)
def page_link(context: Context, number: int, param: str = "page") -> str:
    """The current address with another page number; every other filter stays."""
    request = context.get("request")
    query = request.GET.copy() if request is not None else QueryDict(mutable=True)
    query[param] = str(number)
    return f"?{query.urlencode()}"


@register.filter
def undo_url(message: Message) -> str:
    """The address that takes an act back, given as `extra_tags="undo:/path"` with the message; else empty."""
    for tag in str(message.extra_tags or "").split():
        if tag.startswith("undo:/"):
            return tag.removeprefix("undo:")
    return ""


@dataclass(frozen=True)
class LevelPicture:
    """What `level_bar` draws. Offsets are per cent of the bar's width; None means: leave it out."""

    steps: tuple[str, ...]
    level: str
    threshold: float | None
    band_left: float | None
    band_width: float | None
    words: str


def _number(value: object) -> float | None:
    try:
        return float(str(value))
    except ValueError:
        return None


def _short(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


def _centre(level: float) -> float:
    return round((min(max(level, 1.0), float(LEVELS)) - 0.5) * 100 / LEVELS, 2)


@register.simple_tag
def level_picture(
    level: object = None,
    threshold: object = None,
    low: object = None,
    high: object = None,
) -> LevelPicture:
    """Geometry and words of a five-step level. Anything that is not a number counts as unknown."""
    value, needed, least, most = (
        _number(level),
        _number(threshold),
        _number(low),
        _number(high),
    )
    words = [_("Level {level} of 5").format(level=_short(value)) if value is not None else _("Insufficient evidence")]
    if needed is not None:
        words.append(_("the job asks for {level}").format(level=_short(needed)))
    if least is not None and most is not None and most > least:
        words.append(_("likely between {low} and {high}").format(low=_short(least), high=_short(most)))
    met = value is not None and (needed is None or value >= needed)
    tone = "none" if value is None else "met" if met else "below"
    steps = tuple(tone if value is not None and step <= round(value) else "" for step in range(1, LEVELS + 1))
    banded = value is not None and least is not None and most is not None and most > least
    return LevelPicture(
        steps=steps,
        level=_short(value) if value is not None else "–",
        threshold=_centre(needed) if needed is not None else None,
        band_left=_centre(least) if banded and least is not None else None,
        band_width=round(_centre(most) - _centre(least), 2)
        if banded and least is not None and most is not None
        else None,
        words=_(", ").join(words),
    )

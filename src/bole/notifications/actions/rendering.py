"""From a kind and its variables to words. Variables are data: nothing in them is ever a template."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.template import Context
from django.template.loader import get_template
from django.utils import timezone, translation

from bole.core.models import Tenant
from bole.notifications.types import LANGUAGES, Kind, Recipient, Rendered


def check(kind: Kind, variables: Mapping[str, Any]) -> None:
    """TypeError when a variable is missing, unknown or of another type: a fault of the calling module."""
    missing = sorted(set(kind.variables) - set(variables))
    unknown = sorted(set(variables) - set(kind.variables))
    if missing or unknown:
        raise TypeError(f"{kind.key}: missing {missing}, unknown {unknown}")
    for name, wanted in kind.variables.items():
        if not isinstance(variables[name], wanted):
            raise TypeError(f"{kind.key}: {name} is {type(variables[name]).__name__}, not {wanted.__name__}")


def language_of(recipient: Recipient) -> str:
    """The recipient's language where we have words in it, else Chinese."""
    return recipient.language if recipient.language in LANGUAGES else LANGUAGES[0]


def render(kind: Kind, recipient: Recipient, variables: Mapping[str, Any], tenant: Tenant) -> Rendered:
    """Subject, text and HTML in the recipient's language, with times in the recipient's zone."""
    check(kind, variables)
    language = language_of(recipient)
    values = {
        **variables,
        "name": recipient.name,
        "company": tenant.name,
        "contact_name": tenant.contact_name,
        "contact_email": tenant.contact_email,
        "mail_language": "zh-Hans" if language == "zh-hans" else language,
    }
    with translation.override(language), timezone.override(_zone(recipient.time_zone)):
        subject = _fill(kind.template(language, "subject.txt"), values, escape=False)
        text = _fill(kind.template(language, "txt"), values, escape=False)
        html = _fill(kind.template(language, "html"), {**values, "mail_subject": _one_line(subject)}, escape=True)
    return Rendered(subject=_one_line(subject), text=text.strip() + "\n", html=html)


def _fill(name: str, values: Mapping[str, Any], *, escape: bool) -> str:
    template: Any = get_template(name)
    return str(template.template.render(Context(dict(values), autoescape=escape)))


def _one_line(text: str) -> str:
    """A subject is one line: a name with a line break in it must not become a header of its own."""
    return " ".join(text.split())[:200]


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("Asia/Shanghai")

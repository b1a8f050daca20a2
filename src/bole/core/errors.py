"""Refusals. Each is a type with a code, a status, data, and one kind sentence that says what to do next."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """The request was understood and is not carried out. Nothing has changed.

    Subclasses set ``code`` (stable, for programs), ``sentence`` (a lazy translation with named fields) and
    ``status`` (HTTP). Keyword arguments fill the sentence and travel as ``data``.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 409
    sentence: ClassVar[str | Promise] = _("This cannot be done now. Please reload the page and try again.")

    def __init__(self, **data: Any) -> None:
        super().__init__(self.code)
        self.data: Mapping[str, Any] = data

    def __str__(self) -> str:
        return str(self.sentence).format(**self.data) if self.data else str(self.sentence)


class NotFound(Refused):
    """The same answer whether the thing is absent, another tenant's, or not this person's to see."""

    code = "not_found"
    status = 404
    sentence = _("We could not find this. It may have been removed, or the address is not complete.")


class Forbidden(Refused):
    code = "forbidden"
    status = 403
    sentence = _("Your role does not include this. Ask an administrator if you need it.")


class Invalid(Refused):
    """Input that cannot be used. ``errors`` maps a field to its sentences."""

    code = "invalid"
    status = 422
    sentence = _("Some fields need another look.")

    def __init__(self, errors: Mapping[str, list[str]] | None = None, **data: Any) -> None:
        super().__init__(**data)
        self.errors = dict(errors or {})


class TooLarge(Refused):
    code = "too_large"
    status = 413
    sentence = _("This file is too large. The limit here is {limit_mb} MB.")


class TooFast(Refused):
    """More than a person does by hand. Waiting is all it takes."""

    code = "too_fast"
    status = 429
    sentence = _("That was a little too fast. Please wait {seconds} seconds and try again; nothing was lost.")


class Conflict(Refused):
    code = "conflict"
    status = 409
    sentence = _("Someone else changed this a moment ago. Reload to see the newest state; nothing of yours was saved.")


class NoTenant(RuntimeError):
    """A tenant's table was touched outside ``tenancy.of``. A fault of ours, never the user's."""

"""Refusals: the one way an engine says no."""

from __future__ import annotations

from typing import Any, ClassVar


class Refused(Exception):
    """Base of every refusal of an engine.

    A subclass sets `code` (stable, dotted, for machines) and `sentence` (an English template a person can act on);
    the keyword arguments fill the template and are kept in `data`, so that the caller may say it in another language.
    """

    code: ClassVar[str] = "engine.refused"
    sentence: ClassVar[str] = "The engine could not do this."

    def __init__(self, **data: Any) -> None:
        self.data = data
        super().__init__(self.sentence.format(**data))


class BadData(Refused):
    """JSON that does not have the shape of the type it is read into."""

    code = "engine.bad_data"
    sentence = "{where} should be {expected}, but is {found!r}."

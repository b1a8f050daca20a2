"""What the log may not hold: keys to somebody's page, addresses, and values that the database quotes in its errors."""

import logging
import re

_REPLACED = (
    # Links: a candidate's, a colleague's invitation, a new password. Django names the address of every refused request.
    (re.compile(r"(/i/|/join/|/password/reset/key/)[^/\s\"'<>]+"), r"\1…"),
    (re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+"), "…@…"),
    # "DETAIL:  Key (email)=(…) already exists." and "CONTEXT:  JSON data, line 1: …"
    (re.compile(r"^(\s*(?:DETAIL|CONTEXT):).*$", re.MULTILINE), r"\1 …"),
)


def clean(text: str) -> str:
    """The text without what does not belong in a log."""
    for pattern, instead in _REPLACED:
        text = pattern.sub(instead, text)
    return text


class CleanFormatter(logging.Formatter):
    """Cleans the whole entry, its traceback included."""

    def format(self, record: logging.LogRecord) -> str:
        return clean(super().format(record))

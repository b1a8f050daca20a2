"""The log names no one and opens nothing."""

import logging
import sys

import pytest

from bole.core.logs import CleanFormatter, clean


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (
            "Not Found: /c/demo/i/sxJ7RGDqYks8Lp7HYsrJYLHb_oo-K4/attempts/1/finish",
            "Not Found: /c/demo/i/…/attempts/1/finish",
        ),
        ("Gone: /join/abc_def-123/", "Gone: /join/…/"),
        ("/accounts/password/reset/key/01a2-dil7rv-b684/", "/accounts/password/reset/key/…/"),
        ("sent to lin.jiayi+1@mail.example.com today", "sent to …@… today"),
        ("ERROR\nDETAIL:  Key (email)=(x) already exists.\nnext", "ERROR\nDETAIL: …\nnext"),
        ("Forbidden: /interviews/01a20fcc/report.pdf", "Forbidden: /interviews/01a20fcc/report.pdf"),
    ],
)
def test_keys_and_addresses_are_left_out(given, kept):
    assert clean(given) == kept


def test_a_traceback_is_cleaned_too():
    try:
        int("no such link: /c/a/i/SECRET/ of lin@example.com")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "f", 1, "Failed: %s", ("/c/a/i/SECRET/",), sys.exc_info())
    said = CleanFormatter("{message}", style="{").format(record)
    assert "Traceback" in said
    assert "SECRET" not in said
    assert "lin@" not in said


def test_every_handler_of_the_house_cleans(settings):
    formatters = settings.LOGGING["formatters"]
    for handler in settings.LOGGING["handlers"].values():
        assert formatters[handler["formatter"]]["()"] == "bole.core.logs.CleanFormatter"

"""What every folder of browser tests shares: one driver a process."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Playwright, sync_playwright


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The driver. A process has one: its event loop stays in this thread, where a second may not start, and where
    Django would refuse the database to the tests that follow."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as driver:
        yield driver

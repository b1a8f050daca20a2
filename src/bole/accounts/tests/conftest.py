from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.core.cache import cache
from django.db import connection

from bole.accounts import ports
from bole.accounts.tests.factories import Postbox
from bole.core import navigation


@pytest.fixture(autouse=True)
def _our_addresses(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only our pages and our entries in the menu: whatever other modules add is theirs to test."""
    settings.ROOT_URLCONF = "bole.accounts.tests.urls"
    settings.AXES_ENABLED = True
    ours = [entry for entry in navigation._entries if entry.view.startswith(("accounts:", "audit:"))]
    monkeypatch.setattr(navigation, "_entries", ours)
    cache.clear()


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    """What was handed to the courier."""
    before = ports.courier._courier
    box = Postbox()
    ports.courier.use(box)
    yield box
    ports.courier.use(before)


@pytest.fixture
def committed(
    django_db_blocker: Any, django_db_setup: None, owner_connection: "psycopg.Connection[Any]"
) -> Iterator[None]:
    """Commits are real; afterwards the owner empties what the application role may not."""
    with django_db_blocker.unblock():
        yield
        connection.close()
    owner_connection.execute("TRUNCATE core_tenant, accounts_user, procrastinate_jobs CASCADE")

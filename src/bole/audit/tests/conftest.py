from collections.abc import Iterator
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import connection

from bole.core.models import Tenant


@pytest.fixture
def company(
    django_db_blocker: Any, django_db_setup: None, owner_connection: "psycopg.Connection[Any]"
) -> Iterator[UUID]:
    """A company in a database where commits are real: seals wait for them. The owner empties it afterwards."""
    with django_db_blocker.unblock():
        yield Tenant.objects.create(slug="qinghe", name="清禾餐饮").pk
        connection.close()
    owner_connection.execute("TRUNCATE core_tenant CASCADE")

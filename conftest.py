"""Tests run on a real Postgres, as the role that serves: it owns nothing and sees one tenant at a time.

The controlling process starts one throw-away cluster and migrates a template database in it as the owner; each worker
clones the template. Django's own test database machinery is not used, because it would connect as the owner.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest

ROOT = Path(__file__).parent
TEMPLATE = "bole_template"
_running: list[Any] = []
_scratch: list[tempfile.TemporaryDirectory[str]] = []

collect_ignore_glob = ["frontend/*", ".venv/*", "var/*"]


def pytest_configure(config: pytest.Config) -> None:
    from django.conf import settings  # noqa: PLC0415 -- pytest-django has named the settings by now

    scratch = tempfile.TemporaryDirectory(prefix="bole-tests-")
    _scratch.append(scratch)
    home = Path(scratch.name)
    settings.BOLE_HOME = home
    settings.BOLE_KEYS_DIR, settings.BOLE_MEDIA_DIR = home / "keys", home / "media"
    settings.BOLE_MODELS_DIR = home / "models"
    settings.BOLE_PORTS = {**settings.BOLE_PORTS, "interviews.SpeechToText": []}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_sessionfinish(session: pytest.Session) -> None:
    for running in _running:
        running.stop()
    for scratch in _scratch:
        scratch.cleanup()


def _cluster() -> tuple[str, str]:
    """(owner's, application's) addresses of the template; started by whoever asks first in this process tree."""
    if "BOLE_TEST_OWNER" not in os.environ:
        from bole.core import postgres  # noqa: PLC0415 -- only when a database is wanted

        running = postgres.start_temporary()
        _running.append(running)
        os.environ["BOLE_TEST_OWNER"], os.environ["BOLE_TEST_APP"] = running.owner_dsn, running.app_dsn
        _execute(running.owner_dsn, f"CREATE DATABASE {TEMPLATE}")
        environment = os.environ | {
            "DATABASE_URL": _renamed(running.owner_dsn, TEMPLATE),
            "DJANGO_SETTINGS_MODULE": "bole.config.settings",
            "BOLE_HOME": str(_scratch[0].name),
            "BOLE_DB_POOL": "0",
            "PYTHONPATH": str(ROOT / "src"),
        }
        command = [sys.executable, "-m", "django", "migrate", "--verbosity", "0", "--skip-checks"]
        subprocess.run(command, env=environment, check=True, cwd=ROOT)
    return os.environ["BOLE_TEST_OWNER"], os.environ["BOLE_TEST_APP"]


def pytest_collection_finish(session: pytest.Session) -> None:
    """Without xdist the cluster starts on first use; with it, here in the controller, before the workers ask."""
    if session.config.getoption("numprocesses", None) and not hasattr(session.config, "workerinput"):
        _cluster()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    _cluster()


def _execute(dsn: str, statement: str) -> None:
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[call-overload]


def _renamed(dsn: str, database: str) -> str:
    head, _, query = dsn.partition("?")
    return f"{head.rpartition('/')[0]}/{database}" + (f"?{query}" if query else "")


@pytest.fixture(scope="session")
def database_urls() -> tuple[str, str]:
    """(owner's, application's) addresses of this worker's own copy of the migrated template."""
    owner, app = _cluster()
    name = f"bole_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    _execute(owner, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    # It goes with the cluster, which lives as long as this run.
    return _renamed(owner, name), _renamed(app, name)


@pytest.fixture(scope="session")
def django_db_setup(database_urls: tuple[str, str], django_db_blocker: Any) -> Iterator[None]:
    """Point Django at the copy, as ``bole_app``, without a pool."""
    from django.db import connections  # noqa: PLC0415 -- set up by now

    from bole.config import environment  # noqa: PLC0415 -- set up by now

    given = environment.database(database_urls[1])
    with django_db_blocker.unblock():
        connection = connections["default"]
        connection.close()
        connection.settings_dict.update(given)
        connection.settings_dict["OPTIONS"] = given["OPTIONS"]
    yield
    with django_db_blocker.unblock():
        connections["default"].close()


@pytest.fixture
def owner_connection(database_urls: tuple[str, str]) -> Iterator["psycopg.Connection[Any]"]:
    """A connection as the owner of the tables, for proofs by raw SQL."""
    with psycopg.connect(database_urls[0], autocommit=True) as connection:
        yield connection


@pytest.fixture
def at() -> datetime:
    """A Tuesday morning, 09:00 in Shanghai."""
    return datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


@pytest.fixture
def tenant(db: None) -> Iterator[Any]:
    """A company, inside whose transaction the test runs."""
    from bole.core import tenancy  # noqa: PLC0415 -- Django must be set up
    from bole.core.models import Tenant  # noqa: PLC0415 -- Django must be set up

    row = Tenant.objects.create(slug="qinghe", name="清禾餐饮", contact_name="周敏", contact_email="hr@qinghe.example")
    with tenancy.of(row.id):
        yield row


@pytest.fixture
def other_tenant(db: None) -> UUID:
    """Another company's id; nothing of it may ever be seen."""
    from bole.core.models import Tenant  # noqa: PLC0415 -- Django must be set up

    return Tenant.objects.create(slug="other", name="别家公司").id

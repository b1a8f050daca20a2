"""The oldest Postgres we promise: every migration, and the proofs about tenants by raw SQL, on a real 15.

Everything else runs on the embedded 18. Debian's package `postgresql-15` is enough: only its programs are used.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from bole.core import postgres

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = "bole_template"
CONTRACT = "src/bole/core/tests/test_tenancy.py"
PLACES = ("usr/lib/postgresql/15/bin/postgres", "usr/pgsql-15/bin/postgres", "opt/*/opt/postgresql@15/bin/postgres")
FOUND = [found.parent for place in PLACES for found in Path("/").glob(place)]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not FOUND, reason="no Postgres 15 on this machine (Debian: apt-get install postgresql-15)"),
]


@pytest.fixture(scope="module")
def server() -> Iterator[postgres.Running]:
    running = postgres.start_temporary(bindir=FOUND[0])
    yield running
    running.stop()


@pytest.fixture(scope="module")
def migrated(server: postgres.Running) -> dict[str, str]:
    """The environment of a process whose tests use this server; its template is migrated as conftest.py would do it."""
    with psycopg.connect(server.owner_dsn, autocommit=True) as owner:
        owner.execute(f"CREATE DATABASE {TEMPLATE}")
    template = renamed(server.owner_dsn, TEMPLATE)
    run("-m", "django", "migrate", "--verbosity", "0", "--skip-checks", DATABASE_URL=template, BOLE_DB_POOL="0")
    return {"BOLE_TEST_OWNER": server.owner_dsn, "BOLE_TEST_APP": server.app_dsn, "DATABASE_URL": template}


def run(*words: str, **given: str) -> "subprocess.CompletedProcess[str]":
    """Python with the product, outside this run's own database and workers."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("BOLE_TEST_", "PYTEST_", "DATABASE_"))
    }
    kept |= {"PYTHONPATH": str(ROOT / "src"), "DJANGO_SETTINGS_MODULE": "bole.config.settings"}
    done = subprocess.run(
        [sys.executable, *words], env=kept | given, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    return done


def renamed(dsn: str, database: str) -> str:
    head, _, query = dsn.partition("?")
    return f"{head.rpartition('/')[0]}/{database}?{query}"


def test_it_is_the_version_we_promise(server):
    with psycopg.connect(server.app_dsn) as app:
        assert app.info.server_version // 10000 == 15


def test_every_migration_runs_and_leaves_nothing_to_do(migrated):
    run("-m", "django", "migrate", "--check", "--skip-checks", BOLE_DB_POOL="0", DATABASE_URL=migrated["DATABASE_URL"])


def test_tenants_are_as_apart_as_on_the_embedded_server(migrated):
    done = run("-m", "pytest", CONTRACT, "-q", "-p", "no:cacheprovider", **migrated)

    assert " passed" in done.stdout
    assert "skipped" not in done.stdout

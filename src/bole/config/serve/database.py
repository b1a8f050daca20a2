"""Which database a command talks to: the operator's (DATABASE_URL), or the embedded one of the home folder."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bole.config import environment
from bole.config.serve import faults
from bole.core import postgres
from bole.core.postgres import Running


def external() -> bool:
    """Whether the operator brings a database."""
    return bool(environment.text("DATABASE_URL"))


@contextmanager
def available(home: Path) -> Iterator[Running | None]:
    """Set the addresses in our environment for the length of the block. Yields the embedded server, if it is that.

    The embedded server is joined where it runs, else started and stopped again at the end.
    """
    if external():
        yield None
        return
    running = postgres.start(home)
    before = dict(os.environ)
    os.environ.update(addresses(running))
    try:
        yield running
    finally:
        for name in addresses(running):
            if name in before:
                os.environ[name] = before[name]
            else:
                os.environ.pop(name, None)
        running.stop()


def addresses(running: Running) -> dict[str, str]:
    """The variables that Django's settings read."""
    return {
        "DATABASE_URL": running.app_dsn,
        "DATABASE_OWNER_URL": running.owner_dsn,
        "DATABASE_DIRECT_URL": running.app_dsn,
    }


def owner_url(what: str) -> str:
    """The address of the role that owns the tables. Raises OwnerMissing; ``what`` names the command that asks."""
    url = environment.text("DATABASE_OWNER_URL")
    if not url:
        raise faults.OwnerMissing(what=what)
    return url


def as_owner(env: Mapping[str, str], what: str) -> dict[str, str]:
    """An environment in which Django itself speaks as the owner; for migrations."""
    rest = {name: value for name, value in env.items() if name != "DATABASE_URL_FILE"}
    return {**rest, "DATABASE_URL": owner_url(what), "BOLE_DB_POOL": "0"}

"""The cluster inside a site: made once, its door, its roles.

The door. The server listens on no port, only on a socket in a folder that its own user alone (and root) may enter.
Inside it asks the kernel who is calling (``peer``): the user who runs Bole and root may come in, as any of the three
roles; nobody else may, not even another program of the server's own user. So there is no password to keep or leak.

The roles. ``postgres`` is used by this package alone. ``bole_owner`` owns the database and its tables: it migrates and
dumps. ``bole_app`` serves: it owns nothing, and row-level security binds it.
"""

import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg import sql

from bole.core.postgres import accounts, faults, places
from bole.core.postgres.places import Site

DATABASE = "bole"
ADMIN, OWNER, APP = "postgres", "bole_owner", "bole_app"
UNPRIVILEGED = "NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
FIRST_WITH_BUILTIN_LOCALE = 17

FAST = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")
ALWAYS = (
    "listen_addresses=",
    "unix_socket_permissions=0700",
    "port=5432",
    "timezone=UTC",
    "log_timezone=UTC",
    # A failing statement and its details hold people's names and numbers; they do not belong in a log file.
    "log_min_error_statement=panic",
    "log_error_verbosity=terse",
)


def dsn(role: str, sockets: Path, database: str = DATABASE) -> str:
    """The address of a role in this cluster, as libpq reads it."""
    return f"postgresql://{role}@/{database}?host={quote(str(sockets), safe='')}"


def initialise(site: Site, *, fast: bool) -> None:
    """Make the data folder if there is none; it gets its name when it is whole. Raises OtherVersion, StartFailed."""
    if site.data.exists():
        found = (site.data / "PG_VERSION").read_text(encoding="ascii").strip()
        if found != str(site.binaries.major):
            raise faults.OtherVersion(path=site.data, found=found, ours=site.binaries.version)
        places.own_data(site)
        return
    fresh = site.area / "data.new"
    _empty(fresh)
    places.own(site, fresh)
    builtin = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
    locale = builtin if site.binaries.major >= FIRST_WITH_BUILTIN_LOCALE else ("--locale=C.UTF-8",)
    command = [
        site.binaries.bindir / "initdb",
        "-D",
        fresh,
        "-U",
        ADMIN,
        "-E",
        "UTF8",
        *locale,
    ]
    command += [
        "--data-checksums",
        "--auth-local=peer",
        "--auth-host=reject",
        *(("--no-sync",) if fast else ()),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, **site.account.popen())
    if done.returncode:
        raise faults.StartFailed(tail=(done.stderr or done.stdout).strip(), log=site.log)
    fresh.rename(site.data)
    places.settle_names(site.area)


def _empty(folder: Path) -> None:
    """Remove what an initdb that was cut off has left."""
    if folder.exists():
        for path in sorted(folder.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
        folder.rmdir()


def arguments(site: Site, sockets: Path, *, fast: bool) -> list[str]:
    """The server's command line. Also writes who may come in, afresh at each start."""
    who = dict.fromkeys([accounts.me(), "root"])
    hba = places.write_conf(site, "hba", f"local all all peer map={DATABASE}\n")
    lines = [f'{DATABASE} "{name}" {role}\n' for name in who for role in (ADMIN, OWNER, APP)]
    ident = places.write_conf(site, "ident", "".join(lines))
    settings = [
        *ALWAYS,
        f"unix_socket_directories={sockets}",
        f"hba_file={hba}",
        f"ident_file={ident}",
    ]
    settings += FAST if fast else ()
    return [
        str(site.binaries.bindir / "postgres"),
        "-D",
        str(site.data),
        *(f"-c{setting}" for setting in settings),
    ]


def ask(sockets: Path, question: str, *, timeout_s: int = 5) -> Any:
    """One value from the running server, asked as its administrator. Raises psycopg.OperationalError."""
    with psycopg.connect(dsn(ADMIN, sockets, "postgres"), autocommit=True, connect_timeout=timeout_s) as connection:
        row = connection.execute(question.encode()).fetchone()
    return row[0] if row else None


def prepare(sockets: Path, *, may_create_databases: bool) -> None:
    """Make the roles and the database, or put them right: at each start, so one that was cut off is completed."""
    with psycopg.connect(dsn(ADMIN, sockets, "postgres"), autocommit=True) as connection:
        for role in (OWNER, APP):
            name = sql.Identifier(role)
            if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone() is None:
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(name))
            connection.execute(sql.SQL("ALTER ROLE {} LOGIN " + UNPRIVILEGED).format(name))
        if may_create_databases:
            connection.execute(sql.SQL("ALTER ROLE {} CREATEDB").format(sql.Identifier(OWNER)))
        database, owner, app = (sql.Identifier(name) for name in (DATABASE, OWNER, APP))
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone() is None:
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, owner))
        connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
        connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, app))

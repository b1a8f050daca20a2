"""pg_dump and pg_restore: where they are and how they are run, without a password on any command line."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO

import psycopg
from psycopg import conninfo, sql

from bole.config.serve import faults
from bole.config.serve.archive import PIECE, Hashing
from bole.core.postgres import Running, binaries
from bole.core.postgres.faults import NoBinaries

LAST_WORDS = 2000  # bytes of a failing tool's complaint


def program(name: str, running: Running | None) -> Path:
    """The tool beside the running server; for a server elsewhere the wheel's, else the system's."""
    if running is not None:
        return running.bindir / name
    try:
        return binaries.carried() / name
    except NoBinaries:
        found = shutil.which(name)
        if found is None:
            raise faults.ToolFailed(tool=name, why="not installed") from None
        return Path(found)


def dump(tool: Path, dsn: str, snapshot: str, out: Hashing) -> None:
    """Stream `pg_dump` of one snapshot into ``out``. Raises ToolFailed."""
    shown, env = _connection(dsn)
    command = [str(tool), "--format=custom", f"--snapshot={snapshot}", f"--dbname={shown}"]
    with (
        tempfile.TemporaryFile() as complaints,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=complaints, env=env) as process,
    ):
        assert process.stdout is not None
        while piece := process.stdout.read(PIECE):
            out.write(piece)
        _judge(tool, complaints, process.wait())


def load(tool: Path, dsn: str, source: Path, *, options: Sequence[str]) -> None:
    """`pg_restore` all of it or nothing. Raises ToolFailed."""
    shown, env = _connection(dsn)
    command = [str(tool), "--single-transaction", "--exit-on-error", *options, f"--dbname={shown}", str(source)]
    with tempfile.TemporaryFile() as complaints:
        code = subprocess.run(command, stderr=complaints, env=env, check=False).returncode
        _judge(tool, complaints, code)


def _judge(tool: Path, complaints: IO[bytes], code: int) -> None:
    complaints.seek(0)
    words = complaints.read().decode(errors="replace").strip()
    if code:
        raise faults.ToolFailed(tool=tool.name, why=words[-LAST_WORDS:] or f"exit code {code}")


def _connection(dsn: str) -> tuple[str, dict[str, str]]:
    """The address without its password (a command line is public), and an environment that holds it."""
    parts = conninfo.conninfo_to_dict(dsn)
    password = parts.pop("password", None)
    env = {name: value for name, value in os.environ.items() if not name.startswith(("BOLE_", "DATABASE_"))}
    if password:
        env["PGPASSWORD"] = str(password)
    return conninfo.make_conninfo(**parts), env  # type: ignore[arg-type]


def row_counts(connection: "psycopg.Connection[tuple[object, ...]]") -> dict[str, int]:
    """Rows of every table that is not the server's own, by ``schema.table``; inside the caller's snapshot."""
    tables = connection.execute(
        "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE c.relkind = 'r' AND n.nspname NOT IN ('information_schema') AND n.nspname NOT LIKE 'pg\\_%'"
        " ORDER BY 1, 2"
    ).fetchall()
    counts = {}
    for schema, table in tables:
        query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(str(schema), str(table)))
        row = connection.execute(query).fetchone()
        counts[f"{schema}.{table}"] = int(str(row[0])) if row else 0
    return counts

"""`bole restore`: a backup into an empty folder, every hash compared, all of it or nothing."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from bole.config.serve import archive, backup, database, faults, tools
from bole.core import postgres
from bole.core.postgres import Running
from bole.core.postgres.faults import shell_speaks_chinese

EN = (
    "Restored into {home}: {rows} rows in {tables} tables, {files} media files, all as they were on {made_at}.\n"
    "Serve it with: BOLE_HOME={home} bole serve"
)
ZH = "已恢复到 {home}：{tables} 张表共 {rows} 行，{files} 个媒体文件，与 {made_at} 时一致。\n启动：BOLE_HOME={home} bole serve"


@dataclass(frozen=True)
class Restored:
    """What was brought back."""

    home: Path
    rows: int
    tables: int
    files: int
    made_at: str

    def words(self) -> str:
        """For the person at the shell."""
        return (ZH if shell_speaks_chinese() else EN).format(**vars(self))


def bring_back(*, path: Path, keys: Path, into: Path) -> Restored:
    """Restore the backup ``path`` with its ``keys`` into the empty or new folder ``into``.

    The database becomes the folder's embedded one; where DATABASE_URL is set it goes into that one, which must be
    empty. Raises NotEmpty, NotABackup, Damaged, WrongKeys, DatabaseNotEmpty, RowsDiffer, ToolFailed; then the folder is
    as empty as it was.
    """
    path, keys, into = path.absolute(), keys.absolute(), into.absolute()
    if into.exists() and (not into.is_dir() or any(into.iterdir())):
        raise faults.NotEmpty(path=into)
    manifest = backup.read_manifest(path)
    files = _verify(path, keys, manifest)
    with _emptied_on_failure(into), _target(into) as (running, dsn):
        _refuse_full_database(dsn)
        archive.unpack(path / backup.MEDIA, into / "media", files)
        archive.unpack(keys, into / "keys", None)
        options = () if running is not None else ("--no-owner",)
        tools.load(tools.program("pg_restore", running), dsn, path / backup.DATABASE, options=options)
        _compare_rows(dsn, manifest["database"]["rows"])
        archive.settle_folder(into)
    rows = manifest["database"]["rows"]
    return Restored(into, sum(rows.values()), len(rows), len(files), manifest["made_at"])


def _verify(path: Path, keys: Path, manifest: dict[str, Any]) -> dict[str, str]:
    """Compare every hash before anything is written. Returns the media files with theirs."""
    try:
        for part in ("database", "media", "listing"):
            name = {"database": backup.DATABASE, "media": backup.MEDIA, "listing": backup.LISTING}[part]
            if archive.sha256_of(path / name) != manifest[part]["sha256"]:
                raise faults.Damaged(name=name)
        if archive.sha256_of(keys) != manifest["keys"]["sha256"]:
            raise faults.WrongKeys(path=keys)
        return archive.read_listing((path / backup.LISTING).read_text(encoding="utf-8"))
    except OSError as error:
        raise faults.NoSuchFile(path=error.filename) from error
    except (KeyError, TypeError, ValueError) as error:
        raise faults.NotABackup(path=path, why=error) from error


@contextmanager
def _target(into: Path) -> Iterator[tuple[Running | None, str]]:
    """The database to restore into, and the address of the role that may."""
    if database.external():
        into.mkdir(parents=True, exist_ok=True, mode=0o700)
        yield None, database.owner_url("restore")
        return
    running = postgres.start(into)
    try:
        yield running, running.admin_dsn
    finally:
        running.stop()


@contextmanager
def _emptied_on_failure(into: Path) -> Iterator[None]:
    """The folder was empty: whatever is in it when something fails is ours to remove, its database included."""
    existed = into.exists()
    try:
        yield
    except BaseException:
        pointer = into / "pg" / "elsewhere"
        if pointer.exists():
            shutil.rmtree(pointer.read_text(encoding="utf-8").strip(), ignore_errors=True)
        for entry in list(os.scandir(into)) if into.is_dir() else ():
            shutil.rmtree(entry.path) if entry.is_dir(follow_symlinks=False) else Path(entry.path).unlink()
        if not existed and into.is_dir():
            into.rmdir()
        raise


def _refuse_full_database(dsn: str) -> None:
    with psycopg.connect(dsn) as connection:
        tables = len(tools.row_counts(connection))
    if tables:
        raise faults.DatabaseNotEmpty(tables=tables)


def _compare_rows(dsn: str, expected: dict[str, int]) -> None:
    with psycopg.connect(dsn) as connection:
        found = tools.row_counts(connection)
    for table in sorted({*expected, *found}):
        if found.get(table) != expected.get(table):
            raise faults.RowsDiffer(table=table, found=found.get(table), expected=expected.get(table))

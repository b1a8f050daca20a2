"""`bole backup`: the database, the media, and apart from both the keys that open them.

Order matters while people go on working. The database is read first, in one snapshot; then the media: every file the
snapshot speaks of is there, unless its person was erased meanwhile, and then it should be gone. The keys come last, for
the same reason. A backup gets its name only when all of it is on the disk.
"""

import contextlib
import json
import os
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import IsolationLevel

import bole
from bole.config import environment
from bole.config.serve import archive, database, faults, tools
from bole.core.postgres import Running
from bole.core.postgres.faults import shell_speaks_chinese

FORMAT = 1
MANIFEST, DATABASE, MEDIA, LISTING = "manifest.json", "database.dump", "media.tar", "media.sha256"
EN = (
    "Backup: {path} ({rows} rows in {tables} tables, {files} media files)\n"
    "Keys:   {keys}\n"
    "The backup cannot be read without its keys. Keep them in another place."
)
ZH = (
    "备份：{path}（{tables} 张表共 {rows} 行，{files} 个媒体文件）\n"
    "密钥：{keys}\n"
    "没有密钥无法读取备份。请把密钥另存到别处。"
)


@dataclass(frozen=True)
class Made:
    """A finished backup."""

    path: Path
    keys: Path
    rows: int
    tables: int
    files: int

    def words(self) -> str:
        """For the person at the shell."""
        return (ZH if shell_speaks_chinese() else EN).format(**vars(self))


def make(*, home: Path, path: Path | None, keys: Path | None, running: Running | None, at: datetime) -> Made:
    """Write a backup into the new folder ``path`` and its keys into the new file ``keys``.

    ``running`` is the embedded server, or None where DATABASE_OWNER_URL names another. ``at`` (aware) is written down.
    Raises Exists, KeysInside, ChangedWhileRead, OddFile, ToolFailed, OwnerMissing; then neither of the two is there.
    """
    path = (path or home / "backups" / f"{at:%Y%m%dT%H%M%SZ}").absolute()
    keys = (keys or path.with_name(f"{path.name}.keys.tar")).absolute()
    if keys.is_relative_to(path):
        raise faults.KeysInside(path=path)
    for target in (path, keys):
        if target.exists() or target.is_symlink():
            raise faults.Exists(path=target)
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder, keys_aside = _aside(path), _aside(keys)
    folder.mkdir(mode=0o700)
    try:
        manifest = _fill(folder, keys_aside, home=home, running=running, at=at)
        # The keys first: where the folder has its name, its keys are there too.
        os.link(keys_aside, keys)
        archive.settle_folder(keys.parent)
        try:
            folder.rename(path)
        except OSError:
            keys.unlink()
            raise
        archive.settle_folder(path.parent)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        keys_aside.unlink(missing_ok=True)
    rows = manifest["database"]["rows"]
    return Made(path, keys, sum(rows.values()), len(rows), manifest["media"]["files"])


def _aside(target: Path) -> Path:
    return target.with_name(f".{target.name}.{os.getpid()}.partial")


def _fill(folder: Path, keys: Path, *, home: Path, running: Running | None, at: datetime) -> dict[str, Any]:
    manifest: dict[str, Any] = {
        "bole_backup": FORMAT,
        "version": bole.__version__,
        "made_at": at.isoformat(timespec="seconds"),
    }
    manifest |= _dump(folder, running)
    media = archive.pack(folder_of("media", home), folder / MEDIA)
    with archive.create_private(folder / LISTING) as out:
        out.write(archive.listing(media.files).encode())
        archive.settle(out)
    manifest["media"] = {"file": MEDIA, "size": media.size, "sha256": media.sha256, "files": len(media.files)}
    manifest["listing"] = {"file": LISTING, "sha256": archive.sha256_of(folder / LISTING)}
    packed = archive.pack(folder_of("keys", home), keys)
    manifest["keys"] = {"size": packed.size, "sha256": packed.sha256, "files": len(packed.files)}
    with archive.create_private(folder / MANIFEST) as out:
        out.write(json.dumps(manifest, indent=1, ensure_ascii=False).encode() + b"\n")
        archive.settle(out)
    archive.settle_folder(folder)
    return manifest


def _dump(folder: Path, running: Running | None) -> dict[str, Any]:
    """The database in one snapshot, and how many rows each table has in it."""
    dsn = running.owner_dsn if running is not None else database.owner_url("backup")
    with psycopg.connect(dsn) as connection, archive.create_private(folder / DATABASE) as raw:
        connection.isolation_level, connection.read_only = IsolationLevel.REPEATABLE_READ, True
        row = connection.execute("SELECT pg_export_snapshot(), current_setting('server_version')").fetchone()
        assert row is not None
        rows = tools.row_counts(connection)
        out = archive.Hashing(raw)
        tools.dump(tools.program("pg_dump", running), dsn, row[0], out)
        archive.settle(raw)
    return {
        "postgres": row[1],
        "database": {"file": DATABASE, "size": out.size, "sha256": out.sha256, "rows": rows},
    }


def folder_of(name: str, home: Path) -> Path:
    """Where the settings keep ``media`` or ``keys``."""
    return Path(environment.text(f"BOLE_{name.upper()}_DIR") or home / name)


def read_manifest(path: Path) -> dict[str, Any]:
    """The manifest of a backup, if this version can read it. Raises NotABackup."""
    try:
        manifest = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
        with contextlib.suppress(TypeError, AttributeError):
            if manifest.get("bole_backup") == FORMAT:
                return dict(manifest)
    except (OSError, ValueError) as error:
        raise faults.NotABackup(path=path, why=error) from error
    raise faults.NotABackup(path=path, why=f"{MANIFEST} is of another format")

"""A backup brought back into an empty folder is the same, row by row and byte by byte; anything else is refused."""

import hashlib
import json
import os
import shutil
import tarfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from bole.config.serve import archive, backup, faults, restore
from bole.config.serve.backup import Made
from bole.core import postgres

AT = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
TENANTS = ("11111111-1111-7111-8111-111111111111", "22222222-2222-7222-8222-222222222222")

SCHEMA = f"""
CREATE TABLE answer (id uuid PRIMARY KEY, tenant_id uuid NOT NULL, words text, at timestamptz, sealed bytea);
ALTER TABLE answer ENABLE ROW LEVEL SECURITY;
CREATE POLICY bole_tenant ON answer USING (tenant_id = nullif(current_setting('bole.tenant', true), '')::uuid);
CREATE FUNCTION due() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM answer';
CREATE TABLE move (n bigint GENERATED ALWAYS AS IDENTITY, reason text);
GRANT USAGE ON SCHEMA public TO bole_app;
GRANT SELECT ON answer TO bole_app;
INSERT INTO answer SELECT gen_random_uuid(), ('{{{",".join(TENANTS)}}}'::uuid[])[1 + n % 2], '回答 ' || n, now(),
    decode(md5(n::text), 'hex') FROM generate_series(1, 500) n;
INSERT INTO move (reason) SELECT 'reason ' || n FROM generate_series(1, 30) n;
"""


def fingerprint(dsn: str) -> list[tuple[object, ...]]:
    """Every row of every table in one hash each, as the owner sees them."""
    with psycopg.connect(dsn) as connection:
        return [
            connection.execute(
                f"SELECT '{t}', count(*), md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {t} t"
            ).fetchone()
            for t in ("answer", "move")
        ]


def hashes(folder: Path) -> dict[str, str]:
    names = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    shown = (name for name in names if not any(part.startswith(".") for part in name.parts))
    return {str(name): hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in shown}


def everything(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[postgres.Running]:
    """A home with rows, recordings and keys, being served."""
    running = postgres.start_temporary()
    home = running.home
    with psycopg.connect(running.owner_dsn) as connection:
        connection.execute(SCHEMA)
    for number in range(5):
        file = home / "media" / f"{number % 2}" / f"recording-{number}.bin"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(os.urandom(100_000 * number))  # one of them empty, one longer than a buffer
    (home / "media" / ".tmp").mkdir()
    (home / "media" / ".tmp" / "half").write_bytes(b"not yet a recording")
    (home / "keys" / "subjects" / "ab").mkdir(parents=True)
    (home / "keys" / "master.kek").write_bytes(os.urandom(32))
    (home / "keys" / "subjects" / "ab" / "one.key").write_bytes(os.urandom(60))
    yield running
    running.stop()


@pytest.fixture
def make(house: postgres.Running, tmp_path: Path) -> Callable[..., Made]:
    def run(path: Path | None = None, keys: Path | None = None) -> Made:
        path = path or tmp_path / "kept" / "backup"
        keys = keys or tmp_path / "safe" / "keys.tar"
        return backup.make(home=house.home, path=path, keys=keys, running=house, at=AT)

    return run


def test_a_restore_into_an_empty_folder_brings_back_every_row_and_every_file(
    house: postgres.Running, make: Callable[..., Made], new_home: Path
) -> None:
    made = make()
    restored = restore.bring_back(path=made.path, keys=made.keys, into=new_home)

    assert (restored.rows, restored.tables, restored.files) == (530, 2, 5)
    assert hashes(new_home / "media") == hashes(house.home / "media")
    assert hashes(new_home / "keys") == hashes(house.home / "keys")
    running = postgres.start(new_home)
    try:
        assert fingerprint(running.owner_dsn) == fingerprint(house.owner_dsn)
        with psycopg.connect(running.app_dsn) as connection:
            # Row-level security, grants and owners came back with the rows.
            assert connection.execute("SELECT count(*) FROM answer").fetchone() == (0,)
            connection.execute("SELECT set_config('bole.tenant', %s, true)", [TENANTS[0]])
            assert connection.execute("SELECT count(*) FROM answer").fetchone() == (250,)
            assert connection.execute("SELECT due()").fetchone() == (500,)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("SELECT count(*) FROM move")
        with psycopg.connect(running.owner_dsn) as connection:
            connection.execute("INSERT INTO move (reason) VALUES ('after')")
            assert connection.execute("SELECT max(n) FROM move").fetchone() == (31,)
    finally:
        running.stop()


def test_a_stolen_backup_holds_no_key_and_nobody_else_may_read_it(
    house: postgres.Running, make: Callable[..., Made]
) -> None:
    made = make()
    keys = [path.read_bytes() for path in (house.home / "keys").rglob("*") if path.is_file()]

    assert everything(made.path) == ["database.dump", "manifest.json", "media.sha256", "media.tar"]
    assert [key for key in keys for file in made.path.iterdir() if key in file.read_bytes()] == []
    assert all(key in made.keys.read_bytes() for key in keys)
    assert {p.stat().st_mode & 0o777 for p in (*made.path.iterdir(), made.keys)} == {0o600}
    assert made.path.stat().st_mode & 0o777 == 0o700


def test_the_manifest_says_what_is_in_it(house: postgres.Running, make: Callable[..., Made]) -> None:
    made = make()
    manifest = json.loads((made.path / "manifest.json").read_text())

    assert manifest["made_at"] == "2026-11-24T01:00:00+00:00"
    assert manifest["postgres"] == house.version
    assert manifest["database"]["rows"] == {"public.answer": 500, "public.move": 30}
    assert manifest["database"]["sha256"] == archive.sha256_of(made.path / "database.dump")
    assert manifest["keys"]["sha256"] == archive.sha256_of(made.keys)
    listed = archive.read_listing((made.path / "media.sha256").read_text())
    assert listed == hashes(house.home / "media")  # the unfinished write is not among them


def test_by_default_it_is_named_after_its_time(house: postgres.Running) -> None:
    made = backup.make(home=house.home, path=None, keys=None, running=house, at=AT)

    assert made.path == house.home / "backups" / "20261124T010000Z"
    assert made.keys == house.home / "backups" / "20261124T010000Z.keys.tar"
    shutil.rmtree(house.home / "backups")


def test_nothing_is_ever_written_over(make: Callable[..., Made], tmp_path: Path) -> None:
    made = make()
    before = hashes(tmp_path)

    with pytest.raises(faults.Exists):
        make()
    with pytest.raises(faults.Exists):
        make(path=tmp_path / "other", keys=made.keys)
    with pytest.raises(faults.KeysInside):
        make(path=tmp_path / "other", keys=tmp_path / "other" / "keys.tar")
    assert hashes(tmp_path) == before
    assert not (tmp_path / "other").exists()


def test_a_backup_that_fails_leaves_nothing(house: postgres.Running, make: Callable[..., Made], tmp_path: Path) -> None:
    link = house.home / "media" / "link"
    link.symlink_to("/etc/hostname")
    try:
        with pytest.raises(faults.OddFile):
            make()
    finally:
        link.unlink()
    assert [path for path in everything(tmp_path) if path not in {"kept", "safe"}] == []


def test_only_an_empty_folder_is_restored_into(make: Callable[..., Made], new_home: Path) -> None:
    made = make()
    new_home.mkdir()
    (new_home / "mine.txt").write_text("mine")

    with pytest.raises(faults.NotEmpty) as refused:
        restore.bring_back(path=made.path, keys=made.keys, into=new_home)
    assert str(refused.value).startswith(f"{new_home} is not empty.")
    with pytest.raises(faults.NotEmpty):
        restore.bring_back(path=made.path, keys=made.keys, into=new_home / "mine.txt")
    assert everything(new_home) == ["mine.txt"]


@pytest.mark.parametrize("name", ["database.dump", "media.tar", "media.sha256"])
def test_one_changed_byte_is_noticed_before_anything_is_written(
    make: Callable[..., Made], new_home: Path, name: str
) -> None:
    made = make()
    content = bytearray((made.path / name).read_bytes())
    content[len(content) // 2] ^= 1
    (made.path / name).write_bytes(content)

    with pytest.raises(faults.Damaged) as refused:
        restore.bring_back(path=made.path, keys=made.keys, into=new_home)
    assert refused.value.data == {"name": name}
    assert not new_home.exists()


def test_other_keys_and_what_is_no_backup_are_refused(
    make: Callable[..., Made], new_home: Path, tmp_path: Path
) -> None:
    made = make()
    other = make(path=tmp_path / "b2", keys=tmp_path / "k2.tar")
    (tmp_path / "k2.tar").write_bytes(b"not these")
    (tmp_path / "empty").mkdir()

    with pytest.raises(faults.WrongKeys):
        restore.bring_back(path=made.path, keys=other.keys, into=new_home)
    with pytest.raises(faults.NoSuchFile):
        restore.bring_back(path=made.path, keys=tmp_path / "none.tar", into=new_home)
    for text in ("", "[]", '{"bole_backup": 99}', '{"bole_backup": 1}'):
        (tmp_path / "empty" / "manifest.json").write_text(text)
        with pytest.raises((faults.NotABackup, faults.NoSuchFile)):
            restore.bring_back(path=tmp_path / "empty", keys=made.keys, into=new_home)
    assert not new_home.exists()


def test_a_restore_that_fails_half_way_leaves_the_folder_as_empty_as_it_was(
    make: Callable[..., Made], new_home: Path
) -> None:
    made = make()
    manifest = json.loads((made.path / "manifest.json").read_text())
    manifest["database"]["rows"]["public.answer"] = 501
    (made.path / "manifest.json").write_text(json.dumps(manifest))
    new_home.mkdir()
    new_home.chmod(0o711)

    with pytest.raises(faults.RowsDiffer) as refused:
        restore.bring_back(path=made.path, keys=made.keys, into=new_home)
    assert refused.value.data == {"table": "public.answer", "found": 500, "expected": 501}
    assert everything(new_home) == []


@pytest.mark.parametrize("name", ["../outside", "/tmp/outside", "a/../../outside", ".hidden", "link"])
def test_an_archive_cannot_write_outside_its_folder(tmp_path: Path, name: str) -> None:
    crafted = tmp_path / "crafted.tar"
    with tarfile.open(crafted, "w") as tar:
        member = tarfile.TarInfo(name)
        if name == "link":
            member.type, member.linkname = tarfile.SYMTYPE, "/etc"
        tar.addfile(member)

    with pytest.raises(faults.Damaged):
        archive.unpack(crafted, tmp_path / "into", None)
    assert everything(tmp_path) == ["crafted.tar", "into"]


def test_a_file_that_is_missing_from_or_added_to_the_archive_is_noticed(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "one").write_text("1")
    (source / "two").write_text("2")
    packed = archive.pack(source, tmp_path / "packed.tar")

    for expected in ({**packed.files, "three": "0" * 64}, {"one": packed.files["one"]}):
        with pytest.raises(faults.Damaged):
            archive.unpack(tmp_path / "packed.tar", tmp_path / f"into-{len(expected)}", expected)
    assert archive.unpack(tmp_path / "packed.tar", tmp_path / "whole", packed.files) == 2


def test_a_file_that_shrinks_while_it_is_read_spoils_the_backup(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "one").write_bytes(b"x" * 1000)
    real = archive.Hashing.read
    monkeypatch.setattr(archive.Hashing, "read", lambda self, size=-1: real(self, size)[:10])

    with pytest.raises(faults.ChangedWhileRead):
        archive.pack(tmp_path / "source", tmp_path / "packed.tar")

"""A start as root, from places that the unprivileged server cannot enter; and as an ordinary user."""

import json
import os
import pwd
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from bole.core import postgres
from bole.core.postgres import accounts, binaries, faults
from tests.runner.conftest import AS_ROOT

Launch = Callable[..., postgres.Running]


def answer(running: postgres.Running) -> object:
    with psycopg.connect(running.app_dsn) as connection:
        return connection.execute("SELECT current_user::text").fetchone()[0]


def modes(*folders: Path) -> list[int]:
    return [stat.S_IMODE(folder.stat().st_mode) for folder in folders]


@AS_ROOT
def test_root_hands_the_server_to_an_ordinary_user(new_home: Path, launch: Launch) -> None:
    running = launch(new_home, fast=True)
    pid = int((running.data / "postmaster.pid").read_text().split()[0])

    assert running.data.stat().st_uid != 0
    assert Path(f"/proc/{pid}").stat().st_uid == running.data.stat().st_uid
    assert Path(f"/proc/{pid}/status").read_text().split("Groups:")[1].split("\n")[0].split() == []
    assert answer(running) == "bole_app"
    # What root writes lies where that user cannot put a link in the way.
    assert {
        path.stat().st_uid for path in (new_home / "pg" / "conf", new_home / "pg" / "log", new_home / "pg" / "lock")
    } == {0}


@AS_ROOT
def test_the_user_can_be_named_and_a_wrong_name_is_answered(
    new_home: Path, launch: Launch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOLE_PG_USER", "not-a-user-here")
    with pytest.raises(faults.NoAccount) as refused:
        launch(new_home, fast=True)
    assert "not-a-user-here" in str(refused.value)
    monkeypatch.setenv("BOLE_PG_USER", "nobody")
    running = launch(new_home, fast=True)
    assert running.data.stat().st_uid == pwd.getpwnam("nobody").pw_uid
    running.stop()

    monkeypatch.delenv("BOLE_PG_USER")  # data that exists keeps its user
    assert launch(new_home, fast=True).data.stat().st_uid == pwd.getpwnam("nobody").pw_uid


@AS_ROOT
def test_a_home_under_a_folder_only_root_may_enter_keeps_its_data_elsewhere(
    closed_folder: Path, outside: Path, launch: Launch
) -> None:
    home = closed_folder / "checkout" / "var"
    home.parent.mkdir(mode=0o755)
    first = launch(home, outside=outside)
    assert answer(first) == "bole_app"
    assert first.data.is_relative_to(outside)
    assert (home / "pg" / "elsewhere").read_text() == f"{first.data.parent}\n"
    with psycopg.connect(first.owner_dsn) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS n")
    assert postgres.attach(home, outside=outside).data == first.data
    first.stop()

    second = launch(home, outside=outside)
    with psycopg.connect(second.owner_dsn) as connection:
        assert connection.execute("SELECT n FROM kept").fetchall() == [(1,)]
    assert second.data == first.data
    assert modes(closed_folder, home.parent) == [0o700, 0o755]  # nothing was opened up


@AS_ROOT
def test_first_starts_at_once_in_such_a_home_choose_one_place(
    closed_folder: Path, outside: Path, python: Callable[..., "subprocess.Popen[str]"]
) -> None:
    code = """
        import sys, time
        from pathlib import Path
        from bole.core import postgres
        running = postgres.start(Path(sys.argv[1]), fast=True, outside=Path(sys.argv[2]))
        print(running.started_here, running.data, flush=True)
        time.sleep(600)
    """
    apps = [python(code, closed_folder / "home", outside) for _ in range(3)]
    answers = sorted(app.stdout.readline().split() for app in apps if app.stdout)
    area = (closed_folder / "home" / "pg" / "elsewhere").read_text().strip()

    assert answers == [["False", f"{area}/data"], ["False", f"{area}/data"], ["True", f"{area}/data"]]
    assert [str(path) for path in outside.iterdir()] == [area]


@AS_ROOT
def test_programs_under_a_folder_only_root_may_enter_are_copied_once(
    home: Path,
    closed_folder: Path,
    outside: Path,
    launch: Launch,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    packages = binaries.carried().parents[2]
    for name in (binaries.CARRIER, f"{binaries.CARRIER}.libs"):
        (closed_folder / name).symlink_to(packages / name)
    monkeypatch.syspath_prepend(closed_folder)
    first = launch(home, fast=True, outside=outside)

    assert first.bindir.is_relative_to(outside)
    assert answer(first) == "bole_app"
    copied = first.bindir / "postgres"
    inode = copied.stat().st_ino
    assert (copied.stat().st_uid, stat.S_IMODE(copied.stat().st_mode)) == (0, 0o755)
    first.stop()
    second = launch(home, fast=True, outside=outside)
    assert (second.bindir, copied.stat().st_ino) == (first.bindir, inode)
    assert [path.name for path in outside.iterdir()] == [second.bindir.parents[2].name]
    assert modes(closed_folder) == [0o700]


@AS_ROOT
def test_a_copied_home_does_not_share_the_database_and_a_moved_one_takes_it_along(
    closed_folder: Path, outside: Path, launch: Launch
) -> None:
    home, copy, moved = (closed_folder / name for name in ("home", "copy", "moved"))
    first = launch(home, fast=True, outside=outside)
    first.stop()
    (copy / "pg").mkdir(parents=True)
    (copy / "pg" / "elsewhere").write_text((home / "pg" / "elsewhere").read_text())

    with pytest.raises(faults.CopiedHome) as refused:
        launch(copy, fast=True, outside=outside)
    assert str(home) in str(refused.value)
    home.rename(moved)
    assert launch(moved, fast=True, outside=outside).data == first.data


@AS_ROOT
def test_data_that_is_missing_from_its_other_place_is_not_made_anew(
    closed_folder: Path, outside: Path, launch: Launch
) -> None:
    home = closed_folder / "home"
    (home / "pg").mkdir(parents=True)
    (home / "pg" / "elsewhere").write_text(f"{outside / 'gone'}\n")

    with pytest.raises(faults.AreaMissing):
        launch(home, outside=outside)
    assert not outside.exists()


@AS_ROOT
def test_data_that_root_copied_is_given_back_to_the_servers_user(home: Path, launch: Launch) -> None:
    running = launch(home, fast=True)
    running.stop()
    for path in [running.data, *running.data.rglob("*")]:
        os.chown(path, 0, 0)

    assert answer(launch(home, fast=True)) == "bole_app"
    assert running.data.stat().st_uid == accounts.choose(None).uid


def as_nobody(action: Callable[[], object]) -> object:
    """Run ``action`` in a child that has stepped down to `nobody`, and bring back what it returned or raised."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        outcome: object = "the child was cut off"
        try:
            entry = pwd.getpwnam("nobody")
            os.setgroups([])
            os.setgid(entry.pw_gid)
            os.setuid(entry.pw_uid)
            outcome = action()
        except (faults.Fault, OSError) as error:
            outcome = f"{type(error).__name__}: {error}"
        finally:
            os.write(writing, json.dumps(outcome).encode())
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        text = pipe.read()
    os.waitpid(pid, 0)
    return json.loads(text)


@AS_ROOT
def test_an_ordinary_user_starts_it_as_itself(open_folder: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    own = open_folder / "own"
    own.mkdir()
    os.chown(own, nobody.pw_uid, nobody.pw_gid)

    def work() -> object:
        running = postgres.start(own / "home", fast=True)
        try:
            return [answer(running), running.data.stat().st_uid]
        finally:
            running.stop()

    assert as_nobody(work) == ["bole_app", nobody.pw_uid]
    assert modes(own / "home", own / "home" / "pg") == [0o700, 0o700]


@AS_ROOT
def test_an_ordinary_user_is_told_whose_database_it_is_and_where_it_may_not_write(home: Path, launch: Launch) -> None:
    launch(home, fast=True).stop()

    told = as_nobody(lambda: postgres.start(home).app_dsn)
    closed = as_nobody(lambda: postgres.start(home.parent / "new").app_dsn)

    assert str(told).startswith("OtherOwner: The database in")
    assert str(closed).startswith("NotWritable: ")
    assert "BOLE_HOME" in str(closed)
    assert not (home.parent / "new").exists()

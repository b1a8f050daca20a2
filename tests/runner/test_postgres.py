"""The launcher against the real server: first start, attaching, the door, the roles, and every way to die."""

import os
import signal
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from bole.core import postgres
from bole.core.postgres import accounts, faults, places, processes
from tests.runner.conftest import AS_ROOT
from tests.runner.waiting import until

Launch = Callable[..., postgres.Running]
DEBIAN_15 = Path("/usr/lib/postgresql/15/bin")
ROWS = 1000

APP = """
    import sys, time
    from pathlib import Path
    from bole.core import postgres
    running = postgres.start(Path(sys.argv[1]))
    print("here" if running.started_here else "attached", flush=True)
    time.sleep(600)
"""


def one(dsn: str, question: str) -> object:
    with psycopg.connect(dsn, connect_timeout=5) as connection:
        row = connection.execute(question.encode()).fetchone()
    return row[0] if row else None


def confirm_rows(running: postgres.Running) -> None:
    """Rows whose commit was acknowledged, the last ones just before whatever comes next."""
    with psycopg.connect(running.owner_dsn, autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS kept")
        connection.execute("CREATE TABLE kept (n int PRIMARY KEY)")
        connection.execute("INSERT INTO kept SELECT generate_series(1, %s)", [ROWS - 1])
        connection.execute("INSERT INTO kept VALUES (%s)", [ROWS])


def kept(running: postgres.Running) -> object:
    return one(running.owner_dsn, "SELECT count(*) FROM kept")


def postmaster(running: postgres.Running) -> int:
    return int((running.data / "postmaster.pid").read_text().splitlines()[0])


def test_a_start_keeps_what_the_last_one_held(new_home: Path, launch: Launch) -> None:
    first = launch(new_home)
    confirm_rows(first)
    first.stop()
    second = launch(new_home)

    assert kept(second) == ROWS
    assert (first.started_here, second.started_here) == (True, True)
    assert one(second.app_dsn, "SHOW server_encoding") == "UTF8"
    assert one(second.app_dsn, "SHOW fsync") == "on"
    assert one(second.app_dsn, "SHOW data_checksums") == "on"


def test_the_roles_are_as_row_level_security_needs_them(home: Path, launch: Launch) -> None:
    running = launch(home, fast=True)
    flags = (
        "SELECT (rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication)::text"
        " FROM pg_roles WHERE rolname = current_user"
    )

    assert one(running.app_dsn, "SELECT current_user::text") == "bole_app"
    assert one(running.app_dsn, flags) == "(f,f,f,f,f)"
    assert one(running.owner_dsn, flags) == "(f,f,f,f,f)"
    assert (
        one(
            running.owner_dsn,
            "SELECT datdba::regrole::text FROM pg_database WHERE datname = 'bole'",
        )
        == "bole_owner"
    )
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        one(running.app_dsn, "CREATE TABLE mine (n int)")


def test_a_role_that_was_given_too_much_is_put_right_at_the_next_start(home: Path, launch: Launch) -> None:
    running = launch(home)
    with psycopg.connect(running.admin_dsn, autocommit=True) as connection:
        connection.execute("ALTER ROLE bole_app SUPERUSER BYPASSRLS")
    running.stop()

    assert (
        one(
            launch(home).app_dsn,
            "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = 'bole_app'",
        )
        is False
    )


def test_it_listens_on_no_port_and_its_folders_are_closed(home: Path, launch: Launch) -> None:
    running = launch(home, fast=True)

    assert one(running.app_dsn, "SHOW listen_addresses") == ""
    assert [path.stat().st_mode & 0o777 for path in (running.data, running.sockets)] == [0o700, 0o700]


@AS_ROOT
def test_neither_a_stranger_nor_the_servers_own_user_comes_in(home: Path, launch: Launch) -> None:
    running = launch(home, fast=True)
    server = accounts.choose(running.data)
    command = [
        running.bindir / "psql",
        "-h",
        running.sockets,
        "-U",
        "bole_app",
        "-c",
        "SELECT 1",
        "bole",
    ]

    own = subprocess.run(command, capture_output=True, text=True, check=False, **server.popen())
    stranger = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        user=65533,
        group=65533,
        cwd="/",
    )

    assert (own.returncode, "Peer authentication failed" in own.stderr) == (2, True)
    assert (stranger.returncode, "Permission denied" in stranger.stderr) == (2, True)


def test_personal_values_of_a_failing_statement_stay_out_of_the_log(home: Path, launch: Launch) -> None:
    running = launch(home, fast=True)
    with psycopg.connect(running.owner_dsn, autocommit=True) as connection:
        connection.execute("CREATE TABLE people (phone text UNIQUE)")
        connection.execute("INSERT INTO people VALUES ('13800138000')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO people VALUES ('13800138000')")
    running.stop()
    log = (home / "pg" / "log").read_text()

    assert "duplicate key value" in log
    assert "13800138000" not in log


def test_a_number_in_postmaster_pid_that_another_process_has_now_is_a_leftover(home: Path, launch: Launch) -> None:
    running = launch(home)
    confirm_rows(running)
    pid_file, lock_file = (
        running.data / "postmaster.pid",
        running.sockets / ".s.PGSQL.5432.lock",
    )
    texts = {path: path.read_text() for path in (pid_file, lock_file)}
    running.stop()
    # Of the same user: Postgres itself takes a number it may not signal for a stale one, and this one for a server.
    account = accounts.choose(running.data)
    other = subprocess.Popen(["/bin/sleep", "600"], **account.popen())
    for path, text in texts.items():
        path.write_text("\n".join([str(other.pid), *text.split("\n")[1:]]))
        account.give(path)
    try:
        assert kept(launch(home)) == ROWS
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_a_killed_postmaster_that_is_still_a_zombie_does_not_stop_the_next_start(home: Path, launch: Launch) -> None:
    running = launch(home)
    confirm_rows(running)
    pid = postmaster(running)
    os.kill(pid, signal.SIGKILL)
    until(lambda: not _alive(pid))
    found = processes.look(pid)

    assert found is not None
    assert found.state == "Z"
    again = launch(home)
    assert kept(again) == ROWS
    assert again.started_here
    assert postmaster(again) != pid


def test_kill_9_of_the_app_takes_postgres_along_and_loses_nothing(home: Path, launch: Launch, python: Launch) -> None:
    app = python(APP, home)
    assert app.stdout.readline() == "here\n"
    attached = postgres.attach(home)
    confirm_rows(attached)
    pid = postmaster(attached)
    assert not attached.started_here

    app.kill()
    until(lambda: not _alive(pid), seconds=5)

    assert kept(launch(home)) == ROWS


def test_a_start_at_the_very_moment_of_the_apps_death_never_joins_the_dying_server(
    home: Path, launch: Launch, python: Launch
) -> None:
    app = python(APP, home)
    assert app.stdout.readline() == "here\n"
    confirm_rows(postgres.attach(home))
    app.kill()
    again = launch(home)

    assert again.started_here
    assert kept(again) == ROWS


def test_of_processes_that_start_together_one_serves_and_the_others_attach(new_home: Path, python: Launch) -> None:
    apps = [python(APP, new_home) for _ in range(3)]

    assert sorted(app.stdout.readline() for app in apps) == [
        "attached\n",
        "attached\n",
        "here\n",
    ]
    assert one(postgres.attach(new_home).app_dsn, "SELECT 1") == 1


def test_stopping_an_attached_server_leaves_it_to_its_starter(home: Path, launch: Launch) -> None:
    running = launch(home, fast=True)
    launch(home, fast=True).stop()
    postgres.attach(home).stop()

    assert one(running.app_dsn, "SELECT 1") == 1


def test_attaching_where_nothing_runs_says_so_and_makes_nothing(new_home: Path, launch: Launch) -> None:
    with pytest.raises(faults.NotRunning) as refused:
        postgres.attach(new_home)
    assert "bole serve" in str(refused.value)
    assert not new_home.exists()
    launch(new_home, fast=True).stop()
    with pytest.raises(faults.NotRunning):
        postgres.attach(new_home)


def test_a_path_too_long_for_a_socket_gets_a_short_one_that_is_found_again(open_folder: Path, launch: Launch) -> None:
    home = open_folder / ("long" * 25) / "home"
    home.parent.mkdir()
    home.parent.chmod(0o711)
    first = launch(home, fast=True)

    assert len(os.fsencode(first.sockets / places.SOCKET_NAME)) < places.LONGEST_SOCKET_PATH
    assert first.sockets.stat().st_mode & 0o777 == 0o700
    assert one(postgres.attach(home).app_dsn, "SELECT 1") == 1
    first.stop()
    second = launch(home, fast=True)
    assert second.sockets == first.sockets
    second.stop()
    first.sockets.rmdir()  # a reboot empties /run and /tmp
    third = launch(home, fast=True)
    assert one(third.app_dsn, "SELECT 1") == 1
    third.stop()
    third.sockets.rmdir()


def test_an_initdb_that_was_cut_off_is_begun_again(new_home: Path, launch: Launch) -> None:
    (new_home / "pg" / "data.new" / "base").mkdir(parents=True)
    (new_home / "pg" / "data.new" / "PG_VERSION").write_text("18\n")
    for folder in (new_home, new_home / "pg"):
        folder.chmod(0o711)

    assert one(launch(new_home, fast=True).app_dsn, "SELECT 1") == 1
    assert not (new_home / "pg" / "data.new").exists()


def test_a_server_that_cannot_start_says_its_last_words(new_home: Path, launch: Launch) -> None:
    running = launch(new_home, fast=True)
    running.stop()
    (running.data / "global" / "pg_control").unlink()

    with pytest.raises(faults.StartFailed) as refused:
        launch(new_home, fast=True)
    assert "pg_control" in str(refused.value)


def test_a_server_that_somebody_else_started_on_the_data_is_left_alone(home: Path, launch: Launch) -> None:
    running = launch(home, fast=True)
    running.stop()
    account = accounts.choose(running.data)
    command = [
        running.bindir / "postgres",
        "-D",
        running.data,
        "-clisten_addresses=",
        f"-k{running.sockets}",
    ]
    other = subprocess.Popen(command, stderr=subprocess.DEVNULL, **account.popen())
    try:
        pid_file = running.data / "postmaster.pid"
        # The file is there a moment before its first line is.
        until(lambda: pid_file.exists() and pid_file.read_text().startswith(f"{other.pid}\n"))
        with pytest.raises(faults.ForeignServer) as refused:
            launch(home, fast=True)
        assert str(other.pid) in str(refused.value)
        assert pid_file.read_text().splitlines()[0] == str(other.pid)
        assert other.poll() is None
    finally:
        other.send_signal(signal.SIGINT)
        other.wait()


def test_it_is_started_from_the_main_thread_only(new_home: Path) -> None:
    refusals: list[BaseException] = []

    def try_it() -> None:
        try:
            postgres.start(new_home)
        except RuntimeError as error:
            refusals.append(error)

    thread = threading.Thread(target=try_it)
    thread.start()
    thread.join()

    assert len(refusals) == 1
    assert not new_home.exists()


def test_a_temporary_database_may_be_cloned_and_leaves_nothing() -> None:
    running = postgres.start_temporary()
    with psycopg.connect(running.owner_dsn, autocommit=True) as connection:
        connection.execute("CREATE DATABASE copy TEMPLATE bole")
    assert one(running.owner_dsn, "SHOW fsync") == "off"
    running.stop()

    assert not running.home.exists()


@pytest.mark.skipif(not DEBIAN_15.exists(), reason="no Postgres 15 on this machine")
def test_a_postgres_15_can_be_driven_and_its_data_is_not_given_to_18(new_home: Path, launch: Launch) -> None:
    running = launch(new_home, bindir=DEBIAN_15, fast=True)
    assert str(one(running.app_dsn, "SHOW server_version")).startswith("15.")
    assert one(running.app_dsn, "SELECT upper('é')") == "É"
    running.stop()

    with pytest.raises(faults.OtherVersion) as refused:
        launch(new_home)
    assert "Postgres 15" in str(refused.value)
    assert (running.data / "PG_VERSION").read_text() == "15\n"


def test_faults_speak_the_shells_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "没有正在运行的数据库" in str(faults.NotRunning(home="/x"))
    monkeypatch.setenv("LC_ALL", "C")
    assert str(faults.NotRunning(home="/x")) == "No database is running from /x. Start it with `bole serve`."


def _alive(pid: int) -> bool:
    found = processes.look(pid)
    return found is not None and found.alive

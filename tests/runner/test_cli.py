"""The `bole` command: what it passes on, and how it refuses."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bole.config import cli
from bole.config.serve import command, database, faults
from bole.config.serve.supervisor import Service, Stopped, Supervisor, describe, run_step
from bole.core import postgres

PLAIN = command.Options(host="127.0.0.1", port=8000)


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch, new_home: Path) -> Iterator[None]:
    """An environment without a database of the operator's, restored afterwards."""
    before = dict(os.environ)
    for name in list(os.environ):
        if name.startswith(("BOLE_", "DATABASE_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("BOLE_HOME", str(new_home))
    monkeypatch.setenv("LC_ALL", "C")
    yield
    os.environ.clear()
    os.environ.update(before)


def test_a_refusal_is_one_sentence_and_exit_code_2(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    words = ["restore", str(tmp_path), "--keys", str(tmp_path / "k.tar"), "--into", str(tmp_path)]
    (tmp_path / "mine").touch()

    assert cli.main(words) == 2
    assert capsys.readouterr().err == (
        f"bole: {tmp_path} is not empty. A restore only goes into an empty folder, so that it can never mix two "
        "installations.\n"
    )


def test_a_backup_goes_through_the_shell_and_back(
    capsys: pytest.CaptureFixture[str], home: Path, tmp_path: Path
) -> None:
    os.environ["BOLE_HOME"] = str(home)
    (home / "media").mkdir()
    (home / "media" / "answer").write_bytes(b"sound")
    backup, keys, into = tmp_path / "backup", tmp_path / "keys.tar", home.parent / "second"

    assert cli.main(["backup", str(backup), "--keys", str(keys)]) == 0
    assert "Keep them in another place." in capsys.readouterr().out
    assert cli.main(["restore", str(backup), "--keys", str(keys), "--into", str(into)]) == 0
    assert f"BOLE_HOME={into} bole serve" in capsys.readouterr().out
    assert (into / "media" / "answer").read_bytes() == b"sound"
    with pytest.raises(postgres.faults.NotRunning):  # neither left its database running
        postgres.attach(home)


def test_certificate_and_key_belong_together(capsys: pytest.CaptureFixture[str], new_home: Path) -> None:
    assert cli.main(["serve", "--cert", "chain.pem"]) == 2
    assert "--cert and --key belong together" in capsys.readouterr().err
    assert cli.main(["serve", "--cert", "chain.pem", "--key", "key.pem"]) == 2
    assert "chain.pem is not there" in capsys.readouterr().err
    assert not new_home.exists()


def test_a_database_of_the_operators_is_used_as_given_and_needs_an_owner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://bole_app@db.example/bole")

    with database.available(Path("/nowhere")) as running:
        assert running is None
    with pytest.raises(faults.OwnerMissing) as refused:
        database.as_owner({}, "migrate")
    assert "DATABASE_OWNER_URL is not: migrate needs" in str(refused.value)
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgresql://bole_owner@db.example/bole")
    env = database.as_owner({"DATABASE_URL_FILE": "/run/secrets/app", "A": "1"}, "migrate")
    assert env == {"A": "1", "DATABASE_URL": "postgresql://bole_owner@db.example/bole", "BOLE_DB_POOL": "0"}


def test_the_embedded_database_is_there_for_the_length_of_a_command(home: Path) -> None:
    with database.available(home) as running:
        assert running is not None
        assert os.environ["DATABASE_URL"] == os.environ["DATABASE_DIRECT_URL"] == running.app_dsn
        assert os.environ["DATABASE_OWNER_URL"] == running.owner_dsn
    assert "DATABASE_URL" not in os.environ
    assert not running.alive


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (PLAIN, "http://127.0.0.1:8000"),
        (command.Options(host="0.0.0.0", port=8000), "http://127.0.0.1:8000"),
        (command.Options(host="::", port=8000), "http://[::1]:8000"),
        (command.Options(host="hr.example.cn", port=8000, cert="c", key="k"), "https://hr.example.cn:8000"),
    ],
)
def test_the_address_that_is_shown_can_be_opened(options: command.Options, expected: str, home: Path) -> None:
    assert command._environment(options, 8000, home)["BOLE_BASE_URL"] == expected


def test_on_the_local_network_every_name_of_the_machine_is_allowed(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    monkeypatch.setattr(command.tls, "local_names", lambda: ["192.0.2.7", "hr-laptop", "::1"])
    env = command._environment(command.Options(host="0.0.0.0", port=0, lan=True), 8123, home)

    assert env["BOLE_BASE_URL"] == "https://192.0.2.7:8123"
    assert env["BOLE_ALLOWED_HOSTS"] == "192.0.2.7,hr-laptop,[::1]"
    assert env["BOLE_TRUSTED_ORIGINS"] == "https://192.0.2.7:8123,https://hr-laptop:8123,https://[::1]:8123"


def test_what_the_operator_has_set_stays(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    monkeypatch.setenv("BOLE_BASE_URL", "https://hr.example.cn")

    assert command._environment(PLAIN, 8000, home)["BOLE_BASE_URL"] == "https://hr.example.cn"


def test_web_and_workers_are_what_a_serve_starts(home: Path) -> None:
    options = command.Options(host="127.0.0.1", port=0, trusted_proxies=("10.0.0.1",), webs=2)
    web, second, *workers = command._services(options, {}, command._Handed(7, 8), ("c.pem", "k.pem"))

    asked = ["-m", "bole.config.serve.web", "--fd", "7", "--cert", "c.pem", "--key", "k.pem"]
    asked += ["--trusted-proxy", "10.0.0.1"]
    assert web.argv[1:] == [*asked, "--up-fd", "8"]
    assert second.argv[1:] == asked
    assert (web.env, second.env) == ({}, {"BOLE_WEB_WORKER": "0"})
    assert [(worker.argv[-2:], worker.niceness) for worker in workers] == [
        (["--queue", "media"], command.WORKER_NICENESS),
        (["--queue", "assessment"], command.WORKER_NICENESS),
    ]


def test_a_step_is_run_to_its_end_and_its_words_are_kept() -> None:
    words = [sys.executable, "-c", "import sys; print('伯乐'); sys.exit(3)"]

    assert run_step(words, dict(os.environ), capture=True) == (3, "伯乐\n")


def test_crashes_are_answered_with_growing_pauses_and_a_second_signal_ends_the_patience(
    capsys: pytest.CaptureFixture[str],
) -> None:
    looks: list[float] = []
    stubborn = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
    )

    def watch() -> None:
        said = capsys.readouterr().err
        looks.extend(float(line.split("again in ")[1].split(" ")[0]) for line in said.splitlines())
        if len(looks) == 2 and not supervisor._signals:
            os.kill(os.getpid(), signal.SIGTERM)
            signal.setitimer(signal.ITIMER_REAL, 0.3)

    supervisor = Supervisor(
        services=[
            Service("crashing", [sys.executable, "-c", "raise SystemExit(1)"], dict(os.environ)),
            Service("stubborn", [sys.executable, "-c", stubborn], dict(os.environ)),
        ],
        is_ready=lambda: True,
        on_ready=lambda: None,
        watch=watch,
        grace_s=30,
    )
    before = signal.signal(signal.SIGALRM, lambda *_: os.kill(os.getpid(), signal.SIGINT))
    try:
        assert supervisor.run() == 0
    finally:
        signal.signal(signal.SIGALRM, before)
    assert looks == [0.5, 1.0]
    assert {child.process.returncode for child in supervisor._children if child.process} == {-signal.SIGKILL}


def test_endings_in_words() -> None:
    assert (describe(1), describe(-9)) == ("exit code 1", "signal 9")
    assert issubclass(Stopped, KeyboardInterrupt)

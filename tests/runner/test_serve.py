"""`bole serve`: everything comes up, what dies comes back, and a stop leaves nothing behind."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bole.core import postgres
from tests.runner.serving import Served, all_gone
from tests.runner.waiting import until

Serve = Callable[..., Served]


@pytest.fixture
def serve(home: Path) -> Iterator[Serve]:
    started: list[Served] = []

    def begin(folder: Path = home, **options: object) -> Served:
        started.append(Served(folder, **options))  # type: ignore[arg-type]
        return started[-1]

    yield begin
    for served in started:
        if served.process.poll() is None:
            served.process.kill()
        served.process.wait()


def test_it_says_once_where_it_is_and_a_stop_lets_a_request_finish_and_leaves_nothing(serve: Serve) -> None:
    served = serve().ready()
    answers: list[object] = []
    asking = threading.Thread(target=lambda: answers.append(served.get("/slow")))
    everybody = served.everybody()
    assert served.text().count("Bole is ready: http://127.0.0.1:") == 1
    assert served.get("/database")[0] == "bole_app"
    asking.start()
    until(lambda: _open_connections(served.port) > 0)

    assert served.stop() == 0
    asking.join()
    assert answers == ["done"]
    # the supervisor, the web, the worker and what it started, Postgres with its own processes
    assert len(everybody) > 8
    until(lambda: all_gone(everybody), seconds=3)


def test_a_killed_web_is_started_again_and_callers_wait_instead_of_being_refused(serve: Serve) -> None:
    served = serve().ready()
    first = served.get("/who")["pid"]
    os.kill(first, signal.SIGKILL)

    second = served.get("/who")["pid"]  # the socket stays open all the while
    assert second != first
    until(lambda: "web ended (signal 9); starting it again in 0.5 s." in served.text())
    assert served.stop() == 0


def running(home: Path) -> bool:
    """Whether a database can be attached to: between its end and its next start there is none."""
    try:
        postgres.attach(home)
    except postgres.Fault:
        return False
    return True


def test_a_killed_database_is_started_again_at_the_same_address(serve: Serve, home: Path) -> None:
    served = serve().ready()
    before = served.get("/database")
    os.kill(postgres.attach(home).pid, signal.SIGKILL)

    until(lambda: "the database ended; starting it again." in served.text())
    until(lambda: running(home))
    after = served.get("/database")
    assert after[0] == before[0] == "bole_app"
    assert after[1] != before[1]
    assert served.stop(signal.SIGINT) == 0


def test_kill_9_of_the_supervisor_takes_everything_along_and_it_can_start_again_at_once(serve: Serve) -> None:
    served = serve().ready()
    everybody = served.everybody()
    # What a child starts binds itself to it (bole.core.child does); the tiny worker's `sleep` does not.
    unbound = int(re.search(r"worker (\d+)", served.text())[1])
    served.process.kill()
    served.process.wait()

    again = serve(port=served.port).ready()
    assert again.port == served.port
    until(lambda: all_gone(everybody - {unbound}), seconds=5)
    os.kill(unbound, signal.SIGKILL)
    assert again.stop() == 0


def test_a_web_that_cannot_start_ends_the_whole_with_a_sentence(serve: Serve, home: Path) -> None:
    served = serve(broken=True)

    assert served.process.wait(40) == 1
    assert served.text().count("web ended (exit code 3)") == 3
    assert "bole: web cannot be started (see above)." in served.text()
    with pytest.raises(postgres.faults.NotRunning):
        postgres.attach(home)


def test_a_stop_while_it_starts_is_a_stop(serve: Serve, new_home: Path) -> None:
    served = serve(new_home)
    until((new_home / "pg" / "conf" / "launcher").exists)
    everybody = served.everybody()

    assert served.stop() == 0
    assert "Traceback" not in served.text()
    until(lambda: all_gone(everybody), seconds=5)


def test_a_taken_port_is_said_before_anything_is_made(serve: Serve, new_home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        served = serve(new_home, port=port)
        assert served.process.wait(20) == 2

    assert f"127.0.0.1:{port} cannot be used: Address already in use." in served.text()
    assert not new_home.exists()


def test_a_second_server_from_the_same_home_is_refused(serve: Serve) -> None:
    served = serve().ready()
    env = {**os.environ, "BOLE_HOME": str(served.home), "PYTHONPATH": "src", "LC_ALL": "C"}
    command = [sys.executable, "-m", "bole.config.cli", "serve", "--port", "0"]
    second = subprocess.run(command, env=env, capture_output=True, text=True, check=False)

    assert second.returncode == 2
    assert second.stderr == (
        f"bole: Bole is already being served from {served.home} (process {served.process.pid}). Stop that one first.\n"
    )
    assert served.get("/healthz") == "ok"


def test_a_phone_nearby_gets_https_with_a_certificate_for_this_machine_and_a_code_to_scan(serve: Serve) -> None:
    words = "Candidate: https://10.0.0.7:8000/c/qinghe/i/AbC-123/"
    served = serve(lan=True, words=words).ready()
    certificate = served.home / "tls" / "cert.pem"

    assert served.get("/who", trust=certificate)["scheme"] == "https"
    assert served.base.startswith("https://")
    until(lambda: "█" in served.text())
    assert words in served.text()
    assert served.text().rstrip().endswith("https://10.0.0.7:8000/c/qinghe/i/AbC-123/")
    assert (served.home / "tls" / "key.pem").stat().st_mode & 0o777 == 0o600


def test_a_forwarded_address_is_believed_from_a_trusted_proxy_alone(serve: Serve, open_folder: Path) -> None:
    claim = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}
    plain = serve().ready()
    proxied = serve(open_folder / "second", trusted_proxies=["127.0.0.1"]).ready()

    seen, believed = plain.get("/who", claim), proxied.get("/who", claim)
    assert (seen["client"], seen["scheme"]) == ("127.0.0.1", "http")
    assert (believed["client"], believed["scheme"]) == ("203.0.113.9", "https")


def test_an_endless_request_head_is_cut_off(serve: Serve) -> None:
    served = serve().ready()

    head = b"GET /who HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
    longest = head + b"X-Long: " + b"a" * 50_000 + b"\r\n\r\n"
    assert served.raw(longest).startswith(b"HTTP/1.1 200 ")
    # A whole head is refused in words; an endless one may find the door shut before it hears them.
    assert served.raw(head + b"X-Long: " + b"a" * 70_000).startswith(b"HTTP/1.1 400 ")
    assert served.raw(head + b"X-Many: 1\r\n" * 6_000).startswith(b"HTTP/1.1 400 ")
    assert b"200" not in served.raw(head + b"X-Long: " + b"a" * 3_000_000)
    assert served.get("/healthz") == "ok"


def _open_connections(port: int) -> int:
    """Established connections to a loopback port, as the kernel lists them."""
    lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
    return sum(1 for line in lines if line.split()[1].endswith(f":{port:04X}") and line.split()[3] == "01")

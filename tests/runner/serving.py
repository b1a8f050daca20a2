"""`bole serve` in a process of its own, around the tiny application instead of the whole product."""

import contextlib
import http.client
import json
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
from pathlib import Path

from bole.core.postgres import processes
from tests.runner.waiting import until

ROOT = Path(__file__).resolve().parents[2]

SCRIPT = """
import json, sys
from bole.config.serve import command
from bole.config.serve.supervisor import Service

given = json.loads(sys.argv[1])
real = command._services

def services(options, env, files, cert):
    web, *_ = real(options, env, files, cert)
    if given["broken"]:
        argv = [sys.executable, "-c", "raise SystemExit(3)"]
    else:
        argv = [*web.argv, "--application", "tests.runner.tiny:application"]
    # A worker that has a child of its own.
    worker = "import subprocess, time; print('worker', subprocess.Popen(['/bin/sleep', '600']).pid, flush=True); time.sleep(600)"
    return [
        Service("web", argv, env, pass_fds=web.pass_fds, essential=True),
        Service("worker", [sys.executable, "-c", worker], env),
    ]

command._services = services
command._prepare = lambda options, env: given["words"]
try:
    sys.exit(command.serve(command.Options(**given["options"])))
except command.postgres.Fault as fault:
    print(fault, file=sys.stderr)
    sys.exit(2)
"""


class Served:
    """A started `bole serve`. ``port`` and ``base`` are known once it is ready."""

    def __init__(self, home: Path, *, broken: bool = False, words: str = "", **options: object) -> None:
        env = {k: v for k, v in os.environ.items() if not k.startswith(("BOLE_", "DATABASE_"))}
        env |= {"BOLE_HOME": str(home), "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "LC_ALL": "C"}
        given = {"broken": broken, "words": words, "options": {"host": "127.0.0.1", "port": 0, **options}}
        self.home = home
        self.output = home.parent / f"{home.name}.output"
        with self.output.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-c", SCRIPT, json.dumps(given)], env=env, stdout=out, stderr=out, cwd=ROOT
            )
        self.base = ""
        self.port = 0

    def text(self) -> str:
        return self.output.read_text()

    def ready(self) -> "Served":
        until(lambda: "Bole is ready" in self.text() or self.process.poll() is not None, seconds=40)
        found = re.search(r"Bole is ready: (https?://\S+:(\d+))", self.text())
        assert found, self.text()
        self.base, self.port = found[1], int(found[2])
        return self

    def get(self, path: str, headers: dict[str, str] | None = None, *, trust: Path | None = None) -> object:
        """GET from loopback; with ``trust`` over TLS that is verified against that certificate."""
        connection: http.client.HTTPConnection
        if trust:
            context = ssl.create_default_context(cafile=str(trust))
            connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=20, context=context)
        else:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("GET", path, headers=headers or {})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        assert answer.status == 200, (answer.status, body)
        return json.loads(body)

    def raw(self, request: bytes) -> bytes:
        """Send bytes, return all that comes back until the server closes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as connection:
            answer = b""
            with contextlib.suppress(ConnectionError):
                connection.sendall(request)
            with contextlib.suppress(ConnectionError):
                while piece := connection.recv(4096):
                    answer += piece
        return answer

    def everybody(self) -> set[int]:
        """Every process below this one, and Postgres's postmaster."""
        found, grown = {self.process.pid}, True
        while grown:
            grown = False
            for entry in Path("/proc").iterdir():
                if entry.name.isdecimal() and int(entry.name) not in found:
                    process = processes.look(int(entry.name))
                    if process and process.alive and process.parent in found:
                        found.add(process.pid)
                        grown = True
        return found

    def stop(self, sig: signal.Signals = signal.SIGTERM) -> int:
        if self.process.poll() is None:
            self.process.send_signal(sig)
        return self.process.wait(40)


def all_gone(pids: set[int]) -> bool:
    return not any((found := processes.look(pid)) and found.alive for pid in pids)

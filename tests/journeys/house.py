"""`bole serve` as an operator starts it: a home of its own, a mail server, a recogniser; and the ways it can be killed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import UUID

import psutil
import psycopg

from bole.core import postgres
from bole.core.postgres import processes
from bole.integrations.fake import speech
from tests.journeys.mailbox import Mailbox, free_port
from tests.runner.waiting import until

ROOT = Path(__file__).resolve().parents[2]
# What the scripted recogniser hears wherever there is sound: about four characters a second, from the start of each
# recording. Something of every competency comes early, so that short recordings hold evidence.
SCRIPT = (
    "去年三月我每周上门拜访客户，问他现在哪里最头疼，发现他怕断货，最后签了十二万的合同。"
    "合同外的承诺我不能口头答应，我马上请示主管。我给自己定每天打六十个电话，晚上复盘。"
)


class House:
    """One installation. ``start`` again after a kill goes on in the same home."""

    def __init__(self, mailbox: Mailbox, *, recogniser: bool = True) -> None:
        # Open to be passed through, because as root the database runs as another user.
        self.folder = Path(tempfile.mkdtemp(prefix="bole-journey-"))
        self.folder.chmod(0o711)
        self.home = self.folder / "home"
        self.home.mkdir(mode=0o711)
        self.log = self.folder / "log"
        self.mailbox = mailbox
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None
        if recogniser:
            speech.install_model(self.home / "models", SCRIPT)

    # ---- running ---------------------------------------------------------------------------------------------------
    def start(self) -> House:
        """Serve, and wait until /healthz says so."""
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bole.config.cli", "serve", "--port", str(self.port)],
                env=self.environment(),
                stdout=out,
                stderr=out,
                cwd=ROOT,
                preexec_fn=processes.die_with_parent(signal.SIGTERM),  # noqa: PLW1509 -- one system call
            )
        until(lambda: self.healthy() or self.process.poll() is not None, seconds=90)  # type: ignore[union-attr]
        assert self.process.poll() is None, self.log.read_text()
        return self

    def environment(self) -> dict[str, str]:
        """Nothing of ours, nothing of the operator's shell."""
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("BOLE_", "DATABASE_", "DJANGO_", "PYTEST_"))}
        return clean | {
            "BOLE_HOME": str(self.home),
            "BOLE_SMTP_URL": self.mailbox.url,
            "BOLE_MAIL_FROM": "伯乐 <bole@qinghe.example>",
            "BOLE_LOG_LEVEL": "WARNING",
            # One web process: a test that kills it wants nobody to answer in its place.
            "BOLE_WEBS": "1",
            "BOLE_BASE_URL": self.url,
            "PYTHONPATH": str(ROOT / "src"),
        }

    def healthy(self) -> bool:
        with suppress(OSError), urllib.request.urlopen(f"{self.url}/healthz", timeout=2) as answer:
            return int(answer.status) == 200
        return False

    def stop(self) -> None:
        """As systemd does, then clear up."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(40)
        shutil.rmtree(self.folder, ignore_errors=True)

    def children(self) -> list[psutil.Process]:
        """Every process that this house has started, its database included."""
        assert self.process is not None
        return psutil.Process(self.process.pid).children(recursive=True)

    def webs(self) -> list[psutil.Process]:
        """The processes that answer requests."""
        return [child for child in self.children() if "bole.config.serve.web" in _words(child)]

    def workers(self, queue: str) -> list[psutil.Process]:
        """Processes that work on this queue: one, or none while it is being started again."""
        return [child for child in self.children() if _words(child)[-3:] == ["worker", "--queue", queue]]

    def worker(self, queue: str) -> psutil.Process:
        """The process that works on this queue."""
        (found,) = self.workers(queue)
        return found

    def kill_web(self) -> None:
        """kill -9 of every web process; the supervisor starts them again by itself."""
        webs = self.webs()
        assert webs
        for web in webs:
            web.kill()
        psutil.wait_procs(webs, 10)

    def kill_everything(self) -> None:
        """kill -9 of supervisor, web, workers and database at once, as a power cut would."""
        assert self.process is not None
        family = self.children()
        for one in [psutil.Process(self.process.pid), *family]:
            with suppress(psutil.NoSuchProcess):
                one.kill()
        self.process.wait(10)
        psutil.wait_procs(family, 20)

    # ---- looking ---------------------------------------------------------------------------------------------------
    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """A question to the database as its owner, who sees every company's rows."""
        with psycopg.connect(postgres.attach(self.home).owner_dsn, row_factory=psycopg.rows.dict_row) as connection:
            return connection.execute(statement, values).fetchall()  # type: ignore[arg-type]

    def execute(self, statement: str, values: Sequence[Any] = ()) -> None:
        """Bring about as the owner what only time would: a deadline that has passed."""
        with psycopg.connect(postgres.attach(self.home).owner_dsn) as connection:
            connection.execute(statement, values)  # type: ignore[arg-type]

    def one(self, statement: str, values: Sequence[Any] = ()) -> dict[str, Any]:
        """The single row."""
        found = self.rows(statement, values)
        assert len(found) == 1, found
        return found[0]

    def attempts(self, token_subject: UUID | str) -> list[dict[str, Any]]:
        """Attempts of one subject, by question and number."""
        return self.rows(
            "SELECT a.*, q.index, q.kept_id = a.id AS kept FROM interviews_attempt a"
            " JOIN interviews_answer q ON q.id = a.answer_id WHERE a.subject_id = %s ORDER BY q.index, a.no",
            [token_subject],
        )

    def same_questions(self, *, on: bool = True) -> None:
        """Whether plans ask nobody more than their questions. Most journeys count questions, so that is how they begin."""
        self.execute("UPDATE assessment_plan SET content = jsonb_set(content, '{same_questions}', to_jsonb(%s))", [on])

    def python(self, code: str) -> Any:
        """Run some of the product's own Python inside this installation; what it assigns to ``result`` comes back."""
        wrapped = f"import json\nresult = None\n{code}\nprint('RESULT', json.dumps(result, default=str))\n"
        done = subprocess.run(
            [sys.executable, "-m", "bole.config.cli", "manage", "shell", "--no-imports", "-c", wrapped],
            env=self.environment(),
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.rpartition("RESULT ")[2])


def _words(process: psutil.Process) -> list[str]:
    with suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
        return list(process.cmdline())
    return []

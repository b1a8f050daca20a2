"""`bole serve` in a home of its own, as an operator starts it; and what its processes cost."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil

from bole.core.postgres import processes
from tools import tree
from tools.bench import ports

READY_S = 180.0
STOP_S = 60.0


class House:
    """One installation. ``start`` again after a stop or a kill goes on in the same home; ``with`` clears it away."""

    def __init__(self, **environment: str) -> None:
        # Open to be passed through, because as root the database runs as another user.
        self.folder = Path(tempfile.mkdtemp(prefix="bole-bench-"))
        self.folder.chmod(0o711)
        self.home = self.folder / "home"
        self.home.mkdir(mode=0o711)
        self.log = self.folder / "log"
        self.port = ports.free()
        self.url = f"http://127.0.0.1:{self.port}"
        self.more = environment
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> House:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def environment(self) -> dict[str, str]:
        """Nothing of the operator's own installation."""
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("BOLE_", "DATABASE_", "DJANGO_"))}
        return clean | {
            "BOLE_HOME": str(self.home),
            "BOLE_LOG_LEVEL": "ERROR",
            "BOLE_BASE_URL": self.url,
            "PYTHONPATH": os.pathsep.join([str(tree.ROOT / "src"), str(tree.ROOT)]),
            **self.more,
        }

    # ---- running ---------------------------------------------------------------------------------------------------
    def start(self) -> float:
        """Serve; returns the seconds from the command to the first 200 of /healthz. RuntimeError when it ends before."""
        begun = time.monotonic()
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bole.config.cli", "serve", "--port", str(self.port)],
                env=self.environment(),
                stdout=out,
                stderr=out,
                cwd=tree.ROOT,
                # It goes down with us, even when we are killed.
                preexec_fn=processes.die_with_parent(signal.SIGTERM),  # noqa: PLW1509 -- one prctl call, no locks taken
            )
        self.wait_until_healthy()
        return time.monotonic() - begun

    def wait_until_healthy(self) -> None:
        """Until /healthz answers 200; RuntimeError with the log's end when that does not come."""
        until = time.monotonic() + READY_S
        while not self.healthy():
            if self.process is None or self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"bole serve did not come up:\n{self.tail()}")
            time.sleep(0.02)

    def healthy(self) -> bool:
        """Whether /healthz says 200 now."""
        return self.health() is not None

    def health(self) -> dict[str, Any] | None:
        """What /healthz says on loopback (versions, queue depths), or None."""
        with suppress(OSError), urllib.request.urlopen(f"{self.url}/healthz", timeout=5) as answer:
            return dict(json.load(answer))
        return None

    def wait_until_idle(self, seconds: float = 300.0) -> None:
        """Until no job waits or runs in any queue; TimeoutError else."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            health = self.health()
            if health is not None and not any(health["queues"].values()):
                return
            time.sleep(0.25)
        raise TimeoutError(f"jobs are still waiting after {seconds:g} s: {self.health()}")

    def stop(self) -> None:
        """As systemd does."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(STOP_S)
        self.process = None

    def tail(self) -> str:
        """The end of what it said."""
        return self.log.read_text(encoding="utf-8", errors="replace")[-3000:] if self.log.exists() else ""

    def call(self, target: str, **given: Any) -> Any:
        """Run ``package.module:function`` (JSON in, JSON out) inside this installation, in a process of its own."""
        done = subprocess.run(
            [sys.executable, "-m", "tools.bench.inside", target],
            input=json.dumps(given),
            env=self.environment() | {"BOLE_DB_POOL": "0"},
            cwd=tree.ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{target} failed:\n{done.stderr[-4000:]}")
        return json.loads(done.stdout.rpartition("\nRESULT ")[2])

    # ---- looking ---------------------------------------------------------------------------------------------------
    def family(self) -> dict[str, list[psutil.Process]]:
        """Its processes by what they do: supervisor, web, worker <queue>, postgres, others (decoding children)."""
        if self.process is None:
            return {}
        top = psutil.Process(self.process.pid)
        found: dict[str, list[psutil.Process]] = {"supervisor": [top]}
        for one in top.children(recursive=True):
            with suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
                found.setdefault(_role(one.cmdline()), []).append(one)
        return found

    def pss_mb(self) -> dict[str, float]:
        """Memory by role, in MB: each process's own share of the pages that several use (PSS)."""
        return {role: round(sum(map(_pss_mb, members)), 1) for role, members in self.family().items()}

    def cpu_s(self) -> dict[str, float]:
        """CPU seconds used since each process's start, by role; what they have waited for to end is under "ended"."""
        used: dict[str, float] = {}
        for role, members in self.family().items():
            for one in members:
                with suppress(psutil.NoSuchProcess):
                    times = one.cpu_times()
                    used[role] = used.get(role, 0.0) + times.user + times.system
                    used["ended"] = used.get("ended", 0.0) + times.children_user + times.children_system
        return used


def _role(words: list[str]) -> str:
    line = " ".join(words)
    if "bole.config.serve.web" in line:
        return "web"
    if words[-3:-1] == ["worker", "--queue"]:
        return f"worker {words[-1]}"
    return "postgres" if "postgres" in line else "others"


def _pss_mb(process: psutil.Process) -> float:
    with suppress(OSError, psutil.Error):
        for line in Path(f"/proc/{process.pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    with suppress(psutil.Error):
        return float(process.memory_info().rss) / 1024**2
    return 0.0

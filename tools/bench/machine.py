"""Where and when a number was measured: without it a number means nothing."""

from __future__ import annotations

import os
import platform
import subprocess
from dataclasses import dataclass
from pathlib import Path

import psutil

from bole.core import clock
from tools import tree


@dataclass(frozen=True)
class Circumstances:
    """The machine, the code, the moment, and how busy the machine was before we began."""

    date: str
    commit: str
    machine: str
    load: str

    def line(self, command: str) -> str:
        """One line of Markdown."""
        return f"`{command}` · {self.date} · commit {self.commit} · {self.machine} · load at the start {self.load}"


def now() -> Circumstances:
    """Ask the machine. Load is the average of 1, 5 and 15 minutes; above the number of cores others were at work."""
    memory_gb = psutil.virtual_memory().total / 1024**3
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return Circumstances(
        date=clock.now().strftime("%Y-%m-%d %H:%M UTC"),
        commit=commit(),
        machine=f"{cores} cores, {memory_gb:.0f} GB, {_processor()}, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}",
        load=" ".join(f"{value:.1f}" for value in os.getloadavg()),
    )


def commit() -> str:
    """The checkout's commit; "+" when tracked files were changed since."""
    try:
        head = _git("rev-parse", "--short=10", "HEAD").strip()
        changed = _git(
            "status", "--porcelain", "--untracked-files=no", "--", "src", "tools", "requirements.lock"
        ).strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return f"{head}{'+' if changed else ''}"


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=tree.ROOT, capture_output=True, text=True, check=True).stdout


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()

"""Folders that an ordinary user can and cannot enter, and processes that are gone when the test is over."""

import os
import shutil
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bole.core import postgres

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root steps down to another user")
SRC = Path(__file__).resolve().parents[2] / "src"


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user of the machine may pass through (pytest's own is closed to all but us)."""
    folder = Path(tempfile.mkdtemp(prefix="bole-runner-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def new_home(open_folder: Path) -> Path:
    """A home that does not exist yet."""
    return open_folder / "new-home"


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A home that was started once; initdb is most of what a first start takes. Between two tests it does not run."""
    folder = Path(tempfile.mkdtemp(prefix="bole-runner-"))
    folder.chmod(0o711)
    postgres.start(folder / "home", fast=True).stop()
    yield folder / "home"
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def outside(open_folder: Path) -> Path:
    """What /var/lib/bole-postgres is on a real machine."""
    return open_folder / "outside"


@pytest.fixture
def closed_folder(open_folder: Path) -> Path:
    """A folder like /root: nobody but us may enter."""
    folder = open_folder / "closed"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture
def launch() -> Iterator[Callable[..., postgres.Running]]:
    """`postgres.start` whose servers are stopped after the test."""
    started: list[postgres.Running] = []

    def start(*args: object, **kwargs: object) -> postgres.Running:
        running = postgres.start(*args, **kwargs)  # type: ignore[arg-type]
        started.append(running)
        return running

    yield start
    for running in started:
        running.stop()


@pytest.fixture
def python() -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    """Run some Python in another process, with the product importable; killed after the test."""
    children: list[subprocess.Popen[str]] = []

    def run(code: str, *args: object, **env: str) -> "subprocess.Popen[str]":
        child = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(code), *map(str, args)],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(SRC), **env},
        )
        children.append(child)
        return child

    yield run
    for child in children:
        child.kill()
        child.wait()
        if child.stdout is not None:
            child.stdout.close()

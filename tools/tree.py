"""The files of this checkout that are ours: what git tracks, and what it would track if it were added."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# Looked into only where git cannot be asked (an unpacked archive, a checkout that belongs to somebody else).
NOT_OURS = {".git", ".venv", "node_modules", "var", "dist", "build", "__pycache__"}


def files(*suffixes: str) -> list[Path]:
    """Our files, sorted; with ``suffixes`` (".py") only those that end so."""
    found = _asked_of_git()
    paths = sorted(_walked() if found is None else found)
    return [path for path in paths if not suffixes or path.suffix in suffixes]


def shown(path: Path) -> str:
    """The path as it is printed: from the root of the checkout."""
    return path.relative_to(ROOT).as_posix()


def _asked_of_git() -> list[Path] | None:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    paths = (ROOT / name for name in listed.split("\0") if name)
    return [path for path in paths if path.is_file() and not path.is_symlink()]


def _walked() -> Iterator[Path]:
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in NOT_OURS and not name.endswith("_cache")]
        yield from (Path(folder, name) for name in names if not name.endswith((".pyc", ".mo")))

"""What must not stand in a tracked file: unpinned or located dependencies, forgotten work, traces of one machine.

python -m tools.hygiene
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from tools import tree

ROOT = tree.ROOT
# Brackets keep each pattern from finding itself.
INDEX_HOSTS = re.compile(
    r"pythonhoste[d]|npmj[s]\.|pyp[i]\.(org|python)|deb\.debia[n]|--(extra-)?inde[x]-url|--find-link[s]"
)
HOMES = re.compile(r"/(home|User[s])/(?!bole\b)[a-z][\w.-]*/")
FORGOTTEN = re.compile(r"\b(TOD[O]|FIXM[E])\b(?!\(#\d+\))")
UNHASHED = re.compile(r"^[A-Za-z0-9].*==")
BINARY = {".png", ".jpg", ".ico", ".woff2", ".gz", ".mo"}
LARGE_KB = 700


def problems() -> list[str]:
    """One line for each fault."""
    found = [*python_lock(ROOT / "requirements.lock"), *node_lock(ROOT / "frontend/package-lock.json")]
    here = _places()
    for path in tree.files():
        if path.stat().st_size > LARGE_KB * 1024:
            found.append(f"{tree.shown(path)}: over {LARGE_KB} KB; no third-party or generated file is committed")
        if path.suffix not in BINARY:
            found += _lines(path, here)
    return found


def python_lock(path: Path) -> list[str]:
    """Each requirement is pinned and has a hash; no line says where packages come from."""
    if not path.is_file():
        return [f"{path.name} is missing; make it with `make lock`"]
    # A requirement and its hashes are one logical line.
    logical = path.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    found = []
    for line in (line.strip() for line in logical):
        if not line or line.startswith("#"):
            continue
        if line.startswith("-"):
            found.append(f"{path.name}: {line.split()[0]}: a lock holds requirements only")
        elif not UNHASHED.match(line) or "--hash=sha256:" not in line:
            found.append(f"{path.name}: {line.split()[0]}: neither pinned nor hashed")
    return found


def node_lock(path: Path) -> list[str]:
    """Each package has its integrity, and none an address."""
    if not path.is_file():
        return [f"{path.name} is missing"]
    packages = json.loads(path.read_text(encoding="utf-8")).get("packages", {})
    found = []
    for name, package in packages.items():
        if "resolved" in package:
            found.append(f"{path.name}: {name}: `resolved` names an address")
        if name and "integrity" not in package:
            found.append(f"{path.name}: {name}: no integrity")
    return found


def _places() -> list[str]:
    """Where this checkout and its neighbours lie: no file may know."""
    neighbours = ROOT.parent
    shared = {Path(name) for name in ("/", "/tmp", "/var/tmp", "/home", "/root", "/opt", "/srv", "/usr/src")}
    return [f"{place}/" for place in ([ROOT] if neighbours in shared else [ROOT, neighbours])]


def _lines(path: Path, here: list[str]) -> Iterator[str]:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return
    for number, line in enumerate(text.splitlines(), 1):
        place = f"{tree.shown(path)}:{number}"
        if INDEX_HOSTS.search(line):
            yield f"{place}: names where packages come from"
        if HOMES.search(line) or any(name in line for name in here):
            yield f"{place}: a path of somebody's machine"
        if FORGOTTEN.search(line):
            yield f"{place}: finish it, or name its issue: TOD" + "O(#12)"


if __name__ == "__main__":
    faults = problems()
    print("\n".join(faults) or "locks are pinned and hashed; nothing is forgotten and no machine is named")
    sys.exit(bool(faults))

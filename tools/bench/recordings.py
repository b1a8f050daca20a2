"""Recordings to send: made by the synthetic voice, as a browser's recorder would write them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tools import tree

_MAKE = (
    "import sys, django; django.setup(); from pathlib import Path; from bole.integrations.{module} import {name} as make; "
    "make({call})"
)


def video(folder: Path, *, seconds: float) -> bytes:
    """A webm of picture (640×480, 30/s) and sound."""
    path = folder / "video.webm"
    _make("speech_local.bench", "recording", f"Path({str(path)!r}), seconds={seconds!r}", folder)
    return path.read_bytes()


def sound(folder: Path, text: str, *, seed: int) -> bytes:
    """A webm of sound alone, in which ``text`` is spoken."""
    path = folder / f"sound-{seed}.webm"
    _make("fake.voice", "make_webm", f"{text!r}, Path({str(path)!r}), video=False, seed={seed!r}, live=True", folder)
    return path.read_bytes()


def _make(module: str, name: str, call: str, folder: Path) -> None:
    """In a process of its own: the makers need Django's settings, and we must not bind ours to a home."""
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "bole.config.settings",
        "BOLE_HOME": str(folder),
        "PYTHONPATH": str(tree.ROOT / "src"),
    }
    subprocess.run([sys.executable, "-c", _MAKE.format(module=module, name=name, call=call)], env=env, check=True)

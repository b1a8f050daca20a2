"""One short recording of each kind, encoded once a session."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from bole_engines.speech.tests import recordings


@pytest.fixture(scope="session")
def sound() -> NDArray[np.float32]:
    """0.6 s quiet, 3 s syllables, 0.9 s quiet, 1.5 s syllables, 0.5 s quiet: 6.5 s."""
    r = recordings
    return np.concatenate([r.quiet(0.6), r.vowels(3), r.quiet(0.9), r.vowels(1.5), r.quiet(0.5)])


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory, sound: NDArray[np.float32]) -> dict[str, Path]:
    """Recordings by name."""
    folder = tmp_path_factory.mktemp("recordings")
    kinds = {
        "video.webm": {"picture": (160, 120)},
        "live.webm": {"picture": (160, 120), "live": True},
        "sound.webm": {},
        "sound.mp4": {"form": "mp4"},
        "fragmented.mp4": {"form": "mp4", "fragmented": True},
        "sound.ogg": {"form": "ogg"},
    }
    found = {name: recordings.write(folder / name, sound, **settings) for name, settings in kinds.items()}  # type: ignore[arg-type]
    found["mute.webm"] = recordings.write(folder / "mute.webm", None, picture=(320, 256))
    return found

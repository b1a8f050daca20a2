"""Waiting for another process, with an end."""

import time
from collections.abc import Callable


def until(true: Callable[[], object], *, seconds: float = 20) -> None:
    """Return as soon as ``true()`` is; fail the test when it is not in time."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"not within {seconds} s"
        time.sleep(0.02)

"""The sweeper goes on whatever happens to one sweep, and is itself no job that could stall."""

import threading

from procrastinate.contrib.django import app

from bole.core.sweeper import Sweeper


def test_a_sweep_that_fails_is_followed_by_another() -> None:
    seen: list[int] = []
    enough = threading.Event()

    def sweep() -> int:
        seen.append(len(seen))
        if len(seen) == 1:
            raise ConnectionError("the database is away")
        enough.set()
        return 0

    sweeper = Sweeper(sweep, every_s=0.001)
    sweeper.start()
    assert enough.wait(10)
    sweeper.stop()
    sweeper.join(10)
    assert not sweeper.is_alive()
    assert seen[:2] == [0, 1]


def test_sweeping_is_no_job() -> None:
    assert not [name for name in app.tasks if "sweep_stalled" in name]

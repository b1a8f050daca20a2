"""Who puts back what the dead left running. A thread of every process that works a queue, and no job itself: a sweep that
was killed in the middle would be a running job under its own lock, which nobody could ever put back.
"""

import logging
import threading
from collections.abc import Callable

from django.db import connections

log = logging.getLogger("bole.jobs")
EVERY_S = 15.0


class Sweeper(threading.Thread):
    """Sweeps every ``every_s`` seconds until `stop`, whatever a sweep ends with. Any number may run at once."""

    def __init__(self, sweep: Callable[[], int], *, every_s: float = EVERY_S) -> None:
        super().__init__(name="sweeper", daemon=True)
        self._sweep = sweep
        self._every_s = every_s
        self._stopped = threading.Event()

    def run(self) -> None:
        while not self._stopped.wait(self._every_s):
            try:
                self._sweep()
            except Exception:  # the database may be away for a while; the next sweep tries anew
                log.warning("a sweep of stalled jobs failed; the next one is in %g s", self._every_s, exc_info=True)
            finally:
                # A connection that died with the database would fail every sweep to come.
                connections.close_all()

    def stop(self) -> None:
        """Ask it to end; returns at once."""
        self._stopped.set()

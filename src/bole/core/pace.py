"""How often is too often: a token bucket for each key, in this process's memory.

It protects the house from a script, not from a person: whoever is refused waits a moment and goes on. With several web
processes each counts for itself, and a restart forgets; what must hold for good is bounded by rows instead.
"""

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager

from bole.core.errors import TooFast

_MOST_KEYS = 20_000


class Pace:
    """``burst`` acts at once, then one every ``every_s`` seconds, for each key."""

    def __init__(self, *, burst: int, every_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.burst, self.every_s, self._clock = burst, every_s, clock
        self._guard = threading.Lock()
        self._full_at: OrderedDict[Hashable, float] = OrderedDict()

    def take(self, key: Hashable) -> None:
        """Count one act; TooFast, with the seconds to wait, when there were too many."""
        now = self._clock()
        with self._guard:
            # When this key's bucket will be full again; each act moves it by one step.
            full_at = max(now, self._full_at.get(key, now)) + self.every_s
            wait = full_at - now - self.burst * self.every_s
            if wait > 0:
                raise TooFast(seconds=math.ceil(wait))
            self._full_at[key] = full_at
            self._full_at.move_to_end(key)
            while len(self._full_at) > _MOST_KEYS:
                self._full_at.popitem(last=False)


class Gate:
    """At most ``places`` at once in this process; nobody queues, the next one is asked to come again."""

    def __init__(self, places: int, *, seconds: int) -> None:
        self._places, self._seconds = threading.BoundedSemaphore(places), seconds

    @contextmanager
    def enter(self) -> Iterator[None]:
        """Hold a place; TooFast when all are taken."""
        if not self._places.acquire(blocking=False):
            raise TooFast(seconds=self._seconds)
        try:
            yield
        finally:
            self._places.release()

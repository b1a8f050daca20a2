"""Identifiers sort by birth, also within a millisecond and when the clock goes back; the rest of them nobody guesses."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from uuid import RFC_4122

import pytest

from bole.core import ids


def test_many_at_once_come_in_their_order_and_only_once() -> None:
    made = [ids.uuid7() for _ in range(5000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)
    assert {(one.version, one.variant) for one in made} == {(7, RFC_4122)}


def test_a_clock_that_goes_back_turns_no_order_round(monkeypatch: pytest.MonkeyPatch) -> None:
    first = ids.uuid7()
    monkeypatch.setattr(ids.time, "time_ns", lambda: 1_000_000_000)
    assert ids.uuid7() > first


def test_threads_never_share_one() -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: ids.uuid7(), range(4000)))
    assert len(set(made)) == len(made)


def test_neighbours_lie_far_apart() -> None:
    made = [ids.uuid7().int for _ in range(200)]
    assert min(b - a for a, b in pairwise(made)) > 1 << 16

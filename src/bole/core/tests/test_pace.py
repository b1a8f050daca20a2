"""A script is slowed down, a person never notices."""

import pytest

from bole.core.errors import TooFast
from bole.core.pace import Gate, Pace


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_then_one_at_a_time():
    clock = Clock()
    pace = Pace(burst=3, every_s=10, clock=clock)
    for _ in range(3):
        pace.take("a")
    with pytest.raises(TooFast) as refused:
        pace.take("a")
    assert refused.value.data == {"seconds": 10}
    pace.take("b")
    clock.now += 10
    pace.take("a")
    with pytest.raises(TooFast):
        pace.take("a")


def test_being_refused_costs_nothing_more():
    clock = Clock()
    pace = Pace(burst=1, every_s=10, clock=clock)
    pace.take("a")
    for _ in range(50):
        with pytest.raises(TooFast):
            pace.take("a")
    clock.now += 10
    pace.take("a")


def test_a_gate_lets_in_as_many_as_it_has_places_for():
    gate = Gate(2, seconds=5)
    with gate.enter(), gate.enter():
        with pytest.raises(TooFast) as refused, gate.enter():
            pass
        assert refused.value.data == {"seconds": 5}
    with gate.enter():
        pass

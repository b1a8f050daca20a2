"""The same served house as for the journeys, without a browser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from tests.journeys import shared
from tests.journeys.filled import OtherOffice, fill
from tests.journeys.house import House
from tests.journeys.people import Office


@pytest.fixture(scope="session")
def house() -> Iterator[House]:
    """The shared house."""
    yield shared.house()
    shared.end()


@pytest.fixture(autouse=True)
def quiet_log(house: House) -> Iterator[None]:
    """Whatever was sent, it was answered on purpose: the server's log holds no traceback."""
    before = house.log.stat().st_size
    yield
    said = house.log.read_bytes()[before:].decode()
    assert "Traceback" not in said, said


@pytest.fixture(scope="session")
def office(house: House) -> Office:
    """HR, signed in."""
    return shared.office()


@dataclass(frozen=True)
class Other:
    """Another company of the same house: its administrator, and ids of one of everything in it."""

    office: OtherOffice
    ids: dict[str, str] = field(default_factory=dict)


@pytest.fixture(scope="session")
def other(office: Office) -> Other:
    """A company that must never be seen."""
    theirs = OtherOffice(office.house).found()
    return Other(theirs, fill(theirs, mark="别家"))

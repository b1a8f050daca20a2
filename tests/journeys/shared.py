"""One house for every test of this process that can live with the traces of the others."""

from __future__ import annotations

from tests.journeys.house import House
from tests.journeys.mailbox import Mailbox
from tests.journeys.people import Office

_open: list[House] = []


def house() -> House:
    """The one that serves already, or a new one."""
    if not _open:
        _open.append(House(Mailbox().start()))
        _open[0].start()
    return _open[0]


def office() -> Office:
    """HR of the company, which is founded when nobody has done so yet."""
    return Office(house()).found()


def end() -> None:
    """Stop it, if it was ever started. Safe to repeat."""
    while _open:
        served = _open.pop()
        served.stop()
        served.mailbox.stop()

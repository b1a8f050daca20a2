"""What this module needs from above: a mailer, and the kinds of messages that other modules send."""

from collections.abc import Callable
from typing import Protocol

from bole.notifications.types import Kind, Mail


class TemporaryFailure(Exception):
    """Worth another try: the server was busy, unreachable, or its answer got lost. Holds no address."""


class PermanentFailure(Exception):
    """No further try will help: the server refused the address or the message. Holds no address."""


class NotConfigured(Exception):
    """There is no way out of the house. The message stays in the outbox page, which says so."""


class Mailer(Protocol):
    """Hands one mail to a server. ``leaves_house`` is False for a stand-in that sends nothing."""

    name: str
    leaves_house: bool

    def send(self, mail: Mail) -> str:
        """The server's own id or answer. Raises TemporaryFailure, PermanentFailure or NotConfigured."""
        ...


class MailerSlot:
    """The adapter in use. ``config`` calls ``use`` with a factory; the factory is asked once, on first need."""

    def __init__(self) -> None:
        self._factory: Callable[[], Mailer] | None = None
        self._mailer: Mailer | None = None

    def use(self, factory: Callable[[], Mailer]) -> None:
        self._factory, self._mailer = factory, None

    def get(self) -> Mailer:
        if self._factory is None:
            raise NotConfigured("no mailer was wired")
        if self._mailer is None:
            self._mailer = self._factory()
        return self._mailer

    def swap(self, factory: "Callable[[], Mailer] | None") -> "Callable[[], Mailer] | None":
        """Put another factory in and return the old one, for tests."""
        old = self._factory
        self._factory, self._mailer = factory, None
        return old


mailer = MailerSlot()

_kinds: dict[str, Kind] = {}


class UnknownKind(LookupError):
    """A message of a kind that nobody registered: a fault of ours."""


def register_kind(kind: Kind) -> None:
    """Make a kind of message known. Called in ``AppConfig.ready`` of the module that owns it."""
    known = _kinds.get(kind.key)
    if known is not None and known != kind:
        raise ValueError(f"The message kind {kind.key} is registered twice, differently.")
    _kinds[kind.key] = kind


def kind(key: str) -> Kind:
    """The registered kind, or UnknownKind."""
    try:
        return _kinds[key]
    except KeyError:
        raise UnknownKind(key) from None


def kinds() -> dict[str, Kind]:
    return dict(_kinds)

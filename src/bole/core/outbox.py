"""News travels up: an event is a row of the transaction that made it true, and each subscriber gets a job for it."""

from collections.abc import Callable
from dataclasses import asdict, fields, is_dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from bole.core import clock, jobs
from bole.core.models import Delivery, OutboxEvent

E = TypeVar("E")
Handler = Callable[[Any], None]

_subscribers: dict[str, dict[str, tuple[type[Any], Handler]]] = {}


def kind_of(event_type: type[Any]) -> str:
    """``interviews.ReportReady`` for ``bole.interviews.events.ReportReady``."""
    return f"{event_type.__module__.split('.')[1]}.{event_type.__name__}"


def on(event_type: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Subscribe a function of one event. It runs in a job, inside the event's tenant, and may be asked again."""

    def register(handler: Callable[[E], None]) -> Callable[[E], None]:
        name = f"{handler.__module__}.{handler.__qualname__}"
        _subscribers.setdefault(kind_of(event_type), {})[name] = (event_type, handler)
        return handler

    return register


def publish(event: Any) -> OutboxEvent:
    """Write a frozen dataclass with an ``at`` as an event row and queue its deliveries, all in this transaction."""
    if not is_dataclass(event) or isinstance(event, type):
        raise TypeError("An event is a frozen dataclass.")
    payload = {key: _plain(value) for key, value in asdict(event).items()}
    row = OutboxEvent.objects.create(kind=kind_of(type(event)), payload=payload, at=payload_time(event))
    for subscriber in _subscribers.get(row.kind, {}):
        jobs.enqueue("core.deliver", event_id=str(row.pk), subscriber=subscriber)
    return row


def payload_time(event: Any) -> datetime:
    at = getattr(event, "at", None)
    if not isinstance(at, datetime):
        raise TypeError(f"{type(event).__name__} needs an `at`.")
    return at


def pending(kind: str | None = None) -> list[OutboxEvent]:
    """Events of this tenant, oldest first; tests assert on them."""
    rows = OutboxEvent.objects.order_by("at", "id")
    return list(rows.filter(kind=kind) if kind else rows)


@jobs.job("core.deliver")
def deliver(*, event_id: str, subscriber: str, **_: Any) -> None:
    """Hand one event to one subscriber once: handled and noted in one transaction."""
    row = OutboxEvent.objects.get(pk=event_id)
    known = _subscribers.get(row.kind, {}).get(subscriber)
    if known is None or Delivery.objects.filter(event=row, subscriber=subscriber).exists():
        return
    event_type, handler = known
    Delivery.objects.create(event=row, subscriber=subscriber, at=clock.now())
    handler(event_type(**{f.name: _typed(f.type, row.payload[f.name]) for f in fields(event_type)}))


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    return value


def _typed(annotation: Any, value: Any) -> Any:
    name = annotation if isinstance(annotation, str) else getattr(annotation, "__name__", "")
    if value is None:
        return None
    if name.startswith("UUID"):
        return UUID(value)
    if name.startswith("datetime"):
        return datetime.fromisoformat(value)
    return value

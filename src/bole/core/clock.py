"""The only clock. Read at the edges (web, rest, tasks, cli) and handed in as ``at`` from there on."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)

"""Jobs of the core: deliveries of news (declared beside the outbox). Stalled jobs are swept by `sweeper`, which is none."""

from bole.core import outbox

__all__ = ["outbox"]

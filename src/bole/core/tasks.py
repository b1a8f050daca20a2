"""Jobs of the core: deliveries of news (declared beside the outbox) and the sweeper of stalled jobs."""

from bole.core import clock, jobs, outbox

__all__ = ["outbox", "sweep_stalled_jobs"]


@jobs.periodic("core.sweep_stalled_jobs", cron="* * * * * */15")
def sweep_stalled_jobs() -> int:
    """Every fifteen seconds, whoever is alive puts back what the dead left running."""
    return jobs.sweep_stalled(at=clock.now())

"""A worker process: some queues, run until told to stop."""

import asyncio
import os
import sys


def run(queues: list[str], *, concurrency: int = 1) -> int:
    """Work ``queues`` until SIGTERM, which lets the running job finish. Returns the exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bole.config.settings")
    # A worker opens few connections and keeps them.
    os.environ.setdefault("BOLE_DB_POOL_MAX", str(max(2, concurrency + 1)))
    import django  # noqa: PLC0415 -- settings must be named first

    django.setup()
    from procrastinate.contrib.django import app  # noqa: PLC0415 -- exists after setup

    from bole.config import working  # noqa: PLC0415 -- exists after setup

    # A second app, not `replace_connector`: that would also turn the app by which jobs enqueue jobs to the worker's own
    # connection, and a job would be fetched before the transaction that needs it has committed.
    worker = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]

    async def work() -> None:
        async with worker.open_async():
            await working.work(worker, queues=queues, concurrency=concurrency, delete_jobs="never")

    try:
        asyncio.run(work())
    except working.LostJob:
        # The supervisor starts another; ours must be gone for the lost job to be put back.
        print("worker: the end of a job could not be written; starting anew", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:] or ["default"]))

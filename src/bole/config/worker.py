"""A worker process: some queues, run until told to stop."""

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

    with app.replace_connector(app.connector.get_worker_connector()) as worker_app:  # type: ignore[attr-defined]
        worker_app.run_worker(queues=queues, concurrency=concurrency, listen_notify=True, delete_jobs="never")
    return 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:] or ["default"]))

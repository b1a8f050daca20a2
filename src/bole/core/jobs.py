"""Work for later, on the database's own queue. A job is enqueued by name, in the transaction that needs it.

A job carries its tenant and runs inside it; ids in, object fetched, action called; safe to run twice. ``scoped=False``
is for long work (decoding, recognition) that must not hold a transaction: such a task opens ``tenancy.of`` itself.
"""

import functools
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import procrastinate
from django.db import IntegrityError, connection, transaction
from procrastinate.contrib.django import app

from bole.core import tenancy

log = logging.getLogger("bole.jobs")

QUEUES = ("default", "media", "assessment")

Task = Callable[..., Any]


@dataclass(frozen=True)
class Registered:
    name: str
    queue: str
    run: Task


_registered: dict[str, Registered] = {}


def job(
    name: str, *, queue: str = "default", scoped: bool = True, attempts: int = 5, wait_s: int = 2
) -> Callable[[Task], Task]:
    """Register ``function(**kwargs)`` as the job ``name``. Failures are retried with doubling waits, then kept."""
    if queue not in QUEUES:
        raise ValueError(f"No queue {queue!r}; there are {', '.join(QUEUES)}.")

    def register(function: Task) -> Task:
        @functools.wraps(function)
        def run(*, tenant: str, **kwargs: Any) -> Any:
            if not scoped:
                return function(tenant=tenant, **kwargs)
            with tenancy.of(tenant):
                return function(tenant=tenant, **kwargs)

        _registered[name] = Registered(name, queue, run)
        retry = procrastinate.RetryStrategy(max_attempts=attempts, exponential_wait=wait_s)
        app.task(name=name, queue=queue, retry=retry)(run)
        return function

    return register


def registered() -> dict[str, Registered]:
    return dict(_registered)


def enqueue(
    name: str, *, at: datetime | None = None, lock: str | None = None, once: str | None = None, **kwargs: Any
) -> None:
    """Queue a job of this tenant in this transaction: a rollback queues nothing.

    ``at`` delays it, ``lock`` runs jobs of the same lock one after another, ``once`` leaves out a job that is already
    waiting under the same key.
    """
    known = _registered.get(name)
    options: dict[str, Any] = {"queue": known.queue if known else "default"}
    if at is not None:
        options["schedule_at"] = at
    if lock:
        options["lock"] = lock
    if once:
        options["queueing_lock"] = once
        with connection.cursor() as cursor:
            # Asking first keeps a unique violation from spoiling the caller's transaction.
            cursor.execute("SELECT 1 FROM procrastinate_jobs WHERE queueing_lock = %s AND status = 'todo'", [once])
            if cursor.fetchone():
                return
    app.configure_task(name, **options).defer(tenant=str(tenancy.current()), **kwargs)


def depths() -> dict[str, int]:
    """Waiting and running jobs by queue."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT queue_name, count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing') GROUP BY 1"
        )
        found = dict(cursor.fetchall())
    return {queue: found.get(queue, 0) for queue in QUEUES}


# A worker that was killed leaves its jobs `doing`. Its heartbeat stops, and this much later they go back in the queue.
STALLED_AFTER = timedelta(seconds=45)


def sweep_stalled(*, at: datetime, after: timedelta = STALLED_AFTER) -> int:
    """Put back what dead workers left running. Returns how many. Two sweepers at once do no harm."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT job.id FROM procrastinate_jobs job
            LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id
            WHERE job.status = 'doing' AND (worker.id IS NULL OR worker.last_heartbeat < %s)
            FOR UPDATE OF job SKIP LOCKED
            """,
            [at - after],
        )
        stalled = [row[0] for row in cursor.fetchall()]
        for job_id in stalled:
            _put_back(cursor, job_id, at)
    if stalled:
        log.warning("put back %d stalled job(s)", len(stalled))
    return len(stalled)


def _put_back(cursor: Any, job_id: int, at: datetime) -> None:
    """One job back in the queue; given up when its successor of the same ``once`` key waits there already.

    A savepoint of its own: one job that cannot go back must not keep the others stalled.
    """
    try:
        with transaction.atomic():
            cursor.execute("SELECT procrastinate_retry_job_v1(%s, %s, NULL, NULL, NULL)", [job_id, at])
    except IntegrityError:
        cursor.execute("SELECT procrastinate_finish_job_v1(%s, 'failed', false)", [job_id])


def workers_alive(*, at: datetime, within: timedelta = STALLED_AFTER) -> int:
    """Workers whose heart has beaten lately."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > %s", [at - within])
        return int(cursor.fetchone()[0])


def periodic(name: str, *, cron: str, queue: str = "default") -> Callable[[Task], Task]:
    """Register a task of the whole installation, run by whichever worker comes first. It is handed no tenant.

    ``cron`` may have a sixth, leading-edge field for seconds. Such a task asks a SECURITY DEFINER function what is due
    and then works tenant by tenant.
    """

    def register(function: Task) -> Task:
        def run(timestamp: int, **_: Any) -> Any:
            return function()

        task = app.task(name=name, queue=queue, queueing_lock=name, lock=name)(run)
        app.periodic(cron=cron)(task)
        return function

    return register

"""Jobs ride in the transaction that needs them; what the dead left running goes back, one way or another."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from bole.core import clock, jobs, tenancy

pytestmark = pytest.mark.django_db


def rows(columns="status"):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM procrastinate_jobs ORDER BY id")
        return cursor.fetchall()


def start(job_index=0, *, worker_beat=None):
    """Mark a job as running, by a worker with a heartbeat or by none."""
    with connection.cursor() as cursor:
        worker = None
        if worker_beat is not None:
            cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s) RETURNING id", [worker_beat])
            worker = cursor.fetchone()[0]
        cursor.execute("SELECT id FROM procrastinate_jobs ORDER BY id OFFSET %s LIMIT 1", [job_index])
        job = cursor.fetchone()[0]
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s", [worker, job])


def test_a_job_carries_its_tenant_and_a_rollback_queues_nothing(tenant):
    with transaction.atomic():
        jobs.enqueue("interviews.score", session_id="x")
        transaction.set_rollback(True)
    assert rows() == []

    jobs.enqueue("interviews.score", session_id="x")
    with connection.cursor() as cursor:
        cursor.execute("SELECT queue_name, args FROM procrastinate_jobs")
        queue, args = cursor.fetchone()
    assert queue == "assessment"
    assert str(tenancy.current()) in str(args)


def test_once_leaves_out_what_waits_already(tenant):
    for _ in range(3):
        jobs.enqueue("interviews.score", session_id="x", once="score:x")
    assert rows() == [("todo",)]


def test_a_job_of_a_dead_worker_goes_back(tenant):
    now = clock.now()
    jobs.enqueue("interviews.score", session_id="x")
    start(worker_beat=now - timedelta(minutes=5))
    assert jobs.sweep_stalled(at=now) == 1
    assert rows() == [("todo",)]
    assert jobs.sweep_stalled(at=now) == 0


def test_a_job_of_a_living_worker_is_left_alone(tenant):
    now = clock.now()
    jobs.enqueue("interviews.score", session_id="x")
    start(worker_beat=now)
    assert jobs.sweep_stalled(at=now) == 0
    assert rows() == [("doing",)]
    assert jobs.workers_alive(at=now) == 1


def test_one_that_cannot_go_back_keeps_no_other_stalled(tenant):
    now = clock.now()
    jobs.enqueue("interviews.score", session_id="a", once="score:a")
    start(0)
    jobs.enqueue("interviews.score", session_id="a", once="score:a")  # its successor waits already
    jobs.enqueue("interviews.read_recording", attempt_id="b")
    start(2)

    assert jobs.sweep_stalled(at=now) == 2

    assert rows() == [("failed",), ("todo",), ("todo",)]

"""A worker that could not write how a job ended makes room for another."""

import asyncio
from typing import Any

import pytest

from bole.config import working


class Losing:
    """Runs one job whose end cannot be written, then waits for more as a worker does."""

    def __init__(self, *, fails: bool) -> None:
        self.fails = fails
        self.stopped = False

    async def run_worker_async(self, **_: Any) -> None:
        async def job() -> None:
            if self.fails:
                raise ConnectionError("the database is away")

        asyncio.create_task(job(), name="process job interviews.score[7]")  # noqa: RUF006 -- dropped as the worker drops it
        try:
            await asyncio.sleep(0.05 if not self.fails else 3600)
        except asyncio.CancelledError:
            self.stopped = True
            raise


def test_a_lost_job_ends_the_worker() -> None:
    worker = Losing(fails=True)
    with pytest.raises(working.LostJob):
        asyncio.run(working.work(worker, queues=["default"], concurrency=1))
    assert worker.stopped


def test_a_worker_that_ends_by_itself_is_no_fault() -> None:
    worker = Losing(fails=False)
    asyncio.run(working.work(worker, queues=["default"], concurrency=1))
    assert not worker.stopped


def test_who_stops_us_stops_the_worker() -> None:
    worker = Losing(fails=True)
    worker.fails = False

    async def stopped() -> None:
        task = asyncio.create_task(working.work(worker, queues=["default"], concurrency=1))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(stopped())
    assert worker.stopped

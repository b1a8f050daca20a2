"""Running a worker so that no job is left behind by one that lives on."""

import asyncio
from typing import Any

from bole.core import clock, jobs
from bole.core.sweeper import Sweeper


class LostJob(Exception):
    """The end of a job could not be written, so the job stays marked as running."""


async def work(app: Any, *, queues: list[str], concurrency: int, **options: Any) -> None:
    """Work ``queues`` by an open procrastinate ``app`` and sweep stalled jobs meanwhile. Ends when the worker does.

    `LostJob` when the database was away just when a job ended: its row says ``doing`` under this worker's heartbeat, and
    only when this worker is gone will a sweeper put it back.
    """
    loop, lost = asyncio.get_running_loop(), asyncio.Event()

    def heard(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        task = context.get("future") or context.get("task")
        if isinstance(task, asyncio.Task) and task.get_name().startswith("process job "):
            lost.set()
        loop.default_exception_handler(context)

    loop.set_exception_handler(heard)
    running = asyncio.create_task(app.run_worker_async(queues=queues, concurrency=concurrency, **options))
    watching = asyncio.create_task(lost.wait())
    sweeper = Sweeper(lambda: jobs.sweep_stalled(at=clock.now()))
    sweeper.start()
    try:
        await asyncio.wait({running, watching}, return_when=asyncio.FIRST_COMPLETED)
        if not running.done():
            raise LostJob
        running.result()
    finally:
        sweeper.stop()
        watching.cancel()
        if not running.done():
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
        loop.set_exception_handler(None)

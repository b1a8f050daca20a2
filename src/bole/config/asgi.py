"""The web process: Django, and inside its event loop the worker of the light queue."""

import asyncio
import contextlib
import logging
import os
import warnings
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bole.config.settings")

from asgiref.sync import sync_to_async
from django.core.asgi import get_asgi_application

from bole.config.bounds import Bounded

# Static files are small and come from the page cache: that they are read at once is no news worth a line.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")
django_app = Bounded(get_asgi_application())  # type: ignore[arg-type]
log = logging.getLogger("bole.web")
RESTART_S = 2

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


async def _work() -> None:
    """Work the light queue as long as the server lives, also after the database was away for a while."""
    from django.db import connections  # noqa: PLC0415 -- exists after setup
    from procrastinate.contrib.django import app  # noqa: PLC0415 -- exists after setup

    from bole.config import working  # noqa: PLC0415 -- exists after setup

    while True:
        try:
            worker = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]
            async with worker.open_async():
                await working.work(worker, queues=["default"], concurrency=4, install_signal_handlers=False)
        except Exception:  # whatever it was: a queue that stays dead in a live server is the worst of all
            log.exception("the worker of the light queue stopped; it starts again")
        # A connection that died with the database is not noticed by the pool of this thread.
        await sync_to_async(connections.close_all)()
        await asyncio.sleep(RESTART_S)


async def _lifespan(receive: Receive, send: Send) -> None:
    """Django knows no lifespan: start the worker with the server and let its running jobs end before we do."""
    task: asyncio.Task[None] | None = None
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            if os.environ.get("BOLE_WEB_WORKER", "1") == "1":
                task = asyncio.create_task(_work())
            await send({"type": "lifespan.startup.complete"})
        else:
            if task is not None:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError, Exception):
                    await task
            await send({"type": "lifespan.shutdown.complete"})
            return


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    else:
        await django_app(scope, receive, send)

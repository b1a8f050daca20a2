"""The smallest application that shows what the supervisor must keep: who serves, from where, over which database."""

import asyncio
import json
import os
from typing import Any

import psycopg


async def application(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        while (await receive())["type"] != "lifespan.shutdown":
            await send({"type": "lifespan.startup.complete"})
        await send({"type": "lifespan.shutdown.complete"})
        return
    status, body = 200, await answer(scope)
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": json.dumps(body).encode()})


async def answer(scope: Any) -> object:
    if scope["path"] == "/slow":
        await asyncio.sleep(1)
        return "done"
    if scope["path"] == "/who":
        return {"pid": os.getpid(), "client": scope["client"][0], "scheme": scope["scheme"]}
    if scope["path"] == "/database":
        async with await psycopg.AsyncConnection.connect(os.environ["DATABASE_URL"]) as connection:
            found = await connection.execute("SELECT current_user::text, pg_postmaster_start_time()::text")
            return await found.fetchone()
    return "ok"

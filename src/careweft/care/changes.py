"""Tells web processes which teams' worklists changed, soon after the change was committed.

A NOTIFY inside the writing transaction would make writers queue behind each other, so one relay looks at what changed
and notifies. It looks back a few seconds each time, because transactions do not commit in the order of their times.
"""

import asyncio
from datetime import timedelta

import orjson

from careweft.base.db import Database

CHANNEL = "careweft"
_LOOK_BACK = timedelta(seconds=5)
_PAUSE_SECONDS = 0.05


async def relay(database: Database) -> None:
    """Notify of changed worklists until cancelled: {"kind": "tasks", "teams": [...]}, and no person data."""
    told: set[tuple[str, int]] = set()
    while True:
        async with database.pool.acquire() as connection:
            rows = await connection.fetch(
                "SELECT id, version, team FROM care.task WHERE changed > clock_timestamp() - $1::interval",
                _LOOK_BACK,
            )
            teams = sorted({row["team"] for row in rows if (row["id"], row["version"]) not in told})
            if teams:
                message = orjson.dumps({"kind": "tasks", "teams": teams}).decode()
                await connection.execute("SELECT pg_notify($1, $2)", CHANNEL, message)
        told = {(row["id"], row["version"]) for row in rows}
        await asyncio.sleep(_PAUSE_SECONDS)

"""Word of what changed."""

import asyncio
import contextlib
import time
from datetime import timedelta
from typing import Any

import orjson
import pytest

from careweft.base.db import Database
from careweft.care import changes

_NOTICE = """
INSERT INTO care.notice (person_id, id, recipient, message, about, sent, state)
VALUES (1, $1, $2, 'Somebody came home', 'Encounter/1', now(), 'sent')
"""


async def test_what_changed_while_nobody_could_look_is_told_too(
    worker_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "_LOOK_BACK", timedelta(seconds=0.1))
    monkeypatch.setattr(changes, "_FAR_BACK", timedelta(seconds=0.1))
    heard: asyncio.Queue[Any] = asyncio.Queue()
    async with worker_db.pool.acquire() as connection:

        def hear(*told: Any) -> None:
            heard.put_nowait(orjson.loads(told[-1]))

        await connection.add_listener(changes.CHANNEL, hear)
        relaying = asyncio.create_task(changes.relay(worker_db))
        try:
            async with asyncio.timeout(60):
                for name in ("zone-1", "zone-2"):
                    async with worker_db.transaction() as writing:
                        await writing.execute(_NOTICE, name, name)
                    time.sleep(0.5)  # noqa: ASYNC251 - a process that is busy with something else
                    assert await heard.get() == {"kind": "notices", "teams": [name]}
        finally:
            relaying.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await relaying
            await connection.remove_listener(changes.CHANNEL, hear)

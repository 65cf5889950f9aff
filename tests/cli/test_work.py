"""The worker's parts end together."""

import asyncio
import contextlib

import pytest

from careweft.cli import work


async def forever(swallowing: int = 0) -> None:
    """Until cancelled, though some cancellations get lost, as where a connection breaks while it is given back."""
    for _ in range(swallowing):
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
    await asyncio.Event().wait()


async def failing() -> None:
    raise ConnectionError("the server went away")


async def test_where_one_part_fails_all_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "_END_SECONDS", 0.01)
    tasks = [asyncio.create_task(part) for part in (forever(), forever(swallowing=3), failing())]
    with pytest.raises(ConnectionError):
        async with asyncio.timeout(60):
            await work.ended(tasks)
    assert all(task.done() for task in tasks)


async def test_all_are_told_to_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "_END_SECONDS", 0.01)
    tasks = [asyncio.create_task(part) for part in (forever(), forever(swallowing=1))]
    asyncio.get_running_loop().call_soon(lambda: [task.cancel() for task in tasks])
    async with asyncio.timeout(60):
        await work.ended(tasks)
    assert all(task.cancelled() for task in tasks)

"""Live updates: who hears what, what a late or slow browser gets, and how it all ends."""

import asyncio
import logging
from collections.abc import AsyncGenerator, MutableMapping
from typing import Any

import pytest

from careweft.web import live
from careweft.web.live import Broadcaster, EventStream, Listener
from tests.web.fakes import FakeNotices

NOW = 10**15  # far in the future: nothing was missed


def listener(*teams: str, account: int = 1) -> Listener:
    return Listener(account, frozenset(teams))


async def first(stream: AsyncGenerator[bytes, None]) -> bytes:
    return await asyncio.wait_for(anext(stream), 2)


async def opened(broadcaster: Broadcaster, ear: Listener, since: int = NOW) -> AsyncGenerator[bytes, None]:
    stream = broadcaster.stream(ear, since)
    assert await first(stream) == b"retry: 2000\n\n"
    return stream


async def test_a_team_hears_of_its_own_changes_only() -> None:
    broadcaster = Broadcaster(FakeNotices())
    ours, theirs = listener("zone-1"), listener("zone-2")
    stream = await opened(broadcaster, ours)
    other = await opened(broadcaster, theirs)
    waiting = asyncio.create_task(first(stream))
    silent = asyncio.create_task(anext(other))
    await asyncio.sleep(0)
    broadcaster.tell('{"kind": "tasks", "teams": ["zone-1", "zone-9"]}')
    assert await waiting == b"event: careweft-tasks\ndata: \n\n"
    await asyncio.sleep(0.05)
    assert not silent.done()
    broadcaster.tell('{"kind": "models"}')
    assert await asyncio.wait_for(silent, 2) == b"event: careweft-models\ndata: \n\n"


async def test_what_waits_for_a_slow_browser_does_not_grow() -> None:
    broadcaster = Broadcaster(FakeNotices())
    ear = listener("zone-1")
    stream = await opened(broadcaster, ear)
    for _ in range(10_000):
        broadcaster.tell('{"kind": "tasks", "teams": ["zone-1"]}')
        broadcaster.tell('{"kind": "referrals", "teams": ["zone-1"]}')
    assert ear.waiting == {"tasks", "referrals"}
    assert await first(stream) == b"event: careweft-referrals\ndata: \n\nevent: careweft-tasks\ndata: \n\n"


async def test_a_change_between_page_and_stream_is_not_missed() -> None:
    broadcaster = Broadcaster(FakeNotices())
    rendered = live._now() + live.SKEW_MS
    broadcaster._deaf_until = 0
    broadcaster.tell('{"kind": "tasks", "teams": ["zone-1"]}')
    late = await opened(broadcaster, listener("zone-1"), since=rendered)
    assert await first(late) == b"event: careweft-tasks\ndata: \n\n"
    other = await opened(broadcaster, listener("zone-2"), since=rendered)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(anext(other), 0.05)


async def test_a_page_from_before_this_process_looks_again() -> None:
    broadcaster = Broadcaster(FakeNotices())
    stream = await opened(broadcaster, listener("zone-1"), since=live._now() - 60_000)
    assert await first(stream) == b"event: careweft-missed\ndata: \n\n"


async def test_everybody_looks_again_after_the_listener_was_deaf(monkeypatch: pytest.MonkeyPatch) -> None:
    notices = FakeNotices()
    broadcaster = Broadcaster(notices)
    broadcaster.start()
    await asyncio.sleep(0.05)
    stream = await opened(broadcaster, listener("zone-1"))
    notices.queue.put_nowait(ConnectionResetError("gone"))
    assert await asyncio.wait_for(anext(stream), 5) == b"event: careweft-missed\ndata: \n\n"
    notices.queue.put_nowait('{"kind": "tasks", "teams": ["zone-1"]}')
    assert await first(stream) == b"event: careweft-tasks\ndata: \n\n"
    await broadcaster.stop()


async def test_stopping_ends_every_stream() -> None:
    broadcaster = Broadcaster(FakeNotices())
    broadcaster.start()
    streams = [await opened(broadcaster, listener("zone-1", account=n)) for n in range(5)]
    waiting = [asyncio.create_task(_drain(stream)) for stream in streams]
    await asyncio.sleep(0.05)
    await broadcaster.stop()
    await asyncio.wait_for(asyncio.gather(*waiting), 2)
    assert broadcaster.listening == 0


async def _drain(stream: AsyncGenerator[bytes, None]) -> None:
    async for _ in stream:
        pass


async def test_a_silent_stream_says_that_it_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "KEEP_ALIVE", 0.01)
    stream = await opened(Broadcaster(FakeNotices()), listener("zone-1"))
    assert await first(stream) == b": still here\n\n"


async def test_a_stream_ends_so_that_its_session_is_looked_at_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "KEEP_ALIVE", 0.01)
    monkeypatch.setattr(live, "LIFE", 0.03)
    await asyncio.wait_for(_drain(Broadcaster(FakeNotices()).stream(listener("zone-1"), NOW)), 2)


async def test_a_browser_that_goes_away_leaves_nothing_behind() -> None:
    broadcaster = Broadcaster(FakeNotices())
    gone = asyncio.Event()
    sent: list[object] = []

    async def receive() -> dict[str, str]:
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: object) -> None:
        sent.append(message)

    answer = EventStream(broadcaster, listener("zone-1"), NOW)
    running = asyncio.create_task(answer({"type": "http"}, receive, send))
    await asyncio.sleep(0.05)
    assert broadcaster.listening == 1
    gone.set()
    await asyncio.wait_for(running, 2)
    assert broadcaster.listening == 0


async def test_a_browser_that_does_not_read_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "PATIENCE", 0.05)
    broadcaster = Broadcaster(FakeNotices())

    async def receive() -> dict[str, str]:
        await asyncio.sleep(60)
        return {"type": "http.disconnect"}

    async def send(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.body":
            await asyncio.sleep(60)

    answer = EventStream(broadcaster, listener("zone-1"), NOW)
    await asyncio.wait_for(answer({"type": "http"}, receive, send), 2)
    assert broadcaster.listening == 0


@pytest.mark.parametrize(
    "payload", ["", "{", '"tasks"', '{"teams": ["zone-1"]}', '{"kind": "a\\ndata: x"}', '{"kind": "", "teams": []}']
)
async def test_an_odd_notice_is_dropped_without_a_word_of_it(payload: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    broadcaster = Broadcaster(FakeNotices())
    ear = listener("zone-1")
    await opened(broadcaster, ear)
    broadcaster.tell(payload)
    assert not ear.waiting
    assert caplog.records[-1].__dict__["length"] == len(payload)


async def test_an_account_may_not_open_streams_without_end() -> None:
    broadcaster = Broadcaster(FakeNotices(), streams=2)
    kept = [await opened(broadcaster, listener("zone-1")) for _ in range(2)]
    assert broadcaster.full(1) and not broadcaster.full(2)
    await kept[0].aclose()
    assert not broadcaster.full(1)

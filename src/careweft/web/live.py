"""Live updates: one listener on PostgreSQL a process, and server-sent events to the browsers that it concerns.

A notice names teams and a kind of thing that changed (`{"teams": ["zone-1"], "kind": "tasks"}`), never a person. A
browser hears only of its own teams, and only that something changed; it then fetches its list again, under its own
rights. A browser that reads slowly costs nothing: what waits for it is a set of kinds, not a queue.
"""

import asyncio
import contextlib
import logging
import os
import signal
import time
from collections.abc import AsyncGenerator, Iterable
from dataclasses import dataclass, field

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from careweft.web.logins import current
from careweft.web.services import Notices

log = logging.getLogger("careweft.web.live")

KEEP_ALIVE = 20.0
"""Seconds after which a silent stream says that it still lives, so that no proxy closes it."""
SKEW_MS = 2000
"""How far the clocks of two web processes may differ."""
LIFE = 600.0
"""Seconds after which a stream ends and the browser comes again."""
PATIENCE = 30.0
"""Seconds that a browser may take to accept a few bytes before its stream is dropped."""
ALL = "*"


class Notice(msgspec.Struct, frozen=True):
    """What PostgreSQL tells: `kind` of thing that changed (a word of letters and hyphens), for which teams."""

    kind: str
    teams: list[str] = []


@dataclass(eq=False)
class Listener:
    """One open stream: whose it is, for which teams, and what waits to be sent."""

    account: int
    teams: frozenset[str]
    waiting: set[str] = field(default_factory=set)
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    gone: bool = False

    def tell(self, kinds: Iterable[str]) -> None:
        """Kinds of things have changed."""
        self.waiting.update(kinds)
        if self.waiting:
            self.woken.set()


class Broadcaster:
    """Tells every open stream of this process what changed for its teams."""

    def __init__(self, notices: Notices, *, streams: int = 10) -> None:
        self._notices, self._streams = notices, streams
        self._listeners: set[Listener] = set()
        self._changed: dict[tuple[str, str], int] = {}  # (team, kind) -> when it last changed, ms
        self._deaf_until = _now()  # nothing is known of changes before this
        self._closing = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to listen."""
        self._task = asyncio.create_task(self._listen())

    def close(self) -> None:
        """Have every stream end."""
        self._closing.set()
        for listener in self._listeners:
            listener.woken.set()

    async def stop(self) -> None:
        """Close every stream and stop listening."""
        self.close()
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    @property
    def listening(self) -> int:
        """How many streams are open."""
        return len(self._listeners)

    def tell(self, payload: str) -> None:
        """Pass one notice on. One that cannot be read is logged by its length only, and dropped."""
        try:
            notice = msgspec.json.decode(payload, type=Notice)
        except msgspec.MsgspecError:
            log.warning("a notice that cannot be read", extra={"length": len(payload)})
            return
        if not notice.kind.replace("-", "").isalpha():
            log.warning("a notice of an odd kind", extra={"length": len(payload)})
            return
        now = _now()
        for team in notice.teams or [ALL]:
            self._changed[team, notice.kind] = now
        for listener in self._listeners:
            if not notice.teams or not listener.teams.isdisjoint(notice.teams):
                listener.tell([notice.kind])

    async def stream(self, listener: Listener, since: int) -> AsyncGenerator[bytes, None]:
        """The events of one browser whose page shows the state of `since` (ms of wall time).

        Ends after `LIFE`, so that the browser comes again and its session is looked at anew.
        """
        self._listeners.add(listener)
        until = time.monotonic() + LIFE
        try:
            yield b"retry: 2000\n\n"
            listener.tell(self._missed(listener.teams, since))
            while not (self._closing.is_set() or listener.gone) and time.monotonic() < until:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(listener.woken.wait(), KEEP_ALIVE)
                listener.woken.clear()
                kinds, listener.waiting = listener.waiting, set()
                yield b"".join(_event(kind) for kind in sorted(kinds)) or b": still here\n\n"
        finally:
            self._listeners.discard(listener)

    def full(self, account: int) -> bool:
        """Whether an account has as many streams open as it may."""
        return sum(1 for listener in self._listeners if listener.account == account) >= self._streams

    def _missed(self, teams: frozenset[str], since: int) -> set[str]:
        if since < self._deaf_until:
            return {"missed"}
        return {
            kind
            for (team, kind), at in self._changed.items()
            if (team == ALL or team in teams) and at >= since - SKEW_MS
        }

    async def _listen(self) -> None:
        wait = 0.5
        while True:
            try:
                async for payload in self._notices.listen():
                    wait = 0.5
                    self._hear(payload)
            except OSError as lost:
                log.warning("lost the connection that notices come by", extra={"error": type(lost).__name__})
            await asyncio.sleep(wait)
            wait = min(wait * 2, 15.0)

    def _hear(self, payload: str) -> None:
        if payload:
            self.tell(payload)
            return
        self._deaf_until = _now()  # we listen only from now on, so everybody looks again
        for listener in self._listeners:
            listener.tell(["missed"])


def _event(kind: str) -> bytes:
    return f"event: careweft-{kind}\ndata: \n\n".encode()


def _now() -> int:
    return int(time.time() * 1000)


def end_streams_with_process(broadcaster: Broadcaster) -> None:
    """On SIGTERM end the streams first: a server waits for open answers, and a stream never ends by itself.

    The server's own handler then gets SIGINT, which servers take just as SIGTERM. Only the main thread may do this.
    """

    def end() -> None:
        broadcaster.close()
        os.kill(os.getpid(), signal.SIGINT)

    with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, end)


class EventStream(Response):
    """The answer that stays open; it ends with the browser, with the process, or when the browser stops reading."""

    media_type = "text/event-stream"

    def __init__(self, broadcaster: Broadcaster, listener: Listener, since: int) -> None:
        super().__init__(headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._broadcaster, self._listener, self._since = broadcaster, listener, since

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send events until it is over."""
        watch = asyncio.create_task(self._watch(receive))
        events = self._broadcaster.stream(self._listener, self._since)
        try:
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            async with contextlib.aclosing(events):
                async for chunk in events:
                    message = {"type": "http.response.body", "body": chunk, "more_body": True}
                    await asyncio.wait_for(send(message), PATIENCE)
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        except (OSError, TimeoutError):
            pass  # the browser went away, or does not read: it comes again when it wants to
        finally:
            watch.cancel()

    async def _watch(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self._listener.gone = True
        self._listener.woken.set()


async def events(request: Request) -> Response:
    """The stream of one browser."""
    account = current(request)
    broadcaster: Broadcaster = request.app.broadcaster
    if broadcaster.full(account.id):
        return Response("This account has too many pages open.", 429, {"Retry-After": "30"})
    asked = request.query_params.get("since", "")
    since = int(asked) if asked.isdecimal() and len(asked) < 16 else 0
    parties = account.parties | {f"staff/{account.username}"}
    return EventStream(broadcaster, Listener(account.id, parties), since)

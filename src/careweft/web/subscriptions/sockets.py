"""The web sockets of one process: each is bound once, by a token, to subscriptions of one account.

What there is to tell is asked of the database for all open sockets at once, several times a second; what a socket is
told is read as its account at that moment, and is in the audit before it goes out. A client that reads slowly holds up
nobody but itself.
"""

import asyncio
import contextlib
import logging
from dataclasses import dataclass, field
from typing import Any, Final
from zoneinfo import ZoneInfo

import asyncpg
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from careweft.access import accounts, audit, policy
from careweft.access.digest import hashed
from careweft.base.db import Database
from careweft.feeds.subscriptions.delivery import entries
from careweft.fhir.subscriptions import definition, notification
from careweft.fhir.subscriptions.definition import Definition
from careweft.fhir.subscriptions.notification import Kind, State
from careweft.fhir.subscriptions.told import Told, told

log = logging.getLogger("careweft.web.subscriptions")

POLL: Final = 0.1
"""Seconds between two looks at whether there is something to tell."""
PATIENCE: Final = 10.0
"""Seconds that a client may take to say its token, or to take a notification."""
MOST: Final = 10
"""Open sockets of one account in one process."""
_BIND: Final = "bind-with-token"
_TAKE: Final = "SELECT account_id, subscriptions FROM fhir.take_subscription_token($1)"
_READ: Final = (
    "SELECT id, version, status, last, delivered, resource FROM fhir.subscription WHERE id = ANY ($1::text[])"
)
_POLICY, _TOO_MANY = 1008, 1013


@dataclass(eq=False)
class Socket:
    """One open socket. `at` is the number up to which each subscription has been told."""

    account: int
    at: dict[str, int]
    send: Send
    woken: asyncio.Event = field(default_factory=asyncio.Event)


class Sockets:
    """The ASGI application of `/subscriptions`."""

    def __init__(self, database: Database, base: str, zone: ZoneInfo) -> None:
        """`database` acts as the web; `base` is the address of the record."""
        self._database, self._base, self._zone = database, base, zone
        self._open: set[Socket] = set()
        self._watch: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "websocket":
            answer = PlainTextResponse("Only web sockets are served here.", 426, {"Upgrade": "websocket"})
            await answer(scope, receive, send)
            return
        await receive()  # websocket.connect
        await send({"type": "websocket.accept"})
        socket = await self._bound(receive, send)
        if socket is None:
            await send({"type": "websocket.close", "code": _POLICY, "reason": "this token is worth nothing here"})
            return
        if sum(1 for other in self._open if other.account == socket.account) >= MOST:
            await send({"type": "websocket.close", "code": _TOO_MANY, "reason": "this account has too many sockets"})
            return
        await self._serve(socket, receive)

    async def _bound(self, receive: Receive, send: Send) -> Socket | None:
        try:
            async with asyncio.timeout(PATIENCE):
                said = await receive()
        except TimeoutError:
            return None
        word, _, token = (said.get("text") or "")[:200].partition(" ")
        if said["type"] != "websocket.receive" or word.rstrip(":") != _BIND:
            return None
        async with self._database.transaction() as connection:
            row = await connection.fetchrow(_TAKE, hashed(token.strip()))
        return Socket(row["account_id"], dict.fromkeys(row["subscriptions"], 0), send) if row else None

    async def _serve(self, socket: Socket, receive: Receive) -> None:
        self._open.add(socket)
        if self._watch is None or self._watch.done():
            self._watch = asyncio.create_task(self._look())
        telling = asyncio.create_task(self._tell(socket))
        leaving = asyncio.create_task(_left(receive))
        try:
            await asyncio.wait({telling, leaving}, return_when=asyncio.FIRST_COMPLETED)
            if telling.done() and not leaving.done():
                with contextlib.suppress(OSError, RuntimeError):
                    await socket.send({"type": "websocket.close", "code": 1001})
        finally:
            self._open.discard(socket)
            for task in (telling, leaving):
                task.cancel()
            for result in await asyncio.gather(telling, leaving, return_exceptions=True):
                if isinstance(result, Exception):
                    log.info("a socket ended", extra={"error": type(result).__name__})

    async def _tell(self, socket: Socket) -> None:
        """Greet, then tell whenever there is something; ends when nothing is subscribed to any more."""
        for row in await self._rows(socket):
            socket.at[row["id"]] = row["delivered"]
            await self._send(socket, row, "handshake", (), row["delivered"])
        while socket.at:
            waits = [d.heartbeat for row in await self._rows(socket) if (d := self._known(row)).heartbeat]
            quiet = False
            try:
                async with asyncio.timeout(min(waits, default=None)):
                    await socket.woken.wait()
            except TimeoutError:
                quiet = True
            socket.woken.clear()
            await self._news(socket, quiet=quiet)

    async def _news(self, socket: Socket, *, quiet: bool) -> None:
        rows = await self._rows(socket)
        for gone in socket.at.keys() - {row["id"] for row in rows if row["status"] == "active"}:
            del socket.at[gone]
        for row in rows:
            if row["id"] not in socket.at:
                continue
            known = self._known(row)
            if quiet and known.heartbeat:
                await self._send(socket, row, "heartbeat", (), socket.at[row["id"]])
            while row["last"] > (done := socket.at[row["id"]]):
                last = min(row["last"], done + known.max_count)
                events = await self._see(socket, row["id"], (done + 1, last), known)
                await self._send(socket, row, "event-notification", events, last)

    async def _rows(self, socket: Socket) -> list[Any]:
        """The socket's subscriptions as they are now; none where the account may not read the record any more."""
        async with self._database.transaction(socket.account, readonly=True) as connection:
            account = await accounts.profile(connection, socket.account)
            if account is None or not policy.may(account, "use-fhir"):
                return []
            return list(await connection.fetch(_READ, list(socket.at)))

    async def _see(self, socket: Socket, id_: str, numbers: tuple[int, int], known: Definition) -> list[Told]:
        async with self._database.transaction(socket.account) as connection:
            events = await told(connection, id_, *numbers, known.content)
            await audit.write(connection, entries(socket.account, id_, events))
        return events

    async def _send(self, socket: Socket, row: Any, kind: Kind, events: tuple[()] | list[Told], last: int) -> None:
        known = self._known(row)
        state = State(row["id"], row["status"], row["last"], known.topic.url if known.topic else "")
        text = notification.bundle(state, kind, self._base, events, known.content).decode()
        message: Message = {"type": "websocket.send", "text": text}
        await asyncio.wait_for(socket.send(message), PATIENCE)
        socket.at[row["id"]] = last
        if events:
            async with self._database.transaction(socket.account) as connection:
                await connection.execute("SELECT fhir.subscription_told($1, $2)", row["id"], last)

    def _known(self, row: Any) -> Definition:
        return definition.read(row["resource"], self._zone)

    async def _look(self) -> None:
        """Wake the sockets for which there is something to tell, as long as any are open."""
        while self._open:
            await asyncio.sleep(POLL)
            wanted = sorted({id_ for socket in self._open for id_ in socket.at})
            try:
                async with self._database.transaction(readonly=True) as connection:
                    rows = await connection.fetch("SELECT * FROM fhir.subscription_news($1)", wanted)
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                continue
            now = {row["id"]: row["last"] if row["status"] == "active" else -1 for row in rows}
            for socket in self._open:
                if any(now.get(id_, -1) < 0 or now[id_] > at for id_, at in socket.at.items()):
                    socket.woken.set()


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "websocket.disconnect":
        pass

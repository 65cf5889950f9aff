"""The HL7 v2 listener: MLLP over TCP (HL7 v2.5 appendix C; IHE ITI TF-2).

A message is answered only after it is committed. Messages that arrive at the same time on several connections are
committed together. Bytes outside frames are skipped; what is too large, too slow or too many is cut off without
harming the others.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncpg

from careweft.base.db import Database
from careweft.base.errors import BadInput
from careweft.feeds.hl7 import ack
from careweft.feeds.hl7.message import Message, split
from careweft.feeds.model import Incoming, Receipt
from careweft.feeds.process import Feeds
from careweft.feeds.receive import quarantined, read_hl7, refused_hl7, store

log = logging.getLogger(__name__)

START, END = b"\x0b", b"\x1c\r"
_CHUNK = 1 << 16


@dataclass(frozen=True)
class Limits:
    """How much one sender may ask of us. Times in seconds, sizes in bytes."""

    message: int = 16 * 1024 * 1024
    connections: int = 200
    frame_time: float = 30.0
    """From the first byte of a frame to its last; also to take our answer."""
    idle_time: float = 3600.0
    together: int = 500
    """Messages committed in one transaction."""


class TooLarge(Exception):
    """A frame larger than allowed."""


class Frames:
    """Reads the frames of one connection."""

    def __init__(self, reader: asyncio.StreamReader, limits: Limits) -> None:
        self._reader, self._limits = reader, limits
        self._held = bytearray()

    async def next(self) -> bytes | None:
        """The content of the next frame; None where the sender has closed. Raises TooLarge or TimeoutError."""
        async with asyncio.timeout(self._limits.idle_time):
            while (start := self._held.find(START)) < 0:
                self._held.clear()
                if not await self._more():
                    return None
        del self._held[: start + 1]
        async with asyncio.timeout(self._limits.frame_time):
            return await self._rest()

    async def _rest(self) -> bytes | None:
        seen = 0
        while (end := self._held.find(END, seen)) < 0:
            if len(self._held) > self._limits.message:
                raise TooLarge
            seen = max(0, len(self._held) - 1)
            if not await self._more():
                return None
        if end > self._limits.message:
            raise TooLarge
        content = bytes(self._held[:end])
        del self._held[: end + len(END)]
        # A sender that broke off within a frame and began anew: the last beginning counts.
        return content.rpartition(START)[2]

    async def _more(self) -> bool:
        data = await self._reader.read(_CHUNK)
        self._held += data
        return bool(data)


class Committer:
    """Stores messages of all connections, as many in one transaction as have come while the last was committed."""

    def __init__(self, database: Database, limits: Limits, committed: Callable[[], None]) -> None:
        self._database, self._limits, self._committed = database, limits, committed
        self._waiting: asyncio.Queue[tuple[Incoming, asyncio.Future[Receipt]]] = asyncio.Queue()

    async def commit(self, incoming: Incoming) -> Receipt:
        """Store one message; returns once it is committed. Raises what the database said where it is not."""
        future: asyncio.Future[Receipt] = asyncio.get_running_loop().create_future()
        self._waiting.put_nowait((incoming, future))
        return await future

    async def run(self) -> None:
        """Commit what comes, until cancelled."""
        while True:
            batch = [await self._waiting.get()]
            while len(batch) < self._limits.together and not self._waiting.empty():
                batch.append(self._waiting.get_nowait())
            await self._store(batch)

    async def _store(self, batch: list[tuple[Incoming, asyncio.Future[Receipt]]]) -> None:
        try:
            async with self._database.transaction() as connection:
                receipts = await store(connection, [incoming for incoming, _ in batch])
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as wrong:
            if len(batch) > 1 and isinstance(wrong, asyncpg.DataError | asyncpg.IntegrityConstraintViolationError):
                for one in batch:
                    await self._store([one])
                return
            for _, future in batch:
                _settle(future, wrong)
            return
        for (_, future), receipt in zip(batch, receipts, strict=True):
            _settle(future, receipt)
        self._committed()


def _settle(future: asyncio.Future[Receipt], result: Receipt | Exception) -> None:
    if future.done():
        return
    if isinstance(result, Exception):
        future.set_exception(result)
    else:
        future.set_result(result)


class Listener:
    """Answers the senders that connect. `source` names the sender where all are one; else the message does."""

    def __init__(
        self,
        feeds: Feeds,
        database: Database,
        *,
        source: str | None = None,
        limits: Limits | None = None,
        processing: Collection[str] = ack.PROCESSING,
        committed: Callable[[], None] = lambda: None,
    ) -> None:
        self._feeds, self._database, self._source = feeds, database, source
        self._limits, self._processing = limits or Limits(), frozenset(processing)
        self._committer = Committer(database, self._limits, committed)
        self._open: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def listening(self, host: str, port: int) -> AsyncIterator[int]:
        """Listen while the context lasts; gives the port (another one where `port` is 0)."""
        committing = asyncio.create_task(self._committer.run())
        server = await asyncio.start_server(self._connected, host, port, limit=_CHUNK)
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            server.close()
            for task in (committing, *self._open):
                task.cancel()
            await asyncio.gather(committing, *self._open, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        if len(self._open) >= self._limits.connections:
            log.warning("a sender was turned away: too many connections")
            writer.close()
            return
        self._open.add(task)
        try:
            await self._talk(Frames(reader, self._limits), writer)
        except TimeoutError:
            log.info("a connection was closed: its sender was too slow or silent too long")
        except (OSError, asyncio.IncompleteReadError):
            log.info("a connection was broken")
        except asyncio.CancelledError:
            log.info("a connection was closed: the listener stops")
        finally:
            self._open.discard(task)
            writer.close()

    async def _talk(self, frames: Frames, writer: asyncio.StreamWriter) -> None:
        while True:
            try:
                raw = await frames.next()
            except TooLarge:
                text = f"the message is larger than {self._limits.message} bytes"
                await self._say(writer, ack.answer(None, "AR", text=text, where="MSH-1", at=self._feeds.clock.now()))
                return
            if raw is None:
                return
            if said := await self.answer(raw):
                await self._say(writer, said)

    async def _say(self, writer: asyncio.StreamWriter, said: bytes) -> None:
        writer.write(START + said + END)
        async with asyncio.timeout(self._limits.frame_time):
            await writer.drain()

    async def answer(self, raw: bytes) -> bytes | None:
        """Store one message and say what became of it; None where the sender wants no answer."""
        now = self._feeds.clock.now()
        try:
            message = split(raw)
        except BadInput as wrong:
            unreadable = quarantined(self._source or "unknown", "hl7", raw, now, str(wrong))
            code, text = await self._commit(unreadable, "AR")
            return ack.answer(None, code, text=text, where=wrong.where, at=now)
        source, refused = self._source or sender(message), ack.refusal(message, self._processing)
        if refused:
            incoming = refused_hl7(source, raw, at=now, kind=message.kind, reason=f"{refused.where}: {refused.reason}")
        else:
            incoming = read_hl7(source, raw, at=now, zone=self._feeds.zone, sources={})
        code, text = await self._commit(incoming, "AR" if refused else "AA")
        where = refused.where if refused else ""
        wanted = ack.wanted(message, code)
        return ack.answer(message, wanted, text=text, where=where, at=now) if wanted else None

    async def _commit(self, incoming: Incoming, code: ack.Code) -> tuple[ack.Code, str]:
        try:
            receipt = await self._committer.commit(incoming)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as wrong:
            log.error("a message was not stored", extra={"error": type(wrong).__name__})
            return "AR", "the message could not be stored; send it again"
        if code == "AA" and receipt.outcome in ("quarantined", "reused"):
            return "AE", receipt.reason or ""
        return code, receipt.reason or ""


def sender(message: Message) -> str:
    """The short code of the sending organisation: its facility (MSH-4), else its application (MSH-3)."""
    return code_of(message.header.text(4) or message.header.text(3) or "")


def code_of(name: str) -> str:
    """A name as a short code: lower case letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40] or "unknown"

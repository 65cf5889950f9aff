"""A folder of messages loaded as fast as the record takes them: a region's feeds, or any files of the kinds we know.

Messages are stored and processed some hundreds in a transaction, in order of time across sources. A load that was
stopped, even by kill -9, is simply run again: what was committed is known by its message ids, and the batches fall
together again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import takewhile
from pathlib import Path
from typing import Any

import asyncpg

from careweft.base.db import Connection, Database
from careweft.base.errors import BadInput
from careweft.feeds.batch import Stored
from careweft.feeds.files import Reader, feed_files, in_order
from careweft.feeds.mllp import code_of
from careweft.feeds.model import Receipt
from careweft.feeds.process import Feeds, Processed
from careweft.feeds.receive import as_raw, store
from careweft.feeds.report import Tally
from careweft.feeds.sources import Source, declare, declare_mapping
from careweft.feeds.tables.intake import Row, store_rows
from careweft.fhir.jsontext import loads
from careweft.fhir.stored import Origin

TOGETHER = 500
"""Messages in one transaction, at most."""
TOGETHER_BYTES = 4_000_000
"""Bytes in one transaction, more or less."""
_ATTEMPTS = 5


@dataclass
class Loaded:
    """What a load has done so far. `left_out` are files that are no feeds."""

    bytes_total: int = 0
    bytes_read: int = 0
    tally: Tally = field(default_factory=Tally)
    left_out: list[str] = field(default_factory=list)

    @property
    def messages(self) -> int:
        """Messages handled, duplicates included."""
        return sum(self.tally.messages.values())


Progress = Callable[[Loaded], None]


async def folder(
    database: Database,
    feeds: Feeds,
    path: Path,
    *,
    source: str | None = None,
    before: datetime | None = None,
    progress: Progress | None = None,
) -> Loaded:
    """Load every message below a folder. Returns what was understood, by message type and part.

    In a region's folder (`region.json`), messages count as received when they were sent, so that the record knows when
    it would have known what, and only what was sent before `before` is loaded; elsewhere, now. `source` says who sent
    the files of any other folder; where it is None, HL7 messages say so themselves (MSH-4), and other files are of a
    source named like the folder.
    Raises BadInput where the folder is none, or where a declaration in it is wrong.
    """
    plan = await asyncio.to_thread(_plan, path)
    async with database.transaction() as connection:
        if plan.region:
            await _declare_region(connection, feeds, plan.region, str(path / "region.json"))
        for file, text in plan.mappings.items():
            await declare_mapping(connection, Path(file).stem, text, file)
        known = await feeds.sources.read(connection)
    loaded = Loaded(bytes_total=plan.size, left_out=plan.left_out)
    streams = _streams(feeds, path, plan, known, source, loaded)
    stream = in_order(streams)
    if before is not None:
        stream = takewhile(lambda row: row.message.received < before, stream)
    await _Load(database, feeds, known, loaded, progress, numbered=plan.region is not None).run(stream)
    return loaded


@dataclass(frozen=True)
class _Plan:
    """What there is to load: a region's description and mappings, the files of each stream, what is no feed."""

    region: bytes | None
    mappings: dict[str, str]
    streams: dict[str, list[Path]]
    left_out: list[str]
    size: int


def _plan(path: Path) -> _Plan:
    if not path.is_dir():
        raise BadInput("there is no such folder", where=str(path), expected="a folder of feeds")
    region = path / "region.json"
    root = path / "feeds" if region.is_file() else path
    files, others = feed_files(root)
    streams: dict[str, list[Path]] = {}
    for file in files:
        streams.setdefault(file.relative_to(root).parts[0] if region.is_file() else "", []).append(file)
    return _Plan(
        region=region.read_bytes() if region.is_file() else None,
        mappings={str(file): file.read_text(encoding="utf-8") for file in sorted(path.glob("sources/*.toml"))},
        streams=streams,
        left_out=[file.relative_to(path).as_posix() for file in others if file.suffix != ".toml"],
        size=sum(file.stat().st_size for file in files),
    )


async def _declare_region(connection: Connection, feeds: Feeds, region: bytes, where: str) -> None:
    try:
        named = [(each["id"], each["name"], each["kind"]) for each in loads(region)["organisations"]]
    except (ValueError, KeyError, TypeError) as wrong:
        expected = "organisations with id, name, kind"
        raise BadInput("this is no description of a region", where=where, expected=expected) from wrong
    now = feeds.clock.now()
    rows = await connection.fetch("SELECT id FROM fhir.location WHERE type = 'Organization'")
    known = {row["id"] for row in rows}
    for code, name, kind in named:
        await declare(connection, code, name=name, kind=kind)
        # What an organisation's messages said of it since the last load stands.
        if code not in known:
            await feeds.store.put(connection, 0, [_organisation(code, name, kind)], Origin(code, None, now))


def _organisation(code: str, name: str, kind: str) -> dict[str, Any]:
    return {"resourceType": "Organization", "id": code, "active": True, "name": name, "type": [{"text": kind}]}


def _streams(
    feeds: Feeds, path: Path, plan: _Plan, known: dict[str, Source], source: str | None, loaded: Loaded
) -> list[Iterator[Row]]:
    """One stream for each source of a region; one for any other folder."""
    now = feeds.clock.now()

    def stream(reader: Reader, files: Sequence[Path]) -> Iterator[Row]:
        for file in files:
            yield from reader.read(file)
            loaded.bytes_read += file.stat().st_size

    if plan.region is None:
        reader = Reader(path, feeds.zone, known, source, code_of(path.resolve().name), now, now)
        return [stream(reader, files) for files in plan.streams.values()]
    return [
        stream(Reader(path, feeds.zone, known, code, code, None, now), files)
        for code, files in sorted(plan.streams.items())
    ]


class _Load:
    """One run over a stream of messages."""

    def __init__(
        self,
        database: Database,
        feeds: Feeds,
        known: dict[str, Source],
        loaded: Loaded,
        progress: Progress | None,
        *,
        numbered: bool,
    ) -> None:
        self._database, self._feeds, self._known = database, feeds, known
        self._loaded, self._progress, self._numbered = loaded, progress, numbered

    async def run(self, stream: Iterator[Row]) -> None:
        """Read the next batch while the last one is written."""
        reading = asyncio.create_task(asyncio.to_thread(_next, stream))
        while batch := await reading:
            reading = asyncio.create_task(asyncio.to_thread(_next, stream))
            try:
                await self._batch(batch)
            except BaseException:
                reading.cancel()
                raise
            if self._progress:
                self._progress(self._loaded)

    async def _batch(self, batch: list[Row]) -> None:
        """Store and process one batch; again, where a live message was in the way."""
        for attempt in range(_ATTEMPTS):
            try:
                await self._once(batch)
                return
            except (asyncpg.DeadlockDetectedError, asyncpg.SerializationError):
                if attempt == _ATTEMPTS - 1:
                    raise

    async def _once(self, batch: list[Row]) -> None:
        async with self._database.transaction() as connection:
            receipts = await self._store(connection, batch)
            processed = await self._process(connection, batch, receipts)
        by_id = {done.id: done for done in processed}
        for row, receipt in zip(batch, receipts, strict=True):
            self._count(row, receipt, by_id.get(receipt.id) if receipt.outcome == "received" else None)

    async def _store(self, connection: Connection, batch: list[Row]) -> list[Receipt]:
        rows = [(n, row) for n, row in enumerate(batch) if row.key]
        others = [(n, row) for n, row in enumerate(batch) if not row.key]
        receipts: dict[int, Receipt] = {}
        if rows:
            told = await store_rows(connection, [row for _, row in rows], queue=False)
            receipts.update(zip((n for n, _ in rows), told, strict=True))
        messages = [row.message for _, row in others]
        kept = await store(connection, messages, queue=False, numbered=self._numbered)
        receipts.update(zip((n for n, _ in others), kept, strict=True))
        return [receipts[n] for n in range(len(batch))]

    async def _process(self, connection: Connection, batch: list[Row], receipts: list[Receipt]) -> list[Processed]:
        pairs, again = [], []
        for row, receipt in zip(batch, receipts, strict=True):
            if receipt.outcome != "received":
                continue
            if row.message.found and receipt.message_id == row.message.message_id:
                pairs.append((Stored(receipt.id, as_raw(row.message)), row.message.found))
            else:
                again.append(receipt.id)
        processed = await self._feeds.put(connection, pairs, self._known)
        return processed + (await self._feeds.process_many(connection, again) if again else [])

    def _count(self, row: Row, receipt: Receipt, done: Processed | None) -> None:
        tally = self._loaded.tally
        if done:
            tally.add(done.state, done.report, done.reason)
        else:
            kind = {"kind": row.message.type or "?"}
            outcome = "quarantined" if receipt.outcome == "reused" else receipt.outcome
            tally.add(outcome, kind if outcome == "duplicate" else row.message.report or kind, receipt.reason)


def _next(stream: Iterator[Row]) -> list[Row]:
    """The next batch: always the same for the same messages."""
    batch: list[Row] = []
    size = 0
    while len(batch) < TOGETHER and size < TOGETHER_BYTES and (row := next(stream, None)):
        batch.append(row)
        size += len(row.message.raw)
    return batch

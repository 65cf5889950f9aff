"""CSV files taken in: every row that is new or changed becomes a message; unchanged ones are nothing new."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from itertools import islice
from pathlib import PurePath
from typing import TYPE_CHECKING

from careweft.base.db import Connection
from careweft.base.errors import BadInput
from careweft.feeds.model import Incoming, Receipt
from careweft.feeds.moment import sortable
from careweft.feeds.receive import checked, quarantined, store
from careweft.feeds.sources import Source
from careweft.feeds.tables.rows import as_at, rows
from careweft.feeds.understand import Raw, file_of

if TYPE_CHECKING:
    from careweft.feeds.batch import Stored

TOGETHER = 500
"""Rows stored in one statement."""
_FILE = "file:"

_LOCK = "SELECT pg_advisory_xact_lock(hashtext('feeds.row'), hashtext(s)) FROM unnest($1::text[]) AS s ORDER BY s"
_HELD = """
SELECT r.source, r.key, r.stamp, r.digest FROM unnest($1::text[], $2::text[]) AS t (source, key)
JOIN feeds.row r USING (source, key)
"""
_KEEP = """
INSERT INTO feeds.row (source, key, stamp, digest) SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bytea[])
ON CONFLICT (source, key) DO UPDATE SET stamp = excluded.stamp, digest = excluded.digest
"""
_DONE = "UPDATE feeds.message SET state = 'done', reason = NULL, attempts = attempts + 1, report = $2 WHERE id = $1"


@dataclass(frozen=True)
class Row:
    """A row as a message: what makes it this row and no other, and a stamp that sorts by when it holds."""

    message: Incoming
    key: str
    stamp: str


def file_rows(raw: Raw, sources: Mapping[str, Source], zone: tzinfo) -> Iterator[Row]:
    """The rows of a file, in order. Raises BadInput where the file as a whole cannot be read."""
    file = file_of(raw, sources)
    name = PurePath(raw.origin).name
    at = sortable(as_at(name, zone) or raw.received)
    for row in rows(raw.raw, file):
        key = f"{file.kind}:{row.key}"
        message = Incoming(
            source=raw.source,
            kind="csv",
            message_id=f"{key}:{row.digest.hex()[:16]}@{name}",
            raw=row.raw,
            received=raw.received,
            digest=row.digest,
            type=file.kind,
            origin=raw.origin,
        )
        if row.fault:
            reason = f"line {row.line}: {row.fault}"
            message = replace(message, state="quarantined", reason=reason, report={"kind": file.kind})
        else:
            message = checked(message, sources, zone)
        yield Row(message, key, f"{at}|{sortable(raw.received)}|{row.line:09}")


def whole_file(raw: Raw, wrong: BadInput) -> Incoming:
    """A file of which nothing could be made, as one message for quarantine; `expand` tries it again."""
    kept = quarantined(raw.source, "csv", raw.raw, raw.received, str(wrong), origin=raw.origin)
    return replace(kept, message_id=f"{_FILE}{PurePath(raw.origin).name}:{kept.digest.hex()}", type="file")


async def store_rows(connection: Connection, told: Sequence[Row], *, queue: bool = True) -> list[Receipt]:
    """Store rows that are new or changed, in the caller's transaction; a receipt for each, in order.

    A row is unchanged where it says what the source said last of it; such a row is a duplicate and is not stored. A row
    that an older file holds is stored and ignored: a later file has spoken since.
    """
    sources = sorted({row.message.source for row in told})
    await connection.execute(_LOCK, sources)
    keys = {(row.message.source, row.key): None for row in told}
    found = await connection.fetch(_HELD, [source for source, _ in keys], [key for _, key in keys])
    held: dict[tuple[str, str], tuple[str, bytes]] = {(r["source"], r["key"]): (r["stamp"], r["digest"]) for r in found}
    before, new = dict(held), []
    for number, row in enumerate(told):
        key = (row.message.source, row.key)
        last = held.get(key)
        if last and row.stamp < last[0]:
            new.append((number, _late(row.message)))
            continue
        if last is None or last[1] != row.message.digest:
            new.append((number, row.message))
        held[key] = (row.stamp, row.message.digest)
    kept = [(*key, *value) for key, value in held.items() if before.get(key) != value]
    if kept:
        await connection.execute(_KEEP, *map(list, zip(*kept, strict=True)))
    receipts = [Receipt(0, row.message.source, row.message.message_id, "duplicate") for row in told]
    stored = await store(connection, [message for _, message in new], queue=queue)
    for (number, _), receipt in zip(new, stored, strict=True):
        receipts[number] = receipt
    return receipts


def _late(message: Incoming) -> Incoming:
    if message.state != "received":
        return message
    reason = "a later file has said otherwise of this row since"
    return replace(message, state="ignored", reason=reason, report={"kind": message.type})


async def expand(connection: Connection, stored: Stored, sources: Mapping[str, Source], zone: tzinfo) -> bool:
    """Take a whole file out of quarantine: its rows are stored and queued. False where the message is no whole file."""
    if stored.raw.kind != "csv" or not stored.raw.message_id.startswith(_FILE):
        return False
    told = file_rows(stored.raw, sources, zone)
    while some := list(islice(told, TOGETHER)):
        await store_rows(connection, some)
    await connection.execute(_DONE, stored.id, {"kind": "file", "understood": ["file"]})
    return True

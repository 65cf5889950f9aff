"""The person index: one obvious way in. `Index(movers).match(connection, record)` says to whom a source record belongs.

Every effect happens once: a record is known by (source, local_id), so matching it again, with the same demographics or
older ones, changes nothing; a pair of records is asked about once. Transactions must be READ COMMITTED (the default):
after waiting for a lock, what the other one wrote must be seen. Works as `careweft_worker`: a matcher that saw only
the people of one account would make second persons of all others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import asyncpg

from careweft.base.db import Connection
from careweft.base.errors import Conflict, NotFound
from careweft.people import changes, read, review
from careweft.people.decide import Place, Step, decide
from careweft.people.events import Why
from careweft.people.locks import Stale, lock_keys
from careweft.people.matcher import Matcher
from careweft.people.record import Key, Match, Mover, SourceRecord
from careweft.people.replace import Origin
from careweft.people.replace import replace as replace_record
from careweft.people.undo import undo
from careweft.people.view import Seen, View
from careweft.people.weights import Weights, default
from careweft.people.write import Writer

_ATTEMPTS = 10

_SETTLED = """
UPDATE people.source_record r SET at = greatest(r.at, $4) FROM people.link l
WHERE r.source = $1 AND r.local_id = $2 AND (r.digest = $3 OR r.at > $4)
AND l.source = r.source AND l.local_id = r.local_id AND l.ended_by IS NULL
RETURNING r.person_id, l.method, l.score, l.reasons
"""


class Index:
    """Matches source records to persons. `movers` move what hangs on a record when it changes its person."""

    def __init__(self, movers: Sequence[Mover] = (), weights: Weights | None = None) -> None:
        self.movers = movers
        self.weights = weights or default()
        self._family_share: dict[str, float] | None = None

    async def match(self, connection: Connection, record: SourceRecord) -> Match:
        """The person that a source record belongs to; found, made, or joined from two, as the record says.

        Raises Conflict where other transactions changed the same persons over and over (try again).
        """
        row = await connection.fetchrow(_SETTLED, *record.key, record.digest, record.at)
        if row:
            return Match(row["person_id"], row["method"], row["score"], row["reasons"])
        return (await self.match_many(connection, [record]))[0]

    async def match_many(self, connection: Connection, records: Sequence[SourceRecord]) -> list[Match]:
        """As `match` for each, in order, in a few statements; some hundreds of records at a time serve best."""
        if not records:
            return []
        matcher = await self._matcher(connection)
        seen = [read.seen(record) for record in records]
        await lock_keys(connection, seen)
        for _ in range(_ATTEMPTS):
            batch = _Batch(await read.view(connection, seen), records)
            batch.decide(matcher, seen)
            try:
                async with connection.transaction():
                    return await batch.write(connection, self)
            except Stale:
                continue
        raise Conflict("these people are being changed by others over and over", hint="Try again")

    async def merge(
        self, connection: Connection, source: str, survivor_local_id: str, retired_local_id: str, origin: Origin
    ) -> Match:
        """A source replaces one of its local ids by another (ADT^A40); where the retired one belongs now.

        The survivor must be known (match it first); the retired one need not be. Where the persons hold different
        valid NHS numbers, or were ruled different, it goes to the review list and nothing moves. A repeat changes
        nothing. `origin` is the message's, with its source.
        """
        survivor, retired = (source, survivor_local_id), (source, retired_local_id)
        if not await changes.persons_of(connection, [survivor]):
            raise NotFound("the surviving local id is not known here", where=source, hint="Match its record first")
        before = (await changes.persons_of(connection, [retired])).get(retired)
        if before is None:
            before = (await self.match(connection, SourceRecord(*retired, at=origin.received))).person_id
        await replace_record(connection, self.movers, survivor, retired, origin)
        row = (await read.links(connection, [retired]))[retired]
        moved_from = None if row["person_id"] == before else before
        return Match(row["person_id"], row["method"], row["score"], row["reasons"], moved_from=moved_from)

    async def join(self, connection: Connection, keep: int, other: int, reason: str, by: str) -> int:
        """Somebody says that two persons are one: all records of `other` go to `keep`; the event's id."""
        return await changes.join(connection, self.movers, keep, other, Why(reason, by))

    async def split(self, connection: Connection, records: Sequence[Key], reason: str, by: str) -> int:
        """Somebody says that some of a person's records are another's: they get a person of their own; the event."""
        return await changes.split(connection, self.movers, records, Why(reason, by))

    async def undo(self, connection: Connection, event_id: int, by: str, reason: str = "") -> int:
        """Take an event back; the event that does so (see `people.undo`)."""
        return await undo(connection, self.movers, event_id, Why(reason, by))

    async def answer(
        self, connection: Connection, review_id: int, *, same: bool, by: str, note: str = ""
    ) -> int | None:
        """Answer a question of the review list; the event, if records moved (see `people.review.answer`)."""
        return await review.answer(connection, self.movers, review_id, same=same, why=Why(note, by))

    async def learn_family_names(self, connection: Connection) -> int:
        """Count how common family names are among the people here, so that later matches weigh rare ones higher.

        Run it now and then, not within a load: scores depend on it. Returns the number of names that are common
        enough to count (ten people or more).
        """
        await connection.execute("DELETE FROM people.family_share")
        await connection.execute(_LEARN)
        self._family_share = None
        return len((await self._matcher(connection)).family_share)

    async def _matcher(self, connection: Connection) -> Matcher:
        if self._family_share is None:
            rows = await connection.fetch("SELECT family_key, share FROM people.family_share")
            self._family_share = {row["family_key"]: row["share"] for row in rows}
        return Matcher(self.weights, self._family_share)


_LEARN = """
INSERT INTO people.family_share (family_key, share)
SELECT family_key, count(DISTINCT person_id)::double precision
    / (SELECT count(*) FROM people.person WHERE merged_into IS NULL)
FROM people.source_record WHERE family_key IS NOT NULL
GROUP BY family_key HAVING count(DISTINCT person_id) >= 10
"""


class _Batch:
    """Some records that are decided on together, in order, and written together."""

    def __init__(self, view: View, records: Sequence[SourceRecord]) -> None:
        self.view, self.records = view, records
        self.before = dict(view.person_of)
        self.said: dict[Key, SourceRecord] = {}
        self.settled: dict[Key, Seen] = {}
        self.steps: list[Step] = []

    def decide(self, matcher: Matcher, seen: Iterable[Seen]) -> None:
        """Take the records in order, each on what those before it left."""
        for record, incoming in zip(self.records, seen, strict=True):
            known = self.view.records.get(record.key)
            if known is None or (known.digest != incoming.digest and known.at <= incoming.at):
                self.said[record.key] = record
                self.steps += decide(self.view, matcher, incoming)
            elif known.at < incoming.at:
                self._later(replace(known, at=incoming.at))

    def _later(self, known: Seen) -> None:
        """Nothing new, but said later: an older message that comes after this one must not undo it."""
        self.view.place(known, self.view.person_of[known.key])
        if known.key in self.said:
            self.said[known.key] = replace(self.said[known.key], at=known.at)
        else:
            self.settled[known.key] = known

    async def write(self, connection: Connection, index: Index) -> list[Match]:
        """Write it all; the match of each record as it stands at the end."""
        writer = Writer(connection, self.view, self.said, index.weights, index.movers)
        await writer.write(self.steps, self.settled)
        created = {step.record for step in self.steps if isinstance(step, Place) and step.evidence is None}
        rows = await read.links(connection, list({record.key: None for record in self.records}))
        return [self._match(rows[record.key], created) for record in self.records]

    def _match(self, row: asyncpg.Record, created: set[Key]) -> Match:
        key = row["source"], row["local_id"]
        made = key in created
        created.discard(key)
        moved_from = self.before.get(key)
        if moved_from == row["person_id"]:
            moved_from = None
        self.before[key] = row["person_id"]
        return Match(row["person_id"], row["method"], row["score"], row["reasons"], made, moved_from)

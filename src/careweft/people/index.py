"""The person index: one obvious way in. `Index(movers).match(connection, record)` says to whom a source record belongs.

Every effect happens once: a record is known by (source, local_id), so matching it again, with the same demographics or
older ones, changes nothing; a pair of records is asked about once. Transactions must be READ COMMITTED (the default):
after waiting for a lock, what the other one wrote must be seen. Works as `careweft_worker`: a matcher that saw only
the people of one account would make second persons of all others.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from careweft.base.db import Connection
from careweft.base.errors import Conflict, NotFound
from careweft.fhir.stored import Origin
from careweft.people import changes, read, review
from careweft.people.batch import Batch
from careweft.people.events import Why
from careweft.people.locks import Stale
from careweft.people.matcher import Matcher
from careweft.people.record import Key, Match, Mover, SourceRecord
from careweft.people.replace import replace as replace_record
from careweft.people.undo import undo
from careweft.people.weights import Weights, default

_ATTEMPTS = 10


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
        return (await self.match_many(connection, [record]))[0]

    async def match_many(self, connection: Connection, records: Sequence[SourceRecord]) -> list[Match]:
        """As `match` for each, in order, in a few statements; some hundreds of records at a time serve best."""
        if len(records) == 1 and (standing := await read.settled(connection, records[0])):
            return [standing]
        if not records:
            return []
        matcher = await self.matcher(connection)
        batch = Batch(records, matcher, self.movers)
        for _ in range(_ATTEMPTS):
            try:
                return await batch.settle(connection)
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
        standing = (await read.links(connection, [retired]))[retired]
        return dataclasses.replace(standing, moved_from=None if standing.person_id == before else before)

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
        return len((await self.matcher(connection)).family_share)

    async def matcher(self, connection: Connection) -> Matcher:
        """The rules and weights by which records are compared, with how common names are here."""
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

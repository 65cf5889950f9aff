"""The record: current and prior versions of every resource, found by id or by search, each for one person.

One batch is one round trip (the SQL function fhir.put). `at` of a version is the place's clock in the transaction.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import asyncpg

from careweft.base.db import WEB, WORKER, Alone, Connection, act_as, later
from careweft.base.errors import BadInput, Conflict, Refused
from careweft.fhir import quick, versions
from careweft.fhir.jsontext import loads
from careweft.fhir.search import index, searching
from careweft.fhir.search.index import Rows, columns, rows
from careweft.fhir.search.query import Page
from careweft.fhir.stored import BODY, Change, Origin, Stored, content, with_meta
from careweft.fhir.versions import Span, Versions

__all__ = ["Change", "Expected", "Key", "Origin", "Page", "Projection", "Store", "Stored"]

Projection = Callable[[Connection, Sequence[Change]], Awaitable[None]]
Key = tuple[str, str]
Expected = int | None
BATCH: Final = 2000

# In the round trip of what is written, the transaction goes on as the system where something was ($28).
_PUT: Final = f"""SELECT p.*, base.now() AS now, CASE WHEN p.changed AND $28::text IS NOT NULL
THEN set_config('role', $28, true) END FROM fhir.put({", ".join(f"${n}" for n in range(1, 28))}, base.now()) p"""
_COLUMNS: Final = f"""r.person_id, l.type, l.id, r.version, r.at, r.source, r.message_id, r.received,
{BODY.format("r")} AS body"""
_HERE: Final = "fhir.location l JOIN fhir.resource r ON r.person_id = l.person_id AND r.rid = l.rid"
_BEFORE: Final = "fhir.location l JOIN fhir.history r ON r.person_id = l.person_id AND r.rid = l.rid"
_READ: Final = f"SELECT {_COLUMNS} FROM {_HERE} WHERE l.type = $1 AND l.id = $2"
_READ_MANY: Final = f"""SELECT {_COLUMNS} FROM unnest($1::text[], $2::text[]) WITH ORDINALITY k (type, id, o)
JOIN fhir.location l ON l.type = k.type AND l.id = k.id
JOIN fhir.resource r ON r.person_id = l.person_id AND r.rid = l.rid ORDER BY k.o"""
_KNOWN: Final = """SELECT l.type, l.id FROM unnest($1::text[], $2::text[]) k (type, id)
JOIN fhir.location l ON l.type = k.type AND l.id = k.id
JOIN fhir.resource r ON r.person_id = l.person_id AND r.rid = l.rid"""
_HISTORY: Final = f"""SELECT {_COLUMNS} FROM {_HERE} WHERE l.type = $1 AND l.id = $2 AND r.version < $3
UNION ALL SELECT {_COLUMNS} FROM {_BEFORE} WHERE l.type = $1 AND l.id = $2 AND r.version < $3
ORDER BY version DESC LIMIT $4"""
_FOR_MOVE: Final = f"""SELECT {_COLUMNS}, r.rid FROM unnest($1::text[], $2::text[]) k (type, id)
JOIN fhir.location l ON l.type = k.type AND l.id = k.id
JOIN fhir.resource r ON r.person_id = l.person_id AND r.rid = l.rid
WHERE r.person_id = $3 ORDER BY l.type, l.id FOR UPDATE OF r"""


@dataclass(frozen=True)
class _Write:
    """One resource on its way in."""

    person: int
    resource: dict[str, Any]
    expected: Expected
    origin: Origin
    delete: bool = False

    @property
    def key(self) -> Key:
        """Its type and id."""
        return self.resource["resourceType"], self.resource.get("id", "")


class Store:
    """Where resources are kept. Every change also goes through the projections, in the same transaction.

    `zone` is the place's: a date without a zone is searched as a day there. A store `for_web` is for connections that
    act as careweft_web: what it writes is held to the account's row-level security, and its projections run as the
    worker, for they may touch rows that the account may only read. Where one fails the whole transaction is undone,
    and the role with it.
    """

    def __init__(
        self, projections: Sequence[Projection] = (), *, zone: str = "Europe/London", for_web: bool = False
    ) -> None:
        self._projections, self._zone, self._for_web = tuple(projections), ZoneInfo(zone), for_web

    @property
    def projections(self) -> tuple[Projection, ...]:
        """What every change also goes through."""
        return self._projections

    @property
    def zone(self) -> ZoneInfo:
        """The place's zone."""
        return self._zone

    def prepare(self, types: Iterable[str]) -> None:
        """Compile now what resources of these types are checked and indexed by, not when the first of them comes."""
        for type_ in types:
            quick.prepare(type_)
            index.prepare(type_)

    async def put(
        self,
        conn: Connection,
        person_id: int | Sequence[int],
        resources: Sequence[dict[str, Any]],
        origin: Origin | Sequence[Origin],
        *,
        expected: Expected | Sequence[Expected] = None,
    ) -> list[Change]:
        """Create or update resources by type and id; they must be valid (see `decode`).

        `person_id` is whose they are, `origin` where they come from, `expected` the version that each must have now
        (0: none, None: any); each is one for all or one for each. What is unchanged makes no version and no Change.
        Raises Invalid for a resource without an id, Conflict where another version is current (roll the transaction
        back then), Refused where an id is taken by a resource that the writer may not see.
        """
        persons = [person_id] * len(resources) if isinstance(person_id, int) else person_id
        versions = expected if isinstance(expected, Sequence) else [expected] * len(resources)
        origins = [origin] * len(resources) if isinstance(origin, Origin) else origin
        waves = _waves(map(_Write, persons, resources, versions, origins))
        then = self._acts_as if len(waves) == 1 else None
        changes = [change for wave in waves for change in await self._write(conn, wave, then)]
        await self._project(conn, changes, then)
        return changes

    async def delete(
        self, conn: Connection, type_: str, id_: str, origin: Origin, *, expected: int | None = None
    ) -> Change | None:
        """Mark a resource as deleted; None where there is none. Its versions stay in the history."""
        now = await self.read(conn, type_, id_)
        if now is None or now.deleted:
            return None
        gone = {"resourceType": type_, "id": id_}
        one = _Write(now.person_id, gone, expected, origin, delete=True)
        changes = await self._write(conn, [one], self._acts_as)
        await self._project(conn, changes, self._acts_as)
        return changes[0] if changes else None

    async def read(self, conn: Connection | Alone, type_: str, id_: str) -> Stored | None:
        """The current version, which may be a deletion; None where there is none, or none that may be seen."""
        return _stored(await conn.fetchrow("fhir.read" if isinstance(conn, Alone) else _READ, type_, id_))

    async def lock(self, conn: Connection, type_: str, id_: str) -> Stored | None:
        """As `read`, and nobody else changes the resource until this transaction ends."""
        return _stored(await conn.fetchrow(f"{_READ} FOR UPDATE OF r", type_, id_))

    async def read_many(self, conn: Connection, keys: Iterable[Key]) -> list[Stored]:
        """The current versions of those of these keys that exist, deletions left out, in the order asked."""
        wanted = list(dict.fromkeys(keys))
        found = await conn.fetch(_READ_MANY, [k[0] for k in wanted], [k[1] for k in wanted]) if wanted else []
        return [stored for row in found if (stored := _stored(row)) and not stored.deleted]

    async def known(self, conn: Connection, keys: Sequence[Key]) -> set[Key]:
        """Those of these keys under which there is, or was, something to be seen."""
        found = await conn.fetch(_KNOWN, [k[0] for k in keys], [k[1] for k in keys])
        return {(row["type"], row["id"]) for row in found}

    async def vread(self, conn: Connection, type_: str, id_: str, version: int) -> Stored | None:
        """One version."""
        found = await self.history(conn, type_, id_, before=version + 1, limit=1)
        return found[0] if found and found[0].version == version else None

    async def history(
        self, conn: Connection, type_: str, id_: str, *, before: int = 2**31 - 1, limit: int = 1000
    ) -> list[Stored]:
        """The versions below `before`, newest first."""
        return [s for row in await conn.fetch(_HISTORY, type_, id_, before, limit) if (s := _stored(row))]

    async def versions(self, conn: Connection, span: Span) -> Versions:
        """One page of the history of a resource, of a type or of everything that may be seen."""
        return await versions.page(conn, span)

    def attempt(self, conn: Connection) -> AbstractAsyncContextManager[Any]:
        """Part of a transaction that is undone by itself where it raises."""
        return conn.transaction()

    async def search(
        self, conn: Connection, type_: str, params: Iterable[tuple[str, str]], *, lenient: bool = False
    ) -> Page:
        """One page of the resources of a type that match all parameters, as the pairs of a query string.

        See `search.searching` for what is understood. A search by patient finds the whole person's; the newest of a
        person come first unless sorted. Raises BadInput.
        """
        return await searching.search(conn, type_, list(params), self._zone, lenient=lenient)

    async def move(
        self, conn: Connection, keys: Sequence[Key], from_person: int, to_person: int
    ) -> list[Change]:  # fmt: skip
        """Hand resources with their history from one person to another, as a merge or its undoing does.

        Keys that are not (or no longer) the first person's are left alone, so that it may be repeated. The versions
        stay as they are; projections see each resource leave the one person and come to the other, a deleted one as
        nothing that leaves and nothing that comes: what was known of it goes along.
        """
        found = await conn.fetch(_FOR_MOVE, [k[0] for k in keys], [k[1] for k in keys], from_person)
        if not found or from_person == to_person:
            return []
        await conn.execute("SELECT fhir.move($1, $2, $3)", [row["rid"] for row in found], from_person, to_person)
        here = [stored for row in found if (stored := _stored(row))]
        changes = [change for stored in here for change in _moved(stored, from_person, to_person)]
        await self._project(conn, changes)
        return changes

    @property
    def _acts_as(self) -> str | None:
        """As whom the projections run, where that is not as whoever writes."""
        return WORKER if self._for_web and self._projections else None

    async def _project(self, conn: Connection, changes: Sequence[Change], acting: str | None = None) -> None:
        """`acting` is as whom the transaction acts since it wrote the changes."""
        if not changes:
            return
        if self._acts_as and acting != self._acts_as:
            await conn.execute(act_as(self._acts_as))
        for projection in self._projections:
            await projection(conn, changes)
        if self._acts_as:
            later(conn, act_as(WEB))

    async def _write(self, conn: Connection, batch: Sequence[_Write], then: str | None) -> list[Change]:
        """Write a batch; where that changes something, go on as `then`."""
        found = [Rows() if one.delete else rows(one.resource, self._zone) for one in batch]
        try:
            written = await conn.fetch(
                _PUT,
                [one.person for one in batch],
                [one.key[0] for one in batch],
                [one.key[1] for one in batch],
                [None if one.delete else content(one.resource).decode() for one in batch],
                [one.expected for one in batch],
                *columns(found),
                [one.origin.source for one in batch],
                [one.origin.message_id for one in batch],
                [one.origin.received for one in batch],
                then,
            )
        except asyncpg.PostgresError as error:
            raise _told(error) from error
        pairs = zip(batch, written, strict=True)
        return [change for one, row in pairs if row["changed"] for change in _changes(one, row)]


def _waves(writes: Iterable[_Write]) -> list[list[_Write]]:
    """Batches in which no resource stands twice: each later mention is a later version."""
    waves: list[list[_Write]] = []
    seen: set[Key] = set()
    for one in writes:
        if not waves or one.key in seen or len(waves[-1]) >= BATCH:
            waves.append([])
            seen = set()
        seen.add(one.key)
        waves[-1].append(one)
    return waves


def _changes(one: _Write, row: asyncpg.Record) -> list[Change]:
    (type_, id_), version, now, origin = one.key, row["version"], row["now"], one.origin
    before = with_meta(loads(row["old_body"]), version - 1, row["old_at"]) if row["old_body"] is not None else None
    after = None if one.delete else with_meta(one.resource, version, now)
    if before is None or row["old_person"] == one.person:
        return [Change(one.person, type_, id_, version, before, after, now, origin)]
    return [
        Change(row["old_person"], type_, id_, version, before, None, now, origin),
        Change(one.person, type_, id_, version, None, after, now, origin),
    ]


def _moved(stored: Stored, giver: int, taker: int) -> list[Change]:
    body = None if stored.deleted else stored.resource

    def one(person: int, before: dict[str, Any] | None, after: dict[str, Any] | None) -> Change:
        return Change(person, stored.type, stored.id, stored.version, before, after, stored.at, stored.origin)

    return [one(giver, body, None), one(taker, None, body)]


def _stored(row: asyncpg.Record | None) -> Stored | None:
    return None if row is None else Stored.of_row(row)


def _told(error: asyncpg.PostgresError) -> Exception:
    """The store's own refusals in words; anything else as it is."""
    if error.sqlstate == "CW409":
        return Conflict("another version of the resource is current", hint="Read it again and repeat the change")
    if error.sqlstate in ("CW403", "42501"):
        return Refused("this resource may not be written here")
    if error.sqlstate == "22021":
        return BadInput("text that the database cannot hold", expected="UTF-8 without NUL")
    return error


def received_now(source: str, now: datetime) -> Origin:
    """The origin of what is entered here rather than sent in a message."""
    return Origin(source, None, now)

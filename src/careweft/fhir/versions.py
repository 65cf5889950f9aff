"""The history of a resource, of a type or of the whole record, newest first, in pages that neither skip nor repeat.

A version never changes and keeps its place (its time, its row and its number), so a page begins after the last place of
the one before, whatever was written meanwhile. What is written later is newer than the first page.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import asyncpg

from careweft.base.db import Connection
from careweft.fhir.definitions import resource_types
from careweft.fhir.search.sql import Arguments
from careweft.fhir.stored import BODY, Origin, Stored

Mark = tuple[int, int, int]
"""The place of a version: microseconds since 1970, row, number."""

_FEW: Final = 200  # persons whose resources are all looked at, rather than the newest of everybody's
_MICROSECONDS: Final = "(extract(epoch FROM at) * 1000000)::bigint"
_ORDER: Final = "at DESC, rid DESC, version DESC"


@dataclass(frozen=True)
class Span:
    """Which versions are asked for, by type and id (none: all), and by time.

    `since`: recorded then or later. `during` [start, end): current at some time within. `after`: only those after this
    place. At most `count` are given.
    """

    type: str = ""
    id: str = ""
    since: datetime | None = None
    during: tuple[datetime, datetime] | None = None
    after: Mark | None = None
    count: int = 50


@dataclass(frozen=True)
class Versions:
    """One page of a history, and the place after which the next begins (None at the end).

    `total` is known for one resource: how many versions it has that are asked for.
    """

    found: list[Stored]
    next: Mark | None = None
    total: int | None = None


async def page(conn: Connection, span: Span) -> Versions:
    """One page of a history, of what the connection may see."""
    total, few = None, None
    if span.id:
        arguments = Arguments()
        total = await conn.fetchval(_total_sql(span, arguments), *arguments.values)
    if span.count == 0:
        return Versions([], total=total)
    if not span.id:
        few = await conn.fetchval("SELECT access.in_sight($1)", _FEW)
    arguments = Arguments(few)
    rows = await conn.fetch(_page_sql(span, resource_types(), arguments), *arguments.values)
    found, more = rows[: span.count], len(rows) > span.count
    mark = (found[-1]["mark"], found[-1]["rid"], found[-1]["version"]) if more else None
    return Versions([_stored(row) for row in found], mark, total)


def _stored(row: asyncpg.Record) -> Stored:
    origin = Origin(row["source"], row["message_id"], row["received"])
    key, body = (row["person_id"], row["type"], row["id"], row["version"], row["at"]), row["body"]
    return Stored(*key, origin, None if body is None else body.encode())


def _page_sql(span: Span, types: tuple[str, ...], arguments: Arguments) -> str:
    """One row more than the page: the stored columns, `rid` and the `mark` (microseconds) of each version."""
    limit = arguments.add(span.count + 1)
    now, before = _now(span, types, limit, arguments), _page(span, _prior(span, arguments), limit, "v")
    return (
        f"SELECT *, {_MICROSECONDS} AS mark FROM (({now}) UNION ALL ({before})) page "
        f"ORDER BY {_order(span)} LIMIT {limit}"
    )


def _total_sql(span: Span, arguments: Arguments) -> str:
    """How many versions one resource has that are asked for."""
    whole = replace(span, after=None)
    now, before = _current(whole, arguments), _prior(whole, arguments)
    return f"SELECT (SELECT count(*) {now}) + (SELECT count(*) {before})"


def _order(span: Span) -> str:
    return "version DESC" if span.id else _ORDER


def _page(span: Span, found: str, limit: str, v: str) -> str:
    columns = ", ".join(f"{v}.{name}" for name in ("version", "at", "source", "message_id", "received", "rid"))
    body = f"{BODY.format(v)} AS body"
    return f"SELECT r.person_id, r.type, r.id, {columns}, {body} {found} ORDER BY {_order(span)} LIMIT {limit}"


def _now(span: Span, types: tuple[str, ...], limit: str, arguments: Arguments) -> str:
    """Current versions. Each type is read from its own end of the index: a page of all types is 146 short looks."""
    if span.type or arguments.within("r"):
        return _page(span, _current(span, arguments), limit, "r")
    each = _page(span, _current(span, arguments, "k.type"), limit, "r")
    return f"SELECT c.* FROM unnest({arguments.add([*types])}::text[]) k (type) CROSS JOIN LATERAL ({each}) c"


def _current(span: Span, arguments: Arguments, type_: str = "") -> str:
    place = "fhir.location l JOIN fhir.resource r ON r.person_id = l.person_id AND r.rid = l.rid"
    where = _where(span, arguments, type_ or _type(span), "r")
    return f"FROM {place if span.id else 'fhir.resource r'} WHERE {where}"


def _prior(span: Span, arguments: Arguments) -> str:
    place = "fhir.history v JOIN fhir.resource r ON r.person_id = v.person_id AND r.rid = v.rid"
    if span.id:
        place += " JOIN fhir.location l ON l.person_id = v.person_id AND l.rid = v.rid"
    where = _where(span, arguments, _type(span), "v")
    if span.during:
        tables = " UNION ALL ".join(
            f"SELECT n.at FROM fhir.{table} n WHERE n.person_id = v.person_id AND n.rid = v.rid "
            "AND n.version = v.version + 1"
            for table in ("history", "resource")
        )
        where += f" AND (SELECT min(f.at) FROM ({tables}) f) > {arguments.add(span.during[0])}"
    return f"FROM {place} WHERE {where}"


def _type(span: Span) -> str:
    """The type in SQL, written out so that a plan is made for it; empty where all types are asked for."""
    assert span.type in ("", *resource_types())
    return f"'{span.type}'" if span.type else ""


def _where(span: Span, arguments: Arguments, type_: str, v: str) -> str:
    found = [f"r.type = {type_}", *arguments.within(v)] if type_ else ["true", *arguments.within(v)]
    if span.id:
        found += [f"l.type = {type_}", f"l.id = {arguments.add(span.id)}"]
    if span.since:
        found.append(f"{v}.at >= {arguments.add(span.since)}")
    if span.during:
        found.append(f"{v}.at < {arguments.add(span.during[1])}")
    if span.after and span.id:
        found.append(f"{v}.version < {arguments.add(span.after[2])}")
    elif span.after:
        at, rid, version = map(arguments.add, span.after)
        instant = f"timestamptz 'epoch' + {at}::bigint * interval '1 microsecond'"
        found.append(f"({v}.at, {v}.rid, {v}.version) < ({instant}, {rid}::bigint, {version}::integer)")
    return " AND ".join(found)

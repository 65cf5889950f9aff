"""A search from its parameters to a page.

Understood: every R4 search parameter that the definitions carry, with its modifiers and prefixes; chains,
`_has`, `_id`, `_lastUpdated`, `_list`, `_include`, `_revinclude`, `_sort`, `_count`, `_total`, `_summary=count`. Not:
`_filter`, `_query`. The whole is told in docs/explanation/fhir-search.md.

Everything is asked of the database as the account that asks, under row-level security: what it may not see is neither
found nor counted, included, chained through or sorted by. A page reads the bodies of its own resources and no others.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final
from zoneinfo import ZoneInfo

import asyncpg

from careweft.base.db import Connection
from careweft.base.errors import BadInput
from careweft.fhir.jsontext import loads
from careweft.fhir.references import parse
from careweft.fhir.search import include, pages, several, terms
from careweft.fhir.search.conditions import Context
from careweft.fhir.search.pages import Place, Rest, page_token
from careweft.fhir.search.query import COLUMNS, Page, page_sql, total_sql
from careweft.fhir.search.request import Request, read
from careweft.fhir.search.several import Several
from careweft.fhir.search.sql import Arguments
from careweft.fhir.search.terms import Terms
from careweft.fhir.search.values import key
from careweft.fhir.stored import Stored

_DEPTH: Final = 5  # of value sets within value sets
_MOST: Final = 20  # value sets, code systems and lists of one request: their whole bodies are read
_KEPT: Final = """SELECT r.body FROM fhir.index_string x JOIN fhir.resource r
ON r.person_id = x.person_id AND r.rid = x.rid WHERE x.hash = $1 AND x.value = ANY ($2::text[]) ORDER BY r.at"""
_FEW: Final = 1000  # persons who are looked at one by one in a search over everybody
_LIST: Final = """SELECT r.body FROM fhir.location l JOIN fhir.resource r ON r.person_id = l.person_id AND r.rid = l.rid
WHERE l.type = 'List' AND l.id = $1 AND r.body IS NOT NULL"""


async def search(
    conn: Connection, type_: str, pairs: Sequence[tuple[str, str]], zone: ZoneInfo, *, lenient: bool = False
) -> Page:
    """One page of the resources of a type that match all parameters, the pairs of a query string. Raises BadInput.

    Without a type those of `_type` are searched: see `several`.
    """
    try:
        context = await _context(conn, pairs, zone)
        if not type_:
            return await _several(conn, several.read(pairs), context, lenient=lenient)
        return await _page(conn, read(type_, pairs, context, lenient=lenient))
    except asyncpg.DataError as error:
        raise BadInput(
            "a value cannot be looked for", where="search", expected="text without NUL, or a next link"
        ) from error


async def _several(conn: Connection, asked: Several, context: Context, *, lenient: bool) -> Page:
    """A page over several types. What one of them does not know is not asked of any."""
    requests = [read(type_, asked.pairs, context, lenient=lenient) for type_ in asked.types]
    if ignored := list(dict.fromkeys(name for request in requests for name in request.ignored)):
        known = [(name, value) for name, value in asked.pairs if name not in ignored]
        requests = [read(type_, known, context, lenient=lenient) for type_ in asked.types]
    found, count = Page([], ignored=ignored), requests[0].count
    if requests[0].total:
        total = sum([await _total(conn, request, await _few(conn, request)) for request in requests])
        found = replace(found, total=total)
    for request in requests[asked.first :] if count else ():
        if len(found.matches) == count:
            return replace(found, next=several.link(request.type))
        request.count, request.total = count - len(found.matches), False
        begun = asked.page if request.type == asked.types[asked.first] else ""
        request.after = pages.read(begun, 0) if begun else None
        page = await _page(conn, request)
        found = replace(found, matches=[*found.matches, *page.matches])
        if page.next:
            return replace(found, next=several.link(request.type, page.next))
    return found


async def _total(conn: Connection, request: Request, few: list[int] | None) -> int:
    arguments = Arguments(few)
    return int(await conn.fetchval(total_sql(request, arguments), *arguments.values))


async def _page(conn: Connection, request: Request) -> Page:
    few = await _few(conn, request)
    total = await _total(conn, request, few) if request.total else None
    if request.count == 0:
        return Page([], total=total, ignored=request.ignored)
    if isinstance(request.after, Rest):
        matches, rest, place = [], request.after, request.after.matches
    else:
        found, place = await _matches(conn, request, request.after, few)
        matches = [stored for stored, _ in found]
        rest = Rest(tuple(s.person_id for s in matches), tuple(rid for _, rid in found), -1, place)
    included, more = await _included(conn, request, rest)
    follow = more or place
    return Page(matches, included, total, page_token(follow) if follow else None, request.ignored)


async def _context(conn: Connection, pairs: Sequence[tuple[str, str]], zone: ZoneInfo) -> Context:
    """With the value sets, code systems and lists that a request names."""
    sets, systems = terms.needed(pairs)
    lists = {one for name, value in pairs if name == "_list" for one in value.split(",")}
    if len(sets) + len(systems) + len(lists) > _MOST:
        raise BadInput(
            "too many value sets, code systems and lists are named", where="search", expected=f"at most {_MOST}"
        )
    context = Context(zone, Terms())
    for _ in range(_DEPTH):
        wanted = [url for url in sets if url not in context.terms.value_sets]
        if not wanted:
            break
        kept = await conn.fetch(_KEPT, key("ValueSet", "ValueSet.url", "uri"), wanted)
        loaded = [loads(row["body"]) for row in kept]
        context.terms.value_sets.update((one["url"], one) for one in loaded)
        sets = [url for one in loaded for url in terms.inner(one)]
    if systems:
        kept = await conn.fetch(_KEPT, key("CodeSystem", "CodeSystem.url", "uri"), systems)
        context.terms.code_systems.update((one["url"], one) for one in (loads(row["body"]) for row in kept))
    for id_ in lists:
        body = await conn.fetchval(_LIST, id_)
        entries = loads(body).get("entry", ()) if body else ()
        context.lists[id_] = [
            found for e in entries if not e.get("deleted") and (found := parse(e["item"].get("reference", "")))
        ]
    return context


async def _few(conn: Connection, request: Request) -> list[int] | None:
    """The persons whom the account may see, where the search names none and these are few.

    A search over everybody then costs what there is of them; the policies would look at each row that there is of all.
    """
    if any(condition.person for condition in request.conditions):
        return None
    found: list[int] | None = await conn.fetchval("SELECT access.in_sight($1)", _FEW)
    return found


async def _matches(
    conn: Connection, request: Request, place: Place | None, few: list[int] | None
) -> tuple[list[tuple[Stored, int]], Place | None]:
    """A page of matches with their rids, and where the next begins."""
    found, snapshot = await _fetch(conn, request, place, request.count + 1, few)
    snapshot = place.snapshot if place else snapshot if request.sort else ""
    if place and snapshot and not place.written and len(found) <= request.count:
        later = Place((), -1, -1, snapshot, True)
        rest, _ = await _fetch(conn, request, later, request.count + 1 - len(found), few)
        found += rest
    page = found[: request.count]
    if len(found) <= request.count:
        return [(stored, last.rid) for stored, last in page], None
    last = page[-1][1]
    return [(stored, at.rid) for stored, at in page], Place(last.keys, last.person, last.rid, snapshot, last.written)


async def _fetch(
    conn: Connection, request: Request, place: Place | None, count: int, few: list[int] | None
) -> tuple[list[tuple[Stored, Place]], str]:
    """Matches, each with its place in the order, and the snapshot in which they were found."""
    arguments = Arguments(few)
    rows = await conn.fetch(page_sql(request, place, count, arguments), *arguments.values)
    written = place is not None and place.written
    names = () if written else tuple(f"k{n}" for n in range(len(request.sort)))
    found = [
        (Stored.of_row(row), Place(tuple(row[n] for n in names), row["person_id"], row["rid"], "", written))
        for row in rows
    ]
    return found, rows[0]["snapshot"] if rows else ""


async def _included(conn: Connection, request: Request, rest: Rest) -> tuple[list[Stored], Rest | None]:
    """What goes with some matches from a rid on, and where to go on if that is not all."""
    if not request.includes or not rest.rids:
        return [], None
    arguments = Arguments()
    statement = include.page_sql(
        request.includes, rest.persons, rest.rids, request.type, rest.after, COLUMNS, arguments
    )  # fmt: skip
    rows = await conn.fetch(statement, *arguments.values)
    page = rows[: include.MAX_INCLUDED]
    more = Rest(rest.persons, rest.rids, page[-1]["rid"], rest.matches) if len(rows) > len(page) else None
    return [Stored.of_row(row) for row in page], more

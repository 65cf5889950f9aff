"""create, update and delete."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl
from uuid import uuid4

from careweft.base.db import Connection
from careweft.base.errors import BadInput, Conflict, NotFound
from careweft.fhir.interactions.outcomes import Action, Outcome, Server
from careweft.fhir.invalid import Invalid, Issue
from careweft.fhir.store import Expected, Origin
from careweft.fhir.stored import Stored


async def create(
    conn: Connection,
    server: Server,
    resource: dict[str, Any],
    origin: Origin,
    *,
    if_none_exist: str | None = None,
) -> Outcome:
    """Store a valid resource under a new id. With `if_none_exist` (a query), only where nothing matches it: the one
    match is given back as it is, several raise Conflict. Clients that ask the same at once are taken in turn.
    """
    type_ = resource["resourceType"]
    if if_none_exist is not None:
        present = await matching(conn, server, type_, if_none_exist)
        if present is not None:
            return Outcome.of("found", present)
    body = resource | {"id": str(uuid4())}
    return (await put_all(conn, server, [body], origin, "created", expected=0))[0]


async def matching(conn: Connection, server: Server, type_: str, query: str) -> Stored | None:
    """The one resource that a condition finds, None where there is none; others who ask wait for this transaction."""
    pairs = parse_qsl(query.partition("?")[2] if query.startswith(f"{type_}?") else query.removeprefix("?"))
    if not pairs:
        raise BadInput("this condition asks nothing", where="If-None-Exist", expected="a query such as identifier=…")
    await conn.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"fhir:{type_}?{sorted(pairs)}")
    page = await server.store.search(conn, type_, [*pairs, ("_count", "2")])
    if len(page.matches) > 1:
        raise Conflict("the condition matches more than one resource", where="If-None-Exist")
    return page.matches[0] if page.matches else None


async def update(
    conn: Connection,
    server: Server,
    type_: str,
    id_: str,
    resource: dict[str, Any],
    origin: Origin,
    *,
    if_match: str | None = None,
) -> Outcome:
    """Store a valid resource under its id, which may be new. `if_match` is the ETag of the version that must be
    current. Raises Conflict, and Invalid where type or id are not those of the address.
    """
    issues = [
        Issue(f"{type_}.{name}", repr(resource.get(name)), repr(wanted), "invalid")
        for name, wanted in (("resourceType", type_), ("id", id_))
        if resource.get(name) != wanted
    ]
    if issues:
        raise Invalid(issues)
    expected = version_of(if_match) if if_match is not None else None
    return (await put_all(conn, server, [resource], origin, "updated", expected=expected))[0]


def version_of(etag: str) -> int:
    """The version of an entity tag such as `W/"3"`. Raises BadInput."""
    text = etag.strip().removeprefix("W/").strip('"')
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise BadInput("this is no version", where="If-Match", expected='an ETag such as W/"3"')
    return int(text)


async def delete(
    conn: Connection, server: Server, type_: str, id_: str, origin: Origin, *, if_match: str | None = None
) -> None:
    """Delete a resource; once deleted it stays so. Raises NotFound where there never was one, Conflict."""
    expected = version_of(if_match) if if_match is not None else None
    gone = await server.store.delete(conn, type_, id_, origin, expected=expected)
    if gone is None and await server.store.read(conn, type_, id_) is None:
        raise NotFound(f"there is no {type_}/{id_}")


async def put_all(
    conn: Connection,
    server: Server,
    resources: Sequence[dict[str, Any]],
    origin: Origin,
    action: Action,
    *,
    expected: Expected | Sequence[Expected] = None,
) -> list[Outcome]:
    """Write and say of each, in order, what became of it."""
    persons = await server.persons(conn, resources, origin)
    changes = await server.store.put(conn, persons, resources, origin, expected=expected)
    existed = {(change.type, change.id) for change in changes if change.before is not None}
    done = {
        (change.type, change.id): Outcome.of(
            action if (change.type, change.id) in existed else "created", Stored.of(change, change.after)
        )
        for change in changes
        if change.after is not None
    }
    keys = [(resource["resourceType"], resource["id"]) for resource in resources]
    same = await server.store.read_many(conn, [key for key in keys if key not in done])
    done.update({(stored.type, stored.id): Outcome.of("unchanged", stored) for stored in same})
    return [done[key] for key in keys]

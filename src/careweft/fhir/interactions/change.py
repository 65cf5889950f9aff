"""create, update and delete, each also on a condition."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from careweft.base.db import Connection
from careweft.base.errors import BadInput, Conflict, NotFound
from careweft.fhir.interactions.conditions import held_match
from careweft.fhir.interactions.linking import conditional as conditional_references
from careweft.fhir.interactions.outcomes import Action, Outcome, Server, Unchosen, Unmet
from careweft.fhir.interactions.persons import SHARED
from careweft.fhir.invalid import Invalid, Issue, Unprocessable
from careweft.fhir.shape import SUBSETTED
from careweft.fhir.store import Change, Expected, Key, Origin
from careweft.fhir.stored import Stored

_GIVEN_BACK = "Device"  # is nobody's then


async def create(
    conn: Connection,
    server: Server,
    resource: dict[str, Any],
    origin: Origin,
    *,
    if_none_exist: str | None = None,
) -> Outcome:
    """Store a valid resource under a new id. With `if_none_exist` (a query), only where nothing matches it: the one
    match is given back as it is, several raise Unmet. Clients that ask the same at once are taken in turn.
    """
    if if_none_exist is not None:
        present = await held_match(conn, server, resource["resourceType"], if_none_exist, "If-None-Exist")
        if present is not None:
            return Outcome.of("found", present)
    return await write_one(conn, server, resource | {"id": server.new_id()}, origin, expected=0)


async def update(
    conn: Connection,
    server: Server,
    key: Key,
    resource: dict[str, Any],
    origin: Origin,
    *,
    if_match: str | None = None,
    if_none_match: str | None = None,
) -> Outcome:
    """Store a valid resource under its type and id, which may be new.

    `if_match` is the ETag of the version that must be current; an `if_none_match` of `*` demands that there is none.
    Raises Unmet, and Invalid where type or id are not those of the address.
    """
    issues = [
        Issue(f"{key[0]}.{name}", repr(resource.get(name)), repr(wanted), "invalid")
        for name, wanted in (("resourceType", key[0]), ("id", key[1]))
        if resource.get(name) != wanted
    ]
    if issues:
        raise Invalid(issues)
    return await write_one(conn, server, resource, origin, expected=expected_version(if_match, if_none_match))


async def update_matching(
    conn: Connection,
    server: Server,
    query: str,
    resource: dict[str, Any],
    origin: Origin,
    *,
    if_match: str | None = None,
) -> Outcome:
    """Store a valid resource as the one that a query means, or create it where it means none (R4 §3.1.0.4.3).

    Raises Unmet where several match, Invalid where the resource has another id than the match, and Conflict where
    nothing matches but its id is taken.
    """
    type_, id_ = resource["resourceType"], resource.get("id")
    present = await held_match(conn, server, type_, query, "criteria")
    if present is None:
        if if_match is not None:
            raise Unmet("there is no such version", where="If-Match")
        try:
            return await write_one(conn, server, resource | {"id": id_ or server.new_id()}, origin, expected=0)
        except Unmet as taken:
            raise Conflict("nothing matches the condition, but this id is taken", where=f"{type_}.id") from taken
    if id_ not in (None, present.id):
        raise Invalid([Issue(f"{type_}.id", repr(id_), "the id of the resource that matches, or none", "invalid")])
    named = resource | {"id": present.id}
    return await write_one(conn, server, named, origin, expected=expected_version(if_match, None))


def expected_version(if_match: str | None, if_none_match: str | None) -> Expected:
    """The version that two headers demand: a number, 0 for none at all, None for any. Raises BadInput."""
    if if_none_match is not None:
        if if_none_match.strip() != "*" or if_match is not None:
            raise BadInput("this is no condition for a write", where="If-None-Match", expected="* alone")
        return 0
    return version_of(if_match) if if_match is not None else None


def version_of(etag: str) -> int:
    """The version of an entity tag such as `W/"3"`. Raises BadInput."""
    text = etag.strip().removeprefix("W/").strip('"')
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise BadInput("this is no version", where="If-Match", expected='an ETag such as W/"3"')
    return int(text)


async def delete(conn: Connection, server: Server, key: Key, origin: Origin, *, if_match: str | None = None) -> Outcome:
    """Delete a resource; once deleted it stays so. Raises NotFound where there never was one, Unmet."""
    with conditional("If-Match" if if_match is not None else ""):
        expected = version_of(if_match) if if_match is not None else None
        await server.store.delete(conn, *key, origin, expected=expected)
    gone = await server.store.read(conn, *key)
    if gone is None:
        raise NotFound(f"there is no {'/'.join(key)}")
    return Outcome.of("deleted", gone)


async def delete_matching(
    conn: Connection, server: Server, meant: tuple[str, str], origin: Origin, *, if_match: str | None = None
) -> Outcome | None:
    """Delete the one resource that a type and a query mean; None where they mean none. Raises Unmet where several."""
    present = await held_match(conn, server, *meant, "criteria")
    if present is None:
        return None
    return await delete(conn, server, (meant[0], present.id), origin, if_match=if_match)


@contextmanager
def conditional(header: str) -> Iterator[None]:
    """A version that is not the expected one breaks the asker's condition, where a header was one. Other conflicts,
    which are kinds of their own, are none of the version's."""
    try:
        yield
    except Conflict as conflict:
        if not header or type(conflict) is not Conflict:
            raise
        raise Unmet(conflict.what, where=header, hint=conflict.hint) from conflict


async def write_one(
    conn: Connection, server: Server, resource: dict[str, Any], origin: Origin, *, expected: Expected
) -> Outcome:
    """Write one valid resource under its id. Raises Unmet where another version than the expected one is current."""
    asked = conditional_references(resource)
    if asked:
        found = f"the conditional reference {sorted(asked)[0]!r}"
        raise Invalid(
            [Issue(resource["resourceType"], found, "Type/id: conditions are for transactions", "not-supported")]
        )
    with conditional({None: "", 0: "If-None-Match"}.get(expected, "If-Match")):
        return (await put_all(conn, server, [resource], origin, expected=expected))[0]


async def put_all(
    conn: Connection,
    server: Server,
    resources: Sequence[dict[str, Any]],
    origin: Origin,
    *,
    expected: Expected | Sequence[Expected] = None,
) -> list[Outcome]:
    """Write and say of each, in order, what became of it."""
    for resource in resources:
        _refuse_part(resource)
    await refuse_chosen(conn, server, resources)
    persons = await server.persons(conn, resources, origin)
    changes = await server.store.put(conn, persons, resources, origin, expected=expected)
    _refuse_shared(changes)
    existed = {(change.type, change.id) for change in changes if change.before is not None}
    done = {(change.type, change.id): _done(change, existed) for change in changes if change.after is not None}
    keys = [(resource["resourceType"], resource["id"]) for resource in resources]
    same = await server.store.read_many(conn, [key for key in keys if key not in done])
    done.update({(stored.type, stored.id): Outcome.of("unchanged", stored) for stored in same})
    return [done[key] for key in keys]


async def refuse_chosen(conn: Connection, server: Server, resources: Sequence[dict[str, Any]]) -> None:
    """Raise Unchosen where a resource that is not there, or is not to be seen, has an id that the asker may not choose.

    It looks at nothing but what the asker sees: the answer is the same whether the id is free or somebody else's.
    """
    chosen = [(resource["resourceType"], resource["id"]) for resource in resources if resource["id"] not in server.made]
    asked = [key for key in chosen if not server.chooses(key[1])]
    if asked and (unknown := sorted({*asked} - await server.store.known(conn, asked))):
        raise Unchosen(
            f"there is no {'/'.join(unknown[0])} to update, and its id is not for you to choose",
            hint="Create it by POST: its id is made here",
        )


def _done(change: Change, existed: set[tuple[str, str]]) -> Outcome:
    assert change.after is not None
    action: Action = "updated" if (change.type, change.id) in existed else "created"
    return Outcome.of(action, Stored.of(change, change.after))


def _refuse_shared(changes: Sequence[Change]) -> None:
    """What was about a person does not become everybody's because a version does not name them."""
    left = {(change.type, change.id) for change in changes if change.after is None} if len(changes) > 1 else set()
    for change in changes:
        if change.person_id == SHARED and (change.type, change.id) in left and change.type != _GIVEN_BACK:
            expected = "the patient whom the version before is about; or delete it, and create another for everybody"
            raise Unprocessable([Issue(change.type, "no patient", expected, "business-rule")])


def _refuse_part(resource: dict[str, Any]) -> None:
    """What was read by _summary or _elements must not come back as if it were the whole."""
    tags = resource.get("meta", {}).get("tag", ())
    if any((tag.get("system"), tag.get("code")) == SUBSETTED for tag in tags):
        expected = "the whole resource, read without _summary and _elements"
        raise Invalid([Issue(f"{resource['resourceType']}.meta.tag", "SUBSETTED", expected, "business-rule")])

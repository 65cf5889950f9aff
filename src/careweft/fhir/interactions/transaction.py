"""Transaction Bundles: all or nothing, with references among the entries."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import orjson

from careweft.base.db import Connection
from careweft.base.errors import CareweftError
from careweft.fhir.interactions.change import conditional as unless_changed
from careweft.fhir.interactions.change import delete, expected_version, put_all
from careweft.fhir.interactions.conditions import criteria, hold, match
from careweft.fhir.interactions.entries import Entry, answer, condition, held, placed, read_entry, unsupported
from careweft.fhir.interactions.linking import conditional, linked, where_they_go
from careweft.fhir.interactions.outcomes import Outcome, Server, Unmet, bundle
from careweft.fhir.interactions.patch import patch
from careweft.fhir.interactions.perform import look
from careweft.fhir.invalid import Invalid, Issue
from careweft.fhir.store import Expected, Origin


async def transaction(
    conn: Connection, server: Server, content: dict[str, Any], origin: Origin, *, full: bool = False
) -> bytes:
    """Do all of a valid transaction Bundle: deletes, creates, updates, patches, then reads, whatever their order in it.

    Gives the transaction-response Bundle in the order of the entries. The caller's database transaction makes it all or
    nothing: let what this raises roll it back. Creates get new ids, and references to entries (by fullUrl) and
    conditional references (`Type?query`) are replaced by where the resource is. Raises Invalid with the entry's path,
    and what the single interactions raise.
    """
    if content.get("type") != "transaction":
        raise Invalid([Issue("Bundle.type", repr(content.get("type")), "transaction", "value")])
    entries = [read_entry(server, n, entry) for n, entry in enumerate(content.get("entry", ()))]
    await _hold(conn, entries)
    for entry in entries:
        if entry.method == "DELETE":
            with at(entry):
                await _delete(conn, server, entry, origin)
    for entry in entries:
        with at(entry):
            await _place(conn, server, entry)
    _refuse_twice(entries)
    await _write(conn, server, entries, origin, full=full)
    for entry in entries:
        with at(entry):
            if entry.method == "PATCH" and entry.key:
                made = await patch(conn, server, entry.key, entry.patch, origin, if_match=entry.if_match)
                entry.done = answer(made, full=full)
    found = [await _answered(conn, server, entry, full=full) for entry in entries]
    return orjson.dumps(bundle("transaction-response", found))


@contextmanager
def at(entry: Entry) -> Iterator[None]:
    """What goes wrong within tells the entry's place."""
    try:
        yield
    except CareweftError as error:
        raise placed(error, entry) from error


async def _hold(conn: Connection, entries: Sequence[Entry]) -> None:
    """Hold all conditions and resources at once. Raises Invalid where one stands twice."""
    keys: dict[str, Entry] = {}
    for entry in entries:
        with at(entry):
            key = held(entry)
        first = keys.setdefault(key, entry) if key else entry
        if first is not entry:
            raise entry.fault("", f"the same as {first.path}", "each resource and each condition once")
    await hold(conn, keys)


async def _delete(conn: Connection, server: Server, entry: Entry, origin: Origin) -> None:
    asked = condition(entry)
    if asked is not None:
        present = await match(conn, server, asked)
        entry.key = (present.type, present.id) if present else None
        entry.done = {"response": {"status": "204"}}
    elif entry.address.shape == "T/I":
        entry.key = (entry.address.type, entry.address.id)
    else:
        raise unsupported(entry)
    if entry.key is not None:
        entry.done = answer(await delete(conn, server, entry.key, origin, if_match=entry.if_match))


async def _place(conn: Connection, server: Server, entry: Entry) -> None:
    """Say under which type and id an entry's resource is or will be."""
    if entry.method in ("GET", "HEAD", "DELETE"):
        return
    at_, asked = entry.address, condition(entry)
    present = await match(conn, server, asked) if asked else None
    if at_.shape not in ("T", "T/I") or (entry.method == "POST" and at_.shape != "T"):
        raise unsupported(entry)
    entry.fresh = present is None and at_.shape == "T"
    if entry.method == "POST":
        entry.present = present
        entry.key = (at_.type, present.id if present else server.new_id())
    elif entry.method == "PATCH" and asked and present is None:
        raise entry.fault(".request.url", "no match", "exactly one resource to patch", "not-found")
    else:
        entry.key = (at_.type, _id(server, entry, present.id if present else at_.id))


def _id(server: Server, entry: Entry, wanted: str) -> str:
    """The id of an update: as the address, the match or the resource says, which must not differ."""
    stated = (entry.resource or {}).get("id") if entry.method == "PUT" else None
    if entry.address.shape == "T":
        wanted = wanted or stated or server.new_id()
        stated = stated or wanted
    if entry.method == "PUT" and stated != wanted:
        raise entry.fault(".resource.id", repr(stated), wanted)
    return wanted


def _refuse_twice(entries: Sequence[Entry]) -> None:
    seen: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        if entry.key is not None and entry.present is None:
            first = seen.setdefault(entry.key, entry)
            if first is not entry:
                raise entry.fault("", "/".join(entry.key), f"each resource once: see {first.path}")


async def _write(conn: Connection, server: Server, entries: Sequence[Entry], origin: Origin, *, full: bool) -> None:
    """Create and update: first what refers to nothing by condition, then what a condition may find among that."""
    places = where_they_go(entries)
    waiting: list[tuple[Entry, set[str]]] = []
    ready: list[Entry] = []
    for entry in entries:
        if entry.resource is None or entry.key is None or entry.present is not None:
            continue
        asked = {text for text in conditional(entry.resource) if text not in places}
        with at(entry):
            found = {text: place for text in sorted(asked) if (place := await _find(conn, server, text))}
        places |= found
        if asked - found.keys():
            waiting.append((entry, asked - found.keys()))
        elif entry.method != "PATCH":
            ready.append(entry)
    await _put(conn, server, ready, places, origin, full=full)
    for entry, asked in waiting:
        for text in sorted(asked):
            with at(entry):
                place = await _find(conn, server, text)
            if place is None:
                found_ = f"no match for the conditional reference {text!r}"
                raise Invalid([Issue(entry.path, found_, "exactly one", "not-found")])
            places[text] = place
    await _put(conn, server, [entry for entry, _ in waiting if entry.method != "PATCH"], places, origin, full=full)
    for entry in entries:
        if entry.method == "PATCH" and entry.resource is not None:
            entry.resource = linked(entry.resource, places)


async def _find(conn: Connection, server: Server, text: str) -> str | None:
    type_, _, query = text.partition("?")
    try:
        found = await match(conn, server, criteria(type_, query, "reference"))
    except Unmet:
        what = f"several matches for the conditional reference {text!r}"
        raise Invalid([Issue(type_, what, "exactly one", "not-found")]) from None
    return f"{type_}/{found.id}" if found else None


async def _put(
    conn: Connection, server: Server, entries: Sequence[Entry], places: Mapping[str, str], origin: Origin, *, full: bool
) -> None:
    for entry in entries:
        if entry.resource is not None and entry.key is not None:
            entry.resource = linked(entry.resource, places) | {"id": entry.key[1]}
            with at(entry):
                await _check_version(conn, server, entry)
    for patients in (True, False):
        wave = [entry for entry in entries if entry.key and (entry.key[0] == "Patient") is patients]
        for entry, outcome in zip(wave, await _put_wave(conn, server, wave, origin), strict=True):
            entry.done = answer(outcome, full=full)


async def _check_version(conn: Connection, server: Server, entry: Entry) -> None:
    """Look at the version before all are written together, so that the answer can say which entry it was."""
    expected = None if entry.fresh else _expected(entry)
    if expected is not None and entry.key is not None:
        now = await server.store.lock(conn, *entry.key)
        if (0 if now is None or now.deleted else now.version) != expected:
            raise Unmet("another version of the resource is current", where="ifMatch" if expected else "ifNoneMatch")


async def _put_wave(conn: Connection, server: Server, wave: Sequence[Entry], origin: Origin) -> list[Outcome]:
    resources = [entry.resource for entry in wave if entry.resource is not None]
    try:
        expected = [_expected(entry) for entry in wave]
        with unless_changed("ifMatch" if any(version is not None for version in expected) else ""):
            return await put_all(conn, server, resources, origin, expected=expected) if wave else []
    except Invalid:
        for entry in wave:
            with at(entry):
                await server.persons(conn, [entry.resource or {}], origin)
        raise


def _expected(entry: Entry) -> Expected:
    return 0 if entry.fresh else expected_version(entry.if_match, entry.request.get("ifNoneMatch"))


async def _answered(conn: Connection, server: Server, entry: Entry, *, full: bool) -> dict[str, Any]:
    with at(entry):
        if entry.present is not None:
            return answer(Outcome.of("found", entry.present), full=full)
        if entry.method in ("GET", "HEAD"):
            return await look(conn, server, entry)
    assert entry.done is not None
    return entry.done

"""Transaction Bundles: all or nothing, with references among the entries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl
from uuid import uuid4

import orjson

from careweft.base.db import Connection
from careweft.base.errors import BadInput
from careweft.fhir.interactions.change import delete, matching, put_all, version_of
from careweft.fhir.interactions.outcomes import Outcome, Server, bundle
from careweft.fhir.interactions.read import read, search
from careweft.fhir.invalid import Invalid, Issue
from careweft.fhir.references import parse, target_type
from careweft.fhir.store import Origin
from careweft.fhir.stored import Stored, stamped

_STATUS: Final = {"created": "201", "updated": "200", "unchanged": "200", "found": "200", "read": "200"}
_LINKS: Final = frozenset({"reference", "url", "valueUri", "valueUrl", "valueUuid", "valueOid"})


@dataclass
class _Entry:
    """One entry of the transaction; `key` is where its resource goes, `done` its response."""

    index: int
    method: str
    url: str
    request: Mapping[str, Any]
    full_url: str | None
    resource: dict[str, Any] | None
    key: tuple[str, str] | None = None
    present: Stored | None = None
    done: dict[str, Any] | None = None

    @property
    def path(self) -> str:
        return f"Bundle.entry[{self.index}]"


async def transaction(conn: Connection, server: Server, resource: dict[str, Any], origin: Origin) -> bytes:
    """Do all of a valid transaction Bundle: deletes, creates, updates, then reads, whatever their order in it.

    Gives the transaction-response Bundle in the order of the entries. The caller's database transaction makes it all or
    nothing: let what this raises roll it back. Creates get new ids, and references to entries (by fullUrl) and
    conditional references (`Type?query`) are replaced by where the resource is. Raises Invalid with the entry's path,
    and what the single interactions raise.
    """
    if resource.get("type") != "transaction":
        raise Invalid([Issue("Bundle.type", repr(resource.get("type")), "transaction", "value")])
    entries = [_entry(n, entry) for n, entry in enumerate(resource.get("entry", ()))]
    for entry in entries:
        await _place(conn, server, entry)
    _refuse_twice(entries)
    await _link(conn, server, entries)
    for entry in entries:
        if entry.method == "DELETE" and entry.key:
            await delete(conn, server, *entry.key, origin, if_match=entry.request.get("ifMatch"))
            entry.done = {"status": "204"}
    writes = [e for e in entries if e.resource is not None and e.present is None]
    for wave in ([e for e in writes if _type(e) == "Patient"], [e for e in writes if _type(e) != "Patient"]):
        await _write(conn, server, wave, origin)
    found = [await _response(conn, server, entry) for entry in entries]
    return orjson.dumps(bundle("transaction-response", found))


def _type(entry: _Entry) -> str:
    return entry.key[0] if entry.key else ""


def _entry(index: int, entry: Mapping[str, Any]) -> _Entry:
    request = entry.get("request")
    path = f"Bundle.entry[{index}]"
    if not isinstance(request, dict):
        raise Invalid([Issue(f"{path}.request", "nothing", "the request to do", "required")])
    method = request["method"]
    if method not in ("GET", "POST", "PUT", "DELETE"):
        raise Invalid([Issue(f"{path}.request.method", method, "GET, POST, PUT or DELETE", "not-supported")])
    resource = entry.get("resource")
    if (resource is None) == (method in ("POST", "PUT")):
        expected = "a resource" if resource is None else f"no resource with {method}"
        raise Invalid(
            [Issue(f"{path}.resource", "nothing" if resource is None else "a resource", expected, "required")]
        )
    return _Entry(index, method, request["url"].lstrip("/"), request, entry.get("fullUrl"), resource)


async def _place(conn: Connection, server: Server, entry: _Entry) -> None:
    """Say under which type and id an entry's resource is or will be."""
    if entry.method == "GET":
        return
    named = parse(entry.url) if "?" not in entry.url else None
    if entry.method == "POST" and entry.resource is not None:
        type_ = entry.resource["resourceType"]
        if entry.url != type_:
            raise Invalid([Issue(f"{entry.path}.request.url", repr(entry.url), repr(type_), "value")])
        condition = entry.request.get("ifNoneExist")
        entry.present = await matching(conn, server, type_, condition) if condition else None
        entry.key = (type_, entry.present.id if entry.present else str(uuid4()))
    elif named is None or entry.url.count("/") != 1:
        raise Invalid([Issue(f"{entry.path}.request.url", repr(entry.url), "Type/id", "not-supported")])
    else:
        entry.key = named
        if entry.resource is not None and (entry.resource["resourceType"], entry.resource.get("id")) != named:
            shown = f"{entry.resource['resourceType']}/{entry.resource.get('id')}"
            raise Invalid([Issue(f"{entry.path}.resource.id", shown, entry.url, "value")])


def _refuse_twice(entries: Sequence[_Entry]) -> None:
    seen: dict[tuple[str, str], _Entry] = {}
    for entry in entries:
        if entry.key is not None and entry.present is None:
            first = seen.setdefault(entry.key, entry)
            if first is not entry:
                raise Invalid(
                    [Issue(entry.path, "/".join(entry.key), f"each resource once: see {first.path}", "value")]
                )


async def _link(conn: Connection, server: Server, entries: Sequence[_Entry]) -> None:
    """Give resources their ids and point their references to where things will be."""
    places: dict[str, str] = {}
    for entry in entries:
        if entry.full_url and entry.key:
            places[entry.full_url] = "/".join(entry.key)
            named = parse(entry.full_url)
            if named is not None:
                places["/".join(named)] = "/".join(entry.key)
    for entry in entries:
        if entry.resource is not None and entry.key is not None:
            for text in sorted(_conditional(entry.resource)):
                if text not in places:
                    places[text] = await _find(conn, server, text, entry.path)
            entry.resource = _linked(entry.resource, places) | {"id": entry.key[1]}


async def _find(conn: Connection, server: Server, text: str, path: str) -> str:
    type_, _, query = text.partition("?")
    page = await server.store.search(conn, type_, [*parse_qsl(query), ("_count", "2")])
    if len(page.matches) != 1:
        found = "no match" if not page.matches else "several matches"
        raise Invalid([Issue(path, f"{found} for the conditional reference {text!r}", "exactly one", "not-found")])
    return f"{type_}/{page.matches[0].id}"


def _conditional(value: Any) -> set[str]:
    """The conditional references anywhere within."""
    if isinstance(value, list):
        return set().union(*map(_conditional, value))
    if not isinstance(value, dict):
        return set()
    found = set().union(*map(_conditional, value.values()))
    reference = value.get("reference")
    if isinstance(reference, str) and "?" in reference and target_type(reference) == reference.partition("?")[0]:
        found.add(reference)
    return found


def _linked(value: Any, places: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [_linked(item, places) for item in value]
    if not isinstance(value, dict):
        return value
    return {k: places.get(v, v) if k in _LINKS and isinstance(v, str) else _linked(v, places) for k, v in value.items()}


async def _write(conn: Connection, server: Server, entries: Sequence[_Entry], origin: Origin) -> None:
    expected = [
        0 if e.method == "POST" else version_of(e.request["ifMatch"]) if "ifMatch" in e.request else None
        for e in entries
    ]
    resources = [entry.resource for entry in entries if entry.resource is not None]
    try:
        outcomes = await put_all(conn, server, resources, origin, "updated", expected=expected) if entries else []
    except Invalid as invalid:
        raise _placed(invalid, entries) from invalid
    for entry, outcome in zip(entries, outcomes, strict=True):
        entry.done = _answer(outcome)


def _placed(invalid: Invalid, entries: Sequence[_Entry]) -> Invalid:
    """The same faults; a resolver knows resources, not entries."""
    if len(entries) != 1:
        return invalid
    at = f"{entries[0].path}.resource"
    return Invalid([Issue(f"{at}: {i.path}", i.found, i.expected, i.code) for i in invalid.issues])


def _answer(outcome: Outcome) -> dict[str, Any]:
    return {
        "status": _STATUS[outcome.action],
        "location": outcome.location,
        "etag": outcome.etag,
        "lastModified": stamped(outcome.at),
    }


async def _response(conn: Connection, server: Server, entry: _Entry) -> dict[str, Any]:
    if entry.present is not None:
        return {"response": _answer(Outcome.of("found", entry.present))}
    if entry.method != "GET":
        return {"response": entry.done}
    type_, _, query = entry.url.partition("?")
    named = parse(type_)
    if named is not None:
        outcome = await read(conn, server, *named)
        return {"resource": orjson.Fragment(outcome.body), "response": _answer(outcome)}
    if "/" in type_:
        raise BadInput(
            f"{entry.url!r} cannot be read in a transaction", where=entry.path, expected="Type/id or Type?query"
        )
    return {
        "resource": orjson.Fragment(await search(conn, server, type_, parse_qsl(query))),
        "response": {"status": "200"},
    }

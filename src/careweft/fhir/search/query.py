"""Requests as SQL, and pages of what they find."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from careweft.fhir.references import parse
from careweft.fhir.search.conditions import Arguments, Condition, persons
from careweft.fhir.search.parameters import parameters
from careweft.fhir.search.request import Request
from careweft.fhir.search.values import key
from careweft.fhir.stored import Stored

COLUMNS: Final = "r.person_id, r.type, r.id, r.version, r.at, r.source, r.message_id, r.received, r.body"

_ORDERS: Final = {
    "": ("k.person_id", "k.at", "k.rid"),
    "date": ("k.at", "k.person_id", "k.rid"),
    "_lastUpdated": ("k.at", "k.rid"),
}


@dataclass(frozen=True)
class Page:
    """What a search found: one page of matches, what goes with them, and where the next page begins."""

    matches: list[Stored]
    included: list[Stored] = field(default_factory=list)
    total: int | None = None
    next: str | None = None
    ignored: list[str] = field(default_factory=list)


def page_sql(request: Request, arguments: Arguments) -> str:
    """The page, one row more than asked for: the stored columns, `rid` and the text `at_key` of the sort."""
    direction = "DESC" if request.descending else "ASC"
    compare = "<" if request.descending else ">"
    columns = _ORDERS[request.sort]
    ordered = ", ".join(f"{column} {direction}" for column in columns)
    after = ""
    if request.after is not None:
        place = dict(zip(("k.person_id", "k.at", "k.rid"), request.after, strict=True))
        values = [
            arguments.add(place[column]) + ("::text::timestamptz" if column == "k.at" else "") for column in columns
        ]
        after = f"WHERE ({', '.join(columns)}) {compare} ({', '.join(values)})"
    return (
        f"SELECT {COLUMNS}, k.rid, k.at::text AS at_key FROM (SELECT * FROM ({_keys(request, arguments)}) k {after} "
        f"ORDER BY {ordered} LIMIT {arguments.add(request.count + 1)}) k "
        f"JOIN fhir.resource r ON r.person_id = k.person_id AND r.rid = k.rid ORDER BY {ordered}"
    )


def total_sql(request: Request, arguments: Arguments) -> str:
    """How many there are in all."""
    return f"SELECT count(*) FROM ({_keys(request, arguments)}) k"


def _keys(request: Request, arguments: Arguments) -> str:
    """The keys of what is found, each once: person_id, rid and the `at` that they are sorted by."""
    if request.sort != "_lastUpdated":
        return _indexed(request, arguments)
    found = f"SELECT r.person_id, r.at, r.rid FROM fhir.resource r WHERE r.type = {arguments.add(request.type)}"
    if not request.conditions:
        return f"{found} AND r.body IS NOT NULL"
    same = "t.person_id = r.person_id AND t.at = r.clinical AND t.rid = r.rid"
    return f"{found} AND EXISTS (SELECT FROM ({_indexed(request, arguments)}) t WHERE {same})"


def _indexed(request: Request, arguments: Arguments) -> str:
    leader = _leader(request)
    hashes = leader.hashes if leader else (key(request.type),)
    where = [
        f"t.hash = {arguments.add(hashes[0])}" if len(hashes) == 1 else f"t.hash = ANY ({arguments.add([*hashes])})",
    ]
    for condition in request.conditions:
        if condition.persons and condition.hashes:
            where.append(f"t.person_id {persons(condition.persons, arguments)}")
        if condition is not leader:
            where.append(condition.sql(arguments))
    distinct = "DISTINCT " if len(hashes) > 1 and request.sort != "_lastUpdated" else ""
    return f"SELECT {distinct}t.person_id, t.at, t.rid FROM fhir.index_token t WHERE ({') AND ('.join(where)})"


def _leader(request: Request) -> Condition | None:
    """The condition that is looked up first: a token that is not just the person's, where there is one."""
    leading = [condition for condition in request.conditions if condition.hashes]
    return next((c for c in leading if not c.persons), leading[0] if leading else None)


def references(request: Request, found: Iterable[Stored]) -> list[tuple[str, str]]:
    """The keys of what the matches ask to include."""
    keys: dict[tuple[str, str], None] = {}
    for stored in found:
        resource = stored.resource
        for code, target in request.includes:
            for part in parameters(request.type)[code].parts:
                for value in part.find(resource):
                    text = value.get("reference") if isinstance(value, dict) else value
                    named = parse(text) if isinstance(text, str) else None
                    if named is not None and target in ("", named[0]):
                        keys[named] = None
    for stored in found:
        keys.pop((stored.type, stored.id), None)
    return list(keys)

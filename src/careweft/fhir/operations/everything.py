"""`$everything` of a Patient (R4 Patient-operation-everything): the whole person's record, page by page.

A Patient is what one source says; the person is one. So everything is what the record holds of the person, whichever
source said it, the Patients of the other sources first among it. What is shared by all (practitioners, organisations,
places, medicines) goes with the page that refers to it. Pages follow the order in which resources were made, which
never changes: what others write meanwhile makes none skip or repeat.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from careweft.base.db import Connection
from careweft.base.errors import BadInput, NotFound
from careweft.fhir.definitions import compartment, resource_types
from careweft.fhir.interactions.persons import SHARED
from careweft.fhir.jsontext import loads
from careweft.fhir.operations.given import Span
from careweft.fhir.outcome import Gone
from careweft.fhir.references import parse
from careweft.fhir.search.query import COLUMNS
from careweft.fhir.search.sql import Arguments
from careweft.fhir.search.values import key
from careweft.fhir.stored import Stored

PAGE: Final = 200
MOST: Final = 1000
_PLACE: Final = re.compile(r"([01])\.([0-9]{1,18})").fullmatch
_SHARED: Final = f"""SELECT {COLUMNS} FROM unnest($1::text[], $2::text[]) k (type, id)
JOIN fhir.location l ON l.type = k.type AND l.id = k.id
JOIN fhir.resource r ON r.person_id = l.person_id AND r.rid = l.rid
WHERE l.person_id = {SHARED} AND r.body IS NOT NULL ORDER BY l.type, l.id"""


@dataclass(frozen=True)
class Wanted:
    """Which part of everything: types (none: all), written since, of care within [low, high), and which page.

    What has no date of its own is of every time.
    """

    types: Sequence[str] = ()
    since: datetime | None = None
    during: Span = (None, None)
    count: int = PAGE
    page: str = ""


@dataclass(frozen=True)
class Everything:
    """One page: whose it is, the person's resources, what is shared and referred to, and where the next page begins."""

    person_id: int
    found: list[Stored]
    shared: list[Stored]
    next: str = ""


async def everything(conn: Connection, id_: str, wanted: Wanted) -> Everything:
    """A page of all that the acting account sees of the person of `Patient/id_`.

    Raises NotFound, Gone, and BadInput for types and pages that there are not.
    """
    person = await person_of(conn, id_)
    for type_ in wanted.types:
        if type_ not in resource_types():
            raise BadInput(f"{type_[:60]!r} is no resource type of R4", where="_type", expected="such as Observation")
    arguments = Arguments()
    rows = await conn.fetch(_sql(person, wanted, arguments), *arguments.values)
    page = rows[: wanted.count]
    found = [Stored.of_row(row) for row in page]
    keys = _shared_keys(found, frozenset(wanted.types))
    shared = await conn.fetch(_SHARED, [k[0] for k in keys], [k[1] for k in keys]) if keys else []
    more = f"{int(page[-1]['type'] != 'Patient')}.{page[-1]['rid']}" if len(rows) > len(page) and page else ""
    return Everything(person, found, [Stored.of_row(row) for row in shared], more)


async def person_of(conn: Connection, id_: str) -> int:
    """The person of a Patient that the acting account sees. Raises NotFound, or Gone where it was deleted."""
    row = await conn.fetchrow(
        "SELECT r.person_id, r.body IS NULL AS gone FROM fhir.location l JOIN fhir.resource r "
        "ON r.person_id = l.person_id AND r.rid = l.rid WHERE l.type = 'Patient' AND l.id = $1",
        id_,
    )
    if row is None:
        raise NotFound(f"there is no Patient/{id_}")
    if row["gone"]:
        raise Gone(f"Patient/{id_} was deleted")
    return int(row["person_id"])


def _sql(person: int, wanted: Wanted, arguments: Arguments) -> str:
    where = [f"r.person_id = {arguments.add(person)}", "r.body IS NOT NULL"]
    if wanted.types:
        where.append(f"r.type = ANY ({arguments.add([*wanted.types])}::text[])")
    if wanted.since:
        where.append(f"r.at >= {arguments.add(wanted.since)}")
    if wanted.page:
        place = _PLACE(wanted.page)
        if not place:
            raise BadInput("this is no page of everything", where="_page", expected="the value of a next link")
        rid = arguments.add(int(place[2]))
        where.append(f"(r.type <> 'Patient', r.rid) > ({'true' if place[1] == '1' else 'false'}, {rid}::bigint)")
    where += _during(*wanted.during, arguments)
    limit = arguments.add(wanted.count + 1)
    order = f"ORDER BY r.type <> 'Patient', r.rid LIMIT {limit}"
    return f"SELECT {COLUMNS}, r.rid FROM fhir.resource r WHERE {' AND '.join(where)} {order}"


def _during(low: datetime | None, high: datetime | None, arguments: Arguments) -> list[str]:
    """That a resource's own time [clinical, til) touches [low, high). Its end stands in the index row of its type."""
    found = [f"r.clinical < {arguments.add(high)}"] if high else []
    if low:
        first, types = arguments.add(low), [*resource_types()]
        names, hashes = arguments.add(types), arguments.add([key(type_) for type_ in types])
        found.append(
            f"(r.clinical >= {first} OR r.clinical = '-infinity' OR EXISTS (SELECT FROM fhir.index_token x "
            f"WHERE x.hash = ({hashes}::bigint[])[array_position({names}::text[], r.type)] "
            f"AND x.person_id = r.person_id AND x.at = r.clinical AND x.rid = r.rid AND x.til > {first}))"
        )
    return found


def _shared_keys(found: Iterable[Stored], types: frozenset[str]) -> list[tuple[str, str]]:
    """What the resources refer to that may be shared by all: everything outside the patient compartment."""
    named = {parsed for stored in found for text in _references(loads(stored.body)) if (parsed := parse(text))}
    return sorted(one for one in named if one[0] not in compartment() and (not types or one[0] in types))


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        reference = value.get("reference")
        if isinstance(reference, str) and not reference.startswith("#"):
            yield reference
        for child in value.values():
            if isinstance(child, dict | list):
                yield from _references(child)
    elif isinstance(value, list):
        for child in value:
            if isinstance(child, dict | list):
                yield from _references(child)

"""A person as shown: the banner, the FHIR Person, and the search for people. What is seen, the database decides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import asyncpg

from careweft.base.db import Connection
from careweft.base.errors import NotFound
from careweft.people import nhs_number
from careweft.people.choice import address, by_merit, first, name
from careweft.people.read import source_record
from careweft.people.record import Key, SourceRecord


@dataclass(frozen=True)
class Banner:
    """Who somebody is, chosen across the sources; `identifiers` are their local ids, the most reliable first."""

    person_id: int
    family: str | None
    given: str | None
    birth_date: date | None
    sex: str | None
    nhs_number: str | None
    line: str | None
    postcode: str | None
    phone: str | None
    died: date | datetime | None
    identifiers: tuple[Key, ...]

    @property
    def name(self) -> str:
        """As the banner shows it: "SMITH, John"; "Name not known" where no source says."""
        family = (self.family or "").upper()
        return ", ".join(part for part in (family, self.given) if part) or "Name not known"


async def current(connection: Connection, person_id: int) -> int:
    """The person whom an id stands for now: itself, or whom it was joined to. Raises NotFound."""
    found = await connection.fetchval(
        "WITH RECURSIVE chain AS (SELECT person_id, merged_into FROM people.person WHERE person_id = $1 "
        "UNION ALL SELECT p.person_id, p.merged_into FROM chain c JOIN people.person p ON p.person_id = c.merged_into) "
        "SELECT person_id FROM chain WHERE merged_into IS NULL",
        person_id,
    )
    if found is None:
        raise _unknown(person_id)
    return int(found)


async def banner(connection: Connection, person_id: int) -> Banner:
    """The banner of a person; an id that was joined to another shows that one. Raises NotFound."""
    found = await banners(connection, [person_id])
    if not found:
        person_id = await current(connection, person_id)
        found = await banners(connection, [person_id])
    if not found:
        raise _unknown(person_id)
    return found[person_id]


def _unknown(person_id: int) -> NotFound:
    return NotFound(f"person {person_id} is not known, or not to you")


async def banners(connection: Connection, persons: Iterable[int]) -> dict[int, Banner]:
    """The banners of many people in one query; who may not be seen is left out."""
    rows = await connection.fetch(
        "SELECT * FROM people.source_record WHERE person_id = ANY ($1::bigint[])", sorted(set(persons))
    )
    said: dict[int, list[asyncpg.Record]] = {}
    for row in rows:
        said.setdefault(row["person_id"], []).append(row)
    return {person: _banner(person, _standing(rows)) for person, rows in said.items()}


def _standing(rows: Sequence[asyncpg.Record]) -> list[SourceRecord]:
    """The records that their sources still use, the best first; all of them where none is."""
    used = [row for row in rows if row["replaced_by"] is None] or rows
    return by_merit(source_record(row) for row in used)


def _banner(person_id: int, records: Sequence[SourceRecord]) -> Banner:
    family, given = first(records, name) or (None, None)
    line, postcode = first(records, address) or (None, None)
    return Banner(
        person_id=person_id,
        family=family,
        given=given,
        birth_date=first(records, lambda r: r.birth_date),
        sex=first(records, lambda r: r.sex if r.sex != "unknown" else None),
        nhs_number=first(records, lambda r: nhs_number.normalise(r.nhs_number)),
        line=line,
        postcode=postcode,
        phone=first(records, lambda r: r.phone),
        died=first(records, lambda r: r.died),
        identifiers=tuple(record.key for record in records),
    )


async def as_fhir(connection: Connection, person_id: int) -> dict[str, Any]:
    """The R4 Person: the best demographics and a link to each source's Patient, with how sure the link is.

    An id that was joined to another gives an inactive Person that links to that one. Raises NotFound.
    """
    now = await current(connection, person_id)
    if now != person_id:
        link = {"target": {"reference": f"Person/{now}"}, "assurance": "level4"}
        return {"resourceType": "Person", "id": str(person_id), "active": False, "link": [link]}
    rows = await connection.fetch(
        "SELECT r.*, l.method, l.score FROM people.source_record r JOIN people.link l ON l.person_id = r.person_id "
        "AND l.source = r.source AND l.local_id = r.local_id AND l.ended_by IS NULL WHERE r.person_id = $1",
        person_id,
    )
    if not rows:
        raise _unknown(person_id)
    return _person(_banner(person_id, _standing(rows)), rows)


def _person(best: Banner, rows: Sequence[asyncpg.Record]) -> dict[str, Any]:
    name = {"use": "official", "text": best.name, "family": best.family, "given": (best.given or "").split()}
    address = _filled({"line": [best.line] if best.line else [], "postalCode": best.postcode})
    whole = {
        "resourceType": "Person",
        "id": str(best.person_id),
        "identifier": [{"system": nhs_number.SYSTEM, "value": best.nhs_number}] if best.nhs_number else [],
        "name": [_filled(name)] if best.family or best.given else [],
        "telecom": [{"system": "phone", "value": best.phone}] if best.phone else [],
        "gender": best.sex,
        "birthDate": best.birth_date.isoformat() if best.birth_date else None,
        "address": [{"use": "home", **address}] if address else [],
        "active": True,
        "link": [
            {"target": {"reference": f"Patient/{row['patient_id']}"}, "assurance": _assurance(row)}
            for row in sorted(rows, key=lambda row: (row["source"], row["local_id"]))
        ],
    }
    return _filled(whole)


def _filled(element: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in element.items() if value not in (None, "", [], {})}


def _assurance(row: asyncpg.Record) -> str:
    """FHIR's identity assurance: 4 by number, 3 by somebody's word or overwhelming likeness, else 2."""
    if row["method"] == "number":
        return "level4"
    return "level2" if row["method"] == "probabilistic" and row["score"] < _SURE else "level3"


_SURE = 13.0  # bits: odds of 8,192 to 1

"""What is shown of a person: banner, FHIR Person, search; and that nobody sees more than they may."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from careweft.access import accounts, relationships
from careweft.access.accounts import NewAccount
from careweft.access.relationships import Relationship
from careweft.base.db import Database
from careweft.base.errors import NotFound
from careweft.fhir.decode import decode
from careweft.people import Index
from careweft.people.person import as_fhir, banner, banners
from careweft.people.review import count_open, open_questions
from careweft.people.search import Wanted, find, parse
from tests.people.support import AT, NUMBERS, record

MARY = {"given": "Mary Jane", "sex": "female", "birth_date": date(1971, 2, 5), "nhs_number": NUMBERS[1], "phone": None}


@dataclass
class Town:
    """John and Mary Smith, who are not sure to be told apart from a third; and a nurse who cares for John only."""

    worker: Database
    web: Database
    index: Index
    john: int
    mary: int
    nurse: int


@pytest.fixture
async def town(worker_db: Database, web_db: Database) -> AsyncIterator[Town]:
    index = Index()
    async with worker_db.transaction() as connection:
        johns = [
            record("gp-01", "1", at=AT),
            record("acute", "A1", given="Jack", postcode="EX1 1AA", line="1 Old Rd", at=AT + timedelta(days=9)),
            record("ambulance", "x9", family="Unknown", given="Unknown", died=date(2026, 1, 3), sex="unknown"),
        ]
        found = await index.match_many(connection, [*johns, record("gp-02", "2", **MARY)])
        assert found[0].person_id == found[1].person_id == found[2].person_id
        copied = await index.match(connection, record("council", "c", **{**MARY, "nhs_number": NUMBERS[0]}))
        nurse = await accounts.create(
            connection, NewAccount("nurse", "right", "Nina", memberships=[("zone-1", "district-nurse")])
        )
        john, mary = found[0].person_id, found[3].person_id
        assert copied.person_id not in (john,)
        await relationships.keep(connection, [Relationship(john, "zone-1", "care-team", "case/1", AT)])
    yield Town(worker_db, web_db, index, john, mary, nurse)


async def test_the_banner_takes_the_best_source_for_each_part(town: Town) -> None:
    async with town.worker.transaction() as connection:
        best = await banner(connection, town.john)
        assert (best.family, best.given, best.sex, best.name) == ("Smith", "John", "male", "SMITH, John")
        assert (best.line, best.postcode, best.nhs_number) == ("12 High Street", "TQ1 4AB", NUMBERS[0])
        assert best.died == date(2026, 1, 3)
        assert best.identifiers == (("gp-01", "1"), ("acute", "A1"), ("ambulance", "x9"))
        both = await banners(connection, [town.john, town.mary, 999_999])
        assert set(both) == {town.john, town.mary}
        with pytest.raises(NotFound, match="person 999999"):
            await banner(connection, 999_999)


async def test_a_retired_id_leads_to_the_person(town: Town) -> None:
    async with town.worker.transaction() as connection:
        await town.index.join(connection, town.john, town.mary, "", "account/1")
        assert (await banner(connection, town.mary)).person_id == town.john
        retired = await as_fhir(connection, town.mary)
        assert retired["active"] is False
        assert retired["link"][0]["target"]["reference"] == f"Person/{town.john}"
        decode(retired)


async def test_a_retired_id_leads_on_for_who_may_see_the_person(town: Town) -> None:
    async with town.worker.transaction() as connection:
        await town.index.join(connection, town.john, town.mary, "", "account/1")
    async with town.web.transaction(town.nurse) as connection:
        assert (await banner(connection, town.mary)).person_id == town.john
    async with town.web.transaction() as connection:
        with pytest.raises(NotFound):
            await banner(connection, town.mary)


async def test_the_fhir_person_is_valid_and_links_every_patient(town: Town) -> None:
    async with town.worker.transaction() as connection:
        person = await as_fhir(connection, town.john)
        rows = await connection.fetch("SELECT patient_id FROM people.source_record WHERE person_id = $1", town.john)
    decode(person)
    assert person["id"] == str(town.john)
    assert {link["target"]["reference"] for link in person["link"]} == {f"Patient/{row[0]}" for row in rows}
    assert {link["assurance"] for link in person["link"]} == {"level4", "level3"}
    assert person["birthDate"] == "1950-03-07"
    assert person["identifier"] == [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": NUMBERS[0]}]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("smith", Wanted(names=("smith",))),
        ("John O'Brien", Wanted(names=("john", "obrien"))),
        ("943 476 5919", Wanted(number="9434765919")),
        ("9434765919 smith", Wanted(number="9434765919", names=("smith",))),
        ("07/03/1950", Wanted(birth_date=date(1950, 3, 7))),
        ("smith 1950-03-07", Wanted(birth_date=date(1950, 3, 7), names=("smith",))),
        ("31/02/1950", Wanted()),
        ("", Wanted()),
        ("%_", Wanted()),
    ],
)
def test_reading_a_search(text: str, wanted: Wanted) -> None:
    assert parse(text) == wanted


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("smi", {"john", "mary"}),
        ("SMITH, John", {"john"}),
        ("jack smith", {"john"}),
        ("mary smi", {"mary"}),
        ("07/03/1950", {"john"}),
        ("smith 05.02.1971", {"mary"}),
        ("9990000018", {"mary"}),
        ("943 476 5919", {"john"}),
        ("jones", set()),
        ("john jones", set()),
        ("", set()),
    ],
)
async def test_search(town: Town, text: str, found: set[str]) -> None:
    async with town.worker.transaction() as connection:
        persons = {person.person_id for person in await find(connection, text)}
    assert persons & {town.john, town.mary} == {getattr(town, name) for name in found}


async def test_the_web_sees_whom_it_may_and_no_more(town: Town) -> None:
    async with town.web.transaction(town.nurse) as connection:
        assert [person.person_id for person in await find(connection, "smith")] == [town.john]
        assert await find(connection, "mary smith") == []
        assert (await as_fhir(connection, town.john))["id"] == str(town.john)
        for shown in (banner, as_fhir):
            with pytest.raises(NotFound):
                await shown(connection, town.mary)
        for table in ("person", "source_record", "link", "event"):
            seen = await connection.fetch(f"SELECT DISTINCT person_id FROM people.{table}")
            assert [row["person_id"] for row in seen] == [town.john], table
    async with town.web.transaction() as connection:
        assert await find(connection, "smith") == []


async def test_a_pair_in_doubt_is_seen_only_by_who_may_see_both(town: Town) -> None:
    async with town.worker.transaction() as connection:
        asked = await open_questions(connection)
        assert {question.kind for question in asked} >= {"shared-number"}
        (pair,) = (q.persons for q in asked if q.kind == "shared-number")
        assert town.john in pair
    async with town.web.transaction(town.nurse) as connection:
        assert await count_open(connection) == 0
        assert await open_questions(connection) == []
    async with town.worker.transaction() as connection:
        other = next(person for person in pair if person != town.john)
        await relationships.keep(connection, [Relationship(other, "zone-1", "care-team", "case/2", AT)])
    async with town.web.transaction(town.nurse) as connection:
        assert [q.persons for q in await open_questions(connection)] == [pair]


async def test_the_web_changes_nothing(town: Town) -> None:
    import asyncpg

    for statement in (
        "UPDATE people.review SET state = 'same'",
        "UPDATE people.source_record SET person_id = 1",
        "INSERT INTO people.person DEFAULT VALUES",
        "DELETE FROM people.family_share",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with town.web.transaction(town.nurse) as connection:
                await connection.execute(statement)


async def test_search_uses_indexes_under_row_level_security(town: Town) -> None:
    """`^@` and equality are leakproof enough for b-tree indexes; LIKE would read every row."""
    queries: dict[str, Any] = {
        "source_record_names": "family_key ^@ 'smi'",
        "source_record_number": "nhs_number = '9434765919'",
        "source_record_birth_family": "birth_family ^@ '1950-03-07|'",
    }
    async with town.web.transaction(town.nurse) as connection:
        await connection.execute("SET LOCAL enable_seqscan = off")
        for index, condition in queries.items():
            plan = await connection.fetch(
                f"EXPLAIN SELECT DISTINCT person_id FROM people.source_record WHERE {condition}"
            )
            assert any(index in row[0] and "ndex" in row[0] for row in plan), plan
            assert any("Index Cond" in row[0] for row in plan), plan

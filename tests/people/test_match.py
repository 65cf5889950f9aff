"""How records find their person: the traps that real identifiers set."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import pytest

from careweft.base.db import Connection, Database
from careweft.people import Index, Match
from careweft.people.review import count_open, open_questions
from tests.people.support import AT, NUMBERS, Mirror, faults, record


class Place:
    """One transaction with an index, and what it was told."""

    def __init__(self, connection: Connection) -> None:
        self.connection, self.mirror = connection, Mirror()
        self.index = Index([self.mirror.move])

    async def match(self, source: str, local_id: str, **said: Any) -> Match:
        return await self.index.match(self.connection, record(source, local_id, **said))

    async def kinds(self) -> list[str]:
        return [question.kind for question in await open_questions(self.connection)]


@pytest.fixture
async def place(worker_db: Database) -> AsyncIterator[Place]:
    async with worker_db.transaction() as connection:
        yield (made := Place(connection))
        assert await faults(made.connection) == []


async def test_by_number_and_birth_date(place: Place) -> None:
    first = await place.match("gp-01", "1")
    assert first.created
    assert first.method == "new"
    second = await place.match("acute", "A77", family="Jones", postcode="EX1 1AA", phone=None)
    assert (second.person_id, second.method, second.created) == (first.person_id, "number", False)
    assert second.reasons["with"] == ["gp-01", "1"]
    assert {finding["field"] for finding in second.reasons["findings"]} >= {"family", "given", "birth_date", "number"}
    assert second.score is not None
    assert second.score > 7


async def test_the_same_again_changes_nothing(place: Place) -> None:
    first = await place.match("gp-01", "1")
    again = await place.match("gp-01", "1", at=AT + timedelta(days=1))
    assert (again.person_id, again.created, again.moved_from) == (first.person_id, False, None)
    assert await place.connection.fetchval("SELECT count(*) FROM people.event") == 1


async def test_without_a_number_by_likeness(place: Place) -> None:
    person = (await place.match("gp-01", "1")).person_id
    fits: list[dict[str, Any]] = [
        {"given": "Jack"},
        {"birth_date": date(1950, 7, 3)},
        {"family": "Smyth", "postcode": "TQ1 4AB"},
        {"postcode": "EX1 1AA", "line": "9 Other Road"},
        {"family": "John", "given": "Smith"},
        {"nhs_number": "9434765991", "postcode": "EX1 1AA"},
    ]
    for number, said in enumerate(fits):
        found = await place.match("acute", str(number), **{"nhs_number": None, "phone": None, **said})
        assert (found.person_id, found.method) == (person, "probabilistic"), said


async def test_twins_are_two_people(place: Place) -> None:
    john = await place.match("gp-01", "1", nhs_number=NUMBERS[1])
    mary = await place.match("gp-01", "2", nhs_number=NUMBERS[2], given="Mary", sex="female")
    paul = await place.match("gp-01", "3", nhs_number=NUMBERS[3], given="Paul")
    assert len({john.person_id, mary.person_id, paul.person_id}) == 3
    assert await count_open(place.connection) == 0
    unnumbered = await place.match("acute", "4", nhs_number=None, given="Mary", sex="female", phone=None)
    assert unnumbered.person_id == mary.person_id


async def test_a_twin_without_numbers_is_never_merged(place: Place) -> None:
    john = await place.match("gp-01", "1", nhs_number=None)
    paul = await place.match("acute", "2", nhs_number=None, given="Paul")
    assert john.person_id != paul.person_id


async def test_a_number_copied_from_a_relative_is_looked_at(place: Place) -> None:
    wife = await place.match("gp-01", "1", given="Mary", sex="female", birth_date=date(1952, 8, 9))
    husband = await place.match("council", "2")
    assert wife.person_id != husband.person_id
    assert await place.kinds() == ["shared-number"]
    again = await place.match("acute", "3", given="Mary", sex="female", birth_date=date(1952, 8, 9))
    assert (again.person_id, again.method) == (wife.person_id, "number")


async def test_a_number_copied_from_a_twin_is_looked_at(place: Place) -> None:
    paul = await place.match("gp-01", "1", given="Paul")
    john = await place.match("council", "2")
    assert paul.person_id != john.person_id
    assert await place.kinds() == ["shared-number"]


async def test_two_valid_numbers_never_merge(place: Place) -> None:
    one = await place.match("gp-01", "1", nhs_number=NUMBERS[1])
    other = await place.match("gp-02", "2", nhs_number=NUMBERS[2])
    assert one.person_id != other.person_id
    assert await place.kinds() == ["different-numbers"]


async def test_a_new_record_joins_neither_of_two_that_it_fits_alike(place: Place) -> None:
    one = await place.match("gp-01", "1", nhs_number=NUMBERS[1])
    other = await place.match("gp-02", "2", nhs_number=NUMBERS[2])
    third = await place.match("acute", "3", nhs_number=None)
    assert third.created
    assert third.person_id not in (one.person_id, other.person_id)
    assert await place.kinds() == ["different-numbers", "ambiguous", "ambiguous"]


async def test_strangers_who_share_an_address_and_a_birth_date(place: Place) -> None:
    one = await place.match("gp-01", "1", nhs_number=None)
    other = await place.match("gp-01", "2", nhs_number=None, family="Okafor", given="Chidi", phone=None)
    assert one.person_id != other.person_id


async def test_a_number_that_comes_later_joins_two_persons(place: Place) -> None:
    older = await place.match("gp-01", "1")
    younger = await place.match("acute", "2", nhs_number=None, family="Brown", postcode="EX1 1AA", phone=None)
    await place.match("council", "3", nhs_number=None, family="Brown", postcode="EX1 1AA", phone=None)
    assert older.person_id != younger.person_id
    found = await place.match("acute", "2", family="Brown", postcode="EX1 1AA", phone=None, at=AT + timedelta(days=1))
    assert (found.person_id, found.method, found.moved_from) == (older.person_id, "merge", younger.person_id)
    moved = {("acute", "2"): older.person_id, ("council", "3"): older.person_id}
    assert place.mirror.person_of == moved


async def test_what_a_record_no_longer_agrees_with_is_looked_at(place: Place) -> None:
    person = (await place.match("gp-01", "1")).person_id
    await place.match("acute", "2")
    later = AT + timedelta(days=1)
    other: dict[str, Any] = {"birth_date": date(1999, 9, 9), "postcode": "EX1 1AA", "phone": None}
    for said in ({"nhs_number": NUMBERS[1]}, {"nhs_number": None, "family": "Ito", "given": "Ken"}):
        found = await place.match("acute", "2", at=later, **other, **said)
        assert found.person_id == person
        assert await place.kinds() == ["contradiction"]
        later += timedelta(days=1)


async def test_a_moved_and_married_record_stays(place: Place) -> None:
    person = (await place.match("gp-01", "1")).person_id
    await place.match("acute", "2", nhs_number=None)
    found = await place.match("acute", "2", nhs_number=None, family="Green", postcode="EX1 1AA", at=AT + timedelta(1))
    assert found.person_id == person
    assert await count_open(place.connection) == 0


async def test_an_older_message_does_not_overwrite_a_newer_one(place: Place) -> None:
    await place.match("gp-01", "1")
    await place.match("gp-01", "1", postcode="EX1 1AA", at=AT + timedelta(days=2))
    await place.match("gp-01", "1", postcode="EX9 9ZZ", at=AT + timedelta(days=1))
    assert await place.connection.fetchval("SELECT postcode FROM people.source_record") == "EX1 1AA"


async def test_said_again_later_counts_as_later(place: Place) -> None:
    await place.match("gp-01", "1")
    await place.match("gp-01", "1", at=AT + timedelta(days=5))
    await place.match("gp-01", "1", postcode="EX9 9ZZ", at=AT + timedelta(days=1))
    assert await place.connection.fetchval("SELECT postcode FROM people.source_record") == "TQ1 4AB"


async def test_placeholders_say_nothing(place: Place) -> None:
    nobody = {"nhs_number": None, "birth_date": date(1900, 1, 1), "postcode": "ZZ99 3VZ", "phone": "0000000000"}
    one = await place.match("acute", "1", given="Unknown", family="Unknown", **nobody)
    other = await place.match("acute", "2", given="Unknown", family="Unknown", **nobody)
    assert one.person_id != other.person_id
    baby = {"nhs_number": None, "given": "BABY", "birth_date": date(2026, 1, 1)}
    assert (await place.match("acute", "3", **baby)).person_id != (await place.match("acute", "4", **baby)).person_id


async def test_common_family_names_weigh_less_once_learned(place: Place) -> None:
    bare: dict[str, Any] = {"nhs_number": None, "postcode": None, "phone": None}
    people = [
        record("gp-01", f"s{n}", given=given, birth_date=date(1950, 1 + n, 3), **bare)
        for n, given in enumerate(("Ann", "Bob", "Cy", "Dee", "Eve", "Fay", "Gus", "Hal", "Ida", "Kim", "Lee", "Max"))
    ]
    await place.index.match_many(place.connection, people)
    ann = {**bare, "given": "Ann", "birth_date": date(1950, 1, 3)}
    before = await place.match("acute", "1", **ann)
    assert not before.created
    assert await place.index.learn_family_names(place.connection) == 1
    after = await place.match("acute", "2", **ann)
    assert after.created, "where everybody is called Smith, the name says nothing"
    assert await place.kinds() == ["doubtful"]

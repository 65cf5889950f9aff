"""Over random histories: what was known is what was there, and a rebuild from the record gives the same."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from careweft.base.db import Database
from careweft.facts.catalogue import TABLES
from careweft.facts.person_facts import PersonFacts
from careweft.facts.rebuild import rebuild
from tests.facts.make import encounter, observation, patient, service_request
from tests.facts.place import Place, current

people: Iterator[int] = count(1)
EXAMPLES = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
IN = "2026-01-10T14:00:00Z"


@dataclass(frozen=True)
class Step:
    """One message: what it says and at which hour it was received; None for a deletion."""

    hour: float
    what: str
    resource: dict[str, Any] | None


def stays() -> st.SearchStrategy[dict[str, Any]]:
    return st.builds(
        lambda status, unit, code, end: encounter("e", status, IN, end, unit=unit, class_=code),
        st.sampled_from(["planned", "in-progress", "finished", "cancelled", "entered-in-error"]),
        st.sampled_from(["W1", "W2"]),
        st.sampled_from(["IMP", "EMER"]),
        st.sampled_from([None, "2026-01-14T11:00:00Z", "2026-01-14T12:00:00Z"]),
    )


def patients(id: str, source: str) -> st.SearchStrategy[dict[str, Any]]:
    practice = source if source.startswith("gp") else None
    return st.builds(
        lambda active, postcode, died: patient(
            id,
            source,
            practice=practice,
            postcode=postcode,
            active=active,
            **({"deceasedDateTime": died} if died else {}),
        ),
        st.booleans(),
        st.sampled_from(["QA1 1AA", "QA2 2BB", None]),
        st.sampled_from([None, None, "2026-01-13", "2026-01-14"]),
    )


def others() -> st.SearchStrategy[dict[str, Any]]:
    weights = st.builds(lambda value: observation("o", "29463-7", value, IN), st.integers(60, 62))
    care = st.builds(
        lambda status: service_request("s", "care-package", status), st.sampled_from(["active", "on-hold"])
    )
    return st.one_of(weights, care)


CHANGES = st.one_of(
    stays(),
    patients("g1", "gp-01"),
    patients("g2", "gp-02"),
    patients("a", "acute"),
    patients("c", "council"),
    others(),
)


@st.composite
def histories(draw: st.DrawFn, *, in_order: bool) -> list[Step]:
    """Messages about one person; received one after the other, or (where not `in_order`) processed in another order."""
    said = draw(st.lists(CHANGES, min_size=1, max_size=12))
    hours: list[float] = draw(st.lists(st.integers(0, 8), min_size=len(said), max_size=len(said)))
    if in_order:
        hours = sorted(hours)
    gone = draw(st.sets(st.integers(0, 11), max_size=3))
    return [
        Step(hour, f"{resource['resourceType']}/{resource['id']}", None if n in gone else resource)
        for n, (hour, resource) in enumerate(zip(hours, said, strict=True))
    ]


async def play(place: Place, person: int, steps: list[Step]) -> dict[float, PersonFacts]:
    """Send the messages; what the facts were after the last message of each hour."""
    seen: dict[float, PersonFacts] = {}
    for step in steps:
        type_, id_ = step.what.split("/")
        if step.resource is None:
            await place.delete(step.hour, (type_, f"{id_}-{person}"))
        else:
            await place.put(person, step.hour, step.resource | {"id": f"{id_}-{person}"})
        seen[step.hour] = await place.facts(person)
    return seen


@pytest.fixture
def place(worker_db: Database) -> Place:
    return Place(worker_db)


@EXAMPLES
@given(histories(in_order=True))
async def test_as_known_at_an_instant_is_what_the_tables_held_then(place: Place, steps: list[Step]) -> None:
    person = next(people)
    seen = await play(place, person, steps)
    for hour, facts in seen.items():
        assert current(await place.facts(person, at=hour)) == current(facts)
    assert not any((await place.facts(person, at=-1)).values())


@EXAMPLES
@given(histories(in_order=False))
async def test_what_is_known_of_a_record_never_overlaps(place: Place, steps: list[Step]) -> None:
    person = next(people)
    await play(place, person, steps)
    async with place.database.transaction(readonly=True) as connection:
        for table in [*TABLES, "patient"]:
            overlaps = await connection.fetch(
                f'SELECT a.record FROM facts."{table}" a JOIN facts."{table}" b USING (person_id, record, n) '
                "WHERE person_id = $1 AND a.known_from < b.known_from AND b.known_from < a.known_to",
                person,
            )
            assert overlaps == []


@EXAMPLES
@given(histories(in_order=False))
async def test_a_rebuild_changes_nothing(place: Place, steps: list[Step]) -> None:
    person = next(people)
    await play(place, person, steps)
    before, queued = await place.everything(person), await place.queued()
    async with place.database.transaction() as connection:
        assert await rebuild(connection, person) == 1
    assert await place.everything(person) == before
    assert await place.queued() == queued


@EXAMPLES
@given(
    histories(in_order=True), histories(in_order=True), st.sets(st.sampled_from(["e", "g1", "g2", "a", "c", "o", "s"]))
)
async def test_merge_and_undo_leave_no_trace(
    place: Place, mine: list[Step], yours: list[Step], moving: set[str]
) -> None:
    me, you = next(people), next(people)
    await play(place, me, mine)
    await play(place, you, yours)
    before = await place.everything(me, you)
    keys = [(step.what.split("/")[0], f"{step.what.split('/')[1]}-{me}") for step in mine]
    keys = sorted({key for key in keys if key[1].split("-")[0] in moving})
    await place.move(me, you, *keys)
    merged = await place.everything(me, you)
    async with place.database.transaction() as connection:
        await rebuild(connection, me)
        await rebuild(connection, you)
    assert _apart_from_events(await place.everything(me, you)) == _apart_from_events(merged)
    await place.move(you, me, *keys)
    assert _apart_from_events(await place.everything(me, you)) == _apart_from_events(before)


def _apart_from_events(rows: dict[str, set[Any]]) -> dict[str, set[Any]]:
    return {name: found for name, found in rows.items() if name != "event"}


async def test_a_rebuild_makes_lost_facts_and_takes_away_made_up_ones(place: Place) -> None:
    await place.put(1, 0, encounter("e", "finished", IN, "2026-01-14", unit="W1"), patient("a", "acute"))
    await place.put(1, 1, encounter("e", "in-progress", IN, unit="W1"))
    whole = await place.everything(1, 9)
    async with place.database.transaction() as connection:
        for name in (*TABLES, "patient", "event"):
            await connection.execute(f'DELETE FROM facts."{name}"')
        await connection.execute(
            "INSERT INTO facts.reading (person_id, record, known_from, known_to, n) "
            "VALUES (9, 'Observation/x', now(), 'infinity', 0)"
        )
        await rebuild(connection)
    assert await place.everything(1, 9) == whole


async def test_a_rebuild_after_events_were_derived_otherwise_revises_them_once(place: Place) -> None:
    await place.put(1, 0, encounter("e", "finished", IN, "2026-01-14", unit="W1"))
    async with place.database.transaction() as connection:
        await connection.execute("UPDATE facts.event SET at = at - interval '1 day' WHERE kind = 'admitted'")
        await connection.execute(
            "INSERT INTO facts.event (person_id, key, kind, at, known, data) "
            "VALUES (1, 'Encounter/x/admitted', 'admitted', now(), now(), '{}')"
        )
    for _ in range(2):
        async with place.database.transaction() as connection:
            await rebuild(connection)
        assert await place.events(1) == [
            ("Encounter/e/admitted", 2, False),
            ("Encounter/e/discharged", 1, False),
            ("Encounter/x/admitted", 2, True),
        ]

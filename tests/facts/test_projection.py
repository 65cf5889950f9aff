"""Facts and events follow the record, in its transaction."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from careweft.base.db import Database
from careweft.base.errors import BadInput, NotFound, Refused
from careweft.facts import area
from careweft.facts.events import of_person, read
from careweft.facts.times import FOREVER
from careweft.fhir.stored import Origin
from tests.facts.make import encounter, observation, patient
from tests.facts.place import Place, current, hour

IN, OUT = "2026-01-10T14:00:00Z", "2026-01-14T11:00:00Z"
STAY = encounter("e", "in-progress", IN, unit="W1")
GONE = encounter("e", "finished", IN, OUT, unit="W1")


@pytest.fixture
def place(worker_db: Database) -> Place:
    return Place(worker_db)


async def test_a_fact_is_known_from_the_message_until_the_next_one(place: Place) -> None:
    await place.put(1, 0, STAY)
    await place.put(1, 2, GONE)
    (row,) = (await place.facts(1))["encounter"]
    assert (row["record"], row["status"], row["known_from"], row["known_to"]) == (
        "Encounter/e",
        "finished",
        hour(2),
        FOREVER,
    )
    (before,) = (await place.facts(1, at=1.99))["encounter"]
    assert (before["status"], before["known_from"], before["known_to"]) == ("in-progress", hour(0), hour(2))
    assert (await place.facts(1, at=-0.01))["encounter"] == []


async def test_what_changes_no_fact_writes_nothing(place: Place) -> None:
    await place.put(1, 0, STAY)
    before = await place.everything(1)
    await place.put(1, 1, STAY | {"language": "en"})
    assert await place.everything(1) == before


async def test_two_versions_at_one_instant_leave_the_last(place: Place) -> None:
    await place.put(1, 0, STAY)
    await place.put(1, 1, STAY | {"status": "cancelled"})
    await place.put(1, 1, GONE)
    assert await place.rows(1, "encounter", "status") == ["finished"]
    (then,) = (await place.facts(1, at=0.5))["encounter"]
    assert (then["status"], then["known_to"]) == ("in-progress", hour(1))
    assert len((await place.everything(1))["encounter"]) == 2


async def test_a_version_that_was_received_before_what_it_replaces_does_not_rewrite_the_past(place: Place) -> None:
    await place.put(1, 0, STAY)
    await place.put(1, 3, GONE)
    await place.put(1, 2, encounter("e", "in-progress", IN, unit="W2"))
    assert await place.rows(1, "encounter", "status", "unit", "known_from") == [("in-progress", "W2", hour(3))]
    (then,) = (await place.facts(1, at=2.5))["encounter"]
    assert (then["status"], then["unit"]) == ("in-progress", "W1")


async def test_what_is_deleted_is_no_longer_known_and_may_come_back(place: Place) -> None:
    await place.put(1, 0, STAY)
    await place.delete(1, ("Encounter", "e"))
    assert await place.rows(1, "encounter", "status") == []
    await place.put(1, 2, STAY)
    assert await place.rows(1, "encounter", "status", "known_from") == [("in-progress", hour(2))]
    assert (await place.facts(1, at=1.5))["encounter"] == []
    assert await place.events(1) == [("Encounter/e/admitted", 3, False)]


async def test_a_stay_through_admission_discharge_and_its_cancellation(place: Place) -> None:
    await place.put(1, 0, STAY)
    await place.put(1, 1, GONE)
    await place.put(1, 2, STAY)
    assert await place.events(1) == [("Encounter/e/admitted", 1, False), ("Encounter/e/discharged", 2, True)]
    await place.put(1, 3, GONE)
    assert await place.queued() == [
        ("1", "Encounter/e/admitted", 1),
        ("1", "Encounter/e/discharged", 1),
        ("1", "Encounter/e/discharged", 2),
        ("1", "Encounter/e/discharged", 3),
    ]


async def test_an_event_is_read_with_its_times(place: Place) -> None:
    await place.put(1, 0, GONE)
    async with place.database.transaction() as connection:
        event = await read(connection, 1, "Encounter/e/discharged")
        assert [each.kind for each in await of_person(connection, 1)] == ["admitted", "discharged"]
        with pytest.raises(NotFound):
            await read(connection, 2, "Encounter/e/discharged")
    assert (event.at, event.known, event.revision, event.revoked) == (
        datetime(2026, 1, 14, 11, tzinfo=UTC),
        hour(0),
        1,
        False,
    )
    assert event.data["start"] == event.data["from"]["start"] == datetime(2026, 1, 10, 14, tzinfo=UTC)
    assert event.data["from"]["class"] == "inpatient"


async def test_a_rolled_back_change_leaves_nothing(place: Place) -> None:
    async def fail() -> None:
        async with place.database.transaction() as connection:
            await place.store.put(connection, 1, [STAY], _origin())
            raise InterruptedError

    with pytest.raises(InterruptedError):
        await fail()
    assert await place.events(1) == []
    assert await place.queued() == []
    assert await place.rows(1, "encounter", "status") == []


def _origin() -> Origin:
    return Origin("test", None, hour(0))


async def test_history_is_kept_but_not_queued(worker_db: Database) -> None:
    place = Place(worker_db, since=datetime(2026, 1, 12, tzinfo=UTC))
    await place.put(1, 0, GONE, observation("o", "29463-7", 70, "2025-06-01"))
    assert [key for key, _, _ in await place.events(1)] == [
        "Encounter/e/admitted",
        "Encounter/e/discharged",
        "Observation/o/reading/weight",
    ]
    assert await place.queued() == [("1", "Encounter/e/discharged", 1)]


async def test_a_correction_out_of_the_present_is_still_queued(worker_db: Database) -> None:
    place = Place(worker_db, since=datetime(2026, 1, 12, tzinfo=UTC))
    await place.put(1, 0, GONE)
    await place.put(1, 1, encounter("e", "finished", IN, "2026-01-11T11:00:00Z", unit="W1"))
    assert (await place.queued())[-1] == ("1", "Encounter/e/discharged", 2)


async def test_many_resources_of_many_people_in_one_call(place: Place) -> None:
    weights = [observation(f"o{n}", "29463-7", 60 + n, IN) for n in range(50)]
    async with place.database.transaction() as connection:
        await place.store.put(connection, [1 + n % 5 for n in range(50)], weights, _origin())
    for person in range(1, 6):
        values = await place.rows(person, "reading", "value")
        assert sorted(values) == [60.0 + n for n in range(50) if 1 + n % 5 == person]
    assert len(await place.queued()) == 50


# People


def gp(practice: str, **parts: Any) -> dict[str, Any]:
    return patient(f"g-{practice}", practice, practice=practice, active=True, birthDate="1940-05-17", **parts)


async def test_one_person_from_several_sources(place: Place) -> None:
    await place.put(1, 0, patient("a", "acute", postcode="QA9 9ZZ", birthDate="1940-01-01", gender="female"))
    assert await place.rows(1, "person", "record", "postcode", "practice") == [("Person/1", "QA9 9ZZ", None)]
    await place.put(1, 1, gp("gp-01", postcode="QA1 1AA"))
    assert await place.rows(1, "person", "postcode", "sex", "practice") == [("QA1 1AA", "female", "gp-01")]
    assert await place.rows(1, "registration", "practice", "start", "finish") == [("gp-01", hour(1), None)]
    assert await place.events(1) == []


async def test_moving_house_and_practice(place: Place) -> None:
    await place.put(1, 0, gp("gp-01", postcode="QA1 1AA"))
    await place.put(1, 1, gp("gp-01", postcode="QB2 2BB"))
    await place.put(1, 2, gp("gp-02", postcode="QB2 2BB"))
    async with place.database.transaction() as connection:
        house, practice = await of_person(connection, 1)
    assert (house.kind, house.at) == ("moved", hour(1))
    assert (house.data["from"]["postcode"], house.data["to"]["postcode"]) == ("QA1 1AA", "QB2 2BB")
    assert (practice.data["from"]["practice"], practice.data["to"]["practice"]) == ("gp-01", "gp-02")
    assert await place.rows(1, "registration", "practice", "finish") == [("gp-01", hour(2)), ("gp-02", None)]
    assert len(await place.queued()) == 2


async def test_what_a_less_believed_source_says_moves_nobody(place: Place) -> None:
    await place.put(1, 0, gp("gp-01", postcode="QA1 1AA"))
    await place.put(1, 1, patient("a", "acute", postcode="QA9 9ZZ"))
    await place.put(1, 2, patient("a", "acute", postcode="QA8 8YY"))
    assert await place.events(1) == []


async def test_a_death_from_any_source_its_correction_and_its_withdrawal(place: Place) -> None:
    await place.put(1, 0, gp("gp-01"))
    await place.put(1, 1, patient("a", "acute", deceasedDateTime="2026-01-14T10:00:00Z"))
    await place.put(1, 2, gp("gp-01", deceasedDateTime="2026-01-14T09:00:00Z"))
    assert await place.events(1, "died") == [("Person/1/died", 2, False)]
    assert await place.rows(1, "person", "died") == [datetime(2026, 1, 14, 9, tzinfo=UTC)]
    await place.put(1, 3, gp("gp-01"), patient("a", "acute"))
    assert await place.events(1, "died") == [("Person/1/died", 3, True)]


async def test_deprivation_of_the_postcode_whenever_areas_are_loaded(place: Place, tmp_path: Path) -> None:
    file = tmp_path / "areas.csv"
    file.write_text("postcode,imd\nQA1,3\nQA1 1,9\n")
    await place.put(1, 0, gp("gp-01", postcode="QA1 1AA"))
    for changed in (2, 0):
        async with place.database.transaction() as connection:
            assert await area.load(connection, area.read(file)) == changed
    await place.put(2, 0, patient("a", "acute", postcode="QA1 2AA"))
    await place.put(3, 0, patient("b", "acute", postcode="QC1 2AA"))
    assert [await place.rows(person, "person", "imd") for person in (1, 2, 3)] == [[9], [3], [None]]


@pytest.mark.parametrize("text", ["postcode,imd\nQA1,11\n", "postcode,imd\n,3\n", "area,imd\nQA1,3\n"])
def test_what_is_no_area_is_refused_with_its_line(text: str, tmp_path: Path) -> None:
    (tmp_path / "areas.csv").write_text(text)
    with pytest.raises(BadInput, match=r"areas.csv, line 2: this is no area"):
        area.read(tmp_path / "areas.csv")


async def test_the_order_in_which_sources_arrive_does_not_matter_once_all_are_known(place: Place) -> None:
    said = [
        patient("a", "acute", postcode="QA9 9ZZ", deceasedDateTime="2026-01-14"),
        gp("gp-01", postcode="QA1 1AA", extension=[_registered("2020-01-01")]),
        gp("gp-02", postcode="QB2 2BB", extension=[_registered("2024-01-01")]),
        STAY,
    ]
    for person, order in ((1, said), (2, said[::-1])):
        for n, resource in enumerate(order):
            await place.put(person, n, resource | {"id": f"{resource['id']}-{person}"})
    assert current(await place.facts(1)) == current(await place.facts(2))
    assert await place.rows(1, "registration", "practice") == ["gp-01", "gp-02"]


def _registered(on: str) -> dict[str, Any]:
    return {"url": "https://careweft.org/fhir/StructureDefinition/registered", "valueDateTime": on}


async def test_sources_that_speak_of_one_person_at_once_are_chosen_among_together(place: Place) -> None:
    said = [patient(f"a{n}", "acute", postcode=f"QA{n} 1AA") for n in range(6)] + [gp("gp-01", postcode="QB1 1BB")]
    await asyncio.gather(*(place.put(1, 0, each) for each in said))
    assert await place.rows(1, "person", "postcode", "practice") == [("QB1 1BB", "gp-01")]
    assert await place.rows(1, "registration", "practice") == ["gp-01"]


# Merge and undo


async def test_merge_takes_facts_and_events_along_without_a_reaction_and_undo_brings_them_back(place: Place) -> None:
    await place.put(1, 0, patient("a", "acute", postcode="QA9 9ZZ"), STAY)
    await place.put(2, 0, gp("gp-01", postcode="QA1 1AA"), observation("o", "29463-7", 70, IN))
    apart = await place.everything(1, 2)
    queued = await place.queued()

    await place.move(1, 2, ("Patient", "a"), ("Encounter", "e"))
    assert await place.rows(1, "person", "record") == []
    assert await place.events(1) == []
    assert await place.rows(2, "encounter", "status", "known_from") == [("in-progress", hour(0))]
    assert await place.rows(2, "person", "postcode") == ["QA1 1AA"]
    assert await place.events(2) == [("Encounter/e/admitted", 1, False), ("Observation/o/reading/weight", 1, False)]
    assert [(key, revision) for _, key, revision in await place.queued()] == [(k, r) for _, k, r in queued]
    assert {order for order, _, _ in await place.queued()} == {"2"}

    await place.move(2, 1, ("Patient", "a"), ("Encounter", "e"))
    assert await place.everything(1, 2) == apart
    assert await place.queued() == queued


async def test_merge_with_one_who_has_died_is_news_for_the_other(place: Place) -> None:
    await place.put(1, 0, patient("a", "acute", deceasedDateTime="2026-01-14"))
    await place.put(2, 0, gp("gp-01"))
    await place.move(1, 2, ("Patient", "a"))
    assert (await place.queued())[1:] == [("1", "Person/1/died", 2), ("2", "Person/2/died", 1)]
    await place.move(2, 1, ("Patient", "a"))
    assert await place.events(2) == [("Person/2/died", 2, True)]
    assert await place.events(1) == [("Person/1/died", 3, False)]


async def test_merge_moves_nobody_house(place: Place) -> None:
    await place.put(1, 0, gp("gp-01", postcode="QA1 1AA"))
    await place.put(2, 1, gp("gp-02", postcode="QB2 2BB"))
    await place.move(1, 2, ("Patient", "g-gp-01"))
    assert await place.rows(2, "person", "practice") == ["gp-02"]
    assert await place.queued() == []


async def test_who_moves_house_while_others_are_merged_has_moved(place: Place) -> None:
    await place.put(1, 0, gp("gp-01", postcode="QA1 1AA"))
    await place.put(2, 0, gp("gp-02", postcode="QB2 2BB"))
    await place.put(4, 0, patient("h", "gp-03", postcode="QC1 1AA"))
    async with place.database.transaction() as connection:
        both = [gp("gp-01", postcode="QA5 5AA"), patient("h", "gp-03", postcode="QC9 9CC")]
        origins = [Origin("gp-01", 7, hour(1)), Origin("gp-03", 8, hour(2))]
        await place.store.put(connection, [2, 4], both, origins)
    assert [order for order, _, _ in await place.queued()] == ["4"]
    assert await place.rows(1, "person", "record") == []
    assert await place.rows(4, "person", "known_from") == [hour(2)]


async def test_a_resource_that_changes_as_it_goes_to_another_person(place: Place) -> None:
    await place.put(1, 0, STAY)
    await place.put(2, 1, GONE)
    assert await place.rows(1, "encounter", "status") == []
    assert await place.rows(2, "encounter", "status", "known_from") == [("finished", hour(1))]
    assert (await place.facts(2, at=0.5))["encounter"][0]["status"] == "in-progress"
    assert await place.events(2) == [("Encounter/e/admitted", 1, False), ("Encounter/e/discharged", 1, False)]


# Who may see


async def test_the_web_sees_nothing_without_a_relationship(place: Place, web_db: Database) -> None:
    await place.put(1, 0, gp("gp-01"), STAY, observation("o", "29463-7", 70, IN))
    now = place.database.clock.now()
    async with place.database.transaction() as connection:
        account = await connection.fetchval(
            "INSERT INTO access.account (username, password_hash, display_name, kind) "
            "VALUES ('ann', 'x', 'Ann', 'staff') RETURNING id"
        )
        await connection.execute("INSERT INTO access.membership VALUES ($1, 'zone-1', 'coordinator')", account)
    tables = [name for name, rows in (await place.everything(1)).items() if rows]
    assert {"person", "encounter", "reading", "registration", "patient", "event"} <= set(tables)
    assert await _seen(web_db, account, tables) == dict.fromkeys(tables, 0)
    assert await _seen(web_db, None, tables) == dict.fromkeys(tables, 0)
    async with place.database.transaction() as connection:
        await connection.execute(
            "INSERT INTO access.relationship VALUES (1, 'zone-1', 'care-team', 'test', $1)", now - timedelta(days=1)
        )
    assert all((await _seen(web_db, account, tables)).values())


async def test_who_may_write_a_resource_writes_its_facts_and_nobody_else_s(place: Place, web_db: Database) -> None:
    await place.put(1, 0, gp("gp-01"))
    await place.put(2, 0, gp("gp-02"))
    now = place.database.clock.now()
    async with place.database.transaction() as connection:
        account = await connection.fetchval(
            "INSERT INTO access.account (username, password_hash, display_name, kind) "
            "VALUES ('ann', 'x', 'Ann', 'staff') RETURNING id"
        )
        await connection.execute("INSERT INTO access.membership VALUES ($1, 'zone-1', 'coordinator')", account)
        await connection.execute("INSERT INTO access.relationship VALUES (1, 'zone-1', 'care-team', 'test', $1)", now)
    async with web_db.transaction(account) as connection:
        await place.store.put(connection, 1, [STAY, gp("gp-01", postcode="QA1 1AA")], _origin())
    assert await place.rows(1, "encounter", "status") == ["in-progress"]
    assert await place.rows(1, "person", "postcode") == ["QA1 1AA"]
    assert await place.queued() == [("1", "Encounter/e/admitted", 1)]
    with pytest.raises((Refused, asyncpg.InsufficientPrivilegeError)):
        async with web_db.transaction(account) as connection:
            await place.store.put(connection, 2, [STAY | {"id": "f"}], _origin())
    assert await place.rows(2, "encounter", "status") == []


async def test_every_table_that_holds_people_is_protected(place: Place) -> None:
    async with place.database.transaction() as connection:
        open_tables = await connection.fetch(
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'facts' "
            "AND c.relkind = 'r' AND NOT c.relrowsecurity"
        )
    assert [row["relname"] for row in open_tables] == ["area"]


async def _seen(database: Database, account: int | None, tables: list[str]) -> dict[str, int]:
    async with database.transaction(account) as connection:
        return {name: await connection.fetchval(f'SELECT count(*) FROM facts."{name}"') for name in tables}

"""Gaps in care: found over a lake as for one person, kept once, closed when they are, never against newer news."""

from datetime import timedelta

from careweft.base.db import Connection, Database
from careweft.population import gaps
from careweft.rules import parse
from tests.population.test_panel import AT, someone
from tests.rules.people import as_tables

GAPS = (gaps.Gap("frail", "Frail", parse("has(frailty)")), gaps.Gap("old", "Old", parse("age >= 80")))
ALIVE = parse("alive")


async def kept(connection: Connection) -> list[tuple[int, str]]:
    rows = await connection.fetch("SELECT person_id, gap FROM population.gap ORDER BY 1, 2")
    return [(row["person_id"], row["gap"]) for row in rows]


def test_a_lake_gives_what_memory_gives() -> None:
    people = {1: someone(1940, ("frailty",)), 2: someone(1990, ("frailty",)), 3: someone(1990)}
    needs = frozenset({"person"}).union(*(gap.rule.needs for gap in GAPS))
    found = gaps.find(ALIVE, GAPS, as_tables(people, needs), AT)
    assert {name: sorted(persons) for name, persons in found.items()} == {"frail": [1, 2], "old": [1]}
    assert {person: gaps.of(ALIVE, GAPS, facts, AT) for person, facts in people.items()} == {
        1: ["frail", "old"],
        2: ["frail"],
        3: [],
    }


async def test_a_gap_is_kept_once_and_closed(worker_db: Database) -> None:
    night, later = AT, AT + timedelta(days=1)
    async with worker_db.transaction() as connection:
        for at in (night, later):
            await gaps.keep(connection, "kaiser", {"frail": [1, 2], "old": [1]}, at)
        assert [each.since for each in await gaps.people(connection, "kaiser", "frail", None)] == [night, night]
        await gaps.keep_person(connection, "kaiser", 1, ["old"], later)
        assert await kept(connection) == [(1, "old"), (2, "frail")]
        assert [(each.gap, each.people) for each in await gaps.counts(connection, "kaiser")] == [
            ("frail", 1),
            ("old", 1),
        ]


async def test_a_night_that_knew_less_changes_nothing(worker_db: Database) -> None:
    async with worker_db.transaction() as connection:
        await gaps.keep_person(connection, "kaiser", 1, ["old"], AT)
        await connection.execute(
            "INSERT INTO facts.event (person_id, key, kind, at, known, revoked, data) "
            "VALUES (1, 'Observation/1/reading', 'reading', $1, $1, false, '{}')",
            AT,
        )
        await gaps.keep(connection, "kaiser", {"frail": [1]}, AT - timedelta(minutes=5))
        assert await kept(connection) == [(1, "old")]

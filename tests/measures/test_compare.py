"""Comparisons as the models of the library say them: outcomes by unit before and after, a gap how much is closed."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from careweft.base.db import Database
from careweft.measures import compare
from careweft.measures.compare import Comparison, Group
from careweft.models import check, library
from careweft.rules.moment import Facts
from tests.rules.people import EARLY, FOREVER, as_tables

BEFORE, AFTER = datetime(2010, 2, 1, tzinfo=UTC), datetime(2012, 2, 1, tzinfo=UTC)
NEEDS = frozenset({"person", "encounter"})


def of_library(model: str) -> Comparison:
    (found,) = check.read(library.model_file(model), ZoneInfo("Europe/London")).comparisons
    return found


def known(**columns: Any) -> dict[str, Any]:
    return {"record": "X/1", "known_from": EARLY, "known_to": FOREVER, **columns}


def somebody(stays: list[dict[str, Any]], **person: Any) -> Facts:
    told = {"birth_date": date(1935, 1, 1), **person}
    return {
        "person": [known(**told)],
        "encounter": [
            known(status="finished", emergency=True, **{"class": "inpatient"}, **stay)
            | {"record": f"Encounter/{number}"}
            for number, stay in enumerate(stays)
        ],
    }


def stroke(at: datetime, unit: str, died_after: int | None = None) -> Facts:
    stay = {"start": at, "finish": at + timedelta(days=5), "organisation": unit, "reason": "Stroke"}
    return somebody([stay], **({"died": at + timedelta(days=died_after)} if died_after is not None else {}))


def test_deaths_after_a_stroke_by_unit_before_and_after() -> None:
    year = timedelta(days=365)
    told = [
        *[stroke(BEFORE - timedelta(days=100), "royal", 3 if n < 3 else None) for n in range(10)],
        *[stroke(BEFORE - timedelta(days=100), "west", 30 if n < 1 else 31) for n in range(4)],
        stroke(BEFORE - timedelta(days=10), "west", 1),
        stroke(BEFORE - year - timedelta(days=40), "west", 1),
        *[stroke(AFTER - timedelta(days=100), "royal", 3 if n < 1 else None) for n in range(10)],
        somebody([], died=AFTER),
    ]
    tables, league = as_tables(dict(enumerate(told)), NEEDS), of_library("stroke")
    before, after = (compare.count(league, tables, at) for at in (BEFORE, AFTER))
    assert before == [Group("royal", 3, 10), Group("west", 1, 4)]
    assert after == [Group("royal", 1, 10)]
    assert [compare.value(league, each) for each in (before, after, [])] == [pytest.approx(400 / 14), 10, None]


def twice(at: datetime, again: bool, practice: str, imd: int) -> Facts:
    """A stay, and another soon after it, or long after."""
    first = {"start": at - timedelta(days=200), "finish": at - timedelta(days=190)}
    start = at - timedelta(days=170 if again else 100)
    return somebody([first, {"start": start, "finish": start + timedelta(days=3)}], practice=practice, imd=imd)


def clinics(at: datetime, poor: int, rich: int) -> dict[int, Facts]:
    """Ten people of a poor clinic and forty of a rich one: so many of each come back soon."""
    told = [twice(at, n < poor, "poor", 1) for n in range(10)] + [twice(at, n < rich, "rich", 9) for n in range(40)]
    return dict(enumerate(told))


def test_the_gap_between_the_least_affluent_clinics_and_the_average_and_how_much_is_closed() -> None:
    index = of_library("clalit")
    before = compare.count(index, as_tables(clinics(BEFORE, 10, 10), NEEDS), BEFORE)
    after = compare.count(index, as_tables(clinics(AFTER, 6, 10), NEEDS), AFTER)
    assert before == [Group("poor", 10, 20, apart=True), Group("rich", 10, 80)]
    gaps = [compare.distance(index, each) for each in (before, after)]
    assert gaps == [pytest.approx(50 - 20), pytest.approx(30 - 16)]
    assert compare.closed(*gaps) == pytest.approx(1 - 14 / 30)
    assert compare.closed(0, 1) is None


def test_the_young_and_who_is_in_no_clinic_are_not_counted() -> None:
    people = clinics(AFTER, 5, 5)
    people[100] = {**people[0], "person": [known(birth_date=date(1990, 1, 1), practice="poor", imd=1)]}
    people[101] = {**people[0], "person": [known(birth_date=date(1930, 1, 1), practice=None, imd=1)]}
    assert compare.count(of_library("clalit"), as_tables(people, NEEDS), AFTER)[0] == Group("poor", 5, 20, apart=True)


async def test_counting_again_replaces(worker_db: Database) -> None:
    index, groups = of_library("clalit"), [Group("poor", 1, 2, apart=True), Group("rich", 1, 8)]
    async with worker_db.transaction() as connection:
        await compare.keep(connection, "clalit", index, "before", [*groups, Group("gone", 1, 1)], BEFORE)
        await compare.keep(connection, "clalit", index, "before", groups, AFTER)
        assert await compare.kept(connection, "clalit", index, "before") == groups
        assert await compare.kept(connection, "clalit", index, "after") == []

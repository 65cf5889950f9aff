"""Measures: small known answers, agreement with the definition of the rules, storage and what the public sees."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from careweft.base.db import Database
from careweft.base.errors import BadInput, NotFound
from careweft.measures import measure as measures
from careweft.measures.measure import Measure, find, library
from careweft.measures.series import Point, chart, complete_months, keep, kept, public, series, uncounted, with_value
from careweft.money.calendar import Period, midnight, months
from careweft.rules.moment import Facts
from careweft.rules.vocabulary import starting
from tests.rules.people import FOREVER, as_tables, populations

ZONE = ZoneInfo("Europe/London")
YEAR = months(Period(date(2026, 1, 1), date(2026, 7, 1)))
JANUARY, FEBRUARY, MARCH, APRIL, MAY, JUNE = YEAR
KNOWN = datetime(2025, 1, 1, tzinfo=UTC)


def when(month: int, day: int, hour: int = 12) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def stay(record: str, start: datetime, finish: datetime | None, **other: Any) -> dict[str, Any]:
    told = {"class": "inpatient", "status": "finished" if finish else "in-progress", "emergency": True} | other
    return {"record": record, "known_from": KNOWN, "known_to": FOREVER, "start": start, "finish": finish, **told}


def person(born: int, *stays: dict[str, Any]) -> Facts:
    row = {"record": "Person/1", "known_from": KNOWN, "known_to": FOREVER, "birth_date": date(born, 3, 15)}
    return {"person": [row], "encounter": list(stays)}


def values(measure: str, *people: Facts) -> list[float | None]:
    tables = as_tables(dict(enumerate(people, 1)), frozenset({"encounter"}))
    return [point.value for point in series(tables, find(measure), YEAR)]


def test_a_stay_counts_its_nights_in_the_month_of_each() -> None:
    over_two_months = stay("a", when(1, 30), when(2, 3))
    assert values("emergency-bed-days-65", person(1940, over_two_months)) == [2, 2, 0, 0, 0, 0]


def test_bed_days_are_of_emergencies_and_of_people_who_are_65_by_the_end_of_the_month() -> None:
    planned = stay("a", when(2, 1), when(2, 8), emergency=False)
    assert values("emergency-bed-days-65", person(1940, planned)) == [0] * 6
    # 65 on 15 March.
    all_along = stay("b", when(2, 25), when(4, 2))
    assert values("emergency-bed-days-65", person(1961, all_along)) == [0, 0, 31, 1, 0, 0]


def test_a_stay_that_is_not_over_counts_up_to_the_end_of_each_month() -> None:
    assert values("emergency-bed-days-65", person(1940, stay("a", when(5, 30), None))) == [0, 0, 0, 0, 2, 30]


def test_delays_count_from_when_the_person_was_fit_to_leave() -> None:
    delayed = stay("a", when(2, 1), when(3, 5), ready=when(2, 20), delay="awaiting-care-package", emergency=False)
    no_reason = stay("b", when(4, 1), when(4, 30), ready=when(4, 10), delay=None)
    assert values("delayed-transfers", person(1990, delayed, no_reason)) == [0, 9, 4, 0, 0, 0]


def test_readmissions_for_every_hundred_discharges() -> None:
    first, back = stay("a", when(1, 10), when(1, 20)), stay("b", when(2, 10), when(2, 14))
    others = [person(1950, stay("c", when(2, 3), when(2, 5), emergency=False)) for _ in range(3)]
    months_later = stay("d", when(6, 1), when(6, 2))
    # February: one of four stays that ended began as an emergency within 30 days of another's end.
    assert values("readmission-30-days", person(1940, first, back, months_later), *others) == [
        0,
        25,
        None,
        None,
        None,
        0,
    ]


def test_stays_by_their_nights_and_by_whom_they_are_of() -> None:
    old = person(1940, stay("a", when(1, 28), when(2, 3)), stay("b", when(4, 10), when(4, 12)))
    young = person(1990, stay("c", when(2, 1), when(2, 3), emergency=False), stay("d", when(2, 10), when(2, 11)))
    assert values("length-of-stay", old, young)[:2] == [None, 3]
    assert values("bed-days", old, young)[:2] == [4, 5]
    assert values("emergency-admissions", old, young)[:2] == [1, 1]
    assert values("readmission-30-days-65", old, young) == [None, 0, None, 0, None, None]
    assert values("readmissions-65", old, young) == [None, 0, None, 100, None, None]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    populations("Europe/London", midnight(date(2026, 4, 1), ZONE), frozenset({"encounter", "person"})),
    st.sampled_from(sorted(library())),
)
def test_a_measure_is_the_sum_of_what_the_rules_say_of_each_person(people: Mapping[int, Facts], name: str) -> None:
    measure, at = find(name), midnight(date(2026, 4, 1), ZONE)
    everybody = [facts for facts in people.values() if facts.get("person")]
    known = [facts for facts in everybody if measure.among is None or measure.among.selects(facts, at)]
    (point,) = series(as_tables(people, measure.needs), measure, [MARCH])
    for rule, counted in ((measure.numerator, point.numerator), (measure.denominator, point.denominator)):
        values = [rule.evaluate(facts, at) for facts in known] if rule else []
        assert (counted or 0) == sum(value for value in values if isinstance(value, int))


def test_every_measure_of_the_library_says_where_it_comes_from() -> None:
    assert set(library()) >= {"emergency-bed-days-65", "delayed-transfers", "readmission-30-days"}
    for measure in library().values():
        assert measure.sources
        assert measure.about
        assert measure.numerator.zone == "Europe/London"
    with pytest.raises(NotFound, match="delayed-transfers"):
        find("nothing")


GOOD = {"id": "x", "title": "X", "about": "x", "unit": "x", "better": "lower", "numerator": "age", "sources": "[a]"}


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"better": "smaller"}, "better: smaller; expected higher, lower or neither"),
        ({"numerator": "alive"}, "numerator yields boolean; expected integer or number"),
        ({"numerator": "ages"}, "ages"),
        ({"among": "age"}, "among yields integer; expected boolean"),
        ({"colour": "red"}, "`colour` means nothing here"),
        ({"per": "100"}, "`per` without a denominator"),
        ({"unit": None}, "`unit` is not there"),
    ],
)
def test_a_measure_that_is_wrong_says_where_and_what(change: dict[str, str | None], fault: str) -> None:
    lines = {name: value for name, value in {**GOOD, **change}.items() if value is not None}
    text = "\n".join(f"{name}: {value}" for name, value in lines.items())
    with pytest.raises(BadInput) as wrong:
        measures.read(text, "mine.yaml", starting())
    assert str(wrong.value).startswith("mine.yaml: ")
    assert fault in str(wrong.value)


@given(st.integers(10**9, 28 * 10**8).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)), st.integers(0, 60))
def test_complete_months_are_whole_and_over(at: datetime, count: int) -> None:
    found = complete_months(at, ZONE, count)
    assert len(found) == count
    assert all(each.start.day == 1 and each.end.day == 1 and 28 <= each.days <= 31 for each in found)
    assert not found or midnight(found[-1].end, ZONE) <= at


def test_the_month_that_is_not_over_is_left_out() -> None:
    assert complete_months(datetime(2026, 6, 30, 22, 59, tzinfo=UTC), ZONE, 1) == [MAY]
    assert complete_months(datetime(2026, 6, 30, 23, 0, tzinfo=UTC), ZONE, 1) == [JUNE]


async def test_points_are_kept_by_month_and_replaced(worker_db: Database, web_db: Database) -> None:
    measure = find("readmission-30-days")
    first = [with_value(measure, JANUARY, 3, 20), with_value(measure, FEBRUARY, 0, 0)]
    async with worker_db.transaction() as connection:
        await keep(connection, measure, first)
        await keep(connection, measure, [with_value(measure, FEBRUARY, 1, 4)])
    async with web_db.transaction(account=1) as connection:
        assert await kept(connection, measure.id) == [first[0], Point(FEBRUARY.start, FEBRUARY.end, 1, 4, 25)]
        assert len(await kept(connection, measure.id, most=1)) == 1


async def test_a_night_counts_what_is_not_kept_and_the_last_months_again(worker_db: Database) -> None:
    measure = find("delayed-transfers")
    async with worker_db.transaction() as connection:
        assert await uncounted(connection, measure.id, YEAR) == YEAR
        await keep(connection, measure, [with_value(measure, each, 1, None) for each in YEAR if each != FEBRUARY])
        assert await uncounted(connection, measure.id, YEAR, again=2) == [FEBRUARY, MAY, JUNE]
        assert await uncounted(connection, measure.id, YEAR, again=0) == [FEBRUARY]


def test_the_chart_of_a_measure_knows_which_way_is_better() -> None:
    measure: Measure = find("delayed-transfers")
    steady = [with_value(measure, each, 8 + number % 2, None) for number, each in enumerate(YEAR)]
    assert chart(measure, steady).variation == "common-cause"
    assert len(chart(measure, steady, rebase=[JANUARY.start, JUNE.start]).phases) == 2
    assert chart(measure, [*steady * 3, with_value(measure, JUNE, 90, None)]).variation == "concern"


@pytest.mark.parametrize(
    ("numerator", "denominator", "expected"), [(7, 1003, (0, 1005, 0)), (8, 40, (10, 40, 25)), (3, 6, (0, 0, None))]
)
def test_small_counts_are_not_shown_to_the_public(
    numerator: float, denominator: float, expected: tuple[float, float, float | None]
) -> None:
    measure = find("readmission-30-days")
    shown = public(measure, with_value(measure, MAY, numerator, denominator))
    assert (shown.numerator, shown.denominator, shown.value) == expected

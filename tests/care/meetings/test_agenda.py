"""An agenda has nobody twice and no part more than its limit; whoever was not reached comes again."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careweft.care.meetings.agenda import ADDED, AGAIN, Line, Part, Why, agenda
from careweft.care.meetings.series import Rhythm
from careweft.rules.rule import parse

AT = datetime(2026, 1, 15, 9, tzinfo=UTC)
ZONE = ZoneInfo("Europe/London")


def person(born: int, sex: str) -> Mapping[str, Any]:
    row = {"person_id": 1, "record": f"Patient/{born}", "birth_date": date(born, 1, 1), "sex": sex, "died": None}
    return {"person": [row]}


people = st.dictionaries(
    st.integers(1, 30), st.builds(person, st.integers(1920, 2000), st.sampled_from(["female", "male"]))
)
limits = st.tuples(st.integers(1, 6), st.integers(1, 6))


def parts(most: tuple[int, int]) -> list[Part]:
    return [
        Part("old", "Old", parse("age >= 80"), most[0], parse("age")),
        Part("women", "Women", parse("sex == 'female'"), most[1]),
    ]


@given(found=people, most=limits, standing=st.sets(st.integers(1, 30), max_size=4))
def test_nobody_twice_no_part_over_its_limit_and_the_worst_first(
    found: dict[int, Mapping[str, Any]], most: tuple[int, int], standing: set[int]
) -> None:
    lines = agenda(parts(most), found, standing, [], {}, AT)
    shown = [line.person_id for line in lines]
    assert len(shown) == len(set(shown))
    assert not standing & set(shown)
    for part in parts(most):
        mine = [line.person_id for line in lines if line.part == part.id]
        assert len(mine) <= part.most
        able = [p for p, facts in found.items() if part.rule.selects(facts, AT) and p not in standing]
        if len(mine) < part.most:
            assert set(able) <= set(shown), "somebody whom the part takes was left out though there was a place"
        if part.order:
            ages = [part.order.evaluate(found[p], AT) for p in mine]
            assert ages == sorted(ages, key=lambda age: -int(str(age)))
            left = [part.order.evaluate(found[p], AT) for p in able if p not in shown]
            assert all(int(str(age)) <= int(str(ages[-1])) for age in left)
    assert all(line.why.rule and line.why.title and line.why.parts for line in lines)


@given(found=people, most=limits, data=st.data())
def test_whoever_was_not_reached_comes_again_until_they_are(
    found: dict[int, Mapping[str, Any]], most: tuple[int, int], data: st.DataObject
) -> None:
    again: list[Line] = []
    for _ in range(4):
        lines = agenda(parts(most), found, (), again, {}, AT)
        shown = [line.person_id for line in lines]
        assert len(shown) == len(set(shown))
        assert {line.person_id for line in again} <= set(shown)
        for part in parts(most):
            assert sum(line.part == part.id for line in lines) <= part.most
        reached = data.draw(st.sets(st.sampled_from(shown))) if shown else set()
        again = [line for line in lines if line.person_id not in reached]


def test_who_comes_again_without_a_place_stands_apart_and_is_not_taken_twice() -> None:
    found = {n: person(1930, "female") for n in range(1, 6)}
    again = [Line(n, "old", Why("Old")) for n in (1, 2, 3)] + [Line(4, ADDED, Why(by_hand="She asked"))]
    lines = agenda(parts((2, 2)), found, (), again, {}, AT)
    assert [(line.person_id, line.part) for line in lines] == [
        (3, AGAIN),
        (4, AGAIN),
        (1, "old"),
        (2, "old"),
        (5, "women"),
    ]


def test_without_an_order_whoever_was_talked_about_longest_ago_comes_first() -> None:
    found = {n: person(1990, "female") for n in (1, 2, 3)}
    talked = {1: AT - timedelta(days=7), 2: AT - timedelta(days=70)}
    assert [line.person_id for line in agenda(parts((1, 3)), found, (), [], talked, AT)] == [3, 2, 1]


def test_the_reason_is_the_rule_with_the_value_of_every_part() -> None:
    part = Part("x", "Old women", parse("age >= 80 and sex == 'female'"), 3, parse("age"))
    (line,) = agenda([part], {1: person(1940, "female")}, (), [], {}, AT)
    assert line.why.rule == "age >= 80 and sex == 'female'"
    assert [value for _, value in line.why.parts] == ["true", "true"]
    assert line.why.order == ("age", "86")
    assert line.records == ("Patient/1940",)
    assert Why.read(line.why.content()) == line.why


@given(day=st.dates(date(2024, 1, 1), date(2027, 12, 31)), on=st.integers(0, 6))
def test_a_meeting_is_at_the_same_local_time_all_year(day: date, on: int) -> None:
    rhythm = Rhythm("week", time(9, 30), on)
    first = rhythm.next(day, ZONE)
    assert first.astimezone(ZONE).time() == time(9, 30)
    assert first.astimezone(ZONE).weekday() == on
    assert 0 <= (first.astimezone(ZONE).date() - day).days < 7
    second = rhythm.after(first, ZONE)
    assert (second.astimezone(ZONE).date() - first.astimezone(ZONE).date()).days == 7


@pytest.mark.parametrize(
    ("rhythm", "expected"),
    [
        (Rhythm("day", time(8)), [16, 17, 18]),
        (Rhythm("weekday", time(8)), [16, 19, 20]),
        (Rhythm("month", time(8), 0, "first"), [(2, 2), (3, 2), (4, 6)]),
        (Rhythm("month", time(8), 4, "last"), [30, (2, 27), (3, 27)]),
    ],
)
def test_the_days_of_a_rhythm(rhythm: Rhythm, expected: list[Any]) -> None:
    day, found = date(2026, 1, 16), []
    for _ in expected:
        at = rhythm.next(day, ZONE).astimezone(ZONE).date()
        found.append(at)
        day = at + timedelta(days=1)
    wanted = [(each if isinstance(each, tuple) else (1, each)) for each in expected]
    assert [(each.month, each.day) for each in found] == wanted


def test_what_was_written_this_very_instant_is_on_the_agenda() -> None:
    stay = {"person_id": 1, "record": "Encounter/1", "class": "emergency", "status": "finished", "start": AT}
    part = Part("new", "New", parse("count(attendance, 7 days) >= 1"), 1)
    (line,) = agenda([part], {1: {**person(1940, "female"), "encounter": [stay]}}, (), [], {}, AT)
    assert line.records == ("Encounter/1",)

import dataclasses

import numpy as np

from careweft.simulator.calendar import DAY, NEVER
from careweft.simulator.draws import Draws
from careweft.simulator.parameters import Parameters
from careweft.simulator.people.health import gompertz
from careweft.simulator.people.places import practice_count
from careweft.simulator.people.population import nhs_numbers

from .conftest import Lived, live


def test_nhs_numbers_are_valid_distinct_and_in_the_test_range() -> None:
    for count in (50, 899_999):
        numbers = nhs_numbers(count, Draws(5))
        assert len(numbers) == len(np.unique(numbers)) == count
        assert (numbers // 10**7 == 999).all()
        for number in numbers[:200].tolist():
            digits = [int(digit) for digit in str(number)]
            check = 11 - sum(digit * weight for digit, weight in zip(digits[:9], range(10, 1, -1), strict=True)) % 11
            assert check != 10
            assert check % 11 == digits[9]


def test_more_people_than_the_test_range_holds_go_beyond_it() -> None:
    numbers = nhs_numbers(900_001, Draws(5))
    assert len(np.unique(numbers)) == 900_001
    assert numbers.min() >= 9_000_000_000
    assert numbers.max() <= 9_999_999_999


def test_children_live_with_a_grown_up_who_could_be_their_parent(lived: Lived) -> None:
    people = lived.people
    age = people.age(lived.calendar.start_day)[: lived.count]
    house = people.household[: lived.count]
    oldest = np.zeros(house.max() + 1)
    np.maximum.at(oldest, house, age)
    children = np.flatnonzero(age < 18)
    assert (oldest[house[children]] >= age[children] + 14).mean() > 0.995
    with_mother = children[people.mother[children] >= 0]
    gap = age[people.mother[with_mother]] - age[with_mother]
    assert people.female[people.mother[with_mother]].all()
    assert (gap >= 14).mean() > 0.99
    assert 27 < gap.mean() < 32


def test_twins_share_birth_date_and_home(lived: Lived) -> None:
    people = lived.people
    twins = np.flatnonzero(people.twin >= 0)
    other = people.twin[twins]
    assert len(twins) >= 20
    assert (people.twin[other] == twins).all()
    assert (people.born[twins] == people.born[other]).all()
    assert (people.home[twins] == people.home[other]).all()


def test_newborn_are_their_mothers_and_come_within_the_period(lived: Lived) -> None:
    people = lived.people
    babies = np.arange(lived.count, len(people))
    assert abs(len(babies) - 210) < 4 * np.sqrt(210)
    assert people.female[people.mother[babies]].all()
    assert (people.home[babies] == people.home[people.mother[babies]]).all()
    assert ((people.arrived[babies] >= lived.calendar.start) & (people.arrived[babies] < lived.calendar.end)).all()
    assert (people.died[people.mother[babies]] > people.arrived[babies] - 1).all()


def test_care_home_residents_are_old_and_live_in_the_home(lived: Lived) -> None:
    people = lived.people
    residents = np.flatnonzero(people.care_home >= 0)
    age = people.age(lived.calendar.start_day)[residents]
    assert (age >= 65).all()
    old = (people.age(lived.calendar.start_day)[: lived.count] >= 65).sum()
    assert abs(len(residents) - 0.025 * old) < 4 * np.sqrt(0.025 * old)
    assert abs((age >= 85).mean() - 0.564) < 4 * np.sqrt(0.25 / len(residents))
    assert (people.home[residents] == lived.ground.care_home[people.care_home[residents]]).all()


def test_moves_go_to_homes_that_nobody_lives_in(lived: Lived) -> None:
    people = lived.people
    moved = np.flatnonzero(people.moved < NEVER)
    assert len(moved) > 800
    assert not np.isin(people.next_home[moved], people.home).any()
    by_home: dict[int, int] = {}
    for row in moved.tolist():
        assert by_home.setdefault(int(people.next_home[row]), int(people.household[row])) == people.household[row]
    joined = people.reregistered < NEVER
    assert 0 < joined.sum() < len(moved)
    assert (people.reregistered[joined] > people.moved[joined]).all()
    assert (people.next_practice[joined] != people.practice[joined]).all()


def test_places_are_as_the_issue_says(lived: Lived) -> None:
    assert (practice_count(100), practice_count(10_000), practice_count(20_000), practice_count(100_000)) == (
        3,
        3,
        6,
        30,
    )
    assert lived.ground.practices == 6
    assert {lived.ground.zone_of(practice) for practice in range(6)} == set(range(3))
    assert set(lived.people.imd.tolist()) == set(range(1, 11))
    postcode_area: dict[str, int] = {}
    for code, area in zip(lived.ground.postcode, lived.ground.area.tolist(), strict=True):
        assert postcode_area.setdefault(code.split()[0], area) == area


def test_remaining_life_comes_near_the_table() -> None:
    figures = Parameters().people
    steps = np.arange(0, 60, 1 / 12)
    for sex in (1, 2):
        table = tuple((row[0], row[sex]) for row in figures.life)
        a, b = gompertz(table)
        for age, years in table:
            alive = np.exp(-np.exp(a + b * age) / b * (np.exp(b * steps) - 1))
            assert abs(alive.sum() / 12 - years) < 0.8


def test_the_frail_die_sooner(lived: Lived) -> None:
    people = lived.people
    old = np.flatnonzero(people.age(lived.calendar.start_day)[: lived.count] >= 75)
    died = people.died[old] < NEVER
    frail = people.frailty[old] >= 2
    assert died[frail].mean() > 1.5 * died[~frail].mean()
    assert abs(died.mean() - 0.08) < 0.03


def test_changing_one_hazard_leaves_the_rest_alone() -> None:
    before = Parameters()
    after = dataclasses.replace(before, care=dataclasses.replace(before.care, elective=90.0, attendances=600.0))
    one, other = live(2_000, 5, before), live(2_000, 5, after)
    for name in ("born", "home", "practice", "frailty", "died", "moved", "nhs"):
        assert (getattr(one.people, name) == getattr(other.people, name)).all()
    assert one.people.given == other.people.given
    both = set(zip(one.attendances.key.tolist(), one.attendances.start.tolist(), strict=True))
    more = set(zip(other.attendances.key.tolist(), other.attendances.start.tolist(), strict=True))
    assert len(both & more) > 0.95 * len(both)
    assert len(more) > 1.3 * len(both)


def test_nobody_is_in_two_beds_or_in_hospital_when_dead_or_unborn(lived: Lived) -> None:
    stays, people = lived.stays, lived.people
    same = stays.person[1:] == stays.person[:-1]
    assert (stays.start[1:] >= stays.end[:-1])[same].all()
    assert (stays.end <= people.died[stays.person]).all()
    assert (stays.start >= people.arrived[stays.person])[stays.kind == 4].all()
    assert (stays.start < stays.end).all()
    waiting = stays.delay >= 0
    assert ((stays.ready < stays.end) & (stays.ready > stays.start))[waiting].all()
    assert (stays.ready[~waiting] == NEVER).all()
    assert (stays.end - stays.start < 400 * DAY).all()

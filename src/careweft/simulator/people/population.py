"""Who lives in the region: people with their homes, practices, moves, births and deaths. This is the truth."""

from dataclasses import dataclass, fields
from typing import Any, Final

import numpy as np

from careweft.simulator.calendar import DAY, NEVER, Calendar
from careweft.simulator.draws import Bools, Draws, Floats, Ints
from careweft.simulator.parameters import People as Figures
from careweft.simulator.people import health, households, places
from careweft.simulator.people.conditions import CONDITIONS
from careweft.simulator.people.health import Health
from careweft.simulator.people.names import GROUPS, Names
from careweft.simulator.people.places import Places

_NEWBORN_KEY: Final = 1 << 40
_SHARED_SURNAME: Final = 0.8
_MIXED_COUPLE: Final = 0.08
_MARRIED_NAME: Final = 0.75
"""Share of partnered women whose family name was another before (parameter)."""


_Column = Ints | list[str]


@dataclass
class Population:
    """One row per person, the period's newborn last. `key` is what the person's draws are keyed by; instants are UTC
    seconds; `NEVER` and -1 mean none. People may move once: from `home` to `next_home` at `moved`, and from `practice`
    to `next_practice` at `reregistered`. `care_home` is the home lived in at the start, `enters` the one moved into."""

    key: Ints
    born: Ints
    arrived: Ints
    female: Bools
    group: Ints
    household: Ints
    mother: Ints
    twin: Ints
    imd: Ints
    home: Ints
    next_home: Ints
    previous_home: Ints
    moved: Ints
    practice: Ints
    next_practice: Ints
    reregistered: Ints
    care_home: Ints
    enters: Ints
    frailty: Ints
    frailer: Ints
    onset: Ints
    died: Ints
    nhs: Ints
    family: list[str]
    maiden: list[str]
    given: list[str]

    def __len__(self) -> int:
        return len(self.key)

    def age(self, day: int) -> Ints:
        """Completed years (of 365.25 days) on a day number."""
        return np.asarray(((day - self.born) / 365.25).astype(np.int64))

    def home_at(self, rows: Ints, at: Ints | int) -> Ints:
        """The address a person really lives at."""
        return np.where(self.moved[rows] <= at, self.next_home[rows], self.home[rows])

    def practice_at(self, rows: Ints, at: Ints | int) -> Ints:
        """The practice a person is registered with."""
        return np.where(self.reregistered[rows] <= at, self.next_practice[rows], self.practice[rows])

    def frailty_at(self, rows: Ints, at: Ints | int) -> Ints:
        """Grade of frailty, 0 to 3."""
        return np.minimum(3, self.frailty[rows] + (self.frailer[rows] <= at))


def nhs_numbers(count: int, draws: Draws) -> Ints:
    """Distinct valid NHS numbers in an order that tells nothing: of the 999 test range up to 900,000 people, of
    9000000000–9999999999 beyond. Weights 10 to 2, 11 − (sum mod 11), 11 → 0, 10 invalid (NHS data dictionary)."""
    size, first = (10**6, 999_000_000) if count <= 900_000 else (10**8, 900_000_000)
    wanted = size if size == 10**6 else int(count * 1.2)
    offset = int(draws.integers("nhs/offset", np.array([0]), size)[0])
    prefix = first + (np.arange(wanted, dtype=np.int64) * 387_420_489 + offset) % size
    total = np.zeros(wanted, dtype=np.int64)
    for place in range(9):
        total += prefix // 10 ** (8 - place) % 10 * (10 - place)
    check = 11 - total % 11
    check[check == 11] = 0
    valid = check != 10
    return np.asarray((prefix * 10 + check)[valid][:count])


def make(count: int, calendar: Calendar, draws: Draws, figures: Figures, names: Names) -> tuple[Population, Places]:
    """People the region: `count` at the start, and those born during the period."""
    keys = np.arange(count)
    age, born = _ages(keys, calendar, draws, figures)
    female = draws.chance("sex", keys, np.interp(age, (0, 30, 70, 80, 90, 100), (0.488, 0.5, 0.51, 0.55, 0.66, 0.75)))
    resident = households.residents(age, draws, figures)
    home_life = households.group(age, female, resident, draws, figures)
    twins = np.flatnonzero(home_life.twin >= 0)
    born[twins] = born[np.minimum(twins, home_life.twin[twins])]
    head_age = age[home_life.head]
    score = 0.25 * (head_age - 50) / 20 + draws.normal("household/means", home_life.head)
    ground, homes = places.lay_out(count, score, int(resident.sum()), names, draws)
    area = ground.area[homes]
    imd = ground.imd[area]
    of = home_life.of
    group = _groups(home_life, imd, head_age, draws, figures)
    joined = places.register(ground, area, "practice", home_life.head, draws)
    body = health.make(age, female.astype(np.int64), imd[of], resident.astype(np.int64), calendar, draws, figures)
    care_home = np.full(count, -1, dtype=np.int64)
    care_home[resident] = draws.integers("care-home/which", keys[resident], len(ground.care_home))
    home = np.where(resident, ground.care_home[np.maximum(care_home, 0)], homes[of])
    population = _settled(born, female, home_life, body, group, calendar)
    population.imd, population.home, population.care_home = imd[of], home, care_home
    population.practice = np.where(resident, ground.practice_of_area[ground.area[home]], joined[of])
    population.previous_home = _previous(homes, home_life.head, draws)[of]
    family = names.family(draws, "name/family", keys, group)
    population.family, population.maiden = _surnames(family, home_life, female, group, draws)
    population.given = names.given(draws, keys, group, female, 1970 + born * 4 // 1461)
    _move(population, ground, home_life.head, resident, calendar, draws, figures)
    population = _with_newborn(population, age, calendar, draws, figures, names)
    population.nhs = nhs_numbers(len(population), draws)
    return population, ground


def _ages(keys: Ints, calendar: Calendar, draws: Draws, figures: Figures) -> tuple[Ints, Ints]:
    five = draws.pick("age", keys, figures.ages)
    within = draws.uniform("age/within", keys)
    oldest = 90 + np.minimum(draws.exponential("age/oldest", keys) * 2.8, 18.0)
    years = np.where(five == len(figures.ages) - 1, oldest, five * 5 + within * 5)
    born = (calendar.start_day - years * 365.25).astype(np.int64)
    return ((calendar.start_day - born) / 365.25).astype(np.int64), born


def _groups(home_life: households.Households, imd: Ints, head_age: Ints, draws: Draws, figures: Figures) -> Ints:
    """Ethnicity by household: more minorities where more deprived and where the head is younger (parameters)."""
    tilt = np.exp((5.5 - imd) * 0.09) * np.where(head_age >= 65, 0.4, 1.1)
    minority = 1 - figures.groups[0]
    p = np.minimum(0.9, minority * tilt / tilt.mean())
    other = 1 + draws.pick("group/which", home_life.head, figures.groups[1:])
    group = np.where(draws.chance("group", home_life.head, p), other, 0)[home_life.of]
    keys = np.arange(len(group))
    mixed = (home_life.partner > keys) & draws.chance("group/mixed", keys, _MIXED_COUPLE)
    return np.where(mixed, draws.pick("group/partner", keys, figures.groups), group)


def _settled(
    born: Ints, female: Bools, home_life: households.Households, body: Health, group: Ints, calendar: Calendar
) -> Population:
    n = len(born)
    none, never = np.full(n, -1, dtype=np.int64), np.full(n, NEVER)
    return Population(
        key=np.arange(n, dtype=np.int64),
        born=born,
        arrived=np.full(n, calendar.first, dtype=np.int64),
        female=female,
        group=group,
        household=home_life.of,
        mother=home_life.mother,
        twin=home_life.twin,
        imd=none,
        home=none,
        next_home=none.copy(),
        previous_home=none,
        moved=never,
        practice=none,
        next_practice=none.copy(),
        reregistered=never.copy(),
        care_home=none,
        enters=none.copy(),
        frailty=body.frailty,
        frailer=body.frailer,
        onset=body.onset,
        died=body.died,
        nhs=none,
        family=[],
        maiden=[],
        given=[],
    )


def _previous(homes: Ints, heads: Ints, draws: Draws) -> Ints:
    """Where each household lived before: a home that somebody else lives in now."""
    other = draws.integers("home/previous", heads, len(homes))
    return homes[np.where(homes[other] == homes, (other + 1) % len(homes), other)]


def _surnames(
    family: list[str], home_life: households.Households, female: Bools, group: Ints, draws: Draws
) -> tuple[list[str], list[str]]:
    keys = np.arange(len(family))
    shared = draws.chance("name/shared", keys, _SHARED_SURNAME)
    married = draws.chance("name/married", keys, _MARRIED_NAME)
    maiden = [""] * len(family)
    for woman in np.flatnonzero(female & (home_life.partner >= 0)).tolist():
        partner = int(home_life.partner[woman])
        if shared[woman] and group[woman] == group[partner]:
            maiden[woman], family[woman] = (family[woman] if married[woman] else ""), family[partner]
    for child in np.flatnonzero(home_life.mother >= 0).tolist():
        mother = int(home_life.mother[child])
        father = int(home_life.partner[mother])
        family[child] = family[father] if father >= 0 and shared[child] else family[mother]
    return family, maiden


def _move(
    population: Population,
    ground: Places,
    heads: Ints,
    resident: Bools,
    calendar: Calendar,
    draws: Draws,
    figures: Figures,
) -> None:
    """Households that move to an empty home, and whether they change practice with it."""
    moving = draws.exponential("move", heads) / figures.moves * 365.25 * DAY
    area = ground.area[population.home[heads]]
    shift = draws.integers("move/area", heads, 7) - 3
    to_area = np.clip(area + shift, 0, len(ground.imd) - 1)
    near = ground.practice_of_area[to_area]
    joins = draws.chance("move/practice", heads, figures.reregister) & (near != population.practice[heads])
    lag = (3 + 25 * draws.exponential("move/lag", heads)) * DAY
    empty = [iter(slots) for slots in ground.empty]
    next_home = np.full(len(heads), -1, dtype=np.int64)
    for house in np.argsort(moving, kind="stable").tolist():
        if moving[house] >= calendar.end - calendar.start:
            break
        if not resident[heads[house]]:
            next_home[house] = next(empty[to_area[house]], -1)
    house = population.household
    goes = (next_home[house] >= 0) & ~resident
    population.next_home = np.where(goes, next_home[house], -1)
    noon = calendar.days(calendar.start + np.minimum(moving, 1e10).astype(np.int64)) * DAY + 12 * 3600
    population.moved = np.where(goes, calendar.to_utc(noon)[house], NEVER)
    joined = population.moved + np.where(goes, lag[house], 0.0).astype(np.int64)
    new_list = goes & joins[house] & (joined < calendar.end)
    population.next_practice = np.where(new_list, near[house], -1)
    population.reregistered = np.where(new_list, joined, NEVER)


def _with_newborn(
    population: Population, age: Ints, calendar: Calendar, draws: Draws, figures: Figures, names: Names
) -> Population:
    mothers, at, second = _births(population, age, calendar, draws, figures)
    n = len(mothers)
    key = _NEWBORN_KEY + population.key[mothers] * 2 + second
    rows: dict[str, Any] = {item.name: _like(getattr(population, item.name), mothers) for item in fields(Population)}
    female = draws.chance("sex", key, 0.488)
    never = np.full(n, NEVER)
    born = calendar.days(at)
    twin = np.full(n, -1, dtype=np.int64)
    pair = np.flatnonzero(second == 1)
    twin[pair], twin[pair - 1] = len(population) + pair - 1, len(population) + pair
    rows |= {
        "key": key,
        "born": born,
        "arrived": at,
        "female": female,
        "mother": mothers,
        "twin": twin,
        "care_home": np.full(n, -1, dtype=np.int64),
        "frailty": np.zeros(n, dtype=np.int64),
        "frailer": never,
        "onset": np.full((n, len(CONDITIONS)), NEVER),
        "died": never,
        "maiden": [""] * n,
        "given": names.given(draws, key, population.group[mothers], female, np.full(n, 2020)),
    }
    joined: dict[str, Any] = {}
    for name, added in rows.items():
        before = getattr(population, name)
        joined[name] = before + added if isinstance(before, list) else np.concatenate([before, added])
    return Population(**joined)


def _like(column: _Column, rows: Ints) -> _Column:
    return [column[row] for row in rows.tolist()] if isinstance(column, list) else column[rows]


def _births(
    population: Population, age: Ints, calendar: Calendar, draws: Draws, figures: Figures
) -> tuple[Ints, Ints, Ints]:
    """Mothers (twice for twins), the instant, and 1 for a second twin. A mother has lived to give birth."""
    years = (calendar.end - calendar.start) / (365.25 * DAY)
    fertile: Floats = np.interp(age, (16, 22, 30, 34, 40, 46), (0, 0.6, 1.0, 0.9, 0.3, 0)) * population.female
    p = health.scale_to(fertile, figures.births / 1000 * len(age) * years)
    at = calendar.start + (draws.uniform("birth/at", population.key) * (calendar.end - calendar.start)).astype(np.int64)
    mothers = np.flatnonzero(draws.chance("birth", population.key, p) & (population.died > at))
    pair = draws.chance("birth/twins", mothers, figures.twins)
    repeat = np.repeat(np.arange(len(mothers)), 1 + pair)
    second = np.concatenate([[0], (repeat[1:] == repeat[:-1]).astype(np.int64)])[: len(repeat)]
    moment = at[mothers][repeat] + second * 600
    return mothers[repeat], moment, second


def group_name(number: int) -> str:
    """The ethnicity group's short name."""
    return GROUPS[number]

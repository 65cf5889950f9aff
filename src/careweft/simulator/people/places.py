"""The ground: areas with their deprivation, postcodes, addresses, practices and the zones that practices make up."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from careweft.simulator.draws import Draws, Floats, Ints
from careweft.simulator.people.names import Names

_HOMES_PER_POSTCODE: Final = 14
_SPARE: Final = 0.2
"""Share of homes that stand empty, for people to move into."""
_LETTERS: Final = "ABDEFGHJLNPQRSTUWXYZ"
_NEAREST: Final = 0.72
"""Share of households registered with the practice of their area (parameter)."""
_PEOPLE_PER_AREA: Final = 1000
_PEOPLE_PER_PRACTICE: Final = 10_000 / 3
_ZONES: Final = 5
_RESIDENTS_PER_HOME: Final = 32


@dataclass
class Places:
    """Addresses by number: `line`, `town`, `postcode`, `area`. `imd` is an area's tenth, 1 the most deprived.

    Homes come first, then empty ones (`empty` of each area), then the care homes (`care_home`).
    """

    line: list[str]
    town: list[str]
    postcode: list[str]
    area: Ints
    imd: Ints
    practice_of_area: Ints
    empty: list[list[int]]
    care_home: Ints
    care_home_names: list[str]
    practices: int
    zones: int

    def zone_of(self, practice: int) -> int:
        """The zone (from 0) that a practice belongs to: neighbouring practices share one."""
        return practice * self.zones // self.practices


def practice_count(people: int) -> int:
    """Three practices for every 10,000 people, and at least three."""
    return max(3, round(people / _PEOPLE_PER_PRACTICE))


def postcode(area: int, slot: int) -> str:
    """A made-up postcode: no real one begins with Q."""
    district = f"Q{_LETTERS[area // 99 % len(_LETTERS)]}{area % 99 + 1}"
    unit, letters = slot // 400, slot % 400
    return f"{district} {unit % 9 + 1}{_LETTERS[letters // 20]}{_LETTERS[letters % 20]}"


def lay_out(people: int, score: Floats, residents: int, names: Names, draws: Draws) -> tuple[Places, Ints]:
    """Lay out the ground and give each household a home: the lower its `score` rank, the more deprived the area."""
    areas = 10 * max(1, round(people / _PEOPLE_PER_AREA / 10))
    rank = np.empty(len(score), dtype=np.int64)
    rank[np.argsort(score, kind="stable")] = np.arange(len(score))
    area_of = rank * areas // max(1, len(score))
    lines: list[str] = []
    towns: list[str] = []
    codes: list[str] = []
    area_column: list[int] = []
    home = np.empty(len(score), dtype=np.int64)
    empty: list[list[int]] = []
    practices = practice_count(people)
    for area in range(areas):
        rows = np.flatnonzero(area_of == area)
        rows = rows[np.argsort(draws.words("home/order", rows), kind="stable")]
        size = len(rows) + max(6, round(_SPARE * len(rows)))
        first = len(lines)
        home[rows] = first + np.arange(len(rows))
        empty.append(list(range(first + len(rows), first + size)))
        for slot in range(size):
            lines.append(_line(area, slot, area * 10 // areas, names))
            codes.append(postcode(area, slot // _HOMES_PER_POSTCODE))
        towns += [names.towns[area % len(names.towns)]] * size
        area_column += [area] * size
    homes = max(1, round(residents / _RESIDENTS_PER_HOME))
    titles = [names.care_home(number) for number in range(homes)]
    care_home = np.arange(len(lines), len(lines) + homes)
    for number, title in enumerate(titles):
        area = (number * 7 + 3) % areas
        lines.append(f"{title}, {2 * number + 1} {names.street(area * 31 + number)}")
        codes.append(postcode(area, 390 + number // areas))
        towns.append(names.towns[area % len(names.towns)])
        area_column.append(area)
    area_rows = np.arange(areas)
    places = Places(
        line=lines,
        town=towns,
        postcode=codes,
        area=np.array(area_column, dtype=np.int64),
        imd=area_rows * 10 // areas + 1,
        practice_of_area=area_rows * practices // areas,
        empty=empty,
        care_home=care_home,
        care_home_names=titles,
        practices=practices,
        zones=min(_ZONES, (practices + 1) // 2),
    )
    return places, home


def register(places: Places, area: Ints, process: str, keys: Ints, draws: Draws) -> Ints:
    """The practice that each household joins: mostly its area's own, sometimes another."""
    near = places.practice_of_area[area]
    far = draws.integers(process + "/which", keys, places.practices)
    return np.where(draws.chance(process, keys, _NEAREST), near, far)


def _line(area: int, slot: int, tenth: int, names: Names) -> str:
    street = names.street(area * 131 + slot // _HOMES_PER_POSTCODE)
    number = slot % _HOMES_PER_POSTCODE
    if tenth < 4 and (slot // _HOMES_PER_POSTCODE) % 3 == 0:
        return f"Flat {number + 1}, {2 * (slot // _HOMES_PER_POSTCODE) + 2} {street}"
    return f"{2 * number + 1 + area % 2} {street}"

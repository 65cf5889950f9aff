"""People into households: families with children, couples, sharers, people alone, and care homes."""

from dataclasses import dataclass

import numpy as np

from careweft.simulator.draws import Bools, Draws, Ints, Words
from careweft.simulator.parameters import People

_CHILDREN = (0.46, 0.38, 0.12, 0.04)
_PARTNER_BY_AGE = ((25, 0.15), (35, 0.50), (65, 0.60), (75, 0.62), (85, 0.42), (200, 0.18))
_TWO_PARENTS = 0.76
_AT_HOME = ((25, 0.45), (30, 0.18))
_SHARERS = 0.35
_MOTHER_AGE, _MOTHER_SPREAD = 29.5, 5.2
_REACH = 9
"""Years either side of the wished-for age within which a mother, sibling or partner is looked for."""


@dataclass
class Households:
    """Who lives with whom. `of` numbers each person's household; `twin` and `mother` are rows, -1 for none."""

    of: Ints
    head: Ints
    twin: Ints
    mother: Ints
    partner: Ints


class _Shelf:
    """People on a shelf by age, taken one at a time from the age nearest to the one asked for."""

    def __init__(self, rows: Ints, age: Ints, order: Words) -> None:
        self._by_age: list[list[int]] = [[] for _ in range(130)]
        for row in rows[np.argsort(order[rows], kind="stable")].tolist():
            self._by_age[int(age[row])].append(row)

    def take(self, age: int, reach: int = _REACH) -> int:
        """A row of the nearest age, or -1."""
        for step in range(reach + 1):
            for wanted in (age + step, age - step):
                if 0 <= wanted < 130 and self._by_age[wanted]:
                    return self._by_age[wanted].pop()
        return -1

    def rest(self) -> list[int]:
        """Everybody still here, youngest first."""
        return [row for shelf in self._by_age for row in shelf]


class _Builder:
    def __init__(self, age: Ints, female: Bools, resident: Bools, draws: Draws, figures: People) -> None:
        self.count = 0
        n = len(age)
        self.age, self.keys, self.draws, self.figures = age, np.arange(n), draws, figures
        self.of, self.twin, self.mother = (np.full(n, -1, dtype=np.int64) for _ in range(3))
        self.partner = np.full(n, -1, dtype=np.int64)
        self.head: list[int] = []
        order = draws.words("household/order", self.keys)
        free = ~resident
        self.children = _Shelf(np.flatnonzero(free & (age < 18)), age, order)
        self.women = _Shelf(np.flatnonzero(free & (age >= 18) & female), age, order)
        self.men = _Shelf(np.flatnonzero(free & (age >= 18) & ~female), age, order)
        self.hosts: list[int] = []

    def new(self, *rows: int) -> int:
        self.head.append(rows[0])
        for row in rows:
            self.of[row] = len(self.head) - 1
        return len(self.head) - 1

    def families(self) -> None:
        u = self.draws.uniform("household/two-parents", self.keys).tolist()
        sizes = self.draws.pick("household/children", self.keys, _CHILDREN).tolist()
        wish = (_MOTHER_AGE + _MOTHER_SPREAD * self.draws.normal("household/mother-age", self.keys)).tolist()
        gap = self.draws.normal("household/parents-gap", self.keys).tolist()
        twins = self.draws.chance("household/twins", self.keys, self.figures.twins).tolist()
        while (eldest := self.children.take(17, reach=18)) >= 0:
            children = self._siblings(eldest, sizes[eldest] + 1, twins[eldest])
            wished = int(self.age[eldest]) + int(np.clip(wish[eldest], 17, 44))
            mother = self.women.take(max(wished, 18), reach=25)
            parents = [mother] if mother >= 0 else []
            if u[eldest] < _TWO_PARENTS or not parents:
                father = self.men.take(max(wished + round(2 + 2.5 * gap[eldest]), 18), reach=25)
                parents += [father] if father >= 0 else []
            self.new(*parents, *children)
            if mother >= 0:
                self.mother[children] = mother
                self.hosts.append(mother)
            self._pair(parents)

    def _siblings(self, eldest: int, size: int, twins: bool) -> list[int]:
        children = [eldest]
        if twins and (other := self.children.take(int(self.age[eldest]), reach=0)) >= 0:
            self.twin[eldest], self.twin[other] = other, eldest
            children.append(other)
        while len(children) < size:
            younger = self.children.take(int(self.age[children[-1]]) - 2 - len(children) % 2, reach=1)
            if younger < 0:
                break
            children.append(younger)
        return children

    def _pair(self, pair: list[int]) -> None:
        if len(pair) == 2:
            self.partner[pair[0]], self.partner[pair[1]] = pair[1], pair[0]

    def couples(self) -> None:
        u = self.draws.uniform("household/partnered", self.keys).tolist()
        gap = self.draws.normal("household/partner-gap", self.keys).tolist()
        alone = []
        for woman in reversed(self.women.rest()):
            age = int(self.age[woman])
            rate = next(share for limit, share in _PARTNER_BY_AGE if age < limit)
            man = self.men.take(max(age + round(1.5 + 2.5 * gap[woman]), 18), reach=4) if u[woman] < rate else -1
            if man < 0:
                alone.append(woman)
                continue
            self.new(woman, man)
            self._pair([woman, man])
            if 42 <= age < 66:
                self.hosts.append(woman)
        self._singles(alone + self.men.rest())

    def _singles(self, rows: list[int]) -> None:
        u = self.draws.uniform("household/alone", self.keys).tolist()
        hosts = _Shelf(np.array(self.hosts, dtype=np.int64), self.age, self.draws.words("household/host", self.keys))
        sharing: list[int] = []
        for row in sorted(rows, key=lambda row: (int(self.age[row]), row)):
            age = int(self.age[row])
            home = next((share for limit, share in _AT_HOME if age < limit), 0.0)
            host = hosts.take(age + 30, reach=12) if u[row] < home else -1
            if host >= 0:
                self.of[row], self.mother[row] = self.of[host], host
            elif age < 32 and u[row] > 1 - _SHARERS:
                sharing.append(row)
            else:
                self.new(row)
        for first in range(0, len(sharing), 3):
            self.new(*sharing[first : first + 3])


def residents(age: Ints, draws: Draws, figures: People) -> Bools:
    """Who lives in a care home: `care_home` of those 65+, `care_home_85` of them 85 or over."""
    keys = np.arange(len(age))
    old, oldest = age >= 65, age >= 85
    total = figures.care_home * old.sum()
    rate = np.zeros(len(age))
    for who, share in ((oldest, figures.care_home_85), (old & ~oldest, 1 - figures.care_home_85)):
        rate[who] = min(1.0, total * share / max(1, who.sum()))
    return draws.chance("care-home", keys, rate)


def group(age: Ints, female: Bools, resident: Bools, draws: Draws, figures: People) -> Households:
    """Put everybody in a household. Care-home residents keep one of their own each until they are given a home."""
    builder = _Builder(age, female, resident, draws, figures)
    builder.families()
    builder.couples()
    for row in np.flatnonzero(builder.of < 0).tolist():
        builder.new(row)
    return Households(builder.of, np.array(builder.head, dtype=np.int64), builder.twin, builder.mother, builder.partner)

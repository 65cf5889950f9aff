"""Social care: packages of care, who moves into a care home, home-care visits, and referrals to the council."""

from dataclasses import dataclass, fields
from typing import Final

import numpy as np

from careweft.simulator.calendar import DAY, HOURS_OFFICE, NEVER, Calendar
from careweft.simulator.care.contacts import Referrals
from careweft.simulator.care.visits import Outcome, Visits, began, during
from careweft.simulator.draws import Draws, Ints, Words
from careweft.simulator.parameters import Care
from careweft.simulator.people.conditions import CONDITIONS
from careweft.simulator.people.places import Places
from careweft.simulator.people.population import Population

HOME_CARE, CARE_HOME, DAY_CARE = 0, 1, 2
AGENCIES: Final = 2
_LEARNING: Final = next(column for column, kind in enumerate(CONDITIONS) if kind.name == "learning-disability")
_LEARNING_SHARE: Final = 0.07
_DAY_CARE: Final = (0.0, 0.004, 0.012, 0.02)
_ACCEPTED: Final = 0.10
"""Share of referrals that lead to a package (parameter)."""
_SHORT: Final = 0.75
"""Share of packages after a stay that end after six weeks of reablement (parameter)."""
_SLOTS: Final = (
    (8 * 60,),
    (8 * 60, 18 * 60),
    (8 * 60, 12 * 60 + 30, 18 * 60),
    (7 * 60 + 30, 12 * 60, 16 * 60 + 30, 20 * 60 + 30),
)
"""Planned times, in minutes of the day, of one to four visits a day."""
_FAMILIES: Final = 0.4
"""Families' and people's own referrals, for each from a GP (parameter)."""
DONE, MISSED, CANCELLED = 0, 1, 2


@dataclass
class Packages:
    """One row per package: [start, end) in day numbers (`end` NEVER while it runs), `a_day` visits of `minutes` each,
    `provider` the agency or the care home, `weekly` its cost in pence. `known` is the day that an end became known."""

    person: Ints
    service: Ints
    provider: Ints
    start: Ints
    end: Ints
    a_day: Ints
    minutes: Ints
    weekly: Ints
    key: Words

    def __len__(self) -> int:
        return len(self.person)

    def take(self, rows: Ints) -> "Packages":
        """These rows."""
        return Packages(**{item.name: getattr(self, item.name)[rows] for item in fields(self)})


@dataclass
class HomeVisits:
    """Home-care visits: planned and actual start (NEVER when not made), minutes, status, worker."""

    person: Ints
    package: Ints
    slot: Ints
    planned: Ints
    start: Ints
    minutes: Ints
    status: Ints
    worker: Ints


@dataclass
class CouncilReferrals:
    """Referrals to the council in time order; `reason` is a row of `Care.delay_reasons`, -1 for a family's own."""

    person: Ints
    at: Ints
    reason: Ints


class Social:
    """Makes one year's social care; where people go from hospital is settled here, in the stays and the people."""

    def __init__(
        self, people: Population, ground: Places, calendar: Calendar, stays: Visits, draws: Draws, figures: Care
    ) -> None:
        self.people, self.ground, self.calendar, self.stays = people, ground, calendar, stays
        self.draws, self.figures = draws, figures
        self.reasons = [reason for reason, _ in figures.delay_reasons]
        self.age = people.age(calendar.start_day).clip(0)

    def enter_care_homes(self) -> None:
        """Those delayed for a care home move into one when they leave hospital; who cannot waits for something else."""
        people, stays = self.people, self.stays
        code = self.reasons.index("awaiting-care-home")
        for row in np.flatnonzero(stays.delay == code)[np.argsort(stays.end[stays.delay == code])].tolist():
            who, at = int(stays.person[row]), int(stays.end[row])
            fixed = people.care_home[who] >= 0 or people.moved[who] < NEVER or people.enters[who] >= 0
            if fixed or stays.outcome[row] != Outcome.HOME or at >= self.calendar.end or at < self.calendar.start:
                stays.delay[row] = self.reasons.index("awaiting-assessment")
                continue
            home = int(self.draws.integers("care-home/which", stays.key[row : row + 1], len(self.ground.care_home))[0])
            people.enters[who], people.moved[who] = home, at
            people.next_home[who] = self.ground.care_home[home]
            near = int(self.ground.practice_of_area[self.ground.area[people.next_home[who]]])
            if near != people.practice[who] and at + 5 * DAY < self.calendar.end:
                people.next_practice[who], people.reregistered[who] = near, at + 5 * DAY
        lives = (people.care_home[stays.person] >= 0) | (
            (people.enters[stays.person] >= 0) & (people.moved[stays.person] <= stays.end)
        )
        stays.outcome[lives & (stays.outcome == Outcome.HOME)] = int(Outcome.CARE_HOME)
        package = self.reasons.index("awaiting-care-package")
        stays.delay[lives & (stays.delay == package)] = self.reasons.index("awaiting-assessment")

    def packages(self, referred: list[Referrals]) -> Packages:
        """All packages, sorted by person and start, one of home care at a time."""
        made = [self._standing(), *self._after_stays(), *(self._after_referral(each) for each in referred)]
        packages = _join([*made, self._in_care_homes(), self._day_care()])
        packages = packages.take(np.lexsort((packages.start, packages.person)))
        packages = self._one_at_a_time(packages)
        self._goes_home_with_care(packages)
        return packages

    def _make(self, service: int, person: Ints, start: Ints, end: Ints, key: Words) -> Packages:
        people = self.people
        frailty = people.frailty_at(person, start * DAY)
        a_day = np.where(frailty < 2, 1, frailty) + self.draws.chance("package/more", key, 0.35)
        minutes = np.where(frailty == 3, 45, 30)
        gone = np.where(people.died[person] < NEVER, people.died[person] // DAY + 1, NEVER)
        enters = np.where(people.enters[person] >= 0, people.moved[person] // DAY, NEVER)
        if service == HOME_CARE:
            gone = np.minimum(gone, enters)
            weekly = a_day * 7 * minutes * self.figures.home_care_hour // 60
            provider = self.draws.integers("package/agency", key, AGENCIES)
        else:
            weekly = np.full(
                len(person), self.figures.care_home_week if service == CARE_HOME else self.figures.day_care_week
            )
            provider = (
                np.maximum(people.care_home[person], people.enters[person]) if service == CARE_HOME else a_day * 0
            )
            a_day, minutes = a_day * 0, minutes * 0
        packages = Packages(
            person, np.full(len(person), service), provider, start, np.minimum(end, gone), a_day, minutes, weekly, key
        )
        return packages.take(np.flatnonzero((packages.start < packages.end) & (start < self.calendar.end_day)))

    def _since(self, key: Words) -> Ints:
        years = 1.4 * self.draws.exponential("package/since", key)
        return np.asarray(self.calendar.start_day - 7 - (years * 365).astype(np.int64))

    def _standing(self) -> Packages:
        people = self.people
        p = np.where(self.age >= 65, np.array(self.figures.home_care)[people.frailty], 0.0)
        learning = (people.onset[:, _LEARNING] < self.calendar.start_day) & (self.age >= 18)
        p = np.where(learning, np.maximum(p, _LEARNING_SHARE), p)
        rows = np.flatnonzero(self.draws.chance("home-care", people.key, p) & (people.care_home < 0))
        key = self.draws.words("home-care/package", people.key[rows])
        end = np.full(len(rows), NEVER)
        stops = self.draws.chance("home-care/stops", key, 0.25)
        end[stops] = self.calendar.start_day + 20 + self.draws.integers("home-care/stop", key[stops], 330)
        return self._make(HOME_CARE, rows, self._since(key), end, key)

    def _after_stays(self) -> list[Packages]:
        stays = self.stays
        waited = stays.delay == self.reasons.index("awaiting-care-package")
        rows = np.flatnonzero(waited & (stays.outcome == Outcome.HOME) & (stays.end >= self.calendar.start))
        key = self.draws.words("home-care/after", stays.key[rows])
        start = self.calendar.days(stays.end[rows])
        end = np.where(self.draws.chance("home-care/short", key, _SHORT), start + 42, NEVER)
        return [self._make(HOME_CARE, stays.person[rows], start, end, key)]

    def _after_referral(self, referred: Referrals) -> Packages:
        rows = np.flatnonzero(self.draws.chance("home-care/accepted", referred.key, _ACCEPTED))
        rows = rows[self.people.care_home[referred.person[rows]] < 0]
        key = self.draws.words("home-care/referred", referred.key[rows])
        start = self.calendar.days(referred.at[rows]) + 10 + self.draws.integers("home-care/wait", key, 21)
        return self._make(HOME_CARE, referred.person[rows], start, np.full(len(rows), NEVER), key)

    def _in_care_homes(self) -> Packages:
        people = self.people
        rows = np.flatnonzero((people.care_home >= 0) | (people.enters >= 0))
        rows = rows[self.draws.chance("care-home/council", people.key[rows], self.figures.council_home)]
        key = self.draws.words("care-home/package", people.key[rows])
        start = np.where(people.care_home[rows] >= 0, self._since(key), self.calendar.days(people.moved[rows]))
        return self._make(CARE_HOME, rows, start, np.full(len(rows), NEVER), key)

    def _day_care(self) -> Packages:
        people = self.people
        p = np.where((self.age >= 65) & (people.care_home < 0), np.array(_DAY_CARE)[people.frailty], 0.0)
        rows = np.flatnonzero(self.draws.chance("day-care", people.key, p))
        key = self.draws.words("day-care/package", people.key[rows])
        return self._make(DAY_CARE, rows, self._since(key), np.full(len(rows), NEVER), key)

    def _one_at_a_time(self, packages: Packages) -> Packages:
        """A new package of home care takes the place of the one before it."""
        last: dict[int, int] = {}
        dead = np.zeros(len(packages), dtype=bool)
        for row, (who, service) in enumerate(zip(packages.person.tolist(), packages.service.tolist(), strict=True)):
            if service != HOME_CARE:
                continue
            before = last.get(who)
            if before is not None:
                packages.end[before] = min(packages.end[before], packages.start[row])
                dead[before] = packages.end[before] <= packages.start[before]
            last[who] = row
        return packages.take(np.flatnonzero(~dead))

    def _goes_home_with_care(self, packages: Packages) -> None:
        stays = self.stays
        care = packages.take(np.flatnonzero(packages.service == HOME_CARE))
        day = self.calendar.days(np.minimum(stays.end, self.calendar.end))
        width = np.int64(1) << np.int64(24)
        at = np.searchsorted(care.person * width + care.start, stays.person * width + day, side="right") - 1
        safe = np.maximum(at, 0)
        covered = (at >= 0) & (care.person[safe] == stays.person) & (day < care.end[safe]) if len(care) else at > 0
        stays.outcome[covered & (stays.outcome == Outcome.HOME)] = int(Outcome.HOME_WITH_CARE)

    def visits(self, packages: Packages) -> HomeVisits:
        """Home-care visits day by day: none planned while in hospital once the agency has heard of it."""
        care = np.flatnonzero(packages.service == HOME_CARE)
        first = np.maximum(packages.start[care], self.calendar.start_day)
        last = np.minimum(packages.end[care], self.calendar.end_day)
        days = np.maximum(0, last - first)
        owner = np.repeat(np.arange(len(care)), days * packages.a_day[care])
        a_day = packages.a_day[care][owner]
        begin = np.repeat(
            np.cumsum(days * packages.a_day[care]) - days * packages.a_day[care], days * packages.a_day[care]
        )
        nth = np.arange(len(owner)) - begin
        day, slot = first[owner] + nth // np.maximum(1, a_day), nth % np.maximum(1, a_day)
        package = care[owner]
        minute = np.array([[*times, 0, 0, 0][:4] for times in _SLOTS])[np.clip(a_day, 1, 4) - 1, slot]
        shift = self.draws.integers("home-care/round", packages.key[package], 60)
        planned = self.calendar.to_utc(day * DAY + (minute + shift // 5 * 5) * 60)
        return self._made(packages, package, day * 8 + slot, planned, slot)

    def _made(self, packages: Packages, package: Ints, key_index: Ints, planned: Ints, slot: Ints) -> HomeVisits:
        draws, key, person = self.draws, packages.key[package], packages.person[package]
        stay = during(person, planned, self.stays)
        here = began(stay, self.stays)
        away = stay >= 0
        unheard = away & (planned < here + DAY)
        keep = np.flatnonzero((~away | unheard) & (planned < self.people.died[person]))
        u = draws.uniform("home-visit/status", key, key_index)
        status = np.where(u < 0.012, MISSED, np.where(u < 0.035, CANCELLED, DONE))
        status = np.where(unheard, np.where(planned < here + DAY // 3, MISSED, CANCELLED), status)
        late = (6 + 11 * draws.normal("home-visit/late", key, key_index)).clip(-20, 90)
        minutes = packages.minutes[package] * (0.95 + 0.13 * draws.normal("home-visit/minutes", key, key_index))
        start = np.where(status == DONE, planned + (late * 60).astype(np.int64) // 60 * 60, NEVER)
        spent = np.where(status == DONE, minutes.clip(8, 120).astype(np.int64), 0)
        worker = draws.integers("home-visit/worker", key, 14, key_index // 8 // 3)
        made = HomeVisits(person, package, slot, planned, start, spent, status, worker)
        return HomeVisits(**{item.name: getattr(made, item.name)[keep] for item in fields(HomeVisits)})

    def council_referrals(self) -> CouncilReferrals:
        """Referrals to the council: the hospital's of those who are fit to leave and wait, and families' own."""
        stays, people = self.stays, self.people
        inside = (stays.ready >= self.calendar.start) & (stays.ready < self.calendar.end)
        rows = np.flatnonzero((stays.delay >= 0) & inside)
        old = np.flatnonzero((self.age >= 65) & (people.care_home < 0))
        rate = np.array(self.figures.referrals)[people.frailty[old]] * _FAMILIES
        asking = old[self.draws.chance("council/family", people.key[old], rate)]
        key = people.key[asking]
        span = self.calendar.end_day - self.calendar.start_day
        day = self.calendar.start_day + self.draws.integers("council/family-day", key, span)
        at = self.calendar.at_hour(self.draws, "council/family-at", key, day, HOURS_OFFICE)
        living = at < people.died[asking]
        asking, at = asking[living], at[living]
        reason = np.concatenate([stays.delay[rows], np.full(len(asking), -1, dtype=np.int64)])
        person, when = np.concatenate([stays.person[rows], asking]), np.concatenate([stays.ready[rows] + 1800, at])
        order = np.lexsort((person, when))
        return CouncilReferrals(person[order], when[order], reason[order])


def _join(parts: list[Packages]) -> Packages:
    return Packages(
        **{item.name: np.concatenate([getattr(part, item.name) for part in parts]) for item in fields(Packages)}
    )

"""Care outside hospital: consultations, community nursing, mental health, ambulance calls and referrals."""

from dataclasses import dataclass, fields
from enum import IntEnum
from typing import Final

import numpy as np

from careweft.simulator.calendar import DAY, HOURS_OFFICE, NEVER, Calendar
from careweft.simulator.care.visits import Kind, Outcome, Visits, during
from careweft.simulator.draws import Bools, Draws, Floats, Ints, Words, spread
from careweft.simulator.parameters import Care
from careweft.simulator.people.conditions import CONDITIONS
from careweft.simulator.people.health import band
from careweft.simulator.people.population import Population

_COLUMN: Final = {kind.name: column for column, kind in enumerate(CONDITIONS)}
_HOUR: Final = 3600
_NOT_HELD: Final = 1.015
"""Consultations drawn for each held: some fall into a stay or after death (measured)."""
_EPISODE_DAYS: Final = 42
_AFTER_STAY: Final = 0.22
"""Share of those 65+ home from a stay of two nights or more who get six weeks of nursing (parameter)."""
_MENTAL: Final = (("smi", 0.55, 28), ("dementia", 0.22, 60), ("depression", 0.015, 35))
"""Condition, share on the mental health caseload, days between contacts (parameters)."""
_BY_AMBULANCE: Final = (0.10, 0.06, 0.12, 0.13, 0.20, 0.38, 0.52, 0.68)
_ADMITTED_LIFT: Final = 0.25


class Mode(IntEnum):
    """How a contact was held, and who held it in general practice."""

    SURGERY = 0
    TELEPHONE = 1
    NURSE = 2
    HOME = 3
    CLINIC = 4
    CONVEYED = 5
    NOT_CONVEYED = 6


class Reason(IntEnum):
    """Why somebody is referred to the single point of access."""

    FALL = 0
    PERSONAL_CARE = 1
    CARER = 2
    MOBILITY = 3
    MEMORY = 4
    MEDICINES = 5


@dataclass
class Contacts:
    """One row per contact: whose, when, how long, how, and what its draws are keyed by."""

    person: Ints
    at: Ints
    minutes: Ints
    mode: Ints
    key: Words

    def __len__(self) -> int:
        return len(self.person)

    def take(self, rows: Ints | Bools) -> "Contacts":
        """These rows."""
        return Contacts(**{item.name: getattr(self, item.name)[rows] for item in fields(self)})


@dataclass
class Episodes:
    """Time on a caseload: [start, end), with the mean days between contacts."""

    person: Ints
    start: Ints
    end: Ints
    every: Floats


@dataclass
class Referrals:
    """Referrals to the single point of access; `contact` is the key of the contact that each came from."""

    person: Ints
    at: Ints
    reason: Ints
    urgent: Bools
    key: Words
    contact: Words

    def __len__(self) -> int:
        return len(self.person)


class Community:
    """Makes one year's care outside hospital, around the stays in it."""

    def __init__(self, people: Population, calendar: Calendar, stays: Visits, draws: Draws, figures: Care) -> None:
        self.people, self.calendar, self.stays, self.draws, self.figures = people, calendar, stays, draws, figures
        self.age = people.age(calendar.start_day).clip(0)
        self.has = people.onset < NEVER

    def _free(self, person: Ints, at: Ints) -> Bools:
        """In the period, alive, born, and not in hospital."""
        people = self.people
        inside = (at >= self.calendar.start) & (at < self.calendar.end)
        living = (at < people.died[person]) & (at > people.arrived[person])
        return np.asarray(inside & living & (during(person, at, self.stays) < 0))

    def _sorted(self, contacts: Contacts) -> Contacts:
        contacts = contacts.take(self._free(contacts.person, contacts.at))
        return contacts.take(np.lexsort((contacts.at, contacts.person)))

    def consultations(self) -> Contacts:
        """GP and nurse consultations, sorted by person and time."""
        people, draws = self.people, self.draws
        rate = np.array(self.figures.consultations_by_age)[band(self.age)]
        rate = rate * (1 + 0.3 * self.has.sum(axis=1)) * np.where(people.female & (self.age >= 15), 1.15, 1.0)
        rate *= 0.4 + 0.6 * draws.exponential("gp/own", people.key)
        rate *= self.figures.consultations * _NOT_HELD / rate.mean()
        owner, index = spread(draws.poisson("gp", people.key, rate * self.calendar.years))
        at = self.calendar.moments(draws, "gp/at", people.key[owner], index, office=True)
        key = draws.words("gp/contact", people.key[owner], index)
        housebound = (people.care_home[owner] >= 0) | (people.frailty[owner] == 3)
        u = draws.uniform("gp/mode", key)
        mode = np.where(u < 0.30, Mode.TELEPHONE, np.where(u < 0.62, Mode.NURSE, Mode.SURGERY))
        mode = np.where(housebound & (u > 0.45), Mode.HOME, mode).astype(np.int64)
        return self._sorted(Contacts(owner, at, 5 + draws.integers("gp/minutes", key, 16), mode, key))

    def nursing(self, referred: Referrals) -> tuple[Episodes, Contacts]:
        """Community nursing: a standing caseload, six weeks after some stays, and after some referrals."""
        people, draws, end = self.people, self.draws, self.calendar.end
        old = np.flatnonzero((self.age >= 65) & (people.arrived == self.calendar.first))
        share = np.array(self.figures.nursing)[people.frailty[old]]
        standing = old[draws.chance("nursing", people.key[old], share)]
        week = _EPISODE_DAYS * DAY
        stays = self.stays
        home = (stays.outcome != Outcome.DIED) & (stays.end - stays.start > 2 * DAY) & (stays.kind != Kind.MATERNITY)
        home &= (self.age[stays.person] >= 65) & draws.chance("nursing/after", stays.key, _AFTER_STAY)
        after = np.flatnonzero(home & (stays.end >= self.calendar.start))
        asked = np.flatnonzero(draws.chance("nursing/asked", referred.key, 0.3))
        person = np.concatenate([standing, stays.person[after], referred.person[asked]])
        begin = np.concatenate(
            [np.full(len(standing), self.calendar.start), stays.end[after], referred.at[asked] + DAY]
        )
        finish = np.concatenate([np.full(len(standing), end), stays.end[after] + week, referred.at[asked] + week])
        every = np.concatenate(
            [3 + 11 * draws.uniform("nursing/every", people.key[standing]), np.full(len(after), 4.0)]
        )
        every = np.concatenate([every, np.full(len(asked), 6.0)])
        episodes = Episodes(person, begin, np.minimum(finish, end), every)
        return episodes, self._rounds("nursing", episodes, Mode.HOME, 35)

    def mental_health(self) -> tuple[Episodes, Contacts]:
        """Mental health: a standing caseload by condition."""
        people, draws = self.people, self.draws
        every, since = np.zeros(len(people)), np.zeros(len(people), dtype=np.int64)
        for name, share, days in _MENTAL:
            on = self.has[:, _COLUMN[name]] & draws.chance(f"mental/{name}", people.key, share) & (every == 0)
            every = np.where(on, days, every)
            since = np.where(on, people.onset[:, _COLUMN[name]], since)
        rows = np.flatnonzero((every > 0) & (self.age >= 16))
        begin = np.clip(since[rows] * DAY, self.calendar.start, self.calendar.end)
        episodes = Episodes(rows, begin, np.full(len(rows), self.calendar.end), every[rows])
        return episodes, self._rounds("mental", episodes, Mode.CLINIC, 40)

    def _rounds(self, process: str, episodes: Episodes, mode: Mode, minutes: int) -> Contacts:
        """Visits at about even gaps, on weekdays, in office hours."""
        days = (episodes.end - episodes.start) / DAY
        owner, index = spread(np.maximum(0, days / episodes.every).astype(np.int64))
        person = episodes.person[owner]
        place = self.draws.words(process + "/episode", self.people.key[person], episodes.start[owner])
        key = self.draws.words(process + "/contact", place, index)
        jitter = self.draws.uniform(process + "/jitter", key)
        at = episodes.start[owner] + ((index + jitter) * episodes.every[owner] * DAY).astype(np.int64)
        day = self.calendar.days(at)
        weekday = (day + 3) % 7
        day = np.where(weekday >= 5, day + 7 - weekday, day)
        at = self.calendar.at_hour(self.draws, process, key, day, HOURS_OFFICE)
        spent = minutes // 2 + self.draws.integers(process + "/minutes", key, minutes)
        contacts = Contacts(person, at, spent, np.full(len(person), int(mode), dtype=np.int64), key)
        return self._sorted(contacts.take(at > episodes.start[owner]))

    def ambulance(self, attendances: Visits) -> Contacts:
        """Calls: those that end at A&E, and those that end where they began."""
        draws = self.draws
        p = np.array(_BY_AMBULANCE)[band(self.age[attendances.person])]
        p = p + _ADMITTED_LIFT * (attendances.outcome == Outcome.ADMITTED)
        inside = attendances.start >= self.calendar.start + 2 * _HOUR
        rows = np.flatnonzero(draws.chance("ambulance", attendances.key, np.minimum(p, 0.9)) & inside)
        key = draws.words("ambulance/call", attendances.key[rows])
        minutes = 45 + draws.integers("ambulance/minutes", key, 60)
        conveyed = Contacts(
            attendances.person[rows],
            attendances.start[rows] - minutes * 60,
            minutes,
            np.full(len(rows), int(Mode.CONVEYED), dtype=np.int64),
            key,
        )
        again = np.flatnonzero(draws.chance("ambulance/home", key, self.figures.not_conveyed))
        home_key = draws.words("ambulance/home-call", key[again])
        at = conveyed.at[again] - ((1 + 60 * draws.uniform("ambulance/home-at", home_key)) * DAY).astype(np.int64)
        stayed = Contacts(
            conveyed.person[again],
            at,
            40 + draws.integers("ambulance/home-minutes", home_key, 60),
            np.full(len(again), int(Mode.NOT_CONVEYED), dtype=np.int64),
            home_key,
        )
        both = {
            item.name: np.concatenate([getattr(conveyed, item.name), getattr(stayed, item.name)])
            for item in fields(Contacts)
        }
        return self._sorted(Contacts(**both))

    def referrals(self) -> Referrals:
        """GPs' referrals to the single point of access: old people, the frailer the more."""
        people, draws = self.people, self.draws
        rows = np.flatnonzero(self.age >= 65)
        rate = np.array(self.figures.referrals)[people.frailty[rows]] * self.calendar.years
        owner, index = spread(draws.poisson("referral", people.key[rows], rate))
        person = rows[owner]
        at = self.calendar.moments(draws, "referral/at", people.key[person], index, office=True)
        free = self._free(person, at)
        key = draws.words("referral/each", people.key[person], index)[free]
        return self._referred(person[free], at[free], key, key)

    def ambulance_referrals(self, calls: Contacts) -> Referrals:
        """Crews refer some old people whom they leave at home after a fall."""
        old = (calls.mode == Mode.NOT_CONVEYED) & (self.age[calls.person] >= 65)
        rows = np.flatnonzero(old & self.draws.chance("ambulance/refers", calls.key, 0.35))
        at = calls.at[rows] + calls.minutes[rows] * 60 + 900
        key = self.draws.words("ambulance/referral", calls.key[rows])
        referred = self._referred(calls.person[rows], at, key, calls.key[rows])
        referred.reason[:] = int(Reason.FALL)
        return referred

    def nurse_referrals(self, visits: Contacts) -> Referrals:
        """Community nurses refer a few of those they visit."""
        rows = np.flatnonzero(self.draws.chance("nursing/refers", visits.key, 0.006) & (self.age[visits.person] >= 65))
        at = visits.at[rows] + visits.minutes[rows] * 60 + 1800
        key = self.draws.words("nursing/referral", visits.key[rows])
        return self._referred(visits.person[rows], at, key, visits.key[rows])

    def _referred(self, person: Ints, at: Ints, key: Words, contact: Words) -> Referrals:
        reason = self.draws.pick("referral/reason", key, (0.24, 0.24, 0.14, 0.18, 0.10, 0.10))
        urgent = self.draws.chance("referral/urgent", key, 0.2)
        inside = at < self.calendar.end
        return Referrals(person[inside], at[inside], reason[inside], urgent[inside], key[inside], contact[inside])

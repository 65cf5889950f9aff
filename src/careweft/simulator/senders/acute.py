"""What the hospital's systems send about each visit, and when: admissions, moves, leave, results, mistakes put right.

This plans the messages; `write_hl7` words them.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np

from careweft.simulator.calendar import DAY, NEVER, Calendar
from careweft.simulator.care import beds
from careweft.simulator.care.beds import Spells
from careweft.simulator.care.visits import Kind, Outcome, Visits, join
from careweft.simulator.draws import Bools, Draws, Floats, Ints, Words
from careweft.simulator.identity.records import Registrar
from careweft.simulator.parameters import Parameters
from careweft.simulator.senders import acute_records

_HOUR, _MINUTE = 3600, 60
_SETTLED: Final = 960
"""Seconds after the start by which those who are in already have been announced."""
_DEATH_HEARD: Final = 0.7
"""Share of deaths elsewhere that the hospital hears of (parameter)."""


class Say(IntEnum):
    """Kinds of message, in the order in which they are sent when the time is the same."""

    A28 = 0
    A04 = 1
    A01 = 2
    A01_WRONG = 3
    A31_HOME = 4
    A31_NHS = 5
    A31_NAME = 6
    A31_DIED = 7
    A08_RIGHT = 8
    A11 = 9
    A02 = 10
    A12 = 11
    A21 = 12
    A22 = 13
    A08_DELAY = 14
    VITALS = 15
    BLOODS = 16
    A03 = 17
    A03_EARLY = 18
    A13 = 19
    A40 = 20


@dataclass
class Plan:
    """Messages in the order sent. `record` is the patient record, `visit` a row of `visits` (-1 none), `at` when the
    thing happened, `extra` what else is needed: a spell, an address, a retired record, a day, an instant."""

    visits: Visits
    spells: Spells
    say: Ints
    sent: Ints
    record: Ints
    visit: Ints
    at: Ints
    extra: Ints


class Acute:
    """Plans one year of the hospital's messages; `plan` is the one way in."""

    def __init__(
        self,
        calendar: Calendar,
        stays: Visits,
        attendances: Visits,
        registrar: Registrar,
        draws: Draws,
        figures: Parameters,
    ) -> None:
        self.calendar, self.registrar, self.draws, self.figures = calendar, registrar, draws, figures
        self.people = registrar.people
        seen = [part.take(np.flatnonzero(part.end > calendar.start)) for part in (attendances, stays)]
        self.visits = self._with_phantoms(join(*seen))
        self.spells = beds.place(self.visits, self.people.age(calendar.start_day), draws)
        self.desk = acute_records.register(self.visits, registrar, calendar, draws, figures.identity)
        self.parts: list[tuple[Ints, ...]] = []

    def plan(self) -> Plan:
        """All messages of the period, in order."""
        self._beginnings()
        self._moves()
        self._leaves_of_absence()
        self._discharges()
        self._results()
        self._updates()
        say, sent, record, visit, at, extra = (np.concatenate(column) for column in zip(*self.parts, strict=True))
        keep = np.flatnonzero((sent >= self.calendar.start) & (sent < self.calendar.end))
        order = keep[np.lexsort((visit[keep], say[keep], sent[keep]))]
        return Plan(self.visits, self.spells, *(column[order] for column in (say, sent, record, visit, at, extra)))

    def _add(self, say: Say, sent: Ints, visit: Ints, at: Ints, extra: Ints | int = 0) -> None:
        """Messages about visits."""
        self._tell(say, sent, self.desk.record[visit], at, extra, visit)

    def _tell(
        self, say: Say, sent: Ints, record: Ints, at: Ints, extra: Ints | int = 0, visit: Ints | int = -1
    ) -> None:
        """Messages about patients."""
        n = len(sent)
        self.parts.append(
            (np.full(n, int(say)), sent, record, np.broadcast_to(visit, n), at, np.broadcast_to(extra, n))
        )

    def _minutes(self, process: str, key: Words, mean: float, least: float = 1.0) -> Ints:
        """An exponential delay of at least `least` minutes, in seconds."""
        wait: Floats = least + (mean - least) * self.draws.exponential(process, key)
        return (np.minimum(wait, mean * 6) * _MINUTE).astype(np.int64)

    def _some(self, process: str, p: float, among: Bools) -> Ints:
        return np.flatnonzero(among & self.draws.chance(process, self.visits.key, p))

    def _with_phantoms(self, visits: Visits) -> Visits:
        """Admissions that never were: somebody in A&E admitted by mistake, and cancelled."""
        ed = (visits.kind == Kind.ED) & (visits.outcome == Outcome.HOME) & (visits.start >= self.calendar.start)
        rate = self.figures.care.cancelled_admission * (visits.kind != Kind.ED).sum() / max(1, int(ed.sum())) / 2
        rows = np.flatnonzero(ed & self.draws.chance("phantom", visits.key, rate))
        phantoms = visits.take(rows)
        phantoms.kind = np.full(len(rows), int(Kind.EMERGENCY))
        phantoms.key = self.draws.words("phantom/visit", visits.key[rows])
        phantoms.start = (visits.start[rows] + visits.end[rows]) // 2
        phantoms.end = phantoms.start + 2 * _HOUR
        self.phantom = np.arange(len(visits) + len(rows)) >= len(visits)
        return join(visits, phantoms)

    def _beginnings(self) -> None:
        """A04 and A01, and before somebody's first the A28 that registers them. Those who are in hospital when the
        feed begins are announced at once."""
        visits, start = self.visits, self.calendar.start
        lag = self._minutes("acute/admitted", visits.key, 9.0)
        sent = visits.start + np.where(visits.kind == Kind.ED, lag // 3, lag)
        sent = np.where(visits.start < start, start + 300 + np.arange(len(visits)) % 600, sent)
        ed = np.flatnonzero(visits.kind == Kind.ED)
        sent[ed] = np.minimum(sent[ed], np.maximum(visits.end[ed] - 120, start + 300))
        self.opened = sent
        self._add(Say.A04, sent[ed], ed, visits.start[ed], self.spells.first[ed])
        self._introduce(np.flatnonzero(~self.phantom), sent)
        self._admissions(np.flatnonzero((visits.kind != Kind.ED) & ~self.phantom), sent)
        ghosts = np.flatnonzero(self.phantom)
        begun = np.maximum(visits.start[ghosts] + 5 * _MINUTE, sent[ghosts])
        self._add(Say.A01, begun, ghosts, visits.start[ghosts], self.spells.first[ghosts])
        self._add(Say.A11, begun + 35 * _MINUTE, ghosts, begun + 35 * _MINUTE)

    def _introduce(self, rows: Ints, sent: Ints) -> None:
        order = rows[np.argsort(sent[rows], kind="stable")]
        records, first = np.unique(self.desk.record[order], return_index=True)
        new = self.desk.new[records]
        at = sent[order][first][new] - 60
        self._tell(Say.A28, at, records[new], at)
        asked = rows[self.draws.chance("acute/address", self.visits.key[rows], self.figures.identity.address_told)]
        home = self.people.home_at(self.visits.person[asked], self.visits.start[asked])
        self._tell(Say.A31_HOME, sent[asked] + 240, self.desk.record[asked], sent[asked] + 240, home)

    def _admissions(self, real: Ints, sent: Ints) -> None:
        visits, care = self.visits, self.figures.care
        told, key, begin = sent[real], visits.key[real], visits.start[real]
        spell = self._spell_at(real, told)
        within = begin >= self.calendar.start
        u = self.draws.uniform("acute/slip", key)
        wrong = within & (u > 1 - care.corrected_admission)
        self._add(Say.A01, told[~wrong], real[~wrong], begin[~wrong], spell[~wrong])
        shift = np.where(self.draws.chance("acute/slip-day", key, 0.3), -DAY, -_HOUR)
        self._add(Say.A01_WRONG, told[wrong], real[wrong], (begin + shift)[wrong], spell[wrong])
        later = told[wrong] + self._minutes("acute/righted", key[wrong], 120.0, 15.0)
        self._add(Say.A08_RIGHT, np.minimum(later, visits.end[real[wrong]] - 60), real[wrong], begin[wrong])
        long = visits.end[real] > told + 8 * _HOUR
        taken_back = within & long & (u < care.cancelled_admission / 2)
        back = told[taken_back] + self._minutes("acute/taken-back", key[taken_back], 40.0, 10.0)
        self._add(Say.A11, back, real[taken_back], back)
        self._add(Say.A01, back + 15 * _MINUTE, real[taken_back], begin[taken_back], spell[taken_back])

    def _spell_at(self, rows: Ints, at: Ints) -> Ints:
        """The spell that a visit is in at an instant."""
        width = np.int64(1) << np.int64(34)
        begins = self.spells.visit * width + self.spells.start
        return np.maximum(np.searchsorted(begins, rows * width + at, side="right") - 1, self.spells.first[rows])

    def _moves(self) -> None:
        spells, visits = self.spells, self.visits
        later = np.ones(len(spells.visit), dtype=bool)
        later[spells.first] = False
        rows = np.flatnonzero(later & ~self.phantom[spells.visit])
        visit = spells.visit[rows]
        key = self.draws.words("acute/move", visits.key[visit], rows - spells.first[visit])
        until = visits.end[visit] - 600
        sent = np.minimum(spells.start[rows] + self._minutes("acute/moved", key, 14.0), until)
        known = (visits.start[visit] >= self.calendar.start) | (sent > self.calendar.start + _SETTLED)
        rows, visit, key, until, sent = rows[known], visit[known], key[known], until[known], sent[known]
        self._add(Say.A02, sent, visit, spells.start[rows], rows)
        slip = self.draws.chance("acute/move-slip", key, self.figures.care.cancelled_transfer)
        slip &= sent + 4 * _HOUR < until
        cancel = sent[slip] + 25 * _MINUTE
        self._add(Say.A12, cancel, visit[slip], cancel, rows[slip] - 1)
        self._add(Say.A02, cancel + 2 * _HOUR, visit[slip], cancel + 2 * _HOUR - 300, rows[slip])

    def _leaves_of_absence(self) -> None:
        visits = self.visits
        length = visits.end - visits.start
        rows = self._some("acute/leave", self.figures.care.leave, (length >= 10 * DAY) & (visits.kind != Kind.ED))
        key = visits.key[rows]
        day = self.calendar.days(visits.start[rows] + (length[rows] * 0.45).astype(np.int64))
        goes = self.calendar.at_hour(self.draws, "acute/leave-at", key, day, (0,) * 9 + (3, 5, 5, 3))
        back = goes + ((6 + 24 * self.draws.uniform("acute/leave-for", key)) * _HOUR).astype(np.int64)
        fits = (back < visits.end[rows] - DAY // 2) & (goes > visits.start[rows] + DAY)
        fits &= goes > self.calendar.start + _SETTLED
        rows, goes, back, key = rows[fits], goes[fits], back[fits], key[fits]
        self._add(Say.A21, goes + self._minutes("acute/leave-sent", key, 12.0), rows, goes, back)
        self._add(Say.A22, back + self._minutes("acute/back-sent", key, 12.0), rows, back)

    def _discharges(self) -> None:
        visits = self.visits
        rows = np.flatnonzero(~self.phantom)
        mean = np.where(visits.kind[rows] == Kind.ED, 8.0, 30.0)
        lag = (1 + mean * np.minimum(4.0, self.draws.exponential("acute/discharged", visits.key[rows]))) * _MINUTE
        sent = np.maximum(visits.end[rows] + lag.astype(np.int64), self.opened[rows] + 120)
        self._add(Say.A03, sent, rows, visits.end[rows])
        waits = rows[visits.delay[rows] >= 0]
        told = visits.ready[waits] + self._minutes("acute/ready", visits.key[waits], 20.0, 4.0)
        opening = self.calendar.start + _SETTLED + waits % 600
        told = np.where(visits.ready[waits] < self.calendar.start, opening, told)
        self._add(Say.A08_DELAY, np.minimum(told, visits.end[waits] - 120), waits, visits.ready[waits])
        self._early_discharges()

    def _early_discharges(self) -> None:
        """Discharges entered too soon and taken back."""
        visits = self.visits
        stays = (visits.kind != Kind.ED) & ~self.phantom & (visits.outcome != Outcome.DIED)
        long = visits.end - visits.start > 2 * DAY
        rows = self._some("acute/early", self.figures.care.cancelled_discharge, stays & long)
        key = visits.key[rows]
        at = visits.end[rows] - ((3 + 15 * self.draws.uniform("acute/early-by", key)) * _HOUR).astype(np.int64)
        fits = (at > visits.start[rows] + DAY) & (at > self.calendar.start + _HOUR)
        rows, at, key = rows[fits], at[fits], key[fits]
        sent = at + self._minutes("acute/early-sent", key, 12.0)
        self._add(Say.A03_EARLY, sent, rows, at)
        undone = np.minimum(sent + self._minutes("acute/undone", key, 45.0, 15.0), visits.end[rows] - 600)
        self._add(Say.A13, undone, rows, undone)

    def _results(self) -> None:
        """Vital signs and bloods: on arrival, then every second and third day of a stay."""
        visits = self.visits
        real = ~self.phantom & (visits.kind != Kind.NEWBORN) & (visits.kind != Kind.MATERNITY)
        length = visits.end - visits.start
        ed, stay = real & (visits.kind == Kind.ED), real & (visits.kind != Kind.ED)
        self._result(Say.VITALS, np.flatnonzero(ed), 0, 25 * _MINUTE)
        tested = self.draws.chance("acute/bloods", visits.key, 0.35) | (visits.outcome == Outcome.ADMITTED)
        self._result(Say.BLOODS, np.flatnonzero(ed & tested), 0, 95 * _MINUTE)
        for day in range(int(length[stay].max(initial=0)) // DAY + 1):
            here = np.flatnonzero(stay & (length >= day * DAY))
            if day % 2 == 0:
                self._result(Say.VITALS, here, day, 70 * _MINUTE)
            if day % 3 == 0:
                self._result(Say.BLOODS, here[length[here] > DAY // 2], day, 140 * _MINUTE)

    def _result(self, say: Say, rows: Ints, day: int, after: int) -> None:
        key = self.draws.words(f"acute/{say.name}", self.visits.key[rows], day)
        moment = after * (0.6 + 0.8 * self.draws.uniform("acute/taken", key))
        taken = self.visits.start[rows] + day * DAY + moment.astype(np.int64)
        mean, least = (4.0, 1.0) if say == Say.VITALS else (55.0, 25.0)
        reported = taken + self._minutes("acute/reported", key, mean, least)
        inside = (taken < self.visits.end[rows]) & (taken >= self.calendar.start + _SETTLED)
        self._add(say, reported[inside], rows[inside], taken[inside], day)

    def _updates(self) -> None:
        """What the hospital hears of people besides their visits: names, traced numbers, deaths; and joined records."""
        people, draws, desk = self.people, self.draws, self.desk
        at = people.arrived[desk.babies]
        at = at + ((4 + 10 * draws.uniform("baby/named", people.key[desk.babies])) * DAY).astype(np.int64)
        self._tell(Say.A31_NAME, at, desk.of_person[desk.babies], at)
        first = np.full(len(people), NEVER)
        np.minimum.at(first, self.visits.person, np.maximum(self.visits.start, self.calendar.start))
        persons = np.flatnonzero(desk.of_person >= 0)
        self._traced(persons, first)
        inside = np.isin(persons, self.visits.person[self.visits.outcome == Outcome.DIED])
        heard = draws.chance("acute/death-heard", people.key[persons], _DEATH_HEARD) & ~inside
        gone = persons[heard & (people.died[persons] < NEVER) & (first[persons] < people.died[persons])]
        wait = (0.5 + 8 * draws.exponential("acute/death", people.key[gone])) * DAY
        self._tell(Say.A31_DIED, people.died[gone] + wait.astype(np.int64), desk.of_person[gone], people.died[gone])
        self._tell(Say.A40, desk.joined_at, desk.survivor, desk.joined_at, desk.retired)

    def _traced(self, persons: Ints, first: Ints) -> None:
        rows = self.desk.of_person[persons]
        numbers = self.registrar.records.nhs
        missing = np.array([not numbers[row] for row in rows.tolist()], dtype=bool)
        found = missing & self.draws.chance("acute/traced", self.people.key[persons], self.figures.identity.traced)
        who = persons[found]
        wait = (0.2 + 6 * self.draws.exponential("acute/trace", self.people.key[who])) * DAY
        sent = first[who] + wait.astype(np.int64)
        self._tell(Say.A31_NHS, sent, rows[found], sent)

"""What the practices send: who is on their lists, what is known of their health, consultations, referrals."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from careweft.simulator.calendar import DAY, NEVER
from careweft.simulator.care.contacts import Contacts, Mode, Referrals
from careweft.simulator.draws import Bools, Ints
from careweft.simulator.people.conditions import CONDITIONS
from careweft.simulator.senders.fhir_plan import FIRST_LOAD, MEDICINES, FhirPlanner, Measured, What
from careweft.simulator.senders.organisations import practice_id

_COLUMN: Final = {kind.name: column for column, kind in enumerate(CONDITIONS)}


class PracticeLists:
    """The lists of all practices. `gp` is the record of a person's first practice, `next_gp` of the one they join."""

    def __init__(self, planner: FhirPlanner, count: int) -> None:
        self.planner, self.people = planner, planner.people
        self.calendar, self.draws = planner.calendar, planner.draws
        n = len(self.people)
        self.gp, self.next_gp = np.full(n, -1, dtype=np.int64), np.full(n, -1, dtype=np.int64)
        lag = (5 + 12 * self.draws.uniform("gp/listed", self.people.key)) * DAY
        born = self.people.arrived > self.calendar.first
        self.listed = np.where(born, self.people.arrived + lag.astype(np.int64), self.calendar.start)
        """From when a person's first practice has them on its list."""
        for number in range(count):
            self._fill(number)
        self._leave()
        self._problems()
        current = np.where(self.next_gp >= 0, self.next_gp, self.gp)
        planner.news("gp", self._source_of(current), current, self.next_gp < 0)

    def _fill(self, number: int) -> None:
        """Those on a practice's list at first, those born to it, and those who join it."""
        people, planner, start = self.people, self.planner, self.calendar.start
        code, source = practice_id(number), planner.senders[practice_id(number)]
        mine = np.flatnonzero((people.practice == number) & (self.listed < self.calendar.end))
        self.gp[mine] = planner.register(code, mine, self.listed[mine], known=True)
        sent = np.where(self.listed[mine] == start, start + FIRST_LOAD, planner.nightly(source, self.listed[mine]))
        planner.add(What.PATIENT, source, sent, self.gp[mine], self.listed[mine])
        moves = people.reregistered < np.minimum(self.calendar.end, people.died)
        joins = np.flatnonzero(moves & (people.next_practice == number))
        self.next_gp[joins] = planner.register(code, joins, people.reregistered[joins], known=False)
        planner.add_nightly(What.PATIENT, source, self.next_gp[joins], people.reregistered[joins])

    def _leave(self) -> None:
        """The old practice takes movers off its list some days after the new one has them."""
        left = np.flatnonzero(self.next_gp >= 0)
        days = 3 + 11 * self.draws.uniform("gp/left", self.people.key[left])
        away = self.people.reregistered[left] + (days * DAY).astype(np.int64)
        self.planner.add_nightly(What.INACTIVE, self._source_of(self.gp[left]), self.gp[left], away)

    def referrals(self, referred: Referrals) -> None:
        """Referrals by practices."""
        record = self._record_at(referred.person, referred.at)
        self.planner.refer(self._source_of(record), record, referred)

    def _source_of(self, record: Ints) -> Ints:
        sources = self.planner.registrar.records.source
        return np.array(
            [self.planner.senders[sources[row]] if row >= 0 else 0 for row in record.tolist()], dtype=np.int64
        )

    def _record_at(self, person: Ints, at: Ints) -> Ints:
        """The practice's record of a person at an instant; -1 while nobody has them."""
        joined = (self.next_gp[person] >= 0) & (at >= self.people.reregistered[person])
        first = np.where(at >= self.listed[person], self.gp[person], -1)
        return np.where(joined, self.next_gp[person], first)

    def _problems(self) -> None:
        """Problem lists and medicines with the list, and new ones as they come."""
        people, draws = self.people, self.draws
        person, column = np.nonzero(people.onset < NEVER)
        since = people.onset[person, column]
        self._from_list(What.CONDITION, person, since, column)
        for row, (of, number) in enumerate(MEDICINES):
            medicine = CONDITIONS[of].medicines[number]
            taken = draws.chance(f"medicine/{medicine.atc}/{of}", people.key, medicine.share)
            who = np.flatnonzero(taken & (people.onset[:, of] < NEVER))
            self._from_list(What.MEDICATION, who, people.onset[who, of], np.full(len(who), row))
        frail = np.flatnonzero(people.frailty > 0)
        years = draws.integers("frailty/since", people.key[frail], 1000)
        self._from_list(What.FRAILTY, frail, self.calendar.start_day - 30 - years, people.frailty[frail])
        worse = np.flatnonzero(people.frailer < np.minimum(people.died, self.calendar.end))
        self._from_list(What.FRAILTY, worse, self.calendar.days(people.frailer[worse]), people.frailty[worse] + 1)

    def _from_list(self, what: What, person: Ints, day: Ints, ref: Ints) -> None:
        """Something of a person's list, known from a day on: sent with the list, or that night, and again by the
        practice they move to."""
        at = day * DAY + DAY // 2
        listed = np.maximum(at, self.listed[person])
        early = listed == self.calendar.start
        record = np.where(listed < self.people.died[person], self._record_at(person, listed), -1)
        source = self._source_of(record)
        sent = np.where(early, self.calendar.start + FIRST_LOAD, self.planner.nightly(source, listed))
        self.planner.add(what, source, sent, record, at, ref)
        again = np.flatnonzero((self.next_gp[person] >= 0) & (at < self.people.reregistered[person]))
        record = self.next_gp[person[again]]
        moved = self.people.reregistered[person[again]]
        source = self._source_of(record)
        self.planner.add(what, source, self.planner.nightly(source, moved), record, at[again], ref[again])

    def consultations(self, contacts: Contacts) -> None:
        """Consultations, and what was measured in them."""
        record = self._record_at(contacts.person, contacts.at)
        source = self._source_of(record)
        self.planner.meet(source, record, contacts)
        age = self.people.age(self.calendar.start_day)[contacts.person]
        has = self.people.onset[contacts.person] < (contacts.at // DAY)[:, None]
        u = self.draws.uniform("gp/measured", contacts.key)
        seen = contacts.mode != Mode.TELEPHONE
        long_term = has[:, [_COLUMN[name] for name in ("hypertension", "diabetes", "ckd", "chd")]].any(axis=1)
        pressure = seen & (u < np.where(long_term, 0.4, np.where(age >= 40, 0.15, 0.02)))
        self._measure(contacts, record, source, pressure, -1, np.where(long_term, 137.0, 128.0), 13.0)
        diabetes, kidney = has[:, _COLUMN["diabetes"]], has[:, _COLUMN["ckd"]]
        blood = self.draws.uniform("gp/bloods", contacts.key)
        self._measure(contacts, record, source, diabetes & (blood < 0.25), 0, np.full(len(age), 57.0), 13.0)
        self._measure(
            contacts, record, source, (diabetes | kidney) & (blood < 0.2), 1, np.where(kidney, 46.0, 79.0), 11.0
        )
        self._measure(contacts, record, source, seen & (u > 0.93) & (age >= 18), 2, np.full(len(age), 78.0), 14.0)
        first = np.append(True, contacts.person[1:] != contacts.person[:-1])[: len(contacts)]
        index = np.flatnonzero(first & (age >= 65))
        grade = self.people.frailty_at(contacts.person[index], contacts.at[index])
        self.planner.add_nightly(What.INDEX, source[index], record[index], contacts.at[index], grade)

    def _measure(
        self,
        contacts: Contacts,
        record: Ints,
        source: Ints,
        which: Bools,
        name: int,
        mean: npt.NDArray[np.floating[Any]],
        spread: float,
    ) -> None:
        rows = np.flatnonzero(which)
        key = contacts.key[rows]
        z = self.draws.normal(f"gp/reading/{name}", key)
        value = np.round(np.maximum(mean[rows] + spread * z, mean[rows] * 0.35), 1 if name == 2 else 0)
        lower = np.round(value * 0.6 + 4 * self.draws.normal("gp/reading/lower", key))
        measured = Measured(np.full(len(rows), name), value, lower)
        self.planner.measure(source[rows], record[rows], contacts.at[rows] + 60, measured)

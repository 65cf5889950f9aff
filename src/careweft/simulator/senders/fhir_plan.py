"""What the FHIR senders put into their bundles, and when: nightly what changed that day, referrals and calls at once.

The first night carries the whole list of each practice with its problems and medicines, and the caseloads.
"""

from dataclasses import dataclass, fields
from enum import IntEnum
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from careweft.simulator.calendar import DAY, NEVER, Calendar
from careweft.simulator.care.contacts import Contacts, Episodes, Mode, Referrals
from careweft.simulator.draws import Bools, Draws, Floats, Ints
from careweft.simulator.identity.records import Registrar, uuids
from careweft.simulator.people.conditions import CONDITIONS
from careweft.simulator.senders.fhir_resources import READINGS
from careweft.simulator.senders.organisations import AMBULANCE, COMMUNITY, MENTAL_HEALTH, Organisation, practice_id

_FIRST_LOAD: Final = 30 * 60
"""Seconds after the start at which whole lists are sent."""
_MOVE_HEARD: Final = {"gp": 0.85, COMMUNITY: 0.6, MENTAL_HEALTH: 0.5}
_READING_NAMES: Final = tuple(READINGS)
_COLUMN: Final = {kind.name: column for column, kind in enumerate(CONDITIONS)}
MEDICINES: Final = tuple(
    (column, number) for column, kind in enumerate(CONDITIONS) for number in range(len(kind.medicines))
)
"""(condition, which of its medicines) of every medicine."""


class What(IntEnum):
    """Parts of bundles, in the order in which they stand in one."""

    PATIENT = 0
    REHOUSED = 1
    DIED = 2
    INACTIVE = 3
    CONDITION = 4
    FRAILTY = 5
    MEDICATION = 6
    ENCOUNTER = 7
    PRESSURE = 8
    READING = 9
    INDEX = 10
    BARTHEL = 11
    REFERRAL = 12


@dataclass
class Measured:
    """Values of observations: row of READINGS or -1 for blood pressure, and one or two values."""

    name: Ints
    first: Floats
    second: Floats


@dataclass
class FhirPlan:
    """Parts of bundles in order: parts with the same `sent` and `record` make one bundle. `ref` is a row of `contacts`,
    `referrals` or `measured`, a condition, a row of MEDICINES, a grade, a score or an address, as `what` says."""

    source: Ints
    sent: Ints
    record: Ints
    what: Ints
    at: Ints
    ref: Ints
    contacts: Contacts
    referrals: Referrals
    measured: Measured


class FhirPlanner:
    """Plans one year of bundles. Call `practices`, then the others, then `plan`."""

    def __init__(self, registrar: Registrar, calendar: Calendar, senders: list[Organisation], draws: Draws) -> None:
        self.registrar, self.people, self.calendar, self.draws = registrar, registrar.people, calendar, draws
        self.senders = {sender.id: row for row, sender in enumerate(senders)}
        self.sends_at = np.array([sender.sends_at for sender in senders])
        self.parts: list[tuple[Ints, ...]] = []
        self.contacts: list[Contacts] = []
        self.referred: list[Referrals] = []
        self.measured: list[Measured] = []
        n = len(self.people)
        self.gp, self.next_gp = np.full(n, -1, dtype=np.int64), np.full(n, -1, dtype=np.int64)
        self.listed = np.full(n, NEVER)
        """From when a person's first practice has them on its list."""

    # -- placing

    def _nightly(self, source: Ints, at: Ints) -> Ints:
        return self.calendar.to_utc(self.calendar.days(at) * DAY + self.sends_at[source] * 60)

    def _add(self, what: What, source: Ints | int, sent: Ints, record: Ints, at: Ints, ref: Ints | int = 0) -> None:
        n = len(sent)
        self.parts.append(
            (np.broadcast_to(source, n), sent, record, np.full(n, int(what)), at, np.broadcast_to(ref, n))
        )

    def _add_nightly(self, what: What, source: Ints | int, record: Ints, at: Ints, ref: Ints | int = 0) -> None:
        source = np.broadcast_to(source, len(at))
        self._add(what, source, self._nightly(source, at), record, at, ref)

    def _contacts(self, contacts: Contacts) -> Ints:
        """Keep contacts; their rows in the plan."""
        first = sum(len(kept) for kept in self.contacts)
        self.contacts.append(contacts)
        return first + np.arange(len(contacts))

    def plan(self) -> FhirPlan:
        """Everything in order, by sender."""
        columns = [np.concatenate(column) for column in zip(*self.parts, strict=True)]
        source, sent, record, what, at, ref = columns
        keep = np.flatnonzero((sent < self.calendar.end) & (sent >= self.calendar.start) & (record >= 0))
        order = keep[np.lexsort((ref[keep], at[keep], what[keep], record[keep], sent[keep], source[keep]))]
        contacts = Contacts(**_joined(Contacts, self.contacts))
        measured = Measured(**_joined(Measured, self.measured))
        merged = {
            item.name: np.concatenate([getattr(each, item.name) for each in self.referred])
            for item in fields(Referrals)
            if item.name != "by"
        }
        referrals = Referrals(**merged, by="")
        source, sent, record, what, at, ref = (column[order] for column in columns)
        return FhirPlan(source, sent, record, what, at, ref, contacts, referrals, measured)

    # -- general practice

    def practices(self, count: int) -> None:
        """Lists of all practices: who is on them at first, who joins and leaves, and what is known of their health."""
        people, calendar = self.people, self.calendar
        start = calendar.start
        born = people.arrived > calendar.first
        lag = (5 + 12 * self.draws.uniform("gp/listed", people.key)) * DAY
        self.listed = np.where(born, people.arrived + lag.astype(np.int64), start)
        moves = people.reregistered < np.minimum(calendar.end, people.died)
        for number in range(count):
            code, source = practice_id(number), self.senders[practice_id(number)]
            mine = np.flatnonzero((people.practice == number) & (self.listed < calendar.end))
            self.gp[mine] = self._register(code, mine, self.listed[mine], known=True)
            joins = np.flatnonzero(moves & (people.next_practice == number))
            self.next_gp[joins] = self._register(code, joins, people.reregistered[joins], known=False)
            at_first = self.listed[mine] == start
            sent = np.where(at_first, start + _FIRST_LOAD, self._nightly(np.full(len(mine), source), self.listed[mine]))
            self._add(What.PATIENT, source, sent, self.gp[mine], self.listed[mine])
            self._add_nightly(What.PATIENT, source, self.next_gp[joins], people.reregistered[joins])
        left = np.flatnonzero(self.next_gp >= 0)
        away = people.reregistered[left] + ((3 + 11 * self.draws.uniform("gp/left", people.key[left])) * DAY).astype(
            np.int64
        )
        self._add_nightly(What.INACTIVE, self._source_of(self.gp[left]), self.gp[left], away)
        self._problems()
        self._news(self._source_of(self.gp), self.gp, "gp", ~(self.next_gp >= 0))

    def _register(self, code: str, persons: Ints, at: Ints, *, known: bool, haste: float = 1.0, index: int = 0) -> Ints:
        salt = self.draws.words(f"fhir/{code}", self.people.key[persons], at)
        ids = uuids(salt, self.draws.words(f"fhir/{code}/more", salt, index))
        sector = "gp" if code.startswith("gp-") else code
        return self.registrar.register(code, sector, persons, at, ids, known=known, haste=haste)

    def _source_of(self, record: Ints) -> Ints:
        sources = self.registrar.records.source
        return np.array([self.senders[sources[row]] if row >= 0 else 0 for row in record.tolist()], dtype=np.int64)

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
        sent = np.where(early, self.calendar.start + _FIRST_LOAD, self._nightly(source, listed))
        self._add(what, source, sent, record, at, ref)
        again = np.flatnonzero((self.next_gp[person] >= 0) & (at < self.people.reregistered[person]))
        record = self.next_gp[person[again]]
        moved = self.people.reregistered[person[again]]
        source = self._source_of(record)
        self._add(what, source, self._nightly(source, moved), record, at[again], ref[again])

    def _news(self, source: Ints | int, record: Ints, sender: str, stays: Bools) -> None:
        """Moves and deaths, as a sender hears of them. One record per person, -1 for none."""
        people, draws = self.people, self.draws
        sources = np.broadcast_to(source, len(people))
        heard = draws.chance(f"news/{sender}", people.key, _MOVE_HEARD[sender])
        who = np.flatnonzero((record >= 0) & heard & stays & (people.moved < people.died))
        wait = 3 + 20 * draws.exponential(f"news/{sender}/wait", people.key[who])
        at = people.moved[who] + (np.minimum(wait, 300) * DAY).astype(np.int64)
        self._add_nightly(What.REHOUSED, sources[who], record[who], at, people.next_home[who])
        gone = np.flatnonzero((people.died < NEVER) & (record >= 0))
        current = (
            np.where(self.next_gp[gone] >= 0, self.next_gp[gone], record[gone]) if sender == "gp" else record[gone]
        )
        wait = 1 + 6 * draws.uniform(f"news/{sender}/died", people.key[gone])
        at = people.died[gone] + (wait * DAY).astype(np.int64)
        where = self._source_of(current) if sender == "gp" else sources[gone]
        self._add_nightly(What.DIED, where, current, at)

    def consultations(self, contacts: Contacts) -> None:
        """Consultations, and what was measured in them."""
        record = self._record_at(contacts.person, contacts.at)
        source = self._source_of(record)
        self._add_nightly(What.ENCOUNTER, source, record, contacts.at, self._contacts(contacts))
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
        self._add_nightly(What.INDEX, source[index], record[index], contacts.at[index], grade)

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
        first = sum(len(kept.name) for kept in self.measured)
        self.measured.append(Measured(np.full(len(rows), name), value, lower))
        what = What.PRESSURE if name < 0 else What.READING
        ref = first + np.arange(len(rows))
        self._add_nightly(what, source[rows], record[rows], contacts.at[rows] + 60, ref)

    # -- the others

    def caseload(self, code: str, episodes: Episodes, contacts: Contacts) -> None:
        """Community or mental health: its patients from the first episode on, its contacts, and what it hears."""
        source = self.senders[code]
        order = np.argsort(episodes.start, kind="stable")
        persons, first = np.unique(episodes.person[order], return_index=True)
        begin = episodes.start[order][first]
        standing = begin == self.calendar.start
        record = np.full(len(self.people), -1, dtype=np.int64)
        for rows, known in ((np.flatnonzero(standing), True), (np.flatnonzero(~standing), False)):
            record[persons[rows]] = self._register(code, persons[rows], begin[rows], known=known)
        sent = np.where(
            standing, self.calendar.start + _FIRST_LOAD + 300, self._nightly(np.full(len(persons), source), begin)
        )
        self._add(What.PATIENT, source, sent, record[persons], begin)
        self._add_nightly(What.ENCOUNTER, source, record[contacts.person], contacts.at, self._contacts(contacts))
        self._news(source, record, code, np.ones(len(self.people), dtype=bool))
        if code == COMMUNITY:
            self.nursing = record
            started = np.append(True, contacts.person[1:] != contacts.person[:-1])[: len(contacts)]
            rows = np.flatnonzero(started)
            who = contacts.person[rows]
            frail = self.people.frailty_at(who, contacts.at[rows])
            index = 92 - 17 * frail + 9 * self.draws.normal("barthel", contacts.key[rows])
            score: Ints = np.asarray(np.clip(index, 0, 100) // 5 * 5, dtype=np.int64)
            self._add_nightly(What.BARTHEL, source, record[who], contacts.at[rows] + 60, score)

    def ambulance(self, calls: Contacts, referred: Referrals) -> None:
        """Ambulance crews make a record of the patient at every call, and send it when the call is over."""
        source = self.senders[AMBULANCE]
        record = self._register(AMBULANCE, calls.person, calls.at, known=False)
        over = calls.at + calls.minutes * 60 + 600
        self._add(What.PATIENT, source, over, record, calls.at)
        self._add(What.ENCOUNTER, source, over, record, calls.at, self._contacts(calls))
        call = dict(zip(zip(calls.person.tolist(), over.tolist(), strict=True), record.tolist(), strict=True))
        asked = zip(referred.person.tolist(), (referred.at - 300).tolist(), strict=True)
        self._refer(source, np.array([call[each] for each in asked], dtype=np.int64), referred)

    def referrals(self, code: str, referred: Referrals) -> None:
        """Referrals from practices or community nursing, sent at once."""
        if code == COMMUNITY:
            self._refer(self.senders[code], self.nursing[referred.person], referred)
        else:
            record = self._record_at(referred.person, referred.at)
            self._refer(self._source_of(record), record, referred)

    def _refer(self, source: Ints | int, record: Ints, referred: Referrals) -> None:
        first = sum(len(kept) for kept in self.referred)
        self.referred.append(referred)
        self._add(What.REFERRAL, source, referred.at, record, referred.at, first + np.arange(len(referred)))


def _joined(kind: type[Contacts] | type[Measured], parts: list[Contacts] | list[Measured]) -> dict[str, Any]:
    return {item.name: np.concatenate([getattr(part, item.name) for part in parts]) for item in fields(kind)}

"""What the FHIR senders put into their bundles, and when: nightly what changed that day, referrals and calls at once.

The first night carries the whole list of each practice with its problems and medicines, and the caseloads.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from enum import IntEnum
from typing import Any, Final

import numpy as np

from careweft.simulator.calendar import DAY, NEVER, Calendar
from careweft.simulator.care.contacts import Contacts, Referrals
from careweft.simulator.draws import Bools, Draws, Floats, Ints
from careweft.simulator.identity.records import Registrar, uuids
from careweft.simulator.people.conditions import CONDITIONS
from careweft.simulator.senders.organisations import COMMUNITY, MENTAL_HEALTH, Organisation

FIRST_LOAD: Final = 30 * 60
"""Seconds after the start at which whole lists are sent."""
_MOVE_HEARD: Final = {"gp": 0.85, COMMUNITY: 0.6, MENTAL_HEALTH: 0.5}
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
    """Collects parts of bundles from those who plan them (`PracticeLists`, `Caseloads`); `plan` puts them in order."""

    def __init__(self, registrar: Registrar, calendar: Calendar, senders: list[Organisation], draws: Draws) -> None:
        self.registrar, self.people, self.calendar, self.draws = registrar, registrar.people, calendar, draws
        self.senders = {sender.id: row for row, sender in enumerate(senders)}
        self._sends_at = np.array([sender.sends_at for sender in senders])
        self._parts: list[tuple[Ints, ...]] = []
        self._contacts: list[Contacts] = []
        self._referred: list[Referrals] = []
        self._measured: list[Measured] = []

    def nightly(self, source: Ints | int, at: Ints) -> Ints:
        """When a sender tells what happened on the day of an instant."""
        return self.calendar.to_utc(self.calendar.days(at) * DAY + self._sends_at[source] * 60)

    def add(self, what: What, source: Ints | int, sent: Ints, record: Ints, at: Ints, ref: Ints | int = 0) -> None:
        """Parts that are sent at these instants."""
        n = len(sent)
        self._parts.append(
            (np.broadcast_to(source, n), sent, record, np.full(n, int(what)), at, np.broadcast_to(ref, n))
        )

    def add_nightly(self, what: What, source: Ints | int, record: Ints, at: Ints, ref: Ints | int = 0) -> None:
        """Parts that are sent the night after they happened."""
        self.add(what, source, self.nightly(source, at), record, at, ref)

    def meet(self, source: Ints | int, record: Ints, contacts: Contacts, sent: Ints | None = None) -> None:
        """Contacts, told nightly unless it is said when."""
        first = sum(len(kept) for kept in self._contacts)
        self._contacts.append(contacts)
        told = self.nightly(source, contacts.at) if sent is None else sent
        self.add(What.ENCOUNTER, source, told, record, contacts.at, first + np.arange(len(contacts)))

    def refer(self, source: Ints | int, record: Ints, referred: Referrals) -> None:
        """Referrals, sent at once."""
        first = sum(len(kept) for kept in self._referred)
        self._referred.append(referred)
        self.add(What.REFERRAL, source, referred.at, record, referred.at, first + np.arange(len(referred)))

    def measure(self, source: Ints, record: Ints, at: Ints, measured: Measured) -> None:
        """Readings, or blood pressures, of one name."""
        first = sum(len(kept.name) for kept in self._measured)
        self._measured.append(measured)
        what = np.where(measured.name < 0, int(What.PRESSURE), int(What.READING))
        rows = first + np.arange(len(at))
        for each in (What.PRESSURE, What.READING):
            some = what == each
            self.add_nightly(each, source[some], record[some], at[some], rows[some])

    def register(self, code: str, persons: Ints, at: Ints, *, known: bool) -> Ints:
        """Records of these people with a sender of FHIR, under a UUID each."""
        salt = self.draws.words(f"fhir/{code}", self.people.key[persons], at)
        ids = uuids(salt, self.draws.words(f"fhir/{code}/more", salt))
        sector = "gp" if code.startswith("gp-") else code
        return self.registrar.register(code, sector, persons, at, ids, known=known)

    def news(self, sender: str, source: Ints, record: Ints, stays: Bools) -> None:
        """Deaths, and the moves of those who stay with the sender, as it hears of them. One source and record per
        person, -1 for none."""
        people, draws = self.people, self.draws
        heard = draws.chance(f"news/{sender}", people.key, _MOVE_HEARD[sender])
        who = np.flatnonzero((record >= 0) & heard & stays & (people.moved < people.died))
        wait = 3 + 20 * draws.exponential(f"news/{sender}/wait", people.key[who])
        at = people.moved[who] + (np.minimum(wait, 300) * DAY).astype(np.int64)
        self.add_nightly(What.REHOUSED, source[who], record[who], at, people.next_home[who])
        gone = np.flatnonzero((people.died < NEVER) & (record >= 0))
        wait = 1 + 6 * draws.uniform(f"news/{sender}/died", people.key[gone])
        at = people.died[gone] + (wait * DAY).astype(np.int64)
        self.add_nightly(What.DIED, source[gone], record[gone], at)

    def plan(self) -> FhirPlan:
        """Everything in order, by sender."""
        columns = [np.concatenate(column) for column in zip(*self._parts, strict=True)]
        source, sent, record, what, at, ref = columns
        keep = np.flatnonzero((sent < self.calendar.end) & (sent >= self.calendar.start) & (record >= 0))
        order = keep[np.lexsort((ref[keep], at[keep], what[keep], record[keep], sent[keep], source[keep]))]
        contacts = Contacts(**_joined(Contacts, self._contacts))
        measured = Measured(**_joined(Measured, self._measured))
        referrals = Referrals(**_joined(Referrals, self._referred))
        source, sent, record, what, at, ref = (column[order] for column in columns)
        return FhirPlan(source, sent, record, what, at, ref, contacts, referrals, measured)


def _joined(kind: type[Any], parts: Sequence[object]) -> dict[str, Any]:
    return {item.name: np.concatenate([getattr(part, item.name) for part in parts]) for item in fields(kind)}

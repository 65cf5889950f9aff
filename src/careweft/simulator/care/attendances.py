"""Visits to A&E: before an emergency admission, or on the way home."""

from typing import Final

import numpy as np

from careweft.simulator.care.hospital import Hospital
from careweft.simulator.care.visits import Kind, Outcome, Visits, during, join
from careweft.simulator.draws import spread
from careweft.simulator.people.health import band

_HOUR: Final = 3600
_NOT_KEPT: Final = 1.03
"""Attendances drawn for each kept: some fall into a stay or close upon another (measured)."""


class Attendances:
    """Makes the attendances of the people whose stays a `Hospital` made."""

    def __init__(self, hospital: Hospital) -> None:
        self.hospital, self.people, self.calendar = hospital, hospital.people, hospital.calendar
        self.draws, self.figures = hospital.draws, hospital.figures

    def make(self, stays: Visits) -> Visits:
        """Attendances before admissions, then those sent home, each sorted by person and start."""
        return join(self._admitted_through_ed(stays), self._sent_home(stays))

    def _admitted_through_ed(self, stays: Visits) -> Visits:
        through = (stays.kind == Kind.EMERGENCY) & self.draws.chance("ed/through", stays.key, self.figures.via_ed)
        stays = stays.take(np.flatnonzero(through))
        wait = np.clip(5 * self.draws.exponential("ed/wait", stays.key), 1.0, 14.0) * _HOUR
        visits = self.hospital.begin(
            Kind.ED, stays.person, stays.start, np.zeros(len(stays)), self.draws.words("ed", stays.key)
        )
        visits.start, visits.end = stays.start - wait.astype(np.int64), stays.start
        visits.diagnosis = stays.diagnosis
        visits.outcome[:] = int(Outcome.ADMITTED)
        return visits

    def _sent_home(self, stays: Visits) -> Visits:
        people, figures = self.people, self.figures
        through = figures.emergency * figures.via_ed
        weight = np.array(figures.attendance_by_age)[band(self.hospital.age)] * self.hospital.deprived
        weight *= np.array((1.0, 1.25, 1.5, 1.8))[people.frailty] * self.draws.exponential("ed/own", people.key)
        weight *= self.hospital.settled
        total = (figures.attendances - through) / 1000 * self.hospital.settled.sum() * self.calendar.years
        mean = weight * (total * _NOT_KEPT / weight.sum())
        owner, index = spread(self.draws.poisson("ed/home", people.key, mean))
        start = self.calendar.moments(self.draws, "ed/at", people.key[owner], index)
        key = self.draws.words("ed/visit", people.key[owner], index)
        hours = np.clip(2.8 * np.exp(0.55 * self.draws.normal("ed/hours", key)), 0.4, 16)
        visits = self.hospital.begin(Kind.ED, owner, start, hours / 24, key)
        left = self.draws.chance("ed/left", key, 0.035)
        visits.outcome = np.where(left, int(Outcome.LEFT), int(Outcome.HOME))
        clear = (during(owner, start, stays) < 0) & (during(owner, visits.end, stays) < 0)
        alive = visits.end < people.died[owner]
        return self._apart(visits.take(np.flatnonzero(clear & alive)))

    def _apart(self, visits: Visits) -> Visits:
        """Drop an attendance that begins within twelve hours of the one before."""
        order = np.lexsort((visits.start, visits.person))
        visits = visits.take(order)
        same = visits.person[1:] == visits.person[:-1]
        close = visits.start[1:] < visits.start[:-1] + 12 * _HOUR
        keep = np.concatenate([[True], ~(same & close)])[: len(visits)]
        return visits.take(np.flatnonzero(keep))

"""Who is in hospital when, and why: emergencies, planned stays, births, readmissions and delayed discharge."""

from typing import Final

import numpy as np

from careweft.simulator.calendar import DAY, NEVER, Calendar
from careweft.simulator.care import diagnoses
from careweft.simulator.care.visits import Kind, Outcome, Visits, join
from careweft.simulator.draws import Draws, Floats, Ints, Words, spread
from careweft.simulator.parameters import Care
from careweft.simulator.people.health import band, scale_to
from careweft.simulator.people.population import Population

RUN_IN_DAYS: Final = 60
"""Days lived before the period so that it begins with people in hospital and on their way back."""
_HOUR: Final = 3600
_OVERLAP_LOSS: Final = 1.035
"""Admissions drawn for each kept: some fall while the person is in hospital already (measured)."""
_STAY_SPREAD: Final = 0.85
_DISCHARGE_HOURS: Final = (*(0,) * 9, 1, 3, 5, 6, 7, 8, 9, 9, 8, 6, 4, 2, 1, 0, 0)


class Hospital:
    """Makes one year's visits. `make` is the one way in."""

    def __init__(self, people: Population, calendar: Calendar, draws: Draws, figures: Care) -> None:
        self.people, self.calendar, self.draws, self.figures = people, calendar, draws, figures
        self.age = people.age(calendar.start_day).clip(0)
        self.deprived = np.exp((5.5 - people.imd) * 0.05)
        self.settled = people.arrived == calendar.first
        self.delay_scale = 0.0

    def make(self) -> Visits:
        """Stays, sorted by person and start and never overlapping."""
        planned = self._planned()
        rate, again = self._rates(len(planned))
        first = self._emergencies(rate)
        self._settle_delays(join(first, planned))
        lasting = [self._delayed(first), self._delayed(planned)]
        wave = join(*lasting)
        for generation in range(3):
            wave = self._delayed(self._readmitted(wave, again, generation))
            lasting.append(wave)
        kept = self._lived(join(*lasting))
        births = self._births()
        stays = self._disjoint(kept, join(births, self._last_days(kept)))
        return self._outcomes(stays)

    def begin(self, kind: Kind, rows: Ints, start: Ints, days: Floats, key: Words) -> Visits:
        """Visits of these people from an instant on, for so many days; all go home, for now."""
        n = len(rows)
        pool = {Kind.ED: diagnoses.ATTENDANCE, Kind.EMERGENCY: diagnoses.EMERGENCY, Kind.ELECTIVE: diagnoses.ELECTIVE}
        pool |= {Kind.MATERNITY: diagnoses.MATERNITY, Kind.NEWBORN: diagnoses.NEWBORN}
        reason = diagnoses.choose(pool[kind], self.people, rows, self.age[rows], key, self.draws)
        return Visits(
            person=rows,
            kind=np.full(n, int(kind), dtype=np.int64),
            start=start,
            end=self._leaves(start, days, key),
            ready=np.full(n, NEVER),
            delay=np.full(n, -1, dtype=np.int64),
            outcome=np.full(n, int(Outcome.HOME), dtype=np.int64),
            diagnosis=reason,
            key=key,
        )

    def _leaves(self, start: Ints, days: Floats, key: Words) -> Ints:
        """Stays of a night or more end at an hour at which wards let people go."""
        plain = start + (days * DAY).astype(np.int64)
        local = self.calendar.days(plain)
        hour = self.calendar.at_hour(self.draws, "visit/discharge", key, local, _DISCHARGE_HOURS)
        return np.where((days >= 1) & (hour > start + 6 * _HOUR), hour, plain)

    def _planned(self) -> Visits:
        rows = np.flatnonzero(self.settled)
        weight = np.interp(self.age[rows], (0, 10, 30, 55, 75, 90), (0.5, 0.6, 0.5, 1.2, 2.6, 1.2))
        mean = scale_to(weight * 1e-3, self.figures.elective / 1000 * self.calendar.years * len(rows))
        owner, index = spread(self.draws.poisson("elective", self.people.key[rows], mean))
        person = rows[owner]
        key = self.draws.words("elective/visit", self.people.key[person], index)
        at = self.calendar.moments(self.draws, "elective/at", self.people.key[person], index, office=True)
        morning = self.calendar.at_hour(
            self.draws, "elective/hour", key, self.calendar.days(at), (0,) * 7 + (5, 3, 2, 1)
        )
        nights = 1 + self.draws.pick("elective/nights", key, (0.45, 0.25, 0.15, 0.08, 0.07))
        return self.begin(Kind.ELECTIVE, person, morning, nights.astype(np.float64), key)

    def _rates(self, planned: int) -> tuple[Floats, float]:
        """Each person's yearly rate of first emergency admissions, and the chance of coming back on top of it, such
        that admissions and readmissions come out at the published figures."""
        people, figures = self.people, self.figures
        conditions = (people.onset < NEVER).sum(axis=1)
        weight = np.array(figures.emergency_by_age)[band(self.age)] * np.array(figures.hospital_ratio)[people.frailty]
        weight *= 1.12**conditions * self.deprived * self.draws.exponential("emergency/own", people.key)
        weight *= self.settled
        years = self.calendar.years
        dying = figures.hospital_deaths * float((people.died < NEVER).sum())
        total = figures.emergency / 1000 * self.settled.sum() * years * _OVERLAP_LOSS - dying
        again = 0.08
        rate = weight
        for _ in range(20):
            firsts = total * (1 - again) - planned * again
            rate = weight * (firsts / years / weight.sum())
            natural = 1 - np.exp(-rate * 30 / 365.25)
            chance_back = float((natural * rate).sum() * years + planned * natural.mean()) / (firsts + planned)
            again = max(0.0, (figures.readmission - chance_back) / (1 - chance_back))
        return rate, again

    def _emergencies(self, rate: Floats) -> Visits:
        people = self.people
        owner, index = spread(self.draws.poisson("emergency", people.key, rate * self.calendar.years))
        start = self.calendar.moments(self.draws, "emergency/at", people.key[owner], index)
        key = self.draws.words("emergency/visit", people.key[owner], index)
        return self.begin(Kind.EMERGENCY, owner, start, self._days(owner, key), key)

    def _days(self, rows: Ints, key: Words) -> Floats:
        """Length of an emergency stay in days."""
        median = np.array(self.figures.stay_days)[band(self.age[rows])]
        median = median * np.array((1.0, 1.12, 1.25, 1.4))[self.people.frailty[rows]]
        long = np.maximum(1.0, median * np.exp(_STAY_SPREAD * self.draws.normal("visit/days", key)))
        short = 0.1 + 0.7 * self.draws.uniform("visit/hours", key)
        u = self.draws.uniform("visit/same-day", key)
        return np.where(u < self.figures.same_day * np.where(self.age[rows] >= 75, 0.6, 1.15), short, long)

    def _delay_weight(self, visits: Visits) -> Floats:
        frailty = self.people.frailty[visits.person]
        eligible = (visits.end - visits.start >= 3 * DAY) & ((self.age[visits.person] >= 65) | (frailty >= 2))
        return np.where(eligible, np.array((0.25, 0.8, 1.6, 2.2))[frailty], 0.0)

    def _settle_delays(self, visits: Visits) -> None:
        share = self.figures.delayed_beds / (1 - self.figures.delayed_beds)
        days = float((visits.end - visits.start).sum()) / DAY * share
        weight = self._delay_weight(visits)
        wanted = scale_to(weight, days / (self.figures.delay_days + 1))
        rows = np.flatnonzero(weight)
        self.delay_scale = float((wanted[rows] / weight[rows]).max()) if len(rows) else 0.0

    def _delayed(self, visits: Visits) -> Visits:
        """Some stays go on after the person is medically fit."""
        p = np.minimum(0.95, self.delay_scale * self._delay_weight(visits))
        late = np.flatnonzero(self.draws.chance("visit/delayed", visits.key, p))
        key = visits.key[late]
        days = 1 + self.figures.delay_days * self.draws.exponential("visit/delay", key)
        visits.ready[late] = visits.end[late] - 2 * _HOUR
        visits.end[late] = self._leaves(visits.end[late], days, key)
        shares = [share for _, share in self.figures.delay_reasons]
        visits.delay[late] = self.draws.pick("visit/delay-reason", key, shares)
        return visits

    def _readmitted(self, visits: Visits, again: float, generation: int) -> Visits:
        slope = self.figures.readmission_slope ** ((5.5 - self.people.imd[visits.person]) / 9)
        back = self.draws.chance("readmission", visits.key, again * slope, generation)
        back &= visits.end < self.calendar.end
        rows = np.flatnonzero(back)
        key = self.draws.words("readmission/visit", visits.key[rows])
        wait = -10 * np.log(1 - self.draws.uniform("readmission/wait", key) * (1 - np.exp(-3.0)))
        start = visits.end[rows] + (wait * DAY).astype(np.int64)
        person = visits.person[rows]
        soon = np.flatnonzero(start < self.calendar.end)
        person, start, key = person[soon], start[soon], key[soon]
        return self.begin(Kind.EMERGENCY, person, start, self._days(person, key), key)

    def _lived(self, visits: Visits) -> Visits:
        """Visits of the living that begin within the span; who dies in hospital dies there."""
        people = self.people
        rows = np.flatnonzero((visits.start < people.died[visits.person]) & (visits.start < self.calendar.end))
        visits = visits.take(rows)
        died = people.died[visits.person]
        dies = died < visits.end
        visits.end = np.where(dies, died, visits.end)
        visits.outcome = np.where(dies, int(Outcome.DIED), visits.outcome)
        gone = visits.ready >= visits.end
        visits.ready, visits.delay = np.where(gone, NEVER, visits.ready), np.where(gone, -1, visits.delay)
        return visits

    def _last_days(self, kept: Visits) -> Visits:
        """Admissions that end in death."""
        people = self.people
        inside = set(kept.person[kept.outcome == Outcome.DIED].tolist())
        dying = np.array(
            [row for row in np.flatnonzero(people.died < NEVER).tolist() if row not in inside], dtype=np.int64
        )
        dying = dying[self.draws.chance("last-days", people.key[dying], self.figures.hospital_deaths)]
        key = self.draws.words("last-days/visit", people.key[dying])
        start = people.died[dying] - (self._days(dying, key) * 0.8 * DAY + _HOUR).astype(np.int64)
        visits = self.begin(Kind.EMERGENCY, dying, start, np.ones(len(dying)), key)
        visits.end = people.died[dying]
        visits.outcome[:] = int(Outcome.DIED)
        return visits

    def _births(self) -> Visits:
        people, draws = self.people, self.draws
        babies = np.flatnonzero(~self.settled)
        key = draws.words("birth/visit", people.key[babies])
        mothers, first = np.unique(people.mother[babies], return_index=True)
        labour = people.arrived[babies[first]] - (_HOUR * (2 + 10 * draws.uniform("birth/labour", key[first]))).astype(
            np.int64
        )
        days = 0.6 + 2.2 * draws.uniform("birth/days", key[first])
        mother_key = draws.words("birth/mother", people.key[mothers], people.born[babies[first]])
        stay = self.begin(Kind.MATERNITY, mothers, labour, days + 0.4, mother_key)
        baby = self.begin(Kind.NEWBORN, babies, people.arrived[babies], np.ones(len(babies)), key)
        ends = dict(zip(mothers.tolist(), stay.end.tolist(), strict=True))
        baby.end = np.array([ends[mother] for mother in people.mother[babies].tolist()], dtype=np.int64)
        stay.end = np.minimum(stay.end, people.died[mothers])
        baby.end = np.maximum(baby.end, baby.start + _HOUR)
        return join(stay, baby)

    def _disjoint(self, visits: Visits, fixed: Visits) -> Visits:
        """Leave out what begins while the person is in hospital already, or would run into a birth or last days."""
        both = join(fixed, visits)
        first = np.concatenate([np.zeros(len(fixed), dtype=np.int64), np.ones(len(visits), dtype=np.int64)])
        order = np.lexsort((both.start, both.person))
        both, first = both.take(order), first[order]
        keep: list[int] = []
        person = first_free = -1
        guarded: dict[int, list[tuple[int, int]]] = {}
        for _, who, start, end in zip(*_columns(fixed), strict=True):
            guarded.setdefault(who, []).append((start, end))
        for row, who, start, end in zip(*_columns(both), strict=True):
            first_free = first_free if who == person else -1
            person = who
            clash = first[row] == 1 and any(start < stop and begin < end for begin, stop in guarded.get(who, ()))
            if clash or start < first_free:
                continue
            keep.append(row)
            first_free = end + _HOUR
        return both.take(np.array(keep, dtype=np.int64))

    def _outcomes(self, stays: Visits) -> Visits:
        u = self.draws.uniform("visit/outcome", stays.key)
        home = stays.outcome == Outcome.HOME
        stays.outcome[home & (u < 0.012)] = int(Outcome.LEFT)
        adult = (stays.kind == Kind.EMERGENCY) & home
        stays.outcome[adult & (u > 0.98) & (stays.end - stays.start > DAY)] = int(Outcome.OTHER_HOSPITAL)
        return stays


def _columns(visits: Visits) -> tuple[range, list[int], list[int], list[int]]:
    return range(len(visits)), visits.person.tolist(), visits.start.tolist(), visits.end.tolist()

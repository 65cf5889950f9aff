"""Who the hospital takes its patients to be: a number for everybody seen, and sometimes two for one person."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from careweft.simulator.calendar import DAY, NEVER, Calendar
from careweft.simulator.care.visits import Kind, Outcome, Visits
from careweft.simulator.draws import Bools, Draws, Ints
from careweft.simulator.identity.records import Registrar
from careweft.simulator.parameters import Identity
from careweft.simulator.senders.organisations import ACUTE

_KNOWN_AT: Final = ((0, 18, 50, 75), (0.25, 0.5, 0.7, 0.92))
"""Share of people with a hospital number before the period, by age (parameter)."""
_HASTE: Final = 7.0
"""How much likelier errors are where somebody is registered again because nobody found the first record (parameter)."""


@dataclass
class Desk:
    """`record` of each visit, `of_person` each person's first record (-1 none), `new` the records made in the period;
    `babies` are the people named some days after birth; joins are told at `joined_at`, `retired` into `survivor`."""

    record: Ints
    of_person: Ints
    new: Bools
    babies: Ints
    retired: Ints
    survivor: Ints
    joined_at: Ints


def register(visits: Visits, registrar: Registrar, calendar: Calendar, draws: Draws, figures: Identity) -> Desk:
    """Give everybody with a visit a record; register some of them twice."""
    people = registrar.people
    persons = np.unique(visits.person)
    begin = np.full(len(people), NEVER)
    np.minimum.at(begin, visits.person, visits.start)
    begin = begin[persons]
    rate = np.interp(people.age(calendar.start_day)[persons], *_KNOWN_AT)
    known = draws.chance("acute/known", people.key[persons], rate) | (begin < calendar.start)
    known &= people.arrived[persons] < calendar.start
    ids = [number(row) for row in range(len(persons))]
    of_person = np.full(len(people), -1, dtype=np.int64)
    for rows, before in ((np.flatnonzero(known), True), (np.flatnonzero(~known), False)):
        names = [ids[row] for row in rows.tolist()]
        of_person[persons[rows]] = registrar.register(ACUTE, "acute", persons[rows], begin[rows], names, known=before)
    fresh = persons[~known]
    babies = fresh[people.arrived[fresh] >= calendar.start]
    _unnamed(babies, of_person, registrar)
    record = of_person[visits.person]
    doubled, made = _register_again(visits, record, len(persons), registrar, calendar, draws, figures)
    new = np.zeros(len(registrar.records), dtype=bool)
    new[of_person[fresh]] = new[made] = True
    joined = np.flatnonzero(draws.chance("duplicate/joined", visits.key[doubled], figures.joined))
    last = np.array([int(visits.end[record == row].max()) for row in made[joined].tolist()], dtype=np.int64)
    wait = (1 + 30 * draws.exponential("duplicate/wait", visits.key[doubled[joined]])) * DAY
    survivor = of_person[visits.person[doubled[joined]]]
    return Desk(record, of_person, new, babies, made[joined], survivor, last + wait.astype(np.int64))


def number(row: int) -> str:
    """A hospital number."""
    return f"A{1_000_000 + 3 * row}"


def _unnamed(babies: Ints, of_person: Ints, registrar: Registrar) -> None:
    """Babies have no name yet when they are registered."""
    records, twins = registrar.records, registrar.people.twin
    for person in babies.tolist():
        twin = int(twins[person])
        name = "Baby" if twin < 0 else ("Twin 1" if person < twin else "Twin 2")
        row = int(of_person[person])
        registrar.note(row, "newborn-name", "given", records.given[row], name)
        records.given[row] = name


def _register_again(
    visits: Visits, record: Ints, count: int, registrar: Registrar, calendar: Calendar, draws: Draws, figures: Identity
) -> tuple[Ints, Ints]:
    """Second records, made at somebody's first A&E visit and used for it and the stay that it leads to."""
    people = registrar.people
    ed = np.flatnonzero((visits.kind == Kind.ED) & (visits.start >= calendar.start + DAY))
    persons, first = np.unique(visits.person[ed], return_index=True)
    again = draws.chance("duplicate", people.key[persons], figures.duplicates)
    again &= people.arrived[persons] < calendar.start
    ed, persons = ed[first[again]], persons[again]
    ids = [number(count + row) for row in range(len(ed))]
    made = registrar.register(ACUTE, "acute", persons, visits.start[ed], ids, known=False, haste=_HASTE)
    follows = dict(zip(persons.tolist(), zip(visits.end[ed].tolist(), made.tolist(), strict=True), strict=True))
    record[ed] = made
    led_on = np.isin(visits.person, persons) & (visits.kind != Kind.ED) & (visits.outcome != Outcome.ADMITTED)
    for row in np.flatnonzero(led_on).tolist():
        end, new = follows[int(visits.person[row])]
        if visits.start[row] == end:
            record[row] = new
    return ed, made

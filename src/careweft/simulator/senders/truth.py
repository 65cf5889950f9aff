"""Who is who: what no organisation knows, for judging how well records are matched."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

from careweft.simulator.calendar import NEVER, Calendar, to_date
from careweft.simulator.identity.records import Error, Registrar
from careweft.simulator.people.names import ETHNIC_CATEGORY
from careweft.simulator.senders.organisations import practice_id

_PEOPLE: Final = (
    *("person", "source", "local_id", "nhs_number_true", "family", "given", "birth_name", "birth_date", "sex"),
    *("ethnicity", "imd", "household", "twin", "line", "postcode", "practice", "died"),
)


def people(registrar: Registrar, calendar: Calendar) -> bytes:
    """One line for each record that a source has shown: who it really is, as at the end of the period; and one without
    a source for each person who is in no record. People are numbered from 1."""
    population, records = registrar.people, registrar.records
    ground = registrar.ground
    everybody = np.arange(len(population))
    rows = everybody.tolist()
    homes = population.home_at(everybody, calendar.end).tolist()
    practices = population.practice_at(everybody, calendar.end).tolist()
    columns = zip(
        rows,
        population.nhs.tolist(),
        population.born.tolist(),
        population.female.tolist(),
        population.group.tolist(),
        population.imd.tolist(),
        population.household.tolist(),
        population.twin.tolist(),
        homes,
        practices,
        population.died.tolist(),
        strict=True,
    )
    true = [
        (
            str(nhs),
            population.family[row],
            population.given[row],
            population.maiden[row],
            to_date(born).isoformat(),
            "female" if female else "male",
            ETHNIC_CATEGORY[group],
            imd,
            house + 1,
            twin + 1 if twin >= 0 else "",
            ground.line[home],
            ground.postcode[home],
            practice_id(practice),
            to_date(died // 86_400).isoformat() if died < NEVER else "",
        )
        for row, nhs, born, female, group, imd, house, twin, home, practice, died in columns
    ]
    held = [(records.person[row], records.source[row], records.local_id[row]) for row in registrar.shown]
    known = {person for person, _, _ in held}
    lines: list[tuple[object, ...]] = [
        (person + 1, source, local, *true[person]) for person, source, local in sorted(held)
    ]
    lines += [(row + 1, "", "", *true[row]) for row in rows if row not in known]
    return _written(_PEOPLE, lines)


def shown_errors(registrar: Registrar) -> list[Error]:
    """Every error put into a record that was shown, in order of person, source and record."""
    records = registrar.records
    shown = {(records.source[row], records.local_id[row]) for row in registrar.shown}
    return sorted(error for error in registrar.errors if (error.source, error.local_id) in shown)


def errors(found: Sequence[Error]) -> bytes:
    """Errors as CSV."""
    return _written(Error._fields, found)


def postcodes(codes: Iterable[tuple[str, int]]) -> bytes:
    """Deprivation by postcode district, as a national lookup has it."""
    return _written(("postcode", "imd"), sorted(set(codes)))


def _written(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()

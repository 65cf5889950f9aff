"""Visits to the hospital: stays and attendances, as rows."""

from dataclasses import dataclass, fields
from enum import IntEnum

import numpy as np

from careweft.simulator.calendar import NEVER
from careweft.simulator.draws import Ints, Words


class Kind(IntEnum):
    """What a visit is."""

    ED = 0
    EMERGENCY = 1
    ELECTIVE = 2
    MATERNITY = 3
    NEWBORN = 4


class Outcome(IntEnum):
    """How a visit ended."""

    HOME = 0
    HOME_WITH_CARE = 1
    CARE_HOME = 2
    DIED = 3
    OTHER_HOSPITAL = 4
    LEFT = 5
    ADMITTED = 6


@dataclass
class Visits:
    """One row per visit. `ready` is when the person was medically fit (NEVER unless delayed), `delay` the row of
    `Care.delay_reasons` (-1 none), `key` what its draws are keyed by, `since` the A&E visit or -1."""

    person: Ints
    kind: Ints
    start: Ints
    end: Ints
    ready: Ints
    delay: Ints
    outcome: Ints
    diagnosis: Ints
    key: Words

    def __len__(self) -> int:
        return len(self.person)

    def take(self, rows: Ints) -> "Visits":
        """These rows."""
        return Visits(**{item.name: getattr(self, item.name)[rows] for item in fields(self)})


def join(*parts: Visits) -> Visits:
    """All rows of all parts."""
    return Visits(
        **{item.name: np.concatenate([getattr(part, item.name) for part in parts]) for item in fields(Visits)}
    )


def during(person: Ints, at: Ints, visits: Visits) -> Ints:
    """For each person and instant the row of the visit that covers it, or -1. Visits must be sorted and disjoint."""
    if not len(visits):
        return np.full(len(person), -1, dtype=np.int64)
    width = np.int64(1) << np.int64(34)
    starts = visits.person * width + visits.start
    row = np.searchsorted(starts, person * width + at, side="right") - 1
    safe = np.maximum(row, 0)
    inside = (row >= 0) & (visits.person[safe] == person) & (at < visits.end[safe])
    return np.where(inside, row, -1)


def began(rows: Ints, visits: Visits) -> Ints:
    """When the visits of rows that `during` gave began; NEVER for -1."""
    return np.append(visits.start, NEVER)[rows]

"""Wards and beds: where in the hospital somebody is, and never two people in one bed."""

import heapq
from dataclasses import dataclass
from typing import Final

import numpy as np

from careweft.simulator.calendar import DAY
from careweft.simulator.care.diagnoses import DIAGNOSES
from careweft.simulator.care.visits import Kind, Visits
from careweft.simulator.draws import Draws, Ints

_HOUR: Final = 3600
_PER_WARD, _PER_BAY = 24, 6
WARDS: Final = {
    "EMD": "EMERGENCY DEPT",
    "AMU": "ACUTE MEDICAL UNIT",
    "MED": "MEDICAL WARD",
    "ELD": "OLDER PEOPLES WARD",
    "SUR": "SURGICAL WARD",
    "ORT": "ORTHOPAEDIC WARD",
    "PAE": "CHILDRENS WARD",
    "MAT": "MATERNITY",
    "NEO": "POSTNATAL",
    "REH": "REHABILITATION",
}
SERVICE_CODES: Final = {
    "EMD": "180",
    "MED": "300",
    "ELD": "430",
    "SUR": "100",
    "ORT": "110",
    "PAE": "420",
    "MAT": "501",
    "NEO": "424",
}
"""NHS data dictionary treatment function codes."""


@dataclass
class Spells:
    """Time in one bed, in order within a visit: whose, from when, where. `first` is each visit's first row."""

    visit: Ints
    start: Ints
    place: list[str]
    first: Ints


def services(visits: Visits) -> list[str]:
    """The service that each visit is under."""
    return [DIAGNOSES[row].service for row in visits.diagnosis.tolist()]


def place(visits: Visits, age: Ints, draws: Draws) -> Spells:
    """Beds for all visits. Emergencies begin in the acute medical unit and go on to a ward after some hours; some of
    the long stays move on to rehabilitation."""
    n = len(visits)
    service = services(visits)
    for row in np.flatnonzero(age[visits.person] < 16).tolist():
        service[row] = "PAE" if service[row] in ("MED", "SUR", "ELD") else service[row]
    length = visits.end - visits.start
    emergency = visits.kind == Kind.EMERGENCY
    medical = np.array([name in ("MED", "ELD") for name in service], dtype=bool)
    first_move = np.minimum((6 + 24 * draws.uniform("ward/first", visits.key)) * _HOUR, length * 0.6).astype(np.int64)
    moves = emergency & medical & (length > DAY)
    again = (length > 8 * DAY) & draws.chance("ward/again", visits.key, 0.3) & emergency
    second_move = (length * 0.65).astype(np.int64)
    rows = np.arange(n)
    visit = np.concatenate([rows, rows[moves], rows[again]])
    start = np.concatenate([visits.start, (visits.start + first_move)[moves], (visits.start + second_move)[again]])
    ward = ["AMU" if emergency[row] and medical[row] else service[row] for row in range(n)]
    ward += [service[row] for row in rows[moves].tolist()] + ["REH"] * int(again.sum())
    order = np.lexsort((start, visit))
    visit, start = visit[order], start[order]
    ward = [ward[row] for row in order.tolist()]
    ends = np.append(start[1:], 0)
    last = np.append(visit[1:] != visit[:-1], True)
    ends = np.where(last, visits.end[visit], ends)
    return Spells(visit, start, _beds(start, ends, ward), np.searchsorted(visit, rows))


def _beds(start: Ints, end: Ints, ward: list[str]) -> list[str]:
    """The lowest free bed of the ward for each spell, as HL7 PL: ward, bay, bed, facility."""
    free: dict[str, list[int]] = {name: [] for name in WARDS}
    opened = dict.fromkeys(WARDS, 0)
    taken: dict[str, list[tuple[int, int]]] = {name: [] for name in WARDS}
    places = [""] * len(ward)
    finish = end.tolist()
    begin = start.tolist()
    for row in np.argsort(start, kind="stable").tolist():
        name = ward[row]
        while taken[name] and taken[name][0][0] <= begin[row]:
            heapq.heappush(free[name], heapq.heappop(taken[name])[1])
        if free[name]:
            bed = heapq.heappop(free[name])
        else:
            bed, opened[name] = opened[name], opened[name] + 1
        heapq.heappush(taken[name], (finish[row], bed))
        places[row] = _location(name, bed)
    return places


def _location(ward: str, bed: int) -> str:
    number, within = bed // _PER_WARD, bed % _PER_WARD
    name = WARDS[ward] if ward in ("EMD", "AMU", "MAT", "NEO") and number == 0 else f"{WARDS[ward]} {number + 1}"
    if ward == "EMD":
        return f"{name}^MAJORS^{bed + 1}^ACUTE"
    return f"{name}^BAY {within // _PER_BAY + 1}^BED {within % _PER_BAY + 1}^ACUTE"

"""One person out of what several sources say of them: pure functions from sources' Patients to facts.

Each source keeps its own Patient. The practice where a person is registered now is believed first, then a practice
where they were, then the sources in the order of `RELIABILITY`; within that, what was told last. A death holds from
whichever source it comes: the earliest date given, else the day on which a source first said so without one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from careweft.facts.flatten import Values

RELIABILITY: Final = ("acute", "community", "mental-health", "council")
"""Sources other than practices, most reliable first; those not named come last."""


@dataclass(frozen=True)
class Told:
    """What one source's Patient says now.

    `registered` is when it says that the registration began; `practice_since`, `active_since` and `deceased_since` are
    since when it has said what it says of these; `imd` is the deprivation of its postcode.
    """

    record: str
    known_from: datetime
    source: str | None
    active: bool | None
    birth_date: date | None
    sex: str | None
    deceased: bool | None
    died: datetime | None
    organisation: str | None
    practice: str | None
    registered: datetime | None
    postcode: str | None
    moved: datetime | None
    imd: int | None
    practice_since: datetime
    active_since: datetime
    deceased_since: datetime

    @property
    def registers(self) -> bool:
        """Whether this is the record of a practice where the person is or was registered."""
        return self.organisation is not None and self.organisation == self.practice

    @property
    def since(self) -> datetime:
        """When the registration began: as it says, else when it first said so."""
        return self.registered or self.practice_since


@dataclass(frozen=True)
class Chosen:
    """One person's current facts: the `person` row, their registrations by record, and whence the parts came."""

    person: Values | None
    registrations: Mapping[str, Values]
    practice_from: Told | None
    postcode_from: Told | None


def choose(patients: Iterable[Told]) -> Chosen:
    """The facts of a person from all that is told of them; the order of `patients` does not matter."""
    told = sorted(patients, key=lambda each: each.record)
    registrations = _registrations(told)
    open_at = {record for record, (_, _, finish) in registrations.items() if finish is None}
    ranked = _ranked(told, open_at)
    if not ranked:
        return Chosen(None, {}, None, None)
    practice_from = _first([each for each in ranked if each.record in open_at or not each.registers], "practice")
    postcode_from = _first(ranked, "postcode")
    person = (
        _said(ranked, "birth_date"),
        _said(ranked, "sex"),
        _died(told),
        practice_from.practice if practice_from else None,
        postcode_from.postcode if postcode_from else None,
        postcode_from.imd if postcode_from else None,
    )
    return Chosen(person, registrations, practice_from, postcode_from)


def _registrations(told: Sequence[Told]) -> dict[str, Values]:
    """Where the person was registered and when. Of those who say that the person is theirs, the last to begin is right,
    and ended those before it; one that let the person go ended when it said so.
    """
    practices = [each for each in told if each.registers]
    begun = sorted((each.since, each.record) for each in practices if each.active is not False)
    found: dict[str, Values] = {}
    for each in practices:
        later = (since for since, record in begun if (since, record) > (each.since, each.record))
        ends = [next(later, None), each.active_since if each.active is False else None]
        finish = min((end for end in ends if end is not None), default=None)
        found[each.record] = (each.practice, each.since, finish and max(finish, each.since))
    return found


def _ranked(told: Sequence[Told], open_at: set[str]) -> list[Told]:
    """The most believed first. A record that its source has retired counts only where there is no other."""
    live = [each for each in told if each.active is not False or each.registers] or list(told)
    latest = sorted(live, key=lambda each: each.known_from, reverse=True)
    return sorted(latest, key=lambda each: _rank(each, open_at))


def _rank(each: Told, open_at: set[str]) -> int:
    if each.record in open_at:
        return 0
    if each.registers:
        return 1
    source = each.source or ""
    return 2 + next((i for i, name in enumerate(RELIABILITY) if source.startswith(name)), len(RELIABILITY))


def _first(ranked: Sequence[Told], name: str) -> Told | None:
    return next((each for each in ranked if getattr(each, name) is not None), None)


def _said(ranked: Sequence[Told], name: str) -> Any:
    found = _first(ranked, name)
    return getattr(found, name) if found else None


def _died(told: Sequence[Told]) -> datetime | None:
    dated = [each.died for each in told if each.died is not None]
    undated = [each.deceased_since for each in told if each.deceased and each.died is None]
    return min(dated or undated, default=None)

"""What pages read of clinics, slots and appointments; appointments as the acting account may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from careweft.base.db import Connection
from careweft.care.appointments.preferences import Preference


@dataclass(frozen=True)
class Place:
    """A clinic or group as lists show it."""

    id: str
    title: str
    kind: str
    active: bool
    team: str
    service: str
    practitioner: str
    location: str
    mode: str
    link: str
    books: Sequence[str]
    least: int
    places: int


@dataclass(frozen=True)
class Slot:
    """A time of a clinic: how many places it has, how many are taken, and from when on it may be booked."""

    id: str
    clinic: str
    start: datetime
    finish: datetime
    places: int
    taken: int
    released: datetime
    same_day: bool
    state: str

    @property
    def free(self) -> int:
        """How many places are left."""
        return self.places - self.taken if self.state == "open" else 0


@dataclass(frozen=True)
class Appointment:
    """One appointment of a person. `seat` is None while it waits for a place."""

    person_id: int
    id: str
    status: str
    slot: str
    seat: int | None
    clinic: str
    start: datetime
    finish: datetime
    made: datetime
    reason: str
    outcome: str
    itinerary: str
    based_on: str
    version: int


_CLINIC = "id, title, kind, active, team, service, practitioner, location, mode, link, books, least, places"
_SLOT = "s.id, s.clinic, s.start, s.finish, s.places, s.taken, s.released, s.same_day, s.state"
_APPOINTMENT = """person_id, id, status, slot, seat, clinic, start, finish, made, reason, outcome, itinerary, based_on,
    version"""


async def clinics(connection: Connection, teams: Sequence[str] = (), kind: str = "") -> list[Place]:
    """The clinics and groups of these teams, or of the whole place; those that are over too."""
    rows = await connection.fetch(
        f"SELECT {_CLINIC} FROM care.clinic WHERE (cardinality($1::text[]) = 0 OR team = ANY ($1)) "
        "AND ($2 = '' OR kind = $2) ORDER BY title, id",
        list(teams),
        kind,
    )
    return [Place(*row) for row in rows]


async def clinic(connection: Connection, clinic_id: str) -> Place | None:
    """A clinic or group by its id."""
    row = await connection.fetchrow(f"SELECT {_CLINIC} FROM care.clinic WHERE id = $1", clinic_id)
    return Place(*row) if row else None


async def slots(connection: Connection, clinic_id: str, since: datetime, until: datetime) -> list[Slot]:
    """Every time of a clinic that begins in [since, until)."""
    rows = await connection.fetch(
        f"SELECT {_SLOT} FROM care.slot s WHERE clinic = $1 AND start >= $2 AND start < $3 ORDER BY start",
        clinic_id,
        since,
        until,
    )
    return [Slot(*row) for row in rows]


_FREE = f"""
SELECT {_SLOT} FROM care.slot s JOIN care.clinic c ON c.id = s.clinic
WHERE s.state = 'open' AND s.taken < s.places AND s.released <= $1 AND s.start > $1 AND s.start >= $2 AND s.start < $3
    AND c.active AND c.kind = 'clinic' AND ($4 = '' OR c.service = $4) AND ($5 = '' OR c.id = $5)
    AND (c.books && $6::text[] OR c.team = ANY ($7))
ORDER BY s.start, s.id LIMIT $8
"""


@dataclass(frozen=True)
class Wanted:
    """Which free times are looked for: of a service or a clinic, by whom, in [since, until)."""

    since: datetime
    until: datetime
    service: str = ""
    clinic: str = ""
    by: Sequence[str] = ("person",)
    teams: Sequence[str] = ()


async def free(connection: Connection, wanted: Wanted, now: datetime, most: int = 100) -> list[Slot]:
    """The times that can be booked now, the earliest first."""
    rows = await connection.fetch(
        _FREE,
        now,
        wanted.since,
        wanted.until,
        wanted.service,
        wanted.clinic,
        list(wanted.by),
        list(wanted.teams),
        most,
    )
    return [Slot(*row) for row in rows]


async def slot(connection: Connection, slot_id: str) -> Slot | None:
    """A slot by its id."""
    row = await connection.fetchrow(f"SELECT {_SLOT} FROM care.slot s WHERE id = $1", slot_id)
    return Slot(*row) if row else None


async def of_person(connection: Connection, person_id: int, since: datetime | None = None) -> list[Appointment]:
    """A person's appointments that end after `since`, the earliest first."""
    rows = await connection.fetch(
        f"SELECT {_APPOINTMENT} FROM care.appointment WHERE person_id = $1 "
        "AND ($2::timestamptz IS NULL OR finish > $2) ORDER BY start, id",
        person_id,
        since,
    )
    return [Appointment(*row) for row in rows]


async def of_clinic(connection: Connection, clinic_id: str, since: datetime, until: datetime) -> list[Appointment]:
    """The appointments of a clinic that begin in [since, until): who was first to ask comes first in each."""
    rows = await connection.fetch(
        f"SELECT {_APPOINTMENT} FROM care.appointment WHERE clinic = $1 AND start >= $2 AND start < $3 "
        "AND status <> 'entered-in-error' ORDER BY start, seat NULLS LAST, made, id",
        clinic_id,
        since,
        until,
    )
    return [Appointment(*row) for row in rows]


async def find(connection: Connection, appointment_id: str) -> Appointment | None:
    """An appointment by its id, where the acting account may see it."""
    row = await connection.fetchrow(f"SELECT {_APPOINTMENT} FROM care.appointment WHERE id = $1", appointment_id)
    return Appointment(*row) if row else None


async def itinerary(connection: Connection, person_id: int, name: str) -> list[Appointment]:
    """The appointments of one itinerary that stand, in their order."""
    rows = await connection.fetch(
        f"SELECT {_APPOINTMENT} FROM care.appointment WHERE person_id = $1 AND itinerary = $2 "
        "AND status IN ('booked', 'arrived', 'fulfilled', 'noshow') ORDER BY start",
        person_id,
        name,
    )
    return [Appointment(*row) for row in rows]


async def preferences(connection: Connection, person_id: int) -> list[Preference]:
    """What a person would like to be heeded."""
    rows = await connection.fetch(
        "SELECT id, kind, value FROM care.preference WHERE person_id = $1 ORDER BY kind, value", person_id
    )
    return [Preference(*row) for row in rows]


async def travel(connection: Connection) -> dict[tuple[str, str], int]:
    """Minutes on the way between places, either way."""
    rows = await connection.fetch("SELECT a, b, minutes FROM care.appointment_travel")
    there = {(row["a"], row["b"]): int(row["minutes"]) for row in rows}
    return there | {(b, a): minutes for (a, b), minutes in there.items()}


async def set_travel(connection: Connection, between: Sequence[tuple[str, str, int]]) -> None:
    """Keep how many minutes it takes from place to place; saying it again changes nothing."""
    await connection.executemany(
        "INSERT INTO care.appointment_travel VALUES (least($1::text, $2::text), greatest($1::text, $2::text), $3) "
        "ON CONFLICT (a, b) DO UPDATE SET minutes = excluded.minutes",
        [(a, b, minutes) for a, b, minutes in between if a != b],
    )

"""What booking and groups share: a seat is given once, nobody is in two places at once, who may book what."""

from collections.abc import Sequence

from careweft.access.accounts import Account
from careweft.base.db import Connection
from careweft.base.errors import Conflict, Refused
from careweft.care.appointments import reading
from careweft.care.appointments.hours import Time
from careweft.care.appointments.reading import Place, Slot
from careweft.care.appointments.resource import HOLDS, Clinic, slot
from careweft.care.record import Record
from careweft.care.resources import Resource

_ELSEWHERE = """
SELECT coalesce(c.title, 'appointment') FROM care.appointment a LEFT JOIN care.clinic c ON c.id = a.clinic
WHERE a.person_id = $1 AND a.status IN ('booked', 'arrived') AND a.start < $3 AND a.finish > $2 LIMIT 1
"""


async def alone(connection: Connection, person_id: int, slots: Sequence[str] = ()) -> None:
    """Nobody else books for this person, or gives places in these slots, until the transaction ends."""
    await connection.execute("SELECT pg_advisory_xact_lock(4200032, ($1 % 2147483647)::integer)", person_id)
    await connection.execute("SELECT FROM care.slot WHERE id = ANY ($1) ORDER BY id FOR UPDATE", list(slots))


async def free_seat(connection: Connection, slots: Sequence[Slot]) -> int | None:
    """The first place that is free in every one of these slots; None where there is none."""
    rows = await connection.fetch(
        "SELECT DISTINCT seat FROM care.appointment WHERE slot = ANY ($1) AND status = ANY ($2)",
        [each.id for each in slots],
        list(HOLDS),
    )
    taken = {row["seat"] for row in rows}
    most = min(each.places for each in slots)
    return next((seat for seat in range(1, most + 1) if seat not in taken), None)


async def not_elsewhere(connection: Connection, person_id: int, found: Slot) -> None:
    """Conflict where a person has another appointment at the time of a slot."""
    title = await connection.fetchval(_ELSEWHERE, person_id, found.start, found.finish)
    if title is not None:
        raise Conflict(f"at that time there is another appointment ({title})", hint="Choose another time")


async def fill(connection: Connection, record: Record, clinic: Clinic, slots: Sequence[str]) -> None:
    """Say of each slot whether it is full."""
    for each in slots:
        found = await reading.slot(connection, each)
        if found and found.state == "open":
            span = Time(found.start, found.finish, found.same_day)
            status = "busy" if found.free == 0 else "free"
            await record.write(connection, 0, slot(clinic, span, found.released, status))


def require_booking(by: Account, place: Place) -> None:
    """Refused where such as `by` do not book a clinic or group."""
    if place.team in by.parties:
        return
    if ("staff" if for_others(by) else "person") not in place.books:
        raise Refused(f"{place.title} is not booked here", hint="Ask its team")


def for_others(by: Account) -> bool:
    """Whether somebody books for people whom they serve: staff, or an organisation's system."""
    return by.kind in ("staff", "machine")


def subject_of(body: Resource) -> str:
    """The Patient that an Appointment is about."""
    named = (str(each.get("actor", {}).get("reference", "")) for each in body["participant"])
    return next(each for each in named if each.startswith("Patient/"))

"""Booking by another system: an Appointment that it writes is booked, moved, cancelled or marked by the same rules as
on the page, and the record holds what came of it. What the Appointment says of itself beside that (its own identifier,
a comment) is kept as it says it.

A Slot or Schedule that this place keeps is changed on its page alone. Appointments at others' times are others' own.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from careweft.access import policy
from careweft.access.accounts import Account
from careweft.base.db import Connection
from careweft.base.errors import BadInput, Conflict, Refused
from careweft.care.appointments import reading
from careweft.care.appointments.appointments import Appointments, Ask
from careweft.care.appointments.resource import HOLDS, slot_of
from careweft.care.record import Record
from careweft.care.resources import Resource, extension

TIMES: Final = frozenset({"Schedule", "Slot"})
_CARRIED: Final = ("identifier", "comment", "description", "patientInstruction")
_MARKS: Final = ("arrived", "fulfilled", "noshow")
_OURS: Final = "SELECT EXISTS (SELECT FROM care.clinic WHERE id = $1) OR EXISTS (SELECT FROM care.slot WHERE id = $1)"


class Unbookable(Conflict):
    """The booking cannot be as it is asked for: not a matter of the version that was looked at."""


class Exchange:
    """Takes what other systems write about appointments. Works as `careweft_worker`, for the acting account."""

    def __init__(self, record: Record, appointments: Callable[[], Appointments]) -> None:
        self._record, self._appointments = record, appointments

    async def takes(self, connection: Connection, body: Mapping[str, Any]) -> bool:
        """Whether this is an Appointment at a time of ours. Unbookable for times themselves that are ours."""
        if body["resourceType"] in TIMES:
            marked = extension(body, "clinic-kind") or extension(body, "released")
            if marked or await connection.fetchval(_OURS, body["id"]):
                raise Unbookable("the times of this clinic are kept on its page", hint="Book one by an Appointment")
            return False
        if body["resourceType"] != "Appointment":
            return False
        known = await reading.find(connection, body["id"])
        return bool(known and known.clinic) or await reading.slot(connection, slot_of(body)) is not None

    async def write(
        self, connection: Connection, by: Account, person_id: int, body: Resource, expected: int | None
    ) -> None:
        """Make the booking what the Appointment says. Writing it again changes nothing.

        Conflict where the time is not free, or where another version than `expected` is current (0: none).
        """
        if not policy.may(by, "book-appointments"):
            raise Refused("the roles of this account do not allow this (book-appointments)")
        known = await reading.find(connection, body["id"])
        if known and known.person_id != person_id:
            raise Refused("this resource may not be written here")
        if expected is not None and expected != (known.version if known else 0):
            raise Conflict("another version of the resource is current", hint="Read it again and repeat the change")
        try:
            await self._book(connection, by, person_id, body, known)
        except Conflict as no:
            raise Unbookable(no.what, hint=no.hint) from no
        await self._carry(connection, person_id, body)

    async def _book(
        self, connection: Connection, by: Account, person_id: int, body: Resource, known: reading.Appointment | None
    ) -> None:
        appointments, status, slot = self._appointments(), body["status"], slot_of(body)
        holds = known is not None and known.status in HOLDS
        if known and slot and slot != known.slot and status == "booked" and holds:
            await appointments.move(connection, by, known.id, _ask(body, slot), same=True)
        elif status == "booked" and not holds:
            await appointments.book(connection, by, person_id, _ask(body, slot))
        elif known and status == "cancelled":
            await appointments.cancel(connection, by, known.id, _text(body.get("cancelationReason")))
        elif known and status in _MARKS and status != known.status:
            await appointments.mark(connection, by, known.id, status)
        elif known is None or status != known.status:
            raise BadInput(
                f"an Appointment that is {status} cannot be kept so",
                where="Appointment.status",
                expected="booked, which gives the place at once; then cancelled, arrived, fulfilled or noshow",
            )

    async def _carry(self, connection: Connection, person_id: int, body: Resource) -> None:
        _, version, kept = await self._record.find(connection, f"Appointment/{body['id']}")
        said = {name: body[name] for name in _CARRIED if name in body}
        now = {name: value for name, value in kept.items() if name not in _CARRIED} | said
        await self._record.write(connection, person_id, now, expected=version)


def _ask(body: Resource, slot: str) -> Ask:
    why = _text((body.get("reasonCode") or [None])[0])
    return Ask(slot, why, against=body.get("comment", ""), made=body["id"])


def _text(concept: Mapping[str, Any] | None) -> str:
    said = concept or {}
    return str(said.get("text") or (said.get("coding") or [{}])[0].get("display", ""))

"""Groups: their sessions, who has a place in them and who waits. Whoever waited longest moves up."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Literal
from zoneinfo import ZoneInfo

from careweft.access.accounts import Account
from careweft.access.behalf import acting
from careweft.access.relationships import require_sight
from careweft.base.db import Connection
from careweft.base.errors import BadInput, Conflict, NotFound, Refused
from careweft.care.appointments import reading, seats
from careweft.care.appointments.clinics import Clinics
from careweft.care.appointments.hours import Time
from careweft.care.appointments.reading import Slot
from careweft.care.appointments.resource import (
    HOLDS,
    Booking,
    Clinic,
    appointment,
    schedule,
    slot,
    with_seat,
    with_status,
)
from careweft.care.appointments.seats import subject_of
from careweft.care.appointments.terms import Terms
from careweft.care.record import Record
from careweft.care.resources import communication, id_of

_HOLD = "SELECT FROM care.clinic WHERE id = $1 FOR UPDATE"
_WAITING = """
SELECT person_id, id FROM care.appointment WHERE clinic = $1 AND status = 'waitlist' AND start > $2
ORDER BY min(made) OVER (PARTITION BY person_id), person_id, start
"""
_JOINED = """
SELECT id, person_id FROM care.appointment WHERE slot = ANY ($1) AND status IN ('booked', 'waitlist')
ORDER BY person_id, start
"""
_TOO_SMALL = """
SELECT c.id FROM care.clinic c JOIN care.slot s ON s.clinic = c.id AND s.state = 'open'
WHERE c.kind = 'group' AND c.active GROUP BY c.id, c.least
HAVING min(s.start) > base.now() AND min(s.start) <= $1 AND max(s.taken) < c.least LIMIT $2
"""


@dataclass(frozen=True)
class Session:
    """A session of a group."""

    start: datetime
    minutes: int


class Groups:
    """Fills groups, through the record. A group is held while places in it are given."""

    def __init__(self, record: Record, clinics: Clinics, zone: ZoneInfo, terms: Terms) -> None:
        self._record, self._clinics, self._zone, self._terms = record, clinics, zone, terms

    async def plan(self, connection: Connection, by: Account, group: Clinic, sessions: Sequence[Session]) -> None:
        """Keep a group with its sessions, as a member of its team; planning it again changes nothing.

        BadInput without a session, for sessions that overlap, for no place, or for another size than the model says.
        """
        if group.team not in by.parties:
            raise Refused("this is another team's group", hint="Ask that team")
        if not sessions or group.kind != "group" or not 1 <= group.least <= group.places <= 200:
            raise BadInput(
                "this is no group", expected="sessions, and from how many to how many people", where="sessions"
            )
        fewest, most = self._terms.groups.get(group.service, (1, 200))
        if not fewest <= group.least <= group.places <= most:
            raise BadInput(
                f"this is no size for a group of this service ({group.least} to {group.places})",
                expected=f"from {fewest} people on, and at most {most}",
                where="most",
            )
        ordered = sorted(sessions, key=lambda each: each.start)
        spans = [Time(each.start, each.start + timedelta(minutes=each.minutes)) for each in ordered]
        if any(a.finish > b.start for a, b in pairwise(spans)):
            raise BadInput("two sessions overlap", expected="one after the other", where="sessions")
        now = self._record.clock.now()
        await self._record.write(connection, 0, schedule(group))
        known = await reading.slots(connection, group.id, spans[0].start, spans[-1].finish)
        if not known:
            await self._record.write(connection, 0, *(slot(group, span, now) for span in spans))

    async def join(
        self, connection: Connection, by: Account, group_id: str, person_id: int, reason: str = ""
    ) -> Literal["joined", "waiting"]:
        """Give a person a place in every session of a group that is still to come, or a place on its waiting list.

        Who is in it already stays as they are.
        """
        await require_sight(connection, [person_id])
        await seats.alone(connection, person_id)
        await connection.execute(_HOLD, group_id)
        place = await reading.clinic(connection, group_id)
        if place is None or place.kind != "group" or not place.active:
            raise NotFound("there is no such group")
        seats.require_booking(by, place)
        subject = await self._record.patient(connection, person_id)
        if subject is None:
            raise NotFound("there is nobody here that you may see")
        booker = await acting(connection, by, person_id, subject, "book-appointments")
        clinic, coming = await self._clinics.find(connection, group_id), await self._coming(connection, group_id)
        if not coming:
            raise Conflict("the last session of this group is over")
        mine = [each for each in await reading.of_person(connection, person_id, self._record.clock.now())
                if each.clinic == group_id and each.status in (*HOLDS, "waitlist")]  # fmt: skip
        if mine:
            return "waiting" if all(each.status == "waitlist" for each in mine) else "joined"
        for each in coming:
            await seats.not_elsewhere(connection, person_id, each)
        waits = await connection.fetchval(
            "SELECT true FROM care.appointment WHERE clinic = $1 AND status = 'waitlist' AND start > $2 LIMIT 1",
            group_id,
            self._record.clock.now(),
        )
        seat = None if waits else await seats.free_seat(connection, coming)
        for each in coming:
            booking = Booking(
                id_of(f"{subject}/{each.id}/appointment"),
                subject,
                each.id,
                seat,
                each.start,
                each.finish,
                self._record.clock.now(),
                reason.strip(),
                by=booker.who,
            )
            before = await reading.find(connection, booking.id)
            expected = before.version if before else 0
            await self._record.write(connection, person_id, appointment(booking, clinic), expected=expected)
        await seats.fill(connection, self._record, clinic, [each.id for each in coming])
        return "waiting" if seat is None else "joined"

    async def leave(self, connection: Connection, by: Account, group_id: str, person_id: int, why: str) -> None:
        """Take a person out of the sessions of a group that are still to come; whoever waited longest moves up."""
        await require_sight(connection, [person_id])
        await connection.execute(_HOLD, group_id)
        clinic, now = await self._clinics.find(connection, group_id), self._record.clock.now()
        if by.kind == "staff" and clinic.team not in by.parties:
            raise Refused("this is another team's group", hint="Ask that team")
        await acting(connection, by, person_id, "", "book-appointments")
        mine = [each for each in await reading.of_person(connection, person_id, now)
                if each.clinic == group_id and each.status in ("booked", "waitlist") and each.start > now]  # fmt: skip
        for each in mine:
            _, version, body = await self._record.find(connection, f"Appointment/{each.id}")
            gone = with_status(body, "cancelled", cancelationReason={"text": why.strip() or "Left the group"})
            await self._record.write(connection, person_id, gone, expected=version)
        await seats.fill(connection, self._record, clinic, [each.slot for each in mine])
        await self.move_up(connection, clinic)

    async def call_off(self, connection: Connection, by: Account, group_id: str, why: str) -> None:
        """Say that a group does not take place any more; whoever is in it, or waits, is told. Again changes nothing."""
        clinic = await self._clinics.of_team(connection, by, group_id)
        if clinic.kind != "group":
            raise BadInput("this is no group", hint="Close the clinic on a day")
        if not why.strip():
            raise BadInput("nothing says why", where="why", expected="the reason, which the people read")
        await self._call_off(connection, clinic, why.strip())

    async def call_off_small(self, connection: Connection, most: int = 20) -> None:
        """Call off groups that would begin with too few people, when people would be reminded of them."""
        soon = (self._terms.remind or self._terms.cancel).after(self._record.clock.now(), self._zone)
        for row in await connection.fetch(_TOO_SMALL, soon, most):
            clinic = await self._clinics.find(connection, row["id"])
            await self._call_off(connection, clinic, f"fewer than {clinic.least} people joined")

    async def _call_off(self, connection: Connection, clinic: Clinic, why: str) -> None:
        await connection.execute(_HOLD, clinic.id)
        coming, now = await self._coming(connection, clinic.id), self._record.clock.now()
        told: set[str] = set()
        for row in await connection.fetch(_JOINED, [each.id for each in coming]):
            _, version, body = await self._record.find(connection, f"Appointment/{row['id']}")
            gone = with_status(body, "cancelled", cancelationReason={"text": why})
            await self._record.write(connection, row["person_id"], gone, expected=version)
            key = id_of(f"{clinic.id}/{subject_of(body)}/called-off")
            if key not in told:  # once, not for each session
                notice = communication(key, subject_of(body), f"Appointment/{row['id']}", f"person/{row['person_id']}",
                                       f"{clinic.title} does not take place: {why}", now)  # fmt: skip
                await self._record.write(connection, row["person_id"], notice)
                told.add(key)
        shut = [slot(clinic, Time(each.start, each.finish), each.released, "busy-unavailable") for each in coming]
        await self._record.write(connection, 0, *shut, schedule(replace(clinic, active=False)))

    async def move_up(self, connection: Connection, clinic: Clinic) -> None:
        """Give places that are free to those who have waited longest, and tell them."""
        await connection.execute(_HOLD, clinic.id)
        coming = await self._coming(connection, clinic.id)
        while coming:
            rows = await connection.fetch(_WAITING, clinic.id, self._record.clock.now())
            seat = await seats.free_seat(connection, coming)
            if not rows or seat is None:
                return
            person_id = rows[0]["person_id"]
            subject = ""
            for row in (row for row in rows if row["person_id"] == person_id):
                _, version, body = await self._record.find(connection, f"Appointment/{row['id']}")
                subject = subject_of(body)
                await self._record.write(connection, person_id, with_seat(body, seat), expected=version)
            message = f"There is a place for you now: {clinic.title}"
            told = communication(id_of(f"{clinic.id}/{subject}/{rows[0]['id']}/moved-up"), subject,
                                 f"Appointment/{rows[0]['id']}", f"person/{person_id}", message,
                                 self._record.clock.now())  # fmt: skip
            await self._record.write(connection, person_id, told)
            await seats.fill(connection, self._record, clinic, [each.id for each in coming])

    async def _coming(self, connection: Connection, group_id: str) -> list[Slot]:
        rows = await reading.slots(
            connection, group_id, self._record.clock.now(), datetime.max.replace(tzinfo=self._zone)
        )
        return [each for each in rows if each.state == "open"]

"""Clinics and the times that they give: set up, opened as far ahead as the model says, closed on a day."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from careweft.access.accounts import Account
from careweft.base.db import Connection
from careweft.base.errors import BadInput, Refused
from careweft.care.appointments import reading
from careweft.care.appointments.hours import Time, times
from careweft.care.appointments.resource import Clinic, clinic_of, day_of, schedule, slot, slot_id
from careweft.care.appointments.seats import subject_of
from careweft.care.appointments.terms import Terms
from careweft.care.record import Record
from careweft.care.resources import Resource, id_of, task


class Clinics:
    """Keeps clinics, through the record."""

    def __init__(self, record: Record, zone: ZoneInfo, terms: Terms) -> None:
        self._record, self._zone, self._terms = record, zone, terms

    async def set_up(self, connection: Connection, clinic: Clinic, *, expected: int | None = None) -> None:
        """Keep a clinic and open its times as far ahead as the model says; keeping it again changes nothing.

        Times that it gives no more are closed where nobody has booked them; those that are booked stay booked.
        """
        now = self._record.clock.now()
        if clinic.kind == "clinic" and (clinic.hours is None or not clinic.hours.openings):
            raise BadInput("a clinic without hours", expected="opening hours", where="hours")
        if clinic.hours and not 5 <= clinic.hours.minutes <= 480:
            raise BadInput("an appointment lasts too short or too long", expected="5 to 480 minutes", where="minutes")
        horizon = day_of(self._terms.ahead.after(now, self._zone), self._zone)
        clinic = replace(clinic, opened=horizon) if clinic.kind == "clinic" else clinic
        await self._record.write(connection, 0, schedule(clinic), expected=expected)
        if clinic.kind == "clinic":
            await self._open(connection, clinic, day_of(now, self._zone), horizon)

    async def open_times(self, connection: Connection, most: int = 50) -> int:
        """Open the times of clinics up to the model's horizon, once a day each; how many clinics that were."""
        now = self._record.clock.now()
        horizon = day_of(self._terms.ahead.after(now, self._zone), self._zone)
        rows = await connection.fetch(
            "SELECT id FROM care.clinic WHERE kind = 'clinic' AND active AND opened < $1 ORDER BY id LIMIT $2",
            horizon,
            most,
        )
        for row in rows:
            clinic = await self.find(connection, row["id"])
            since = max((clinic.opened or date.min) + timedelta(days=1), day_of(now, self._zone))
            await self._record.write(connection, 0, schedule(replace(clinic, opened=horizon)))
            await self._open(connection, clinic, since, horizon)
        return len(rows)

    async def close_day(self, connection: Connection, by: Account, clinic_id: str, day: date, why: str) -> int:
        """Close a clinic on a day: its free times are gone, and each booked one becomes a task to find another.

        How many appointments that concerns. Closing it again changes nothing.
        """
        clinic = await self.of_team(connection, by, clinic_id)
        if clinic.hours is None:
            raise BadInput("a group has no opening hours", hint="Call the group off")
        hours = replace(clinic.hours, closed=clinic.hours.closed | {day})
        await self.set_up(connection, replace(clinic, hours=hours), expected=clinic.version)
        since = datetime.combine(day, time.min, self._zone)
        booked = [
            each
            for each in await reading.of_clinic(connection, clinic_id, since, since + timedelta(days=1))
            if each.status == "booked"
        ]
        for each in booked:
            content = {
                "code": "rebook-appointment",
                "title": f"Find another time: {clinic.title} is closed that day",
                "role": "coordinator",
                "team": clinic.team,
                "practitioner": None,
                "due": each.start.isoformat(),
                "escalate": "manager",
                "urgent": False,
                "why": why,
            }
            body = await self._record.read(connection, f"Appointment/{each.id}")
            made = task(id_of(f"{each.id}/rebook"), subject_of(body), f"Appointment/{each.id}", content,
                        self._record.clock.now())  # fmt: skip
            await self._record.write(connection, each.person_id, made)
        return len(booked)

    async def find(self, connection: Connection, clinic_id: str) -> Clinic:
        """A clinic or group with its hours; NotFound where there is none."""
        _, version, body = await self._record.find(connection, f"Schedule/{clinic_id}")
        return clinic_of(body, version)

    async def of_team(self, connection: Connection, by: Account, clinic_id: str) -> Clinic:
        """A clinic or group of one's own team; else Refused."""
        clinic = await self.find(connection, clinic_id)
        if clinic.team not in by.parties:
            raise Refused("this is another team's clinic", hint="Ask that team")
        return clinic

    async def _open(self, connection: Connection, clinic: Clinic, since: date, until: date) -> None:
        assert clinic.hours
        now, same_day = self._record.clock.now(), self._terms.same_day
        given: dict[str, Resource] = {}
        for number in range((until - since).days + 1):
            day = since + timedelta(days=number)
            for each in times(clinic.hours, day, self._zone, same_day) if clinic.active else ():
                released = same_day.released(day, self._zone) if same_day and each.kept else now
                given[slot_id(clinic.id, each)] = slot(clinic, each, released)
        known = await connection.fetch(
            "SELECT id, start, finish, taken, released, same_day, state FROM care.slot WHERE clinic = $1 "
            "AND start >= $2 AND start < $3 FOR UPDATE",
            clinic.id,
            datetime.combine(since, time.min, self._zone),
            datetime.combine(until + timedelta(days=1), time.min, self._zone),
        )
        standing = {row["id"] for row in known if row["state"] == "open"}
        over = [
            slot(clinic, Time(row["start"], row["finish"], row["same_day"]), row["released"], "busy-unavailable")
            for row in known
            if row["id"] not in given and row["state"] == "open" and not row["taken"]
        ]
        booked = [Time(row["start"], row["finish"]) for row in known if row["taken"]]
        new = [body for name, body in given.items() if name not in standing and not _overlaps(body, booked)]
        await self._record.write(connection, 0, *over, *new)


def _overlaps(body: Resource, booked: Sequence[Time]) -> bool:
    start, finish = datetime.fromisoformat(body["start"]), datetime.fromisoformat(body["end"])
    return any(each.start < finish and start < each.finish for each in booked)

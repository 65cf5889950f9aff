"""Booking: clinics are set up, times are opened, booked, moved, given back; who came is kept; groups fill and wait.

A booking holds its slot until its transaction ends, and a place is given once by the unique key of (slot, seat): of two
who ask for the last one, one gets it and the other is told. Booking what one has already is the same booking.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import pairwise
from typing import Literal
from zoneinfo import ZoneInfo

from careweft.access.accounts import Account
from careweft.access.behalf import acting
from careweft.access.relationships import require_sight
from careweft.base.db import Connection
from careweft.base.errors import BadInput, Conflict, NotFound, Refused
from careweft.care import reminders
from careweft.care.appointments import agenda, preferences, reading
from careweft.care.appointments.hours import SameDay, Time, times
from careweft.care.appointments.itinerary import MOST_STEPS, Itinerary, Option, Visit, Way, plan
from careweft.care.appointments.reading import Appointment, Place, Slot, Wanted
from careweft.care.appointments.requests import Kind
from careweft.care.appointments.resource import (
    HOLDS,
    SERVICES,
    Booking,
    Clinic,
    appointment,
    clinic_of,
    day_of,
    schedule,
    slot,
    slot_id,
    team_of,
    with_seat,
    with_status,
    without,
)
from careweft.care.appointments.sent import sent_to
from careweft.care.durations import Duration
from careweft.care.record import Record
from careweft.care.resources import EXTENSION, Resource, communication, extension, id_of, task

MISSED = "missed-appointment"
AHEAD, CANCEL, WAY = Duration(6, "week"), Duration(24, "hour"), Duration(15, "minute")


@dataclass(frozen=True)
class Missed:
    """Who does what by when where somebody did not come."""

    title: str
    by: str
    within: Duration
    escalate: str = ""


@dataclass(frozen=True)
class Condition:
    """What must be so before a service: fasting, or other services and how long after them."""

    fasting: bool = False
    after: Mapping[str, Duration] = field(default_factory=dict)


@dataclass(frozen=True)
class Terms:
    """What a model says: how far ahead, what is kept for the day, until when people may give an appointment back."""

    ahead: Duration = AHEAD
    same_day: SameDay | None = None
    cancel: Duration = CANCEL
    remind: Duration | None = None
    missed: Missed | None = None
    results_to: tuple[str, ...] = ()
    requests: Mapping[str, Kind] = field(default_factory=dict)
    conditions: Mapping[str, Condition] = field(default_factory=dict)
    way: Duration = WAY
    routes: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """By service: from how many to how many people its groups have, at the least and at the most."""
    agenda: int = 0
    """How many things people may say before a visit that they want to talk about."""


@dataclass(frozen=True)
class Ask:
    """A booking that somebody asks for. `against`: why it is right although the person would prefer otherwise. `made`:
    the id that another system knows it by; else the person and the slot make it."""

    slot: str
    reason: str = ""
    against: str = ""
    based_on: str = ""
    itinerary: str = ""
    made: str = ""


@dataclass(frozen=True)
class Session:
    """A session of a group."""

    start: datetime
    minutes: int


class Appointments:
    """Books, through the record. `terms` are those of the active model."""

    def __init__(
        self,
        record: Record,
        zone: ZoneInfo,
        terms: Terms | None = None,
        reminds: reminders.Terms | None = None,
    ) -> None:
        self._record, self._zone, self.terms, self.reminds = record, zone, terms or Terms(), reminds

    # Clinics and their times

    async def set_up(self, connection: Connection, clinic: Clinic, *, expected: int | None = None) -> None:
        """Keep a clinic and open its times as far ahead as the model says; keeping it again changes nothing.

        Times that it gives no more are closed where nobody has booked them; those that are booked stay booked.
        """
        now = self._record.clock.now()
        if clinic.kind == "clinic" and (clinic.hours is None or not clinic.hours.openings):
            raise BadInput("a clinic without hours", expected="opening hours", where="hours")
        if clinic.hours and not 5 <= clinic.hours.minutes <= 480:
            raise BadInput("an appointment lasts too short or too long", expected="5 to 480 minutes", where="minutes")
        horizon = day_of(self.terms.ahead.after(now, self._zone), self._zone)
        clinic = replace(clinic, opened=horizon) if clinic.kind == "clinic" else clinic
        await self._record.write(connection, 0, schedule(clinic), expected=expected)
        if clinic.kind == "clinic":
            await self._open(connection, clinic, day_of(now, self._zone), horizon)

    async def open_times(self, connection: Connection, most: int = 50) -> int:
        """Open the times of clinics up to the model's horizon, once a day each; how many clinics that were."""
        now = self._record.clock.now()
        horizon = day_of(self.terms.ahead.after(now, self._zone), self._zone)
        rows = await connection.fetch(
            "SELECT id FROM care.clinic WHERE kind = 'clinic' AND active AND opened < $1 ORDER BY id LIMIT $2",
            horizon,
            most,
        )
        for row in rows:
            clinic = await self.clinic(connection, row["id"])
            since = max((clinic.opened or date.min) + timedelta(days=1), day_of(now, self._zone))
            await self._record.write(connection, 0, schedule(replace(clinic, opened=horizon)))
            await self._open(connection, clinic, since, horizon)
        return len(rows)

    async def close_day(self, connection: Connection, by: Account, clinic_id: str, day: date, why: str) -> int:
        """Close a clinic on a day: its free times are gone, and each booked one becomes a task to find another.

        How many appointments that concerns. Closing it again changes nothing.
        """
        clinic = await self._ours(connection, by, clinic_id)
        if clinic.hours is None:
            raise BadInput("a group has no opening hours", expected="cancel its session")
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
            made = task(id_of(f"{each.id}/rebook"), _subject(body), f"Appointment/{each.id}", content,
                        self._record.clock.now())  # fmt: skip
            await self._record.write(connection, each.person_id, made)
        return len(booked)

    async def clinic(self, connection: Connection, clinic_id: str) -> Clinic:
        """A clinic or group with its hours; NotFound where there is none."""
        _, version, body = await self._record.find(connection, f"Schedule/{clinic_id}")
        return clinic_of(body, version)

    async def _open(self, connection: Connection, clinic: Clinic, since: date, until: date) -> None:
        assert clinic.hours
        now, same_day = self._record.clock.now(), self.terms.same_day
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

    # Bookings

    async def book(
        self, connection: Connection, by: Account, person_id: int, ask: Ask, *, instead: Appointment | None = None
    ) -> str:
        """Book a time for a person, `instead` of another; the appointment's id.

        Conflict where the time is taken, not to be booked yet, or the person is elsewhere then; Refused where such as
        `by` do not book the clinic, or only for whom the online questions sent there; BadInput where staff book against
        what the person prefers and do not say why.
        """
        await require_sight(connection, [person_id])
        await self._alone(connection, person_id, [ask.slot])
        found = await reading.slot(connection, ask.slot)
        place = await reading.clinic(connection, found.clinic) if found else None
        if found is None or place is None:
            raise NotFound("there is no such time")
        self._may_book(by, place)
        subject = await self._record.patient(connection, person_id)
        if subject is None:
            raise NotFound("there is nobody here that you may see")
        booker = await acting(connection, by, person_id, subject, "book-appointments")
        made, now = ask.made or id_of(f"{subject}/{ask.slot}/appointment"), self._record.clock.now()
        standing = await reading.find(connection, made)
        if standing and standing.status in HOLDS:
            return made
        if place.kind != "clinic":
            raise BadInput("this is a session of a group", expected="join the group")
        if found.start <= now or found.released > now or found.free <= 0 or not place.active:
            raise Conflict("this time is not free any more", hint="Choose another")
        await self._elsewhere(connection, person_id, found)
        unheeded = preferences.unheeded(
            await reading.preferences(connection, person_id), place.practitioner, place.mode, place.location
        )
        if unheeded and _for_others(by) and not ask.against.strip():
            wishes = "; ".join(f"{preferences.KINDS[each.kind].lower()}: {each.value}" for each in unheeded)
            raise BadInput(
                f"the person prefers otherwise ({wishes})",
                where="against",
                expected="choose another time, or say why this one is right",
            )
        clinic = await self.clinic(connection, place.id)
        based_on = await self._based_on(connection, by, person_id, place, ask, instead)
        seat = await self._seat(connection, [found])
        if seat is None:
            raise Conflict("this time is not free any more", hint="Choose another")
        reason = f"{ask.reason} (chosen otherwise than preferred: {ask.against.strip()})" if unheeded else ask.reason
        if not _for_others(by):
            reason = ask.reason
        booking = Booking(
            made,
            subject,
            found.id,
            seat,
            found.start,
            found.finish,
            now,
            reason.strip(),
            based_on,
            ask.itinerary,
            booker.who,
        )
        await self._keep(connection, person_id, appointment(booking, clinic), standing)
        await self._fill(connection, clinic, [found.id])
        return made

    async def _based_on(
        self, connection: Connection, by: Account, person_id: int, place: Place, ask: Ask, instead: Appointment | None
    ) -> str:
        """What a booking is based on; where the online questions had to send the person there, that, used with it."""
        before = await reading.clinic(connection, instead.clinic) if instead else None
        if instead and before and before.service == place.service:
            return ask.based_on or instead.based_on
        if not self.asks_first(by, place):
            return ask.based_on
        found = await sent_to(connection, self._record, self._zone, person_id, [place.service])
        if not found:
            raise Refused(f"{place.title} is booked after the online questions", hint="Answer them first")
        request = found[place.service]
        await self._record.write(connection, person_id, request | {"status": "completed"})
        return f"ServiceRequest/{request['id']}"

    async def sent(self, connection: Connection, person_id: int) -> frozenset[str]:
        """The services to which the online questions sent a person, who may now book a time there."""
        routed = set(self.terms.routes.values())
        return frozenset(await sent_to(connection, self._record, self._zone, person_id, routed))

    def asks_first(self, by: Account, place: Place) -> bool:
        """Whether such as `by` book this only where the online questions sent the person there."""
        return not _for_others(by) and place.team not in by.parties and place.service in self.terms.routes.values()

    async def refer(
        self, connection: Connection, by: Account, person_id: int, clinic_id: str, reason: str, urgent: bool = False
    ) -> str:
        """A referral that goes with a booking: the ServiceRequest as 'ServiceRequest/id'. It waits for no decision,
        because the time is booked; the clinic's team reads why the person comes. Only who works here
        refers; else Refused."""
        await require_sight(connection, [person_id])
        if not _for_others(by):
            raise Refused("only who works here refers", hint="Book without a referral, or ask for one")
        if not reason.strip():
            raise BadInput("there is no reason", where="reason", expected="why the person is referred")
        clinic, subject = await self.clinic(connection, clinic_id), await self._record.patient(connection, person_id)
        if subject is None:
            raise NotFound("there is nobody here that you may see")
        now = self._record.clock.now()
        made = id_of(f"{subject}/{clinic_id}/{by.id}/{now.isoformat()}/referral")
        request = {
            "resourceType": "ServiceRequest",
            "id": made,
            "status": "active",
            "intent": "order",
            "category": [{"coding": [{"system": SERVICES, "code": "booked-referral"}], "text": "Referral, booked"}],
            "priority": "urgent" if urgent else "routine",
            "code": {"coding": [{"system": SERVICES, "code": clinic.service}], "text": clinic.title},
            "subject": {"reference": subject},
            "authoredOn": now.isoformat(),
            "requester": {"reference": f"Practitioner/{by.username}", "display": by.display_name},
            "reasonCode": [{"text": reason.strip()}],
        }
        await self._record.write(connection, person_id, request)
        return f"ServiceRequest/{made}"

    async def book_all(self, connection: Connection, by: Account, person_id: int, asks: Sequence[Ask]) -> list[str]:
        """Book several times at once: all of them, or none (the caller's transaction is rolled back by the error)."""
        await self._alone(connection, person_id, [ask.slot for ask in asks])
        return [await self.book(connection, by, person_id, ask) for ask in asks]

    async def propose(
        self, connection: Connection, by: Account, person_id: int, services: Sequence[str], since: date, until: date
    ) -> tuple[Itinerary | None, list[str]]:
        """The best order of one appointment for each of these services in the local days [since, until]; and those
        that have no free time then. Nothing is booked."""
        await require_sight(connection, [person_id])
        now = self._record.clock.now()
        first, last = (datetime.combine(day, time.min, self._zone) for day in (since, until + timedelta(days=1)))
        by_kind = ("staff",) if _for_others(by) else ("person",)
        busy = [each for each in await reading.of_person(connection, person_id, now) if each.status == "booked"]
        places = {place.id: place for place in await reading.clinics(connection)}
        visits, without_time = [], []
        for service in dict.fromkeys(services):
            wanted = Wanted(max(first, now), last, service, by=by_kind, teams=sorted(by.parties))
            free = [each for each in await reading.free(connection, wanted, now, 60)
                    if not any(a.start < each.finish and each.start < a.finish for a in busy)]  # fmt: skip
            if not free:
                without_time.append(service)
            told = self.terms.conditions.get(service, Condition())
            after = {name: _minutes(gap) for name, gap in told.after.items() if name in services and name != service}
            options = tuple(Option(e.id, e.start, e.finish, places[e.clinic].location) for e in free)
            visits.append(Visit(service, options, after, told.fasting))
        if without_time or not visits:
            return None, without_time
        way = Way(await reading.travel(connection), _minutes(self.terms.way))
        return plan(visits, way, self._zone, MOST_STEPS), []

    async def book_itinerary(
        self, connection: Connection, by: Account, person_id: int, slots: Sequence[str], key: str, reason: str
    ) -> str:
        """Book these times as one visit, all of them or none; the itinerary's name. Sent twice it is one."""
        if not 2 <= len(set(slots)) <= 12:
            raise BadInput("a visit of several appointments has two to twelve", where="slots", expected="two to twelve")
        name = id_of(f"{person_id}/{key}/itinerary")
        if not await reading.itinerary(connection, person_id, name):
            why = "A visit of several appointments"
            await self.book_all(
                connection, by, person_id, [Ask(slot, reason, why, itinerary=name) for slot in dict.fromkeys(slots)]
            )
        return name

    async def cancel(self, connection: Connection, by: Account, appointment_id: str, why: str) -> None:
        """Give a booking back, or leave a waiting list. In a group whoever waited longest moves up.

        Refused for the person where it is too late by the model: then it takes a call. Giving it back again changes
        nothing.
        """
        found, body, version = await self._standing(connection, appointment_id)
        if found.status == "cancelled":
            return
        if found.status not in ("booked", "waitlist", "arrived"):
            raise Conflict("this appointment is over")
        now = self._record.clock.now()
        if not _for_others(by) and found.status != "waitlist" and not self.may_cancel(found.start):
            raise Refused("it is too late to cancel here", hint="Please call us")
        who = await acting(connection, by, found.person_id, _subject(body), "book-appointments")
        if who.role == "staff":
            self._of_team(by, body)
        text = {"cancelationReason": {"text": why.strip()}} if why.strip() else {}
        await self._record.write(connection, found.person_id, with_status(body, "cancelled", **text), expected=version)
        clinic = await self.clinic(connection, found.clinic)
        await self._fill(connection, clinic, [found.slot])
        if clinic.kind == "group" and found.start > now:
            await self._move_up(connection, clinic)

    def may_cancel(self, start: datetime) -> bool:
        """Whether people may still give back themselves what begins at an instant."""
        return self.terms.cancel.after(self._record.clock.now(), self._zone) <= start

    async def move(
        self, connection: Connection, by: Account, appointment_id: str, ask: Ask, *, same: bool = False
    ) -> str:
        """Book another time and give this one back, both or neither; the new appointment's id, or the `same`."""
        found = await reading.find(connection, appointment_id)
        if found is None:
            raise NotFound("there is no such appointment that you may see")
        if ask.slot == found.slot:
            return found.id
        if found.status != "booked":
            raise Conflict("this appointment is over or cancelled")
        await self._alone(connection, found.person_id, sorted([ask.slot, found.slot]))
        await self.cancel(connection, by, appointment_id, "Moved to another time")
        asked = replace(ask, reason=ask.reason or found.reason, made=found.id if same else ask.made)
        points = agenda.points_of(await self._record.read(connection, f"Appointment/{appointment_id}"))
        made = await self.book(connection, by, found.person_id, asked, instead=found)
        if points:
            _, version, body = await self._record.find(connection, f"Appointment/{made}")
            await self._record.write(connection, found.person_id, agenda.with_points(body, points), expected=version)
        return made

    async def mark(
        self,
        connection: Connection,
        by: Account,
        appointment_id: str,
        status: Literal["arrived", "fulfilled", "noshow"],
        outcome: str = "",
        answers: Mapping[str, str] | None = None,
    ) -> None:
        """Keep that somebody came, was seen (with what came of it), or did not come, which gives the model's task.

        Nobody was seen whose points on the agenda are not all answered; `answers` are by what each says. What was kept
        by mistake can be put right: whoever did come after all needs no call.
        """
        found, body, version = await self._standing(connection, appointment_id)
        self._of_team(by, body)
        if found.status == "cancelled" or found.status == "waitlist":
            raise Conflict("this appointment does not stand")
        now = self._record.clock.now()
        if status == "noshow" and now < found.start:
            raise Conflict("it has not begun yet", hint="Mark it once its time has come")
        points = agenda.answered(agenda.points_of(body), answers or {}, by.display_name)
        if status == "fulfilled" and (left := [each.says for each in points if not each.answer]):
            raise BadInput(f"not answered: {'; '.join(left)}", where="points", expected="a word to each point")
        marked = agenda.with_points(with_status(body, status), points)
        if outcome.strip():
            told = {"url": f"{EXTENSION}/outcome", "valueString": outcome.strip()}
            marked = without(marked, "outcome")
            marked["extension"] = [*marked.get("extension", ()), told]
        await self._record.write(connection, found.person_id, marked, expected=version)
        await self._missed(connection, found, marked, missed=status == "noshow")
        if status == "fulfilled" and found.itinerary:
            await self._results(connection, found, _subject(body))

    async def prepare(self, connection: Connection, by: Account, appointment_id: str, says: Sequence[str]) -> None:
        """Keep what the person wants to talk about at a visit that is still to come, in place of what they said before.

        Refused where the model has no agenda or the visit has begun. Saying the same again changes nothing.
        """
        found, body, version = await self._standing(connection, appointment_id)
        place = await reading.clinic(connection, found.clinic)
        if not self.terms.agenda or place is None or place.kind != "clinic":
            raise Refused("nothing is prepared for this visit here", hint="Say it when you are there")
        if found.status != "booked" or found.start <= self._record.clock.now():
            raise Refused("this visit is over or has begun", hint="Say it there, or write to us")
        await acting(connection, by, found.person_id, _subject(body), "book-appointments")
        points = agenda.said(agenda.points_of(body), says, self.terms.agenda)
        await self._record.write(connection, found.person_id, agenda.with_points(body, points), expected=version)

    async def prefer(self, connection: Connection, by: Account, person_id: int, kind: str, value: str) -> None:
        """Keep what a person would like to be heeded; keeping it again changes nothing."""
        await require_sight(connection, [person_id])
        subject = await self._record.patient(connection, person_id)
        if kind not in preferences.KINDS or not value.strip() or subject is None:
            raise BadInput("nothing is said", expected="what the person would like", where="value")
        if kind == preferences.TEXTS:
            value = preferences.number_of(value)
            if not value:
                raise BadInput("this is no telephone number", expected="a number such as 07700 900123", where="value")
        if kind == preferences.REMINDERS and value not in preferences.WAYS:
            raise BadInput("this is no way to be reminded", expected=" or ".join(preferences.WAYS), where="value")
        if len(value) > preferences.MOST_WORDS:
            expected = f"at most {preferences.MOST_WORDS} letters"
            raise BadInput("this is too long", expected=expected, where="value")
        for each in await reading.preferences(connection, person_id) if kind in preferences.SINGLE else ():
            if each.kind == kind and each.value != value:
                await self.prefer_no_more(connection, by, each.id)
        made = id_of(f"{subject}/preference/{kind}/{' '.join(value.casefold().split())}")
        flag = preferences.flag(made, subject, kind, value.strip(), self._record.clock.now())
        if not await connection.fetchval("SELECT true FROM care.preference WHERE id = $1", made):
            await self._record.write(connection, person_id, flag)

    async def prefer_no_more(self, connection: Connection, by: Account, preference_id: str) -> None:
        """End a preference; it stays in the record as one that was."""
        person_id, version, body = await self._record.find(connection, f"Flag/{preference_id}")
        await require_sight(connection, [person_id], f"Flag/{preference_id}")
        if not await connection.fetchval("SELECT true FROM care.preference WHERE id = $1", preference_id):
            return
        ended = {**body["period"], "end": self._record.clock.now().isoformat()}
        await self._record.write(connection, person_id, {**body, "status": "inactive", "period": ended},
                                 expected=version)  # fmt: skip

    async def remind(self, connection: Connection, most: int = 500) -> None:
        """Tell people of what is coming, once each, as long before as the model says."""
        if self.terms.remind is None:
            return
        now, said = self._record.clock.now(), [f"{begins}%" for begins in reminders.BEGINS.values()]
        for row in await connection.fetch(_REMIND, self.terms.remind.after(now, self._zone), most, said):
            record = f"Appointment/{row['id']}"
            subject = _subject(await self._record.read(connection, record))
            key = f"{row['id']}/reminder/{row['start'].isoformat()}"
            words = partial(self._coming_up, row["title"], row["start"])
            told = reminders.Reminder(key, row["person_id"], subject, record, words)
            await reminders.remind(connection, self._record, told, self.reminds, self._zone)

    def _coming_up(self, title: str, start: datetime, language: str) -> str:
        return f"{title}, {reminders.when(start.astimezone(self._zone), language)}"

    # Groups

    async def plan_group(self, connection: Connection, by: Account, group: Clinic, sessions: Sequence[Session]) -> None:
        """Keep a group with its sessions, as a member of its team; planning it again changes nothing.

        BadInput without a session, for sessions that overlap, for no place, or for another size than the model says.
        """
        if group.team not in by.parties:
            raise Refused("this is another team's group", hint="Ask that team")
        if not sessions or group.kind != "group" or not 1 <= group.least <= group.places <= 200:
            raise BadInput(
                "this is no group", expected="sessions, and from how many to how many people", where="sessions"
            )
        fewest, most = self.terms.groups.get(group.service, (1, 200))
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
        await self._alone(connection, person_id)
        await connection.execute("SELECT FROM care.clinic WHERE id = $1 FOR UPDATE", group_id)
        place = await reading.clinic(connection, group_id)
        if place is None or place.kind != "group" or not place.active:
            raise NotFound("there is no such group")
        self._may_book(by, place)
        subject = await self._record.patient(connection, person_id)
        if subject is None:
            raise NotFound("there is nobody here that you may see")
        booker = await acting(connection, by, person_id, subject, "book-appointments")
        clinic, coming = await self.clinic(connection, group_id), await self._coming(connection, group_id)
        if not coming:
            raise Conflict("the last session of this group is over")
        mine = [each for each in await reading.of_person(connection, person_id, self._record.clock.now())
                if each.clinic == group_id and each.status in (*HOLDS, "waitlist")]  # fmt: skip
        if mine:
            return "waiting" if all(each.status == "waitlist" for each in mine) else "joined"
        for each in coming:
            await self._elsewhere(connection, person_id, each)
        waits = await connection.fetchval(
            "SELECT true FROM care.appointment WHERE clinic = $1 AND status = 'waitlist' AND start > $2 LIMIT 1",
            group_id,
            self._record.clock.now(),
        )
        seat = None if waits else await self._seat(connection, coming)
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
            await self._keep(connection, person_id, appointment(booking, clinic), before)
        await self._fill(connection, clinic, [each.id for each in coming])
        return "waiting" if seat is None else "joined"

    async def leave(self, connection: Connection, by: Account, group_id: str, person_id: int, why: str) -> None:
        """Take a person out of the sessions of a group that are still to come; whoever waited longest moves up."""
        await require_sight(connection, [person_id])
        await connection.execute("SELECT FROM care.clinic WHERE id = $1 FOR UPDATE", group_id)
        clinic, now = await self.clinic(connection, group_id), self._record.clock.now()
        if by.kind == "staff" and clinic.team not in by.parties:
            raise Refused("this is another team's group", hint="Ask that team")
        await acting(connection, by, person_id, "", "book-appointments")
        mine = [each for each in await reading.of_person(connection, person_id, now)
                if each.clinic == group_id and each.status in ("booked", "waitlist") and each.start > now]  # fmt: skip
        for each in mine:
            _, version, body = await self._record.find(connection, f"Appointment/{each.id}")
            gone = with_status(body, "cancelled", cancelationReason={"text": why.strip() or "Left the group"})
            await self._record.write(connection, person_id, gone, expected=version)
        await self._fill(connection, clinic, [each.slot for each in mine])
        await self._move_up(connection, clinic)

    async def call_off(self, connection: Connection, by: Account, group_id: str, why: str) -> None:
        """Say that a group does not take place any more; whoever is in it, or waits, is told. Again changes nothing."""
        clinic = await self._ours(connection, by, group_id)
        if clinic.kind != "group":
            raise BadInput("this is no group", expected="close the clinic on a day")
        if not why.strip():
            raise BadInput("nothing says why", where="why", expected="the reason, which the people read")
        await self._call_off(connection, clinic, why.strip())

    async def call_off_small(self, connection: Connection, most: int = 20) -> None:
        """Call off groups that would begin with too few people, when people would be reminded of them."""
        soon = (self.terms.remind or self.terms.cancel).after(self._record.clock.now(), self._zone)
        for row in await connection.fetch(_TOO_SMALL, soon, most):
            clinic = await self.clinic(connection, row["id"])
            await self._call_off(connection, clinic, f"fewer than {clinic.least} people joined")

    async def _call_off(self, connection: Connection, clinic: Clinic, why: str) -> None:
        await connection.execute("SELECT FROM care.clinic WHERE id = $1 FOR UPDATE", clinic.id)
        coming, now = await self._coming(connection, clinic.id), self._record.clock.now()
        told: set[str] = set()
        for row in await connection.fetch(_JOINED, [each.id for each in coming]):
            _, version, body = await self._record.find(connection, f"Appointment/{row['id']}")
            gone = with_status(body, "cancelled", cancelationReason={"text": why})
            await self._record.write(connection, row["person_id"], gone, expected=version)
            key = id_of(f"{clinic.id}/{_subject(body)}/called-off")
            if key not in told:  # once, not for each session
                notice = communication(key, _subject(body), f"Appointment/{row['id']}", f"person/{row['person_id']}",
                                       f"{clinic.title} does not take place: {why}", now)  # fmt: skip
                await self._record.write(connection, row["person_id"], notice)
                told.add(key)
        shut = [slot(clinic, Time(each.start, each.finish), each.released, "busy-unavailable") for each in coming]
        await self._record.write(connection, 0, *shut, schedule(replace(clinic, active=False)))

    async def _move_up(self, connection: Connection, clinic: Clinic) -> None:
        """Give places that are free to those who have waited longest, and tell them."""
        await connection.execute("SELECT FROM care.clinic WHERE id = $1 FOR UPDATE", clinic.id)
        coming = await self._coming(connection, clinic.id)
        while coming:
            rows = await connection.fetch(_WAITING, clinic.id, self._record.clock.now())
            seat = await self._seat(connection, coming)
            if not rows or seat is None:
                return
            person_id = rows[0]["person_id"]
            subject = ""
            for row in (row for row in rows if row["person_id"] == person_id):
                _, version, body = await self._record.find(connection, f"Appointment/{row['id']}")
                subject = _subject(body)
                await self._record.write(connection, person_id, with_seat(body, seat), expected=version)
            message = f"There is a place for you now: {clinic.title}"
            told = communication(id_of(f"{clinic.id}/{subject}/{rows[0]['id']}/moved-up"), subject,
                                 f"Appointment/{rows[0]['id']}", f"person/{person_id}", message,
                                 self._record.clock.now())  # fmt: skip
            await self._record.write(connection, person_id, told)
            await self._fill(connection, clinic, [each.id for each in coming])

    async def _coming(self, connection: Connection, group_id: str) -> list[Slot]:
        rows = await reading.slots(
            connection, group_id, self._record.clock.now(), datetime.max.replace(tzinfo=self._zone)
        )
        return [each for each in rows if each.state == "open"]

    # What they are made of

    async def _seat(self, connection: Connection, slots: Sequence[Slot]) -> int | None:
        """The first place that is free in every one of these slots; None where there is none."""
        rows = await connection.fetch(
            "SELECT DISTINCT seat FROM care.appointment WHERE slot = ANY ($1) AND status = ANY ($2)",
            [each.id for each in slots],
            list(HOLDS),
        )
        taken = {row["seat"] for row in rows}
        most = min(each.places for each in slots)
        return next((seat for seat in range(1, most + 1) if seat not in taken), None)

    async def _alone(self, connection: Connection, person_id: int, slots: Sequence[str] = ()) -> None:
        """Nobody else books for this person, or gives places in these slots, until the transaction ends."""
        await connection.execute("SELECT pg_advisory_xact_lock(4200032, ($1 % 2147483647)::integer)", person_id)
        await connection.execute("SELECT FROM care.slot WHERE id = ANY ($1) ORDER BY id FOR UPDATE", list(slots))

    async def _elsewhere(self, connection: Connection, person_id: int, found: Slot) -> None:
        title = await connection.fetchval(_ELSEWHERE, person_id, found.start, found.finish)
        if title is not None:
            raise Conflict(f"at that time there is another appointment ({title})", hint="Choose another time")

    async def _keep(self, connection: Connection, person_id: int, body: Resource, before: Appointment | None) -> None:
        await self._record.write(connection, person_id, body, expected=before.version if before else 0)

    async def _fill(self, connection: Connection, clinic: Clinic, slots: Sequence[str]) -> None:
        """Say of each slot whether it is full."""
        for each in slots:
            found = await reading.slot(connection, each)
            if found and found.state == "open":
                span = Time(found.start, found.finish, found.same_day)
                status = "busy" if found.free == 0 else "free"
                await self._record.write(connection, 0, slot(clinic, span, found.released, status))

    async def _standing(self, connection: Connection, appointment_id: str) -> tuple[Appointment, Resource, int]:
        """An appointment that the acting account may see, held with its slot."""
        group = "SELECT clinic FROM care.appointment WHERE id = $1"
        await connection.execute(
            f"SELECT FROM care.clinic WHERE id IN ({group}) AND kind = 'group' FOR UPDATE", appointment_id
        )
        await connection.execute(
            "SELECT FROM care.slot WHERE id IN (SELECT slot FROM care.appointment WHERE id = $1) FOR UPDATE",
            appointment_id,
        )
        found = await reading.find(connection, appointment_id)
        if found is None:
            raise NotFound("there is no such appointment that you may see")
        await require_sight(connection, [found.person_id], f"Appointment/{appointment_id}")
        _, version, body = await self._record.find(connection, f"Appointment/{appointment_id}")
        return found, body, version

    async def _ours(self, connection: Connection, by: Account, clinic_id: str) -> Clinic:
        clinic = await self.clinic(connection, clinic_id)
        if clinic.team not in by.parties:
            raise Refused("this is another team's clinic", hint="Ask that team")
        return clinic

    def _of_team(self, by: Account, body: Resource) -> None:
        booked = (extension(body, "booked-by") or {}).get("valueReference", {}).get("reference")
        own = {f"Practitioner/{by.username}", *(f"Organization/{party}" for party in by.parties)}
        if team_of(body) not in by.parties and booked not in own:
            raise Refused("this is another team's appointment", hint="Ask that team")

    def _may_book(self, by: Account, place: Place) -> None:
        if place.team in by.parties:
            return
        if ("staff" if _for_others(by) else "person") not in place.books:
            raise Refused(f"{place.title} is not booked here", hint="Ask its team")

    async def _missed(self, connection: Connection, found: Appointment, body: Resource, *, missed: bool) -> None:
        terms, made = self.terms.missed, id_of(f"{found.id}/missed/{found.start.isoformat()}")
        now = self._record.clock.now()
        standing = await connection.fetchrow("SELECT status FROM care.task WHERE id = $1", made)
        if missed and terms and standing is None:
            content = {
                "code": MISSED,
                "title": terms.title,
                "role": terms.by,
                "team": team_of(body),
                "practitioner": None,
                "due": terms.within.after(max(found.start, now), self._zone).isoformat(),
                "escalate": terms.escalate,
                "urgent": False,
                "why": body["serviceType"][0]["text"],
            }
            asked = task(made, _subject(body), f"Appointment/{found.id}", content, now)
            await self._record.write(connection, found.person_id, asked)
        elif not missed and standing and standing["status"] in ("requested", "in-progress", "on-hold"):
            _, version, asked = await self._record.find(connection, f"Task/{made}")
            asked |= {"status": "cancelled", "statusReason": {"text": "The person did come"}}
            await self._record.write(connection, found.person_id, asked, expected=version)

    async def _results(self, connection: Connection, found: Appointment, subject: str) -> None:
        """At the end of an itinerary tell whom the model names what came of each appointment of it, once."""
        every = await reading.itinerary(connection, found.person_id, found.itinerary)
        if not self.terms.results_to or any(each.status not in ("fulfilled", "noshow") for each in every):
            return
        titles = {place.id: place.title for place in await reading.clinics(connection)}
        lines = [f"{titles.get(each.clinic, 'Appointment')}: {each.outcome or 'no result was written'}"
                 if each.status == "fulfilled" else f"{titles.get(each.clinic, 'Appointment')}: did not attend"
                 for each in every]  # fmt: skip
        message = f"Results of the visit. {'. '.join(lines)}."
        practice = await connection.fetchval(_PRACTICE, found.person_id)
        to = [practice if each == "gp" else each for each in self.terms.results_to]
        for party in (each for each in to if each):
            told = communication(id_of(f"{found.itinerary}/results/{party}"), subject, f"Appointment/{every[-1].id}",
                                 party, message, self._record.clock.now())  # fmt: skip
            told["category"] = [{"text": "Results of a visit"}]
            await self._record.write(connection, found.person_id, told)


_ELSEWHERE = """
SELECT coalesce(c.title, 'appointment') FROM care.appointment a LEFT JOIN care.clinic c ON c.id = a.clinic
WHERE a.person_id = $1 AND a.status IN ('booked', 'arrived') AND a.start < $3 AND a.finish > $2 LIMIT 1
"""
_WAITING = """
SELECT person_id, id FROM care.appointment WHERE clinic = $1 AND status = 'waitlist' AND start > $2
ORDER BY min(made) OVER (PARTITION BY person_id), person_id, start
"""
_PRACTICE = """
SELECT practice FROM facts.registration WHERE person_id = $1 AND known_to = 'infinity' AND finish IS NULL
ORDER BY start DESC LIMIT 1
"""
_REMIND = """
SELECT a.person_id, a.id, a.start, c.title FROM care.appointment a JOIN care.clinic c ON c.id = a.clinic
WHERE a.status = 'booked' AND a.start > base.now() AND a.start <= $1 AND NOT EXISTS (
    SELECT FROM care.notice n WHERE n.person_id = a.person_id AND n.about = 'Appointment/' || a.id
    AND n.recipient = 'person/' || a.person_id AND n.message LIKE ANY ($3::text[]))
ORDER BY a.start LIMIT $2
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


def _for_others(by: Account) -> bool:
    """Whether somebody books for people whom they serve: staff, or an organisation's system."""
    return by.kind in ("staff", "machine")


def _minutes(duration: Duration) -> int:
    """An elapsed duration in minutes."""
    sizes = {"minute": 1, "hour": 60, "day": 1440}
    if duration.unit not in sizes:
        raise BadInput(f"{duration} between appointments", expected="minutes, hours or days")
    return duration.count * sizes[duration.unit]


def _overlaps(body: Resource, booked: Sequence[Time]) -> bool:
    start, finish = datetime.fromisoformat(body["start"]), datetime.fromisoformat(body["end"])
    return any(each.start < finish and start < each.finish for each in booked)


def _subject(body: Resource) -> str:
    """The Patient that an Appointment is about."""
    named = (str(each.get("actor", {}).get("reference", "")) for each in body["participant"])
    return next(each for each in named if each.startswith("Patient/"))

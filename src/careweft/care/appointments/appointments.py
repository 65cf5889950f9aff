"""Booking: times are booked, moved, given back; who came is kept; who comes is reminded.

A booking holds its slot until its transaction ends, and a place is given once by the unique key of (slot, seat): of two
who ask for the last one, one gets it and the other is told. Booking what one has already is the same booking.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Literal
from zoneinfo import ZoneInfo

from careweft.access.accounts import Account
from careweft.access.behalf import acting
from careweft.access.relationships import require_sight
from careweft.base.db import Connection
from careweft.base.errors import BadInput, Conflict, NotFound, Refused
from careweft.care import reminders
from careweft.care.appointments import agenda, preferences, reading, seats
from careweft.care.appointments.clinics import Clinics
from careweft.care.appointments.groups import Groups
from careweft.care.appointments.reading import Appointment, Place
from careweft.care.appointments.resource import HOLDS, SERVICES, Booking, appointment, team_of, with_status, without
from careweft.care.appointments.seats import for_others, subject_of
from careweft.care.appointments.sent import sent_to
from careweft.care.appointments.terms import Terms
from careweft.care.appointments.visits import Visits
from careweft.care.appointments.wishes import Wishes
from careweft.care.record import Record
from careweft.care.resources import EXTENSION, Resource, extension, id_of, task

MISSED = "missed-appointment"
_REMIND = """
SELECT a.person_id, a.id, a.start, c.title FROM care.appointment a JOIN care.clinic c ON c.id = a.clinic
WHERE a.status = 'booked' AND a.start > base.now() AND a.start <= $1 AND NOT EXISTS (
    SELECT FROM care.notice n WHERE n.person_id = a.person_id AND n.about = 'Appointment/' || a.id
    AND n.recipient = 'person/' || a.person_id AND n.message LIKE ANY ($3::text[]))
ORDER BY a.start LIMIT $2
"""


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
        self.clinics = Clinics(record, zone, self.terms)
        self.groups = Groups(record, self.clinics, zone, self.terms)
        self.visits = Visits(record, zone, self.terms)
        self.wishes = Wishes(record)

    async def book(
        self, connection: Connection, by: Account, person_id: int, ask: Ask, *, instead: Appointment | None = None
    ) -> str:
        """Book a time for a person, `instead` of another; the appointment's id.

        Conflict where the time is taken, not to be booked yet, or the person is elsewhere then; Refused where such as
        `by` do not book the clinic, or only for whom the online questions sent there; BadInput where staff book against
        what the person prefers and do not say why.
        """
        await require_sight(connection, [person_id])
        await seats.alone(connection, person_id, [ask.slot])
        found = await reading.slot(connection, ask.slot)
        place = await reading.clinic(connection, found.clinic) if found else None
        if found is None or place is None:
            raise NotFound("there is no such time")
        seats.require_booking(by, place)
        subject = await self._record.patient(connection, person_id)
        if subject is None:
            raise NotFound("there is nobody here that you may see")
        booker = await acting(connection, by, person_id, subject, "book-appointments")
        made, now = ask.made or id_of(f"{subject}/{ask.slot}/appointment"), self._record.clock.now()
        standing = await reading.find(connection, made)
        if standing and standing.status in HOLDS:
            return made
        if place.kind != "clinic":
            raise BadInput("this is a session of a group", hint="Join the group")
        if found.start <= now or found.released > now or found.free <= 0 or not place.active:
            raise Conflict("this time is not free any more", hint="Choose another")
        await seats.not_elsewhere(connection, person_id, found)
        unheeded = preferences.unheeded(
            await reading.preferences(connection, person_id), place.practitioner, place.mode, place.location
        )
        if unheeded and for_others(by) and not ask.against.strip():
            wishes = "; ".join(f"{preferences.KINDS[each.kind].lower()}: {each.value}" for each in unheeded)
            raise BadInput(
                f"the person prefers otherwise ({wishes})",
                where="against",
                expected="choose another time, or say why this one is right",
            )
        clinic = await self.clinics.find(connection, place.id)
        based_on = await self._based_on(connection, by, person_id, place, ask, instead)
        seat = await seats.free_seat(connection, [found])
        if seat is None:
            raise Conflict("this time is not free any more", hint="Choose another")
        reason = f"{ask.reason} (chosen otherwise than preferred: {ask.against.strip()})" if unheeded else ask.reason
        if not for_others(by):
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
        expected = standing.version if standing else 0
        await self._record.write(connection, person_id, appointment(booking, clinic), expected=expected)
        await seats.fill(connection, self._record, clinic, [found.id])
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
        return not for_others(by) and place.team not in by.parties and place.service in self.terms.routes.values()

    async def refer(
        self, connection: Connection, by: Account, person_id: int, clinic_id: str, reason: str, urgent: bool = False
    ) -> str:
        """A referral that goes with a booking: the ServiceRequest as 'ServiceRequest/id'. It waits for no decision,
        because the time is booked; the clinic's team reads why the person comes. Only who works here
        refers; else Refused."""
        await require_sight(connection, [person_id])
        if not for_others(by):
            raise Refused("only who works here refers", hint="Book without a referral, or ask for one")
        if not reason.strip():
            raise BadInput("there is no reason", where="reason", expected="why the person is referred")
        clinic, subject = (
            await self.clinics.find(connection, clinic_id),
            await self._record.patient(connection, person_id),
        )
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
        await seats.alone(connection, person_id, [ask.slot for ask in asks])
        return [await self.book(connection, by, person_id, ask) for ask in asks]

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
        if not for_others(by) and found.status != "waitlist" and not self.may_cancel(found.start):
            raise Refused("it is too late to cancel here", hint="Please call us")
        who = await acting(connection, by, found.person_id, subject_of(body), "book-appointments")
        if who.role == "staff":
            self._of_team(by, body)
        text = {"cancelationReason": {"text": why.strip()}} if why.strip() else {}
        await self._record.write(connection, found.person_id, with_status(body, "cancelled", **text), expected=version)
        clinic = await self.clinics.find(connection, found.clinic)
        await seats.fill(connection, self._record, clinic, [found.slot])
        if clinic.kind == "group" and found.start > now:
            await self.groups.move_up(connection, clinic)

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
        await seats.alone(connection, found.person_id, sorted([ask.slot, found.slot]))
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
            await self.visits.tell_results(connection, found, subject_of(body))

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
        await acting(connection, by, found.person_id, subject_of(body), "book-appointments")
        points = agenda.said(agenda.points_of(body), says, self.terms.agenda)
        await self._record.write(connection, found.person_id, agenda.with_points(body, points), expected=version)

    async def remind(self, connection: Connection, most: int = 500) -> None:
        """Tell people of what is coming, once each, as long before as the model says."""
        if self.terms.remind is None:
            return
        now, said = self._record.clock.now(), [f"{begins}%" for begins in reminders.BEGINS.values()]
        for row in await connection.fetch(_REMIND, self.terms.remind.after(now, self._zone), most, said):
            record = f"Appointment/{row['id']}"
            subject = subject_of(await self._record.read(connection, record))
            key = f"{row['id']}/reminder/{row['start'].isoformat()}"
            words = partial(self._coming_up, row["title"], row["start"])
            told = reminders.Reminder(key, row["person_id"], subject, record, words)
            await reminders.remind(connection, self._record, told, self.reminds, self._zone)

    def _coming_up(self, title: str, start: datetime, language: str) -> str:
        return f"{title}, {reminders.when(start.astimezone(self._zone), language)}"

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

    def _of_team(self, by: Account, body: Resource) -> None:
        booked = (extension(body, "booked-by") or {}).get("valueReference", {}).get("reference")
        own = {f"Practitioner/{by.username}", *(f"Organization/{party}" for party in by.parties)}
        if team_of(body) not in by.parties and booked not in own:
            raise Refused("this is another team's appointment", hint="Ask that team")

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
            asked = task(made, subject_of(body), f"Appointment/{found.id}", content, now)
            await self._record.write(connection, found.person_id, asked)
        elif not missed and standing and standing["status"] in ("requested", "in-progress", "on-hold"):
            _, version, asked = await self._record.find(connection, f"Task/{made}")
            asked |= {"status": "cancelled", "statusReason": {"text": "The person did come"}}
            await self._record.write(connection, found.person_id, asked, expected=version)

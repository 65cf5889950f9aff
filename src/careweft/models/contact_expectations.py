"""Judging what a scenario expects of appointments, requests and messages."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from pydantic import Field

from careweft.base.db import Connection
from careweft.care.appointments import reading
from careweft.care.appointments.agenda import points_of
from careweft.care.appointments.reading import Wanted
from careweft.care.messages import reading as conversations
from careweft.models.grammar import Name, Part
from careweft.models.judge import Judge

if TYPE_CHECKING:
    from careweft.models.player import Player


class AppointmentExpected(Part):
    """The appointments of a person at a clinic: how many stand so, and when the first is."""

    person: Name
    clinic: Name
    status: str = "booked"
    at: datetime | None = None
    count: int = 1
    mode: str = ""
    reason: str = ""


class FreeExpected(Part):
    """How many times of a service people can book now, on a day or in all."""

    service: Name
    on: datetime | None = None
    count: int
    by: Name | None = None


class GroupExpected(Part):
    """How many have a place in a group, and who waits, in order."""

    group: Name
    placed: int
    waiting: list[Name] = Field(default_factory=list)


class ItineraryExpected(Part):
    """The stops of a person's visit of several appointments: service and local time, in order."""

    person: Name
    stops: dict[Name, datetime]


class ConversationExpected(Part):
    """How many messages of a conversation a member of staff, or the person (`self`), can read."""

    person: Name
    title: str = "A question"
    reader: str = "self"
    messages: int
    last: str = ""


class PrescriptionExpected(Part):
    """A prescription of a medicine for a person, made here by somebody."""

    person: Name
    medicine: str
    by: Name
    count: int = 1


class PreferredExpected(Part):
    """What is kept of what a person prefers, as whoever sees them reads it."""

    person: Name
    reader: Name
    values: list[str]


class PointsExpected(Part):
    """What a person wants to talk about at a clinic, with the answers so far, as somebody reads it (`self`, staff)."""

    person: Name
    clinic: Name
    reader: str = "self"
    points: dict[str, str]


async def _appointment(player: Player, connection: Connection, expected: AppointmentExpected) -> list[str]:
    person = await player.person_id(connection, expected.person) or 0
    every = [each for each in await reading.of_person(connection, person) if each.clinic == expected.clinic]
    alike = [each for each in every if each.status == expected.status]
    who = f"{expected.person} at {expected.clinic}"
    if len(alike) != expected.count:
        states = ", ".join(each.status for each in every) or "none"
        return [f"appointments of {who}: {states}; expected {expected.count} {expected.status}"]
    found = []
    if alike and expected.at and alike[0].start != expected.at.replace(tzinfo=player.engine.zone):
        local = alike[0].start.astimezone(player.engine.zone)
        found.append(f"the appointment of {who} is at {local:%Y-%m-%d %H:%M}; expected {expected.at:%Y-%m-%d %H:%M}")
    if alike and expected.reason and expected.reason not in alike[0].reason:
        found.append(f"the reason of {who} is {alike[0].reason!r}; expected {expected.reason!r}")
    place = await reading.clinic(connection, expected.clinic)
    if expected.mode and (place is None or place.mode != expected.mode):
        found.append(f"{expected.clinic} is {place.mode if place else 'not there'}; expected {expected.mode}")
    return found


async def _free(player: Player, connection: Connection, expected: FreeExpected) -> list[str]:
    now, zone = player.clock.now(), player.engine.zone
    since = datetime.combine(expected.on, time.min, zone) if expected.on else now
    until = since + timedelta(days=1 if expected.on else 400)
    teams = sorted(player.staff[expected.by].parties) if expected.by else []
    kind = ("staff",) if expected.by else ("person",)
    found = await reading.free(connection, Wanted(since, until, expected.service, by=kind, teams=teams), now, 1000)
    wrong = f"{len(found)} times of {expected.service} are free; expected {expected.count}"
    return [] if len(found) == expected.count else [wrong]


async def _group(player: Player, connection: Connection, expected: GroupExpected) -> list[str]:
    ids = {await player.person_id(connection, name): name for name in player.scenario.people}
    rows = await connection.fetch(
        "SELECT person_id, bool_or(status = 'waitlist') AS waits, min(made) AS made FROM care.appointment "
        "WHERE clinic = $1 AND status IN ('booked', 'arrived', 'fulfilled', 'noshow', 'waitlist') GROUP BY person_id "
        "ORDER BY min(made), person_id",
        expected.group,
    )
    placed = sum(not row["waits"] for row in rows)
    waiting = [ids[row["person_id"]] for row in rows if row["waits"]]
    if (placed, waiting) == (expected.placed, expected.waiting):
        return []
    return [f"{expected.group}: {placed} placed, waiting {waiting}; expected {expected.placed}, {expected.waiting}"]


async def _itinerary(player: Player, connection: Connection, expected: ItineraryExpected) -> list[str]:
    person, zone = await player.person_id(connection, expected.person) or 0, player.engine.zone
    services = {place.id: place.service for place in await reading.clinics(connection)}
    mine = [
        each for each in await reading.of_person(connection, person) if each.itinerary and each.status != "cancelled"
    ]
    found = {services[each.clinic]: each.start for each in mine}
    wanted = {name: at.replace(tzinfo=zone) for name, at in expected.stops.items()}
    if list(found.items()) == list(wanted.items()):
        return []
    shown = {name: f"{at.astimezone(zone):%Y-%m-%d %H:%M}" for name, at in found.items()}
    return [f"the visit of {expected.person} is {shown}"]


async def reader(player: Player, connection: Connection, person: str, name: str) -> int | None:
    """The account of whoever looks: a member of staff, or the person (`self`)."""
    if name != "self":
        return player.staff[name].id
    known = "SELECT id FROM access.account WHERE username = $1"
    return await connection.fetchval(known, f"self-{person}")  # type: ignore[no-any-return]


async def _conversation(player: Player, connection: Connection, expected: ConversationExpected) -> list[str]:
    """Through row-level security, as the reader would look."""
    person = await player.person_id(connection, expected.person) or 0
    account = await reader(player, connection, expected.person, expected.reader)
    async with player.web.transaction(account) as web:
        threads = [each for each in await conversations.of_person(web, person) if each.title == expected.title]
        texts = [m.text for thread in threads for m in await conversations.messages(web, thread)]
    if len(texts) != expected.messages or (expected.last and (not texts or expected.last not in texts[-1])):
        return [f"{expected.reader} reads {texts}; expected {expected.messages}, the last {expected.last!r}"]
    return []


async def _points(player: Player, connection: Connection, expected: PointsExpected) -> list[str]:
    """Through row-level security, as the reader would look."""
    person = await player.person_id(connection, expected.person) or 0
    account = await reader(player, connection, expected.person, expected.reader)
    async with player.web.transaction(account) as web:
        mine = [each.id for each in await reading.of_person(web, person) if each.clinic == expected.clinic]
        bodies = await player.engine.record.read_many(web, [f"Appointment/{each}" for each in mine])
    found = {each.says: each.answer for body in bodies for each in points_of(body)}
    return [] if found == expected.points else [f"{expected.reader} reads {found}; expected {expected.points}"]


async def _prescription(player: Player, connection: Connection, expected: PrescriptionExpected) -> list[str]:
    person = await player.person_id(connection, expected.person) or 0
    rows = await connection.fetch(
        "SELECT id FROM fhir.location WHERE person_id = $1 AND type = 'MedicationRequest'", person
    )
    bodies = await player.engine.record.read_many(connection, [f"MedicationRequest/{row['id']}" for row in rows])
    by = f"Practitioner/{expected.by}"
    active = [
        each for each in bodies if each.get("requester", {}).get("reference") == by and each["status"] == "active"
    ]
    ours = [each for each in active if expected.medicine in str(each.get("medicationCodeableConcept"))]
    if len(ours) == expected.count:
        return []
    return [f"{len(ours)} prescriptions of {expected.medicine} by {expected.by}; expected {expected.count}"]


async def _preferred(player: Player, connection: Connection, expected: PreferredExpected) -> list[str]:
    person = await player.person_id(connection, expected.person) or 0
    async with player.web.transaction(player.staff[expected.reader].id) as web:
        values = [each.value for each in await reading.preferences(web, person)]
    return [] if values == expected.values else [f"{expected.reader} reads {values}; expected {expected.values}"]


JUDGES: dict[str, Judge] = {
    "appointment": _appointment,
    "free": _free,
    "group": _group,
    "itinerary": _itinerary,
    "conversation": _conversation,
    "points": _points,
    "prescription": _prescription,
    "preferred": _preferred,
}

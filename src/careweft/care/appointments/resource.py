"""Schedule, Slot and Appointment as FHIR resources, and what the projections keep of them. Pure functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from careweft.care.appointments.hours import Hours, Opening, Time
from careweft.care.resources import EXTENSION, Resource, extension, id_of, last_part

Mode = Literal["in-person", "video", "phone"]
Status = Literal["booked", "waitlist", "arrived", "fulfilled", "cancelled", "noshow", "entered-in-error"]
HOLDS: Final = ("booked", "arrived", "fulfilled", "noshow")
"""The statuses of an appointment that has a place in its slot."""
SERVICES: Final = "https://careweft.org/fhir/CodeSystem/service"
TEAMS: Final = "https://careweft.org/fhir/team"
_MODES: Final = {"in-person": "Seen in person", "video": "By video", "phone": "By telephone"}


@dataclass(frozen=True)
class Clinic:
    """A clinic or a group: what it is for, whose it is, where, how, who may book it, and how many it has places for.

    `books` are 'person' (people and their carers), 'staff' (whoever of the staff sees the person, such as a referrer);
    its own team always may. A group has sessions of its own and no hours; `least` is from how many on it takes place.
    """

    id: str
    title: str
    team: str
    service: str
    kind: Literal["clinic", "group"] = "clinic"
    practitioner: str = ""
    location: str = ""
    mode: Mode = "in-person"
    link: str = ""
    books: frozenset[str] = frozenset({"person", "staff"})
    least: int = 1
    places: int = 1
    hours: Hours | None = None
    opened: date | None = None
    active: bool = True
    version: int = 0


def schedule(clinic: Clinic) -> Resource:
    """The Schedule of a clinic."""
    actors = [_team(clinic.team)]
    if clinic.practitioner:
        actors.append({"reference": f"Practitioner/{clinic.practitioner}"})
    told: list[Resource] = [
        _text("clinic-kind", clinic.kind),
        _text("clinic-mode", clinic.mode),
        _number("places-least", clinic.least),
        _number("places", clinic.places),
        *(_text("books", who) for who in sorted(clinic.books)),
    ]
    told += [_text("location", clinic.location)] if clinic.location else []
    told += [_text("link", clinic.link)] if clinic.link else []
    if hours := clinic.hours:
        told += [_text("opening", str(opening)) for opening in hours.openings]
        told.append(_number("slot-minutes", hours.minutes))
        told += [{"url": f"{EXTENSION}/closed", "valueDate": day.isoformat()} for day in sorted(hours.closed)]
        told += [{"url": f"{EXTENSION}/on-holidays", "valueBoolean": True}] if hours.on_holidays else []
    horizon = {"planningHorizon": {"end": clinic.opened.isoformat()}} if clinic.opened else {}
    return {
        "resourceType": "Schedule",
        "id": clinic.id,
        "extension": told,
        "active": clinic.active,
        "serviceType": [{"coding": [{"system": SERVICES, "code": clinic.service}], "text": clinic.title}],
        "actor": actors,
        **horizon,
    }


def clinic_of(body: Mapping[str, Any], version: int = 0) -> Clinic:
    """The clinic of a Schedule."""
    said: dict[str, list[Any]] = {}
    for each in body.get("extension", ()):
        value = next(value for name, value in each.items() if name.startswith("value"))
        said.setdefault(str(each["url"]).rpartition("/")[2], []).append(value)
    practitioner = next((last_part(each) for each in body["actor"] if "reference" in each), "")
    service = body["serviceType"][0]
    openings = tuple(Opening.parse(text) for text in said.get("opening", ()))
    closed = frozenset(date.fromisoformat(day) for day in said.get("closed", ()))
    end = body.get("planningHorizon", {}).get("end")
    return Clinic(
        body["id"],
        service["text"],
        _named_team(body["actor"]),
        service["coding"][0]["code"],
        said["clinic-kind"][0],
        practitioner,
        said.get("location", [""])[0],
        said["clinic-mode"][0],
        said.get("link", [""])[0],
        frozenset(said.get("books", ())),
        said["places-least"][0],
        said["places"][0],
        Hours(openings, said["slot-minutes"][0], closed, "on-holidays" in said) if openings else None,
        date.fromisoformat(end) if end else None,
        body.get("active", True),
        version,
    )


def slot_id(clinic: str, time: Time) -> str:
    """The id of the slot that a clinic gives at a time: always the same."""
    return id_of(f"slot/{clinic}/{time.start.timestamp():.0f}/{time.finish.timestamp():.0f}")


def slot(clinic: Clinic, time: Time, released: datetime, status: str = "free") -> Resource:
    """The Slot of a time of a clinic."""
    return {
        "resourceType": "Slot",
        "id": slot_id(clinic.id, time),
        "extension": [
            _number("places", clinic.places),
            {"url": f"{EXTENSION}/released", "valueDateTime": released.isoformat()},
            *([{"url": f"{EXTENSION}/same-day", "valueBoolean": True}] if time.kept else []),
        ],
        "serviceType": [{"coding": [{"system": SERVICES, "code": clinic.service}], "text": clinic.title}],
        "schedule": {"reference": f"Schedule/{clinic.id}"},
        "status": status,
        "start": time.start.isoformat(),
        "end": time.finish.isoformat(),
    }


@dataclass(frozen=True)
class Booking:
    """What an appointment is made of. `seat` is its place in the slot; None while it waits for one."""

    id: str
    subject: str
    slot: str
    seat: int | None
    start: datetime
    finish: datetime
    made: datetime
    reason: str = ""
    based_on: str = ""
    itinerary: str = ""
    by: Resource = field(default_factory=dict)


def appointment(booking: Booking, clinic: Clinic) -> Resource:
    """An Appointment: booked, or on the waiting list without a place."""
    told: list[Resource] = [_text("appointment-mode", clinic.mode)]
    told += [_number("seat", booking.seat)] if booking.seat is not None else []
    told += [_text("itinerary", booking.itinerary)] if booking.itinerary else []
    told += [{"url": f"{EXTENSION}/booked-by", "valueReference": booking.by}] if booking.by else []
    status = "booked" if booking.seat is not None else "waitlist"
    actors: list[Resource] = [{"reference": booking.subject}, _team(clinic.team)]
    actors += [{"reference": f"Practitioner/{clinic.practitioner}"}] if clinic.practitioner else []
    return {
        "resourceType": "Appointment",
        "id": booking.id,
        "extension": told,
        "status": status,
        "serviceType": [{"coding": [{"system": SERVICES, "code": clinic.service}], "text": clinic.title}],
        "appointmentType": {"text": _MODES[clinic.mode]},
        **({"reasonCode": [{"text": booking.reason}]} if booking.reason else {}),
        "start": booking.start.isoformat(),
        "end": booking.finish.isoformat(),
        "slot": [{"reference": f"Slot/{booking.slot}"}],
        "created": booking.made.isoformat(),
        **({"basedOn": [{"reference": booking.based_on}]} if booking.based_on else {}),
        "participant": [{"actor": actor, "status": "accepted"} for actor in actors],
    }


def with_status(body: Resource, status: Status, **more: Any) -> Resource:
    """The Appointment in another status; one that holds no place any more has no seat."""
    body = {**body, "status": status, **more}
    return body if status in HOLDS else without(body, "seat")


def with_seat(body: Resource, seat: int) -> Resource:
    """The Appointment with a place in its slot: booked."""
    body = without(body, "seat")
    return {**body, "status": "booked", "extension": [*body.get("extension", ()), _number("seat", seat)]}


def without(body: Resource, name: str) -> Resource:
    """The resource without one of our extensions."""
    kept = [each for each in body.get("extension", ()) if each["url"] != f"{EXTENSION}/{name}"]
    rest = {key: value for key, value in body.items() if key != "extension"}
    return {**rest, "extension": kept} if kept else rest


def team_of(body: Mapping[str, Any]) -> str:
    """The team whose appointment it is; empty where it is no clinic of the place."""
    return _named_team([each.get("actor", {}) for each in body.get("participant", ())])


def seat_of(body: Mapping[str, Any]) -> int | None:
    """The place in the slot; None where it has none."""
    found = extension(body, "seat")
    return int(found["valueInteger"]) if found else None


def text_of(body: Mapping[str, Any], name: str) -> str:
    """The text of one of our extensions; empty where it has none."""
    found = extension(body, name)
    return str(found["valueString"]) if found else ""


def slot_of(body: Mapping[str, Any]) -> str:
    """The slot of an Appointment; empty where it names none."""
    return last_part((body.get("slot") or [None])[0])


def day_of(at: datetime, zone: ZoneInfo) -> date:
    """The local day of an instant."""
    return at.astimezone(zone).date()


def _team(team: str) -> Resource:
    """A team that takes part: FHIR lets it be named, but not referred to, where a schedule's actors stand."""
    return {"identifier": {"system": TEAMS, "value": team}}


def _named_team(actors: Sequence[Mapping[str, Any]]) -> str:
    found = (each.get("identifier", {}) for each in actors)
    return next((str(each.get("value", "")) for each in found if each.get("system") == TEAMS), "")


def _text(name: str, value: str) -> Resource:
    return {"url": f"{EXTENSION}/{name}", "valueString": value}


def _number(name: str, value: int) -> Resource:
    return {"url": f"{EXTENSION}/{name}", "valueInteger": value}

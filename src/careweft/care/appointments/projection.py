"""Clinics, slots, appointments and preferences as pages and bookings look for them: projections of the record."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from careweft.access import relationships
from careweft.access.relationships import Relationship
from careweft.base.db import Connection
from careweft.care.appointments.preferences import CATEGORY, value_of
from careweft.care.appointments.resource import clinic_of, seat_of, slot_of, team_of, text_of
from careweft.care.resources import extension, last_part
from careweft.feeds.sources import HERE
from careweft.fhir.stored import Change

_AFTER = timedelta(days=28)
_CLINIC = """
INSERT INTO care.clinic (id, title, kind, active, team, service, practitioner, location, mode, link, books, least,
    places, opened, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
ON CONFLICT (id) DO UPDATE SET title = excluded.title, kind = excluded.kind, active = excluded.active,
    team = excluded.team, service = excluded.service, practitioner = excluded.practitioner,
    location = excluded.location, mode = excluded.mode, link = excluded.link, books = excluded.books,
    least = excluded.least, places = excluded.places, opened = excluded.opened, version = excluded.version
"""
_SLOT = """
INSERT INTO care.slot (id, clinic, start, finish, places, released, same_day, state)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (id) DO UPDATE SET places = excluded.places, released = excluded.released, state = excluded.state
"""
_APPOINTMENT = """
INSERT INTO care.appointment (person_id, id, status, slot, seat, clinic, start, finish, made, reason, outcome,
    itinerary, based_on, version)
VALUES ($1, $2, $3, $4, $5, coalesce((SELECT clinic FROM care.slot WHERE id = $4), ''), $6, $7, $8, $9, $10, $11, $12,
    $13)
ON CONFLICT (person_id, id) DO UPDATE SET status = excluded.status, slot = excluded.slot, seat = excluded.seat,
    clinic = excluded.clinic, start = excluded.start, finish = excluded.finish, reason = excluded.reason,
    outcome = excluded.outcome, itinerary = excluded.itinerary, based_on = excluded.based_on,
    version = excluded.version, changed = clock_timestamp()
"""
_TAKEN = """
UPDATE care.slot s SET taken = (SELECT count(*) FROM care.appointment a WHERE a.slot = s.id
    AND a.status IN ('booked', 'arrived', 'fulfilled', 'noshow')) WHERE id = ANY ($1)
"""


async def project(connection: Connection, changes: Sequence[Change]) -> None:
    """Bring clinics, slots and appointments in step with changed resources that were made here: what another system
    writes is in the record and gives no place away."""
    changes = [c for c in changes if c.origin.source == HERE]
    if found := [c for c in changes if c.type == "Schedule" and c.after and extension(c.after, "clinic-kind")]:
        await connection.executemany(_CLINIC, [_clinic(c) for c in found])
    if slots := [c for c in changes if c.type == "Slot" and c.after and extension(c.after, "released")]:
        await connection.executemany(_SLOT, [_slot(c.after or {}) for c in slots])
    await _appointments(connection, [c for c in changes if c.type == "Appointment"])
    await _preferences(connection, [c for c in changes if c.type == "Flag"])


async def _appointments(connection: Connection, changes: Sequence[Change]) -> None:
    if gone := [(c.person_id, c.id) for c in changes if c.after is None]:
        await connection.executemany("DELETE FROM care.appointment WHERE person_id = $1 AND id = $2", gone)
    # A place is given back before it is given again, as when somebody moves up from the waiting list.
    kept = sorted((c for c in changes if c.after and _ours(c.after)), key=lambda c: seat_of(c.after or {}) is not None)
    if kept:
        await connection.executemany(_APPOINTMENT, [_appointment(c) for c in kept])
    await _relate(connection, changes)
    slots = {slot_of(body) for c in changes for body in (c.before, c.after) if body} - {""}
    if slots:
        await connection.execute(_TAKEN, sorted(slots))


async def _relate(connection: Connection, changes: Sequence[Change]) -> None:
    """Whoever is to see somebody sees them from when it is booked until four weeks after."""
    known = [(c.person_id, f"Appointment/{c.id}") for c in changes if c.before is not None]
    now = {(c.person_id, c.id): _relationship(c) for c in changes}
    await relationships.replace(connection, known, [each for each in now.values() if each])


def _relationship(change: Change) -> Relationship | None:
    body = change.after
    if body is None or not _ours(body) or body["status"] in ("cancelled", "entered-in-error"):
        return None
    since = _instant(body["created"]) if "created" in body else change.at
    until = _instant(body["end"]) + _AFTER
    return Relationship(change.person_id, team_of(body), "appointment", f"Appointment/{change.id}", since, until)


async def _preferences(connection: Connection, changes: Sequence[Change]) -> None:
    concerned = [(c.person_id, c.id) for c in changes if _preference(c.before) or _preference(c.after)]
    if not concerned:
        return
    await connection.executemany("DELETE FROM care.preference WHERE person_id = $1 AND id = $2", concerned)
    rows = [(c.person_id, c.id, *value_of(c.after)) for c in changes if c.after and _holds(c.after)]
    await connection.executemany("INSERT INTO care.preference VALUES ($1, $2, $3, $4)", rows)


def _preference(body: Mapping[str, Any] | None) -> bool:
    return body is not None and CATEGORY in body.get("category", ())


def _holds(body: Mapping[str, Any]) -> bool:
    return _preference(body) and body.get("status") == "active"


def _ours(body: Mapping[str, Any]) -> bool:
    return bool(slot_of(body) and team_of(body) and "start" in body and "end" in body)


def _clinic(change: Change) -> tuple[Any, ...]:
    clinic = clinic_of(change.after or {}, change.version)
    return (
        clinic.id,
        clinic.title,
        clinic.kind,
        clinic.active,
        clinic.team,
        clinic.service,
        clinic.practitioner,
        clinic.location,
        clinic.mode,
        clinic.link,
        sorted(clinic.books),
        clinic.least,
        clinic.places,
        clinic.opened,
        clinic.version,
    )


def _slot(body: Mapping[str, Any]) -> tuple[Any, ...]:
    places, released = extension(body, "places"), extension(body, "released")
    state = "open" if body["status"] in ("free", "busy", "busy-tentative") else "closed"
    return (
        body["id"],
        last_part(body["schedule"]),
        _instant(body["start"]),
        _instant(body["end"]),
        places["valueInteger"] if places else 1,
        _instant(released["valueDateTime"]) if released else _instant(body["start"]),
        extension(body, "same-day") is not None,
        state,
    )


def _appointment(change: Change) -> tuple[Any, ...]:
    body = change.after or {}
    return (
        change.person_id,
        change.id,
        body["status"],
        slot_of(body),
        seat_of(body),
        _instant(body["start"]),
        _instant(body["end"]),
        _instant(body["created"]) if "created" in body else change.at,
        (body.get("reasonCode") or [{}])[0].get("text", ""),
        text_of(body, "outcome"),
        text_of(body, "itinerary"),
        (body.get("basedOn") or [{}])[0].get("reference", ""),
        change.version,
    )


def _instant(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)

"""What a visitor is shown, and carries on a telephone: only what the visit needs.

Of the record that is: where to go, whom to ask for, how many packets to hand over and from whom, and when and where
the next appointments are. Not what is in a packet, not what an appointment is for, and nothing else.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from careweft.base.db import Connection
from careweft.care.tasks import Task
from careweft.care.visits.terms import Terms
from careweft.people.person import banners

OUTPUT = "https://careweft.org/fhir/CodeSystem/visit"
"""The codes of what a visit yields: `delivered`, `reminded`, `nobody-in`, and the model's questions."""


@dataclass(frozen=True)
class Packet:
    """A packet to hand over: which dispensing it is of, and whose."""

    record: str
    source: str


@dataclass(frozen=True)
class Reminder:
    """An appointment to be reminded of."""

    record: str
    at: datetime
    place: str


@dataclass(frozen=True)
class Sheet:
    """A visit with what it needs."""

    task: Task
    terms: Terms
    name: str
    line: str
    postcode: str
    packets: tuple[Packet, ...]
    reminders: tuple[Reminder, ...]


_READY = """
SELECT 'MedicationDispense/' || id AS record, source FROM fhir.resource
WHERE person_id = $1 AND type = 'MedicationDispense' AND body IS NOT NULL
    AND body::json ->> 'status' IN ('preparation', 'in-progress') ORDER BY at, id
"""
_VISITED = """
SELECT r.body FROM care.task t JOIN fhir.location l ON l.type = 'Task' AND l.id = t.id
JOIN fhir.resource r ON r.person_id = t.person_id AND r.rid = l.rid
WHERE t.person_id = $1 AND t.code = $2 AND r.body IS NOT NULL
"""
_COMING = """
SELECT 'Appointment/' || id AS record, body FROM fhir.resource
WHERE person_id = $1 AND type = 'Appointment' AND body IS NOT NULL AND body::json ->> 'status' = 'booked'
    AND (body::json ->> 'start')::timestamptz > base.now() AND (body::json ->> 'start')::timestamptz <= $2
ORDER BY (body::json ->> 'start')::timestamptz, id
"""


async def sheet(connection: Connection, task: Task, terms: Terms, now: datetime, zone: ZoneInfo) -> Sheet:
    """The sheet of a visit, as the acting account may see it."""
    who = next(iter((await banners(connection, [task.person_id])).values()), None)
    packets: list[Packet] = []
    if terms.delivers:
        done = await _delivered(connection, task)
        rows = await connection.fetch(_READY, task.person_id)
        packets = [Packet(row["record"], row["source"]) for row in rows if row["record"] not in done]
    reminders = []
    if terms.reminds is not None:
        for row in await connection.fetch(_COMING, task.person_id, terms.reminds.after(now, zone)):
            reminders.append(_reminder(row["record"], orjson.loads(row["body"])))
    name = " ".join(part for part in (who.given, who.family) if part) if who else ""
    return Sheet(
        task,
        terms,
        name or "Name not known",
        (who.line if who else "") or "",
        (who.postcode if who else "") or "",
        tuple(packets),
        tuple(reminders),
    )


async def _delivered(connection: Connection, task: Task) -> set[str]:
    """The dispensings that a visit handed over already."""
    bodies = [orjson.loads(row["body"]) for row in await connection.fetch(_VISITED, task.person_id, task.code)]
    return {
        output["valueReference"]["reference"]
        for body in bodies
        for output in body.get("output", ())
        if "valueReference" in output and code_of(output) == "delivered"
    }


def code_of(output: dict[str, Any]) -> str:
    """What a part of a visit's yield is."""
    return str((output["type"].get("coding") or [{}])[0].get("code", ""))


def _reminder(record: str, body: dict[str, Any]) -> Reminder:
    places = [
        each["actor"].get("display", "")
        for each in body.get("participant", ())
        if str(each.get("actor", {}).get("reference", "")).startswith(("Location/", "HealthcareService/"))
        or (each.get("actor", {}).get("type") in ("Location", "HealthcareService"))
    ]
    return Reminder(
        record, datetime.fromisoformat(re.sub("Z$", "+00:00", body["start"])), next(filter(None, places), "")
    )

"""A prescription at the pharmacy that the person chose: sent there, and what comes back of it.

The prescription leaves as a FHIR message by the place's one way out; the pharmacy's system answers with a
MedicationDispense by its feed. A Task holds where it stands. It is an order between two systems, not a signed
electronic prescription of any country's service: where the law asks for one, the system that signs it sends that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from careweft.access.accounts import Account
from careweft.base import outbox
from careweft.base.db import Connection
from careweft.base.errors import NotFound
from careweft.base.outbox import Item
from careweft.care.outward import known_by, message
from careweft.care.projection import DISPENSE
from careweft.care.record import Record
from careweft.care.resources import TASK_CODES, Resource, communication, id_of, last_part, task
from careweft.feeds.outgoing import queue
from careweft.feeds.outgoing.queue import Letter
from careweft.feeds.tables.mapping import parse
from careweft.fhir.jsontext import dumps
from careweft.fhir.stored import Change

TOPIC: Final = "dispense"
"""The outbox's topic: {person_id, record} of a MedicationDispense that came."""
SENT, READY, COLLECTED, REFUSED = "sent", "ready", "collected", "refused"
STATES: Final = "https://careweft.org/fhir/CodeSystem/dispense-state"
_SAID: Final = {
    "in-progress": (READY, "in-progress", "is ready to collect at"),
    "completed": (COLLECTED, "completed", "was collected from"),
    **dict.fromkeys(("declined", "cancelled", "stopped"), (REFUSED, "rejected", "cannot be had from")),
}
"""FHIR's status of a MedicationDispense: where the prescription stands, its Task's status, and the words."""
_PHARMACIES: Final = "SELECT code, coalesce(nullif(name, ''), code) AS name, mapping FROM feeds.source WHERE kind = $1"


async def pharmacies(connection: Connection) -> list[tuple[str, str]]:
    """Code and name of the pharmacies whose systems take prescriptions from here."""
    rows = await connection.fetch(f"{_PHARMACIES} ORDER BY name, code", "pharmacy")
    found = [(row["code"], row["name"], parse(row["mapping"], row["code"])) for row in rows if row["mapping"]]
    return [(code, name) for code, name, told in found if told.outgoing and told.outgoing.form == "fhir"]


def task_id(prescription: str) -> str:
    """The id of the Task of a MedicationRequest."""
    return id_of(f"MedicationRequest/{prescription}/dispense")


def state_of(body: Mapping[str, Any]) -> str:
    """Where the prescription of a Task stands."""
    return str((body.get("businessStatus", {}).get("coding") or [{}])[0].get("code", SENT))


class Dispensing:
    """Sends prescriptions and takes what comes back, through the record."""

    def __init__(self, record: Record) -> None:
        self._record = record

    async def send(
        self, connection: Connection, by: Account, person_id: int, asked: Resource, made: Resource, pharmacy: str
    ) -> Resource:
        """Send a prescription that grants a request to its pharmacy, once; the Task of it, to be written with it.

        Where the pharmacy's system cannot be reached, whoever granted it is asked to send it.
        """
        now, subject = self._record.clock.now(), made["subject"]["reference"]
        body: Resource = {
            "resourceType": "Task",
            "id": task_id(made["id"]),
            "partOf": [{"reference": f"Task/{asked['id']}"}],
            "status": "requested",
            "intent": "order",
            "code": {"coding": [{"system": TASK_CODES, "code": DISPENSE}], "text": asked["code"]["text"]},
            "focus": {"reference": f"MedicationRequest/{made['id']}"},
            "for": {"reference": subject},
            "authoredOn": now.isoformat(),
            "lastModified": now.isoformat(),
            "requester": {"reference": f"Practitioner/{by.username}", "display": by.display_name},
            "owner": {"reference": f"Organization/{pharmacy}"},
        }
        patient = known_by(await self._record.read(connection, subject))
        key = id_of(f"{body['id']}/message")
        content = self._told(asked, f"Send the prescription to {pharmacy}", "Their system could not be reached", now)
        letter = Letter(
            person_id,
            key,
            pharmacy,
            "fhir",
            f"MedicationRequest/{made['id']}",
            dumps(message("prescription", key, now, pharmacy, [made, body], patient)),
            {**content, "subject": subject},
        )
        await queue.put(connection, letter, now)
        return body

    async def on_item(self, connection: Connection, item: Item) -> None:
        """What a pharmacy says of a prescription that it has from here; what another says of it is not heard."""
        try:
            dispense, source = await self._record.sent(connection, item.payload["record"])
            prescription = last_part((dispense.get("authorizingPrescription") or [None])[0])
            person_id, version, body = await self._record.find(connection, f"Task/{task_id(prescription)}")
        except NotFound:
            return
        said = _SAID.get(dispense["status"])
        if said is None or last_part(body["owner"]) != source or state_of(body) in (COLLECTED, said[0]):
            return
        state, status, words = said
        now = self._record.clock.now()
        body |= {
            "status": status,
            "businessStatus": {"coding": [{"system": STATES, "code": state}]},
            "lastModified": now.isoformat(),
            "output": [{"type": {"text": "dispense"}, "valueReference": {"reference": item.payload["record"]}}],
        }
        name = await connection.fetchval("SELECT coalesce(nullif(name, ''), code) FROM feeds.source WHERE code = $1",
                                         source)  # fmt: skip
        subject, place = body["for"]["reference"], f"Task/{body['id']}"
        text = f"{body['code']['text']}: it {words} {name}"
        told = communication(id_of(f"{place}/{state}"), subject, place, f"person/{person_id}", text, now)
        await self._record.write(connection, person_id, body, expected=version)
        await self._record.write(connection, person_id, told)
        if state == REFUSED:
            asked = await self._record.read(connection, body["partOf"][0]["reference"])
            content = self._told(asked, f"Find another way to the medicine: {name} does not have it", text, now)
            more = task(id_of(f"{place}/{state}/task"), subject, place, content, now)
            await self._record.write(connection, person_id, more)

    def _told(self, asked: Resource, title: str, why: str, now: datetime) -> dict[str, Any]:
        """A task for the role that granted the request."""
        return {
            "code": "send-prescription",
            "title": title,
            "role": asked["performerType"][0]["coding"][0]["code"],
            "team": last_part(asked["owner"]),
            "practitioner": None,
            "due": (now + timedelta(days=1)).isoformat(),
            "escalate": "manager",
            "urgent": True,
            "why": why,
        }


async def project(connection: Connection, changes: Sequence[Change]) -> None:
    """What a pharmacy sends is looked at after the commit, in order for each person."""
    came = [c for c in changes if c.type == "MedicationDispense" and c.after and c.person_id]
    items: list[tuple[str, Mapping[str, Any]]] = [
        (str(c.person_id), {"person_id": c.person_id, "record": f"{c.type}/{c.id}"}) for c in came
    ]
    if items:
        await outbox.put_many(connection, TOPIC, items)

"""Whom the online questions sent where: a service of a model's `routes` is booked by people themselves only then.

"For those requiring face-to-face intervention, an online triage establishes the best route and location for the service
required, with the aim of reducing avoidable face-to-face intervention" (S0, section 3). What the questions found is a
ServiceRequest with the answers, one a person, service and day: asked again, it is the same. It is good for one booking
within `DAYS`, and whoever then sees the person reads the answers, and who gave them: the person, or a relative who may
book for them.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from careweft.access.accounts import Account
from careweft.access.behalf import acting
from careweft.base.db import Connection
from careweft.base.errors import NotFound
from careweft.care.appointments.resource import SERVICES, day_of
from careweft.care.record import Record
from careweft.care.resources import Resource, id_of

DAYS: Final = 7
_CATEGORY: Final = [{"coding": [{"system": SERVICES, "code": "online-questions"}], "text": "Online questions"}]


@dataclass(frozen=True)
class Sent:
    """Where the questions sent somebody, in words too, why, and each question with its answer."""

    service: str
    place: str
    reason: str
    told: Sequence[str]
    urgent: bool = False


async def send(connection: Connection, by: Account, record: Record, zone: ZoneInfo, person_id: int, sent: Sent) -> None:
    """Keep where the questions sent a person, with the answers. NotFound where nobody may be seen; Refused for who may
    not book for them."""
    subject, now = await record.patient(connection, person_id), record.clock.now()
    if subject is None:
        raise NotFound("there is nobody here that you may see")
    who = await acting(connection, by, person_id, subject, "book-appointments")
    request: Resource = {
        "resourceType": "ServiceRequest",
        "id": _id(subject, sent.service, day_of(now, zone)),
        "status": "active",
        "intent": "order",
        "category": _CATEGORY,
        "priority": "urgent" if sent.urgent else "routine",
        "code": {"coding": [{"system": SERVICES, "code": sent.service}], "text": sent.place},
        "subject": {"reference": subject},
        "authoredOn": now.isoformat(),
        "requester": who.who,
        "reasonCode": [{"text": sent.reason or sent.place}],
        "note": [{"text": each} for each in sent.told],
    }
    await record.write(connection, person_id, request)


async def sent_to(
    connection: Connection, record: Record, zone: ZoneInfo, person_id: int, services: Collection[str]
) -> dict[str, Resource]:
    """By those of these services to which the questions sent a person, and where no time was booked since, the latest
    ServiceRequest that says so."""
    subject = await record.patient(connection, person_id) if services else None
    if subject is None:
        return {}
    today = day_of(record.clock.now(), zone)
    asked = {
        f"ServiceRequest/{_id(subject, service, today - timedelta(days=back))}": service
        for service in services
        for back in reversed(range(DAYS))
    }
    found = await record.read_many(connection, asked)
    return {asked[f"ServiceRequest/{each['id']}"]: each for each in found if each["status"] == "active"}


def _id(subject: str, service: str, day: date) -> str:
    return id_of(f"{subject}/{service}/{day.isoformat()}/online-questions")

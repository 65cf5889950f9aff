"""FHIR messages to others' systems: their header, and of the Patient what is needed to know whose they are. Pure."""

from collections.abc import Sequence
from datetime import datetime

from careweft.care.resources import Resource, id_of

MESSAGES = "https://careweft.org/fhir/CodeSystem/message"


def known_by(patient: Resource) -> Resource:
    """Of the Patient what a receiver needs to know who it is."""
    kept = ("resourceType", "id", "identifier", "name", "telecom", "gender", "birthDate", "address")
    return {name: patient[name] for name in kept if name in patient}


def message(
    code: str, key: str, at: datetime, to: str, focus: Sequence[Resource], *others: Resource, answers: str = ""
) -> Resource:
    """A FHIR message: its header, what it is about, and what else it needs. `key` makes it one; `answers` is the id of
    the message that it answers."""
    header = {
        "resourceType": "MessageHeader",
        "id": id_of(f"{key}/header"),
        "eventCoding": {"system": MESSAGES, "code": code},
        "destination": [{"name": to, "endpoint": f"urn:careweft:source:{to}"}],
        "source": {"name": "Careweft", "endpoint": "urn:careweft"},
        **({"response": {"identifier": answers, "code": "ok"}} if answers else {}),
        "focus": [{"reference": f"{each['resourceType']}/{each['id']}"} for each in focus],
    }
    return {
        "resourceType": "Bundle",
        "type": "message",
        "identifier": {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{key}"},
        "timestamp": at.isoformat(),
        "entry": [{"fullUrl": f"urn:uuid:{each['id']}", "resource": each} for each in (header, *focus, *others)],
    }

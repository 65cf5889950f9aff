"""An entry of the audit as a FHIR AuditEvent (R4), for systems that collect them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from careweft.access.audit import Outcome
from careweft.base.db import Connection

_DCM = "http://dicom.nema.org/resources/ontology/DCM"
_REST = "http://hl7.org/fhir/restful-interaction"
_REASON = "http://terminology.hl7.org/CodeSystem/v3-ActReason"
_ACTIONS = {"create": "C", "update": "U", "patch": "U", "change": "U", "delete": "D", "transaction": "E", "batch": "E"}
_SUBTYPES = {"read", "vread", "update", "patch", "delete", "history", "create", "transaction", "batch", "search-type"}
_OUTCOMES: dict[Outcome, str] = {"seen": "0", "changed": "0", "empty": "0", "refused": "4"}
_PURPOSES = {
    "break-glass": ("BTG", "break the glass"),
    "for planning": ("HQUALIMP", "health quality improvement"),
    "for research": ("HRESCH", "healthcare research"),
    "for payment": ("HPAYMT", "healthcare payment"),
    "review": ("HCOMPL", "health compliance"),
    "self": ("PATRQT", "patient requested"),
    **dict.fromkeys(
        ("guardian", "parent", "young-persons-parent", "carer", "reading-carer"), ("FAMRQT", "family requested")
    ),
}
"""What is looked for, by why somebody may look; whatever else there is, is treatment."""


@dataclass(frozen=True)
class Kept:
    """An entry as it is kept, with the name of the account and where it stands in its chain."""

    chain: int
    number: int
    hash: bytes
    at: datetime
    person_id: int
    account: str | None
    action: str
    what: str
    outcome: Outcome
    reason: str


_OF_PERSON = """
SELECT a.chain, a.number, a.hash, a.at, a.person_id, c.username, a.action, a.what, a.outcome, a.reason
FROM access.audit a LEFT JOIN access.account c ON c.id = a.account_id WHERE a.person_id = $1 ORDER BY a.id
"""


async def of_person(connection: Connection, person_id: int) -> list[Kept]:
    """Every entry about a person, oldest first; for the system."""
    return [Kept(*row) for row in await connection.fetch(_OF_PERSON, person_id)]


@dataclass(frozen=True)
class Page:
    """Entries about a person, newest first; `next` is the id before which the next page ends, None on the last."""

    found: list[Kept]
    next: int | None


async def page(connection: Connection, person_id: int, since: datetime | None, before: int | None, most: int) -> Page:
    """A page of who looked at a person, for those who may see the person; for others it is empty."""
    rows = await connection.fetch("SELECT * FROM access.looks($1, $2, $3, $4)", person_id, since, before, most + 1)
    found = [Kept(*list(row)[2:]) for row in rows[:most]]
    return Page(found, rows[most - 1]["id"] if len(rows) > most else None)


def event(entry: Kept) -> dict[str, Any]:
    """The AuditEvent of an entry. The person is named by the place's own number, never by name."""
    why = entry.action if entry.action == "break-glass" else entry.reason.partition(", ")[0]
    purpose = _PURPOSES.get(why, ("TREAT", "treatment"))
    found: dict[str, Any] = {
        "resourceType": "AuditEvent",
        "id": f"{entry.chain}-{entry.number}",
        "type": {"system": _DCM, "code": "110110", "display": "Patient Record"},
        "action": _ACTIONS.get(entry.action, "E" if entry.action == "break-glass" else "R"),
        "recorded": entry.at.isoformat(),
        "outcome": _OUTCOMES[entry.outcome],
        "purposeOfEvent": [{"coding": [{"system": _REASON, "code": purpose[0], "display": purpose[1]}]}],
        "agent": [{"who": {"display": entry.account or "system"}, "requestor": True}],
        "source": {"observer": {"display": "Careweft"}},
        "entity": [
            {
                "what": {"identifier": {"system": "https://careweft.org/fhir/person", "value": str(entry.person_id)}},
                "description": entry.what,
                "detail": [{"type": "hash", "valueString": entry.hash.hex()}],
            }
        ],
    }
    if entry.action in _SUBTYPES:
        found["subtype"] = [{"system": _REST, "code": entry.action}]
    if entry.outcome == "refused":
        found["outcomeDesc"] = "refused"
    if entry.reason:
        found["purposeOfEvent"][0]["text"] = entry.reason
    return found

"""CDS Hooks `patient-view` over HTTP beside a read of the same Patients: `python -m bench.cds [SECONDS]`.

The real web (granian, two processes) on an embedded database; each call logs in as a practice's system, is held to the
practice's own patients, looks at all facts of the person by the active model's and the measures' rules, keeps its cards
and is in the audit before its answer. The target is a p99 under 100 ms with 8 systems at a time (`p99_within`).
"""

import json
from typing import Any
from uuid import uuid4

from bench import client, common
from bench.client import Load
from bench.place import Place, running
from bench.web import reads, request
from careweft.feeds.notes import resource_id

PEOPLE, TEAMS = 400, 4
CONNECTIONS = 8
WITHIN_MS = 100


def run(seconds: str = "8") -> dict[str, Any]:
    with running(PEOPLE, TEAMS) as place:
        asked, read = calls(place), reads(place)
        client.run(Load(place.port, CONNECTIONS, 3, 200, asked))
        found: dict[str, Any] = {"people": PEOPLE, "connections": CONNECTIONS, "seconds_each": float(seconds)}
        for name, requests in (("read", read), ("patient_view", asked)):
            found[name] = client.run(Load(place.port, CONNECTIONS, float(seconds), 200, requests))
        found["p99_within_ms"] = WITHIN_MS
        return found


def calls(place: Place) -> list[str]:
    """A call about each person by the system of the practice that registered them."""
    made = []
    for each in place.people:
        patient = resource_id(each.practice, "Patient", f"{each.practice}-{each.id}")
        context = {"userId": "Practitioner/d", "patientId": patient}
        sent = {"hook": "patient-view", "hookInstance": str(uuid4()), "context": context}
        made.append(request(place, each.practice, "POST", "/cds-services/patient-view", json.dumps(sent)))
    return made


if __name__ == "__main__":
    common.show("cds", run)

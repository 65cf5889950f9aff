"""FHIR read and create over HTTP beside the same statements by pgbench: `python -m bench.web [SECONDS]`.

The real web (granian, two processes) on an embedded database. Every request logs in by HTTP Basic as a practice's
system, is held to the practice's own patients by row-level security, and is in the audit before its answer. Reads are
of Patients and of Observations, creates of Observations. The limit replays, by pgbench with as many connections, the
statements that PostgreSQL logged of one such request, in the same transactions. `cpu_us` is processor time a request.
"""

import base64
import json
from time import sleep
from typing import Any

from bench import client, common, replay
from bench.client import Load
from bench.place import PASSWORD, Place, running
from careweft.feeds.notes import resource_id

PEOPLE, TEAMS = 400, 4
CONNECTIONS = (16, 64)
_LOGGING = ("logging_collector = on", "log_destination = 'jsonlog'", "log_error_verbosity = default")


def run(seconds: str = "8") -> dict[str, Any]:
    with running(PEOPLE, TEAMS, *_LOGGING) as place:
        create, read = creates(place), reads(place)
        client.run(Load(place.port, 32, 3, 201, create))  # connections and statements are ready after this
        read += observations(place, create)
        client.run(Load(place.port, 32, 3, 200, read))
        found: dict[str, Any] = {"people": PEOPLE, "seconds_each": float(seconds)}
        for connections in CONNECTIONS:
            for name, status, requests in (("read", 200, read), ("create", 201, create)):
                load = Load(place.port, connections, float(seconds), status, requests)
                found[f"{name}_{connections}"] = measured(place, load)
        found["limit"] = limits(place, read[0], create[0], float(seconds))
        for connections in CONNECTIONS:
            for name in ("read", "create"):
                ours = found[f"{name}_{connections}"]
                limit = found["limit"][f"{name}_{connections}"]["transactions_per_s"]
                ours["of_limit"] = round(ours["requests_per_s"] / limit, 3)
        return found


def measured(place: Place, load: Load) -> dict[str, Any]:
    before = place.processor_seconds()
    found = client.run(load)
    after = place.processor_seconds()
    requests = found["requests_per_s"] * load.seconds
    used = {name: round((after[name] - before[name]) / requests * 1e6) for name in ("web", "postgresql")}
    return found | {"cpu_us": used}


def reads(place: Place) -> list[str]:
    """A read of each person's Patient by the system of the practice that registered it."""
    return [
        request(place, each.practice, "GET", f"/fhir/Patient/{resource_id(each.practice, 'Patient', patient)}")
        for each in place.people
        for patient in [f"{each.practice}-{each.id}"]
    ]


def creates(place: Place) -> list[str]:
    """A new Observation for each person."""
    return [
        request(place, each.practice, "POST", "/fhir/Observation", json.dumps(observation(patient)))
        for each in place.people
        for patient in [resource_id(each.practice, "Patient", f"{each.practice}-{each.id}")]
    ]


def observations(place: Place, create: list[str]) -> list[str]:
    """Reads of Observations, as many as of Patients, of those that were created."""
    made = [replay.answer(place.port, each)[1] for each in create[: len(place.people)]]
    return [
        request(place, each.practice, "GET", f"/fhir/Observation/{json.loads(body)['id']}")
        for each, body in zip(place.people, made, strict=True)
    ]


def observation(patient: str) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "29463-7", "display": "Body weight"}]},
        "subject": {"reference": f"Patient/{patient}"},
        "effectiveDateTime": "2026-01-10T10:00:00Z",
        "valueQuantity": {"value": 71.5, "unit": "kg", "system": "http://unitsofmeasure.org", "code": "kg"},
    }


def request(place: Place, username: str, method: str, path: str, body: str = "") -> str:
    known = base64.b64encode(f"{username}:{PASSWORD}".encode()).decode()
    lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{place.port}", f"Authorization: Basic {known}"]
    if body:
        lines += ["Content-Type: application/fhir+json", f"Content-Length: {len(body.encode())}"]
    return "\r\n".join([*lines, "", body])


def limits(place: Place, read: str, create: str, seconds: float) -> dict[str, Any]:
    """What pgbench makes of the statements of one read and one create."""
    found = {}
    for name, sent in (("read", read), ("create", create)):
        for _ in range(5):
            with replay.logged(place.server) as statements:
                _, body = replay.answer(place.port, sent)
                sleep(0.5)
            if statements and not any("base.clock" in each.text or "activation" in each.text for each in statements):
                break
        script = replay.script(place.server, statements, json.loads(body)["id"] if name == "create" else None)
        for connections in CONNECTIONS:
            cpu = common.processor_seconds(common.postmaster(place.server))
            tps = replay.pgbench(place.server, script, connections, seconds)
            used = common.processor_seconds(common.postmaster(place.server)) - cpu
            found[f"{name}_{connections}"] = {
                "transactions_per_s": round(tps),
                "cpu_us": round(used / (tps * seconds) * 1e6),
                "statements": len(statements),
            }
    return found


if __name__ == "__main__":
    common.show("web", run)

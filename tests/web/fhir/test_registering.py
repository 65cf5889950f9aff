"""Whose a resource is, the system finds; what it finds beyond the writer's sight must not show in any answer."""

from collections.abc import AsyncIterator

import httpx
import orjson
import pytest

from careweft.access.audit import Auditor
from careweft.base.clock import SetClock
from careweft.base.db import Database
from careweft.fhir.store import Change, Store
from careweft.people.index import Index
from careweft.web.app import create_app
from careweft.web.fhir import FhirApp, Record
from careweft.web.identity import AccessIdentity
from careweft.web.machines import Machines
from careweft.web.services import Limits
from careweft.web.system import Registering, web_store
from tests.fhir.conftest import observation
from tests.web.conftest import client_of
from tests.web.fakes import services
from tests.web.fhir.conftest import FHIR
from tests.web.fhir.test_bundles import entry, send


@pytest.fixture
async def writer(web_db: Database, clock: SetClock, people: list[Change]) -> AsyncIterator[httpx.AsyncClient]:
    record = Record(web_db, web_store(Store()), Auditor(web_db), clock, Registering(Index()))
    app = FhirApp(record, Machines(AccessIdentity(web_db), Limits(), secure=False))
    async with client_of(create_app(services(apis={"fhir": app}))) as client:
        client.auth = httpx.BasicAuth("ruth", "right")
        yield client


async def test_a_person_beyond_sight_is_answered_as_one_unknown(writer: httpx.AsyncClient) -> None:
    def told(answer: httpx.Response) -> tuple[int, str]:
        return answer.status_code, answer.text

    async def answers(patient: str, id_: str) -> list[tuple[int, str]]:
        sent = observation(id_, f"Patient/{patient}")
        body = orjson.dumps(sent)
        moved = [{"op": "replace", "path": "/subject/reference", "value": f"Patient/{patient}"}]
        patch = {"content-type": "application/json-patch+json"}
        put = entry("PUT", f"Observation/{id_}", sent)
        return [
            told(await writer.post("/fhir/Observation", content=body, headers=FHIR)),
            told(await writer.put(f"/fhir/Observation/{id_}", content=body, headers=FHIR)),
            told(await writer.patch("/fhir/Observation/o1", content=orjson.dumps(moved), headers=patch)),
            told(await send(writer, "transaction", put, entry("GET", "Observation/o1"))),
            told(await send(writer, "transaction", entry("POST", "Observation", sent), put)),
            told(await send(writer, "batch", put, entry("POST", "Observation", sent))),
        ]

    unknown = await answers("absent", "new")
    assert [status for status, _ in unknown] == [422] * 5 + [200]
    assert await answers("p2", "new") == unknown
    assert await answers("p2", "o2") == unknown
    seen = await writer.post("/fhir/Observation", content=orjson.dumps(observation("x", "Patient/p1")), headers=FHIR)
    assert seen.status_code == 201

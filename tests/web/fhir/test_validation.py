"""Nothing that is not FHIR R4 gets in, and the answer says where, what was found and what was expected."""

import json

import httpx
import orjson
import pytest

from careweft.base.db import Database
from careweft.fhir.definitions import resource_types
from tests.fhir.conftest import observation
from tests.fhir.test_decode import DEFECTS
from tests.web.fhir.conftest import FHIR


async def test_every_defect_is_answered_with_its_place(client: httpx.AsyncClient, worker_db: Database) -> None:
    before = await rows(worker_db)
    for resource, path, code in DEFECTS:
        type_ = str(resource.get("resourceType"))
        type_ = type_ if type_ in resource_types() else "Basic"
        for answer in (
            await client.post(f"/fhir/{type_}", content=json.dumps(resource).encode(), headers=FHIR),
            await client.put(f"/fhir/{type_}/new", content=json.dumps(resource).encode(), headers=FHIR),
        ):
            assert answer.status_code == 400, (resource, answer.text)
            told = answer.json()
            assert told["resourceType"] == "OperationOutcome"
            issue = next(i for i in told["issue"] if i.get("expression") == [path] and i["code"] == code)
            assert issue["severity"] == "error"
            assert issue["diagnostics"].startswith("found ") and "; expected " in issue["diagnostics"]
    assert await rows(worker_db) == before


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b"null", 400),
        (b"\xff\xfe", 400),
        (b'{"a":' * 5000, 400),
        (b'{"resourceType":"Observation","extension":' + b'[{"url":"u","extension":' * 300, 400),
        (b'{"resourceType":"Observation","resourceType":"Patient"}', 400),
        (b'{"resourceType":"Patient"}', 400),
    ],
)
async def test_what_is_no_resource_is_refused(client: httpx.AsyncClient, body: bytes, status: int) -> None:
    answer = await client.post("/fhir/Observation", content=body, headers=FHIR)
    assert answer.status_code == status
    assert answer.json()["resourceType"] == "OperationOutcome"


async def test_all_faults_of_a_resource_are_told_at_once(client: httpx.AsyncClient) -> None:
    wrong = observation("x", "Patient/p1", status="finale", effectiveDateTime="2026-02-30", valueString="tall")
    answer = await client.post("/fhir/Observation", content=orjson.dumps(wrong), headers=FHIR)
    told = {issue["expression"][0]: issue["diagnostics"] for issue in answer.json()["issue"]}
    assert told.keys() == {"Observation.status", "Observation.effective", "Observation.value"}
    assert "'finale'" in told["Observation.status"] and "amended" in told["Observation.status"]
    assert "2026-02-30" in told["Observation.effective"] and "YYYY-MM-DD" not in told["Observation.status"]


async def rows(db: Database) -> int:
    async with db.transaction() as conn:
        found: int = await conn.fetchval("SELECT count(*) FROM fhir.resource")
        return found

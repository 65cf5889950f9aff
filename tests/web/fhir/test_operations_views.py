"""`$viewdefinition-run` and `$evaluate-measure` over HTTP."""

import json
from datetime import date
from typing import Any

import httpx
import orjson
import pytest

from careweft.base.db import Database
from careweft.fhir.decode import decode
from careweft.fhir.fhirpath import apart
from careweft.fhir.store import Store
from careweft.measures import Point, keep, library
from careweft.web.fhir.operations import views
from tests.fhir.conftest import observation, patient
from tests.web.fhir.conftest import FHIR, ORIGIN, audit

VIEW = {
    "resourceType": "ViewDefinition",
    "resource": "Observation",
    "status": "active",
    "select": [
        {
            "column": [
                {"name": "id", "path": "getResourceKey()"},
                {"name": "value", "path": "value.ofType(Quantity).value"},
                {"name": "final", "path": "status = 'final'"},
                {"name": "codes", "path": "code.coding.code", "collection": True},
            ]
        }
    ],
}


async def ran(client: httpx.AsyncClient, **given: Any) -> httpx.Response:
    listed = [
        {"name": name} | ({"resource": value} if isinstance(value, dict) else {"valueString": str(value)})
        for name, value in ({"viewResource": VIEW} | given).items()
        if value is not None
    ]
    body = orjson.dumps({"resourceType": "Parameters", "parameter": listed})
    return await client.post("/fhir/ViewDefinition/$viewdefinition-run", content=body, headers=FHIR)


async def test_rows_of_what_the_account_sees(client: httpx.AsyncClient, worker_db: Database) -> None:
    row = {"id": "o1", "value": 171.5, "final": True, "codes": ["8302-2"]}
    answer = await ran(client)
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("application/x-ndjson")
    assert [json.loads(line) for line in answer.text.splitlines()] == [row]
    assert (await ran(client, format="json")).json() == [row]
    table = await ran(client, format="csv")
    assert table.text == 'id,value,final,codes\r\no1,171.5,true,"[""8302-2""]"\r\n'
    assert (await ran(client, format="csv", header="false")).text.startswith("o1,")
    direct = await client.post("/fhir/$viewdefinition-run", content=orjson.dumps(VIEW), headers=FHIR)
    assert direct.json() == row
    assert await audit(worker_db) == [(1, "viewdefinition-run", "Observation", "seen")] * 5


async def test_expressions_that_do_not_end_are_stopped(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "SECONDS", 0.05)
    slow = "%resource.descendants().where({}).exists()"
    slow = slow.format(slow.format(slow.format("false")))  # looks at each of 400 names for each of them for each
    many = patient("many", name=[{"family": f"n{number}"} for number in range(400)])
    view = VIEW | {"resource": "Patient", "select": [{"column": [{"name": "x", "path": slow}]}]}
    stopped = await ran(client, viewResource=view, resource=many)
    assert stopped.status_code == 422 and stopped.json()["issue"][0]["code"] == "too-costly", stopped.text
    assert (await ran(client, resource=observation("x", "Patient/p1"))).status_code == 200


async def test_in_parts(client: httpx.AsyncClient, worker_db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    more = [observation(f"m{n}", "Patient/p1", effectiveDateTime=f"202{n}-01-01") for n in range(5)]
    undated = {k: v for k, v in observation("u", "Patient/p1").items() if k != "effectiveDateTime"}
    async with worker_db.transaction() as connection:
        await Store().put(connection, 1, [*more, undated], ORIGIN)
    for part in (1, 2, 3, 500):
        monkeypatch.setattr(views, "PART", part)
        found = [row["id"] for row in (await ran(client, format="json")).json()]
        assert sorted(found) == ["m0", "m1", "m2", "m3", "m4", "o1", "u"]
        assert len((await ran(client, format="json", _limit="3")).json()) == 3
    assert (await ran(client, format="json", patient="Patient/p1", _limit="0")).json() == []
    assert len((await ran(client, format="json", patient="Patient/p1")).json()) == 7
    assert (await ran(client, patient="Patient/p2")).status_code == 404
    client.auth = httpx.BasicAuth("zoe", "right")
    assert [row["id"] for row in (await ran(client, format="json")).json()] == ["o2"]


async def test_of_what_is_sent_and_by_name(client: httpx.AsyncClient, worker_db: Database) -> None:
    sent = observation("mine", "Patient/x")
    assert (await ran(client, resource=sent)).json()["id"] == "mine"
    assert await audit(worker_db) == []
    named = await ran(client, viewResource=None, viewReference="ViewDefinition/patient.Patient", format="json")
    assert named.status_code == 200 and len(named.json()) == 1
    one = await ran(client, viewResource=VIEW | {"resource": "Patient", "select": [{"column": [
        {"name": "id", "path": "id"}]}]}, resource=patient("z"))  # fmt: skip
    assert one.json() == {"id": "z"}


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"viewResource": None}, 400),
        ({"viewResource": None, "viewReference": "ViewDefinition/none"}, 404),
        ({"viewResource": {"resourceType": "Patient"}}, 400),
        ({"viewResource": {"resourceType": "ViewDefinition", "resource": "Nonsense", "select": [{"column": []}]}}, 400),
        ({"viewResource": VIEW | {"select": [{"column": [{"name": "x", "path": "nonsense()"}]}]}}, 400),
        ({"viewResource": VIEW | {"select": [{"column": [{"name": "x", "path": "code.coding | status"}]}]}}, 400),
        ({"viewResource": VIEW | {"select": [{"column": [{"name": "x", "path": "9" * 30}]}]}}, 400),
        ({"viewResource": VIEW | {"select": 7}}, 400),
        ({"viewResource": VIEW | {"select": [{"column": 7}]}}, 400),
        ({"format": "parquet"}, 400),
        ({"_limit": "many"}, 400),
    ],
)
async def test_what_cannot_be_run(client: httpx.AsyncClient, given: dict[str, Any], status: int) -> None:
    answer = await ran(client, **given)
    assert answer.status_code == status and answer.json()["resourceType"] == "OperationOutcome"


async def test_evaluate_measure(client: httpx.AsyncClient, worker_db: Database) -> None:
    measure = library()["emergency-bed-days-65"]
    points = [
        Point(date(2025, 11, 1), date(2025, 12, 1), 1203.0, 40_001.0, 30.1),
        Point(date(2025, 12, 1), date(2026, 1, 1), 4.0, 40_002.0, 0.1),
    ]
    async with worker_db.transaction() as connection:
        await keep(connection, measure, points)
    path = f"/fhir/Measure/{measure.id}/$evaluate-measure"
    answer = await client.get(f"{path}?periodStart=2025-11-01&periodEnd=2025-12-31")
    assert answer.status_code == 200, answer.text
    report = decode(answer.content)
    assert [group["code"]["text"] for group in report["group"]] == ["2025-11", "2025-12"]
    assert [group["population"][0]["count"] for group in report["group"]] == [1205, 0]
    by_url = f"/fhir/Measure/$evaluate-measure?measure=https://careweft.org/fhir/Measure/{measure.id}"
    assert len((await client.get(f"{by_url}&periodStart=2025-12&periodEnd=2025-12")).json()["group"]) == 1
    assert (await client.get(f"{path}?periodStart=2024&periodEnd=2024")).status_code == 404
    assert (await client.get(f"{path}?periodStart=2025&periodEnd=2025&reportType=subject")).status_code == 400
    assert (await client.get(path)).status_code == 400
    backwards = await client.get(f"{path}?periodStart=2026&periodEnd=2025")
    assert backwards.status_code == 400 and "2026 is after 2025" in backwards.text
    always = await client.get(f"{path}?periodStart=0001&periodEnd=9999-12-31T23:59:60-14:00")
    assert len(always.json()["group"]) == 2
    assert (await client.get("/fhir/Measure/none/$evaluate-measure?periodStart=1&periodEnd=2")).status_code == 404
    assert (await client.get(f"{path}?periodStart=2025&periodEnd=2025", auth=("edith", "right"))).status_code == 403

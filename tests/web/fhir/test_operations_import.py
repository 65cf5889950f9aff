"""`$import` over HTTP: line by line, once, and of the asker's people only."""

from typing import Any

import httpx
import orjson
import pytest

from careweft.base.db import Database
from careweft.fhir.decode import decode
from careweft.fhir.operations import importing
from tests.fhir.conftest import observation
from tests.web.fhir.conftest import audit

NDJSON = {"content-type": "application/fhir+ndjson"}


def lines(*resources: Any) -> bytes:
    return b"\n".join(one if isinstance(one, bytes) else orjson.dumps(one) for one in resources)


async def imported(client: httpx.AsyncClient, body: bytes) -> tuple[dict[str, int], list[str]]:
    answer = await client.post("/fhir/$import", content=body, headers=NDJSON)
    assert answer.status_code == 200, answer.text
    decode(answer.content)
    told = {p["name"]: p for p in answer.json()["parameter"]}
    issues = told.pop("outcome", {"resource": {"issue": []}})["resource"]["issue"]
    return {name: p["valueInteger"] for name, p in told.items()}, [one["diagnostics"] for one in issues]


@pytest.mark.parametrize("batch", [1, 3, 1000])
async def test_each_line_by_itself(
    client: httpx.AsyncClient, worker_db: Database, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(importing, "BATCH", batch)
    body = lines(
        observation("i1", "Patient/p1"),
        b"{",
        observation("i2", "Patient/p2"),
        b"",
        observation("i3", "Patient/p1", status="nonsense"),
        {k: v for k, v in observation("x", "Patient/p1").items() if k != "id"},
        observation("o2", "Patient/p1"),
        observation("i4", "Patient/p1"),
        {"resourceType": "Organization", "id": "new", "name": "New"},
    )
    counts, why = await imported(client, body)
    assert counts == {"lines": 9, "written": 3, "unchanged": 0, "rejected": 5}
    assert sorted(text.partition(":")[0] for text in why) == [f"line {n}" for n in (2, 3, 5, 6, 7)]
    assert "Patient" not in next(text for text in why if text.startswith("line 7"))
    for id_ in ("i1", "i4"):
        assert (await client.get(f"/fhir/Observation/{id_}")).status_code == 200
    assert (await client.get("/fhir/Observation/o2", auth=("zoe", "right"))).json()["subject"] == {
        "reference": "Patient/p2"
    }
    entries = {entry for entry in await audit(worker_db) if entry[1] == "import"}
    shared = {(0, "import", "Bundle", "changed")}
    assert entries == shared | {(1, "import", "Bundle", "changed"), (0, "import", "Bundle", "refused")}


async def test_the_same_again_writes_nothing(client: httpx.AsyncClient) -> None:
    body = lines(*(observation(f"i{n}", "Patient/p1") for n in range(5)))
    assert (await imported(client, body))[0]["written"] == 5
    assert (await imported(client, body))[0] == {"lines": 5, "written": 0, "unchanged": 5, "rejected": 0}
    changed = lines(observation("i0", "Patient/p1", status="amended"), *body.split(b"\n")[1:])
    assert (await imported(client, changed))[0] == {"lines": 5, "written": 1, "unchanged": 4, "rejected": 0}
    assert (await client.get("/fhir/Observation/i0")).headers["etag"] == 'W/"2"'
    assert (await client.get("/fhir/Observation/i1")).headers["etag"] == 'W/"1"'


async def test_a_resource_twice_in_one_import(client: httpx.AsyncClient) -> None:
    body = lines(observation("i", "Patient/p1"), observation("i", "Patient/p1", status="amended"))
    await imported(client, body)
    found = await client.get("/fhir/Observation/i")
    assert found.json()["status"] == "amended" and found.headers["etag"] == 'W/"2"'


async def test_what_cannot_be_imported(client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    body = lines(observation("i", "Patient/p1"))
    assert (await client.post("/fhir/$import", content=body)).status_code == 415
    assert (await client.get("/fhir/$import")).status_code == 405
    refused = await client.post("/fhir/$import", content=body, headers=NDJSON, auth=("mona", "right"))
    assert refused.status_code == 403
    monkeypatch.setattr(importing, "MAX_LINE", 100)
    assert (await client.post("/fhir/$import", content=b"x" * 200, headers=NDJSON)).status_code == 400
    assert await imported(client, b"") == ({"lines": 0, "written": 0, "unchanged": 0, "rejected": 0}, [])

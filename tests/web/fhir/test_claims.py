"""The CapabilityStatement claims what the routes do, and nothing else: every claim is tried."""

import httpx
import orjson

from careweft.fhir.decode import decode
from careweft.fhir.definitions import resource_types
from careweft.fhir.patching import FORMATS
from careweft.web.fhir.table import TABLE
from tests.fhir.conftest import observation
from tests.web.fhir.conftest import FHIR, NOBODY
from tests.web.fhir.test_bundles import entry, send

SENT = orjson.dumps(observation("o1", "Patient/p1"))
TRIED = {
    "read": ("GET", "Observation/o1", b"", 200),
    "vread": ("GET", "Observation/o1/_history/1", b"", 200),
    "history-instance": ("GET", "Observation/o1/_history", b"", 200),
    "history-type": ("GET", "Observation/_history", b"", 200),
    "history-system": ("GET", "_history", b"", 200),
    "search-type": ("GET", "Observation?code=8302-2", b"", 200),
    "update": ("PUT", "Observation/o1", SENT, 200),
    "create": ("POST", "Observation", SENT, 201),
    "patch": ("PATCH", "Observation/o1", b'{"resourceType":"Parameters"}', 200),
    "delete": ("DELETE", "Observation/o1", b"", 204),
}


async def test_every_claim_is_true(client: httpx.AsyncClient) -> None:
    answer = await client.get("/fhir/metadata", auth=NOBODY)
    said = decode(answer.content)
    rest = said["rest"][0]
    assert [each["type"] for each in rest["resource"]] == [*resource_types()]
    assert said["format"] == ["application/fhir+json"] and said["patchFormat"] == [*FORMATS]
    claimed = [each["code"] for each in rest["resource"][0]["interaction"] + rest["interaction"]]
    assert len(claimed) == len({*claimed}) and {*claimed} == {code for line in TABLE for code in line.codes}
    for code in sorted(claimed, key="delete".__eq__):
        if code in ("batch", "transaction"):
            done = await send(client, code, entry("GET", "Observation/o1"))
            assert done.status_code == 200
            continue
        method, path, body, status = TRIED[code]
        done = await client.request(method, f"/fhir/{path}", content=body, headers=FHIR)
        assert done.status_code == status, code


async def test_what_is_said_of_each_type_is_true(client: httpx.AsyncClient) -> None:
    said = (await client.get("/fhir/metadata")).json()["rest"][0]["resource"]
    facts = {key: value for key, value in said[0].items() if key not in ("type", "interaction", "searchParam")}
    facts = {key: value for key, value in facts.items() if not key.startswith("search")}
    assert facts == {
        "versioning": "versioned-update",
        "readHistory": True,
        "updateCreate": True,
        "conditionalCreate": True,
        "conditionalRead": "full-support",
        "conditionalUpdate": True,
        "conditionalDelete": "single",
    }
    read = await client.get("/fhir/Observation/o1", headers={"if-none-match": 'W/"1"'})
    since = await client.get("/fhir/Observation/o1", headers={"if-modified-since": read.headers["last-modified"]})
    assert (read.status_code, since.status_code) == (304, 304)  # full-support
    put = await client.put("/fhir/Observation/o1", content=SENT, headers=FHIR | {"if-match": 'W/"5"'})
    assert put.status_code == 412  # versioned-update
    fresh = orjson.dumps(observation("fresh", "Patient/p1"))
    assert (await client.put("/fhir/Observation/fresh", content=fresh, headers=FHIR)).status_code == 201
    condition = FHIR | {"if-none-exist": "_id=fresh"}
    assert (await client.post("/fhir/Observation", content=fresh, headers=condition)).status_code == 200
    assert (await client.put("/fhir/Observation?_id=fresh", content=fresh, headers=FHIR)).status_code == 200
    assert (await client.delete("/fhir/Observation?code=8302-2")).status_code == 412  # single
    assert (await client.delete("/fhir/Observation?_id=fresh")).status_code == 204

"""`$validate` over HTTP."""

from typing import Any

import httpx
import orjson
import pytest

from careweft.base.db import Database
from tests.fhir.conftest import observation, patient
from tests.web.fhir.conftest import FHIR, audit


def parameters(**given: Any) -> dict[str, Any]:
    listed = [
        {"name": name} | ({"resource": value} if isinstance(value, dict) else {"valueString": value})
        for name, value in given.items()
    ]
    return {"resourceType": "Parameters", "parameter": listed}


async def validated(client: httpx.AsyncClient, path: str, body: Any) -> list[tuple[str, str, str]]:
    answer = await client.post(f"/fhir/{path}", content=orjson.dumps(body), headers=FHIR)
    assert answer.status_code == 200, answer.text
    assert answer.json()["resourceType"] == "OperationOutcome"
    issues = answer.json()["issue"]
    return [(i["severity"], i["code"], i.get("expression", [""])[0]) for i in issues if i["severity"] != "information"]


async def test_of_what_is_sent(client: httpx.AsyncClient) -> None:
    assert await validated(client, "Patient/$validate", patient()) == []
    assert await validated(client, "$validate", patient()) == []
    assert await validated(client, "Patient/$validate", parameters(resource=patient())) == []
    wrong = patient(gender="x", birthDate="2026-02-30")
    assert await validated(client, "Patient/$validate", wrong) == [
        ("error", "code-invalid", "Patient.gender"),
        ("error", "value", "Patient.birthDate"),
    ]
    broken = patient(contact=[{"gender": "male"}])
    assert await validated(client, "Patient/$validate", broken) == [("error", "invariant", "Patient.contact[0]")]
    assert ("error", "structure", "") in await validated(client, "Observation/$validate", patient())
    assert await validated(client, "$validate", {"resourceType": "Nonsense"}) == [
        ("error", "not-supported", "resourceType")
    ]


async def test_of_what_is_kept(client: httpx.AsyncClient, worker_db: Database) -> None:
    answer = await client.get("/fhir/Patient/p1/$validate")
    assert answer.status_code == 200 and {i["severity"] for i in answer.json()["issue"]} == {"information"}
    unseen, absent = [await client.get(f"/fhir/Patient/{id_}/$validate") for id_ in ("p2", "nobody")]
    assert unseen.status_code == absent.status_code == 404
    assert unseen.text.replace("p2", "nobody") == absent.text
    assert (1, "validate", "Patient", "seen") in await audit(worker_db)
    assert (0, "validate", "Patient", "empty") in await audit(worker_db)


async def test_modes(client: httpx.AsyncClient) -> None:
    mine, others, nobody = (observation("o1", f"Patient/{id_}") for id_ in ("p1", "p2", "nobody"))
    assert await validated(client, "Observation/$validate?mode=create", mine) == []
    refused = await validated(client, "Observation/$validate?mode=create", others)
    assert refused == await validated(client, "Observation/$validate?mode=create", nobody)
    assert refused == [("error", "not-found", "Observation")]
    assert await validated(client, "Observation/o1/$validate", parameters(resource=mine, mode="update")) == []
    assert await validated(client, "Observation/o9/$validate", parameters(resource=mine, mode="update")) == [
        ("error", "value", "Observation.id")
    ]
    assert await validated(client, "Observation/o1/$validate", parameters(mode="delete")) == []
    gone = await validated(client, "Observation/o2/$validate", parameters(mode="delete"))
    assert gone == [("error", "not-found", "")]
    client.auth = httpx.BasicAuth("mona", "right")
    assert await validated(client, "Observation/$validate?mode=create", mine) == [("error", "forbidden", "")]


async def test_a_profile_that_is_not_loaded(client: httpx.AsyncClient) -> None:
    found = await validated(client, "Patient/$validate?profile=https://example.org/x", patient())
    assert found == [("error", "not-found", "")]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("Patient/$validate", b"{", 400),
        ("Patient/$validate", b"[]", 400),
        ("Patient/$validate", b"", 400),
        ("Patient/$validate?mode=nonsense", b"{}", 400),
        ("Patient/$validate?nonsense=1", b"{}", 400),
        ("Patient/$validate?mode=delete", b"{}", 400),
        ("Patient/$validate", b'{"resourceType":"Parameters","parameter":[{"name":"resource"}]}', 400),
        ("Patient/$validate", b'{"resourceType":"Parameters","parameter":{}}', 400),
        ("Patient/$validate", b'{"resourceType":"Parameters","parameter":[7]}', 400),
    ],
)
async def test_what_cannot_be_asked(client: httpx.AsyncClient, path: str, body: bytes, status: int) -> None:
    answer = await client.post(f"/fhir/{path}", content=body, headers=FHIR)
    assert answer.status_code == status and answer.json()["resourceType"] == "OperationOutcome"


async def test_anything_can_be_validated(client: httpx.AsyncClient) -> None:
    odd = [
        {},
        {"resourceType": 7},
        {"resourceType": "Patient", "meta": 7},
        {"resourceType": "Patient", "meta": {"profile": [7]}},
    ]
    for body in odd:
        assert [found[0] for found in await validated(client, "Patient/$validate", body)].count("error") >= 1

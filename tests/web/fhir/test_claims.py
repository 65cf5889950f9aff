"""The CapabilityStatement claims what the routes do, and nothing else: every claim is tried."""

import re
from typing import Any

import httpx
import orjson
import pytest

from careweft.fhir.decode import decode
from careweft.fhir.definitions import resource_types
from careweft.fhir.patching import FORMATS
from careweft.fhir.search.conditions import MODIFIERS
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
    "search-system": ("GET", "?_type=Observation,Patient", b"", 200),
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


async def rest_of(client: httpx.AsyncClient) -> dict[str, Any]:
    said: dict[str, Any] = (await client.get("/fhir/metadata")).json()["rest"][0]
    return said


ASKED = {
    "token": "x", "string": "x", "reference": "Patient/p1", "uri": "urn:x", "date": "2026-01-01", "number": "1",
    "quantity": "1", "composite": "x$1", "special": "Patient",
}  # fmt: skip
COMPOSED = ("x$1", "x$2026-01-01", "1$x", "x$1$1")
"""Values of composites, of which one fits."""
EVERY = ("missing", "exact", "contains", "text", "in", "not-in", "above", "below", "not", "of-type", "identifier")
"""The modifiers of R4."""


async def tried(client: httpx.AsyncClient, type_: str, listed: list[dict[str, str]]) -> None:
    for each in listed:
        values = COMPOSED if each["type"] == "composite" else (ASKED[each["type"]],)
        answers = [await client.get(f"/fhir/{type_}", params={each["name"]: value, "_count": 0}) for value in values]
        assert 200 in {answer.status_code for answer in answers}, (type_, each, answers[0].text)


async def test_every_compartment_answers(client: httpx.AsyncClient) -> None:
    said = (await rest_of(client))["compartment"]
    assert len(said) == 5
    for url in said:
        name = url.rpartition("/")[2]
        answer = await client.get(f"/fhir/{name[0].upper()}{name[1:]}/x/Observation")
        assert answer.status_code == 200, (name, answer.text)


@pytest.mark.parametrize("type_", ["Patient", "Observation", "Task"])
async def test_every_search_parameter_answers(client: httpx.AsyncClient, type_: str) -> None:
    (found,) = [one for one in (await rest_of(client))["resource"] if one["type"] == type_]
    assert len(found["searchParam"]) > 20
    await tried(client, type_, found["searchParam"])


@pytest.mark.nightly
async def test_every_search_parameter_of_every_type_answers(client: httpx.AsyncClient) -> None:
    for one in (await rest_of(client))["resource"]:
        await tried(client, one["type"], one["searchParam"])


async def test_what_is_claimed_of_several_types_answers(client: httpx.AsyncClient) -> None:
    said = (await rest_of(client))["searchParam"]
    assert {"_type", "_id", "_lastUpdated", "_tag", "_profile", "_security"} <= {each["name"] for each in said}
    for each in said:
        answer = await client.get("/fhir", params={"_type": "Patient,Task", each["name"]: ASKED[each["type"]]})
        assert answer.status_code == 200, (each, answer.text)
    assert (await client.get("/fhir?_type=Patient,Task&status=x")).status_code == 400


async def test_just_the_modifiers_that_are_claimed_are_understood(client: httpx.AsyncClient) -> None:
    said = (await rest_of(client))["documentation"]
    claimed = {kind: set(re.findall(r":([a-z-]+)", ones)) for kind, ones in re.findall(r"(\w+): ([^;.]+)[;.]", said)}
    assert claimed == {kind: {*ones} for kind, ones in MODIFIERS.items()}
    of_kind = {
        "token": "Observation?code", "string": "Patient?family", "reference": "Observation?subject",
        "uri": "ValueSet?url", "date": "Observation?date", "number": "RiskAssessment?probability",
        "quantity": "Observation?value-quantity", "composite": "Observation?code-value-quantity",
    }  # fmt: skip
    given = {"missing": "true", "identifier": "urn:a|1", "of-type": "urn:a|b|c", "in": "urn:x", "not-in": "urn:x"}
    for kind, ones in claimed.items():
        for modifier in EVERY:
            value = given.get(modifier, ASKED[kind])
            answer = await client.get(f"/fhir/{of_kind[kind]}:{modifier}={value}")
            known = modifier in ones
            told = answer.json()["issue"][0]["diagnostics"] if answer.status_code == 400 else ""
            assert ("modifier" not in told) == known, (kind, modifier, answer.text[:300])
    assert (await client.get("/fhir/Observation?subject:Patient=p1")).status_code == 200

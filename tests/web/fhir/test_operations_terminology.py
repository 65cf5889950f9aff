"""`$expand`, `$validate-code` and `$lookup` over HTTP, on code systems and value sets that are loaded."""

from typing import Any

import httpx
import orjson
import pytest

from careweft.base.db import Database
from careweft.fhir.decode import decode
from careweft.fhir.store import Store
from tests.web.fhir.conftest import FHIR, ORIGIN

SYSTEM = {
    "resourceType": "CodeSystem", "id": "animals", "url": "https://example.org/animals", "version": "2",
    "name": "Animals", "status": "active", "content": "complete", "property": [{"code": "legs", "type": "integer"}],
    "concept": [
        {"code": "animal", "display": "Animal", "property": [{"code": "notSelectable", "valueBoolean": True}],
         "concept": [
            {"code": "bird", "display": "Bird", "property": [{"code": "legs", "valueInteger": 2}], "concept": [
                {"code": "owl", "display": "Barn owl", "definition": "It hoots",
                 "designation": [{"language": "cy", "value": "Tylluan"}],
                 "property": [{"code": "legs", "valueInteger": 2}]},
                {"code": "dodo", "display": "Dodo", "property": [{"code": "inactive", "valueBoolean": True}]},
            ]},
            {"code": "cat", "display": "Cat", "property": [{"code": "legs", "valueInteger": 4}]},
            {"code": "bat", "display": "Bat", "property": [
                {"code": "legs", "valueInteger": 2}, {"code": "parent", "valueCode": "bird"}]},
        ]},
    ],
}  # fmt: skip


def value_set(*include: dict[str, Any], exclude: Any = None, **more: Any) -> dict[str, Any]:
    compose = {"include": [*include]} | ({"exclude": exclude} if exclude else {})
    return {"resourceType": "ValueSet", "status": "active", "compose": compose, **more}


def some(**more: Any) -> dict[str, Any]:
    return {"system": SYSTEM["url"], **more}


def having(property_: str, op: str, value: str) -> dict[str, Any]:
    return some(filter=[{"property": property_, "op": op, "value": value}])


@pytest.fixture(autouse=True)
async def loaded(client: httpx.AsyncClient, worker_db: Database) -> None:
    birds = value_set(having("concept", "is-a", "bird"), id="birds", url="https://example.org/birds")
    async with worker_db.transaction() as connection:
        await Store().put(connection, 0, [decode(SYSTEM), decode(birds)], ORIGIN)


async def expanded(client: httpx.AsyncClient, sent: dict[str, Any], **more: Any) -> list[str]:
    listed = [{"name": "valueSet", "resource": sent}, *({"name": k, "valueString": v} for k, v in more.items())]
    body = {"resourceType": "Parameters", "parameter": listed}
    answer = await client.post("/fhir/ValueSet/$expand", content=orjson.dumps(body), headers=FHIR)
    assert answer.status_code == 200, answer.text
    decode(answer.content)
    expansion = answer.json()["expansion"]
    return [one["code"] for one in expansion.get("contains", ())]


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (value_set(some()), ["animal", "bird", "owl", "dodo", "cat", "bat"]),
        (value_set(some(concept=[{"code": "cat"}, {"code": "owl"}])), ["cat", "owl"]),
        (value_set(having("concept", "is-a", "bird")), ["bird", "owl", "dodo", "bat"]),
        (value_set(having("concept", "descendent-of", "bird")), ["owl", "dodo", "bat"]),
        (value_set(having("concept", "is-not-a", "bird")), ["animal", "cat"]),
        (value_set(having("concept", "generalizes", "owl")), ["animal", "bird", "owl"]),
        (value_set(having("legs", "=", "4")), ["cat"]),
        (value_set(having("code", "in", "cat,owl")), ["owl", "cat"]),
        (value_set(having("code", "not-in", "cat,owl")), ["animal", "bird", "dodo", "bat"]),
        (value_set(having("legs", "exists", "false")), ["animal", "dodo"]),
        (value_set(some(), exclude=[having("concept", "is-a", "bird")]), ["animal", "cat"]),
        (value_set(some(valueSet=["https://example.org/birds"], filter=[
            {"property": "legs", "op": "=", "value": "2"}])), ["bird", "owl", "bat"]),
        (value_set({"valueSet": ["https://example.org/birds"]}), ["bird", "owl", "dodo", "bat"]),
        (value_set({"system": "http://hl7.org/fhir/administrative-gender", "concept": [{"code": "male"}]}), ["male"]),
        (value_set({"valueSet": ["http://hl7.org/fhir/ValueSet/administrative-gender"]}),
         ["female", "male", "other", "unknown"]),
    ],
)  # fmt: skip
async def test_expand(client: httpx.AsyncClient, sent: dict[str, Any], expected: list[str]) -> None:
    assert await expanded(client, sent) == expected


async def test_part_of_an_expansion(client: httpx.AsyncClient) -> None:
    whole = value_set(some())
    assert await expanded(client, whole, filter="BA") == ["owl", "bat"]
    assert await expanded(client, whole, filter="ow barn") == ["owl"]
    assert await expanded(client, whole, count="2", offset="1") == ["bird", "owl"]
    assert "dodo" not in await expanded(client, whole, activeOnly="true")
    answer = await client.get("/fhir/ValueSet/birds/$expand?count=0&includeDesignations=true")
    assert answer.json()["expansion"]["total"] == 4 and "contains" not in answer.json()["expansion"]
    by_url = (await client.get("/fhir/ValueSet/$expand?url=https://example.org/birds&includeDesignations=true")).json()
    owl = by_url["expansion"]["contains"][1]
    assert owl["designation"] == [{"language": "cy", "value": "Tylluan"}] and owl["display"] == "Barn owl"
    assert {"name": "version", "valueUri": "https://example.org/animals|2"} in by_url["expansion"]["parameter"]


async def judged(client: httpx.AsyncClient, path: str) -> bool:
    answer = await client.get(f"/fhir/{path}")
    assert answer.status_code == 200, answer.text
    decode(answer.content)
    found: bool = answer.json()["parameter"][0]["valueBoolean"]
    return found


async def test_validate_code(client: httpx.AsyncClient) -> None:
    birds, animals = "url=https://example.org/birds", "url=https://example.org/animals"
    assert await judged(client, f"ValueSet/$validate-code?{birds}&system={SYSTEM['url']}&code=owl")
    assert await judged(client, "ValueSet/birds/$validate-code?code=owl&display=barn%20OWL")
    assert not await judged(client, "ValueSet/birds/$validate-code?code=owl&display=Swan")
    assert not await judged(client, f"ValueSet/$validate-code?{birds}&code=cat")
    assert not await judged(client, f"ValueSet/$validate-code?{birds}&system=https://other&code=owl")
    assert await judged(client, f"CodeSystem/$validate-code?{animals}&code=cat")
    assert await judged(client, f"CodeSystem/$validate-code?system={SYSTEM['url']}&code=cat")
    assert not await judged(client, f"CodeSystem/$validate-code?{animals}&version=2&code=dog")
    coded = {"name": "codeableConcept", "valueCodeableConcept": {"coding": [
        {"system": "https://other", "code": "1"}, {"system": SYSTEM["url"], "code": "owl"}]}}  # fmt: skip
    body = {"resourceType": "Parameters", "parameter": [coded]}
    answer = await client.post("/fhir/ValueSet/birds/$validate-code", content=orjson.dumps(body), headers=FHIR)
    assert answer.json()["parameter"][0]["valueBoolean"] is True


async def test_lookup(client: httpx.AsyncClient) -> None:
    answer = await client.get(f"/fhir/CodeSystem/$lookup?system={SYSTEM['url']}&code=owl")
    decode(answer.content)
    said = {p["name"]: p for p in answer.json()["parameter"]}
    assert said["display"]["valueString"] == "Barn owl" and said["version"]["valueString"] == "2"
    assert said["definition"]["valueString"] == "It hoots"
    some_ = await client.get(f"/fhir/CodeSystem/$lookup?system={SYSTEM['url']}&code=bat&property=parent")
    parents = [p["part"][1]["valueCode"] for p in some_.json()["parameter"] if p["name"] == "property"]
    assert parents == ["animal", "bird"]


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("CodeSystem/$lookup?system=https://example.org/animals&code=dog", 404, "dog"),
        ("CodeSystem/$lookup?system=https://example.org/none&code=dog", 404, "not loaded"),
        ("CodeSystem/$lookup?code=dog", 400, "system"),
        ("CodeSystem/$lookup?system=https://example.org/animals|9&code=owl", 404, "not loaded"),
        ("ValueSet/$expand?url=https://example.org/none", 404, "not loaded"),
        ("ValueSet/$expand", 400, "url"),
        ("ValueSet/none/$expand", 404, "none"),
        ("ValueSet/$validate-code?url=https://example.org/birds", 400, "code"),
        ("ValueSet/birds/$expand?count=x", 400, "count"),
        ("Patient/$expand?url=x", 404, ""),
    ],
)
async def test_what_cannot_be_told(client: httpx.AsyncClient, path: str, status: int, says: str) -> None:
    answer = await client.get(f"/fhir/{path}")
    assert answer.status_code == status and says in answer.text


@pytest.mark.parametrize(
    ("sent", "status", "says"),
    [
        (value_set({"system": "http://snomed.info/sct"}), 404, "http://snomed.info/sct"),
        (value_set(having("display", "regex", ".*")), 400, "regex"),
        (value_set({"valueSet": ["https://example.org/none"]}), 404, "https://example.org/none"),
        ({"resourceType": "ValueSet", "status": "active"}, 400, "compose"),
        ({"resourceType": "ValueSet"}, 400, "status"),
        ({"resourceType": "Patient"}, 400, "ValueSet"),
    ],
)
async def test_what_cannot_be_expanded(client: httpx.AsyncClient, sent: dict[str, Any], status: int, says: str) -> None:
    answer = await client.post("/fhir/ValueSet/$expand", content=orjson.dumps(sent), headers=FHIR)
    assert answer.status_code == status and says in answer.text


async def test_a_value_set_within_itself(client: httpx.AsyncClient, worker_db: Database) -> None:
    one = value_set({"valueSet": ["https://example.org/self"]}, id="self", url="https://example.org/self")
    async with worker_db.transaction() as connection:
        await Store().put(connection, 0, [decode(one)], ORIGIN)
    assert (await client.get("/fhir/ValueSet/self/$expand")).status_code == 400
    assert (await client.get("/fhir/ValueSet/self/$validate-code?code=x")).status_code == 404

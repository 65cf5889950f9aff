"""Searches over HTTP: their links, compartments, handling of what is not understood, and the audit."""

from typing import Any

import asyncpg
import httpx
import pytest

from careweft.base.db import Database
from careweft.web.fhir.table import SECONDS
from tests.fhir.conftest import observation, patient
from tests.web.fhir.conftest import FHIR, audit


async def keep(client: httpx.AsyncClient, *resources: dict[str, Any]) -> None:
    for one in resources:
        answer = await client.put(f"/fhir/{one['resourceType']}/{one['id']}", json=one, headers=FHIR)
        assert answer.status_code in (200, 201), answer.text


def ids(answer: httpx.Response, mode: str = "match") -> list[str]:
    assert answer.status_code == 200, answer.text
    return [e["resource"]["id"] for e in answer.json().get("entry", []) if e["search"]["mode"] == mode]


def link(answer: httpx.Response, relation: str) -> str | None:
    return next((one["url"] for one in answer.json()["link"] if one["relation"] == relation), None)


async def test_links_lead_through_all(client: httpx.AsyncClient) -> None:
    await keep(client, *(observation(f"s{n}") for n in range(5)))
    found: list[str] = []
    url: str | None = (
        "/fhir/Observation?patient=p1&_sort=-date,_id&_count=2&_include=Observation:subject&_total=accurate"
    )
    while url:
        answer = await client.get(url)
        found += ids(answer)
        assert ids(answer, "include") == ["p1"]
        assert ("total" in answer.json()) == (len(found) <= 2)
        url = link(answer, "next")
    assert sorted(found) == sorted(set(found)) and {f"s{n}" for n in range(5)} <= set(found)


async def test_the_compartment_of_a_patient(client: httpx.AsyncClient) -> None:
    await keep(client, *(observation(f"s{n}", status="amended") for n in range(3)))
    answer = await client.get("/fhir/Patient/p1/Observation?status=amended&_count=2")
    assert len(ids(answer)) == 2
    assert link(answer, "self") == "http://place.test/fhir/Patient/p1/Observation?status=amended&_count=2"
    following = link(answer, "next")
    assert following is not None and following.startswith("http://place.test/fhir/Patient/p1/Observation?")
    assert len(ids(await client.get(following))) == 1
    posted = await client.post("/fhir/Patient/p1/Observation/_search", data={"status": "amended"})
    assert sorted(ids(posted)) == ["s0", "s1", "s2"]
    assert ids(await client.get("/fhir/Patient/nobody/Observation")) == []
    for path, status in (
        ("Patient/p1/Organization", 400),
        ("Encounter/e/Observation", 200),
        ("Organization/o/Observation", 400),
        ("Patient/p1/Nothing", 404),
    ):
        assert (await client.get(f"/fhir/{path}")).status_code == status


async def test_what_is_not_understood_is_refused_or_told(client: httpx.AsyncClient) -> None:
    refused = await client.get("/fhir/Observation?colour=red&status=final")
    assert refused.status_code == 400
    said = refused.json()["issue"][0]["diagnostics"]
    assert "colour" in said and "expected one of" in said and "value-quantity" in said
    lenient = await client.get("/fhir/Observation?colour=red&status=final", headers={"prefer": "handling=lenient"})
    told = [e["resource"] for e in lenient.json()["entry"] if e["search"]["mode"] == "outcome"]
    assert told[0]["issue"][0]["severity"] == "warning" and "colour" in told[0]["issue"][0]["diagnostics"]
    assert link(lenient, "self") == "http://place.test/fhir/Observation?status=final"


@pytest.mark.parametrize("query", ["_count=0", "_summary=count"])
async def test_a_count_gives_no_resource(client: httpx.AsyncClient, query: str) -> None:
    await keep(client, observation("s1", status="amended"))
    answer = (await client.get(f"/fhir/Observation?status=amended&{query}")).json()
    assert answer["total"] == 1 and "entry" not in answer and [one["relation"] for one in answer["link"]] == ["self"]


async def test_what_was_included_is_in_the_audit(client: httpx.AsyncClient, worker_db: Database) -> None:
    await keep(client, patient("p1"), observation("s1"))
    before = len(await audit(worker_db))
    assert ids(await client.get("/fhir/Patient?_id=p1&_revinclude=Observation:patient"), "include")
    assert len(await audit(worker_db)) > before


async def everything(client: httpx.AsyncClient, url: str | None) -> list[str]:
    found: list[str] = []
    while url:
        answer = await client.get(url)
        found += ids(answer)
        url = link(answer, "next")
    return found


@pytest.mark.parametrize("count", [1, 2, 3, 50])
async def test_several_types_follow_one_another(client: httpx.AsyncClient, count: int) -> None:
    await keep(client, *(observation(f"s{n}") for n in range(3)))
    url = f"/fhir?_type=Patient,Observation,Condition&_count={count}"
    found = await everything(client, url)
    assert found[0] == "p1" and sorted(found[1:]) == ["o1", "s0", "s1", "s2"]
    answer = await client.get(f"{url}&_total=accurate&_lastUpdated=gt2000")
    assert answer.json()["total"] == 5
    assert link(answer, "self") == (
        f"http://place.test/fhir?_type=Patient%2CObservation%2CCondition&_count={count}&_total=accurate"
        "&_lastUpdated=gt2000"
    )
    posted = await client.post("/fhir/_search", data={"_type": "Observation,Patient", "_id": "s1,p1"})
    assert ids(posted) == ["s1", "p1"]
    assert await everything(client, "/fhir?_type=Observation,Patient&_id=o2,p2") == []  # another's


async def test_a_search_over_several_types_is_audited_and_counts(
    client: httpx.AsyncClient, worker_db: Database
) -> None:
    answer = await client.get("/fhir?_type=Patient,Observation&_summary=count")
    assert answer.json()["total"] == 2 and "entry" not in answer.json()
    await client.get("/fhir?_type=Patient,Observation")
    assert (1, "search", "Bundle", "seen") in await audit(worker_db)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "no type is named"),
        ("_id=o1", "no type is named"),
        ("_type=Nothing", "not an R4 resource type"),
        ("_type=Patient,Observation&code=x", "'code' of Patient is not known"),
        ("_type=Patient&_sort=_id", "_sort is not supported over several types"),
        ("_type=Patient&_include=*", "_include is not supported over several types"),
        ("_type=Patient&_page=Observation.x", "no page of this search"),
        ("_type=Patient&_page=Patient.x", "no page of this search"),
    ],
)
async def test_what_cannot_be_asked_of_several_types(client: httpx.AsyncClient, query: str, said: str) -> None:
    answer = await client.get(f"/fhir?{query}")
    assert answer.status_code == 400 and said in answer.json()["issue"][0]["diagnostics"]


async def test_several_types_leniently(client: httpx.AsyncClient) -> None:
    answer = await client.get("/fhir?_type=Observation,Patient&code=none", headers={"prefer": "handling=lenient"})
    assert ids(answer) == ["o1", "p1"] and "code was ignored" in answer.text


async def test_what_is_not_supported_is_refused_by_name(client: httpx.AsyncClient) -> None:
    for query, said in {
        "_filter=x": "search parameter '_filter' of Location is not supported: ask by the parameters",
        "_query=x": "search parameter '_query' of Location is not supported: there are no named queries here",
        "_containedType=contained": "search parameter '_containedType' of Location is not supported",
        "_contained=both": "contained resources are part of what contains them",
        "_list=$current-problems": "there is no list '$current-problems'",
    }.items():
        answer = await client.get(f"/fhir/Location?{query}")
        issue = answer.json()["issue"][0]
        assert answer.status_code == 400 and issue["code"] == "not-supported", query
        assert said in issue["diagnostics"]
    assert (await client.get("/fhir/Location?_contained=false")).status_code == 200


VIEW = {"resourceType": "ViewDefinition", "resource": "Patient", "select": [{"column": [{"name": "id", "path": "id"}]}]}
COSTLY: list[tuple[str, str, Any]] = [
    ("GET", "Patient?_has:Observation:patient:code=x", None),
    ("GET", "?_type=Patient", None),
    ("GET", "Patient/_history", None),
    ("GET", "Patient/p1/$everything", None),
    ("GET", "Patient/p1/$summary", None),
    ("GET", "Patient/p1/$validate", None),
    ("POST", "$viewdefinition-run", VIEW),
    ("POST", "$import", observation("i1")),
]


async def test_what_takes_too_long_is_stopped_and_said(
    client: httpx.AsyncClient, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for kind in SECONDS:
        monkeypatch.setitem(SECONDS, kind, 0.1)
    holding = await asyncpg.connect(database)
    tables = "fhir.index_token, fhir.location, fhir.resource, fhir.history"
    async with holding.transaction():
        await holding.execute(f"LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE")
        for method, path, sent in COSTLY:
            kind = "application/fhir+ndjson" if path == "$import" else FHIR["content-type"]
            answer = await client.request(method, f"/fhir/{path}", json=sent, headers={"content-type": kind})
            assert answer.status_code == 422, (path, answer.text)
            issue = answer.json()["issue"][0]
            assert issue["code"] == "too-costly"
            assert "took too long" in issue["diagnostics"] and "Name a person" in issue["diagnostics"]
    await holding.close()
    assert (await client.get("/fhir/Patient/p1")).status_code == 200

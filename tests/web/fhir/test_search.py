"""Searches over HTTP: their links, compartments, handling of what is not understood, and the audit."""

from typing import Any

import httpx
import pytest

from careweft.base.db import Database
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
        ("Encounter/e/Observation", 400),
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

"""`$everything` over HTTP: whole, in pages, of the asker's people only, and in the audit."""

from typing import Any

import httpx
import pytest

from careweft.base.db import Database
from careweft.fhir.store import Store
from tests.fhir.conftest import observation, patient
from tests.web.fhir.conftest import ORIGIN, audit


@pytest.fixture
async def more(client: httpx.AsyncClient, worker_db: Database) -> None:
    """The first person has another source's Patient, seven more observations, and a stay of some days."""
    stay = {
        "resourceType": "Encounter",
        "id": "e1",
        "status": "finished",
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "IMP"},
        "subject": {"reference": "Patient/p1"},
        "period": {"start": "2025-02-01T10:00:00Z", "end": "2025-02-09T10:00:00Z"},
        "serviceProvider": {"reference": "Organization/acute"},
    }
    observations = [
        observation(f"m{n}", "Patient/p1", effectiveDateTime=f"2025-0{n}-15T10:00:00Z") for n in range(1, 8)
    ]
    async with worker_db.transaction() as connection:
        await Store().put(connection, 1, [*observations, stay, patient("p1b", name=[{"family": "Branza"}])], ORIGIN)
        await Store().put(connection, 0, [{"resourceType": "Organization", "id": "acute", "name": "Acute"}], ORIGIN)


def named(bundle: dict[str, Any], mode: str = "match") -> list[str]:
    return [
        f"{e['resource']['resourceType']}/{e['resource']['id']}"
        for e in bundle.get("entry", ())
        if e["search"]["mode"] == mode
    ]


def next_of(bundle: dict[str, Any]) -> str | None:
    return next((link["url"] for link in bundle["link"] if link["relation"] == "next"), None)


@pytest.mark.usefixtures("more")
async def test_everything_of_the_person(client: httpx.AsyncClient) -> None:
    answer = await client.get("/fhir/Patient/p1/$everything")
    assert answer.status_code == 200
    bundle = answer.json()
    assert bundle["resourceType"] == "Bundle" and bundle["type"] == "searchset"
    found = named(bundle)
    assert found[:2] == ["Patient/p1", "Patient/p1b"]
    assert set(found) == {"Patient/p1", "Patient/p1b", "Observation/o1", "Encounter/e1"} | {
        f"Observation/m{n}" for n in range(1, 8)
    }
    assert named(bundle, "include") == ["Organization/acute"]
    assert bundle["entry"][0]["resource"]["meta"]["versionId"] == "1"
    assert next_of(bundle) is None
    asked = {"resourceType": "Parameters", "parameter": [{"name": "_type", "valueString": "Patient"}]}
    posted = await client.post(
        "/fhir/Patient/p1b/$everything", json=asked, headers={"content-type": "application/fhir+json"}
    )
    assert named(posted.json()) == ["Patient/p1", "Patient/p1b"]


@pytest.mark.usefixtures("more")
@pytest.mark.parametrize("count", [1, 2, 3, 10])
async def test_pages_neither_skip_nor_repeat(client: httpx.AsyncClient, worker_db: Database, count: int) -> None:
    whole = named((await client.get("/fhir/Patient/p1/$everything")).json())
    seen: list[str] = []
    url: str | None = f"/fhir/Patient/p1/$everything?_count={count}"
    while url:
        bundle = (await client.get(url)).json()
        assert 1 <= len(named(bundle)) <= count
        seen += named(bundle)
        url = next_of(bundle)
        async with worker_db.transaction() as connection:  # what is written meanwhile changes nothing in what is shown
            await Store().put(connection, 1, [observation("o1", "Patient/p1", status="amended")], ORIGIN)
    assert seen == whole


@pytest.mark.usefixtures("more")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("_type=Encounter", {"Encounter/e1"}),
        ("_type=Encounter,Patient", {"Encounter/e1", "Patient/p1", "Patient/p1b"}),
        ("_type=Observation&start=2025-06&end=2025-06", {"Observation/m6"}),
        ("_type=Observation&start=2025-06-15&end=2025-07-15", {"Observation/m6", "Observation/m7"}),
        ("_type=Observation&end=2025-01", {"Observation/m1"}),
        ("_type=Observation&start=2026", {"Observation/o1"}),
        ("_type=Encounter&start=2025-02-05&end=2025-02-06", {"Encounter/e1"}),
        ("_type=Encounter&start=2025-02-10", set()),
        ("_type=Patient,Encounter&end=2025-01-31", {"Patient/p1", "Patient/p1b"}),
        ("_since=2026-01-16T00:00:00Z", set()),
        ("_type=Encounter&start=0001&end=9999-12-31", {"Encounter/e1"}),  # all that a calendar has
        ("_type=Encounter&start=0001-01-01T00:00:00%2B14:00&end=9999-12-31T23:59:60-14:00", {"Encounter/e1"}),
        ("_since=9999-12-31T23:59:59-14:00", set()),
        ("_type=Patient&_since=2026-01-15", {"Patient/p1", "Patient/p1b"}),
    ],
)
async def test_a_part_of_everything(client: httpx.AsyncClient, query: str, expected: set[str]) -> None:
    answer = await client.get(f"/fhir/Patient/p1/$everything?{query}")
    assert answer.status_code == 200 and set(named(answer.json())) == expected


async def test_nobody_elses_and_in_the_audit(client: httpx.AsyncClient, worker_db: Database) -> None:
    assert (await client.get("/fhir/Patient/p1/$everything")).status_code == 200
    unseen = await client.get("/fhir/Patient/p2/$everything")
    absent = await client.get("/fhir/Patient/nobody/$everything")
    assert unseen.status_code == absent.status_code == 404
    assert unseen.text.replace("p2", "nobody") == absent.text
    assert (await client.get("/fhir/Patient/p1/$everything", auth=("fiona", "right"))).status_code == 403
    assert await audit(worker_db) == [
        (1, "everything", "Patient", "seen"),
        (0, "everything", "Patient", "empty"),
        (0, "everything", "Patient", "empty"),
        (0, "everything", "Patient", "refused"),
    ]


@pytest.mark.usefixtures("more")
async def test_what_is_not_to_be_shared_is_not_in_it(client: httpx.AsyncClient, worker_db: Database) -> None:
    label = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "HIV"}
    hidden = observation("h1", "Patient/p1", meta={"security": [label]})
    async with worker_db.transaction() as connection:
        await Store().put(connection, 1, [hidden], ORIGIN)
    assert "Observation/h1" not in named((await client.get("/fhir/Patient/p1/$everything")).json())
    own = await client.get("/fhir/Patient/p1/$everything", auth=("edith", "right"))
    assert "Observation/h1" in named(own.json())


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("Patient/$everything", 400, "$export"),
        ("Patient/p1/$everything?_type=Nonsense", 400, "Nonsense"),
        ("Patient/p1/$everything?_page=1.x", 400, "next link"),
        ("Patient/p1/$everything?start=2025-13", 400, "2025-13"),
        ("Patient/p1/$everything?_count=-1", 400, "_count"),
        ("Patient/p1/$everything?start=2026-02&end=2026-01", 400, "2026-02 is after 2026-01"),
        ("Patient/p1/$everything?_nonsense=1", 400, "_nonsense"),
        ("Observation/o1/$everything", 404, ""),
        ("Patient/p1/$nothing", 404, ""),
        ("Patient/p1/$everything/more", 404, ""),
        ("$everything", 404, ""),
    ],
)
async def test_what_cannot_be_asked(client: httpx.AsyncClient, path: str, status: int, says: str) -> None:
    answer = await client.get(f"/fhir/{path}")
    assert answer.status_code == status and says in answer.text
    assert answer.json()["resourceType"] == "OperationOutcome"


async def test_another_method(client: httpx.AsyncClient) -> None:
    answer = await client.delete("/fhir/Patient/p1/$everything")
    assert answer.status_code == 405 and answer.headers["allow"] == "GET, POST"

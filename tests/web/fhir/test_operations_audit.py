"""`$audit-events` over HTTP: who looked at a person, page by page, for those who may see the person."""

import httpx
import pytest

from careweft.base.db import Database
from careweft.fhir.decode import decode
from tests.web.fhir.conftest import audit

ASKED = "/fhir/Patient/p1/$audit-events"


async def test_looks_are_told_newest_first_with_pages_that_neither_skip_nor_repeat(client: httpx.AsyncClient) -> None:
    for _ in range(3):
        await client.get("/fhir/Patient/p1")
    await client.get("/fhir/Observation/o1")
    found: list[str] = []
    url: str | None = f"{ASKED}?_count=2"
    while url:
        bundle = (await client.get(url)).json()
        events = [entry["resource"] for entry in bundle.get("entry", ())]
        found += [event["id"] for event in events]
        for event in events:
            decode(event)
        url = next((link["url"] for link in bundle["link"] if link["relation"] == "next"), None)
    assert len(found) == len(set(found)) >= 4
    newest = (await client.get(f"{ASKED}?_count=1")).json()["entry"][0]["resource"]
    assert newest["entity"][0]["description"] == "Patient" and newest["agent"][0]["who"]["display"]


async def test_the_look_at_the_looks_is_a_look(client: httpx.AsyncClient, worker_db: Database) -> None:
    before = len(await audit(worker_db))
    assert (await client.get(ASKED)).status_code == 200
    assert len(await audit(worker_db)) == before + 1


async def test_nobody_else_is_told(client: httpx.AsyncClient) -> None:
    await client.get("/fhir/Patient/p1")
    for asked in ("/fhir/Patient/p2/$audit-events", "/fhir/Patient/nobody/$audit-events"):
        answer = await client.get(asked)
        assert answer.status_code == 404
        assert "entry" not in answer.json()


@pytest.mark.parametrize("wrong", ["_before=x", "_before=-1", "_since=yesterday", "_count=many", "agent=me"])
async def test_a_wrong_question_is_refused_by_name(client: httpx.AsyncClient, wrong: str) -> None:
    answer = await client.get(f"{ASKED}?{wrong}")
    assert answer.status_code == 400
    assert wrong.partition("=")[0] in answer.text

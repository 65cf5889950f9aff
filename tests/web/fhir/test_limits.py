"""Bodies that are too large, too deep or too slow: an answer in FHIR, and nothing held meanwhile."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import orjson
import pytest

from careweft.base.db import Database
from careweft.web import frame
from careweft.web.fhir import FhirApp
from tests.fhir.conftest import observation
from tests.web.fhir.conftest import FHIR

MOST = 16 * 1024 * 1024
JSON_PATCH = {"content-type": "application/json-patch+json"}
WAYS = [
    ("POST", "Observation", FHIR),
    ("PUT", "Observation/o1", FHIR),
    ("PUT", "Observation?code=8302-2", FHIR),
    ("PATCH", "Observation/o1", JSON_PATCH),
    ("POST", "Observation/_search", {"content-type": "application/x-www-form-urlencoded"}),
    ("POST", "", FHIR),
]


@pytest.mark.parametrize(("method", "path", "headers"), WAYS)
async def test_too_large_is_413(client: httpx.AsyncClient, method: str, path: str, headers: dict[str, str]) -> None:
    async def unannounced() -> AsyncIterator[bytes]:
        for _ in range(17):
            yield b" " * 1024 * 1024

    for content in (b" " * (MOST + 1), unannounced()):
        answer = await client.request(method, f"/fhir/{path}", content=content, headers=headers)
        assert answer.status_code == 413 and answer.json()["issue"][0]["code"] == "too-long"


async def test_many_small_parts_are_too_large_as_well(client: httpx.AsyncClient) -> None:
    """They fit into a body, and would keep a process busy for long."""
    form = {"content-type": "application/x-www-form-urlencoded"}
    sent = await client.post("/fhir/Observation/_search", content="a=&" * 100_000, headers=form)
    assert sent.status_code == 413
    entries = [{"request": {"method": "GET", "url": "Patient/p1"}}] * 10_001
    for kind in ("batch", "transaction"):
        bundle = {"resourceType": "Bundle", "type": kind, "entry": entries}
        assert (await client.post("/fhir", json=bundle, headers=FHIR)).status_code == 413
    large = observation("o1", "Patient/p1") | {"note": [{"text": "x" * 300_000}]}
    assert (await client.put("/fhir/Observation/o1", json=large, headers=FHIR)).status_code == 200


async def test_links_are_of_the_address_that_the_operator_says(app: FhirApp, client: httpx.AsyncClient) -> None:
    """Whatever a request says of itself: behind a proxy that would be http, and a token would go there."""
    app._address = "https://care.example.org"
    answer = await client.get("/fhir/Patient", headers={"host": "evil.example"})
    assert answer.json()["link"][0]["url"].startswith("https://care.example.org/fhir/Patient")


@pytest.mark.parametrize(("method", "path", "headers"), [way for way in WAYS if way[1] != "Observation/_search"])
async def test_too_deep_is_400(client: httpx.AsyncClient, method: str, path: str, headers: dict[str, str]) -> None:
    deep: Any = {"url": "u", "valueCode": "x"}
    for _ in range(100):
        deep = {"url": "u", "extension": [deep]}
    resource = orjson.dumps(observation("o1", "Patient/p1", extension=[deep]))
    open_ended = b'{"resourceType":"Observation","x":' + b"[" * 100_000
    for body in (open_ended, b"[" * 100_000 + b"]" * 100_000, resource):
        answer = await client.request(method, f"/fhir/{path}", content=body, headers=headers)
        assert answer.status_code == 400, answer.text[:500]
        assert answer.json()["resourceType"] == "OperationOutcome"


@pytest.mark.parametrize(("method", "path", "headers"), WAYS)
async def test_too_slow_is_408_and_holds_no_transaction(
    client: httpx.AsyncClient,
    worker_db: Database,
    monkeypatch: pytest.MonkeyPatch,
    method: str,
    path: str,
    headers: dict[str, str],
) -> None:
    await client.get("/fhir/Observation/o1")  # the log-in is known from now on
    monkeypatch.setattr(frame, "BODY_SECONDS", 0.2)
    held: list[int] = []

    async def stalled() -> AsyncIterator[bytes]:
        yield b'{"resourceType":'
        async with worker_db.transaction() as conn:
            busy = "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in%' AND datname = current_database()"
            held.append(await conn.fetchval(busy))
        await asyncio.sleep(3600)

    answer = await client.request(method, f"/fhir/{path}", content=stalled(), headers=headers)
    assert answer.status_code == 408 and answer.json()["issue"][0]["code"] == "timeout"
    assert held == [0]


async def test_slow_but_steady_is_served(client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frame, "BODY_RATE", 10)  # a second for every ten bytes

    async def steady() -> AsyncIterator[bytes]:
        text = orjson.dumps(observation("o1", "Patient/p1", status="amended"))
        for at in range(0, len(text), 40):
            monkeypatch.setattr(frame, "BODY_SECONDS", 0.0 if at else 30.0)
            yield text[at : at + 40]
            await asyncio.sleep(0.01)

    answer = await client.put("/fhir/Observation/o1", content=steady(), headers=FHIR)
    assert answer.status_code == 200

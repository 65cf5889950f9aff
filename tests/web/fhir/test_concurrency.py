"""Many clients at once on the same persons: of each thing one wins, nothing is lost and nothing is there twice."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import httpx
import orjson
import pytest

from careweft.access import accounts
from careweft.access.accounts import NewAccount
from careweft.access.audit import Auditor
from careweft.base.clock import SetClock
from careweft.base.db import WEB, Connection, Database
from careweft.fhir.store import Change, Store
from careweft.people.index import Index
from careweft.web.app import create_app
from careweft.web.fhir import FhirApp, Record
from careweft.web.identity import AccessIdentity
from careweft.web.machines import Machines
from careweft.web.services import Limits
from careweft.web.system import Registering, web_store
from tests.fhir.conftest import observation, patient
from tests.web.conftest import client_of
from tests.web.fakes import services
from tests.web.fhir.conftest import FHIR
from tests.web.fhir.test_bundles import URN, entry, identified, send

CLIENTS = 64


@pytest.fixture
async def crowd(database: str, clock: SetClock, people: list[Change]) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an application with enough connections for many transactions to meet."""
    async with await Database.open(database, WEB, clock, size=24) as db:
        record = Record(db, db, web_store(Store()), Auditor(db), clock)
        app = FhirApp(record, Machines(AccessIdentity(db), Limits(), secure=False))
        async with client_of(create_app(services(apis={"fhir": app}, identity=AccessIdentity(db)))) as client:
            client.auth = httpx.BasicAuth("ruth", "right")
            await client.get("/fhir/Observation/o1")
            yield client


@pytest.fixture
async def practice(
    database: str, clock: SetClock, people: list[Change], worker_db: Database
) -> AsyncIterator[httpx.AsyncClient]:
    """A practice that registers people, with the index of persons behind it as in life."""
    async with worker_db.transaction() as connection:
        await accounts.create(connection, NewAccount("gwen", "right", "Gwen", memberships=[("gp-01", "gp")]))
    async with await Database.open(database, WEB, clock, size=24) as db:
        record = Record(db, db, web_store(Store()), Auditor(db), clock, Registering(Index()))
        app = FhirApp(record, Machines(AccessIdentity(db), Limits(), secure=False))
        async with client_of(create_app(services(apis={"fhir": app}, identity=AccessIdentity(db)))) as client:
            client.auth = httpx.BasicAuth("gwen", "right")
            await client.get("/fhir/Patient/p1")
            yield client


async def versions(client: httpx.AsyncClient, id_: str) -> list[dict[str, Any]]:
    found = (await client.get(f"/fhir/Observation/{id_}/_history?_count=1000")).json()
    return [each["resource"] for each in found["entry"]]


async def found(client: httpx.AsyncClient, value: str) -> int:
    query = f"identifier=urn:a|{value}&_summary=count"
    return int((await client.get(f"/fhir/Observation?{query}")).json()["total"])


async def test_of_the_same_conditional_creates_one_makes_it(crowd: httpx.AsyncClient) -> None:
    spellings = ["identifier=urn:a|1", "Observation?identifier=urn%3Aa%7C1", "?identifier=urn:a|1"]

    async def client(n: int) -> httpx.Response:
        condition = FHIR | {"if-none-exist": spellings[n % 3]}
        return await crowd.post("/fhir/Observation", content=orjson.dumps(identified("1")), headers=condition)

    made = await asyncio.gather(*map(client, range(CLIENTS)))
    assert Counter(answer.status_code for answer in made) == {201: 1, 200: CLIENTS - 1}
    assert len({answer.json()["id"] for answer in made}) == 1
    assert await found(crowd, "1") == 1


async def test_the_same_person_registered_by_many_is_one(practice: httpx.AsyncClient, worker_db: Database) -> None:
    mary = patient("x", birthDate="1950-02-03", identifier=[{"system": "urn:list", "value": "17"}])
    mary["managingOrganization"] = {"reference": "Organization/gp-01"}
    seen = identified("seen") | {"subject": {"reference": URN}}

    async def client(n: int) -> httpx.Response:
        condition = "identifier=urn:list|17"
        if n % 2:
            sent = FHIR | {"if-none-exist": condition}
            return await practice.post("/fhir/Patient", content=orjson.dumps(mary), headers=sent)
        entries = [
            entry("POST", "Observation", seen),
            entry("POST", "Patient", mary, full_url=URN, ifNoneExist=condition),
        ]
        return await send(practice, "transaction", *entries)

    made = await asyncio.gather(*map(client, range(CLIENTS)))
    assert {answer.status_code for answer in made} <= {200, 201}
    found = (await practice.get("/fhir/Patient?identifier=urn:list|17")).json()
    (one,) = [each["resource"]["id"] for each in found["entry"]]
    about = f"subject=Patient/{one}&identifier=urn:a|seen&_summary=count"
    assert (await practice.get(f"/fhir/Observation?{about}")).json()["total"] == CLIENTS / 2
    async with worker_db.transaction() as connection:
        assert await connection.fetchval("SELECT count(*) FROM people.source_record") == 1


async def test_conditional_creates_updates_and_transactions_make_one_together(crowd: httpx.AsyncClient) -> None:
    async def client(n: int) -> httpx.Response:
        body = identified("1", note=[{"text": f"{n}"}])
        without = {k: v for k, v in body.items() if k != "id"}
        match n % 4:
            case 0:
                return await crowd.put(
                    "/fhir/Observation?identifier=urn:a|1", content=orjson.dumps(without), headers=FHIR
                )
            case 1:
                condition = FHIR | {"if-none-exist": "identifier=urn:a|1"}
                return await crowd.post("/fhir/Observation", content=orjson.dumps(body), headers=condition)
            case 2:
                return await send(crowd, "batch", entry("PUT", "Observation?identifier=urn:a|1", without))
        return await send(crowd, "transaction", entry("POST", "Observation", body, ifNoneExist="identifier=urn:a|1"))

    made = await asyncio.gather(*map(client, range(CLIENTS)))
    statuses = [
        answer.json()["entry"][0]["response"]["status"] if "entry" in answer.json() else str(answer.status_code)
        for answer in made
    ]
    assert Counter(statuses) == {"201": 1, "200": CLIENTS - 1}
    assert await found(crowd, "1") == 1


async def test_of_updates_from_the_same_version_one_wins(crowd: httpx.AsyncClient) -> None:
    async def client(n: int) -> int:
        sent = orjson.dumps(observation("o1", "Patient/p1", note=[{"text": f"{n}"}]))
        answer = await crowd.put("/fhir/Observation/o1", content=sent, headers=FHIR | {"if-match": 'W/"1"'})
        return answer.status_code

    assert Counter(await asyncio.gather(*map(client, range(CLIENTS)))) == {200: 1, 412: CLIENTS - 1}
    assert [one["meta"]["versionId"] for one in await versions(crowd, "o1")] == ["2", "1"]


async def test_updates_and_patches_without_a_condition_all_count(crowd: httpx.AsyncClient) -> None:
    patch = {"content-type": "application/json-patch+json"}
    await crowd.put(
        "/fhir/Observation/o1",
        content=orjson.dumps(observation("o1", "Patient/p1", note=[{"text": "x"}])),
        headers=FHIR,
    )

    async def update(n: int) -> int:
        sent = orjson.dumps(observation("new", "Patient/p1", note=[{"text": f"{n}"}]))
        return (await crowd.put("/fhir/Observation/new", content=sent, headers=FHIR)).status_code

    async def append(n: int) -> int:
        change = orjson.dumps([{"op": "add", "path": "/note/-", "value": {"text": f"{n}"}}])
        return (await crowd.patch("/fhir/Observation/o1", content=change, headers=patch)).status_code

    updated = await asyncio.gather(*map(update, range(CLIENTS)))
    patched = await asyncio.gather(*map(append, range(CLIENTS)))
    assert Counter(updated) == {201: 1, 200: CLIENTS - 1} and Counter(patched) == {200: CLIENTS}
    written = await versions(crowd, "new")
    assert sorted(int(one["meta"]["versionId"]) for one in written) == list(range(1, CLIENTS + 1))
    assert {one["note"][0]["text"] for one in written} == {f"{n}" for n in range(CLIENTS)}
    notes = [note["text"] for note in (await versions(crowd, "o1"))[0]["note"]]
    assert sorted(notes) == sorted(["x", *(f"{n}" for n in range(CLIENTS))])


async def test_transactions_in_each_others_way_all_end_whole(crowd: httpx.AsyncClient) -> None:
    """Each writes the same resources in another order, and makes two by condition in another order."""

    async def client(n: int) -> httpx.Response:
        puts = [
            entry("PUT", f"Observation/{id_}", observation(id_, "Patient/p1", note=[{"text": f"{n}"}])) for id_ in "abc"
        ]
        creates = [
            entry("POST", "Observation", identified(value), ifNoneExist=f"identifier=urn:a|{value}") for value in "12"
        ]
        parts = [*puts, *creates]
        turned = parts[n % 5 :] + parts[: n % 5]
        bundle = "batch" if n % 3 == 0 else "transaction"
        return await send(crowd, bundle, *(turned if n % 2 else turned[::-1]))

    answers = await asyncio.gather(*map(client, range(CLIENTS)))
    statuses = [each["response"]["status"] for answer in answers for each in answer.json()["entry"]]
    assert [answer.status_code for answer in answers] == [200] * CLIENTS
    assert Counter(statuses) == {"201": 5, "200": 5 * CLIENTS - 5}
    assert [await found(crowd, value) for value in "12"] == [1, 1]
    for id_ in "abc":
        written = await versions(crowd, id_)
        assert sorted(int(one["meta"]["versionId"]) for one in written) == list(range(1, CLIENTS + 1))
        assert {one["note"][0]["text"] for one in written} == {f"{n}" for n in range(CLIENTS)}


@pytest.mark.parametrize("busy", [asyncpg.SerializationError, asyncpg.DeadlockDetectedError])
async def test_being_in_the_way_is_not_answered_but_tried_again(
    web_db: Database,
    writing_db: Database,
    clock: SetClock,
    people: list[Change],
    busy: type[Exception],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fails = 3

    async def projection(connection: Connection, changes: Any) -> None:
        nonlocal fails
        fails -= 1
        if fails >= 0:
            raise busy("in the way")

    monkeypatch.setattr("careweft.web.fhir.app.PAUSES", (0.0, 0.0, 0.0))
    record = Record(web_db, writing_db, web_store(Store([projection])), Auditor(web_db), clock)
    app = FhirApp(record, Machines(AccessIdentity(web_db), Limits(), secure=False))
    async with client_of(create_app(services(apis={"fhir": app}))) as client:
        client.auth = httpx.BasicAuth("ruth", "right")
        for type_ in ("batch", "transaction"):
            fails = 3
            answer = await send(client, type_, entry("POST", "Observation", identified("1")))
            assert answer.status_code == 200 and answer.json()["entry"][0]["response"]["status"] == "201"
            fails = 4
            tired = await send(client, type_, entry("POST", "Observation", identified("1")))
            assert tired.status_code == 503 and tired.json()["issue"][0]["code"] == "transient"
        assert await found(client, "1") == 2

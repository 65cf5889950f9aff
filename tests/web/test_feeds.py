"""Messages by HTTP: who may send what, and what the sender is told."""

from collections.abc import AsyncIterator
from zoneinfo import ZoneInfo

import httpx
import orjson
import pytest

from careweft.access import accounts
from careweft.access.accounts import NewAccount
from careweft.access.audit import Auditor
from careweft.base.clock import SetClock
from careweft.base.db import Database
from careweft.feeds.process import Feeds
from careweft.fhir.store import Store
from careweft.people.index import Index
from careweft.web.app import create_app
from careweft.web.feeds import FeedsApp
from careweft.web.identity import AccessIdentity
from careweft.web.machines import Machines
from careweft.web.services import Limits
from tests.web.conftest import client_of
from tests.web.fakes import services

FHIR = {"content-type": "application/fhir+json"}
HL7 = {"content-type": "application/hl7-v2; charset=utf-8"}
ADMISSION = (
    b"MSH|^~\\&|PAS|ACUTE|CW|CW|20260115090000||ADT^A01^ADT_A01|M1|P|2.5\r"
    b"EVN|A01|20260115090000\r"
    b"PID|1||L1^^^ACUTE^MR||SMITH^JANE||19400102|F\r"
    b"PV1|1|I|W7^1^2||||||||||||||||V1\r"
)
BUNDLE = {
    "resourceType": "Bundle",
    "id": "b1",
    "type": "transaction",
    "entry": [
        {
            "resource": {"resourceType": "Patient", "id": "11111111-2222-4333-8444-555555555555"},
            "request": {"method": "PUT", "url": "Patient/11111111-2222-4333-8444-555555555555"},
        }
    ],
}


@pytest.fixture
async def client(web_db: Database, worker_db: Database, clock: SetClock) -> AsyncIterator[httpx.AsyncClient]:
    async with worker_db.transaction() as connection:
        for name, party, role in (
            ("acute", "acute", "feed"),
            ("gp", "gp-01", "feed"),
            ("ruth", "acute", "coordinator"),
        ):
            kind: accounts.Kind = "staff" if name == "ruth" else "machine"
            await accounts.create(connection, NewAccount(name, "right", name, kind, memberships=[(party, role)]))
    feeds = Feeds(Store(), Index(), clock, ZoneInfo("Europe/London"))
    machines = Machines(AccessIdentity(web_db), Limits(), secure=False)
    app = FeedsApp(feeds, web_db, Auditor(web_db), machines)
    async with client_of(create_app(services(apis={"feeds": app}))) as opened:
        opened.auth = ("acute", "right")
        yield opened


async def stored(worker_db: Database) -> list[tuple[str, str, bytes]]:
    async with worker_db.transaction() as connection:
        rows = await connection.fetch("SELECT source, state, raw FROM feeds.message ORDER BY id")
        return [tuple(row) for row in rows]


async def queued(worker_db: Database) -> int:
    async with worker_db.transaction() as connection:
        return int(await connection.fetchval("SELECT count(*) FROM base.outbox WHERE topic = 'message'"))


async def test_hl7_is_stored_before_it_is_acknowledged(client: httpx.AsyncClient, worker_db: Database) -> None:
    answer = await client.post("/feeds/acute", content=ADMISSION, headers=HL7)
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("application/hl7-v2")
    segments = answer.content.split(b"\r")
    assert segments[1].startswith(b"MSA|AA|M1") and b"|ACK^A01^ACK|" in segments[0]
    assert await stored(worker_db) == [("acute", "received", ADMISSION)]
    assert await queued(worker_db) == 1


async def test_a_message_that_comes_again_has_no_second_effect(client: httpx.AsyncClient, worker_db: Database) -> None:
    for _ in range(3):
        assert b"MSA|AA|M1" in (await client.post("/feeds/acute", content=ADMISSION, headers=HL7)).content
    assert len(await stored(worker_db)) == 1 and await queued(worker_db) == 1


async def test_a_message_for_training_is_refused_and_ignored(client: httpx.AsyncClient, worker_db: Database) -> None:
    training = ADMISSION.replace(b"|P|", b"|T|")
    for _ in range(2):
        answer = await client.post("/feeds/acute", content=training, headers=HL7)
        assert answer.status_code == 422 and b"MSA|AR|M1" in answer.content and b"MSH^1^11" in answer.content
    assert await stored(worker_db) == [("acute", "ignored", training)] and await queued(worker_db) == 0


async def test_fhir_gets_a_receipt(client: httpx.AsyncClient, worker_db: Database) -> None:
    first = await client.post("/feeds/acute", content=orjson.dumps(BUNDLE), headers=FHIR)
    again = await client.post("/feeds/acute", content=orjson.dumps(BUNDLE), headers=FHIR)
    assert (first.status_code, first.json()["outcome"]) == (202, "received")
    assert (again.status_code, again.json()["outcome"]) == (200, "duplicate")
    assert first.json()["id"] == again.json()["id"] and await queued(worker_db) == 1


async def test_what_cannot_be_understood_is_kept_and_said(client: httpx.AsyncClient, worker_db: Database) -> None:
    hl7 = await client.post("/feeds/acute", content=b"hello", headers=HL7)
    fhir = await client.post("/feeds/acute", content=b'{"resourceType": "Nonsense"}', headers=FHIR)
    assert hl7.status_code == fhir.status_code == 422
    assert b"MSA|AR|" in hl7.content
    assert fhir.json()["outcome"] == "quarantined" and fhir.json()["reason"]
    assert [(state, raw) for _, state, raw in await stored(worker_db)] == [
        ("quarantined", b"hello"),
        ("quarantined", b'{"resourceType": "Nonsense"}'),
    ]
    assert await queued(worker_db) == 0


async def test_only_an_organisations_own_system_sends_in_its_name(
    client: httpx.AsyncClient, worker_db: Database
) -> None:
    for user, path, status in (
        ("gp", "/feeds/acute", 403),
        ("ruth", "/feeds/acute", 403),
        ("acute", "/feeds/gp-01", 403),
        ("acute", "/feeds/", 404),
        ("acute", "/feeds/acute/more", 404),
    ):
        answer = await client.post(path, content=ADMISSION, headers=HL7, auth=(user, "right"))
        assert answer.status_code == status, (user, path)
        assert answer.headers["content-type"] == "application/problem+json"
    anonymous = await client.post("/feeds/acute", content=ADMISSION, headers=HL7, auth=httpx.Auth())
    assert anonymous.status_code == 401 and "www-authenticate" in anonymous.headers
    assert (await client.get("/feeds/acute")).status_code == 405
    assert not await stored(worker_db)


async def test_other_kinds_are_refused(client: httpx.AsyncClient) -> None:
    for kind in ("text/plain", "application/fhir+xml", ""):
        answer = await client.post("/feeds/acute", content=ADMISSION, headers={"content-type": kind})
        assert answer.status_code == 415 and "application/hl7-v2" in answer.json()["detail"]

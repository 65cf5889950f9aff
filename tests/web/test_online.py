"""Online triage and booking, with a model whose services are booked by whom the questions sent there."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import httpx
import pytest

from careweft.access import accounts, relationships
from careweft.access.accounts import NewAccount
from careweft.access.audit import Auditor
from careweft.access.relationships import Relationship
from careweft.base.clock import SetClock
from careweft.base.db import Database
from careweft.care import teams
from careweft.care.appointments.hours import Hours, Opening
from careweft.care.appointments.resource import Clinic
from careweft.fhir.jsontext import loads
from careweft.models import library
from careweft.models.engine import Engine, activate
from careweft.people import Index
from careweft.web.app import create_app
from careweft.web.desk import Desk
from careweft.web.identity import AccessIdentity
from tests.care.place import patient
from tests.people.support import record
from tests.web.conftest import client_of, log_in
from tests.web.fakes import PASSWORD, services

ZONE = ZoneInfo("Asia/Shanghai")
HOURS = Hours((Opening.parse("monday 14:00-15:00"),), 20)
EAST = Clinic("east", "East clinic", "online", "clinic-visit", location="East Street, TQ5 1AA", hours=HOURS)
LATER = Hours((Opening.parse("monday 16:00-17:00"),), 20)
WEST = replace(EAST, id="west", title="West clinic", location="West Street, TQ1 2AA", hours=LATER)
KIN = {"mother": "guardian", "friend": "reading-carer"}
SEEN = {"danger": "no", "what": "new", "see": "yes"}


@pytest.fixture
async def site(worker_db: Database, web_db: Database, clock: SetClock) -> AsyncIterator[httpx.AsyncClient]:
    clock.set(datetime(2026, 3, 1, 1, tzinfo=UTC))
    text = library.model_file("internet-hospital").read_text()
    async with worker_db.transaction() as connection:
        await activate(connection, text, "internet-hospital", ZONE, datetime(2026, 1, 1, tzinfo=UTC))
        await teams.set_up(connection, [teams.Team("online", "Internet hospital", "")], [], [])
    engine = await Engine.open(worker_db, ZONE)
    async with worker_db.transaction() as connection:
        found = await Index().match(connection, record("surgery", "jun"))
        jun = found.person_id
        await engine.record.write(connection, jun, patient(name="jun"))
        await engine.contact.appointments.clinics.set_up(connection, EAST)
        await engine.contact.appointments.clinics.set_up(connection, WEST)
        await connection.execute("INSERT INTO care.postcode VALUES ('TQ1', 50.47, -3.52), ('TQ5', 50.39, -3.51)")
        await accounts.create(connection, NewAccount("jun", PASSWORD, "Li Jun", "person", jun))
        await accounts.create(connection, NewAccount("lin", PASSWORD, "Lin Wei", memberships=[("online", "nurse")]))
        for name, kind in KIN.items():
            kin = NewAccount(name, PASSWORD, name.title(), "carer", memberships=[(f"related/{name}", "carer")])
            await accounts.create(connection, kin)
            await relationships.keep(connection, [Relationship(jun, f"related/{name}", kind, name, clock.now())])
    desk = Desk(engine, web_db, Auditor(web_db))
    async with client_of(create_app(services(identity=AccessIdentity(web_db), desk=desk))) as client:
        client.headers["sec-fetch-site"] = "same-origin"
        yield client


async def chooses(site: httpx.AsyncClient, answers: Mapping[str, str], base: str = "") -> httpx.Response:
    return await site.post(f"{base}/get-help/time", data={f"answer-{name}": text for name, text in answers.items()})


async def test_only_whom_the_questions_sent_there_books(site: httpx.AsyncClient, worker_db: Database) -> None:
    slot = "SELECT id FROM care.slot ORDER BY start LIMIT 1"
    booked = "SELECT count(*) FROM care.appointment"
    async with worker_db.transaction() as connection:
        time = {"slot": await connection.fetchval(slot)}
    assert (await chooses(site, SEEN)).status_code == 401
    assert (await log_in(site, "jun")).status_code == 303
    page = await site.get("/me/appointments")
    assert "You can book this after a few questions: East clinic / West clinic." in page.text
    assert (await site.post("/me/appointments", data=time)).status_code == 400
    referral = time | {"refer": "yes", "reason": "I want to be seen"}
    assert (await site.post("/me/appointments", data=referral)).status_code == 400
    doubts = [{"danger": text} for text in ("", "no", "perhaps", "yes")]
    for wrong in (*doubts, SEEN | {"see": "not-sure"}):
        assert (await chooses(site, wrong)).status_code == 200
        assert (await site.post("/me/appointments", data=time)).status_code == 400
    for _ in range(2):
        sent = await chooses(site, SEEN)
        assert (sent.status_code, sent.headers["location"]) == (303, "/me/appointments?service=clinic-visit#book")
    for _ in range(2):
        assert (await site.post("/me/appointments", data=time)).status_code == 303
    async with worker_db.transaction() as connection:
        assert await connection.fetchval(booked) == 1
        asked = "SELECT count(*) FROM fhir.resource WHERE type = 'ServiceRequest' AND body LIKE '%online-questions%'"
        assert await connection.fetchval(asked) == 1


async def test_the_nearest_of_the_places_to_which_the_questions_lead_comes_first(site: httpx.AsyncClient) -> None:
    await log_in(site, "jun")
    await chooses(site, SEEN)
    page = (await site.get("/me/appointments?service=clinic-visit")).text
    near, far = "West Street, TQ1 2AA. Less than 1 km from you.", "East Street, TQ5 1AA. 9 km from you."
    assert page.index(near) < page.index(far)


async def test_staff_have_no_answers_to_give(site: httpx.AsyncClient) -> None:
    assert (await log_in(site, "lin")).status_code == 303
    assert (await chooses(site, SEEN)).status_code == 404


async def test_who_acts_for_somebody_answers_and_books_for_them_and_hears_what_comes_of_it(
    site: httpx.AsyncClient, worker_db: Database
) -> None:
    async with worker_db.transaction() as connection:
        jun = await connection.fetchval("SELECT person_id FROM access.account WHERE username = 'jun'")
        time = {"slot": await connection.fetchval("SELECT id FROM care.slot ORDER BY start LIMIT 1")}
    base = f"/for/{jun}"
    assert (await chooses(site, SEEN, base)).status_code == 401
    await log_in(site, "friend")  # who only reads
    assert [(await site.get(f"{base}{end}")).status_code for end in ("", "/get-help")] == [200, 404]
    assert (await chooses(site, SEEN, base)).status_code == 404
    await log_in(site, "mother")
    assert f'href="{base}/get-help"' in (await site.get(f"{base}/appointments")).text
    assert "You are here for" in (await site.get(f"{base}/get-help")).text
    assert (await site.get("/for/77/get-help")).status_code == 404
    assert (await site.post(f"{base}/appointments", data=time)).status_code == 400
    sent = await chooses(site, SEEN, base)
    assert (sent.status_code, sent.headers["location"]) == (303, f"{base}/appointments?service=clinic-visit#book")
    assert (await site.post(f"{base}/appointments", data=time)).status_code == 303
    asks = {"answer-danger": "no", "answer-what": "not-sure", "contact": "555 0142", "key": "k1"}
    for _ in range(2):
        assert "Thank you. We have your answers." in (await site.post(f"{base}/get-help/call", data=asks)).text
    async with worker_db.transaction() as connection:
        rows = await connection.fetch("SELECT body FROM fhir.resource WHERE type = 'ServiceRequest' ORDER BY id")
        looks = await connection.fetch("SELECT what, outcome FROM access.audit WHERE person_id = $1", jun)
    assert {loads(row["body"])["requester"]["reference"] for row in rows} == {"RelatedPerson/mother"}
    assert len(rows) == 2
    assert {("online questions", "refused"), ("online questions", "seen"), ("referral", "changed")} <= {
        *map(tuple, looks)
    }

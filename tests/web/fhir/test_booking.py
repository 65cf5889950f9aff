"""Booking by another system over FHIR: the rules of the page, one place once, and what is booked there is seen."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import httpx
import pytest

from careweft.access import accounts, relationships
from careweft.access.accounts import NewAccount
from careweft.access.audit import Auditor
from careweft.access.relationships import Relationship
from careweft.base.db import Database
from careweft.care.appointments.exchange import Exchange
from careweft.care.appointments.reading import Slot
from careweft.care.appointments.resource import TEAMS
from careweft.web.app import create_app
from careweft.web.fhir import FhirApp, Record
from careweft.web.fhir.booking import BookingStore
from careweft.web.identity import AccessIdentity
from careweft.web.machines import Machines
from careweft.web.services import Limits
from careweft.web.system import web_store
from tests.care.appointments.conftest import EVER, GP, Surgery
from tests.care.appointments.conftest import surgery as surgery
from tests.web.conftest import client_of
from tests.web.fakes import services

FHIR = {"content-type": "application/fhir+json"}
SYSTEM, OTHER, CARLA = ("portal", "right"), ("stranger", "right"), ("carla", "carla")


@pytest.fixture
async def client(surgery: Surgery, web_db: Database, writing_db: Database) -> AsyncIterator[httpx.AsyncClient]:
    """The surgery's FHIR interface; a portal of the practice, which sees two people, and one that sees nobody."""
    async with surgery.place.database.transaction() as connection:
        for name, party in (("portal", "gp-01"), ("stranger", "gp-02")):
            await accounts.create(connection, NewAccount(name, "right", name, "machine", memberships=[(party, "feed")]))
        seen = [Relationship(n, "gp-01", "registered-practice", f"Patient/p{n}", EVER) for n in (1, 2)]
        await relationships.keep(connection, seen)
    await surgery.set_up(GP)
    store = BookingStore(web_store(surgery.place.store), Exchange(surgery.record, lambda: surgery.book))
    record = Record(web_db, writing_db, store, Auditor(web_db), surgery.place.clock)
    app = FhirApp(record, Machines(AccessIdentity(web_db), Limits(log_in_burst=50), secure=False))
    async with client_of(create_app(services(apis={"fhir": app}, identity=AccessIdentity(web_db)))) as opened:
        opened.auth = SYSTEM
        yield opened


def asked(slot: Slot, person: int = 1, **more: Any) -> dict[str, Any]:
    patient = {"actor": {"reference": f"Patient/p{person}"}, "status": "accepted"}
    return {
        "resourceType": "Appointment",
        "status": "booked",
        "identifier": [{"system": "https://portal.example/booking", "value": f"{slot.id}-{person}"}],
        "slot": [{"reference": f"Slot/{slot.id}"}],
        "reasonCode": [{"text": "Cough"}],
        "participant": [patient],
    } | more


async def post(client: httpx.AsyncClient, body: dict[str, Any], **more: Any) -> httpx.Response:
    return await client.post("/fhir/Appointment", json=body, headers=FHIR, **more)


async def put(client: httpx.AsyncClient, body: dict[str, Any], **more: Any) -> httpx.Response:
    headers = FHIR | more.pop("headers", {})
    return await client.put(f"/fhir/Appointment/{body['id']}", json=body, headers=headers, **more)


async def free(client: httpx.AsyncClient) -> list[str]:
    found = await client.get("/fhir/Slot", params={"schedule": "Schedule/gp", "status": "free", "_count": "200"})
    return [entry["resource"]["id"] for entry in found.json().get("entry", ())]


async def test_a_time_is_found_booked_moved_and_given_back_as_on_the_page(
    client: httpx.AsyncClient, surgery: Surgery
) -> None:
    first, second = (await surgery.free())[:2]
    assert {first.id, second.id} <= set(await free(client))
    schedule = (await client.get("/fhir/Schedule/gp")).json()
    assert schedule["serviceType"][0]["text"] == "Doctor"
    made = await post(client, asked(first))
    assert made.status_code == 201, made.text
    body = made.json()
    assert (body["start"], body["end"]) == (first.start.isoformat(), first.finish.isoformat())
    assert body["identifier"][0]["system"] == "https://portal.example/booking"
    assert first.id not in await free(client)
    (booked,) = await surgery.of(1)
    assert (booked.id, booked.status, booked.seat, booked.reason) == (body["id"], "booked", 1, "Cough")

    moved = await put(client, body | {"slot": [{"reference": f"Slot/{second.id}"}]})
    assert (moved.status_code, moved.json()["start"]) == (200, second.start.isoformat())
    assert {first.id} <= set(await free(client))
    assert second.id not in await free(client)
    again = await put(client, moved.json())
    assert again.headers["etag"] == moved.headers["etag"]
    stale = await put(client, moved.json() | {"status": "cancelled"}, headers={"if-match": 'W/"1"'})
    assert stale.status_code == 412
    ended = await put(client, moved.json() | {"status": "cancelled", "cancelationReason": {"text": "Well again"}})
    assert (ended.status_code, ended.json()["status"]) == (200, "cancelled")
    assert second.id in await free(client)
    assert [each.status for each in await surgery.of(1)] == ["cancelled"]


async def test_what_is_booked_on_the_page_is_seen_and_its_place_is_gone(
    client: httpx.AsyncClient, surgery: Surgery
) -> None:
    slot = (await surgery.free())[0]
    made = await surgery.ask("person-1", 1, slot, reason="Knee")
    found = (await client.get("/fhir/Appointment", params={"patient": "p1", "status": "booked"})).json()
    assert [entry["resource"]["id"] for entry in found["entry"]] == [made]
    assert (await client.get(f"/fhir/Slot/{slot.id}")).json()["status"] == "busy"
    second = await post(client, asked(slot, 2))
    assert (second.status_code, "not free" in second.text) == (409, True)
    assert [each.person_id for each in await surgery.of(2)] == []


async def test_of_many_at_once_one_gets_the_place(client: httpx.AsyncClient, surgery: Surgery) -> None:
    slot = (await surgery.free())[0]

    async def on_the_page() -> httpx.Response:
        try:
            await surgery.ask("person-3", 3, slot)
        except Exception as late:
            assert "not free" in str(late)
            return httpx.Response(409)
        return httpx.Response(201)

    answers = await asyncio.gather(*(post(client, asked(slot, 1 + n % 2)) for n in range(6)), on_the_page())
    assert sorted(each.status_code for each in answers) == [201] + [409] * 6
    rows = await surgery.place.rows("care.appointment", "slot, status")
    assert rows == [(slot.id, "booked")]


async def test_who_sees_nobody_books_nobody_and_rules_hold(client: httpx.AsyncClient, surgery: Surgery) -> None:
    slot, other = (await surgery.free())[:2]
    assert (await post(client, asked(slot), auth=OTHER)).status_code in (404, 422)
    assert (await post(client, asked(slot, status="proposed"))).status_code == 400
    made = (await post(client, asked(slot))).json()
    time = (await client.get(f"/fhir/Slot/{slot.id}")).json()
    for refused in (
        await client.delete(f"/fhir/Appointment/{made['id']}"),
        await client.put(f"/fhir/Slot/{slot.id}", json=time | {"status": "free"}, headers=FHIR),
        await client.delete("/fhir/Schedule/gp"),
    ):
        assert refused.status_code == 409, refused.text
        assert "kept on its page" in refused.text or "not deleted" in refused.text
    assert (await put(client, made | {"status": "noshow"})).status_code == 409  # it has not begun
    stolen = made | {"participant": [{"actor": {"reference": "Patient/p2"}, "status": "accepted"}]}
    assert (await put(client, stolen)).status_code == 409
    bundle = {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [
            {"resource": asked(other, 2), "request": {"method": "POST", "url": "Appointment"}},
            {"resource": asked(slot, 2), "request": {"method": "POST", "url": "Appointment"}},
        ],
    }
    assert (await client.post("/fhir", json=bundle, headers=FHIR)).status_code == 409
    assert [(each.person_id, each.slot) for each in [*await surgery.of(1), *await surgery.of(2)]] == [(1, slot.id)]


async def test_what_is_kept_for_the_day_is_kept_from_systems_too(client: httpx.AsyncClient, surgery: Surgery) -> None:
    surgery.keep(1.0, surgery.place.clock.now().replace(hour=8), days=0)
    await surgery.set_up(replace(GP, id="nurse", title="Nurse"))
    rows = await surgery.place.rows("care.slot", "released, id, start, clinic")
    kept = next(row for row in rows if row[3] == "nurse" and row[0] > surgery.place.clock.now())
    body = asked(Slot(kept[1], "gp", kept[2], kept[2], 1, 0, kept[0], True, "open"))
    assert (await post(client, body)).status_code == 409
    surgery.place.clock.set(kept[0])
    made = await post(client, body)
    assert made.status_code == 201, made.text


async def test_an_appointment_at_anothers_time_is_anothers(client: httpx.AsyncClient, surgery: Surgery) -> None:
    theirs = asked((await surgery.free())[0]) | {"start": "2026-02-01T09:00:00Z", "end": "2026-02-01T09:30:00Z"}
    theirs["slot"] = [{"display": "Clinic 4"}]
    made = await post(client, theirs)
    assert made.status_code == 201, made.text
    assert await surgery.of(1) == []
    assert (await client.delete(f"/fhir/Appointment/{made.json()['id']}")).status_code in (200, 204)
    seat = [{"url": "https://careweft.org/fhir/StructureDefinition/seat", "valueInteger": 1}]
    team = {"actor": {"identifier": {"system": TEAMS, "value": "zone-1"}}, "status": "accepted"}
    theirs |= {"slot": [{"reference": "Slot/nowhere"}], "extension": seat}
    theirs["participant"] = [*theirs["participant"], team]
    staff = [(await post(client, theirs, auth=CARLA)).status_code for _ in range(2)]
    assert staff == [201, 409], "one place, given once, whoever keeps the slot"

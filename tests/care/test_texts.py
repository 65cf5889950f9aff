"""Text messages: to who wants them, once, saying nothing of the person; ended by a word; by a call where they fail."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from careweft.access import accounts
from careweft.access.accounts import NewAccount
from careweft.access.audit import Auditor
from careweft.base.db import Database
from careweft.base.errors import BadInput
from careweft.base.outbox import Worker
from careweft.care import projection, texts, undelivered
from careweft.care.appointments import projection as appointment_projection
from careweft.care.appointments.appointments import Appointments
from careweft.care.appointments.terms import Terms
from careweft.care.durations import Duration
from careweft.care.record import Record
from careweft.care.resources import communication, task
from careweft.care.tasks import Filter, worklist
from careweft.care.texts import Texts
from careweft.facts.projection import Projection
from careweft.feeds.outgoing import dispatch
from careweft.feeds.outgoing.dispatch import Dispatcher
from careweft.feeds.outgoing.ports import Ports
from careweft.feeds.sources import declare_mapping
from careweft.fhir.store import Store
from careweft.web.app import create_app
from careweft.web.identity import AccessIdentity
from careweft.web.machines import Machines
from careweft.web.services import Limits
from careweft.web.texts import TextsApp
from tests.care.appointments.conftest import GP, Surgery
from tests.care.appointments.conftest import surgery as surgery
from tests.care.place import ZONE
from tests.web.conftest import client_of
from tests.web.fakes import services

NUMBER = "+447700900123"


@dataclass
class Gateway:
    surgery: Surgery
    record: Record
    texts: Texts
    dispatcher: Dispatcher
    folder: Path

    async def settle(self) -> None:
        place = self.surgery.place
        handlers: dict[str, Any] = {"event": place.on_event, texts.TOPIC: self.texts.on_item}
        await Worker(place.database, handlers).drain()
        async with place.database.transaction() as connection:
            assert await connection.fetch("SELECT reason FROM base.dead_letter") == []
        await self.dispatcher.turn()

    async def tell(self, name: str, to: int = 1) -> None:
        now, subject = self.surgery.place.clock.now(), f"Patient/p{to}"
        await self.put(communication(name, subject, subject, f"person/{to}", "Your HIV test is back", now), to)

    async def put(self, body: dict[str, Any], person: int = 1) -> None:
        async with self.surgery.place.database.transaction() as connection:
            await self.record.write(connection, person, body)
        await self.settle()

    def sent(self) -> list[tuple[str, str]]:
        files = sorted((self.folder / "texts").glob("*.json"), key=lambda each: each.stat().st_mtime_ns)
        return [(said["to"], said["text"]) for said in (orjson.loads(each.read_bytes()) for each in files)]


@pytest.fixture
async def gateway(surgery: Surgery, tmp_path: Path) -> Gateway:
    place = surgery.place
    place.store = Store([Projection(ZONE), projection.project, appointment_projection.project, texts.project])
    record = Record(place.store, place.clock)
    surgery.book = Appointments(record, ZONE, Terms(Duration(2, "week"), remind=Duration(2, "day")))
    async with place.database.transaction() as connection:
        await declare_mapping(connection, "texts", '[outgoing]\naddress = "folder"\nform = "text"\n', "test")
    dispatcher = Dispatcher(place.database, Ports(tmp_path))
    return Gateway(surgery, record, Texts(record, ZONE, lambda: "coordinator"), dispatcher, tmp_path)


async def test_who_wants_texts_gets_one_of_each_thing_and_nothing_that_says_what(gateway: Gateway) -> None:
    await gateway.tell("before")  # nobody has asked for texts yet
    with pytest.raises(BadInput, match="no telephone number"):
        await gateway.surgery.prefer("person-1", 1, "texts", "call me")
    await gateway.surgery.prefer("person-1", 1, "texts", "07700 900000")
    await gateway.surgery.prefer("person-1", 1, "texts", "+44 (7700) 900-123")  # the former number ends
    await gateway.tell("n1")
    await gateway.tell("n1")
    await gateway.tell("other", to=2)
    assert gateway.sent() == [(NUMBER, "There is something new for you on your page. To get no more texts, send STOP.")]


async def test_a_reminder_and_a_call_say_when(gateway: Gateway) -> None:
    await gateway.surgery.prefer("person-1", 1, "texts", NUMBER)
    await gateway.surgery.set_up(GP)
    slot = (await gateway.surgery.free())[0]
    await gateway.surgery.ask("person-1", 1, slot)
    gateway.surgery.place.clock.set(slot.start - timedelta(days=1))
    for _ in range(2):
        async with gateway.surgery.place.database.transaction() as connection:
            await gateway.surgery.book.remind(connection)
        await gateway.settle()
    local = slot.start.astimezone(ZONE)
    assert gateway.sent()[-1][1].startswith(f"You have an appointment on {local:%d/%m/%Y} at {local:%H:%M}.")
    assert len(gateway.sent()) == 1
    now = gateway.surgery.place.clock.now()
    content = {"code": "call", "title": "Call at home", "role": "coordinator", "team": "zone-1", "practitioner": None,
               "due": (now + timedelta(hours=48)).isoformat(), "escalate": "", "urgent": False}  # fmt: skip
    await gateway.put(task("c1", "Patient/p1", "Encounter/e1", content, now))
    due = (now + timedelta(hours=48)).astimezone(ZONE)
    assert gateway.sent()[-1][1].startswith(f"We call you by {due:%d/%m/%Y} at {due:%H:%M}.")


async def test_stop_ends_them_for_that_number_and_only_the_gateway_may_say_so(
    gateway: Gateway, web_db: Database
) -> None:
    await gateway.surgery.prefer("person-1", 1, "texts", NUMBER)
    place = gateway.surgery.place
    async with place.database.transaction() as connection:
        for name, party in (("gateway", "texts"), ("stranger", "gp-02")):
            await accounts.create(connection, NewAccount(name, "right", name, "machine", memberships=[(party, "feed")]))
    machines = Machines(AccessIdentity(web_db), Limits(log_in_burst=50), secure=False)
    app = TextsApp(gateway.texts, place.database, Auditor(web_db), machines)

    async with client_of(create_app(services(apis={"texts": app}, identity=AccessIdentity(web_db)))) as client:

        async def says(text: str, name: str = "gateway") -> httpx.Response:
            body = {"from": "+44 7700 900123", "text": text}
            return await client.post("/texts/replies", json=body, auth=(name, "right"))

        assert (await says("STOP", "stranger")).status_code == 403
        assert (await client.post("/texts/replies", content=b"STOP", auth=("gateway", "right"))).status_code == 400
        assert (await says("Thank you")).json() == {"heard": False}
        await gateway.tell("n1")
        assert len(gateway.sent()) == 1
        assert [(await says(word)).json() for word in (" Stop.", "STOP")] == [{"heard": True}] * 2
    await gateway.tell("n2")
    assert len(gateway.sent()) == 1
    await gateway.surgery.prefer("person-1", 1, "texts", NUMBER)  # and may be asked for again
    await gateway.tell("n3")
    assert len(gateway.sent()) == 2


async def test_a_text_that_cannot_be_delivered_is_a_call_and_no_log_names_anybody(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(dispatch, "PAUSES", (0,))
    place = gateway.surgery.place
    async with place.database.transaction() as connection:
        text = '[outgoing]\naddress = "http://127.0.0.1:9/send"\nform = "text"\nsecret-file = "/nowhere/secret"\n'
        await declare_mapping(connection, "texts", text, "test")
    await gateway.surgery.prefer("person-1", 1, "texts", NUMBER)
    await gateway.tell("n1")
    for expected in (1, 0):
        async with place.database.transaction() as connection:
            assert await undelivered.hand_to_people(connection, gateway.record) == expected
    async with place.database.transaction() as connection:
        (call,) = await worklist(connection, Filter(code="call-instead"))
    assert (call.team, call.role) == ("zone-1", "coordinator")
    said = " ".join(record.getMessage() + str(record.__dict__) for record in caplog.records)
    assert "a letter was not delivered" in said
    assert "7700" not in said

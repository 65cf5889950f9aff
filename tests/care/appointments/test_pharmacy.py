"""A medicine again, from the person to the pharmacy and back: sent once, what comes back is shown, nothing is lost."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pytest

from careweft.base.db import Database
from careweft.base.errors import BadInput
from careweft.base.outbox import Worker
from careweft.care import projection, undelivered
from careweft.care.appointments import dispensing
from careweft.care.appointments.requests import Kind, New, Request, Requests
from careweft.care.durations import Duration
from careweft.care.record import Record
from careweft.care.tasks import Filter, worklist
from careweft.facts.projection import Projection
from careweft.feeds.moving import Mover
from careweft.feeds.outgoing import dispatch
from careweft.feeds.outgoing.dispatch import Dispatcher
from careweft.feeds.outgoing.ports import Ports
from careweft.feeds.process import Feeds
from careweft.feeds.sources import declare, declare_mapping
from careweft.fhir.decode import decode
from careweft.fhir.store import Store
from careweft.people.index import Index
from tests.care.appointments.conftest import Surgery
from tests.care.place import ZONE

KIND = Kind("medicine", "Medicine again", "medicine", "gp", Duration(2, "weekday"), "manager")
MEDICINE = {
    "resourceType": "MedicationRequest",
    "id": "m1",
    "status": "active",
    "intent": "order",
    "medicationCodeableConcept": {"text": "Bisoprolol 5 mg"},
    "subject": {"reference": "Patient/p1"},
    "authoredOn": "2025-12-01",
    "dosageInstruction": [{"text": "One in the morning"}],
}


@dataclass
class Counter:
    surgery: Surgery
    requests: Requests
    feeds: Feeds
    dispatcher: Dispatcher
    folder: Path

    async def ask(self, pharmacy: str = "quay", key: str = "k") -> str:
        new = New(key, KIND, medicine="MedicationRequest/m1", team="gp-01", pharmacy=pharmacy)
        account = self.surgery.who["person-1"]
        async with self.surgery.place.database.transaction(account.id) as connection:
            return await self.requests.make(connection, account, 1, new)

    async def grant(self, request: str) -> None:
        account = self.surgery.who["george"]
        async with self.surgery.place.database.transaction(account.id) as connection:
            await self.requests.answer(connection, account, request, granted=True, text="")

    async def says(self, status: str, source: str = "quay", number: str = "1") -> None:
        """A pharmacy's system says how a prescription stands, as its bundle."""
        (sent,) = self.letters()
        patient = next(each for each in sent if each["resourceType"] == "Patient")
        order = next(each for each in sent if each["resourceType"] == "MedicationRequest")
        theirs = {
            "resourceType": "Patient",
            "id": "77",
            "name": [{"family": "Marsh", "given": ["Edith"]}],
            "birthDate": patient["birthDate"],
        }
        dispense = {
            "resourceType": "MedicationDispense",
            "id": "d1",
            "status": status,
            "medicationCodeableConcept": order["medicationCodeableConcept"],
            "subject": {"reference": "Patient/77"},
            "authorizingPrescription": [{"reference": f"MedicationRequest/{order['id']}"}],
            "meta": {"lastUpdated": f"2026-01-15T1{number}:00:00Z"},
        }
        bundle = {
            "resourceType": "Bundle",
            "type": "collection",
            "timestamp": f"2026-01-15T1{number}:00:00Z",
            "identifier": {"value": f"{source}-{number}"},
            "entry": [{"resource": theirs}, {"resource": dispense}],
        }
        async with self.surgery.place.database.transaction() as connection:
            receipt = await self.feeds.receive(connection, source, "fhir", orjson.dumps(bundle))
            assert receipt.outcome == "received", receipt
        await self.settle()

    async def settle(self) -> None:
        place = self.surgery.place
        handlers: dict[str, Any] = {
            "message": self.feeds.process,
            "event": place.on_event,
            dispensing.TOPIC: self.requests.dispensing.on_item,
        }
        await Worker(place.database, handlers).drain()
        async with place.database.transaction() as connection:
            assert await connection.fetch("SELECT reason FROM base.dead_letter") == []

    def letters(self) -> list[list[dict[str, Any]]]:
        """What lies at the pharmacy, as resources."""
        files = sorted((self.folder / "quay").glob("*.json"))
        return [[entry["resource"] for entry in orjson.loads(each.read_bytes())["entry"]] for each in files]

    async def stands(self) -> Request:
        async with self.surgery.place.database.transaction() as connection:
            return (await self.requests.of_person(connection, 1))[0]


@pytest.fixture
async def counter(surgery: Surgery, tmp_path: Path, worker_db: Database) -> Counter:
    place = surgery.place
    place.store = Store([Projection(ZONE), projection.project, dispensing.project])
    async with worker_db.transaction() as connection:
        for code in ("quay", "park", "paper"):
            await declare(connection, code, name=f"The {code} pharmacy", kind="pharmacy")
        for code in ("quay", "park"):
            text = '[outgoing]\naddress = "folder"\nform = "fhir"\n'
            await declare_mapping(connection, code, text, "test")
    await place.put(MEDICINE, person_id=1)
    requests = Requests(Record(place.store, place.clock), ZONE)
    feeds = Feeds(place.store, Index([Mover(place.store)]), place.clock, ZONE)
    return Counter(surgery, requests, feeds, Dispatcher(worker_db, Ports(tmp_path)), tmp_path)


async def test_what_is_granted_goes_to_the_pharmacy_once_and_its_word_comes_back(counter: Counter) -> None:
    async with counter.surgery.place.database.transaction() as connection:
        offered = await dispensing.pharmacies(connection)
    assert offered == [("park", "The park pharmacy"), ("quay", "The quay pharmacy")]
    request = await counter.ask()
    assert await counter.ask(key="again") == request
    assert (await counter.stands()).dispense == ""
    await counter.grant(request)
    assert (await counter.stands()).dispense == dispensing.SENT
    assert [await counter.dispatcher.turn(), await counter.dispatcher.turn()] == [1, 0]
    (sent,) = counter.letters()
    assert [decode(dict(each))["resourceType"] for each in sent] == [
        "MessageHeader",
        "MedicationRequest",
        "Task",
        "Patient",
    ]
    order = sent[1]
    assert order["dispenseRequest"]["performer"] == {"reference": "Organization/quay"}
    assert order["dosageInstruction"] == MEDICINE["dosageInstruction"]
    assert "generalPractitioner" not in sent[3]
    await counter.says("in-progress")
    assert (await counter.stands()).dispense == dispensing.READY
    await counter.says("completed", number="2")
    assert (await counter.stands()).dispense == dispensing.COLLECTED
    await counter.says("in-progress", number="3")  # late, or a slip: it was collected
    assert (await counter.stands()).dispense == dispensing.COLLECTED
    notices = await counter.surgery.place.rows("care.notice", "recipient, message")
    assert [text for _, text in notices if "pharmacy" in text] == [
        "Medicine again: Bisoprolol 5 mg: it is ready to collect at The quay pharmacy",
        "Medicine again: Bisoprolol 5 mg: it was collected from The quay pharmacy",
    ]


async def test_another_pharmacys_word_is_not_heard_and_a_no_finds_somebody(counter: Counter) -> None:
    await counter.grant(await counter.ask())
    await counter.dispatcher.turn()
    await counter.says("completed", source="park")
    assert (await counter.stands()).dispense == dispensing.SENT
    await counter.says("declined", number="2")
    await counter.says("declined", number="3")
    assert (await counter.stands()).dispense == dispensing.REFUSED
    async with counter.surgery.place.database.transaction() as connection:
        (task,) = await worklist(connection, Filter(code="send-prescription"))
    assert (task.team, task.role, task.urgent) == ("gp-01", "gp", True)


async def test_a_pharmacy_that_cannot_be_reached_is_told_by_somebody(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatch, "PAUSES", ())
    (counter.folder / "quay").write_text("no folder")
    await counter.grant(await counter.ask())
    await counter.dispatcher.turn()
    place = counter.surgery.place
    async with place.database.transaction() as connection:
        assert await undelivered.hand_to_people(connection, Record(place.store, place.clock)) == 1
        (task,) = await worklist(connection, Filter(code="send-prescription"))
    assert task.title == "Send the prescription to quay"


async def test_the_pharmacy_sees_nothing_of_the_record_and_a_strange_one_is_refused(
    counter: Counter, web_db: Database
) -> None:
    pia = await counter.surgery.place.account("pia", "quay", "partner")
    await counter.grant(await counter.ask())
    async with web_db.transaction(pia.id) as connection:
        assert await connection.fetch("SELECT FROM fhir.resource WHERE person_id = 1") == []
    with pytest.raises(BadInput, match="takes none from here"):
        await counter.ask("paper")

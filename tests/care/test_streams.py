"""What others change comes to whoever leads the case: once, not their own, not drafts, not what rules write."""

from functools import partial
from typing import Any

import pytest

from careweft.access.accounts import Account
from careweft.base.clock import SetClock
from careweft.base.db import Database
from careweft.base.outbox import Worker
from careweft.care import projection, streams
from careweft.care.record import Record
from careweft.care.resources import id_of
from careweft.facts.projection import Projection
from careweft.fhir.store import Store
from careweft.fhir.stored import Origin
from tests.care.place import PERSON, ZONE, Place, home_care, hours, patient

KINDS = {"medicine", "condition", "service"}


@pytest.fixture
async def place(worker_db: Database, clock: SetClock) -> Place:
    """Edith, whose case Carla leads; the practice is the source `test`."""
    made = Place(worker_db, clock)
    made.store = Store([Projection(ZONE), projection.project, streams.projection(lambda: KINDS)])
    await made.set_up()
    await made.put(patient())
    async with worker_db.transaction() as connection:
        await made.cases.open(connection, PERSON, "Patient/p1", "zone-1", "coordinator", "test", clock.now() - hours(1))
    return made


async def told(place: Place) -> list[tuple[str, str]]:
    """Everything that was told, after all that is queued was done."""
    record = Record(place.store, place.clock)
    handlers: Any = {"event": place.on_event, streams.TOPIC: partial(streams.on_item, record=record)}
    await Worker(place.database, handlers).drain()
    return await place.rows("care.notice", "recipient, message")


async def write(place: Place, by: Account | None, body: dict[str, Any]) -> list[tuple[str, str]]:
    """What was told after somebody wrote something here; nobody where the place's own rules did."""
    async with place.database.transaction(by.id if by else None) as connection:
        await Record(place.store, place.clock).write(connection, PERSON, body)
    return await told(place)


async def sent(place: Place, *bodies: dict[str, Any], person: int = PERSON) -> list[tuple[str, str]]:
    """What was told after another organisation sent something."""
    async with place.database.transaction() as connection:
        await place.store.put(connection, person, bodies, Origin("test", None, place.clock.now()))
    return await told(place)


def medicine(status: str = "active", dose: str = "one a day") -> dict[str, Any]:
    return {
        "resourceType": "MedicationRequest",
        "id": "m1",
        "status": status,
        "intent": "order",
        "subject": {"reference": "Patient/p1"},
        "medicationCodeableConcept": {"text": "Furosemide"},
        "dosageInstruction": [{"text": dose}],
    }


async def test_a_colleague_s_change_is_told_once_and_one_s_own_is_not(place: Place) -> None:
    carla, colin = [await place.account(name, "zone-1", "coordinator") for name in ("carla", "colin")]
    assert await write(place, carla, medicine()) == []
    new = ("staff/carla", "A medicine was changed: colin")
    assert await write(place, colin, medicine(dose="two a day")) == [new]
    assert await write(place, colin, medicine(dose="two a day")) == [new]  # nothing was changed
    assert await write(place, None, medicine(dose="as needed")) == [new]  # by a rule of the place
    assert await write(place, carla, medicine(status="stopped")) == [new]
    assert await write(place, colin, medicine()) == [new, new]


async def test_what_is_handled_twice_is_told_once(place: Place, clock: SetClock) -> None:
    colin = await place.account("colin", "zone-1", "coordinator")
    await write(place, colin, medicine())
    clock.advance(hours(1))
    record = Record(place.store, clock)
    [(notice,)] = [row[:1] for row in await place.rows("care.notice", "id, message")]
    assert notice == id_of("MedicationRequest/m1/1/streamed/carla")
    kept = await place.rows("care.notice", "id, sent")
    async with place.database.transaction() as connection:
        payload = {"record": "MedicationRequest/m1", "version": 1, "to": "carla",
                   "says": "A medicine was prescribed: colin", "at": kept[0][1].isoformat()}  # fmt: skip
        item: Any = type("Item", (), {"payload": payload})
        await streams.on_item(connection, item, record)
    assert await place.rows("care.notice", "id, sent") == kept


async def test_other_organisations_are_named_and_drafts_are_not_told(place: Place, clock: SetClock) -> None:
    arranged = ("staff/carla", "A service was arranged: test")
    assert await sent(place, medicine("draft"), home_care(clock.now())) == [arranged]
    assert await sent(place, medicine()) == [("staff/carla", "A medicine was prescribed: test"), arranged]


async def test_nobody_is_told_of_what_no_model_names_or_whose_case_is_closed(place: Place, clock: SetClock) -> None:
    assert "plan" not in KINDS
    plan = {"resourceType": "CarePlan", "id": "c1", "status": "active", "intent": "plan",
            "subject": {"reference": "Patient/p1"}}  # fmt: skip
    other = medicine() | {"id": "m2", "subject": {"reference": "Patient/p2"}}
    assert await sent(place, plan) == await sent(place, patient(name="p2"), other, person=2) == []

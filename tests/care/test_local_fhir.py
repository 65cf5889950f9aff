"""What the store, the directory and social needs write is valid FHIR R4, and as FHIR it can be read again."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from careweft.base.clock import SetClock
from careweft.base.db import Database
from careweft.care.directory.service import NEEDS, Hours, Service, resources
from careweft.care.equipment import things
from careweft.care.equipment.things import Move, Product
from careweft.care.social import state
from careweft.care.social.state import Ask
from careweft.fhir.decode import decode
from careweft.fhir.jsontext import loads
from tests.care.around import TERMS, Around
from tests.care.place import PERSON, Place

AT = datetime(2026, 1, 15, 9, tzinfo=UTC)
BED = Product("bed", "Bed", "Beds", "Heavy", 73001, 4500, "GBP", 3650, "12 months")
SERVICE = Service(
    "s1", "Lunch", "Warm", "food-bank", "Hall", "TQ5 1AA", 50.4, -3.5, ("food",), ("en",), "Older people", "age >= 75",
    (Hours("mon", "09:00", "17:00"),), ("elec",), "Call", "01803", 30, 2, AT, 7, 450, 600, "GBP", "a meal",
)  # fmt: skip


def written() -> list[dict[str, Any]]:
    """One of each."""
    item = things.item_resource(BED, "B-1", "L1", "store", Move("in-stock", "Stella", AT), date(2027, 1, 15))
    needs = [state.need_resource(f"n-{need}", need, "Patient/p1", "QuestionnaireResponse/q1", AT) for need in NEEDS]
    wanted = state.with_need(needs[0], "wanted", "Carla", "Yes", AT)
    ask = Ask("safety", "n1", "s1", "Lunch", "food-bank", "zone-1", "carla", "Alone", "Edith", "01803", AT)
    request, task = state.referral("r1", ask, "Patient/p1", AT)
    done = state.with_outcome({**task, "status": "completed"}, "helped")
    return [*resources(SERVICE), things.product_resource(BED), item, *needs, wanted, request, task, done]


@pytest.mark.parametrize("body", written(), ids=lambda body: f"{body['resourceType']}/{body['id']}")
def test_what_is_written_is_valid(body: dict[str, Any]) -> None:
    assert decode(dict(body))["resourceType"] == body["resourceType"]


async def test_what_a_loan_leaves_in_the_record_is_valid(worker_db: Database, clock: SetClock) -> None:
    around = await Around.made(Place(worker_db, clock))
    await around.stock("B-1")
    made = await around.lent("k")
    await around.do("equipment", around.carla, "fault", made, "It squeaks", False, TERMS)
    await around.do("equipment", around.stella, "collect", made, TERMS)
    async with worker_db.transaction() as connection:
        rows = await connection.fetch(
            "SELECT l.type, r.body FROM fhir.location l JOIN fhir.resource r ON r.person_id = l.person_id "
            "AND r.rid = l.rid WHERE l.person_id IN (0, $1)",
            PERSON,
        )
    kinds = {row["type"] for row in rows}
    assert kinds >= {"Device", "DeviceDefinition", "DeviceRequest", "SupplyDelivery", "Task"}
    for row in rows:  # as it is kept: its meta is put in when it is read
        decode({name: value for name, value in loads(row["body"]).items() if name != "meta"})

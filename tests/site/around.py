"""What is around the small place: a store with a few things, services of partners, where postcodes are."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from careweft.access import accounts
from careweft.access.accounts import Account, NewAccount
from careweft.base.db import Connection
from careweft.care import teams
from careweft.care.directory import keeping
from careweft.care.directory.keeping import Directory
from careweft.care.equipment.equipment import Equipment
from careweft.care.equipment.things import Product
from careweft.care.record import Record
from careweft.feeds import sources
from careweft.models import local
from careweft.models.engine import activate, read_model

ZONE = ZoneInfo("Europe/London")
HERE = Path(__file__).parent
ACCOUNTS = (
    NewAccount("stella", "a demo password", "Stella Marsh, storekeeper", memberships=[("store", "storekeeper")]),
    NewAccount("fay", "a demo password", "Fay Bold, food bank", memberships=[("food-bank", "partner")]),
)


async def make(connection: Connection, record: Record) -> None:
    """Set it all up, on top of the place."""
    text = (HERE / "around.yaml").read_text()
    await activate(connection, text, "around", ZONE, datetime(2026, 1, 5, tzinfo=UTC))
    said = read_model(text, "around", ZONE).model.equipment
    assert said
    for code, name in (("food-bank", "Quay food bank"), ("drivers", "Volunteer drivers")):
        await sources.declare(connection, code, name=name, kind="voluntary")
    await teams.set_up(
        connection,
        [teams.Team("store", "Equipment store")],
        [],
        [teams.Practitioner("stella", "Stella Marsh", "store", "storekeeper")],
    )
    by, _ = [await _account(connection, new) for new in ACCOUNTS]
    directory, store, terms = Directory(record), Equipment(record, ZONE), local.equipment_terms(said)
    await directory.load(connection, keeping.parse((HERE / "services.csv").read_text(), "services.csv"))
    await directory.place(connection, keeping.parse_positions((HERE / "postcodes.csv").read_text(), "postcodes.csv"))
    await store.offer(
        connection, by, Product("bed", "Bed that goes up and down", "Beds", "", 73000, 4500, "GBP", 3650), terms
    )
    await store.offer(connection, by, Product("commode", "Commode", "Toilet", "", 7300, 2000, "GBP", 1825), terms)
    for code, serial, batch in (("bed", "B-1", "L7"), ("commode", "C-1", "K1"), ("commode", "C-2", "K1")):
        await store.add(connection, by, code, serial, batch, terms)


async def _account(connection: Connection, new: NewAccount) -> Account:
    made = await accounts.profile(connection, await accounts.create(connection, new))
    assert made
    return made

"""The equipment store: one thing to one person, each move once, a recall finds everybody, the clock asks once."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careweft.base.clock import SetClock
from careweft.base.db import Database
from careweft.base.errors import BadInput, Conflict, NotFound, Refused
from careweft.care.equipment import reading, things
from careweft.care.equipment.equipment import Ask
from careweft.care.equipment.things import MOVES, Product
from tests.care.around import TERMS, Around
from tests.care.place import PERSON, Place, patient

PRODUCT = Product("bed", "Bed", "", "", 36500, 1000, "GBP", 365)


@pytest.fixture
async def around(worker_db: Database, clock: SetClock) -> Around:
    return await Around.made(Place(worker_db, clock))


async def test_two_who_ask_at_once_for_the_last_thing_get_it_once_and_one_waits(around: Around) -> None:
    await around.stock("B-1")
    made = await asyncio.gather(around.ask("k1", PERSON), around.ask("k2", PERSON + 1))
    states = sorted([(await around.loan(each)).state for each in made])
    assert states == ["reserved", "waiting"]
    tasks = {row[:3] for row in await around.tasks("deliver-equipment")}
    assert tasks == {(person, "store", "storekeeper") for person in (PERSON, PERSON + 1)}
    (item,) = {(await around.loan(each)).item for each in made} - {""}
    async with around.place.database.transaction() as connection:
        assert [move.state for move in await reading.moves(connection, item)] == ["ordered", "in-stock"]


async def test_a_form_sent_twice_at_once_is_one_request(around: Around) -> None:
    await around.stock("B-1", "B-2")
    first, second = await asyncio.gather(around.ask("k"), around.ask("k"), return_exceptions=True)
    made = {each for each in (first, second) if isinstance(each, str)}
    assert len(made) == 1
    assert await around.ask("k") in made
    rows = await around.place.rows("care.loan", "state, id")
    assert [state for state, _ in rows] == ["reserved"]
    assert len(await around.tasks("deliver-equipment")) == 1


async def test_two_deliver_at_once_and_it_is_delivered_once(around: Around) -> None:
    await around.stock("B-1")
    made = await around.ask("k")
    seen = (await around.loan(made)).version
    outcomes = await asyncio.gather(
        *(around.do("equipment", around.stella, "deliver", made, True, TERMS, seen) for _ in range(2)),
        return_exceptions=True,
    )
    assert sorted(type(each).__name__ for each in outcomes) == ["Conflict", "NoneType"]
    async with around.place.database.transaction() as connection:
        moves = await reading.moves(connection, (await around.loan(made)).item)
    assert [(move.state, move.by) for move in reversed(moves)][1:] == [
        ("ordered", "The store"),
        ("delivered", "stella"),
        ("on-loan", "stella"),
    ]
    assert len(await around.place.rows("care.item_move", "item, version")) == 4


async def test_a_request_is_asked_by_whom_the_model_names_in_their_own_teams_name_about_whom_they_see(
    around: Around,
) -> None:
    await around.stock("B-1")
    ask = Ask("k", "bed", "Needs it", "zone-1")
    with pytest.raises(NotFound):
        await around.do("equipment", around.petra, "request", PERSON, ask, TERMS)
    with pytest.raises(NotFound):
        await around.do("equipment", around.stella, "request", PERSON, ask, TERMS)
    with pytest.raises(Refused, match="another team"):
        await around.do("equipment", around.carla, "request", PERSON, Ask("k", "bed", "x", "zone-2"), TERMS)
    with pytest.raises(BadInput, match="no such thing"):
        await around.do("equipment", around.carla, "request", PERSON, Ask("k", "sled", "x", "zone-1"), TERMS)
    with pytest.raises(BadInput, match="what it is for"):
        await around.do("equipment", around.carla, "request", PERSON, Ask("k", "bed", " ", "zone-1"), TERMS)
    for act, given_ in (("offer", (PRODUCT, TERMS)), ("add", ("bed", "B-9", "", TERMS))):
        with pytest.raises(Refused, match="store's"):
            await around.do("equipment", around.carla, act, *given_)


async def test_a_recall_finds_everybody_once_and_nothing_of_the_batch_goes_out_again(around: Around) -> None:
    await around.stock("B-1", "B-2", "B-3", "B-4")
    out, back = await around.lent("k1"), await around.lent("k2", PERSON + 1)
    aside = await around.ask("k3", PERSON + 2)
    await around.do("equipment", around.carla, "ask_back", back, "Not needed", TERMS)
    for _ in range(2):
        await around.do("equipment", around.stella, "recall", "bed", "L1", "It folds up", True, TERMS)
    assert {(await around.item((await around.loan(each)).item)).state for each in (out, back)} == {"recalled"}
    assert (await around.loan(aside)).state == "waiting"
    assert (await around.loan(aside)).item == ""
    assert sorted(row[0] for row in await around.tasks("collect-equipment")) == [PERSON, PERSON + 1]
    told = await around.place.rows("care.notice", "recipient, message")
    assert [who for who, _ in told if who.startswith("person/")] == [f"person/{PERSON}", f"person/{PERSON + 1}"]
    await around.do("equipment", around.stella, "add", "bed", "B-5", "L1", TERMS)  # a late one of the same batch
    assert (await around.loan(aside)).state == "waiting"
    async with around.place.database.transaction() as connection:
        recall = (await reading.recalls(connection))[0]
        assert (recall.out, recall.every) == (2, 5)
    await around.do("equipment", around.stella, "collect", out, TERMS)
    item = await around.item((await around.loan(out)).item)
    await around.do("equipment", around.stella, "step", item.id, "cleaning", "", TERMS, item.version)
    item = await around.item(item.id)
    with pytest.raises(BadInput, match="called back"):
        await around.do("equipment", around.stella, "step", item.id, "in-stock", "", TERMS, item.version)
    await around.do("equipment", around.stella, "step", item.id, "in-stock", "New bolts", TERMS, item.version)
    assert (await around.loan(aside)).state == "reserved"
    await around.do("equipment", around.stella, "mended", back, TERMS)
    assert (await around.item((await around.loan(back)).item)).state == "on-loan"
    assert (await around.loan(back)).state == "on-loan"
    assert await around.tasks("collect-equipment") == []


async def test_what_is_seen_of_a_loan_ends_with_it(around: Around, web_db: Database) -> None:
    await around.stock("B-1")
    made = await around.lent("k")

    async def seen(by: int) -> tuple[bool, bool]:
        async with web_db.transaction(by) as connection:
            loan = await reading.loan(connection, made) is not None
            return loan, bool(await connection.fetchval("SELECT access.may_see($1::bigint)", PERSON))

    assert await seen(around.stella.id) == (True, True)
    assert await seen(around.petra.id) == (False, False)
    assert await seen(around.fay.id) == (False, False)
    await around.do("equipment", around.stella, "collect", made, TERMS)
    assert await seen(around.stella.id) == (False, False)
    assert await seen(around.carla.id) == (True, True)


async def test_the_clock_asks_for_a_service_once_and_anew_the_next_year(around: Around, clock: SetClock) -> None:
    await around.stock("B-1", service="12 months")
    made = await around.lent("k")

    async def tick() -> int:
        async with around.place.database.transaction() as connection:
            await around.equipment.tick(connection, TERMS)
        return len(await around.tasks("service-equipment"))

    assert await tick() == 0
    clock.set(datetime(2026, 12, 20, 9, tzinfo=UTC))
    assert [await tick(), await tick()] == [1, 1]
    assert (await around.tasks("service-equipment"))[0][3] == datetime(2027, 1, 15, 17, tzinfo=UTC)
    await around.do("equipment", around.stella, "mended", made, TERMS)
    assert await tick() == 0
    clock.set(datetime(2027, 12, 1, 9, tzinfo=UTC))
    assert [await tick(), await tick()] == [1, 1]
    await around.place.put(patient() | {"deceasedDateTime": "2027-12-02T08:00:00Z"})
    clock.set(datetime(2027, 12, 3, 9, tzinfo=UTC))
    assert [await tick(), await tick()] == [1, 1]
    assert (await around.loan(made)).state == "to-collect"
    assert (await around.loan(made)).note == "The person has died"


async def test_a_loan_goes_with_the_person_whose_record_it_is(around: Around) -> None:
    """As a wrong match is undone: what is the Patient's goes to the person who has it now."""
    await around.stock("B-1")
    made = await around.lent("k")
    async with around.place.database.transaction() as connection:
        keys = [("DeviceRequest", made), ("Patient", "p1")]
        await around.store.move(connection, keys, PERSON, 99)
    assert await around.place.rows("care.loan", "person_id, state") == [(99, "on-loan")]
    rows = await around.place.rows("access.relationship", "person_id, party, kind")
    assert (99, "store", "service") in rows
    assert (PERSON, "store", "service") not in rows


def test_the_round_has_no_way_out_of_scrap_and_none_back_into_stock_without_cleaning() -> None:
    assert MOVES["scrapped"] == frozenset()
    assert {state for state, to in MOVES.items() if "in-stock" in to} == {"ordered", "cleaning"}
    body = things.item_resource(PRODUCT, "B", "", "store", things.Move("in-stock", "x", datetime.now(UTC)), None)
    with pytest.raises(BadInput, match="in stock cannot become on loan"):
        things.moved(body, things.Move("on-loan", "x", datetime.now(UTC)))


@given(st.integers(0, 10**6), st.integers(0, 4000), st.integers(1, 4000))
def test_a_loan_costs_more_the_longer_it_is_and_never_more_than_the_thing(price: int, days: int, life: int) -> None:
    product = Product("x", "x", "", "", price, 1000, "GBP", life)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    costs = [things.cost(product, start, start + timedelta(days=each)) for each in (days, days + 1)]
    assert 1000 <= costs[0] <= costs[1] <= 1000 + price
    assert things.cost(product, start, start + timedelta(days=life)) == 1000 + price


def test_a_loan_of_no_time_costs_a_day() -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    assert things.cost(PRODUCT, start, start) == 1000 + 100
    assert things.cost(PRODUCT, start, start + timedelta(days=10)) == 1000 + 1000


@pytest.mark.parametrize("act", ["fit", "collect", "fault", "ask_back"])
async def test_what_is_not_delivered_yet_cannot_be_fitted_mended_or_collected(around: Around, act: str) -> None:
    await around.stock("B-1")
    made = await around.ask("k")
    more = {"fault": ("x", False), "ask_back": ("x",)}.get(act, ())
    with pytest.raises(Conflict, match="set aside"):
        await around.do("equipment", around.stella, act, made, *more, TERMS)

"""Social needs: found, wanted or not, referred, answered; the loop is closed, and a partner sees no record."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from careweft.base.clock import SetClock
from careweft.base.db import Connection, Database
from careweft.base.errors import BadInput, Conflict, NotFound, Refused
from careweft.care.assessment.library import by_name
from careweft.care.directory.keeping import parse
from careweft.care.directory.service import NEEDS
from careweft.care.record import Record
from careweft.care.social import social
from careweft.care.social.social import Need, Refer, Referral, Took
from careweft.care.social.state import OPEN, STEPS
from tests.care.around import SOCIAL, Around
from tests.care.place import PERSON, Place

CSV = (Path(__file__).parent.parent / "site" / "services.csv").read_text()
WHO = "Edith"


@pytest.fixture
async def around(worker_db: Database, clock: SetClock) -> Around:
    made = await Around.made(Place(worker_db, clock))
    async with worker_db.transaction() as connection:
        await made.directory.load(connection, parse(CSV, "services.csv"))
    return made


def answers(**said: str) -> dict[str, tuple[Any, ...]]:
    """Every question of the screening with no, except those given."""
    asked = [item for item in by_name("social-needs").every if item.asks]
    return {item.id: (next(o.value for o in item.options if o.key == said.get(item.id, "no")),) for item in asked}


async def screened(around: Around, **said: str) -> dict[str, Need]:
    await around.do("social", around.carla, "screen", PERSON, answers(**said), SOCIAL)
    return await now(around)


async def now(around: Around) -> dict[str, Need]:
    async with around.place.database.transaction() as connection:
        return {each.need: each for each in await social.needs(connection, PERSON)}


async def sent(around: Around) -> list[Referral]:
    async with around.place.database.transaction() as connection:
        return await social.of_person(connection, PERSON)


async def referred(around: Around, key: str = "k") -> Referral:
    need = (await now(around)).get("food") or (await screened(around, food="often"))["food"]
    await around.do("social", around.carla, "answer", need.id, True, "Yes please")
    refer = Refer(key, need.id, "food-quay", "zone-1", WHO, "01803 555 0000", "Two children at home")
    await around.do("social", around.carla, "refer", refer, SOCIAL)
    return (await sent(around))[0]


async def step(around: Around, status: Any, note: str = "", outcome: str = "", by: Any = None) -> None:
    held = (await sent(around))[0]
    await around.do("social", by or around.fay, "step", held.id, Took(status, note, outcome), held.version)


async def test_a_screening_finds_needs_once_and_silence_is_none(around: Around) -> None:
    found = await screened(around, food="often", company="sometimes", money="silent")
    assert {need: each.state for need, each in found.items()} == {"food": "found", "company": "found"}
    async with around.place.database.transaction() as connection:
        await around.social.take_up_all(connection, PERSON, SOCIAL)
    again = await screened(around, food="often", housing="often")
    assert {need: each.id for need, each in again.items() if need in found} == {n: e.id for n, e in found.items()}
    assert again["housing"].state == "found"


async def test_nobody_is_referred_who_did_not_say_that_they_want_it(around: Around) -> None:
    need = (await screened(around, food="often"))["food"]
    refer = Refer("k", need.id, "food-quay", "zone-1", WHO)
    with pytest.raises(Conflict, match="not said"):
        await around.do("social", around.carla, "refer", refer, SOCIAL)
    await around.do("social", around.carla, "answer", need.id, False, "I manage", need.version)
    assert (await now(around))["food"].state == "declined"
    assert (await now(around))["food"].said == "I manage (carla)"
    with pytest.raises(Conflict, match="meanwhile"):
        await around.do("social", around.carla, "answer", need.id, True, "", need.version)
    with pytest.raises(NotFound):
        await around.do("social", around.petra, "answer", need.id, True, "")


async def test_the_loop_is_closed_and_the_sender_hears_each_step(around: Around) -> None:
    held = await referred(around)
    assert (held.status, held.about, held.contact, held.told) == (
        "requested",
        WHO,
        "01803 555 0000",
        "Two children at home",
    )
    for status, note in (("received", ""), ("accepted", ""), ("in-progress", ""), ("on-hold", "Away until Monday")):
        await step(around, status, note)
    await step(around, "in-progress")
    await step(around, "completed", "Comes each Thursday now", "helped")
    assert (await now(around))["food"].state == "met"
    held = (await sent(around))[0]
    assert (held.status, held.outcome, held.answer) == ("completed", "helped", "Comes each Thursday now")
    told = [row for row in await around.place.rows("care.notice", "recipient, message") if row[0] == "staff/carla"]
    assert len(told) == 5
    assert any("The need is met: Comes each Thursday now" in text for _, text in told)
    task = await around.place.rows("fhir.resource", "version, body")
    assert any('"ServiceRequest"' in body and '"status":"completed"' in body for _, body in task if body)


async def test_a_partner_sees_the_request_and_no_record_and_that_only_while_it_is_theirs(
    around: Around, web_db: Database
) -> None:
    held = await referred(around)

    async def sees(account: int) -> tuple[int, bool, int]:
        async with web_db.transaction(account) as connection:
            found = await social.asked_of(connection, ["food-bank"])
            record = await connection.fetchval("SELECT count(*) FROM fhir.resource WHERE person_id = $1", PERSON)
            return len(found), await connection.fetchval("SELECT access.may_see($1::bigint)", PERSON), record

    assert await sees(around.fay.id) == (1, False, 0)
    assert (await sees(around.petra.id))[0] == 0
    assert (await sees(around.carla.id))[1]
    with pytest.raises(NotFound):
        await around.do("social", around.petra, "step", held.id, Took("accepted"), held.version)
    await step(around, "rejected", "We have no more parcels")
    assert await sees(around.fay.id) == (0, False, 0)
    assert (await now(around))["food"].state == "wanted"  # and may be referred elsewhere


async def test_two_answers_at_once_are_one(around: Around) -> None:
    held = await referred(around)
    outcomes = await asyncio.gather(
        *(around.do("social", around.fay, "step", held.id, Took("accepted"), held.version) for _ in range(2)),
        return_exceptions=True,
    )
    assert sorted(type(each).__name__ for each in outcomes) == ["Conflict", "NoneType"]
    twice = Refer("k", held.need_id, "food-quay", "zone-1", WHO)
    assert await around.do("social", around.carla, "refer", twice, SOCIAL) == held.id
    assert len(await sent(around)) == 1


async def test_an_answer_between_two_looks_is_not_written_over(around: Around, monkeypatch: pytest.MonkeyPatch) -> None:
    held, find = await referred(around), Record.find

    async def overtaken(record: Record, connection: Connection, reference: str) -> tuple[int, int, dict[str, Any]]:
        monkeypatch.undo()
        await around.do("social", around.fay, "step", held.id, Took("accepted"), held.version)
        return await find(record, connection, reference)

    monkeypatch.setattr(Record, "find", overtaken)
    with pytest.raises(Conflict):
        await around.do("social", around.fay, "step", held.id, Took("rejected", "We are full"), held.version)


async def test_who_does_not_answer_in_time_is_chased_once_by_whoever_asked(around: Around, clock: SetClock) -> None:
    held = await referred(around)
    assert held.due is not None

    async def chase() -> int:
        async with around.place.database.transaction() as connection:
            return await around.social.chase(connection, SOCIAL)

    clock.set(held.due - timedelta(minutes=1))
    assert await chase() == 0
    clock.set(held.due)
    assert [await chase(), await chase()] == [1, 0]
    assert [(row[1], row[2]) for row in await around.tasks("chase-social-referral")] == [("zone-1", "coordinator")]
    await step(around, "rejected", "Closed for good")
    assert await around.tasks("chase-social-referral") == []


WRONG: list[tuple[Any, str, str, type[Exception]]] = [
    ("completed", "", "helped", Conflict),  # not from requested
    ("rejected", "", "", BadInput),  # without a reason
    ("accepted", "", "helped", BadInput),  # an outcome of what is not done
    ("cancelled", "why", "", Refused),  # that is for whoever asked
]


@pytest.mark.parametrize(("status", "note", "outcome", "error"), WRONG)
async def test_a_partner_cannot_say_what_makes_no_sense(
    around: Around, status: Any, note: str, outcome: str, error: type[Exception]
) -> None:
    await referred(around)
    with pytest.raises(error):
        await step(around, status, note, outcome)


async def test_whoever_asked_may_take_it_back_and_the_partner_is_told(around: Around) -> None:
    await referred(around)
    with pytest.raises(Refused):
        await step(around, "accepted", by=around.carla)
    await step(around, "cancelled", "She found help herself", by=around.carla)
    told = await around.place.rows("care.notice", "recipient, message")
    assert [text for who, text in told if who == "food-bank"] == [
        "Quay food bank: Enough food. It is taken back: She found help herself"
    ]


def test_every_state_leads_to_an_end_and_ends_are_ends() -> None:
    reached = set(OPEN)
    for state in OPEN:
        assert STEPS[state] - reached, state
    assert set(NEEDS) >= {item.id for item in by_name("social-needs").every if item.asks}

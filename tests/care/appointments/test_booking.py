"""Booking through the record: once under concurrency, same-day times, cancelling, moving, who came, who may see."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from careweft.base.db import Database
from careweft.base.errors import BadInput, CareweftError, Conflict, NotFound, Refused
from careweft.care.appointments import reading
from careweft.care.appointments.appointments import Ask
from careweft.care.appointments.hours import SameDay
from careweft.care.appointments.sent import Sent, send
from careweft.care.durations import Duration
from careweft.cli.place import open_clinics
from careweft.fhir import decode
from careweft.fhir.jsontext import dumps
from careweft.fhir.stored import Origin
from tests.care.appointments.conftest import GP, HOURS, Surgery
from tests.care.place import ZONE


async def test_of_many_who_want_one_time_one_gets_it(surgery: Surgery) -> None:
    await surgery.set_up(GP)
    wanted = (await surgery.free())[3]
    asked = [surgery.ask(f"person-{person}", person, wanted) for person in range(1, 6)]
    told = await asyncio.gather(*asked, return_exceptions=True)
    assert sum(isinstance(each, str) for each in told) == 1
    assert sum(isinstance(each, Conflict) for each in told) == 4
    held = [each for person in range(1, 6) for each in await surgery.of(person) if each.status == "booked"]
    assert [(each.slot, each.seat) for each in held] == [(wanted.id, 1)]
    assert wanted.id not in {each.id for each in await surgery.free()}


async def test_the_same_booking_twice_at_once_is_one(surgery: Surgery) -> None:
    await surgery.set_up(GP)
    wanted = (await surgery.free())[0]
    told = await asyncio.gather(*(surgery.ask("person-1", 1, wanted) for _ in range(4)))
    assert len(set(told)) == 1
    assert len(await surgery.of(1)) == 1


async def test_the_unique_key_holds_whatever_the_code_says(surgery: Surgery, worker_db: Database) -> None:
    await surgery.set_up(GP)
    wanted = (await surgery.free())[0]
    await surgery.ask("person-1", 1, wanted)
    with pytest.raises(Exception, match="appointment_seat"):
        async with worker_db.transaction() as connection:
            await connection.execute(
                "INSERT INTO care.appointment SELECT 2, 'x', status, slot, seat, clinic, start, finish, made, reason, "
                "outcome, itinerary, based_on, version FROM care.appointment WHERE person_id = 1"
            )


async def test_nobody_is_in_two_places_at_once(surgery: Surgery) -> None:
    await surgery.set_up(GP, replace(GP, id="nurse", title="Nurse", service="nurse"))
    first = (await surgery.free(service="gp"))[0]
    beside = next(each for each in await surgery.free(service="nurse") if each.start == first.start)
    told = await asyncio.gather(
        surgery.ask("person-1", 1, first), surgery.ask("person-1", 1, beside), return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in told) == ["Conflict", "str"]


async def test_times_kept_for_the_day_are_booked_on_the_day_only(surgery: Surgery) -> None:
    surgery.under(same_day=SameDay(0.5, time(8)))
    surgery.place.clock.set(datetime(2026, 1, 15, 7, 30, tzinfo=UTC))
    await surgery.set_up(GP)
    friday = [each for each in await surgery.free() if each.start.date() == date(2026, 1, 16)]
    assert len(friday) == 3
    async with surgery.place.database.transaction() as connection:
        every = await reading.slots(connection, "gp", friday[0].start, friday[0].start + timedelta(hours=5))
    kept = next(each for each in every if each.same_day)
    with pytest.raises(Conflict, match="not free"):
        await surgery.ask("person-1", 1, kept)
    with pytest.raises(Conflict):
        await surgery.ask("carla", 1, kept)
    surgery.place.clock.set(datetime(2026, 1, 16, 7, 59, 59, tzinfo=UTC))
    with pytest.raises(Conflict):
        await surgery.ask("person-1", 1, kept)
    surgery.place.clock.set(datetime(2026, 1, 16, 8, tzinfo=UTC))
    assert len([each for each in await surgery.free(days=1) if each.start.date() == date(2026, 1, 16)]) == 6
    await surgery.ask("person-1", 1, kept)


async def test_times_open_day_by_day_once(surgery: Surgery) -> None:
    await surgery.set_up(GP)
    before = len(await surgery.free(days=60))
    clock = surgery.place.clock
    for day in range(1, 9):
        clock.set(datetime(2026, 1, 15, 9, tzinfo=UTC) + timedelta(days=day))
        for _ in range(2):
            async with surgery.place.database.transaction() as connection:
                await surgery.book.clinics.open_times(connection)
    async with surgery.place.database.transaction() as connection:
        every = await reading.slots(
            connection, "gp", clock.now() - timedelta(days=20), clock.now() + timedelta(days=60)
        )
    assert len(every) == before + 1 + 3 * 6  # the one that had begun, and 30 January, 5 and 6 February
    assert len({each.start for each in every}) == len(every)


async def test_what_online_questions_lead_to_is_booked_by_whom_they_sent_there_once(surgery: Surgery) -> None:
    surgery.under(routes={"urgent": "gp"})
    await surgery.set_up(GP, replace(GP, id="nurse", title="Nurse", service="nurse"))
    clock = surgery.place.clock
    first, second, third = (await surgery.free(service="gp"))[-4:-1]

    found, by = Sent("gp", "A clinic", "Has to be seen", ["Hurt? Yes"]), surgery.who["person-1"]

    async def sent() -> None:
        async with surgery.place.database.transaction() as connection:
            await send(connection, by, surgery.record, ZONE, 1, found)

    with pytest.raises(Refused, match="online questions"):
        await surgery.ask("person-1", 1, first)
    with pytest.raises(Refused, match="online questions"):
        await surgery.ask("person-1", 1, first, based_on="ServiceRequest/own")
    with pytest.raises(Refused, match="refers"):
        await surgery.do("person-1", "refer", 1, "gp", "I want to be seen")
    await sent()
    await sent()
    with pytest.raises(Refused):
        await surgery.ask("person-2", 2, first)
    made = await surgery.ask("person-1", 1, first)
    assert await surgery.ask("person-1", 1, first) == made
    with pytest.raises(Refused):
        await surgery.ask("person-1", 1, third)
    moved = await surgery.do("person-1", "move", made, Ask(second.id))
    based = {each.id: each.based_on for each in await surgery.of(1)}
    assert based[made] == based[moved] != ""
    await surgery.ask("carla", 2, first)
    other = await surgery.ask("person-1", 1, (await surgery.free(service="nurse"))[-1])
    with pytest.raises(Refused):
        await surgery.do("person-1", "move", other, Ask(third.id))
    await sent()
    clock.set(clock.now() + timedelta(days=7))
    with pytest.raises(Refused):
        await surgery.ask("person-1", 1, (await surgery.free(service="gp"))[0])


async def test_giving_back_moving_and_booking_again(surgery: Surgery) -> None:
    await surgery.set_up(GP)
    soon, later, latest = (await surgery.free())[1], (await surgery.free())[-1], (await surgery.free())[-2]
    made = await surgery.ask("person-1", 1, later, reason="My knee")
    moved = await surgery.do("person-1", "move", made, Ask(latest.id))
    assert {each.id for each in await surgery.free()} & {later.id, latest.id} == {later.id}
    told = {each.id: (each.status, each.reason) for each in await surgery.of(1)}
    assert told == {made: ("cancelled", "My knee"), moved: ("booked", "My knee")}
    assert await surgery.ask("person-1", 1, later) == made
    too_late = await surgery.ask("person-2", 2, soon)
    with pytest.raises(Refused, match="too late"):
        await surgery.do("person-2", "cancel", too_late, "")
    await surgery.do("carla", "cancel", too_late, "They called")
    await surgery.do("carla", "cancel", too_late, "They called")
    assert [each.status for each in await surgery.of(2)] == ["cancelled"]
    assert soon.id in {each.id for each in await surgery.free()}


async def test_a_move_to_a_time_that_is_taken_keeps_the_old_one(surgery: Surgery) -> None:
    await surgery.set_up(GP)
    one, two = (await surgery.free())[-2:]
    made = await surgery.ask("person-1", 1, one)
    await surgery.ask("person-2", 2, two)
    with pytest.raises(Conflict):
        await surgery.do("person-1", "move", made, Ask(two.id))
    assert [(each.id, each.status) for each in await surgery.of(1)] == [(made, "booked")]


async def test_two_who_swap_at_once_do_not_block_each_other(surgery: Surgery) -> None:
    await surgery.set_up(GP)
    one, two = (await surgery.free())[-2:]
    a, b = await surgery.ask("person-1", 1, one), await surgery.ask("person-2", 2, two)
    told = await asyncio.gather(
        surgery.do("person-1", "move", a, Ask(two.id)), surgery.do("person-2", "move", b, Ask(one.id)),
        return_exceptions=True,
    )  # fmt: skip
    assert all(isinstance(each, str | CareweftError) for each in told)
    held = [each.slot for person in (1, 2) for each in await surgery.of(person) if each.status == "booked"]
    assert sorted(held) == sorted({one.id, two.id})


async def test_who_did_not_come_is_called_once_and_not_who_came_after_all(surgery: Surgery) -> None:
    await surgery.set_up(GP)
    made = await surgery.ask("person-1", 1, (await surgery.free())[0])
    with pytest.raises(Conflict, match="not begun"):
        await surgery.do("carla", "mark", made, "noshow")
    surgery.place.clock.set(datetime(2026, 1, 15, 12, tzinfo=UTC))
    with pytest.raises(NotFound):
        await surgery.do("petra", "mark", made, "noshow")
    with pytest.raises(Refused):
        await surgery.do("george", "mark", made, "noshow")
    for _ in range(2):
        await surgery.do("carla", "mark", made, "noshow")
    tasks = "SELECT status, due FROM care.task WHERE code = 'missed-appointment'"
    assert await rows(surgery, tasks) == [("requested", datetime(2026, 1, 16, 12, tzinfo=UTC))]
    await surgery.do("carla", "mark", made, "fulfilled", "Knee is better")
    assert [row[0] for row in await rows(surgery, tasks)] == ["cancelled"]
    assert [(each.status, each.outcome) for each in await surgery.of(1)] == [("fulfilled", "Knee is better")]


async def test_a_clinic_sees_whom_it_is_to_see(surgery: Surgery, web_db: Database) -> None:
    await surgery.set_up(replace(GP, team="zone-2", id="heart", title="Heart clinic"))
    wanted = (await surgery.free())[0]

    async def seen() -> list[int]:
        async with web_db.transaction(surgery.who["petra"].id) as connection:
            found = await connection.fetch("SELECT person_id FROM care.appointment")
            patients = await connection.fetch("SELECT person_id FROM fhir.resource WHERE type = 'Patient'")
        assert found == patients
        return [row["person_id"] for row in found]

    assert await seen() == []
    made = await surgery.ask("person-1", 1, wanted)
    assert await seen() == [1]
    surgery.place.clock.set(datetime(2026, 1, 14, 9, tzinfo=UTC))
    await surgery.do("person-1", "cancel", made, "")
    surgery.place.clock.set(datetime(2026, 1, 15, 9, tzinfo=UTC))
    assert await seen() == []
    with pytest.raises(NotFound):
        await surgery.ask("petra", 2, wanted)


async def test_who_may_book_a_clinic(surgery: Surgery) -> None:
    await surgery.set_up(replace(GP, books=frozenset({"staff"})), replace(GP, id="own", books=frozenset()))
    assert await surgery.free() == []
    staff = await surgery.free(by=("staff",))
    assert {each.clinic for each in staff} == {"gp"}
    assert {each.clinic for each in await surgery.free(by=("staff",), teams=["zone-1"])} == {"gp", "own"}
    with pytest.raises(Refused, match="not booked here"):
        await surgery.ask("person-1", 1, staff[0])
    await surgery.ask("george", 1, staff[0])


async def test_a_day_that_is_closed_gives_nothing_and_asks_to_rebook(surgery: Surgery) -> None:
    await surgery.set_up(GP)
    friday = next(each for each in await surgery.free() if each.start.date() == date(2026, 1, 16))
    await surgery.ask("person-1", 1, friday)
    for _ in range(2):
        assert await surgery.do("carla", "clinics.close_day", "gp", date(2026, 1, 16), "No doctor") == 1
    assert not [each for each in await surgery.free() if each.start.date() == date(2026, 1, 16)]
    assert await rows(
        surgery, "SELECT person_id, count(*) FROM care.task WHERE code = 'rebook-appointment' GROUP BY 1"
    ) == [(1, 1)]
    with pytest.raises(Refused):
        await surgery.do("petra", "clinics.close_day", "gp", date(2026, 1, 22), "")


async def test_changed_hours_close_what_is_free_and_keep_what_is_booked(surgery: Surgery) -> None:
    await surgery.set_up(GP)
    kept = (await surgery.free())[2]
    await surgery.ask("person-1", 1, kept)
    await surgery.set_up(replace(GP, hours=replace(HOURS, minutes=45)))
    found = await surgery.free()
    assert {each.finish - each.start for each in found} == {timedelta(minutes=45)}
    assert all(each.finish <= kept.start or each.start >= kept.finish for each in found)
    assert [each.status for each in await surgery.of(1)] == ["booked"]


async def test_what_a_person_prefers_is_heeded_or_the_reason_is_kept(surgery: Surgery) -> None:
    await surgery.set_up(GP, replace(GP, id="ann", title="Dr Ann", practitioner="ann"))
    await surgery.prefer("carla", 1, "practitioner", "ann")
    await surgery.prefer("carla", 1, "practitioner", "ann")
    await surgery.prefer("carla", 1, "custom", "Her aunt comes along")
    async with surgery.place.database.transaction() as connection:
        wishes = await reading.preferences(connection, 1)
    assert [(each.kind, each.value) for each in wishes] == [("custom", "Her aunt comes along"), ("practitioner", "ann")]
    other, hers = (await surgery.free(clinic="gp"))[0], (await surgery.free(clinic="ann"))[1]
    with pytest.raises(BadInput, match="prefers otherwise"):
        await surgery.ask("carla", 1, other)
    await surgery.ask("carla", 1, hers)
    await surgery.ask("carla", 1, other, reason="Rash", against="Ann is away")
    await surgery.ask("carla", 2, (await surgery.free(clinic="gp"))[0])
    told = {each.slot: each.reason for each in await surgery.of(1)}
    assert "Ann is away" in told[other.id]
    await surgery.prefer_no_more("carla", next(each.id for each in wishes if each.kind == "practitioner"))
    await surgery.ask("carla", 1, (await surgery.free(clinic="gp"))[-1])


async def test_people_are_reminded_once(surgery: Surgery) -> None:
    surgery.under(remind=Duration(1, "day"))
    await surgery.set_up(GP)
    late = (await surgery.free())[-1]
    await surgery.ask("person-1", 1, late)
    for at in (late.start - timedelta(days=2), late.start - timedelta(hours=23), late.start - timedelta(hours=1)):
        surgery.place.clock.set(at)
        async with surgery.place.database.transaction() as connection:
            await surgery.book.remind(connection)
    told = await rows(surgery, "SELECT recipient, message FROM care.notice")
    assert told == [("person/1", "Reminder: Doctor, Friday 23 January at 11:30")]


async def test_what_is_written_is_fhir(surgery: Surgery, worker_db: Database) -> None:
    await surgery.set_up(GP)
    await surgery.ask("person-1", 1, (await surgery.free())[0], reason="Knee")
    async with worker_db.transaction() as connection:
        query = "SELECT type, id FROM fhir.location WHERE type IN ('Schedule', 'Slot', 'Appointment')"
        found = [f"{row['type']}/{row['id']}" for row in await connection.fetch(query)]
        bodies = await surgery.record.read_many(connection, found)
    for body in bodies:
        decode.decode(dumps({name: value for name, value in body.items() if name != "meta"}))
    assert len(found) > 20


async def rows(surgery: Surgery, query: str, *values: Any) -> list[tuple[Any, ...]]:
    async with surgery.place.database.transaction() as connection:
        return [tuple(row) for row in await connection.fetch(query, *values)]


async def test_what_another_system_writes_gives_no_place_away(surgery: Surgery) -> None:
    await surgery.set_up(GP)
    made = await surgery.ask("person-1", 1, (await surgery.free())[0])
    async with surgery.place.database.transaction() as connection:
        body = await surgery.record.read(connection, f"Appointment/{made}")
    actors = [{"actor": {"reference": "Patient/p2"}, "status": "accepted"}, *body["participant"][1:]]
    copied = {**{name: value for name, value in body.items() if name != "meta"}, "id": "theirs", "participant": actors}
    async with surgery.place.database.transaction() as connection:
        await surgery.place.store.put(connection, 2, [copied], Origin("other", None, surgery.place.clock.now()))
    assert await surgery.of(2) == []
    assert [each.id for each in await surgery.of(1)] == [made]


async def test_the_clinics_of_the_demo_open_once(surgery: Surgery) -> None:
    for _ in range(2):
        async with surgery.place.database.transaction() as connection:
            await open_clinics(connection, surgery.book, "zone-1")
    services = {each.clinic for each in await surgery.free()}
    assert services == {"demo-falls", "demo-video"}

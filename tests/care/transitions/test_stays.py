"""Discharge plans follow what the hospital says; people change them together; nobody else does."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from careweft.access.accounts import Account
from careweft.base.clock import SetClock
from careweft.base.db import Connection, Database
from careweft.base.errors import BadInput, Conflict, NotFound, Refused
from careweft.base.outbox import Item
from careweft.care import projection
from careweft.care.durations import Duration
from careweft.care.record import Record
from careweft.care.tasks import Step, Tasks
from careweft.care.transitions import projection as discharge_projection
from careweft.care.transitions import reading
from careweft.care.transitions.days import Delay, Law
from careweft.care.transitions.known import Whose
from careweft.care.transitions.medicines import Medicine
from careweft.care.transitions.notices import Statements
from careweft.care.transitions.plan import DischargePlan
from careweft.care.transitions.rehabilitation import Need as Training
from careweft.care.transitions.stays import Stays
from careweft.care.transitions.tasks import task_id
from careweft.care.transitions.terms import Do, Notices, Ready, Reason, Rehabilitation, Terms, Ward
from careweft.care.transitions.wards import Need, Wards, taken
from careweft.facts import events, person_facts
from careweft.facts.projection import Projection
from careweft.fhir.decode import decode
from careweft.fhir.jsontext import loads
from careweft.fhir.store import Store
from careweft.fhir.stored import Origin
from tests.care.place import PERSON, ZONE, Place, home_care, hours, patient, stay

STAY = "Encounter/e1"
WARD = Ward("virtual", "Virtual ward", "virtual", 1)


class StayPlace(Place):
    """A place whose engine keeps discharge plans."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.store = Store([Projection(ZONE), projection.project, discharge_projection.project])
        record = Record(self.store, self.clock)
        self.tasks, self.stays, self.wards = Tasks(record), Stays(record, ZONE), Wards(record, ZONE)
        self.record = record
        self.terms = Terms(
            since=self.clock.now() - timedelta(days=1),
            lead="coordinator",
            expected=Duration(7, "day"),
            ready=(Ready("letter", "The letter", "ward"), Ready("help", "Help at home", "coordinator")),
            reasons={"late": Reason("late", "Late", "council"), "tests": Reason("tests", "Tests", "health")},
            parties={"council": "Council", "health": "NHS"},
            notices=Notices("council", "coordinator"),
            laws=(Law("law", date(2000, 1, 1), None, "", 3, 1),),
            medicines=Do("update-medicines", "Medicines", "gp", Duration(2, "weekday")),
            rehabilitation=Rehabilitation("therapist", Duration(5, "weekday"), Duration(14, "day")),
        )

    async def on_event(self, connection: Connection, item: Item) -> None:
        event = await events.read(connection, item.payload["person_id"], item.payload["key"])
        await self.stays.settle(connection, await self.whose(connection, event.person_id))

    async def whose(self, connection: Connection, person: int = PERSON) -> Whose:
        return Whose(person, await person_facts.load(connection, person), self.terms)

    async def plan(self) -> DischargePlan | None:
        async with self.database.transaction() as connection:
            return await self.stays.find(connection, STAY)

    async def tasks_now(self) -> dict[str, str]:
        rows = await self.rows("care.task", "code, status")
        return dict(rows)

    async def do(self, by: Account, act: str, *given: Any, **more: Any) -> None:
        async with self.database.transaction(by.id) as connection:
            await getattr(self.stays, act)(connection, by, await self.whose(connection), STAY, *given, **more)


@pytest.fixture
async def place(worker_db: Database, clock: SetClock) -> AsyncIterator[StayPlace]:
    made = StayPlace(worker_db, clock)
    await made.set_up()
    await made.put(patient(), home_care(clock.now() - timedelta(days=40)))
    await made.put(stay(clock.now()))
    yield made


@pytest.fixture
async def ward(place: StayPlace) -> Account:
    return await place.account("ward", "acute", "ward")


async def test_a_plan_follows_the_stay_through_every_cancellation_and_changes_nothing_twice(
    place: StayPlace, clock: SetClock
) -> None:
    start = clock.now()
    first = await place.plan()
    assert first is not None
    assert first.expected.day == (start.astimezone(ZONE) + timedelta(days=7)).date()
    assert await place.tasks_now() == {"letter": "requested", "help": "requested"}
    async with place.database.transaction() as connection:
        await place.stays.settle(connection, await place.whose(connection))
    assert await place.plan() == first

    await place.put(stay(start, status="cancelled"))
    gone = await place.plan()
    assert gone and gone.status == "revoked"
    assert await place.tasks_now() == {"letter": "cancelled", "help": "cancelled"}
    await place.put(stay(start + hours(24)))
    again = await place.plan()
    assert again and (again.status, again.expected.day) == ("active", first.expected.day + timedelta(days=1))
    assert await place.tasks_now() == {"letter": "requested", "help": "requested"}

    clock.advance(timedelta(days=3))
    await place.put(stay(start + hours(24), clock.now()))
    assert (await place.tasks_now())["update-medicines"] == "requested"
    await place.put(stay(start + hours(24)))
    assert (await place.tasks_now())["update-medicines"] == "cancelled"
    await place.put(stay(start + hours(24), clock.now()))
    left = await place.plan()
    assert left and (left.status, left.end) == ("completed", clock.now())
    assert (await place.tasks_now())["update-medicines"] == "requested"


async def test_a_plan_is_begun_by_hand_once_where_the_admission_made_none(worker_db: Database, clock: SetClock) -> None:
    place, start = StayPlace(worker_db, clock), clock.now()
    await place.set_up()
    of_now, later = place.terms, replace(place.terms, since=start + hours(1))
    place.terms = later
    await place.put(patient(), home_care(start - timedelta(days=40)))
    await place.put(stay(start))
    names = (("ward", "acute"), ("other", "other-hospital"), ("hanna", "homecare-a"), ("carla", "zone-1"))
    ward, other, hanna, carla = [await place.account(name, party, "ward") for name, party in names]
    with pytest.raises(NotFound):
        await place.do(other, "begin")
    with pytest.raises(Refused, match="another team's"):
        await place.do(hanna, "begin")
    place.terms = replace(later, plans=False)
    with pytest.raises(Refused, match="no active model"):
        await place.do(ward, "begin")
    place.terms = later
    assert await place.plan() is None

    clock.advance(timedelta(days=2))
    await asyncio.gather(place.do(ward, "begin"), place.do(carla, "begin"))
    begun = await place.plan()
    assert begun and begun.changed and begun.changed.what == "begun"
    assert begun.start == start and begun.team == "zone-1"
    assert begun.tasks == tuple(task_id(STAY, f"ready/{name}") for name in ("letter", "help"))
    for place.terms in (later, of_now):  # also where the model is said to have been there at the admission
        await place.do(ward, "begin")
        await place.tell_again()
        assert await place.plan() == begun
    assert await place.rows("care.task", "code, status") == [("help", "requested"), ("letter", "requested")]

    await place.put(stay(start, clock.now()))
    left = await place.plan()
    assert left and left.status == "completed"
    await place.put(stay(start, clock.now(), name="e2"))
    async with place.database.transaction(ward.id) as connection:
        with pytest.raises(Conflict):
            await place.stays.begin(connection, ward, await place.whose(connection), "Encounter/e2")


async def test_what_a_human_finished_stays_finished(place: StayPlace, ward: Account, clock: SetClock) -> None:
    start = clock.now()
    async with place.database.transaction(ward.id) as connection:
        letter = await connection.fetchval("SELECT id FROM care.task WHERE code = 'letter'")
        await place.tasks.step(connection, ward, letter, Step("completed"))
    await place.put(stay(start, status="cancelled"))
    await place.put(stay(start))
    assert await place.tasks_now() == {"letter": "completed", "help": "requested"}


async def test_two_who_change_one_stay_lose_nothing_and_are_told(place: StayPlace, ward: Account) -> None:
    carla = await place.account("carla", "zone-1", "coordinator")
    seen = await place.plan()
    assert seen
    since = seen.start.astimezone(ZONE).date()
    await asyncio.gather(
        place.do(ward, "delay", Delay("1", "tests", "", since)), place.do(carla, "delay", Delay("2", "late", "", since))
    )
    both = await place.plan()
    assert both and {(each.reason, each.of) for each in both.delays} == {("tests", "health"), ("late", "council")}
    await place.do(ward, "delay", Delay("1", "tests", "", since))
    assert await place.plan() == both
    with pytest.raises(Conflict, match="written down already"):
        await place.do(carla, "delay", Delay("3", "late", "", since))

    await place.do(ward, "expect", since + timedelta(days=3), seen.version)
    with pytest.raises(Conflict, match="ward said"):
        await place.do(carla, "expect", since + timedelta(days=4), seen.version)
    due = {end for (end,) in {(row[1],) for row in await place.rows("care.task", "code, due")}}
    assert {each.astimezone(ZONE).date() for each in due} == {since + timedelta(days=3)}
    for wrong in (Delay("9", "nothing", "", since), Delay("9", "late", "", since - timedelta(days=1))):
        with pytest.raises(BadInput):
            await place.do(carla, "delay", wrong)


async def test_papers_are_written_at_the_version_that_was_seen(place: StayPlace, ward: Account) -> None:
    given = [Medicine("starts", "", "Apixaban 5 mg", "Clot")]
    await place.do(ward, "reconcile", given, 0)
    with pytest.raises(Conflict):
        await place.do(ward, "reconcile", given, 0)
    with pytest.raises(BadInput, match="reason"):
        await place.do(ward, "reconcile", [Medicine("starts", "", "Ramipril 5 mg")], 1)
    need = Training("Walked", "Frame", "Strength", "general")
    await place.do(ward, "rehabilitate", need, 0)
    with pytest.raises(Conflict):
        await place.do(ward, "rehabilitate", replace(need, need="Balance"), 0)
    for wrong in (replace(need, before=""), replace(need, now=""), replace(need, need="")):
        with pytest.raises(BadInput):
            await place.do(ward, "rehabilitate", wrong, 1)


async def test_the_clock_of_the_notices_is_a_task_that_follows_them(place: StayPlace, ward: Account) -> None:
    says = Statements(consulted=True, considered=True)
    with pytest.raises(BadInput):
        await place.do(ward, "notify", "assessment", Statements(consulted=True))
    await place.do(ward, "notify", "assessment", says)
    with pytest.raises(Conflict, match="in force"):
        await place.do(ward, "notify", "assessment", says)
    assert (await place.tasks_now())["assess-for-discharge"] == "requested"
    plan = await place.plan()
    assert plan
    notice = plan.papers[0].partition("/")[2]
    await place.do(ward, "withdraw", notice, "Goes to a hospice")
    assert (await place.tasks_now())["assess-for-discharge"] == "cancelled"
    assert [row for row in await place.rows("care.notice", "recipient, state") if row[0] == "council"] == [
        ("council", "cancelled")
    ]
    await place.do(ward, "notify", "assessment", says)
    assert (await place.tasks_now())["assess-for-discharge"] == "requested"


async def test_a_hospital_sees_its_own_inpatients_and_others_neither_see_nor_change(
    place: StayPlace, ward: Account, web_db: Database, clock: SetClock
) -> None:
    other = await place.account("other", "other-hospital", "ward")
    home = await place.account("hanna", "homecare-a", "home-care")
    gp = await place.account("gp", "gp-01", "gp")

    async def seen(by: Account) -> list[int]:
        async with web_db.transaction(by.id, readonly=True) as connection:
            return [each.person_id for each in await reading.in_hospital(connection, ["letter", "help"])]

    assert await seen(ward) == await seen(gp) == [PERSON]
    assert await seen(other) == []
    with pytest.raises(NotFound):
        await place.do(other, "expect", date(2030, 1, 1))
    with pytest.raises(Refused):
        await place.do(home, "expect", date(2030, 1, 1))

    private = {**stay(clock.now()), "meta": {"security": [{"system": _V3, "code": "V"}]}}
    await place.put(private)
    assert await seen(ward) == []
    async with web_db.transaction(ward.id, readonly=True) as connection:
        assert await connection.fetchval("SELECT count(*) FROM care.discharge") == 0
        assert await connection.fetchval("SELECT count(*) FROM fhir.resource WHERE type = 'CarePlan'") == 0


_V3 = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"


async def test_a_plan_goes_with_its_stay_to_another_person_and_back(place: StayPlace) -> None:
    async with place.database.transaction() as connection:
        rows = await connection.fetch("SELECT type, id FROM fhir.resource WHERE person_id = $1", PERSON)
        keys = [(row["type"], row["id"]) for row in rows]
        await place.store.move(connection, keys, PERSON, 18)
    await place.settle()
    assert [row[0] for row in await place.rows("care.discharge", "person_id, status")] == [18]
    async with place.database.transaction() as connection:
        await place.store.move(connection, keys, 18, PERSON)
    await place.settle()
    assert await place.rows("care.discharge", "person_id, status") == [(PERSON, "active")]
    assert await place.tasks_now() == {"letter": "requested", "help": "requested"}


async def test_the_last_place_of_a_ward_goes_to_one(place: StayPlace, clock: SetClock) -> None:
    carla = await place.account("carla", "zone-1", "coordinator")
    for number, person in enumerate((PERSON, 18, 19)):
        name = f"p{number + 1}"
        async with place.database.transaction() as connection:
            origin = Origin("test", None, clock.now())
            await place.store.put(connection, person, [patient(name=name)], origin)
            await place.cases.open(
                connection, person, f"Patient/{name}", "zone-1", "coordinator", f"c{number}", clock.now()
            )
    await place.settle()

    async def admit(person: int) -> str:
        async with place.database.transaction(carla.id) as connection:
            return await place.wards.admit(connection, carla, person, WARD, "zone-1", Need("Unwell"))

    made = await asyncio.gather(*(admit(person) for person in (PERSON, 18, 19)), return_exceptions=True)
    places = [each for each in made if isinstance(each, str)]
    assert len(places) == 1
    assert all(isinstance(each, Conflict) for each in made if not isinstance(each, str))
    async with place.database.transaction(carla.id) as connection:
        (held,) = await place.wards.occupied(connection, "zone-1", ("virtual",))
        assert await place.wards.admit(connection, carla, held.person_id, WARD, "zone-1", Need("Again")) == held.id
    petra = await place.account("petra", "zone-2", "coordinator")
    with pytest.raises((NotFound, Refused)):
        async with place.database.transaction(petra.id) as connection:
            await place.wards.leave(connection, petra, held.id, "Well")
    async with place.database.transaction(carla.id) as connection:
        await place.wards.leave(connection, carla, held.id, "Well", held.version)
    with pytest.raises(Conflict):
        async with place.database.transaction(carla.id) as connection:
            await place.wards.leave(connection, carla, held.id, "Well", held.version)
    async with place.database.transaction() as connection:
        assert await taken(connection, "zone-1", "virtual") == 0


async def test_all_that_is_written_is_valid_fhir(place: StayPlace, ward: Account) -> None:
    says = Statements(consulted=True, considered=True, objects="No")
    since = date(2026, 1, 5)
    plan = await place.plan()
    assert plan
    await place.do(ward, "delay", Delay("1", "tests", "", plan.start.astimezone(ZONE).date(), note="Scan"))
    await place.do(ward, "notify", "assessment", says)
    tomorrow = place.clock.now().astimezone(ZONE).date() + timedelta(days=1)
    await place.do(ward, "notify", "discharge", replace(says, proposed=tomorrow))
    await place.do(ward, "reconcile", [], 0)
    await place.do(ward, "reconcile", [Medicine("starts", "", "Apixaban 5 mg", "Clot")], 1)
    await place.do(ward, "rehabilitate", Training("Walked", "Frame", "Strength", "general", since), 0)
    async with place.database.transaction() as connection:
        rows = await connection.fetch("SELECT type, body FROM fhir.resource WHERE person_id = $1", PERSON)
    kinds = {row["type"] for row in rows}
    assert kinds >= {"CarePlan", "Task", "Communication", "List"}
    for row in rows:
        body = loads(row["body"])
        decode({name: value for name, value in body.items() if name != "meta"})

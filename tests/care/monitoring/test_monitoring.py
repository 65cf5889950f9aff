"""Monitoring on a real database: once for each crossing whatever comes twice, at once, late or taken back."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from careweft.access import accounts
from careweft.access.accounts import Account, NewAccount
from careweft.base.clock import SetClock
from careweft.base.db import Database
from careweft.base.errors import BadInput, Conflict, NotFound
from careweft.base.outbox import Worker
from careweft.care import teams
from careweft.care.monitoring import reading
from careweft.care.monitoring.monitoring import hand_over, plans_of
from careweft.care.monitoring.resource import ALARMS
from careweft.care.resources import episode
from careweft.facts.quantities import LOINC, quantities
from careweft.fhir.decode import decode
from careweft.fhir.stored import Origin
from careweft.models import library
from careweft.models.engine import Active, Engine, read_model
from tests.care.place import PERSON, patient, stay

ZONE = ZoneInfo("Europe/London")
START = datetime(2026, 1, 5, 9, tzinfo=UTC)


@dataclass
class Home:
    """Somebody who is monitored for heart failure, her coordinator, and a stranger."""

    engine: Engine
    clock: SetClock
    carla: Account
    petra: Account
    ann: Account
    monitored: str = ""

    @classmethod
    async def made(cls, database: Database, clock: SetClock) -> "Home":
        clock.set(START)
        models = [read_model(library.model_file(name).read_text(), name, ZONE) for name in ("va-ccht", "mercy")]
        engine = Engine(database, ZONE, [Active(model, START - timedelta(days=1)) for model in models])
        async with database.transaction() as connection:
            await teams.set_up(
                connection,
                [teams.Team("zone-1", "Zone 1", "maria"), teams.Team("zone-2", "Zone 2")],
                [teams.Practice("gp-01", "The Surgery", "zone-1")],
                [teams.Practitioner("carla", "Carla", "zone-1", "coordinator")],
            )
            made = [
                NewAccount("carla", "carla", "Carla", memberships=[("zone-1", "coordinator")]),
                NewAccount("petra", "petra", "Petra", memberships=[("zone-2", "coordinator")]),
                NewAccount("ann", "ann", "Ann", "person", PERSON),
            ]
            found = [await accounts.profile(connection, await accounts.create(connection, each)) for each in made]
            await connection.execute("INSERT INTO people.person (person_id) VALUES ($1)", PERSON)
            await engine.store.put(
                connection, PERSON, [patient(), episode("c1", "Patient/p1", "zone-1", "carla", START)],
                Origin("test", None, START),
            )  # fmt: skip
        carla, petra, ann = (each for each in found if each)
        home = cls(engine, clock, carla, petra, ann)
        await home.settle()
        async with database.transaction(home.carla.id) as connection:
            told = await engine.monitoring.start(connection, home.carla, PERSON, "heart-failure")
            again = await engine.monitoring.start(connection, home.carla, PERSON, "heart-failure")
        assert told.id == again.id
        home.monitored = told.id
        await home.settle()
        return home

    async def settle(self) -> None:
        await Worker(self.engine.database, self.engine.handlers).drain()
        await self.engine.tick()
        async with self.engine.database.transaction() as connection:
            assert await connection.fetch("SELECT reason FROM base.dead_letter") == []

    async def send(self, name: str, value: float, at: datetime | None = None, *, id_: str = "", **more: Any) -> None:
        """A device sends a reading."""
        kind, when = quantities()[name], at or self.clock.now()
        body = {
            "resourceType": "Observation", "id": id_ or f"{name}-{when:%Y%m%d%H%M}", "status": "final",
            "code": {"coding": [{"system": kind.system, "code": kind.code}]}, "subject": {"reference": "Patient/p1"},
            "effectiveDateTime": when.isoformat(), "valueQuantity": {"value": value, "code": kind.unit}, **more,
        }  # fmt: skip
        await self.put(body)

    async def put(self, body: dict[str, Any]) -> None:
        async with self.engine.database.transaction() as connection:
            await self.engine.store.put(connection, PERSON, [body], Origin("hub", None, self.clock.now()))
        await self.settle()

    async def alerts(self, code: str = "") -> list[reading.AlertRow]:
        async with self.engine.database.transaction() as connection:
            return [each for each in await reading.alerts(connection, PERSON) if code in ("", each.code)]

    async def tasks(self, code: str) -> list[str]:
        async with self.engine.database.transaction() as connection:
            rows = await connection.fetch("SELECT status FROM care.task WHERE code = $1 ORDER BY authored, id", code)
        return [row["status"] for row in rows]

    async def until(self, at: datetime) -> None:
        """Let the clock run, a tick a minute."""
        while self.clock.now() < at:
            self.clock.set(min(at, self.clock.now() + timedelta(minutes=1)))
            await self.engine.tick()


@pytest.fixture
async def home(worker_db: Database, clock: SetClock) -> AsyncIterator[Home]:
    yield await Home.made(worker_db, clock)


async def test_one_alert_for_each_crossing_however_often_it_is_told_and_by_how_many(home: Home) -> None:
    await home.send("breathlessness", 3)
    await home.send("breathlessness", 3)  # the same again
    await asyncio.gather(*(home.settle() for _ in range(4)))
    home.clock.set(START + timedelta(hours=1))
    await home.send("breathlessness", 2)
    assert len(await home.alerts("breathless")) == 1
    assert await home.tasks("alert-call") == ["requested"]
    home.clock.set(START + timedelta(hours=2))
    await home.send("breathlessness", 0)
    (alert,) = await home.alerts("breathless")
    assert alert.until == home.clock.now() and alert.closed is None  # right again, and still to be answered
    home.clock.set(START + timedelta(hours=3))
    await home.send("breathlessness", 2)
    assert len(await home.alerts("breathless")) == 2


async def test_two_who_answer_at_once_are_told_and_nothing_is_done_twice(home: Home) -> None:
    await home.send("breathlessness", 3)
    (alert,) = await home.alerts()

    async def answer() -> None:
        async with home.engine.database.transaction(home.carla.id) as connection:
            await home.engine.monitoring.answer(connection, home.carla, PERSON, alert.id, "appointment", "Tired")

    found = await asyncio.gather(answer(), answer(), return_exceptions=True)
    assert sorted(type(each).__name__ for each in found) == ["Conflict", "NoneType"]
    await home.settle()
    (alert,) = await home.alerts()
    assert (alert.outcome, alert.by) == ("appointment", "Carla") and "Tired" in alert.note
    assert await home.tasks("alert-appointment") == ["requested"]
    assert await home.tasks("alert-call") == ["completed"]


async def test_a_reading_that_is_taken_back_takes_its_crossing_back(home: Home) -> None:
    await home.send("weight", 80)
    home.clock.set(START + timedelta(days=1))
    await home.send("weight", 90, id_="typo")
    assert (await home.alerts("weight-up"))[0].until is None
    await home.send("weight", 90, id_="typo", status="entered-in-error")
    assert (await home.alerts("weight-up"))[0].until == home.clock.now()


async def test_what_cannot_be_right_is_set_aside_and_no_rule_sees_it(home: Home) -> None:
    await home.send("weight", 80)
    home.clock.set(START + timedelta(days=1))
    await home.send("weight", 800, id_="odd")
    async with home.engine.database.transaction() as connection:
        (aside,) = (await reading.aside(connection, [PERSON], START))[PERSON]
    assert "800" in aside.said and "between 2.0 kg and 400.0 kg" in aside.why
    assert await home.alerts() == []
    await home.send("weight", 80.1, id_="odd")  # the hub corrects it
    async with home.engine.database.transaction() as connection:
        assert await reading.aside(connection, [PERSON], START) == {}


@pytest.mark.parametrize(
    ("last", "missed"),
    [
        # three days later at the same local time, over the change to summer time and back
        ("2026-03-27T08:00:00+00:00", "2026-03-30T08:00:00+01:00"),
        ("2026-10-23T08:00:00+01:00", "2026-10-26T08:00:00+00:00"),
        # over Easter, and Christmas
        ("2026-04-02T08:00:00+01:00", "2026-04-05T08:00:00+01:00"),
        ("2026-12-24T08:00:00+00:00", "2026-12-27T08:00:00+00:00"),
    ],
)
async def test_missing_fires_on_the_minute(home: Home, last: str, missed: str) -> None:
    sent, due = (datetime.fromisoformat(text).astimezone(UTC) for text in (last, missed))
    home.clock.set(sent)
    await home.send("weight", 80)
    home.clock.set(due - timedelta(minutes=2))
    await home.until(due)
    before = [each for each in await home.alerts("silent") if each.until is None]
    await home.until(due + timedelta(minutes=1))
    (alert,) = [each for each in await home.alerts("silent") if each.until is None]
    assert before == [] and due < alert.since <= due + timedelta(minutes=1)


async def test_held_nobody_is_missed_and_going_on_begins_anew(home: Home) -> None:
    monitoring, carla = home.engine.monitoring, home.carla
    async with home.engine.database.transaction(carla.id) as connection:
        with pytest.raises(BadInput, match="reason is missing"):
            await monitoring.set_status(connection, carla, PERSON, home.monitored, "on-hold", "")
        await monitoring.set_status(connection, carla, PERSON, home.monitored, "on-hold", "In hospital")
    home.clock.set(START + timedelta(days=10))
    await home.settle()
    assert await home.alerts() == [] and await home.tasks("review-readings") == []
    async with home.engine.database.transaction(carla.id) as connection:
        await monitoring.set_status(connection, carla, PERSON, home.monitored, "active", "")
    await home.settle()
    home.clock.set(START + timedelta(days=12, hours=23))
    await home.settle()
    assert await home.alerts() == []
    home.clock.set(START + timedelta(days=13, minutes=1))
    await home.settle()
    assert [each.code for each in await home.alerts()] == ["silent"]


async def test_who_dies_is_monitored_no_more(home: Home) -> None:
    await home.put(patient() | {"deceasedDateTime": "2026-01-05T09:30:00+00:00"})
    home.clock.set(START + timedelta(days=9))
    await home.settle()
    async with home.engine.database.transaction() as connection:
        (plan,) = await plans_of(connection, home.engine.record, PERSON)
    assert plan.status == "completed" and await home.alerts() == []


async def test_own_limits_are_numbers_with_a_reason(home: Home) -> None:
    monitoring, carla = home.engine.monitoring, home.carla
    for code, number, why, says in (
        ("weight-up", "much", "frail", "not a number"),
        ("weight-up", "1", "", "reason is missing"),
        ("silent", "1", "frail", "no limit"),
        ("nothing", "1", "frail", "has no alert"),
        ("weight-up", "1 or age > 0", "frail", "not a number"),
    ):
        with pytest.raises(BadInput, match=says):
            async with home.engine.database.transaction(carla.id) as connection:
                await monitoring.set_limit(connection, carla, PERSON, home.monitored, code, number, why)


async def test_readings_that_somebody_types_are_kept_once_with_who_and_how(home: Home) -> None:
    async with home.engine.database.transaction(home.ann.id) as connection:
        for _ in range(2):  # the form is sent twice
            made = await home.engine.monitoring.enter(
                connection, home.ann, PERSON, "form-1", {"weight": "80,5", "systolic": "120", "diastolic": "70"}
            )
        body = await home.engine.record.read(connection, made[0])
    await home.settle()
    assert body["performer"][0]["display"] == "Ann" and body["extension"][0]["valueCode"] == "person"
    async with home.engine.database.transaction() as connection:
        rows = await connection.fetch("SELECT name, value FROM facts.reading WHERE known_to = 'infinity' ORDER BY name")
    assert [tuple(row) for row in rows] == [("diastolic", 70.0), ("systolic", 120.0), ("weight", 80.5)]
    for texts, at, field in (
        ({"weight": "heavy"}, None, "weight"),
        ({"weight": "8000"}, None, "weight"),
        ({"weight": "80"}, START + timedelta(hours=2), "at"),
        ({"weight": "80"}, START - timedelta(days=60), "at"),
        ({"weight": " "}, None, "weight"),
    ):
        with pytest.raises(BadInput) as wrong:
            async with home.engine.database.transaction(home.ann.id) as connection:
                await home.engine.monitoring.enter(connection, home.ann, PERSON, "form-2", texts, at)
        assert wrong.value.where == field


async def test_who_has_no_relationship_does_nothing_and_sees_nothing(home: Home, web_db: Database) -> None:
    await home.send("breathlessness", 3)
    (alert,) = await home.alerts()
    monitoring, petra = home.engine.monitoring, home.petra
    for act in (
        lambda c: monitoring.start(c, petra, PERSON, "diabetes"),
        lambda c: monitoring.enter(c, petra, PERSON, "k", {"weight": "80"}),
        lambda c: monitoring.answer(c, petra, PERSON, alert.id, "well", ""),
        lambda c: monitoring.review(c, petra, PERSON),
    ):
        with pytest.raises(NotFound):
            async with home.engine.database.transaction(petra.id) as connection:
                await act(connection)
    for account, seen in ((petra, 0), (home.carla, 1)):
        async with web_db.transaction(account.id) as connection:
            for table in ("care.monitored", "care.alert", "facts.monitoring", "facts.alert"):
                assert len(await connection.fetch(f"SELECT DISTINCT person_id FROM {table}")) == seen, (table, account)
            teams_ = sorted(account.parties)
            lines = await reading.daily(connection, teams_, monitoring.terms, home.clock.now(), ZONE)
            assert len(lines) == seen


async def test_who_is_in_hospital_is_asked_for_nothing_and_without_a_case_the_practices_team_looks(home: Home) -> None:
    text = library.model_file("va-ccht").read_text()
    reminds = text.replace("    heart-failure:\n", "    heart-failure:\n      remind: true\n")
    home.engine.active[0] = Active(read_model(reminds, "va-ccht", ZONE), START - timedelta(days=1))

    async def listed() -> list[tuple[bool, bool]]:
        async with home.engine.database.transaction(home.carla.id) as connection:
            now, terms = home.clock.now(), home.engine.monitoring.terms
            return [(x.away, bool(x.missing)) for x in await reading.daily(connection, ["zone-1"], terms, now, ZONE)]

    async def reminders() -> int:
        async with home.engine.database.transaction() as connection:
            return int(await connection.fetchval("SELECT count(*) FROM care.notice WHERE recipient LIKE 'person/%'"))

    await home.put(stay(START))
    home.clock.set(START + timedelta(days=2))
    await home.settle()
    assert (await listed(), await reminders()) == ([(True, False)], 0)
    await home.put(stay(START, home.clock.now()))
    home.clock.set(START + timedelta(days=3))
    closed = episode("c1", "Patient/p1", "zone-1", "carla", START)
    closed |= {"status": "finished", "period": {**closed["period"], "end": home.clock.now().isoformat()}}
    await home.put(closed)
    assert (await listed(), await reminders()) == ([(False, True)], 1)


async def test_an_alarm_that_comes_twice_calls_once_and_is_taken_back(home: Home) -> None:
    alarm = {
        "resourceType": "Observation", "id": "alarm-1", "status": "final", "subject": {"reference": "Patient/p1"},
        "code": {"coding": [{"system": ALARMS, "code": "fall"}, {"system": LOINC, "code": "75941-5"}]},
        "effectiveDateTime": START.isoformat(),
    }  # fmt: skip
    await home.put(alarm)
    await home.put(alarm)
    assert [each.code for each in await home.alerts()] == ["fall"]
    await home.put(alarm | {"status": "cancelled"})
    (alert,) = await home.alerts()
    assert alert.closed and alert.outcome == "false" and await home.tasks("alert-call") == ["completed"]
    await home.put(alarm)  # the hub sends the old message once more
    assert [each.closed is None for each in await home.alerts()] == [False]


async def test_an_alert_that_is_closed_stays_closed(home: Home) -> None:
    await home.send("breathlessness", 3)
    (alert,) = await home.alerts()
    async with home.engine.database.transaction(home.carla.id) as connection:
        await home.engine.monitoring.answer(connection, home.carla, PERSON, alert.id, "well", "")
    with pytest.raises(Conflict, match="Carla has closed it"):
        async with home.engine.database.transaction(home.carla.id) as connection:
            await home.engine.monitoring.answer(connection, home.carla, PERSON, alert.id, "visit", "")


async def test_what_is_monitored_goes_along_when_two_records_are_one_person(home: Home) -> None:
    await home.send("weight", 800, id_="odd")
    await home.send("breathlessness", 3)
    other = PERSON + 1
    async with home.engine.database.transaction() as connection:
        await connection.execute("INSERT INTO people.person (person_id) VALUES ($1)", other)
        rows = await connection.fetch("SELECT type, id FROM fhir.resource WHERE person_id = $1", PERSON)
        keys = [(row["type"], row["id"]) for row in rows]
        await home.engine.store.move(connection, keys, PERSON, other)
        await hand_over(connection, "test", "p1", PERSON, other)
    await home.settle()
    async with home.engine.database.transaction() as connection:
        for table in ("care.monitored", "care.alert", "care.reading_aside", "facts.monitoring", "facts.alert"):
            found = {row["person_id"] for row in await connection.fetch(f"SELECT person_id FROM {table}")}
            assert found == {other}, table
        assert [each.code for each in await reading.alerts(connection, other)] == ["breathless"]


async def test_a_record_that_somebody_else_wrote_badly_stops_nobody(home: Home) -> None:
    home.clock.set(START + timedelta(hours=1))
    broken = {
        "resourceType": "CarePlan", "id": "theirs", "status": "active", "intent": "plan",
        "category": [{"coding": [{"system": "https://careweft.org/fhir/CodeSystem/plan", "code": "monitoring"}]}],
        "subject": {"reference": "Patient/p1"}, "period": {"start": START.isoformat()},
        "extension": [
            {"url": "https://careweft.org/fhir/StructureDefinition/monitoring",
             "extension": [{"url": "programme", "valueCode": "heart-failure"}, {"url": "level"}]},
            {"url": "https://careweft.org/fhir/StructureDefinition/own-limit",
             "extension": [{"url": "alert", "valueCode": "weight-up"}, {"url": "number", "valueString": "1 or alive"}]},
        ],
    }  # fmt: skip
    await home.put(broken)
    await home.put({
        "resourceType": "DetectedIssue", "id": "theirs", "status": "final", "patient": {"reference": "Patient/p1"},
        "mitigation": [{"action": {"text": "?"}}], "code": {"coding": [{"code": "x"}]},
        "extension": [{"url": "https://careweft.org/fhir/StructureDefinition/alert", "valueCode": "theirs"}],
    })  # fmt: skip
    await home.send("breathlessness", 3)
    assert "breathless" in {each.code for each in await home.alerts()}


async def test_all_that_is_written_is_valid_fhir(home: Home) -> None:
    home.clock.set(START + timedelta(days=4))
    await home.settle()  # silent from the first day on: an alert that rests on no reading
    await home.send("breathlessness", 3)
    async with home.engine.database.transaction(home.carla.id) as connection:
        monitoring, carla = home.engine.monitoring, home.carla
        await monitoring.enter(connection, carla, PERSON, "k", {"systolic": "120", "diastolic": "70"}, note="Sitting")
        await monitoring.set_limit(connection, carla, PERSON, home.monitored, "weight-up", "1", "Frail")
        await monitoring.review(connection, carla, PERSON)
        for alert in await reading.alerts(connection, PERSON):
            await monitoring.answer(connection, carla, PERSON, alert.id, "visit", "")
    await home.settle()
    async with home.engine.database.transaction() as connection:
        rows = await connection.fetch("SELECT type, id FROM fhir.resource")
        found = await home.engine.store.read_many(connection, [(row["type"], row["id"]) for row in rows])
    for each in found:
        decode(each.resource)
    assert {each.type for each in found} >= {"CarePlan", "DetectedIssue", "Observation", "Task"}
    assert sum(each.type == "DetectedIssue" for each in found) == 2


async def test_an_alert_is_as_private_as_the_reading_that_it_rests_on(home: Home, web_db: Database) -> None:
    private = {"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "V"}
    await home.send("breathlessness", 3, meta={"security": [private]})
    assert [each.code for each in await home.alerts()] == ["breathless"]
    for account, seen in ((home.carla, 0), (home.ann, 1)):
        async with web_db.transaction(account.id) as connection:
            for query in (
                "SELECT id FROM care.alert",
                "SELECT id FROM fhir.resource WHERE type = 'DetectedIssue'",
                "SELECT record FROM facts.alert",
                "SELECT id FROM care.task WHERE code = 'alert-call'",
                "SELECT record FROM facts.reading",
            ):
                assert len(await connection.fetch(query)) == seen, (query, account.username)

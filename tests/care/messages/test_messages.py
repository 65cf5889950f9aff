"""Messages through the record: who may write to whom, the clock of the answer, carers, advice with a deadline."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from careweft.access import accounts, policy
from careweft.access.accounts import Account, NewAccount
from careweft.base.clock import SetClock
from careweft.base.db import Database
from careweft.base.errors import BadInput, NotFound, Refused
from careweft.care import projection, teams
from careweft.care.appointments import projection as appointment_projection
from careweft.care.durations import Duration
from careweft.care.messages import projection as message_projection
from careweft.care.messages import reading
from careweft.care.messages.messages import Advice, Messages, New, Question, Terms
from careweft.care.messages.reading import Thread
from careweft.care.record import Record
from careweft.care.resources import episode
from careweft.care.tasks import Tasks
from careweft.facts.projection import Projection
from careweft.fhir import decode
from careweft.fhir.jsontext import dumps
from careweft.fhir.store import Store
from careweft.fhir.stored import Origin
from tests.care.place import ZONE, Place, act, patient

ADVICE = {
    "heart": Advice("Advice of a cardiologist", "cardiologist", Duration(2, "working day"), "manager"),
    "now": Advice("Behavioural health", "cardiologist", None),
}
TERMS = Terms("coordinator", Duration(1, "working day"), "manager", True, "coordinator", ADVICE)
RELATED = {
    "resourceType": "RelatedPerson",
    "active": True,
    "patient": {"reference": "Patient/p1"},
    "relationship": [{"coding": [{"code": "CAREGIVER"}]}],
}


def consent(relative: str) -> dict[str, Any]:
    return {
        "resourceType": "Consent",
        "id": f"c-{relative}",
        "status": "active",
        "scope": {
            "coding": [{"system": "http://terminology.hl7.org/CodeSystem/consentscope", "code": "patient-privacy"}]
        },
        "category": [{"coding": [{"system": "http://loinc.org", "code": "59284-0"}]}],
        "patient": {"reference": "Patient/p1"},
        "provision": {
            "type": "permit",
            "actor": [{"role": {"text": "carer"}, "reference": {"reference": f"RelatedPerson/{relative}"}}],
        },
    }


@dataclass
class Desk:
    """The place with its messages, and accounts by name."""

    place: Place
    web: Database
    record: Record
    write: Messages
    who: dict[str, Account]

    async def do(self, by: str, name: str, *given: Any, **more: Any) -> Any:
        return await act(self.place.database, self.who[by], self.write, name, *given, **more)

    async def threads(self, by: str, person: int = 1) -> list[Thread]:
        account = self.who[by]
        async with self.web.transaction(account.id, readonly=True) as connection:
            return await reading.of_person(connection, person, sorted(account.parties))

    async def texts(self, by: str, thread: str) -> list[str]:
        account = self.who[by]
        async with self.web.transaction(account.id, readonly=True) as connection:
            found = await reading.find(connection, thread)
            return [each.text for each in await reading.messages(connection, found)] if found else []

    async def tasks(self) -> list[tuple[Any, ...]]:
        async with self.place.database.transaction() as connection:
            found = await connection.fetch(
                "SELECT code, status, team, role, practitioner, due, escalated IS NOT NULL FROM care.task "
                "ORDER BY authored"
            )
        return [tuple(row) for row in found]

    async def put(self, person: int, *bodies: dict[str, Any]) -> None:
        async with self.place.database.transaction() as connection:
            await self.place.store.put(connection, person, bodies, Origin("test", None, self.place.clock.now()))


@pytest.fixture
async def desk(worker_db: Database, web_db: Database, clock: SetClock) -> Desk:
    place = Place(worker_db, clock)
    await place.set_up()
    place.store = Store(
        [Projection(ZONE), projection.project, appointment_projection.project, message_projection.project]
    )
    record = Record(place.store, clock)
    place.tasks = Tasks(record)
    desk = Desk(place, web_db, record, Messages(record, ZONE, TERMS), {})
    ever = datetime(2026, 1, 1, tzinfo=UTC)
    await desk.put(1, patient(name="p1"), episode("case-1", "Patient/p1", "zone-1", "carla", ever))
    await desk.put(2, patient("gp-02", "p2"))
    for relative in ("cora", "carl"):
        await desk.put(1, RELATED | {"id": relative})
        await desk.put(1, consent(relative))
    async with worker_db.transaction() as connection:
        heart = teams.Team("heart", "Heart", "maria"), teams.Practitioner("hector", "Dr H", "heart", "cardiologist")
        await teams.set_up(connection, [heart[0]], [], [heart[1]])
        for new in (
            NewAccount("carla", "x", "Carla", memberships=[("zone-1", "coordinator")]),
            NewAccount("petra", "x", "Petra", memberships=[("zone-2", "coordinator")]),
            NewAccount("hector", "x", "Dr H", memberships=[("heart", "cardiologist")]),
            NewAccount("ann", "x", "Ann", "person", 1),
            NewAccount("bob", "x", "Bob", "person", 2),
            NewAccount("cora", "x", "Cora", "person", 50, memberships=[("related/cora", "carer")]),
            NewAccount("carl", "x", "Carl", "person", 51, memberships=[("related/carl", "carer")]),
        ):
            account = await accounts.profile(connection, await accounts.create(connection, new))
            assert account
            desk.who[new.username] = account
    return desk


def new(team: str = "zone-1", text: str = "My knee hurts", key: str = "k") -> New:
    return New(key, "Knee", text, team)


async def test_a_message_waits_for_the_coordinator_and_the_answer_closes_it(desk: Desk) -> None:
    told = await asyncio.gather(*(desk.do("ann", "write", 1, new()) for _ in range(3)))
    thread = told[0]
    assert set(told) == {thread}
    due = datetime(2026, 1, 16, 9, tzinfo=UTC)
    assert await desk.tasks() == [("answer-message", "requested", "zone-1", "coordinator", "carla", due, False)]
    desk.place.clock.set(datetime(2026, 1, 15, 12, tzinfo=UTC))
    await desk.do("ann", "reply", thread, "And my hip", "k2")
    assert len(await desk.tasks()) == 1
    assert [each.due for each in await desk.threads("carla")] == [due]
    await desk.do("carla", "reply", thread, "I will call you", "k3")
    assert [row[1] for row in await desk.tasks()] == ["completed"]
    assert await desk.texts("ann", thread) == ["My knee hurts", "And my hip", "I will call you"]
    assert [(each.new, each.due) for each in await desk.threads("ann")] == [(1, None)]
    await desk.do("ann", "seen", thread)
    assert [each.new for each in await desk.threads("ann")] == [0]
    desk.place.clock.set(datetime(2026, 1, 15, 13, tzinfo=UTC))
    await desk.do("ann", "reply", thread, "Thank you", "k4")
    await desk.do("carla", "no_answer", thread, "A thank-you")
    assert [row[1] for row in await desk.tasks()] == ["completed", "completed"]


async def test_what_nobody_answers_escalates_at_its_time(desk: Desk) -> None:
    desk.place.clock.set(datetime(2026, 3, 27, 12, tzinfo=UTC))  # a Friday; the clocks change on Sunday
    await desk.do("ann", "write", 1, new())
    for at, escalated in (
        (datetime(2026, 3, 30, 10, 59, tzinfo=UTC), False),
        (datetime(2026, 3, 30, 11, tzinfo=UTC), True),
    ):
        desk.place.clock.set(at)
        async with desk.place.database.transaction() as connection:
            await desk.place.tasks.escalate_overdue(connection)
        assert [row[6] for row in await desk.tasks()] == [escalated]


async def test_who_may_write_to_whom(desk: Desk) -> None:
    async def refused(by: str, person: int, team: str) -> type[Exception]:
        with pytest.raises((NotFound, Refused)) as wrong:
            await desk.do(by, "write", person, new(team))
        return wrong.type

    assert await refused("ann", 1, "zone-2") is Refused
    assert await refused("ann", 2, "zone-2") is NotFound
    assert await refused("cora", 2, "zone-2") is NotFound
    assert await refused("petra", 1, "zone-2") is NotFound
    assert await refused("carla", 1, "zone-2") is Refused
    await desk.do("bob", "write", 2, new("zone-2"))  # no case: the team of the practice
    thread = await desk.do("carla", "write", 1, new())
    assert [row[2] for row in await desk.tasks()] == ["zone-2"]
    assert await desk.texts("ann", thread) == ["My knee hurts"]
    for by in ("petra", "bob", "cora"):
        with pytest.raises((NotFound, Refused)):
            await desk.do(by, "reply", thread, "Me too", "k9")
    for text in ("", " ", "x" * 5001):
        with pytest.raises(BadInput):
            await desk.do("ann", "write", 1, new(text=text, key="k8"))


async def test_the_team_of_the_practice_reads_what_it_is_written(desk: Desk) -> None:
    thread = await desk.do("bob", "write", 2, new("zone-2"))
    assert await desk.texts("petra", thread) == ["My knee hurts"]
    await desk.do("petra", "reply", thread, "Come on Monday", "k2")
    assert await desk.texts("petra", thread) == ["My knee hurts", "Come on Monday"]
    desk.place.clock.set(desk.place.clock.now() + timedelta(days=29))
    assert await desk.texts("petra", thread) == []
    assert len(await desk.texts("bob", thread)) == 2


async def test_a_carer_sees_what_they_wrote_and_what_is_shared_and_nothing_when_they_are_no_carer(desk: Desk) -> None:
    own, theirs = await desk.do("ann", "write", 1, new()), await desk.do("cora", "write", 1, new(key="c"))
    assert [each.id for each in await desk.threads("cora")] == [theirs]
    assert await desk.threads("carl") == []
    assert {each.id for each in await desk.threads("ann")} == {own, theirs}
    with pytest.raises(NotFound):
        await desk.do("cora", "share", own, "cora", with_them=True)
    with pytest.raises(NotFound):
        await desk.do("ann", "share", own, "nobody", with_them=True)
    await desk.do("ann", "share", own, "cora", with_them=True)
    assert {each.id for each in await desk.threads("cora")} == {own, theirs}
    await desk.do("cora", "reply", own, "She limps", "k5")
    assert await desk.texts("cora", own) == ["My knee hurts", "She limps"]
    async with desk.web.transaction(desk.who["cora"].id) as connection:
        assert await connection.fetch("SELECT FROM fhir.resource WHERE type = 'Communication'") == []
    await desk.do("ann", "share", own, "cora", with_them=False)
    assert {each.id for each in await desk.threads("cora")} == {theirs}
    await desk.put(1, RELATED | {"id": "cora", "active": False})
    assert await desk.threads("cora") == []
    with pytest.raises(NotFound):
        await desk.do("cora", "reply", theirs, "Still me", "k6")


async def test_advice_has_a_deadline_and_its_answer_stays_in_the_record(desk: Desk) -> None:
    condition = {
        "resourceType": "Condition",
        "id": "af",
        "subject": {"reference": "Patient/p1"},
        "code": {"text": "AF"},
    }
    await desk.put(1, condition)
    question = Question("q", "heart", "heart", "Anticoagulate?", ["Condition/af"])
    assert await desk.threads("hector") == []
    thread = await desk.do("carla", "ask", 1, question)
    assert await desk.do("carla", "ask", 1, question) == thread
    due = datetime(2026, 1, 19, 9, tzinfo=UTC)
    assert await desk.tasks() == [("give-advice", "requested", "heart", "cardiologist", None, due, False)]
    assert await desk.texts("hector", thread) == ["Anticoagulate?"]
    async with desk.web.transaction(desk.who["hector"].id) as connection:
        assert await connection.fetchval("SELECT true FROM fhir.resource WHERE type = 'Condition'")
    with pytest.raises(Refused):
        await desk.do("ann", "reply", thread, "Yes please", "k")
    answer = await desk.do("hector", "reply", thread, "Yes: apixaban", "k")
    assert [row[1] for row in await desk.tasks()] == ["completed"]
    body = await _read(desk, f"Communication/{answer}")
    assert body["inResponseTo"] == [{"reference": f"Communication/{thread}"}]
    assert await desk.texts("ann", thread) == ["Anticoagulate?", "Yes: apixaban"]
    async with desk.place.database.transaction() as connection:
        told = await connection.fetch("SELECT recipient, message FROM care.notice")
    assert [tuple(row) for row in told] == [("staff/carla", "Advice has come: Advice of a cardiologist")]


async def test_advice_during_a_visit_needs_a_visit(desk: Desk) -> None:
    with pytest.raises(Refused, match="during a visit"):
        await desk.do("carla", "ask", 1, Question("q", "now", "heart", "Panic?"))
    ends = desk.place.clock.now() + timedelta(minutes=20)
    async with desk.place.database.transaction() as connection:
        await connection.execute(
            "INSERT INTO care.appointment VALUES (1, 'a', 'arrived', 's', 1, 'c', $1, $2, $1, '', '', '', '', 1)",
            ends - timedelta(minutes=40), ends,
        )  # fmt: skip
    await desk.do("carla", "ask", 1, Question("q", "now", "heart", "Panic?"))
    assert [row[5] for row in await desk.tasks()] == [ends]


async def test_nobody_is_asked_to_see_what_the_asker_may_not(desk: Desk) -> None:
    with pytest.raises(NotFound):
        await desk.do("petra", "ask", 1, Question("q", "heart", "heart", "Who is this?"))
    with pytest.raises(BadInput, match="nobody of that team"):
        await desk.do("carla", "ask", 1, Question("q", "heart", "zone-2", "?"))


async def test_conversations_follow_the_person_when_records_are_joined_and_parted(desk: Desk) -> None:
    thread = await desk.do("bob", "write", 2, new("zone-2"))
    await desk.do("petra", "reply", thread, "Come on Monday", "k2")
    await desk.do("bob", "seen", thread)
    async with desk.place.database.transaction() as connection:
        rows = await connection.fetch("SELECT type, id FROM fhir.location l WHERE person_id = 2")
        await desk.place.store.move(connection, [(row["type"], row["id"]) for row in rows], 2, 1)
        kept = await connection.fetch("SELECT DISTINCT person_id FROM care.message WHERE thread = $1", thread)
        seen = await connection.fetchval("SELECT person_id FROM care.thread_seen")
    assert [row["person_id"] for row in kept] == [1]
    assert seen == 1
    assert await desk.texts("petra", thread) == ["My knee hurts", "Come on Monday"]


async def test_what_is_written_is_fhir(desk: Desk) -> None:
    thread = await desk.do("cora", "write", 1, new(key="c"))
    await desk.do("carla", "reply", thread, "Yes", "k")
    await desk.do("carla", "ask", 1, Question("q", "heart", "heart", "Anticoagulate?", ["Patient/p1"]))
    async with desk.place.database.transaction() as connection:
        rows = await connection.fetch("SELECT type, id FROM fhir.location WHERE type IN ('Communication', 'Task')")
        bodies = await desk.record.read_many(connection, [f"{row['type']}/{row['id']}" for row in rows])
    for body in bodies:
        decode.decode(dumps({name: value for name, value in body.items() if name != "meta"}))
    assert len(bodies) == 5


async def _read(desk: Desk, reference: str) -> dict[str, Any]:
    async with desk.place.database.transaction() as connection:
        return await desk.record.read(connection, reference)


def test_people_carers_and_clinical_roles_may_write_and_people_may_book() -> None:
    for role in ("self", "carer", "coordinator", "gp", "care-manager", "physician", "behavioural-health"):
        assert "write-messages" in policy.MAY[role], role
    for role in ("self", "coordinator", "scheduler"):
        assert "book-appointments" in policy.MAY[role], role
    for role in ("finance", "analyst", "partner"):
        assert not policy.MAY[role] & {"write-messages", "book-appointments", "run-clinics"}, role
    assert not policy.MAY["feed"] & {"write-messages", "run-clinics"}  # it books, over FHIR: see web/fhir/test_booking

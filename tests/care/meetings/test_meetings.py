"""A meeting through the record: built once, run by two, one decision once, carried, closed, and shown by sight only."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import time, timedelta
from typing import Any

import pytest

from careweft.access.accounts import Account
from careweft.base.clock import SetClock
from careweft.base.db import Connection, Database
from careweft.base.errors import BadInput, Conflict, NotFound, Refused
from careweft.care.meetings import note as notes
from careweft.care.meetings import reading
from careweft.care.meetings.agenda import ADDED, Part
from careweft.care.meetings.meetings import Decision, Meetings
from careweft.care.meetings.reading import Meeting
from careweft.care.meetings.series import Rhythm, Series
from careweft.care.record import Record
from careweft.care.resources import episode
from careweft.care.tasks import Step
from careweft.facts import person_facts
from careweft.rules.rule import parse
from tests.care.place import ZONE, Place, patient, stay

SERIES = Series(
    "review",
    "Team meeting",
    "zone",
    ("coordinator",),
    "cases",
    Rhythm("week", time(9, 30), 3),
    (
        Part("hospital", "In hospital now", parse("in-hospital"), 2),
        Part("all", "Everybody", parse("case.open"), 2, parse("age")),
    ),
)
BORN = {1: "1930-01-01", 2: "1940-01-01", 3: "1950-01-01", 4: "1960-01-01"}


class Room:
    """A team's room with four people in its care."""

    def __init__(self, place: Place, carla: Account, colin: Account, petra: Account) -> None:
        self.place, self.carla, self.colin, self.petra = place, carla, colin, petra
        self.record = Record(place.store, place.clock)
        self.meetings = Meetings(self.record, place.tasks, ZONE)

    async def do(self, by: Account, name: str, *given: Any) -> Any:
        async with self.place.database.transaction(by.id) as connection:
            return await getattr(self.meetings, name)(connection, by, *given)

    async def open(self, by: Account | None = None) -> Meeting:
        found = await self.do(by or self.carla, "open", SERIES, "zone-1", load)
        assert isinstance(found, Meeting)
        return found

    async def agenda(self, meeting: Meeting) -> list[tuple[int, str, str]]:
        async with self.place.database.transaction() as connection:
            found = await reading.items(connection, meeting.id)
        return [(item.person_id, item.part, item.state) for item in found]

    async def note(self, meeting: Meeting, person: int) -> tuple[int, dict[str, Any]]:
        async with self.place.database.transaction() as connection:
            item = await reading.item(connection, meeting.id, person)
            assert item
            _, version, body = await self.record.find(connection, f"Composition/{item.composition}")
        return version, body

    def decision(self, key: str = "k1", title: str = "Ask the GP to look at the medicines") -> Decision:
        return Decision(key, title, "coordinator", "colin", self.place.clock.now() + timedelta(days=2))


async def load(connection: Connection, persons: Sequence[int], needs: frozenset[str]) -> Mapping[int, Any]:
    return await person_facts.load_many(connection, persons, needs)


@pytest.fixture
async def room(worker_db: Database, clock: SetClock) -> Room:
    place = Place(worker_db, clock)
    await place.set_up()
    accounts = [
        await place.account(name, team, "coordinator")
        for name, team in (("carla", "zone-1"), ("colin", "zone-1"), ("petra", "zone-2"))
    ]
    for person, born in BORN.items():
        body = patient(name=f"p{person}") | {"birthDate": born}
        await place.put(
            body, episode(f"c{person}", f"Patient/p{person}", "zone-1", "carla", clock.now()), person_id=person
        )
    in_bed = stay(clock.now() - timedelta(days=1)) | {"subject": {"reference": "Patient/p3"}}
    await place.put(in_bed, person_id=3)
    return Room(place, *accounts)


async def test_the_agenda_is_built_once_by_rule_whoever_opens(room: Room) -> None:
    first, second = await asyncio.gather(room.open(room.carla), room.open(room.colin))
    assert first == second
    assert first.running
    assert first.at.astimezone(ZONE).isoformat() == "2026-01-15T09:30:00+00:00"
    assert await room.agenda(first) == [(3, "hospital", "waiting"), (1, "all", "waiting"), (2, "all", "waiting")]
    with pytest.raises(Refused):
        await room.open(room.petra)


async def test_somebody_is_added_and_deferred_by_hand_with_a_reason(room: Room) -> None:
    prepared = await room.do(room.carla, "prepare", SERIES, "zone-1")
    await room.do(room.colin, "add", prepared.id, 4, "Her daughter called")
    await room.do(room.colin, "add", prepared.id, 4, "Her daughter called")
    meeting = await room.open()
    assert meeting.id == prepared.id
    assert await room.agenda(meeting) == [
        (3, "hospital", "waiting"),
        (1, "all", "waiting"),
        (2, "all", "waiting"),
        (4, ADDED, "waiting"),
    ]
    for act in ("add", "defer"):
        with pytest.raises(BadInput, match="no reason"):
            await room.do(room.carla, act, meeting.id, 1, " ")
    await room.do(room.carla, "defer", meeting.id, 1, "Waits for the X-ray")
    assert (1, "all", "deferred") in await room.agenda(meeting)
    await room.do(room.carla, "add", meeting.id, 1, "The X-ray is here")
    assert (1, "all", "waiting") in await room.agenda(meeting)
    with pytest.raises(NotFound):
        await room.do(room.petra, "add", meeting.id, 2, "Curious")


async def test_two_write_at_once_nothing_is_lost_and_the_second_is_told(room: Room) -> None:
    meeting = await room.open()
    results = await asyncio.gather(
        room.do(room.carla, "write", meeting.id, 1, "said", "Walks with a frame now", 0),
        room.do(room.colin, "write", meeting.id, 1, "said", "Son is away in May <b>", 0),
        return_exceptions=True,
    )
    assert sorted(type(each).__name__ for each in results) == ["Conflict", "NoneType"]
    version, body = await room.note(meeting, 1)
    assert (version, len(notes.notes(body))) == (1, 1)
    late = room.colin if results[1] else room.carla
    text = "Son is away in May <b>" if results[1] else "Walks with a frame now"
    await room.do(late, "write", meeting.id, 1, "said", text, version)
    _, body = await room.note(meeting, 1)
    assert sorted(each.text for each in notes.notes(body)) == ["Son is away in May <b>", "Walks with a frame now"]
    assert "&lt;b&gt;" in body["text"]["div"]
    assert body["subject"] == {"reference": "Patient/p1"}
    assert (1, "all", "discussed") in await room.agenda(meeting)


async def test_a_decision_sent_twice_is_one_task_and_stays_as_people_made_it(room: Room) -> None:
    meeting = await room.open()
    made = await asyncio.gather(*(room.do(room.carla, "decide", meeting.id, 1, room.decision()) for _ in range(3)))
    assert len(set(made)) == 1
    tasks = await room.place.rows("care.task", "code, title, role, practitioner, status, team, focus")
    _, body = await room.note(meeting, 1)
    focus = f"Composition/{body['id']}"
    title = "Ask the GP to look at the medicines"
    assert tasks == [("meeting-decision", title, "coordinator", "colin", "requested", "zone-1", focus)]
    async with room.place.database.transaction(room.colin.id) as connection:
        await room.place.tasks.step(connection, room.colin, made[0], Step("completed", "Done by phone"))
    await room.do(room.carla, "decide", meeting.id, 1, room.decision())
    assert [row[0] for row in await room.place.rows("care.task", "status, id")] == ["completed"]
    assert notes.decisions(body) == [(made[0], title)]
    await room.do(room.carla, "decide", meeting.id, 1, room.decision("k2", "Order a rail"))
    assert len(await room.place.rows("care.task", "id, code")) == 2


async def test_wrong_decisions_change_nothing(room: Room) -> None:
    meeting = await room.open()
    now = room.place.clock.now()
    for wrong in (
        Decision("a", " ", "coordinator", None, now + timedelta(days=1)),
        Decision("b", "Call", "coordinator", None, now),
        Decision("c", "Call", "coordinator", "petra", now + timedelta(days=1)),
    ):
        with pytest.raises(BadInput):
            await room.do(room.carla, "decide", meeting.id, 1, wrong)
    assert await room.place.rows("care.task", "id, code") == []
    assert (1, "all", "waiting") in await room.agenda(meeting)


async def test_closing_makes_notes_final_and_carries_who_was_not_reached(room: Room) -> None:
    meeting = await room.open()
    await room.do(room.carla, "write", meeting.id, 1, "said", "Fine", 0)
    await room.do(room.carla, "defer", meeting.id, 3, "Not yet")
    await room.do(room.colin, "attend", meeting.id, {"colin": True})
    await room.do(room.colin, "close", meeting.id)
    await room.do(room.colin, "close", meeting.id)
    _, body = await room.note(meeting, 1)
    assert body["status"] == "final"
    assert [each["reference"] for each in body["author"]] == ["Practitioner/carla", "Practitioner/colin"]
    for act in (("write", 2, "said", "Late", 0), ("decide", 2, room.decision()), ("defer", 2, "x"), ("add", 4, "x")):
        with pytest.raises(Conflict, match="closed"):
            await room.do(room.carla, act[0], meeting.id, *act[1:])
    room.place.clock.advance(timedelta(days=6))
    following = await room.open()
    assert following.id != meeting.id
    assert following.at.astimezone(ZONE).isoformat() == "2026-01-22T09:30:00+00:00"
    assert await room.agenda(following) == [
        (3, "hospital", "waiting"),
        (2, "all", "waiting"),
        (1, "all", "waiting"),
    ]
    assert await room.agenda(meeting) == [(3, "hospital", "carried"), (1, "all", "discussed"), (2, "all", "carried")]


async def test_who_was_added_to_a_meeting_that_was_never_held_comes_to_the_next(room: Room) -> None:
    prepared = await room.do(room.carla, "prepare", SERIES, "zone-1")
    await room.do(room.carla, "add", prepared.id, 4, "Her daughter called")
    room.place.clock.advance(timedelta(days=7))
    meeting = await room.open()
    assert meeting.id != prepared.id
    assert (4, "again", "waiting") in await room.agenda(meeting)


async def test_whoever_left_the_team_is_not_carried(room: Room) -> None:
    meeting = await room.open()
    await room.do(room.carla, "close", meeting.id)
    ended = episode("c2", "Patient/p2", "zone-1", "carla", room.place.clock.now())
    end = (room.place.clock.now() + timedelta(days=1)).isoformat()
    await room.place.put(ended | {"status": "finished", "period": {**ended["period"], "end": end}}, person_id=2)
    room.place.clock.advance(timedelta(days=7))
    following = await room.open()
    assert 2 not in [person for person, _, _ in await room.agenda(following)]
    assert (2, "all", "left") in await room.agenda(meeting)


async def test_the_web_shows_nobody_whom_a_member_may_not_see(room: Room, web_db: Database) -> None:
    meeting = await room.open()
    async with web_db.transaction(room.carla.id, readonly=True) as connection:
        assert [item.person_id for item in await reading.items(connection, meeting.id)] == [3, 1, 2]
    async with web_db.transaction(room.petra.id, readonly=True) as connection:
        assert await reading.items(connection, meeting.id) == []
    consent = {
        "resourceType": "Consent",
        "id": "no",
        "status": "active",
        "scope": {"coding": [{"code": "patient-privacy"}]},
        "category": [{"coding": [{"code": "59284-0"}]}],
        "patient": {"reference": "Patient/p1"},
        "policyRule": {"coding": [{"code": "OPTIN"}]},
        "provision": {"type": "deny", "actor": [{"role": {"coding": [{"code": "IRCP"}]},
                      "reference": {"reference": "CareTeam/zone-1"}}]},
    }  # fmt: skip
    await room.place.put(consent, person_id=1)
    async with web_db.transaction(room.carla.id, readonly=True) as connection:
        assert [item.person_id for item in await reading.items(connection, meeting.id)] == [3, 2]
    with pytest.raises(NotFound):
        await room.do(room.carla, "write", meeting.id, 1, "said", "Unseen", 0)

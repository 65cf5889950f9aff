"""Nothing is lost on the way in: whatever is done with referrals, in whatever order, killed or repeated, each stands in
exactly one place, has one owner, and is answered when it is decided."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest

from careweft.access.accounts import Account
from careweft.base.clock import SetClock
from careweft.base.db import Connection, Database
from careweft.base.errors import CareweftError, Conflict, NotFound, Refused
from careweft.care.entry import queue, state
from careweft.care.entry.queue import Standing
from careweft.care.entry.triage import Triage
from careweft.care.record import Record
from careweft.care.tasks import Filter, Status, Step, worklist
from tests.care.place import PERSON, TERMS, Place, patient, referral


class Killed(Exception):
    """The process was killed in the middle of a transaction."""


TOLD = """
SELECT recipient, about, message FROM care.notice n WHERE state = 'sent' OR state = 'waiting' AND EXISTS (
    SELECT FROM care.task t WHERE t.person_id = n.person_id AND t.id = n.id AND t.status = 'requested')
ORDER BY sent, message
"""


@dataclass
class Hands:
    """Those who have a part in referrals, and what was received."""

    place: Place
    carla: Account
    petra: Account
    george: Account
    received: dict[str, dict[str, Any]] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)

    @property
    def triage(self) -> Triage:
        return self.place.triage

    async def receive(self, name: str, person: int = PERSON, **more: Any) -> dict[str, Any]:
        request = referral(self.place.clock.now(), name=name) | {"subject": {"reference": f"Patient/p{person}"}} | more
        self.received[name] = request
        await self.place.put(patient(name=f"p{person}"), request, person_id=person)
        return request

    async def standing(self, name: str) -> Standing:
        async with self.place.database.transaction() as connection:
            found = await queue.standing(connection, f"ServiceRequest/{name}")
        assert found, name
        return found

    async def asked(self, name: str, code: str) -> queue.Asked:
        async with self.place.database.transaction() as connection:
            found = await queue.asked_about(connection, f"ServiceRequest/{name}")
        return [each for each in found if each.code == code][-1]

    async def do(self, by: Account, act: Callable[[Connection], Awaitable[Any]]) -> Any:
        async with self.place.database.transaction(by.id) as connection:
            return await act(connection)

    async def told(self, party: str) -> list[str]:
        """What a party was told, or somebody has the task to tell them."""
        async with self.place.database.transaction() as connection:
            rows = await connection.fetch(TOLD)
        return [row["message"] for row in rows if row["recipient"] == party]


@pytest.fixture
async def hands(worker_db: Database, clock: SetClock) -> Hands:
    place = Place(worker_db, clock)
    await place.set_up()
    carla = await place.account("carla", "zone-1", "coordinator")
    petra = await place.account("petra", "zone-2", "coordinator")
    return Hands(place, carla, petra, await place.account("george", "gp-01", "gp"))


async def test_while_the_sender_is_asked_the_clock_stands_still(hands: Hands) -> None:
    await hands.receive("r1")
    before = await hands.standing("r1")
    await hands.do(hands.carla, lambda c: hands.triage.ask(c, hands.carla, before.task, "Does she live alone?", TERMS))
    asked = await hands.standing("r1")
    assert (asked.state, asked.stopped) == ("asked", hands.place.clock.now())
    assert await hands.told("gp-01") == ["A question about your referral: Does she live alone?"]
    hands.place.clock.set(hands.place.clock.now() + timedelta(days=3))
    await hands.place.settle()
    assert (await hands.standing("r1")).state == "asked"  # it was due yesterday, and nobody is blamed
    question = await hands.asked("r1", state.QUESTION)
    assert (question.party, question.text) == ("gp-01", "Does she live alone?")
    await hands.do(hands.george, lambda c: hands.triage.answer(c, hands.george, question.task, "With her son", 1))
    after = await hands.standing("r1")
    assert (after.state, after.stopped) == ("waiting", None)
    assert before.due and after.due == before.due + timedelta(days=3)
    assert await hands.told("zone-1") == ["Answer to your question: With her son"]
    with pytest.raises(Conflict, match="answered already"):
        await hands.do(hands.george, lambda c: hands.triage.answer(c, hands.george, question.task, "With her son", 1))


async def test_a_question_that_nobody_answers_does_not_hold_the_clock_for_ever(hands: Hands) -> None:
    await hands.receive("r1")
    found = await hands.standing("r1")
    await hands.do(hands.carla, lambda c: hands.triage.ask(c, hands.carla, found.task, "Does she live alone?", TERMS))
    hands.place.clock.set(hands.place.clock.now() + timedelta(days=7))  # five weekdays
    await hands.place.settle()
    assert (await hands.standing("r1")).state == "waiting"
    hands.place.clock.set(hands.place.clock.now() + timedelta(days=2))
    await hands.place.settle()
    async with hands.place.database.transaction() as connection:
        task = (await worklist(connection, Filter(code="triage")))[0]
    assert task.escalated
    question = await hands.asked("r1", state.QUESTION)  # a late answer still comes to the referral
    await hands.do(hands.george, lambda c: hands.triage.answer(c, hands.george, question.task, "With her son"))
    async with hands.place.database.transaction() as connection:
        assert "With her son" in (await worklist(connection, Filter(code="triage")))[0].note


async def test_a_redirected_referral_is_ours_until_another_team_takes_it_on(hands: Hands) -> None:
    await hands.receive("r1")
    found = await hands.standing("r1")
    await hands.do(
        hands.carla, lambda c: hands.triage.redirect(c, hands.carla, found.task, "zone-2", "Moved there", TERMS)
    )
    away = await hands.standing("r1")
    assert (away.state, away.team, away.target) == ("redirected", "zone-1", "zone-2")
    hands.place.clock.set(hands.place.clock.now() + timedelta(days=5))  # nobody answers
    await hands.place.settle()
    assert await hands.told("staff/maria") == ["Overdue: Decide on the referral"]
    offer = await hands.asked("r1", state.OFFER)
    await hands.do(hands.petra, lambda c: hands.triage.reply(c, hands.petra, offer.task, True, "", TERMS))
    theirs = await hands.standing("r1")
    assert (theirs.state, theirs.team) == ("waiting", "zone-2")
    assert theirs.due and theirs.due > hands.place.clock.now()
    with pytest.raises(NotFound):  # the first team has no part in it any more
        await hands.do(hands.carla, lambda c: hands.triage.decide(c, hands.carla, theirs.task, True, "", TERMS))
    await hands.do(hands.petra, lambda c: hands.triage.decide(c, hands.petra, theirs.task, False, "No need", TERMS))
    assert "Your referral was not accepted: No need" in await hands.told("gp-01")


async def test_who_refuses_says_why_and_it_is_ours_by_its_first_clock(hands: Hands) -> None:
    await hands.receive("r1")
    found = await hands.standing("r1")
    await hands.do(
        hands.carla, lambda c: hands.triage.redirect(c, hands.carla, found.task, "homecare-a", "Theirs", TERMS)
    )
    assert (await hands.standing("r1")).due != found.due
    offer = await hands.asked("r1", state.OFFER)
    with pytest.raises(CareweftError, match="why not"):
        await hands.do(hands.carla, lambda c: hands.triage.reply(c, hands.carla, offer.task, False, "", TERMS))
    await hands.do(hands.carla, lambda c: hands.triage.reply(c, hands.carla, offer.task, False, "We are full", TERMS))
    back = await hands.standing("r1")
    assert (back.state, back.due, back.team) == ("waiting", found.due, "zone-1")


async def test_another_organisations_yes_is_the_answer_to_the_sender(hands: Hands) -> None:
    hanna = await hands.place.account("hanna", "homecare-a", "home-care")
    await hands.receive("r1")
    found = await hands.standing("r1")
    await hands.do(
        hands.carla, lambda c: hands.triage.redirect(c, hands.carla, found.task, "homecare-a", "Theirs", TERMS)
    )
    offer = await hands.asked("r1", state.OFFER)
    await hands.do(
        hanna, lambda c: hands.triage.reply(c, hanna, offer.task, True, "We start on Monday", TERMS, offer.version)
    )
    done = await hands.standing("r1")
    assert (done.state, done.outcome) == ("decided", "redirected")
    assert done.answer == "Your referral was passed on and is taken on: We start on Monday"
    assert await hands.told("gp-01") == [done.answer]


@pytest.mark.parametrize(
    ("status", "state_", "says"), [("accepted", "decided", "is taken on"), ("rejected", "waiting", "")]
)
async def test_an_answer_by_the_other_sides_own_system_counts_once(
    hands: Hands, status: str, state_: str, says: str
) -> None:
    """Their system updates the Task that they were asked by, as FHIR: nothing of it is lost between the two."""
    await hands.receive("r1")
    found = await hands.standing("r1")

    async def pass_on(why: str) -> None:
        version = (await hands.standing("r1")).task
        await hands.do(hands.carla, lambda c: hands.triage.redirect(c, hands.carla, version, "homecare-a", why, TERMS))

    async def take() -> int:
        async with hands.place.database.transaction() as connection:
            return await hands.triage.take_answers(connection, TERMS)

    await pass_on("Theirs")
    offer = await hands.asked("r1", state.OFFER)
    assert await take() == 0
    async with hands.place.database.transaction() as connection:
        stored = await hands.place.store.read(connection, "Task", offer.task)
    assert stored
    await hands.place.put({**stored.resource, "status": status, "note": [{"text": "We looked"}]})
    assert [await take(), await take()] == [1, 0]
    done = await hands.standing("r1")
    assert (done.state, done.task) == (state_, found.task)
    assert says in done.answer
    if state_ == "waiting":  # passed on anew, the former no is not the answer to it
        hands.place.clock.set(hands.place.clock.now() + timedelta(minutes=1))
        await pass_on("Please look again")
        assert await take() == 0


async def test_duplicates_are_decided_together_and_both_senders_answered(hands: Hands, web_db: Database) -> None:
    hospital: dict[str, Any] = {"requester": {"reference": "Organization/acute"}, "priority": "urgent"}
    await hands.receive("r1")
    await hands.receive("r2", **hospital)
    await hands.receive("r3", code={"text": "podiatry"})
    first, second = await hands.standing("r1"), await hands.standing("r2")
    async with hands.place.database.transaction() as connection:
        record = hands.place.triage._record
        alike = await queue.alike(connection, record, first, TERMS.alike_within)
        podiatry = await queue.alike(connection, record, await hands.standing("r3"), TERMS.alike_within)
    assert {each.request for each in alike} == {"ServiceRequest/r2", "ServiceRequest/r3"}  # r1 names no service
    assert {each.request for each in podiatry} == {"ServiceRequest/r1", "ServiceRequest/r2"}
    await hands.do(hands.carla, lambda c: hands.triage.join(c, hands.carla, second.task, first.task, TERMS))
    assert (await hands.standing("r2")).state == "joined"
    assert (await hands.standing("r1")).urgent
    await hands.do(hands.carla, lambda c: hands.triage.part(c, hands.carla, second.task))
    assert (await hands.standing("r2")).state == "waiting"
    await hands.do(hands.carla, lambda c: hands.triage.join(c, hands.carla, second.task, first.task, TERMS))
    await hands.do(hands.carla, lambda c: hands.triage.decide(c, hands.carla, first.task, True, "", TERMS))
    assert [(await hands.standing(name)).outcome for name in ("r1", "r2")] == ["accepted", "accepted"]
    assert "Your referral was accepted" in await hands.told("acute")
    assert "Your referral was accepted" in await hands.told("gp-01")


async def test_the_sender_keeps_sight_of_the_referral_and_of_nothing_else(hands: Hands, web_db: Database) -> None:
    hugo = await hands.place.account("hugo", "acute", "gp")
    await hands.receive("r1", requester={"reference": "Organization/acute"})
    async with web_db.transaction(hugo.id) as connection:
        seen = await queue.sent(connection, list(hugo.parties))
        assert [(each.request, each.state) for each in seen] == [("ServiceRequest/r1", "waiting")]
        for table in ("care.task", "facts.person", "fhir.resource", "people.source_record"):
            assert await connection.fetch(f"SELECT * FROM {table} WHERE person_id <> 0") == []
    async with web_db.transaction(hands.petra.id) as connection:
        assert await queue.sent(connection, ["acute", "zone-2"]) == []


async def test_a_sender_who_reads_nothing_here_is_told_by_somebody(hands: Hands) -> None:
    await hands.receive("r1", requester={"display": "Joan, the neighbour"},
                        extension=[{"url": state.MEANS, "valueCode": "phone"}])  # fmt: skip
    found = await hands.standing("r1")
    await hands.do(hands.carla, lambda c: hands.triage.decide(c, hands.carla, found.task, False, "She is away", TERMS))
    async with hands.place.database.transaction() as connection:
        tell = await worklist(connection, Filter(code=state.TELL))
    assert [(task.title, task.why) for task in tell] == [
        ("Tell Joan, the neighbour", "Your referral was not accepted: She is away")
    ]


@pytest.mark.parametrize(("status", "after"), [("completed", "sent"), ("cancelled", "cancelled")])
async def test_nobody_is_said_to_have_been_told_before_somebody_told_them(
    hands: Hands, status: Status, after: str
) -> None:
    await hands.receive("r1", requester={"reference": "RelatedPerson/tom", "display": "Tom Fell"})
    found, clock = await hands.standing("r1"), hands.place.clock
    await hands.do(hands.carla, lambda c: hands.triage.decide(c, hands.carla, found.task, True, "", TERMS))

    async def stands() -> tuple[str, datetime, int]:
        async with hands.place.database.transaction() as connection:
            for _turn in range(2):
                await hands.triage.tell_told(connection)
            row = await connection.fetchrow("SELECT id, state, sent FROM care.notice WHERE recipient = 'related/tom'")
            assert row
            _, version, _ = await hands.triage._record.find(connection, f"Communication/{row['id']}")
        return row["state"], row["sent"], version

    at = clock.now()
    assert await stands() == ("waiting", at, 1)
    clock.set(at + timedelta(hours=3))
    async with hands.place.database.transaction() as connection:
        (tell,) = await worklist(connection, Filter(code=state.TELL))
    step = Step(status, "She did not answer")
    await hands.do(hands.carla, lambda c: hands.place.tasks.step(c, hands.carla, tell.id, step))
    assert await stands() == (after, clock.now() if after == "sent" else at, 2)


async def test_who_is_asked_to_take_a_referral_on_and_reads_nothing_here_is_asked_by_somebody(hands: Hands) -> None:
    await hands.receive("r1")
    carla, task = hands.carla, (await hands.standing("r1")).task

    async def turn(act: str, *given: Any) -> list[tuple[Any, ...]]:
        hands.place.clock.set(hands.place.clock.now() + timedelta(minutes=1))
        await hands.do(carla, lambda c: getattr(hands.triage, act)(c, carla, *given))
        telling = "SELECT title, why, status FROM care.task WHERE code = $1 ORDER BY authored, why"
        async with hands.place.database.transaction() as connection:
            return [tuple(row) for row in await connection.fetch(telling, state.TELL)]

    asking = "Please take on a referral: Needs meals"
    assert await turn("redirect", task, "meals", "Needs meals", TERMS) == [("Tell meals", asking, "requested")]
    assert await turn("take_back", task) == [("Tell meals", asking, "cancelled")]  # they never heard of it
    await turn("redirect", task, "meals", "Needs meals", TERMS)
    offer = await hands.asked("r1", state.OFFER)
    assert (await turn("reply", offer.task, False, "No room", TERMS))[1] == ("Tell meals", asking, "completed")


async def test_a_question_put_by_telephone_is_off_the_list_once_it_is_answered_or_not_wanted(hands: Hands) -> None:
    await hands.receive("r1", requester={"display": "Joan, the neighbour"},
                        extension=[{"url": state.MEANS, "valueCode": "phone"}])  # fmt: skip
    carla, task = hands.carla, (await hands.standing("r1")).task
    await hands.do(carla, lambda c: hands.triage.ask(c, carla, task, "Does she live alone?", TERMS))
    question = await hands.asked("r1", state.QUESTION)
    await hands.do(carla, lambda c: hands.triage.answer(c, carla, question.task, "With her son"))
    await hands.do(carla, lambda c: hands.triage.ask(c, carla, task, "Since when?", TERMS))
    await hands.do(carla, lambda c: hands.triage.decide(c, carla, task, False, "She is away", TERMS))
    async with hands.place.database.transaction() as connection:
        rows = await connection.fetch("SELECT why, status FROM care.task WHERE code = $1 ORDER BY why", state.TELL)
    assert [tuple(row) for row in rows] == [
        ("A question about your referral: Does she live alone?", "completed"),
        ("A question about your referral: Since when?", "cancelled"),
        ("Your referral was not accepted: She is away", "requested"),
    ]


async def test_a_referral_is_not_over_on_the_worklist(hands: Hands) -> None:
    await hands.receive("r1")
    found = await hands.standing("r1")
    with pytest.raises(Refused, match="answered"):
        await hands.do(hands.carla, lambda c: hands.place.tasks.step(c, hands.carla, found.task, Step("completed")))
    async with hands.place.database.transaction() as connection:  # somebody else's system closes it
        record = hands.place.triage._record
        body = await record.read(connection, f"Task/{found.task}")
        await record.write(connection, PERSON, body | {"status": "completed"})
    assert (await hands.standing("r1")).state == "waiting"


async def test_what_people_made_of_it_outlives_a_correction_by_the_sender(hands: Hands) -> None:
    request = await hands.receive("r1")
    found = await hands.standing("r1")
    await hands.do(hands.carla, lambda c: hands.triage.ask(c, hands.carla, found.task, "Does she live alone?", TERMS))
    await hands.place.put(request | {"priority": "urgent", "reasonCode": [{"text": "Fell again"}]})
    after = await hands.standing("r1")
    assert (after.state, after.urgent, after.reason, after.task) == ("asked", True, "Fell again", found.task)


async def test_a_withdrawn_referral_leaves_nothing_open(hands: Hands) -> None:
    hanna = await hands.place.account("hanna", "homecare-a", "home-care")
    request = await hands.receive("r1")
    await hands.receive("r2")
    first, second = await hands.standing("r1"), await hands.standing("r2")
    await hands.do(hands.carla, lambda c: hands.triage.join(c, hands.carla, second.task, first.task, TERMS))
    await hands.do(
        hands.carla, lambda c: hands.triage.redirect(c, hands.carla, first.task, "homecare-a", "Theirs", TERMS)
    )
    offer = await hands.asked("r1", state.OFFER)
    await hands.place.put(request | {"status": "revoked"})
    assert (await hands.standing("r1")).state == "withdrawn"
    assert (await hands.standing("r2")).state == "waiting"
    assert (await hands.asked("r1", state.OFFER)).status == "cancelled"
    assert "No longer needed: the sender withdrew the referral" in await hands.told("homecare-a")
    with pytest.raises((Conflict, NotFound)):
        await hands.do(hanna, lambda c: hands.triage.reply(c, hanna, offer.task, True, "", TERMS))


async def test_two_who_decide_at_once_decide_once(hands: Hands) -> None:
    await hands.receive("r1")
    found = await hands.standing("r1")
    acts: list[Callable[[Connection], Awaitable[Any]]] = [
        lambda c: hands.triage.decide(c, hands.carla, found.task, True, "", TERMS, 1),
        lambda c: hands.triage.decide(c, hands.carla, found.task, False, "No", TERMS, 1),
        lambda c: hands.triage.ask(c, hands.carla, found.task, "Why?", TERMS, 1),
        lambda c: hands.triage.redirect(c, hands.carla, found.task, "zone-2", "Theirs", TERMS, 1),
    ]
    outcomes = await asyncio.gather(*(hands.do(hands.carla, act) for act in acts), return_exceptions=True)
    assert sum(isinstance(outcome, Conflict) for outcome in outcomes) == 3, outcomes


# Whatever happens


async def holds(hands: Hands) -> None:
    """What must be true of every referral that was received, at any moment between transactions."""
    async with hands.place.database.transaction() as connection:
        rows = [dict(row) for row in await connection.fetch("SELECT * FROM care.referral")]
        tasks = {row["id"]: dict(row) for row in await connection.fetch("SELECT * FROM care.task")}
        notices = await connection.fetch(TOLD)
    for name in hands.received:
        found = [row for row in rows if row["request"] == f"ServiceRequest/{name}"]
        live = [row for row in found if row["state"] not in ("decided", "withdrawn")]
        if name in hands.withdrawn:
            assert live == [], name
            continue
        assert len(live) + any(row["state"] == "decided" for row in found) >= 1, f"{name} is lost"
        assert len(live) <= 1, f"{name} stands in two places"
        for row in found:
            task = tasks[row["task"]]
            heads = [each for each in rows if each["task"] == row["head"]]
            assert task["team"] in ("zone-1", "zone-2"), "nobody owns it"
            assert (row["state"] == "decided") == (row["outcome"] != "")
            if row["state"] == "joined":
                assert [head["state"] in ("waiting", "asked", "redirected") for head in heads] == [True]
            if row["state"] == "decided":
                answers = [n for n in notices if n["about"] == row["request"] and n["recipient"] == row["sender"]]
                assert row["answer"] in {n["message"] for n in answers}, f"{name} is not answered"
            if row["state"] in ("asked", "redirected"):
                code = state.QUESTION if row["state"] == "asked" else state.OFFER
                waits = [t for t in tasks.values() if (t["code"], t["focus"]) == (code, row["request"])]
                assert [t for t in waits if t["status"] == "requested"], f"nobody is {row['state']} for {name}"
            if row["state"] in ("waiting", "redirected"):
                assert task["status"] in ("requested", "in-progress"), "its clock does not run"
                assert task["due"] is not None
    for task in tasks.values():
        if task["code"] == state.OFFER and task["status"] == "requested":
            of = [row for row in rows if row["request"] == task["focus"] and row["state"] == "redirected"]
            assert of, "somebody is still asked to take on what is settled"


@dataclass
class Hazard:
    """Does acts of people at random: pressed twice, killed in the middle, on what others changed meanwhile."""

    hands: Hands
    random: Random
    left: int = 0
    """Writes until the process is killed; none where it is not."""
    done: int = 0

    async def attempt(self, by: Account, act: Callable[..., Awaitable[Any]], *given: Any) -> None:
        self.left = self.random.randint(1, 4) if self.random.random() < 0.25 else 0
        for _ in range(self.random.choice((1, 1, 2))):  # a repeat is a second press of the same button
            try:
                async with self.hands.place.database.transaction(by.id) as connection:
                    await act(connection, by, *given)
                self.done += 1
            except (Conflict, Refused, NotFound, Killed):
                continue
            finally:
                self.left = 0
        await holds(self.hands)

    def burn(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise Killed

    async def receive(self) -> None:
        parties = ("Organization/gp-01", "Organization/acute", "Patient/p17")
        self.hands.place.clock.set(self.hands.place.clock.now() + timedelta(minutes=self.random.randint(1, 600)))
        sender = {"reference": self.random.choice(parties)}
        await self.hands.receive(f"r{len(self.hands.received)}", requester=sender)

    async def once(self) -> None:
        """One thing happens."""
        name = self.random.choice([*self.hands.received, "new"])
        if name == "new" and len(self.hands.received) < 7:
            await self.receive()
        elif name != "new" and name not in self.hands.withdrawn:
            found = await self.hands.standing(name)
            acts = (self.asks, self.replies, self.replies, self.decides, self.joins, self.corrects, self.passes)
            theirs = self.hands.carla if found.team == "zone-1" else self.hands.petra
            by = theirs if self.random.random() < 0.8 else self.random.choice((self.hands.carla, self.hands.petra))
            await self.random.choice(acts)(name, found, by)
        await holds(self.hands)

    async def asks(self, name: str, found: Standing, by: Account) -> None:
        if self.random.random() < 0.4:
            await self.attempt(by, self.hands.triage.ask, found.task, "Why?", TERMS)
        elif (to := self.random.choice(("zone-1", "zone-2", "homecare-a"))) != found.team:
            await self.attempt(by, self.hands.triage.redirect, found.task, to, "So", TERMS)

    async def replies(self, name: str, found: Standing, by: Account) -> None:
        async with self.hands.place.database.transaction() as connection:
            asked = await queue.asked_about(connection, found.request)
        for each in asked[-2:]:
            if each.code == state.OFFER:
                takes = self.random.random() < 0.5
                await self.attempt(by, self.hands.triage.reply, each.task, takes, "Because", TERMS)
            else:
                await self.attempt(by, self.hands.triage.answer, each.task, "Yes")

    async def decides(self, name: str, found: Standing, by: Account) -> None:
        if self.random.random() < 0.3:
            await self.attempt(by, self.hands.triage.decide, found.task, self.random.random() < 0.5, "So", TERMS)
        else:
            await self.attempt(by, self.hands.triage.take_back, found.task)

    async def joins(self, name: str, found: Standing, by: Account) -> None:
        others = [other for other in self.hands.received if other not in self.hands.withdrawn]
        other = await self.hands.standing(self.random.choice(others))
        if self.random.random() < 0.3:
            await self.attempt(by, self.hands.triage.part, found.task)
        elif other.task != found.task:
            await self.attempt(by, self.hands.triage.join, found.task, other.task, TERMS)

    async def corrects(self, name: str, found: Standing, by: Account) -> None:
        """The sender says it otherwise, or withdraws it; what is decided already stays decided."""
        priority = {"priority": self.random.choice(("urgent", "routine"))}
        self.hands.received[name] |= priority
        if self.random.random() < 0.2 and found.state != "decided":
            async with self.hands.place.database.transaction() as connection:
                query = "SELECT count(*) FROM care.referral WHERE request = $1 AND state = 'decided'"
                decided = await connection.fetchval(query, found.request)
            if not decided:
                self.hands.withdrawn.add(name)
                self.hands.received[name] |= {"status": "revoked"}
        await self.hands.place.put(self.hands.received[name])

    async def passes(self, name: str, found: Standing, by: Account) -> None:
        self.hands.place.clock.set(self.hands.place.clock.now() + timedelta(days=self.random.randint(1, 9)))
        await self.hands.place.settle()


@pytest.mark.parametrize("seed", range(12))
async def test_whatever_happens_nothing_is_lost(hands: Hands, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    hazard, write = Hazard(hands, Random(seed)), Record.write

    async def failing(self: Record, *given: Any, **more: Any) -> None:
        hazard.burn()
        await write(self, *given, **more)

    monkeypatch.setattr(Record, "write", failing)
    for _ in range(60):
        await hazard.once()
    assert hazard.done >= 3

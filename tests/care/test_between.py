"""Between two organisations nothing is lost: a referral by HL7 v2 is answered to the system that sent it, passed on to
another's, and what that answers completes it; once, whatever is repeated, and by people where systems fail."""

import asyncio
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from careweft.access.accounts import Account
from careweft.base.clock import SetClock
from careweft.base.db import Database
from careweft.base.outbox import Worker
from careweft.care import undelivered
from careweft.care.entry import queue, state
from careweft.care.record import Record
from careweft.care.tasks import Filter, Step, worklist
from careweft.feeds import mllp
from careweft.feeds.batch import ANSWER
from careweft.feeds.hl7.message import Message, split
from careweft.feeds.model import Receipt
from careweft.feeds.moving import Mover
from careweft.feeds.outgoing import dispatch
from careweft.feeds.outgoing import queue as letters
from careweft.feeds.outgoing.dispatch import Dispatcher
from careweft.feeds.outgoing.ports import Ports
from careweft.feeds.process import Feeds
from careweft.feeds.sources import declare, declare_mapping
from careweft.fhir.jsontext import loads
from careweft.models import wire
from careweft.people.index import Index
from tests.care.place import TERMS, ZONE, Place

REF = (
    "MSH|^~\\&|PAS|ACUTE|CAREWEFT|PLACE|20260115100000||REF^{trigger}|C{n}|P|2.5\r"
    "RF1|P|S|HOM^Home Care^HL70281|||R123^PAS|20260115093000|||2^Falls \\T\\ fear^L\r"
    "PRD|RP^Referring^HL70286|Hale^George^^^Dr\r"
    "PID|1||P77^^^ACUTE^MR~9990000018^^^NHS^NH||Marsh^Edith^Rose||19410302|F\r"
    "PD1|||The Surgery^^^^^^^^^gp-01\r"
)
RRI = (
    "MSH|^~\\&|HC|homecare-a|CAREWEFT|CAREWEFT|20260115110000||RRI^I12|{n}|P|2.5\r"
    "MSA|AA|X\rRF1|{status}|||||{task}^CAREWEFT|||20260115110000||H9\r"
    "PRD|RT|Nightingale\rPID|1||ours||Somebody^Else\rNTE|1||{text}\r"
)


class Killed(BaseException):
    """The worker was killed."""


@dataclass
class Between:
    place: Place
    feeds: Feeds
    dispatcher: Dispatcher
    carla: Account
    folder: Path

    async def send(self, raw: str, source: str, kind: str = "hl7") -> str:
        async with self.place.database.transaction() as connection:
            receipt = await self.feeds.receive(connection, source, kind, raw.encode())
        return await self.settle(receipt)

    async def settle(self, receipt: Receipt) -> str:
        acknowledge = self.place.triage.acknowledge
        await Worker(
            self.place.database, {"message": self.feeds.process, "event": self.place.on_event, ANSWER: acknowledge}
        ).drain()
        async with self.place.database.transaction() as connection:
            assert await connection.fetch("SELECT reason FROM base.dead_letter") == []
            await self.place.triage.take_answers(connection, TERMS)
        return receipt.outcome

    async def decide(self, *, accepts: bool = True, note: str = "") -> None:
        found = await self.standing()
        async with self.place.database.transaction(self.carla.id) as connection:
            await self.place.triage.decide(connection, self.carla, found.task, accepts, note, TERMS)

    async def quarantined(self) -> list[str]:
        async with self.place.database.transaction() as connection:
            rows = await connection.fetch("SELECT reason FROM feeds.message WHERE state = 'quarantined' ORDER BY id")
        return [row["reason"] for row in rows]

    async def declared(self, source: str, address: str = "folder", form: str = "hl7") -> None:
        text = f'[outgoing]\naddress = "{address}"\nform = "{form}"\n'
        async with self.place.database.transaction() as connection:
            await declare_mapping(connection, source, text, "test")

    async def standing(self) -> queue.Standing:
        async with self.place.database.transaction() as connection:
            (request,) = await connection.fetch("SELECT DISTINCT request FROM care.referral")
            found = await queue.standing(connection, request["request"])
        assert found
        return found

    async def pass_on(self, why: str = "Theirs") -> queue.Asked:
        """Pass it on to the home care agency; what they are asked by."""
        found = await self.standing()
        async with self.place.database.transaction(self.carla.id) as connection:
            await self.place.triage.redirect(connection, self.carla, found.task, "homecare-a", why, TERMS)
            return (await queue.asked_about(connection, found.request))[-1]

    async def messages(self, to: str) -> list[Message]:
        """What was delivered to an organisation, in order."""
        await self.dispatcher.turn()
        async with self.place.database.transaction() as connection:
            rows = await connection.fetch(
                "SELECT key FROM feeds.outgoing WHERE recipient = $1 AND state = 'sent' ORDER BY number", to
            )
        return [split((self.folder / to / f"{row['key']}.hl7").read_bytes()) for row in rows]

    async def rows(self, columns: str) -> list[tuple[Any, ...]]:
        return await self.place.rows("feeds.outgoing", columns)


def said(message: Message) -> tuple[str, ...]:
    """Type, status, who has it, and the words."""
    rf1, note = message.first("RF1"), message.first("NTE")
    assert rf1
    assert note
    held = [prd.text(2) or "" for prd in message.all("PRD") if prd.text(1) == "RT"]
    return (message.kind, rf1.text(1) or "", "".join(held), note.text(3) or "")


@pytest.fixture
async def between(worker_db: Database, clock: SetClock, tmp_path: Path) -> Between:
    place = Place(worker_db, clock)
    await place.set_up()
    async with worker_db.transaction() as connection:
        for code, kind in (
            ("acute", "hospital"),
            ("homecare-a", "home-care"),
            ("gp-01", "practice"),
            ("gp-02", "practice"),
        ):
            await declare(connection, code, name=f"The {code}", kind=kind)
    feeds = Feeds(place.store, Index([Mover(place.store), letters.hand_over]), clock, ZONE)
    carla = await place.account("carla", "zone-1", "coordinator")
    found = Between(place, feeds, Dispatcher(worker_db, Ports(tmp_path)), carla, tmp_path)
    for source in ("acute", "homecare-a"):
        await found.declared(source)
    return found


async def test_a_referral_goes_from_system_to_system_and_its_outcome_all_the_way_back(between: Between) -> None:
    await between.send(REF.format(trigger="I12", n=1), "acute")
    offer = await between.pass_on("They know her | well")
    (asked,) = await between.messages("homecare-a")
    assert said(asked) == ("REF^I12", "P", "The homecare-a", "Please take on a referral: They know her | well")
    rf1, pid = asked.first("RF1"), asked.first("PID")
    assert rf1
    assert pid
    assert (rf1.text(6), rf1.text(2), rf1.text(10, 2)) == (offer.task, "S", "Falls & fear")
    assert (pid.text(5), pid.text(5, 2), pid.text(7)) == ("Marsh", "Edith", "19410302")
    assert "9990000018" in [value.text(1) for value in pid.values(3)]
    received, first = await between.messages("acute")
    assert said(received)[:3] == ("RRI^I12", "P", "Zone 1")
    assert said(first)[:3] == ("RRI^I12", "P", "The homecare-a")

    answer = RRI.format(n="H1", status="A", task=offer.task, text="We start on Monday")
    assert await between.send(answer, "homecare-a") == "received"
    done = await between.standing()
    assert (done.state, done.outcome) == ("decided", "redirected")
    assert "We start on Monday It is with Nightingale" in done.answer
    last = (await between.messages("acute"))[-1]
    assert said(last)[:3] == ("RRI^I12", "A", "The homecare-a")
    assert "We start on Monday" in said(last)[3]
    rf1, pid, msa = last.first("RF1"), last.first("PID"), last.first("MSA")
    assert rf1
    assert pid
    assert msa
    assert (rf1.text(6), rf1.text(6, 2), msa.text(2)) == ("R123", "PAS", "C1")
    assert (pid.text(3), pid.values(3)[0].text(5)) == ("P77", "MR")

    before = await between.rows("key, state, attempts")
    assert await between.send(answer, "homecare-a") == "duplicate"
    await between.send(answer.replace("|H1|", "|H2|"), "homecare-a")  # told again under another id
    assert await between.send(REF.format(trigger="I12", n=1), "acute") == "duplicate"
    await between.dispatcher.turn()
    assert await between.rows("key, state, attempts") == before


async def test_who_does_not_take_it_on_gives_it_back_and_the_sender_hears(between: Between) -> None:
    await between.send(REF.format(trigger="I12", n=1), "acute")
    offer = await between.pass_on()
    await between.send(RRI.format(n="H0", status="P", task=offer.task, text="We look"), "homecare-a")
    assert (await between.standing()).state == "redirected"  # pending is no answer yet
    await between.send(RRI.format(n="H1", status="R", task=offer.task, text="We are full"), "homecare-a")
    assert (await between.standing()).state == "waiting"
    await between.decide()
    told = [said(each)[1:3] for each in await between.messages("acute")]
    assert told == [("P", "Zone 1"), ("P", "The homecare-a"), ("P", "Zone 1"), ("A", "Zone 1")]


async def test_what_is_taken_back_is_cancelled_there_and_a_yes_too_late_waits_for_somebody(between: Between) -> None:
    await between.send(REF.format(trigger="I12", n=1), "acute")
    offer = await between.pass_on()
    found = await between.standing()
    async with between.place.database.transaction(between.carla.id) as connection:
        await between.place.triage.take_back(connection, between.carla, found.task)
    sent = await between.messages("homecare-a")
    assert [each.kind for each in sent] == ["REF^I12", "REF^I14"]
    numbers = [rf1.text(6) for each in sent if (rf1 := each.first("RF1"))]
    assert numbers == [offer.task, offer.task]
    await between.send(RRI.format(n="H1", status="A", task=offer.task, text="Yes"), "homecare-a")
    await between.send(RRI.format(n="H2", status="A", task="nobodys", text="Yes"), "homecare-a")
    await between.send(RRI.format(n="A1", status="A", task=offer.task, text="Yes"), "acute")
    assert (await between.standing()).state == "waiting"
    reasons = await between.quarantined()
    assert ["too late" in reason for reason in reasons] == [True, False, False]
    assert ["nothing of that number" in reason for reason in reasons] == [False, True, True]


async def test_each_message_of_a_sender_is_answered_with_where_its_referral_stands(between: Between) -> None:
    for n, trigger in enumerate(("I12", "I13", "I15"), 1):
        await between.send(REF.format(trigger=trigger, n=n), "acute")
    await between.decide(note="We start on Monday")
    for n, trigger in enumerate(("I15", "I14", "I14"), 4):
        await between.send(REF.format(trigger=trigger, n=n), "acute")
    assert await between.send(REF.format(trigger="I15", n=4), "acute") == "duplicate"
    told = await between.messages("acute")
    assert [said(each)[:3] for each in told] == [
        ("RRI^I12", "P", "Zone 1"),
        ("RRI^I13", "P", "Zone 1"),
        ("RRI^I15", "P", "Zone 1"),
        ("RRI^I12", "A", "Zone 1"),  # the decision
        ("RRI^I15", "A", "Zone 1"),
        ("RRI^I14", "A", "Zone 1"),
        ("RRI^I14", "A", "Zone 1"),
    ]
    assert [msa.text(2) for each in told if (msa := each.first("MSA"))] == ["C1", "C2", "C3", "C1", "C4", "C5", "C6"]
    assert "We start on Monday" in said(told[4])[3]
    assert "decided before you took it back" in said(told[5])[3]


async def test_what_is_taken_back_after_the_decision_is_for_people_to_decide_once(between: Between) -> None:
    await between.send(REF.format(trigger="I12", n=1), "acute")
    await between.decide()
    await between.send(REF.format(trigger="I14", n=2), "acute")
    await between.send(REF.format(trigger="I14", n=3), "acute")
    assert await between.place.rows('facts."case"', "status, team") == [("active", "zone-1")]
    async with between.place.database.transaction() as connection:
        (task,) = await worklist(connection, Filter(code=state.TAKEN_BACK))
    assert (task.team, task.title) == ("zone-1", "A referral was taken back after the decision")
    async with between.place.database.transaction(between.carla.id) as connection:
        await between.place.tasks.step(connection, between.carla, task.id, Step("completed"))
    await between.place.tell_again()
    await between.send(REF.format(trigger="I14", n=4), "acute")
    assert await between.place.rows("care.task", "code, status") == [
        (state.TAKEN_BACK, "completed"), ("triage", "completed"),
    ]  # fmt: skip
    assert (await between.standing()).outcome == "accepted"


async def test_what_others_took_on_and_is_taken_back_then_is_taken_back_from_them(between: Between) -> None:
    await between.send(REF.format(trigger="I12", n=1), "acute")
    offer = await between.pass_on()
    await between.send(RRI.format(n="H1", status="A", task=offer.task, text="Yes"), "homecare-a")
    for n in (2, 3):
        await between.send(REF.format(trigger="I14", n=n), "acute")
    assert [each.kind for each in await between.messages("homecare-a")] == ["REF^I12", "REF^I14"]


async def test_a_referral_that_is_taken_back_before_it_comes_waits_for_nobody(between: Between) -> None:
    await between.send(REF.format(trigger="I14", n=2).replace("20260115100000", "20260115103000"), "acute")
    await between.send(REF.format(trigger="I12", n=1), "acute")  # sent before, and late
    await between.place.tell_again()
    assert await between.place.rows("care.referral", "task, state") == []
    told = await between.messages("acute")
    assert [said(each)[:2] for each in told] == [("RRI^I14", "E"), ("RRI^I12", "E")]
    await between.send(REF.format(trigger="I12", n=3).replace("20260115100000", "20260115110000"), "acute")
    assert (await between.standing()).state == "waiting"  # it is sent anew after all


@pytest.mark.parametrize("trigger", ["I13", "I14", "I15"])
async def test_nobody_but_its_sender_says_anything_of_a_referral(between: Between, trigger: str) -> None:
    await between.send(REF.format(trigger="I12", n=1), "acute")
    await between.send(REF.format(trigger=trigger, n=9), "homecare-a")
    await between.send(REF.format(trigger="I15", n=8).replace("R123", "R999"), "acute")
    other, unknown = await between.quarantined()
    assert "sent by somebody else" in other
    assert "no referral of that number" in unknown
    assert (await between.standing()).state == "waiting"
    assert [each.kind for each in await between.messages("homecare-a")] == []
    assert len(await between.messages("acute")) == 1


async def test_killed_while_it_answers_it_answers_once(between: Between, monkeypatch: pytest.MonkeyPatch) -> None:
    put = letters.put

    async def killed(*given: Any) -> bool:
        await put(*given)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(letters, "put", killed)
        with pytest.raises(Killed):
            await between.send(REF.format(trigger="I12", n=1), "acute")
    assert await between.rows("key, state") == []
    await between.send(REF.format(trigger="I15", n=2), "acute")
    assert [each.kind for each in await between.messages("acute")] == ["RRI^I12", "RRI^I15"]


async def test_a_sender_of_fhir_is_told_by_a_fhir_message_and_one_without_a_system_by_somebody(
    between: Between,
) -> None:
    await between.declared("gp-01", form="fhir")
    for practice, number, nhs in (("gp-01", "R1", "9990000018"), ("gp-02", "R2", "9990000026")):
        who = wire.Person("p1", "Marsh", "Edith", date(1941, 3, 2), "female", nhs, practice, "TQ5 2AA")
        request = wire.referral(who, between.place.clock.now(), "Falls", False, number)
        await between.send(wire.bundle(f"m-{number}", [wire.patient(who), request]).decode(), practice, "fhir")
    for standing in await between.place.rows("care.referral", "sender, task"):
        team = "petra" if standing[0] == "gp-02" else ""
        by = await between.place.account(team, "zone-2", "coordinator") if team else between.carla
        async with between.place.database.transaction(by.id) as connection:
            await between.place.triage.decide(connection, by, standing[1], True, "On Monday", TERMS)
    (row,) = await between.rows("recipient, form, body")
    header, task, request, patient = (entry["resource"] for entry in loads(row[2])["entry"])
    assert row[:2] == ("gp-01", "fhir")
    assert header["response"] == {"identifier": "https://example.org/messages|m-R1", "code": "ok"}
    assert (task["status"], task["owner"]["display"]) == ("accepted", "Zone 1")
    assert task["output"][0]["valueString"] == "Your referral was accepted. On Monday"
    assert "note" not in task
    assert (request["resourceType"], patient["birthDate"]) == ("ServiceRequest", "1941-03-02")
    async with between.place.database.transaction() as connection:
        told = await worklist(connection, Filter(code=state.TELL))
    assert [(each.team, each.why) for each in told] == [("zone-2", "Your referral was accepted. On Monday")]


async def test_nothing_leaves_for_whom_the_person_does_not_let_see_them(between: Between) -> None:
    await between.send(REF.format(trigger="I12", n=1), "acute")
    async with between.place.database.transaction() as connection:
        (row,) = await connection.fetch("SELECT DISTINCT person_id, id FROM fhir.location WHERE type = 'Patient'")
    refuses = {
        "resourceType": "Consent",
        "id": "c1",
        "status": "active",
        "scope": {"coding": [{"code": "patient-privacy"}]},
        "category": [{"coding": [{"code": "59284-0"}]}],
        "patient": {"reference": f"Patient/{row['id']}"},
        "policyRule": {"coding": [{"code": "OPTIN"}]},
        "provision": {"provision": [{"type": "deny", "actor": [{"role": {"coding": [{"code": "PRCP"}]},
                      "reference": {"reference": "Organization/homecare-a"}}]}]},
    }  # fmt: skip
    await between.place.put(refuses, person_id=row["person_id"])
    await between.pass_on()
    assert {row[0] for row in await between.rows("recipient, state")} == {"acute"}


async def test_where_a_system_cannot_be_reached_people_are_asked_once(
    between: Between, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatch, "PAUSES", (0, 0))
    await between.declared("acute", "mllp://127.0.0.1:9")  # discard: nobody listens
    await between.send(REF.format(trigger="I12", n=1), "acute")
    await between.pass_on()
    await between.dispatcher.turn()
    assert ("acute", "failed", 3) in await between.rows("recipient, state, attempts")

    async def hand() -> int:
        async with between.place.database.transaction() as connection:
            return await undelivered.hand_to_people(connection, Record(between.place.store, between.place.clock))

    assert [await hand(), await hand()] == [1, 0]
    async with between.place.database.transaction() as connection:
        (task,) = await worklist(connection, Filter(code=state.TELL))
    assert (task.title, task.team, task.why[:30]) == ("Tell acute", "zone-1", "Your referral was passed on to")


async def test_killed_after_a_delivery_it_is_delivered_again_as_the_same_and_two_workers_deliver_it_once(
    between: Between, monkeypatch: pytest.MonkeyPatch
) -> None:
    await between.send(REF.format(trigger="I12", n=1), "acute")
    await between.pass_on()
    deliver = Ports.deliver

    async def killed(ports: Ports, *given: Any) -> None:
        await deliver(ports, *given)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(Ports, "deliver", killed)
        with pytest.raises(Killed):
            await between.dispatcher.turn()
    before = sorted(each.name for each in between.folder.rglob("*.hl7"))
    assert len(before) == 1
    await asyncio.gather(between.dispatcher.turn(), between.dispatcher.turn())
    assert [(state, tries) for _, state, tries in await between.rows("key, state, attempts")] == [("sent", 1)] * 3
    assert len(list(between.folder.rglob("*.hl7"))) == 3
    assert before[0] in {each.name for each in between.folder.rglob("*.hl7")}

    async def odd(ports: Ports, *given: Any) -> None:
        raise KeyError("foreseen by nobody")

    async with between.place.database.transaction() as connection:
        await connection.execute("UPDATE feeds.outgoing SET state = 'waiting'")
    monkeypatch.setattr(Ports, "deliver", odd)
    await between.dispatcher.turn()
    reasons = {reason for _, reason in await between.rows("key, reason")}
    assert "it could not be delivered (KeyError)" in reasons


async def test_a_listener_says_whether_it_is_safe_there(between: Between) -> None:
    """Our own listener stands for the other system: its AA is safe, its AE is never sent again."""
    listener = mllp.Listener(between.feeds, between.place.database)
    async with listener.listening("127.0.0.1", 0) as port:
        await between.declared("homecare-a", f"mllp://127.0.0.1:{port}")
        await between.send(REF.format(trigger="I12", n=1), "acute")
        await between.pass_on()
        assert await between.dispatcher.turn() > 0
    assert ("homecare-a", "sent", 1) in await between.rows("recipient, state, attempts")
    async with between.place.database.transaction() as connection:
        kept = await connection.fetchval("SELECT type FROM feeds.message WHERE source = 'zone-1'")
    assert kept == "REF^I12"

"""A letter goes once to the system of whoever is told of it, its new edition once more, and where it is taken back,
that; one that takes another's place does so in whatever order they come."""

from base64 import b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from careweft.base.clock import SetClock
from careweft.base.db import Connection, Database
from careweft.base.outbox import Item
from careweft.care.effects import Effects
from careweft.care.letters import ARRIVED, Letters
from careweft.care.reactions import Tell, effects_of
from careweft.care.record import Record
from careweft.care.transitions.known import Whose
from careweft.care.transitions.terms import Terms
from careweft.facts import events, person_facts
from careweft.feeds.hl7.message import split
from careweft.feeds.hl7.understand import understand
from careweft.feeds.sources import declare_mapping
from careweft.fhir.jsontext import loads
from careweft.fhir.stored import Origin
from tests.care.place import PERSON, ZONE, Place, patient, reaction

TOLD = (reaction("letters", f"{ARRIVED} where letter.kind == 'discharge-summary'", Tell(("gp",))),)
MARKS = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
TEXT = "Warfarin is stopped.\nApixaban | 5 mg"


@dataclass
class Post(Place):
    """A place whose practice is told of discharge letters."""

    def __post_init__(self) -> None:
        super().__post_init__()
        record = Record(self.store, self.clock)
        self.effects, self.letters = Effects(record), Letters(record, lambda: "coordinator")

    async def on_event(self, connection: Connection, item: Item) -> None:
        event = await events.read(connection, item.payload["person_id"], item.payload["key"])
        facts = await person_facts.load(connection, event.person_id)
        await self.effects.reconcile(connection, event, effects_of(TOLD, event, facts, ZONE))
        if event.kind == ARRIVED:
            await self.letters.on_event(connection, event, facts)

    async def receives(self, form: str) -> None:
        async with self.database.transaction() as connection:
            text = f'[outgoing]\naddress = "folder"\nform = "{form}"\n'
            await declare_mapping(connection, "gp-01", text, "test")

    async def sends(self, *resources: dict[str, Any], source: str = "acute") -> None:
        async with self.database.transaction() as connection:
            await self.store.put(connection, PERSON, resources, Origin(source, None, self.clock.now()))
        await self.settle()

    async def left(self) -> list[bytes]:
        async with self.database.transaction() as connection:
            rows = await connection.fetch("SELECT body FROM feeds.outgoing ORDER BY number")
        return [bytes(row["body"]) for row in rows]

    async def kinds(self) -> list[tuple[str, str, str]]:
        """Each message with the document's number and that of the one that it replaces."""
        found = []
        for body in await self.left():
            message = split(body)
            txa = message.first("TXA")
            assert txa
            found.append((message.kind, txa.text(12) or "", txa.text(13) or ""))
        return found

    async def status(self, name: str) -> str:
        async with self.database.transaction() as connection:
            held = await self.store.read(connection, "DocumentReference", name)
        assert held
        return str(held.resource["status"])


def letter(name: str = "d1", replaces: str = "", **more: Any) -> list[dict[str, Any]]:
    binary = {
        "resourceType": "Binary",
        "id": f"{name}-text",
        "contentType": "text/plain",
        "data": b64encode(TEXT.encode()).decode(),
    }
    target = {"reference": f"DocumentReference/{replaces}"}
    document = {
        "resourceType": "DocumentReference",
        "id": name,
        "masterIdentifier": {"value": name.upper()},
        "status": "current",
        "type": {"coding": [{"system": "http://loinc.org", "code": "18842-5"}], "text": "Discharge summary"},
        "subject": {"reference": "Patient/p1"},
        "date": "2026-01-13T14:00:00Z",
        "author": [{"display": "Nora Birk"}],
        **({"relatesTo": [{"code": "replaces", "target": target}]} if replaces else {}),
        "content": [{"attachment": {"contentType": "text/plain", "url": f"Binary/{name}-text"}}],
    }
    return [binary, document | more]


@pytest.fixture
async def post(worker_db: Database, clock: SetClock) -> Post:
    made = Post(worker_db, clock)
    await made.set_up()
    await made.put(patient())
    return made


async def test_a_letter_its_edition_and_its_withdrawal_leave_once_each(post: Post) -> None:
    await post.receives("hl7")
    await post.sends(*letter())
    await post.sends(*letter())
    await post.tell_again()
    (body,) = await post.left()
    found = understand(split(body), "acute", ZONE, datetime(2026, 1, 13, tzinfo=UTC), "1")
    read = {note.resource["resourceType"]: note.resource for note in found.records}
    assert read["Binary"]["data"] == b64encode(TEXT.encode()).decode()
    assert read["DocumentReference"]["type"]["text"] == "Discharge summary"
    assert read["DocumentReference"]["author"] == [{"display": "Nora Birk"}]
    assert read["DocumentReference"]["date"] == "2026-01-13T14:00:00+00:00"
    await post.sends(*letter(description="With the list of medicines"))
    await post.sends(*letter(status="entered-in-error"))
    await post.tell_again()
    assert await post.kinds() == [("MDM^T02", "D1", ""), ("MDM^T08", "D1", ""), ("MDM^T11", "D1", "")]
    notices = await post.rows("care.notice", "recipient, state")
    assert notices == [("gp-01", "cancelled")]


@pytest.mark.parametrize("order", [("d1", "d2"), ("d2", "d1")])
async def test_a_letter_in_anothers_place_supersedes_it_in_whatever_order(post: Post, order: tuple[str, str]) -> None:
    await post.receives("hl7")
    replaces = {"d1": "", "d2": "d1"}
    for name in order:
        await post.sends(*letter(name, replaces[name]))
    await post.tell_again()
    assert [await post.status(name) for name in ("d1", "d2")] == ["superseded", "current"]
    in_turn = [("MDM^T02", "D1", ""), ("MDM^T10", "D2", "D1")]
    assert await post.kinds() == (in_turn if order == ("d1", "d2") else [("MDM^T02", "D2", "")])
    await post.sends(*letter("d3", "d2"), source="other")  # what another sent is not theirs to replace
    assert await post.status("d2") == "current"


def test_the_letters_of_a_stay_stand_in_the_order_in_which_they_were_written_and_one_without_a_date_is_none() -> None:
    days = {"b": datetime(2026, 1, 2, tzinfo=UTC), "a": datetime(2026, 1, 3, tzinfo=UTC), "c": None}
    rows = [{"record": name, "stay": "Encounter/e", "kind": "discharge-summary", "at": at} for name, at in days.items()]
    whose = Whose(PERSON, {"letter": rows}, Terms(datetime(2026, 1, 1, tzinfo=UTC)))
    assert whose.letters("Encounter/e") == ("b", "a")
    assert whose.letters("Encounter/e", "referral-note") == whose.letters("Encounter/f") == ()


async def test_a_letter_brings_along_nothing_of_somebody_else(post: Post) -> None:
    await post.receives("hl7")
    theirs = letter("d9")[0]
    await post.put(theirs, person_id=PERSON + 1)
    content = [{"attachment": {"contentType": "text/plain", "url": "Binary/d9-text"}}]
    await post.sends(letter(content=content)[1])
    (body,) = await post.left()
    assert split(body).all("OBX") == []


async def test_a_letter_leaves_as_a_fhir_message_and_for_nobody_who_may_not_see_the_person(post: Post) -> None:
    await post.receives("fhir")
    await post.sends(*letter())
    (body,) = await post.left()
    kinds = [entry["resource"]["resourceType"] for entry in loads(body)["entry"]]
    assert kinds == ["MessageHeader", "DocumentReference", "Binary", "Patient"]
    await post.sends(*letter("d2", meta={"security": [{"system": MARKS, "code": "V"}]}))
    assert len(await post.left()) == 1  # a practice sees nothing that is marked very restricted
    await post.put(patient() | {"managingOrganization": {"reference": "Organization/acute"}})  # no word of the practice
    await post.sends(*letter("d3"))
    assert len(await post.left()) == 1

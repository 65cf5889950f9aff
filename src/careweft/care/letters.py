"""Letters of others, such as a hospital's discharge letter: passed on to the systems of those who are told of them, and
put aside where another takes their place.

Who is told a model says (`on: letter-arrived`). The key of what leaves is (letter, its version, receiver): a letter is
sent once, its new edition once more, and where it is taken back, that.
"""

from base64 import b64decode
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from careweft.base.db import Connection
from careweft.base.errors import NotFound
from careweft.care import teams
from careweft.care.outward import known_by, message
from careweft.care.reactions import Facts
from careweft.care.record import Record
from careweft.care.resources import Resource, id_of, last_part
from careweft.facts.events import Event
from careweft.feeds.hl7 import letter as hl7
from careweft.feeds.outgoing import queue
from careweft.feeds.outgoing.address import Address
from careweft.feeds.outgoing.queue import Letter
from careweft.fhir.jsontext import dumps

ARRIVED: Final = "letter-arrived"
GIVE: Final = "give-letter"
_TOLD = "SELECT recipient, state FROM care.notice WHERE person_id = $1 AND about = $2 ORDER BY recipient, id"


class Letters:
    """Works through the record. `lead` is the role that gives a letter where a system does not take it."""

    def __init__(self, record: Record, lead: Callable[[], str]) -> None:
        self._record, self._lead = record, lead

    async def on_event(self, connection: Connection, event: Event, facts: Facts) -> None:
        """What follows when a letter arrives, is written anew or taken back, once its notices are written."""
        await self._put_aside(connection, event.person_id, facts)
        place = event.key.rpartition("/")[0]
        try:
            _, version, body = await self._record.find(connection, place)
        except NotFound:
            return
        told: dict[str, str] = {}
        for row in await connection.fetch(_TOLD, event.person_id, place):
            told[row["recipient"]] = "sent" if "sent" in (row["state"], told.get(row["recipient"])) else row["state"]
        for recipient, state in told.items():
            holds = state == "sent" and body["status"] == "current"
            if holds or body["status"] == "entered-in-error":
                await self._send(connection, event.person_id, body, version, recipient)

    async def _put_aside(self, connection: Connection, person_id: int, facts: Facts) -> None:
        """A letter that another of the same sender replaces is superseded, whichever came first."""
        known = {row["record"] for row in facts.get("letter", ())}
        for body in await self._record.read_many(connection, sorted(known)):
            for gone in known.intersection(_replaced(body)):
                old, by = await self._record.sent(connection, gone)
                _, sender = await self._record.sent(connection, f"DocumentReference/{body['id']}")
                if by == sender and old["status"] == "current":
                    await self._record.write(connection, person_id, old | {"status": "superseded"})

    async def _send(self, connection: Connection, person_id: int, body: Resource, version: int, recipient: str) -> None:
        """Let it leave for a receiver whose system is declared, in the form that this reads."""
        to, place = await queue.address_of(connection, recipient), f"DocumentReference/{body['id']}"
        had = await queue.was_told(connection, person_id, recipient, place)
        if to is None or to.form not in ("hl7", "fhir"):
            return
        if not (had if body["status"] != "current" else await queue.may_know(connection, person_id, recipient, place)):
            return
        key, now = id_of(f"{place}/{version}/{recipient}"), self._record.clock.now()
        content = await self._content(connection, person_id, body, (recipient, key), to, had=had)
        instead = {
            "code": GIVE,
            "title": f"Give a letter to {recipient}",
            "role": self._lead(),
            "team": await teams.of_person(connection, person_id),
            "practitioner": None,
            "due": (now + timedelta(days=1)).isoformat(),
            "escalate": "manager",
            "urgent": False,
            "why": "Their system could not be reached, or did not take it",
            "subject": body["subject"]["reference"],
        }
        await queue.put(connection, Letter(person_id, key, recipient, to.form, place, content, instead), now)

    async def _content(
        self, connection: Connection, person_id: int, body: Resource, named: tuple[str, str], to: Address, *, had: bool
    ) -> bytes:
        recipient, key = named
        now = self._record.clock.now()
        subject = await self._own(connection, person_id, recipient, [body["subject"]["reference"]])
        patient = known_by(subject[0] if subject else {"resourceType": "Patient", "id": last_part(body["subject"])})
        urls = [str(part["attachment"].get("url", "")) for part in body.get("content", ())]
        binaries = await self._own(connection, person_id, recipient, [u for u in urls if u.startswith("Binary/")])
        if to.form == "fhir":
            return dumps(message("letter", key, now, recipient, [body], *binaries, patient))
        _, sender = await self._record.sent(connection, f"DocumentReference/{body['id']}")
        replaces = await self._former(connection, person_id, body, recipient)
        document = hl7.Document(
            body,
            {f"Binary/{each['id']}": each for each in binaries},
            patient,
            await self._visit(connection, person_id, body, recipient),
            replaces,
            (sender, recipient),
            key.replace("-", "")[:20],
            now,
        )
        taken_back = body["status"] == "entered-in-error"
        return hl7.letter(document, "T11" if taken_back else "T08" if had else "T10" if replaces else "T02")

    async def _former(self, connection: Connection, person_id: int, body: Resource, recipient: str) -> str:
        """The number of the letter that this one replaces, where the receiver has that."""
        for gone in _replaced(body):
            if await queue.was_told(connection, person_id, recipient, gone):
                return hl7.number_of(await self._record.read(connection, gone))
        return ""

    async def _own(
        self, connection: Connection, person_id: int, recipient: str, references: Sequence[str]
    ) -> list[Resource]:
        """Those of these resources that are the person's own and that the receiver may know: a letter names what it
        likes."""
        found = []
        for reference in references:
            try:
                whose, _, body = await self._record.find(connection, reference)
            except NotFound:
                continue
            if whose == person_id and await queue.may_know(connection, person_id, recipient, reference):
                found.append(body)
        return found

    async def _visit(self, connection: Connection, person_id: int, body: Resource, recipient: str) -> str:
        """The number by which the sender knows the visit of a letter."""
        stays = [str(each.get("reference", "")) for each in body.get("context", {}).get("encounter", ())]
        found = await self._own(connection, person_id, recipient, stays)
        return next((str(each["identifier"][0]["value"]) for each in found if each.get("identifier")), "")


def title_of(body: Mapping[str, Any]) -> str:
    """What a letter or a report is called; empty where nothing says it."""
    concept = body.get("type") or body.get("code") or {}
    coding = (concept.get("coding") or [{}])[0]
    attachment = (body.get("content") or [{}])[0].get("attachment", {})
    named = (body.get("description"), concept.get("text"), coding.get("display"), attachment.get("title"))
    return next((str(each) for each in named if each), "")


async def text_of(connection: Connection, record: Record, body: Resource) -> str:
    """The text of a letter, inside it or in a Binary; empty where it holds only what must be opened."""
    for part in body.get("content", ()):
        attachment = part["attachment"]
        if not str(attachment.get("contentType", "text/plain")).startswith("text/plain"):
            continue
        held = [attachment] if "data" in attachment else await record.read_many(connection, [attachment.get("url", "")])
        for found in held:
            return b64decode(found.get("data", "")).decode("utf-8", "replace")
    return ""


def _replaced(body: Resource) -> list[str]:
    relates = [each for each in body.get("relatesTo", ()) if each["code"] == "replaces"]
    return [str(each["target"].get("reference", "")) for each in relates]

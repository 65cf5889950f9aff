"""A referral's course, told to the systems of others: to a sender RRI where its system referred by HL7 v2, else a FHIR
message with the Task; REF to one that is asked to take a referral on. Nothing leaves for an organisation that has no
such system, or that the person does not let see them: these read here, or are told by somebody, as `triage` has it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from careweft.base.db import Connection
from careweft.care.entry.state import TRIAGE
from careweft.care.outward import known_by, message
from careweft.care.record import Record
from careweft.care.resources import TASK_CODES, Resource, last_part
from careweft.feeds.hl7 import correspondence as hl7
from careweft.feeds.hl7.correspondence import Parties, Status
from careweft.feeds.outgoing import queue
from careweft.feeds.outgoing.address import Form
from careweft.feeds.outgoing.queue import Letter, Told
from careweft.fhir.jsontext import dumps

NAME: Final = """
SELECT coalesce((SELECT title FROM care.team WHERE id = $1),
    (SELECT nullif(name, '') FROM feeds.source WHERE code = $1), $1)
"""


@dataclass(frozen=True)
class About:
    """The referral that is spoken of: its triage Task, the words, and what people do where they do not arrive. `key` is
    of just this state of the referral, so that it is told of once."""

    person_id: int
    task: Resource
    key: str
    text: str
    instead: Mapping[str, Any]
    now: datetime

    @property
    def request(self) -> str:
        """The ServiceRequest, as 'ServiceRequest/id'."""
        return str(self.task["focus"]["reference"])

    @property
    def control(self) -> str:
        """The message control id: at most 20 characters, as HL7 v2.5 has it."""
        return self.key.replace("-", "")[:20]


class Correspondence:
    """Writes to others' systems."""

    def __init__(self, record: Record) -> None:
        self._record = record

    async def answer(
        self, connection: Connection, about: About, status: Status, holder: str, to: Told | None = None
    ) -> bool:
        """Tell the sender's system where the referral stands and who has it, in the form that it reads; whether there
        is one to be told. `to` is the message of the sender's own that is answered, where that is not the one that told
        of the referral last."""
        request, source = await self._record.sent(connection, about.request)
        told = to or await queue.told_by(connection, *about.request.split("/", 1))
        sender = told.source if told else source
        address = await queue.address_of(connection, sender)
        if address is None:
            return False
        if to is None and not await queue.may_know(connection, about.person_id, sender, about.request, "referrer"):
            return False
        letter = await self._letter(connection, about, sender, holder, about.task["id"])
        if address.form == "hl7" and told and told.form == "hl7":
            await self._put(connection, about, sender, hl7.answer(letter, status, told.id, told.trigger))
        elif address.form == "fhir":
            task = _outward(about, status, letter.parties)
            others = [known_by(dict(letter.patient))]
            body = message("referral-answer", about.key, about.now, sender, [task, request], *others,
                           answers=told.id if told else "")  # fmt: skip
            await self._put(connection, about, sender, dumps(body), "fhir")
        else:
            return False
        return True

    async def pass_on(
        self, connection: Connection, about: About, offer: str, to: str, trigger: Literal["I12", "I14"] = "I12"
    ) -> bool:
        """Ask an organisation's system to take a referral on, by the Task of that offer (or, I14, no longer); whether
        it has one."""
        if not await self._has_system(connection, to):
            return False
        if trigger == "I14":
            goes = await queue.was_told(connection, about.person_id, to, about.request)
        else:
            goes = await queue.may_know(connection, about.person_id, to, about.request)
        if not goes:
            return False
        letter = await self._letter(connection, about, to, to, offer)
        await self._put(connection, about, to, hl7.referral(letter, trigger))
        return True

    async def _has_system(self, connection: Connection, party: str) -> bool:
        address = await queue.address_of(connection, party)
        return address is not None and address.form == "hl7"

    async def _letter(self, connection: Connection, about: About, to: str, holder: str, ours: str) -> hl7.Letter:
        request = await self._record.read(connection, about.request)
        patient = await self._record.read(connection, str(request["subject"]["reference"]))
        parties = Parties(last_part(about.task["owner"]), to, holder, str(await connection.fetchval(NAME, holder)))
        return hl7.Letter(request, patient, parties, about.text, ours, about.control, about.now)

    async def _put(self, connection: Connection, about: About, to: str, body: bytes, form: Form = "hl7") -> None:
        instead = {**about.instead, "subject": about.task["for"]["reference"]} if about.instead else {}
        letter = Letter(about.person_id, about.key, to, form, about.request, body, instead)
        await queue.put(connection, letter, about.now)


_STATUS: dict[Status, str] = {"P": "received", "A": "accepted", "R": "rejected", "E": "cancelled"}
"""A Task's status for HL7 table 0283."""


def _outward(about: About, status: Status, parties: Parties) -> Resource:
    """The Task as its sender may know it: where it stands, who has it, the words; nothing of what we say among us."""
    return {
        "resourceType": "Task",
        "id": about.task["id"],
        "status": _STATUS[status],
        "intent": "order",
        "code": {"coding": [{"system": TASK_CODES, "code": TRIAGE}]},
        "focus": {"reference": about.request},
        "for": about.task["for"],
        "lastModified": about.now.isoformat(),
        "owner": {"reference": f"Organization/{parties.holder}", "display": parties.holder_name},
        "output": [{"type": {"text": "answer"}, "valueString": about.text}],
    }

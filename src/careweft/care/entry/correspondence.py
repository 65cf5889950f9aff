"""A referral's course, told to the systems of others: RRI to a sender whose system referred by HL7 v2, REF to one that
is asked to take a referral on. Nothing leaves for an organisation that has no such system, or that the person does not
let see them: these read here, or are told by somebody, as `triage` has it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from careweft.base.db import Connection
from careweft.care.record import Record
from careweft.care.resources import Resource, last_part
from careweft.feeds.hl7 import correspondence as hl7
from careweft.feeds.hl7.correspondence import Parties, Status
from careweft.feeds.outgoing import queue
from careweft.feeds.outgoing.queue import Letter

_NAME = """
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

    async def answer(self, connection: Connection, about: About, status: Status, holder: str) -> bool:
        """Tell the sender's system where the referral stands and who has it; whether there is one to be told."""
        told = await queue.told_by(connection, *about.request.split("/", 1))
        if told is None or not await self._has_system(connection, told[0]):
            return False
        if not await queue.may_know(connection, about.person_id, told[0], about.request, "referrer"):
            return False
        letter = await self._letter(connection, about, told[0], holder, about.task["id"])
        await self._put(connection, about, told[0], hl7.answer(letter, status, told[1]))
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
        parties = Parties(last_part(about.task["owner"]), to, holder, str(await connection.fetchval(_NAME, holder)))
        return hl7.Letter(request, patient, parties, about.text, ours, about.control, about.now)

    async def _put(self, connection: Connection, about: About, to: str, body: bytes) -> None:
        instead = {**about.instead, "subject": about.task["for"]["reference"]}
        letter = Letter(about.person_id, about.key, to, "hl7", about.request, body, instead)
        await queue.put(connection, letter, about.now)

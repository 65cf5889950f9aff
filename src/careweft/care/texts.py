"""Text messages to people who want them: that there is something new, a reminder of an appointment, by when we call.

A text says nothing of the person's health, their care or who they are: it can be read by anybody who holds the
telephone. Who wants texts says so, with the number (a preference of the record, as a Flag), and ends it on the page or
by the word STOP. Texts leave by the place's one way out, to the receiver `texts`; where that is not declared, none do.
One that cannot be delivered becomes a task to call.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from careweft.base import outbox
from careweft.base.db import Connection
from careweft.base.errors import NotFound
from careweft.base.outbox import Item
from careweft.care import teams
from careweft.care.appointments.preferences import TEXTS, number_of
from careweft.care.record import Record
from careweft.care.reminders import BEGINS
from careweft.care.resources import Resource, id_of
from careweft.feeds.outgoing import queue
from careweft.feeds.outgoing.address import TEXTS as RECEIVER
from careweft.feeds.outgoing.queue import Letter
from careweft.fhir.jsontext import dumps
from careweft.fhir.stored import Change

TOPIC: Final = "text"
"""The outbox's topic: {person_id, record} of what a person is to be told of."""
CALL: Final = "call"
STOP: Final = frozenset({"stop", "end", "quit", "cancel", "unsubscribe"})
_SAYS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "appointment": "You have an appointment on {day} at {time}.",
        "call": "We call you by {day} at {time}.",
        "news": "There is something new for you on your page.",
        "end": "To get no more texts, send STOP.",
    },
    "pl": {
        "appointment": "Masz wizytę w dniu {day} o {time}.",
        "call": "Zadzwonimy do Ciebie do {day}, {time}.",
        "news": "Na Twojej stronie jest coś nowego.",
        "end": "Aby nie dostawać SMS-ów, wyślij STOP.",
    },
    "ar": {
        "appointment": "لديك موعد يوم {day} الساعة {time}.",
        "call": "سنتصل بك قبل {day} الساعة {time}.",
        "news": "هناك شيء جديد لك في صفحتك.",
        "end": "لإيقاف الرسائل أرسل STOP.",
    },
}
_WANTED: Final = "SELECT DISTINCT person_id FROM care.preference WHERE kind = $2 AND person_id = ANY ($1::bigint[])"
_WHO: Final = """
SELECT (SELECT value FROM care.preference WHERE person_id = $1 AND kind = $2 ORDER BY id LIMIT 1) AS number,
    (SELECT language FROM access.account WHERE person_id = $1 AND kind = 'person' ORDER BY id LIMIT 1) AS language
"""


class Texts:
    """Lets texts leave, through the queue of what leaves. `lead` is the role that calls where a text cannot be sent."""

    def __init__(self, record: Record, zone: ZoneInfo, lead: Callable[[], str]) -> None:
        self._record, self._zone, self._lead = record, zone, lead

    async def on_item(self, connection: Connection, item: Item) -> None:
        """Text a person of one thing, once: the key is the record that it is about."""
        address = await queue.address_of(connection, RECEIVER)
        if address is None or address.form != "text":
            return
        try:
            person_id, _, body = await self._record.find(connection, item.payload["record"])
        except NotFound:
            return
        number, language = await self._who(connection, person_id)
        words = _SAYS.get(language, _SAYS["en"])
        said = await self._said(connection, body, words)
        if not number or not said:
            return
        text = f"{said} {words['end']}"
        place, subject = item.payload["record"], str((body.get("subject") or body["for"])["reference"])
        content = {"to": number, "text": text}
        instead = await self._instead(connection, person_id, subject, said)
        letter = Letter(person_id, id_of(f"{place}/text"), RECEIVER, "text", place, dumps(content), instead)
        await queue.put(connection, letter, self._record.clock.now())

    async def replied(self, connection: Connection, number: str, text: str) -> bool:
        """What somebody answers to a text: STOP ends texts to that number. Whether it was heard."""
        first = text.strip().casefold().partition(" ")[0].strip(".!")
        if first not in STOP or not number_of(number):
            return False
        rows = await connection.fetch(
            "SELECT id FROM care.preference WHERE kind = $1 AND value = $2", TEXTS, number_of(number)
        )
        for row in rows:
            person_id, version, body = await self._record.find(connection, f"Flag/{row['id']}")
            ended = {**body["period"], "end": self._record.clock.now().isoformat()}
            await self._record.write(
                connection, person_id, {**body, "status": "inactive", "period": ended}, expected=version
            )
        return True

    async def _who(self, connection: Connection, person_id: int) -> tuple[str, str]:
        """A person's number for texts (empty for none) and the language that they read."""
        row = await connection.fetchrow(_WHO, person_id, TEXTS)
        return (row["number"] or "", row["language"] or "en") if row else ("", "")

    async def _said(self, connection: Connection, body: Resource, words: Mapping[str, str]) -> str:
        """The words of a text; empty where there is nothing to say any more."""
        now = self._record.clock.now()
        if body["resourceType"] == "Task":
            due = datetime.fromisoformat(body["restriction"]["period"]["end"])
            return self._dated(words["call"], due) if now < due and body["status"] == "requested" else ""
        if body["status"] != "completed":
            return ""
        about = str((body.get("about") or [{}])[0].get("reference", ""))
        reminds = any(
            part.get("contentString", "").startswith(tuple(BEGINS.values())) for part in body.get("payload", ())
        )
        if not (reminds and about.startswith("Appointment/")):
            return words["news"]
        start = datetime.fromisoformat((await self._record.read(connection, about))["start"])
        return self._dated(words["appointment"], start) if now < start else ""

    def _dated(self, words: str, at: datetime) -> str:
        local = at.astimezone(self._zone)
        return words.format(day=f"{local:%d/%m/%Y}", time=f"{local:%H:%M}")

    async def _instead(self, connection: Connection, person_id: int, subject: str, said: str) -> dict[str, Any]:
        """The task to call, where the text cannot be delivered."""
        return {
            "code": "call-instead",
            "title": "Call: a text message could not be delivered",
            "role": self._lead(),
            "team": await teams.of_person(connection, person_id),
            "practitioner": None,
            "due": (self._record.clock.now() + timedelta(days=1)).isoformat(),
            "escalate": "manager",
            "urgent": False,
            "why": said,
            "subject": subject,
        }


async def project(connection: Connection, changes: Sequence[Change]) -> None:
    """What is new for people who want texts is looked at after the commit."""
    new = [change for change in changes if change.before is None and change.after and _concerns(change.after)]
    if not new:
        return
    wanted = {row["person_id"] for row in await connection.fetch(_WANTED, [c.person_id for c in new], TEXTS)}
    items: list[tuple[str, Mapping[str, Any]]] = [
        (str(c.person_id), {"person_id": c.person_id, "record": f"{c.type}/{c.id}"})
        for c in new
        if c.person_id in wanted
    ]
    if items:
        await outbox.put_many(connection, TOPIC, items)


def _concerns(body: Mapping[str, Any]) -> bool:
    """Whether this tells a person something, or is a call to them that is due at a time."""
    if body["resourceType"] == "Communication":
        return any(str(each.get("reference", "")).startswith("Patient/") for each in body.get("recipient", ()))
    code = (body.get("code", {}).get("coding") or [{}])[0].get("code") if body["resourceType"] == "Task" else ""
    return code == CALL and bool(body.get("restriction", {}).get("period", {}).get("end"))

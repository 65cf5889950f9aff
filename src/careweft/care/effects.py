"""Applying what reactions ask for, exactly once, and undoing exactly that when their event is cancelled or corrected.

`reconcile` makes what is applied for an event equal to what its present revision asks for. The unique key is
(person, effect key) in care.effect; reconciling again changes nothing. What a human has finished is never undone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg

from careweft.base.db import Connection
from careweft.care import resources
from careweft.care.entry import state as entry
from careweft.care.reactions import Effect
from careweft.care.record import Record
from careweft.care.transitions import medcom
from careweft.care.words import hold_message, notice_message
from careweft.facts.events import Event

_KEEP = """
INSERT INTO care.effect (person_id, key, event_key, kind, content, at, state, turn, record)
SELECT $1, key, $2, kind, content, $3, 'applied', turn, record
FROM unnest($4::text[], $5::text[], $6::jsonb[], $7::integer[], $8::text[]) AS e (key, kind, content, turn, record)
ON CONFLICT (person_id, key) DO UPDATE SET content = excluded.content, at = excluded.at, state = 'applied',
    turn = excluded.turn, record = excluded.record
"""
_LEAD = """
SELECT p.id FROM facts."case" c JOIN care.practitioner p ON p.id = c.coordinator AND p.role = $2
WHERE c.person_id = $1 AND c.known_to = 'infinity' AND c.start <= $3 AND (c.finish IS NULL OR $3 < c.finish)
ORDER BY c.start DESC LIMIT 1
"""
"""Who leads the person's case, where they hold the role."""
_HAND_OVER = """
UPDATE care.effect e SET person_id = $2 FROM fhir.location l
WHERE e.person_id = $1 AND l.person_id = $2
    AND l.type = split_part(e.event_key, '/', 1) AND l.id = split_part(e.event_key, '/', 2)
"""


@dataclass(frozen=True)
class _Made:
    """What an effect writes: its settled content, which of its turns this is, and the resource."""

    effect: Effect
    content: dict[str, Any]
    turn: int
    record: resources.Resource

    @property
    def place(self) -> str:
        """The resource as 'Type/id'."""
        return f"{self.record['resourceType']}/{self.record['id']}"


class Effects:
    """Applies and reverses effects through the record."""

    def __init__(self, record: Record) -> None:
        self._record = record

    async def reconcile(self, connection: Connection, event: Event, wanted: Sequence[Effect]) -> None:
        """Apply what is wanted and not yet applied as it is, and reverse what is applied and no longer wanted."""
        rows = await connection.fetch(
            "SELECT * FROM care.effect WHERE person_id = $1 AND event_key = $2 ORDER BY key FOR UPDATE",
            event.person_id,
            event.key,
        )
        kept = {row["key"]: row for row in rows}
        if not wanted and not kept:
            return
        subject = await self._subject(connection, event)
        found = [await self._wanted(connection, event, subject, effect, kept.get(effect.key)) for effect in wanted]
        await self._apply(connection, event, [made for made in found if made])
        no_longer = kept.keys() - {effect.key for effect in wanted}
        for key in sorted(no_longer):
            if kept[key]["state"] == "applied":
                await self._reverse(connection, event, kept[key])

    async def _wanted(
        self, connection: Connection, event: Event, subject: str, effect: Effect, kept: asyncpg.Record | None
    ) -> _Made | None:
        """What an effect has to write; None where it is applied as it is."""
        content = await self._settled(connection, event, effect)
        applied = kept is not None and kept["state"] == "applied"
        if kept and applied and kept["content"] == content and kept["at"] == event.at:
            return None
        status = await self._status(connection, event.person_id, kept) if kept else None
        if kept and applied and kept["at"] == event.at and status in _OVER:
            return None  # only the words, or the team, are otherwise: what people ended is not asked for again
        turn = int(kept["turn"]) + (status == "completed") if kept else 1
        record = self._resource(event, subject, effect, content, turn)
        if kept and applied and turn == kept["turn"] and record["resourceType"] == "Task":
            former = self._resource(event, subject, effect, kept["content"], turn)
            record = merged(former, await self._record.read(connection, kept["record"]), record)
        if effect.kind == "tell":
            record = medcom.told(record, event, corrected=applied)
        return _Made(effect, content, turn, record)

    async def _apply(self, connection: Connection, event: Event, made: Sequence[_Made]) -> None:
        """Write all that an event asks for at once: each write costs as much as several resources of one."""
        if not made:
            return
        await self._record.write(connection, event.person_id, *(each.record for each in made))
        rows = [(each.effect.key, each.effect.kind, each.content, each.turn, each.place) for each in made]
        await connection.execute(_KEEP, event.person_id, event.key, event.at, *map(list, zip(*rows, strict=True)))

    async def _settled(self, connection: Connection, event: Event, effect: Effect) -> dict[str, Any]:
        """The content with what only the place knows: the team of a practice, and the words of a notice."""
        content = dict(effect.content)
        if effect.kind == "task":
            practice = content.pop("practice")
            content["team"] = content["team"] or await connection.fetchval(
                "SELECT coalesce((SELECT team FROM care.practice WHERE practice = $1), 'unallocated')", practice
            )
            if content["practitioner"] is None:
                content["practitioner"] = await connection.fetchval(_LEAD, event.person_id, content["role"], event.at)
            content["why"] = notice_message(event)
            if event.kind == "referred" and content["code"] == entry.TRIAGE:
                request, source = await self._record.sent(connection, record_of(event))
                sender = entry.sender_of(request, event.person_id, source)
                content["referral"] = entry.named(sender, _reason(event))
        elif effect.kind == "refer":
            content["from"] = await connection.fetchval(
                "SELECT coalesce((SELECT team FROM care.practice WHERE practice = $1), 'unallocated')",
                content.pop("practice"),
            )
        elif effect.kind == "tell":
            content["message"] = notice_message(event)
        else:
            content["message"] = hold_message(effect.kind, event)
        return content

    async def _status(self, connection: Connection, person_id: int, kept: asyncpg.Record) -> Any:
        """Where a task stands: one that a human finished stays so, and what happens at another time gets a new one."""
        return await connection.fetchval(
            "SELECT status FROM care.task WHERE person_id = $1 AND 'Task/' || id = $2", person_id, kept["record"]
        )

    def _resource(
        self, event: Event, subject: str, effect: Effect, content: dict[str, Any], turn: int
    ) -> resources.Resource:
        made = resources.id_of(f"{effect.key}/{turn}")
        if effect.kind == "task":
            task = resources.task(made, subject, record_of(event), content, self._record.clock.now())
            return entry.describe(task, content["referral"]) if "referral" in content else task
        if effect.kind == "refer":
            return resources.alert(made, subject, content, event.at)
        recipient = content["to"] if effect.kind == "tell" else content["provider"]
        about = record_of(event) if effect.kind == "tell" else content["service"]
        return resources.communication(made, subject, about, recipient, content["message"], self._record.clock.now())

    async def _reverse(self, connection: Connection, event: Event, kept: asyncpg.Record) -> None:
        body = await self._record.read(connection, kept["record"])
        if body["resourceType"] == "Task":
            if body["status"] in resources.OPEN:
                body |= {"status": "cancelled", "statusReason": {"text": "What it was for was cancelled or corrected"}}
                body["lastModified"] = self._record.clock.now().isoformat()
                await self._record.write(connection, event.person_id, body)
        elif body["status"] != "entered-in-error":
            body = medcom.taken_back(body) | {"status": "entered-in-error"}
            await self._record.write(connection, event.person_id, body)
        await connection.execute(
            "UPDATE care.effect SET state = 'reversed' WHERE person_id = $1 AND key = $2", event.person_id, kept["key"]
        )

    async def _subject(self, connection: Connection, event: Event) -> str:
        record = record_of(event)
        if not record.startswith("Person/"):
            return await self._record.subject(connection, record)
        return str(await self._record.patient(connection, event.person_id))


def merged(former: resources.Resource, now: resources.Resource, new: resources.Resource) -> resources.Resource:
    """A task as people have it `now`, with what its event says otherwise than before; where both changed a part, what
    people made of it stays. A task that is over is made anew."""
    if now["status"] not in resources.OPEN:
        return new
    said = {name: value for name, value in new.items() if value != former.get(name) and name not in _WHEN}
    ours = {name: value for name, value in said.items() if now.get(name) == former.get(name)}
    return {**now, **ours, "lastModified": new["lastModified"]} if ours else now


_WHEN = ("authoredOn", "lastModified")
_OVER = ("completed", "cancelled")


def _reason(event: Event) -> str:
    reason = event.data.get("reason")
    return reason if isinstance(reason, str) else ""


def record_of(event: Event) -> str:
    """The resource that an event comes from, as 'Type/id': its key begins with it."""
    return "/".join(event.key.split("/")[:2])


async def holds(connection: Connection, person_id: int, at: datetime) -> set[str]:
    """The service records that are paused at an instant: those whose latest hold effect by then is a pause."""
    rows = await connection.fetch(
        "SELECT DISTINCT ON (content ->> 'service') content ->> 'service' AS service, kind FROM care.effect "
        "WHERE person_id = $1 AND kind IN ('pause', 'resume') AND state = 'applied' AND at <= $2 "
        "ORDER BY content ->> 'service', at DESC, key DESC",
        person_id,
        at,
    )
    return {row["service"] for row in rows if row["kind"] == "pause"}


async def hand_over(connection: Connection, source: str, local_id: str, giver: int, taker: int) -> None:
    """Hand what was done for the events of records to the person who has the records now, as their mover's last part.

    The new person's events have the same keys, so reconciling them finds it done. Does nothing the second time.
    """
    await connection.execute(_HAND_OVER, giver, taker)

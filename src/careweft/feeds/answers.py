"""An organisation's answer to a Task by which it was asked, written into that Task: the same as if its own system had
changed the Task over FHIR. Who asked goes on from there.

The key is (Task, time, words): an answer that is told again changes nothing."""

from __future__ import annotations

from typing import Any, Final

from careweft.base.db import Connection
from careweft.base.errors import BadInput
from careweft.feeds.hl7.datatypes import local_system
from careweft.feeds.notes import AnswerNote
from careweft.fhir.store import Store
from careweft.fhir.stored import Origin

_OPEN: Final = ("requested", "received", "in-progress", "on-hold")
_SAID: Final = {"accepted": "Taken on", "rejected": "Not taken on, and nothing says why", "": "They look into it"}


async def answered(connection: Connection, store: Store, source: str, told: AnswerNote, origin: Origin) -> int:
    """Write an answer into its Task; whose it is. BadInput where that was not asked of the source, or is over."""
    held = await store.lock(connection, "Task", told.task)
    body = held.resource if held and not held.deleted else {}
    if held is None or body.get("owner", {}).get("reference") != f"Organization/{source}":
        raise BadInput(
            "nothing of that number was asked of the sender", where="RF1-6", expected="the number in RF1-6 of our REF"
        )
    note = {"authorString": source, "time": told.at.isoformat(), "text": told.text or _SAID[told.status]}
    if note in body.get("note", ()):
        return held.person_id
    changed = body | {"note": [*body.get("note", ()), note], "lastModified": told.at.isoformat()}
    if told.status and body["status"] != told.status:
        if body["status"] not in _OPEN:
            raise BadInput(
                f"this is {body['status']} already, so the answer comes too late",
                where="RF1-1",
                expected="an answer while it is open: speak to each other",
            )
        changed["status"] = told.status
    if told.number:
        changed |= _numbered(body, source, told.number)
    await store.put(connection, held.person_id, [changed], origin)
    return held.person_id


def _numbered(body: dict[str, Any], source: str, number: str) -> dict[str, Any]:
    """The Task with the organisation's own number of the matter."""
    system = local_system(source, "referral")
    others = [each for each in body.get("identifier", ()) if each.get("system") != system]
    return {"identifier": [*others, {"system": system, "value": number}]}

"""What persons said is wrong, kept in step with the Tasks that ask for it, in the same transaction."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from careweft.base import outbox
from careweft.base.db import Connection
from careweft.care.corrections.amendment import TYPES
from careweft.care.entry.state import code_of, party_of
from careweft.care.resources import OPEN, last_part, moment
from careweft.feeds.sources import OURS
from careweft.fhir.stored import Change

CODE: Final = "correct-record"
AGAIN: Final = "correction-again"
"""The code of what asks whether the sender's new word stands against what was put right."""
TOPIC: Final = "contradicted"
"""The outbox's topic for new words of a source on what was put right: {task, version}, in the order of the person."""
_STATES: Final = {"cancelled": "withdrawn", "entered-in-error": "withdrawn"}
_KEEP: Final = """
INSERT INTO care.correction (person_id, task, record, of_version, party, asked_by, asked, due, state, wrong, should,
    before, answer, answered, answered_by, after)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
ON CONFLICT (person_id, task) DO UPDATE SET party = excluded.party, due = excluded.due, state = excluded.state,
    answer = excluded.answer, answered = excluded.answered, answered_by = excluded.answered_by, after = excluded.after
"""
_AGAIN: Final = """
UPDATE care.correction SET again_task = $3, again_says = $4, again_state = $5 WHERE person_id = $1 AND task = $2
"""
_PUT_RIGHT: Final = """
SELECT DISTINCT ON (person_id, record) person_id, record, task FROM care.correction
JOIN unnest($1::bigint[], $2::text[]) AS sent (person_id, record) USING (person_id, record)
WHERE state = 'accepted' ORDER BY person_id, record, answered DESC
"""


async def project(connection: Connection, changes: Sequence[Change]) -> None:
    """Bring `care.correction` in step with changed Tasks."""
    tasks = [
        change for change in changes if change.type == "Task" and code_of(change.after or change.before or {}) == CODE
    ]
    if gone := [(each.person_id, each.id) for each in tasks if each.after is None]:
        await connection.executemany("DELETE FROM care.correction WHERE person_id = $1 AND task = $2", gone)
    if kept := [_row(each.person_id, each.after) for each in tasks if each.after]:
        await connection.executemany(_KEEP, kept)
    asked = [c for c in changes if c.type == "Task" and c.after and code_of(c.after) == AGAIN]
    if asked:
        await connection.executemany(_AGAIN, [_again(each.person_id, each.after or {}) for each in asked])
    await _contradicted(connection, changes)


async def _contradicted(connection: Connection, changes: Sequence[Change]) -> None:
    """Queue what a source says anew of an entry that was put right here."""
    sent = {
        (c.person_id, f"{c.type}/{c.id}"): c.version
        for c in changes
        if c.before and c.after and c.type in TYPES and c.origin.source not in OURS
    }
    if sent:
        rows = await connection.fetch(_PUT_RIGHT, [person for person, _ in sent], [record for _, record in sent])
        items: list[tuple[str, Mapping[str, Any]]] = [
            (str(row["person_id"]), {"task": row["task"], "version": sent[row["person_id"], row["record"]]})
            for row in rows
        ]
        if items:
            await outbox.put_many(connection, TOPIC, items)


def _again(person_id: int, body: Mapping[str, Any]) -> tuple[Any, ...]:
    told = {each["type"]["text"]: each for each in body.get("output", ())}
    says = next(each["valueString"] for each in body["input"] if each["type"]["text"] == "says")
    state = told["outcome"]["valueCode"] if "outcome" in told else "open" if body["status"] in OPEN else "stays"
    return (person_id, last_part(body["focus"]), body["id"], says, state)


def _row(person_id: int, body: Mapping[str, Any]) -> tuple[Any, ...]:
    asked = {each["type"]["text"]: each for each in body["input"]}
    told = {each["type"]["text"]: each for each in body.get("output", ())}
    outcome = told.get("outcome", {}).get("valueCode", "")
    return (
        person_id,
        body["id"],
        body["focus"]["reference"],
        asked["version"]["valueInteger"],
        last_part(body["owner"]),
        party_of(body["requester"], person_id),
        moment(body["authoredOn"]),
        moment(body["restriction"]["period"]["end"], ends=True),
        outcome or _STATES.get(body["status"], "asked"),
        asked["wrong"]["valueString"],
        asked["should"]["valueString"],
        asked["before"]["valueString"],
        told.get("answer", {}).get("valueString", ""),
        moment(told["at"]["valueDateTime"]) if "at" in told else None,
        told.get("by", {}).get("valueString", ""),
        told.get("after", {}).get("valueString", ""),
    )

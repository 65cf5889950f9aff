"""What persons said is wrong, kept in step with the Tasks that ask for it, in the same transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from careweft.base.db import Connection
from careweft.care.entry.state import code_of, party_of
from careweft.care.resources import last_part
from careweft.fhir.stored import Change

CODE: Final = "correct-record"
_STATES: Final = {"cancelled": "withdrawn", "entered-in-error": "withdrawn"}
_KEEP: Final = """
INSERT INTO care.correction (person_id, task, record, of_version, party, asked_by, asked, due, state, wrong, should,
    before, answer, answered, answered_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
ON CONFLICT (person_id, task) DO UPDATE SET party = excluded.party, due = excluded.due, state = excluded.state,
    answer = excluded.answer, answered = excluded.answered, answered_by = excluded.answered_by
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
        datetime.fromisoformat(body["authoredOn"]),
        datetime.fromisoformat(body["restriction"]["period"]["end"]),
        outcome or _STATES.get(body["status"], "asked"),
        asked["wrong"]["valueString"],
        asked["should"]["valueString"],
        asked["before"]["valueString"],
        told.get("answer", {}).get("valueString", ""),
        datetime.fromisoformat(told["at"]["valueDateTime"]) if "at" in told else None,
        told.get("by", {}).get("valueString", ""),
    )

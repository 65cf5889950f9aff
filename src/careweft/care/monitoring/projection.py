"""Who is monitored and which alerts there are, kept in step with the record in the same transaction; and who has to be
looked at because a reading, an alarm or a finished call came."""

from collections.abc import Mapping, Sequence
from typing import Any

from careweft.base import outbox
from careweft.base.db import Connection, array, later, quoted
from careweft.care.entry.state import business, code_of
from careweft.care.monitoring import resource
from careweft.care.resources import extension, last_part, moment_if
from careweft.fhir.stored import Change

TOPIC = "monitoring"
"""The outbox's topic: {person_id, record} of what came."""
CALL, VISIT = "alert-call", "alert-visit"
"""The codes of the tasks that an alert gives."""
READ = "read-recording"
"""The code of the task to read a recording."""
ANSWERED = "answered"
"""The businessStatus of a call that is over because somebody said what was done about its alert."""

_MONITORED = """
INSERT INTO care.monitored (person_id, id, programme, status, level, since, reviewed, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (person_id, id) DO UPDATE SET programme = excluded.programme, status = excluded.status,
    level = excluded.level, since = excluded.since, reviewed = excluded.reviewed, version = excluded.version,
    look_at = '-infinity'
"""
_ALERT = """
INSERT INTO care.alert (person_id, id, programme, code, title, detail, urgent, since, until, closed, outcome, note, by,
    tries, record, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
ON CONFLICT (person_id, id) DO UPDATE SET title = excluded.title, detail = excluded.detail, urgent = excluded.urgent,
    since = excluded.since, until = excluded.until, closed = excluded.closed, outcome = excluded.outcome,
    note = excluded.note, by = excluded.by, tries = excluded.tries, record = excluded.record, version = excluded.version
"""


async def project(connection: Connection, changes: Sequence[Change]) -> None:
    """Bring `care.monitored` and `care.alert` in step, and put whom to look at into the outbox."""
    for type_, table, ours, row, keep in (
        ("CarePlan", "monitored", resource.ours, _monitored, _MONITORED),
        ("DetectedIssue", "alert", _is_alert, _alert, _ALERT),
    ):
        mine = [change for change in changes if change.type == type_]
        gone = [(c.person_id, c.id) for c in mine if c.before and ours(c.before) and not (c.after and ours(c.after))]
        if gone:
            await connection.executemany(f"DELETE FROM care.{table} WHERE person_id = $1 AND id = $2", gone)
        if kept := [row(change, change.after) for change in mine if change.after and ours(change.after)]:
            await connection.executemany(keep, kept)
    await _tell(connection, changes)


async def _tell(connection: Connection, changes: Sequence[Change]) -> None:
    seen = {(c.person_id, f"{c.type}/{c.id}") for c in changes if c.type == "Observation" and c.person_id}
    always = {(c.person_id, f"{c.type}/{c.id}") for c in changes if _concerns(c)}
    if always:
        items: list[tuple[str, Mapping[str, Any]]] = [
            (str(person), {"person_id": person, "record": record}) for person, record in sorted(always)
        ]
        await outbox.put_many(connection, TOPIC, items)
    if perhaps := sorted(seen - always):
        persons, records = zip(*perhaps, strict=True)
        told = f"{quoted(TOPIC)}, {array('bigint', persons)}, {array('text', records)}"
        later(connection, f"SELECT care.tell_of_readings({told})")


def _concerns(change: Change) -> bool:
    if change.type == "Observation":
        body = change.after or change.before or {}
        return bool(resource.is_alarm(body) or resource.is_recording(body))
    body = change.after or {}
    done = change.type == "Task" and body.get("status") == "completed" and code_of(body) in (CALL, VISIT)
    return done and business(body) != ANSWERED


def _is_alert(body: dict[str, Any]) -> bool:
    coded = bool((body.get("code", {}).get("coding") or [{}])[0].get("code"))
    return coded and extension(body, "alert") is not None and body["status"] not in ("entered-in-error", "cancelled")


def _monitored(change: Change, body: dict[str, Any]) -> tuple[Any, ...]:
    told = resource.read(body)
    return (change.person_id, change.id, told.programme, told.status, told.level, told.since, told.reviewed,
            change.version)  # fmt: skip


def _alert(change: Change, body: dict[str, Any]) -> tuple[Any, ...]:
    steps = body.get("mitigation", ())
    last = steps[-1] if steps else {}
    closed = moment_if(last.get("date")) if body["status"] == "final" else None
    period = body.get("identifiedPeriod", {})
    records = [each["reference"] for each in body.get("implicated", ()) if "reference" in each]
    return (
        change.person_id,
        change.id,
        (extension(body, "alert") or {}).get("valueCode", ""),
        body["code"]["coding"][0]["code"],
        body["code"].get("text", ""),
        body.get("detail", ""),
        body.get("severity") == "high",
        moment_if(period.get("start")) or change.at,
        moment_if(period.get("end")),
        closed,
        resource.outcome(last),
        last.get("action", {}).get("text", ""),
        last.get("author", {}).get("display", "") or last_part(last.get("author")),
        sum(resource.outcome(step) == "no-answer" for step in steps),
        next(iter(records), f"DetectedIssue/{change.id}"),
        change.version,
    )

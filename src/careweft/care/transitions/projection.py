"""Which discharge plans there are, kept in step with the record in the same transaction, for lists of people."""

from collections.abc import Sequence
from typing import Any

from careweft.base.db import Connection
from careweft.care.transitions import plan as plans
from careweft.fhir.stored import Change

_KEEP = """
INSERT INTO care.discharge (person_id, id, stay, status, team, hospital, expected, expected_by, risk, risk_missing,
    delays)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (person_id, id) DO UPDATE SET status = excluded.status, team = excluded.team,
    hospital = excluded.hospital, expected = excluded.expected, expected_by = excluded.expected_by,
    risk = excluded.risk, risk_missing = excluded.risk_missing, delays = excluded.delays
"""


async def project(connection: Connection, changes: Sequence[Change]) -> None:
    """Bring `care.discharge` in step with changed CarePlans that are discharge plans."""
    found = [
        change for change in changes if change.type == "CarePlan" and plans.ours(change.after or change.before or {})
    ]
    if gone := [(change.person_id, change.id) for change in found if change.after is None]:
        await connection.executemany("DELETE FROM care.discharge WHERE person_id = $1 AND id = $2", gone)
    if kept := [_row(change, change.after) for change in found if change.after]:
        await connection.executemany(_KEEP, kept)


def _row(change: Change, body: dict[str, Any]) -> tuple[Any, ...]:
    plan = plans.read({**body, "meta": {"versionId": str(change.version)}})
    return (
        change.person_id,
        change.id,
        plan.stay,
        plan.status,
        plan.team,
        plan.hospital,
        plan.expected.day,
        plan.expected.by,
        plan.risk.low if plan.risk else None,
        len(plan.risk.missing) if plan.risk else 0,
        [[delay.reason, delay.of, delay.since.isoformat()] for delay in plan.open_delays],
    )

"""Who is in hospital, expected out when, what is missing and who delays: as the acting account may see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from careweft.base.db import Connection

_IN_HOSPITAL = """
SELECT e.person_id, e.record, e.status, e.start, e.organisation, e.unit, e.reason, d.id, d.team, d.expected,
    d.expected_by, d.risk, d.risk_missing, d.delays
FROM facts.encounter e LEFT JOIN care.discharge d ON d.person_id = e.person_id AND d.stay = e.record
    AND d.status = 'active'
WHERE e.known_to = 'infinity' AND e.class = 'inpatient' AND e.finish IS NULL
    AND e.status IN ('in-progress', 'onleave')
ORDER BY d.expected NULLS LAST, e.start, e.person_id LIMIT $1
"""
_MISSING = """
SELECT focus, id, title, team, role, status, due FROM care.task
WHERE person_id = ANY ($1) AND focus = ANY ($2) AND code = ANY ($3)
    AND status IN ('requested', 'in-progress', 'on-hold') ORDER BY title
"""


@dataclass(frozen=True)
class Missing:
    """Something that is not ready: the task, and whose it is."""

    task: str
    title: str
    team: str
    role: str


@dataclass(frozen=True)
class Held:
    """A delay that goes on: reason, whose, since."""

    reason: str
    of: str
    since: date


@dataclass(frozen=True)
class Inpatient:
    """Somebody who is in hospital now, with their discharge plan where they have one (`plan` is empty else)."""

    person_id: int
    stay: str
    status: str
    since: datetime
    hospital: str
    unit: str
    reason: str
    plan: str
    team: str
    expected: date | None
    expected_by: str
    risk: float | None
    risk_missing: int
    delays: tuple[Held, ...] = ()
    missing: tuple[Missing, ...] = ()


async def in_hospital(connection: Connection, ready: Sequence[str], most: int = 500) -> list[Inpatient]:
    """Everybody in hospital now, who is expected out first first; `ready` are the codes of what must be ready."""
    rows = await connection.fetch(_IN_HOSPITAL, most)
    plans = {f"CarePlan/{row['id']}": row["person_id"] for row in rows if row["id"]}
    found = await connection.fetch(_MISSING, list(plans.values()), list(plans), list(ready)) if plans else []
    missing: dict[str, list[Missing]] = {}
    for row in found:
        missing.setdefault(row["focus"], []).append(Missing(row["id"], row["title"], row["team"], row["role"]))
    return [
        Inpatient(
            row["person_id"],
            row["record"],
            row["status"],
            row["start"],
            row["organisation"] or "",
            row["unit"] or "",
            row["reason"] or "",
            row["id"] or "",
            row["team"] or "",
            row["expected"],
            row["expected_by"] or "",
            row["risk"],
            row["risk_missing"] or 0,
            tuple(Held(reason, of, date.fromisoformat(since)) for reason, of, since in row["delays"] or ()),
            tuple(missing.get(f"CarePlan/{row['id']}", ())),
        )
        for row in rows
    ]

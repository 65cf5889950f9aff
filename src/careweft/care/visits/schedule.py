"""Which visits are to be made: of each open case of a team that has visitors there is one open visit at a time.

The key of a visit is (case, kind of visit, due time): looking again makes no second one.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from careweft.base.db import Connection
from careweft.care import resources
from careweft.care.durations import Duration
from careweft.care.record import Record
from careweft.care.visits.terms import Terms

_WITHOUT = """
SELECT c.person_id, c.team, c.record, c.start, last.due FROM facts."case" c
LEFT JOIN LATERAL (SELECT t.due, t.status FROM care.task t WHERE t.person_id = c.person_id AND t.code = $1
    AND t.focus = c.record ORDER BY t.authored DESC, t.due DESC LIMIT 1) last ON true
WHERE c.known_to = 'infinity' AND c.status = 'active' AND c.start <= base.now()
    AND (last.status IS NULL OR last.status NOT IN ('requested', 'in-progress', 'on-hold'))
    AND NOT EXISTS (SELECT FROM facts.person d WHERE d.person_id = c.person_id AND d.known_to = 'infinity'
        AND d.died <= base.now())
    AND EXISTS (SELECT FROM care.practitioner p WHERE p.team = c.team AND p.role = $2)
ORDER BY c.start, c.person_id LIMIT $3
"""


async def make(connection: Connection, record: Record, terms: Terms, zone: ZoneInfo, most: int = 200) -> int:
    """Make the visits that are missing now; how many that was."""
    made, every = 0, terms.every
    if every is None:
        return 0
    for row in await connection.fetch(_WITHOUT, terms.id, terms.by, most):
        subject = await record.patient(connection, row["person_id"])
        if subject is None:
            continue
        due = next_due(terms.first, every, row["start"], row["due"], record.clock.now(), zone)
        content = {
            "code": terms.id,
            "title": terms.title,
            "role": terms.by,
            "team": row["team"],
            "practitioner": None,
            "due": due.isoformat(),
            "escalate": terms.escalate,
            "urgent": False,
        }
        name = resources.id_of(f"{row['record']}/{terms.id}/{due.isoformat()}")
        task = resources.task(name, subject, row["record"], content, record.clock.now())
        made += len(await record.write(connection, row["person_id"], task))
    return made


def next_due(
    first: Duration, every: Duration, start: datetime, last: datetime | None, now: datetime, zone: ZoneInfo
) -> datetime:
    """When the next visit is due: the first of the rhythm that is still to come. Visits that nobody made are not made
    up for."""
    due = first.after(start, zone) if last is None else every.after(last, zone)
    while due <= now:
        due = every.after(due, zone)
    return due

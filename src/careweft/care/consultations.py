"""Regular consultations of those who have a case: another becomes a task as soon as the last one is over.

The key: the case, the consultation and its number. A task that was made once for one of these is never made again.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from careweft.base.db import Connection
from careweft.care import resources
from careweft.care.durations import Duration
from careweft.care.record import Record
from careweft.care.resources import OPEN

CODE = "consultation"
_MOST = 200


@dataclass(frozen=True)
class Terms:
    """A consultation: its name and title, how often it is, with which role, and who hears of it when it is late."""

    name: str
    title: str
    every: Duration
    by: str
    escalate: str = ""

    @property
    def code(self) -> str:
        """The code of its tasks."""
        return f"{CODE}-{self.name}"


_WITHOUT = """
SELECT c.person_id, c.record, c.team, c.start, c.coordinator, n.made, n.last,
    (SELECT p.role FROM care.practitioner p WHERE p.id = c.coordinator) AS lead
FROM facts."case" c CROSS JOIN LATERAL (SELECT count(*) AS made, max(t.id) FILTER (WHERE t.due = (
        SELECT max(due) FROM care.task l WHERE (l.person_id, l.code, l.focus) = (c.person_id, $1, c.record))) AS last,
        count(*) FILTER (WHERE t.status = ANY ($2)) AS open
    FROM care.task t WHERE (t.person_id, t.code, t.focus) = (c.person_id, $1, c.record)) n
WHERE c.known_to = 'infinity' AND c.status = 'active' AND c.start <= base.now() AND n.open = 0
ORDER BY c.start, c.person_id LIMIT $3
"""


async def ask(connection: Connection, record: Record, terms: Terms, zone: ZoneInfo) -> int:
    """Make the next task of this consultation for every open case that has none open; how many that was.

    The first is due one interval after the case began, each other one after the one before was done.
    """
    rows = await connection.fetch(_WITHOUT, terms.code, list(OPEN), _MOST)
    if not rows:
        return 0
    now = record.clock.now()
    subjects = await record.patients(connection, [row["person_id"] for row in rows])
    before = await record.read_many(connection, [f"Task/{row['last']}" for row in rows if row["last"]])
    ended = {body["id"]: datetime.fromisoformat(body["lastModified"]) for body in before}
    tasks = []
    for row in rows:
        subject = subjects.get(row["person_id"])
        if subject is None:
            continue
        since = ended.get(row["last"] or "", row["start"])
        asked: dict[str, Any] = {
            "code": terms.code,
            "title": terms.title,
            "role": terms.by,
            "team": row["team"] or "unallocated",
            "practitioner": row["coordinator"] if row["lead"] == terms.by else None,
            "due": terms.every.after(since, zone).isoformat(),
            "escalate": terms.escalate,
            "urgent": False,
        }
        name = resources.id_of(f"{row['record']}/{terms.code}/{row['made'] + 1}")
        tasks.append((row["person_id"], resources.task(name, subject, row["record"], asked, now)))
    return len(await record.write_all(connection, tasks)) if tasks else 0

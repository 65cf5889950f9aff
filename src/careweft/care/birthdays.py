"""Tasks on birthdays: what a model of care wants planned when somebody in its care reaches an age."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from careweft.base.db import Connection
from careweft.care.durations import Duration
from careweft.care.reactions import open_case
from careweft.care.record import Record
from careweft.care.resources import id_of, task
from careweft.rules.rule import Rule

FactsOf = Callable[[Connection, int], Awaitable[Mapping[str, Any]]]


@dataclass(frozen=True)
class Birthday:
    """On which birthday what is to be done, by which role within how long, for whom."""

    model: str
    age: int
    task: str
    title: str
    by: str
    within: Duration
    where: Rule | None
    escalate: str


_REACHED: Final = """
SELECT DISTINCT ON (c.person_id) c.person_id, c.record, c.team, c.coordinator, greatest(b.at, c.start, $3) AS at
FROM facts."case" c JOIN facts.person p ON p.person_id = c.person_id AND p.known_to = 'infinity'
CROSS JOIN LATERAL (SELECT (p.birth_date + make_interval(years => $1))::timestamp AT TIME ZONE $2 AS at) b
WHERE c.known_to = 'infinity' AND c.status = 'active' AND c.start <= base.now()
    AND b.at <= base.now() AND base.now() < b.at + interval '1 year'
    AND NOT EXISTS (SELECT FROM care.task t WHERE t.person_id = c.person_id AND t.code = $4)
ORDER BY c.person_id, c.start DESC
"""


async def ask(
    connection: Connection, record: Record, birthday: Birthday, since: datetime, zone: ZoneInfo, facts_of: FactsOf
) -> int:
    """Make the task for everybody of this age with an open case, once each; how many.

    It counts from the birthday, or from when the case was opened or the model activated (`since`) where that was later.
    """
    made, now = 0, record.clock.now()
    for row in await connection.fetch(_REACHED, birthday.age, str(zone), since, birthday.task):
        facts = await facts_of(connection, row["person_id"])
        case = open_case(facts, now)
        if case is None or (birthday.where and birthday.where.evaluate(facts, now) is not True):
            continue
        subject = await record.subject(connection, case["record"])
        content = {
            "code": birthday.task,
            "title": birthday.title,
            "role": birthday.by,
            "team": row["team"] or "unallocated",
            "practitioner": row["coordinator"] if birthday.by == "coordinator" else None,
            "due": birthday.within.after(row["at"], zone).isoformat(),
            "escalate": birthday.escalate,
            "urgent": False,
            "why": f"Age {birthday.age}",
        }
        key = id_of(f"birthday/{birthday.model}/{birthday.task}/{birthday.age}/{subject}")
        await record.write(connection, row["person_id"], task(key, subject, case["record"], content, now))
        made += 1
    return made

"""What the clock asks for: an assessment for whoever comes into care without one, and another before one expires.

The keys: the case (`assess`) and the score that expires (`re-assess`), with the instrument. A task that was made once
for one of these is never made again, whatever became of it.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import asyncpg

from careweft.base.db import Connection
from careweft.base.errors import BadInput
from careweft.care import resources
from careweft.care.durations import Duration
from careweft.care.record import Record


@dataclass(frozen=True)
class Terms:
    """What a model says of its assessment: with what, how long it holds, and who does it by when.

    `within` counts from the case's beginning (None: nobody is asked then), `remind` back from the end of `valid`.
    """

    instrument: str
    title: str
    valid: Duration
    remind: Duration
    by: str
    within: Duration | None
    escalate: str

    def __post_init__(self) -> None:
        for told in (self.valid, self.remind):
            if told.unit in ("weekday", "working day"):
                raise BadInput(f"{told.unit}s cannot be counted back", expected="days, weeks, months or years")


_SLACK: Final = timedelta(days=5)
"""Months differ by at most three days, and a day may be 25 hours: rows are fetched with room, then told exactly."""
_MOST: Final = 200

_EXPIRING = """
SELECT c.person_id, c.team, c.coordinator, a.record, a.at,
    (SELECT p.role FROM care.practitioner p WHERE p.id = c.coordinator) AS lead FROM facts."case" c
CROSS JOIN LATERAL (SELECT f.record, f.at FROM facts.assessment f
    WHERE f.person_id = c.person_id AND f.known_to = 'infinity' AND f.instrument = $1 AND f.at <= base.now()
    ORDER BY f.at DESC, f.record DESC LIMIT 1) a
WHERE c.known_to = 'infinity' AND c.status = 'active' AND a.at <= $2
    AND NOT EXISTS (SELECT FROM care.task t WHERE t.person_id = c.person_id AND t.code = 're-assess'
        AND t.focus = a.record)
ORDER BY a.at, c.person_id LIMIT $3
"""
_WITHOUT = """
SELECT c.person_id, c.team, c.coordinator, c.record, c.start AS at,
    (SELECT p.role FROM care.practitioner p WHERE p.id = c.coordinator) AS lead FROM facts."case" c
WHERE c.known_to = 'infinity' AND c.status = 'active' AND c.start > $2 AND c.start <= base.now()
    AND NOT EXISTS (SELECT FROM facts.assessment f WHERE f.person_id = c.person_id AND f.known_to = 'infinity'
        AND f.instrument = $1 AND f.at > $3)
    AND NOT EXISTS (SELECT FROM care.task t WHERE t.person_id = c.person_id AND t.code = 'assess'
        AND t.focus = c.record)
ORDER BY c.start, c.person_id LIMIT $4
"""


async def ask(connection: Connection, record: Record, terms: Terms, since: datetime, zone: ZoneInfo) -> int:
    """Make the tasks that are due now, at most some hundred at once; how many that was.

    `since` is when the model was activated: whoever was taken on then is not asked all at once.
    """
    now = record.clock.now()
    edge = before(terms.valid, terms.remind.after(now, zone), zone) + _SLACK
    expiring = await connection.fetch(_EXPIRING, terms.instrument, edge, _MOST)
    wanted = [
        (row, _asked(row, "re-assess", f"{terms.title}: due again", expires, terms))
        for row, expires in ((row, terms.valid.after(row["at"], zone)) for row in expiring)
        if before(terms.remind, expires, zone) <= now
    ]
    if terms.within is not None:
        valid = before(terms.valid, now, zone)
        without = await connection.fetch(_WITHOUT, terms.instrument, since, valid, _MOST)
        wanted += [
            (row, _asked(row, "assess", terms.title, terms.within.after(row["at"], zone), terms)) for row in without
        ]
    subjects = await record.patients(connection, [row["person_id"] for row, _ in wanted]) if wanted else {}
    tasks = [
        (
            row["person_id"],
            resources.task(_id(row, asked, terms), subjects[row["person_id"]], row["record"], asked, now),
        )
        for row, asked in wanted
        if row["person_id"] in subjects
    ]
    return len(await record.write_all(connection, tasks)) if tasks else 0


def before(duration: Duration, at: datetime, zone: ZoneInfo) -> datetime:
    """The instant this long before `at`."""
    return replace(duration, count=-duration.count).after(at, zone)


def _asked(row: asyncpg.Record, code: str, title: str, due: datetime, terms: Terms) -> dict[str, Any]:
    """What a task of this code asks of whom, until when."""
    return {
        "code": code,
        "title": title,
        "role": terms.by,
        "team": row["team"] or "unallocated",
        "practitioner": row["coordinator"] if row["lead"] == terms.by else None,
        "due": due.isoformat(),
        "escalate": terms.escalate,
        "urgent": False,
    }


def _id(row: asyncpg.Record, asked: dict[str, Any], terms: Terms) -> str:
    return resources.id_of(f"{row['record']}/{asked['code']}/{terms.instrument}")

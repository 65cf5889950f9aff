"""Tells web processes whose worklists and notices changed, soon after the change was committed.

A NOTIFY inside the writing transaction would make writers queue behind each other, so one relay looks at what changed
and notifies. It looks back to its last look and half a second more each time, and once a second ten more, because
transactions do not commit in the order of their times.
"""

import asyncio
import itertools
from datetime import timedelta
from time import monotonic

import orjson

from careweft.base.db import Database

CHANNEL = "careweft"
_LOOK_BACK, _FAR_BACK = timedelta(seconds=0.5), timedelta(seconds=10)
_PAUSE_SECONDS, _FAR_EACH = 0.05, 20


_CHANGED = """
SELECT 'tasks' AS kind, id || '/' || version AS change, team AS whom FROM care.task
WHERE changed > clock_timestamp() - $1::interval
UNION ALL
SELECT 'access', party || '/' || changed, party FROM access.sight_changed
WHERE changed > clock_timestamp() - $1::interval
UNION ALL
SELECT 'notices', id || '/' || changed, recipient FROM care.notice WHERE changed > clock_timestamp() - $1::interval
UNION ALL
SELECT 'messages', m.id || '/' || m.changed, party FROM care.message m
    JOIN care.thread t ON t.person_id = m.person_id AND t.id = m.thread,
    unnest(ARRAY[t.team, 'person/' || t.person_id] || t.readers) party
WHERE m.changed > clock_timestamp() - $1::interval
UNION ALL
SELECT 'appointments', a.id || '/' || a.version, party
FROM care.appointment a LEFT JOIN care.clinic c ON c.id = a.clinic,
    unnest(ARRAY[coalesce(c.team, ''), 'person/' || a.person_id]) party
WHERE a.changed > clock_timestamp() - $1::interval
"""


async def relay(database: Database) -> None:
    """Notify of what changed until cancelled: {"kind": "tasks", "teams": [...]}, and no person data.

    Kinds are `tasks`, `notices`, `messages`, `appointments`, and `access` (what a relative sees has changed); the
    parties concerned are teams, organisations, people and relatives.
    """
    told: set[tuple[str, str]] = set()
    looked = looked_far = monotonic()
    for turn in itertools.count():
        far = turn % _FAR_EACH == 0
        async with database.pool.acquire() as connection:
            since, looked = looked_far if far else looked, monotonic()
            looked_far = looked if far else looked_far
            back = (_FAR_BACK if far else _LOOK_BACK) + timedelta(seconds=looked - since)
            rows = await connection.fetch(_CHANGED, back)
            concerned: dict[str, set[str]] = {}
            for row in rows:
                if (row["change"], row["whom"]) not in told:
                    concerned.setdefault(row["kind"], set()).add(row["whom"])
            for kind, parties in concerned.items():
                message = orjson.dumps({"kind": kind, "teams": sorted(parties)}).decode()
                await connection.execute("SELECT pg_notify($1, $2)", CHANNEL, message)
        seen = {(row["change"], row["whom"]) for row in rows}
        told = seen if far else told | seen
        await asyncio.sleep(_PAUSE_SECONDS)

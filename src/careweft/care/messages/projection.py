"""Conversations as pages look for them: a projection of the record, with who may see the person because of them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from careweft.access import relationships
from careweft.access.relationships import Relationship
from careweft.base.db import Connection
from careweft.care.entry.state import party_of
from careweft.care.messages.resource import kind_of, readers_of, team_of, text_of, thread_of
from careweft.feeds.sources import HERE
from careweft.fhir.stored import Change

_AFTER = timedelta(days=28)
"""How long after the last message of a conversation its team still sees the person because of it."""
_THREAD = """
INSERT INTO care.thread (person_id, id, kind, title, team, readers, started) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (person_id, id) DO UPDATE SET title = excluded.title, team = excluded.team, readers = excluded.readers
"""
_MESSAGE = """
INSERT INTO care.message (person_id, id, thread, sender, sender_name, text, at, state)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (person_id, id) DO UPDATE SET text = excluded.text, state = excluded.state, changed = clock_timestamp()
"""
_LAST = """
SELECT t.kind, t.team, t.started, max(m.at) AS last FROM care.thread t
JOIN care.message m ON m.person_id = t.person_id AND m.thread = t.id WHERE t.person_id = $1 AND t.id = $2
GROUP BY t.kind, t.team, t.started
"""


async def project(connection: Connection, changes: Sequence[Change]) -> None:
    """Bring conversations in step with changed Communications that were written here."""
    here = [c for c in changes if c.type == "Communication" and c.origin.source == HERE]
    ours = [c for c in here if kind_of(c.after) or kind_of(c.before)]
    if not ours:
        return
    gone = [(c.person_id, c.id) for c in ours if c.after is None]
    for table in ("message", "thread"):
        await connection.executemany(f"DELETE FROM care.{table} WHERE person_id = $1 AND id = $2", gone)
    kept = [c for c in ours if c.after]
    heads = [c for c in kept if thread_of(c.after or {}) == c.id]
    await connection.executemany(_THREAD, [_thread(c) for c in heads])
    await connection.executemany(_MESSAGE, [_message(c) for c in kept])
    await connection.executemany(
        "UPDATE care.thread_seen SET person_id = $1 WHERE thread = $2 AND person_id <> $1",
        [(c.person_id, c.id) for c in heads],
    )
    threads = {(c.person_id, thread_of(body)) for c in ours for body in (c.before, c.after) if body}
    for person, thread in sorted(threads):
        row = await connection.fetchrow(_LAST, person, thread)
        origin = f"Communication/{thread}"
        now = (
            [Relationship(person, row["team"], "conversation", origin, row["started"], row["last"] + _AFTER)]
            if row and row["kind"] == "message" and row["team"]
            else []
        )
        await relationships.replace(connection, [(person, origin)], now)


def _thread(change: Change) -> tuple[Any, ...]:
    body = change.after or {}
    title = body.get("topic", {}).get("text", "")
    return change.person_id, change.id, kind_of(body), title, team_of(body), readers_of(body), _sent(change)


def _message(change: Change) -> tuple[Any, ...]:
    body = change.after or {}
    sender = body.get("sender", {})
    state = "cancelled" if body["status"] == "entered-in-error" else "sent"
    return (
        change.person_id,
        change.id,
        thread_of(body),
        party_of(sender, change.person_id),
        sender.get("display", ""),
        text_of(body),
        _sent(change),
        state,
    )


def _sent(change: Change) -> datetime:
    said = (change.after or {}).get("sent")
    if not said:
        return change.at
    found = datetime.fromisoformat(said)
    return found if found.tzinfo else found.replace(tzinfo=UTC)

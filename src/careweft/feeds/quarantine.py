"""What could not be understood: listed without what it says, and tried again when somebody asks."""

from __future__ import annotations

from collections.abc import Sequence

from careweft.base.db import Connection
from careweft.feeds.model import Waiting

_REPLAY = """
WITH again AS (
    UPDATE feeds.message SET state = 'received', reason = NULL
    WHERE state = 'quarantined' AND ($1::bigint[] IS NULL OR id = ANY ($1))
    RETURNING id, source, local_id
), queued AS (
    INSERT INTO base.outbox (topic, order_key, payload)
    SELECT 'message', source || ':' || coalesce(local_id, ''), jsonb_build_object('id', id) FROM again ORDER BY id
)
SELECT count(*) FROM again
"""


async def quarantine(connection: Connection, *, most: int = 1000) -> list[Waiting]:
    """The messages that wait in quarantine, oldest first; nothing of what they say."""
    rows = await connection.fetch(
        "SELECT id, source, kind, type, message_id, received, attempts, reason FROM feeds.quarantine($1)", most
    )
    return [Waiting(*row) for row in rows]


async def replay(connection: Connection, ids: Sequence[int] | None = None) -> int:
    """Try messages in quarantine again (all of them where `ids` is None); how many were put into the outbox.

    Those that still cannot be understood come back to quarantine with one more attempt counted.
    """
    queued: int = await connection.fetchval(_REPLAY, None if ids is None else list(ids))
    return queued

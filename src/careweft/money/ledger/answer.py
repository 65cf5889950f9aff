"""What may follow a journal, once: the reversal of a posted one, the posting or the voiding of a pending one."""

from collections.abc import Sequence
from datetime import datetime

from careweft.base.db import Connection
from careweft.base.errors import Conflict, NotFound
from careweft.money.ledger.journal import Posted

_ANSWER = """
INSERT INTO money.journal (person_id, book, key, kind, of, effective, narrative, content)
SELECT person_id, book, key || '/' || $3, $3, id, greatest(effective, $6), $4, content FROM money.journal
WHERE book = $1 AND key = ANY($2) AND kind = $5 ON CONFLICT DO NOTHING RETURNING id
"""
_ANSWER_LINES = """
INSERT INTO money.line (person_id, journal, no, account, amount)
SELECT l.person_id, j.id, l.no, l.account, l.amount * $2
FROM money.journal j JOIN money.journal o ON o.id = j.of
    JOIN money.line l ON (l.person_id, l.journal) = (o.person_id, o.id) WHERE j.id = ANY($1::bigint[])
"""
_ANSWERED = """
SELECT o.key AS of, o.kind AS was, j.id, j.key, j.kind FROM money.journal o LEFT JOIN money.journal j ON j.of = o.id
WHERE o.book = $1 AND o.key = ANY($2)
"""


async def reverse(
    connection: Connection, book: str, keys: Sequence[str], narrative: str, *, not_before: datetime | None = None
) -> list[Posted]:
    """Reverse posted journals, each exactly once; a reversal's key is 'key/reversal'.

    It is effective when the journal was, or at `not_before` where that is later (a closed year stays as it is). What
    was reversed before stays as it is (not fresh). NotFound where there is no such posted journal.
    """
    return await _answer(connection, book, keys, "reversal", narrative, not_before)


async def settle(connection: Connection, book: str, keys: Sequence[str], narrative: str) -> list[Posted]:
    """Post pending journals as they are, each once. Conflict where one was voided."""
    return await _answer(connection, book, keys, "posted", narrative)


async def void(connection: Connection, book: str, keys: Sequence[str], narrative: str) -> list[Posted]:
    """Give pending journals up, each once. Conflict where one was posted."""
    return await _answer(connection, book, keys, "voided", narrative)


async def _answer(
    connection: Connection,
    book: str,
    keys: Sequence[str],
    kind: str,
    narrative: str,
    not_before: datetime | None = None,
) -> list[Posted]:
    """Follow journals with the one journal that may follow each: their reversal, their posting or their voiding."""
    of_kind = "posted" if kind == "reversal" else "pending"
    rows = await connection.fetch(_ANSWER, book, list(keys), kind, narrative, of_kind, not_before)
    fresh = [int(row["id"]) for row in rows]
    if fresh and kind != "voided":
        await connection.execute(_ANSWER_LINES, fresh, -1 if kind == "reversal" else 1)
    found = {row["of"]: row for row in await connection.fetch(_ANSWERED, book, list(keys))}
    answered: list[Posted] = []
    for key in keys:
        row, where = found.get(key), f"book {book}, key {key}"
        if row is None or row["was"] != of_kind:
            raise NotFound(f"there is no {of_kind} journal of this key", where=where)
        if row["kind"] != kind:
            raise Conflict(f"this journal was {row['kind']} before", where=where)
        answered.append(Posted(int(row["id"]), row["key"], row["id"] in fresh))
    return answered

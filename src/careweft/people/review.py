"""The review list: pairs of records of which only somebody who looks can say whether they are one person's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg

from careweft.base.db import Connection
from careweft.base.errors import Conflict, NotFound
from careweft.people import changes
from careweft.people.events import Why
from careweft.people.read import records
from careweft.people.record import Key, Mover, SourceRecord


@dataclass(frozen=True)
class Question:
    """A pair in doubt: each record with the person that it belongs to now. `score` in bits, as in `Match`.

    `kind` says why it is asked: `doubtful` (likely, but not enough), `shared-number` (one NHS number on records of
    two people), `different-numbers`, `ambiguous` (two persons match equally well), `contradiction` (a changed record
    no longer agrees with its own person), `lost-evidence` (what linked it was undone), `replaced` (the source says
    so, and something stands against it).
    """

    review_id: int
    kind: str
    state: str
    score: float | None
    reasons: Mapping[str, Any]
    opened_at: datetime
    records: tuple[SourceRecord, SourceRecord]
    persons: tuple[int, int]
    decided_by: str | None
    decided_at: datetime | None
    note: str


async def open_questions(connection: Connection, *, most: int = 50, after: int = 0) -> list[Question]:
    """What waits for an answer, the oldest first, as far as the asker may see both people; `after` a review_id."""
    rows = await connection.fetch(
        "SELECT * FROM people.review WHERE state = 'open' AND review_id > $1 ORDER BY review_id LIMIT $2", after, most
    )
    return await _questions(connection, rows)


async def count_open(connection: Connection) -> int:
    """How many questions wait that the asker may see."""
    return int(await connection.fetchval("SELECT count(*) FROM people.review WHERE state = 'open'"))


async def question(connection: Connection, review_id: int) -> Question:
    """One question, open or answered. Raises NotFound."""
    rows = await connection.fetch("SELECT * FROM people.review WHERE review_id = $1", review_id)
    if not rows:
        raise NotFound(f"review {review_id} is not known here")
    return (await _questions(connection, rows))[0]


async def _questions(connection: Connection, rows: Sequence[asyncpg.Record]) -> list[Question]:
    said = await records(connection, [key for row in rows for key in _pair(row)])
    return [
        Question(
            review_id=row["review_id"],
            kind=row["kind"],
            state=row["state"],
            score=row["score"],
            reasons=row["reasons"],
            opened_at=row["opened_at"],
            records=(said[_pair(row)[0]], said[_pair(row)[1]]),
            persons=(row["person_id"], row["other_id"]),
            decided_by=row["decided_by"],
            decided_at=row["decided_at"],
            note=row["note"],
        )
        for row in rows
    ]


def _pair(row: asyncpg.Record) -> tuple[Key, Key]:
    return (row["source"], row["local_id"]), (row["other_source"], row["other_local_id"])


async def answer(
    connection: Connection, movers: Sequence[Mover], review_id: int, *, same: bool, why: Why
) -> int | None:
    """Say whether an open pair is one person's; the event that this made, if records had to move.

    `same` joins the two persons, the older keeping its id. Different keeps them apart for good; where the pair was
    held for one person's, the record that was asked about gets a person of its own. Raises NotFound, and Conflict
    where somebody has answered already.
    """
    asked = await question(connection, review_id)
    persons = await changes.hold(connection, [record.key for record in asked.records])
    state = await connection.fetchval("SELECT state FROM people.review WHERE review_id = $1 FOR UPDATE", review_id)
    if state != "open":
        raise Conflict(f"review {review_id} was answered already: {state}")
    await connection.execute(
        "UPDATE people.review SET state = $2, decided_by = $3, decided_at = base.now(), note = $4 WHERE review_id = $1",
        review_id,
        "same" if same else "different",
        why.by,
        why.reason,
    )
    one, other = sorted(persons.values())
    await connection.execute("UPDATE people.person SET revision = revision + 1 WHERE person_id IN ($1, $2)", one, other)
    if same and one != other:
        return await changes.join(connection, movers, one, other, why)
    if not same and one == other:
        return await changes.split(connection, movers, [_asked_about(asked)], why)
    return None


def _asked_about(asked: Question) -> Key:
    source, local_id = asked.reasons["record"]
    return source, local_id

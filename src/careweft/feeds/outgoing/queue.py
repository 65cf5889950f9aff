"""What waits to leave, and what became of it. Put in the caller's transaction; delivered after its commit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from careweft.base.db import Connection
from careweft.feeds.outgoing.address import Address, Form
from careweft.feeds.tables.mapping import parse

_PUT = """
INSERT INTO feeds.outgoing (person_id, key, recipient, form, about, body, instead, made)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (person_id, key) DO NOTHING RETURNING true
"""
_MAY = """
SELECT EXISTS (SELECT FROM access.sight WHERE person_id = $1 AND party = $2 AND (kind = $3 OR hides & (1 | coalesce(
    (SELECT label FROM access.restricted WHERE person_id = $1 AND record = $4), 0)) = 0)
    AND since <= base.now() AND base.now() < until)
"""
_FAILED = """
SELECT person_id, key, recipient, about, instead FROM feeds.outgoing WHERE state = 'failed'
ORDER BY number LIMIT $1 FOR UPDATE SKIP LOCKED
"""
_HAND_OVER = """
UPDATE feeds.outgoing o SET person_id = $2 FROM fhir.location l WHERE o.person_id = $1 AND l.person_id = $2
    AND l.type = split_part(o.about, '/', 1) AND l.id = split_part(o.about, '/', 2)
"""

_TOLD_BY = """
SELECT m.source, m.message_id, m.kind, m.type FROM fhir.location l JOIN fhir.resource r USING (person_id, rid)
JOIN feeds.message m ON m.id = r.message_id WHERE l.type = $1 AND l.id = $2
"""
_MESSAGE = "SELECT source, message_id, kind, type FROM feeds.message WHERE id = $1"


@dataclass(frozen=True)
class Letter:
    """What leaves. `key` makes it one, for us and for the receiver; `about` is a resource as 'Type/id'; `instead` is
    what people are asked to do where it cannot be delivered, for whoever reads `failed`; empty: nothing is lost."""

    person_id: int
    key: str
    recipient: str
    form: Form
    about: str
    body: bytes
    instead: Mapping[str, Any]


@dataclass(frozen=True)
class Told:
    """A message that came: its sender, the id that it has there, its form and its type, such as `REF^I12`."""

    source: str
    id: str
    form: str
    type: str

    @property
    def trigger(self) -> str:
        """The trigger event of HL7 v2."""
        return self.type.partition("^")[2].partition("^")[0]


@dataclass(frozen=True)
class Undeliverable:
    """A letter that was tried for long enough."""

    person_id: int
    key: str
    recipient: str
    about: str
    instead: dict[str, Any]


async def address_of(connection: Connection, recipient: str) -> Address | None:
    """Where a receiver's system is; None for one that has none, or that none was declared for."""
    text = await connection.fetchval("SELECT mapping FROM feeds.source WHERE code = $1", recipient)
    return parse(text, f"{recipient}.toml").outgoing if text else None


async def may_know(connection: Connection, person_id: int, recipient: str, about: str, kind: str = "") -> bool:
    """Whether an organisation has a part in the care of a person who lets it see this record of theirs: what leaves is
    seen. `kind` is a relationship that is enough although it shows no record, such as a sender's to what they sent."""
    return bool(await connection.fetchval(_MAY, person_id, recipient, kind, about))


async def was_told(connection: Connection, person_id: int, recipient: str, about: str) -> bool:
    """Whether a letter about a resource went to a receiver before."""
    return bool(
        await connection.fetchval(
            "SELECT EXISTS (SELECT FROM feeds.outgoing WHERE person_id = $1 AND recipient = $2 AND about = $3)",
            person_id,
            recipient,
            about,
        )
    )


async def put(connection: Connection, letter: Letter, now: datetime) -> bool:
    """Let a letter leave once the caller's transaction is committed; False where it was put before."""
    made = await connection.fetchval(
        _PUT,
        letter.person_id,
        letter.key,
        letter.recipient,
        letter.form,
        letter.about,
        letter.body,
        dict(letter.instead),
        now,
    )
    return bool(made)


async def failed(connection: Connection, most: int = 100) -> list[Undeliverable]:
    """What could not be delivered and nobody was asked to tell yet, locked until the caller's transaction ends."""
    return [Undeliverable(*row) for row in await connection.fetch(_FAILED, most)]


async def handed(connection: Connection, letter: Undeliverable) -> None:
    """People were asked to do it instead."""
    await connection.execute(
        "UPDATE feeds.outgoing SET state = 'handed' WHERE person_id = $1 AND key = $2", letter.person_id, letter.key
    )


async def hand_over(connection: Connection, source: str, local_id: str, giver: int, taker: int) -> None:
    """What is about records that another person has now is that person's. Does nothing the second time."""
    await connection.execute(_HAND_OVER, giver, taker)


async def told_by(connection: Connection, kind: str, id_: str) -> Told | None:
    """The message that told of a resource last; None where it came otherwise."""
    row = await connection.fetchrow(_TOLD_BY, kind, id_)
    return Told(*row) if row else None


async def message(connection: Connection, number: int) -> Told | None:
    """A message by its number."""
    row = await connection.fetchrow(_MESSAGE, number)
    return Told(*row) if row else None

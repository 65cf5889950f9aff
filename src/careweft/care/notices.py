"""Notices: what a party was told about people, and what was told about one person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from careweft.base.db import Connection


@dataclass(frozen=True)
class Notice:
    """Something that a party was told, or (`waiting`) that somebody still has to tell them; `cancelled` where it turned
    out not to be so."""

    person_id: int
    id: str
    recipient: str
    message: str
    about: str
    sent: datetime
    state: Literal["sent", "waiting", "cancelled"]


_COLUMNS = "person_id, id, recipient, message, about, sent, state"


async def inbox(connection: Connection, recipients: Sequence[str], most: int = 50) -> list[Notice]:
    """The latest notices to these parties that the acting account may see, newest first."""
    rows = await connection.fetch(
        f"SELECT {_COLUMNS} FROM unnest($1::text[]) AS r (party) CROSS JOIN LATERAL (SELECT * FROM care.notice n "
        "WHERE n.recipient = r.party ORDER BY n.sent DESC, n.id LIMIT $2) AS n ORDER BY sent DESC, id LIMIT $2",
        list(recipients),
        most,
    )
    return [Notice(*row) for row in rows]


async def about(connection: Connection, person_id: int, most: int = 100) -> list[Notice]:
    """The latest notices about a person, newest first."""
    rows = await connection.fetch(
        f"SELECT {_COLUMNS} FROM care.notice WHERE person_id = $1 ORDER BY sent DESC, id LIMIT $2", person_id, most
    )
    return [Notice(*row) for row in rows]

"""Who governs a place together: seats of partners in bodies, their sittings, and what partners are told and criticise.

The bodies and what they are for are said by the model of care; here is what happens in them. No person data.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from careweft.access.accounts import Account
from careweft.base.clock import Clock
from careweft.base.db import Connection
from careweft.base.errors import BadInput, Conflict
from careweft.care.resources import id_of

Word = Literal["told", "criticised"]


@dataclass(frozen=True)
class Seat:
    """Who sits in a body for a partner, and since when."""

    body: str
    partner: str
    holder: str
    since: datetime


@dataclass(frozen=True)
class Sitting:
    """One meeting of a body: which partners were there and which seats stayed empty."""

    body: str
    at: datetime
    present: Sequence[str]
    absent: Sequence[str]
    note: str = ""


@dataclass(frozen=True)
class Said:
    """What a partner was told, or criticised."""

    partner: str
    kind: Word
    text: str
    at: datetime


class Governance:
    """Keeps what happens in the bodies of a place."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def seat(self, connection: Connection, body: str, partner: str, holder: str) -> None:
        """Give a partner's seat in a body to somebody from now on; the same again changes nothing."""
        if not holder:
            raise BadInput("nobody is named", expected="who sits for this partner")
        now = self._clock.now()
        current = await connection.fetchrow(
            "SELECT holder, since FROM care.seat WHERE (body, partner) = ($1, $2) AND until = 'infinity' FOR UPDATE",
            body,
            partner,
        )
        if current and current["holder"] == holder:
            return
        if current and current["since"] >= now:
            raise Conflict("this seat was given to somebody else just now")
        await connection.execute(
            "UPDATE care.seat SET until = $3 WHERE (body, partner) = ($1, $2) AND until = 'infinity'",
            body,
            partner,
            now,
        )
        await connection.execute(
            "INSERT INTO care.seat (body, partner, holder, since) VALUES ($1, $2, $3, $4)", body, partner, holder, now
        )

    async def sit(
        self, connection: Connection, by: Account, body: str, at: datetime, present: Collection[str], note: str = ""
    ) -> None:
        """Keep that a body met at a time that is over, and who of those seated then was there; once for each time."""
        if at > self._clock.now():
            raise BadInput("this meeting is still to come", expected="one that was held")
        seated = [row["partner"] for row in await connection.fetch(_SEATED, body, at)]
        if unknown := set(present) - set(seated):
            raise BadInput(f"{sorted(unknown)[0]} had no seat there then", expected="partners with a seat")
        await connection.execute(
            "INSERT INTO care.sitting (id, body, at, present, absent, note, said_by) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO UPDATE SET present = excluded.present, "
            "absent = excluded.absent, note = excluded.note, said_by = excluded.said_by",
            id_of(f"sitting/{body}/{at.isoformat()}"),
            body,
            at,
            sorted(present),
            sorted(set(seated) - set(present)),
            note,
            by.display_name,
        )

    async def say(self, connection: Connection, by: Account, partner: str, kind: Word, text: str) -> None:
        """Keep what a partner was told of how services change, or what it criticised; the same at once, once."""
        if not text:
            raise BadInput("nothing is said", expected="what was told, or what the partner criticised")
        now = self._clock.now()
        await connection.execute(
            "INSERT INTO care.partner_word (id, partner, kind, text, at, said_by) VALUES ($1, $2, $3, $4, $5, $6) "
            "ON CONFLICT (id) DO NOTHING",
            id_of(f"word/{partner}/{kind}/{now.date().isoformat()}/{text}"),
            partner,
            kind,
            text,
            now,
            by.display_name,
        )


_SEATED = "SELECT partner FROM care.seat WHERE body = $1 AND since <= $2 AND $2 < until ORDER BY partner"


async def seats(connection: Connection) -> list[Seat]:
    """Who sits where now, by body and partner."""
    rows = await connection.fetch(
        "SELECT body, partner, holder, since FROM care.seat WHERE until = 'infinity' ORDER BY body, partner"
    )
    return [Seat(*row) for row in rows]


async def sittings(connection: Connection, most: int = 24) -> list[Sitting]:
    """The latest sittings of all bodies, newest first."""
    rows = await connection.fetch(
        "SELECT body, at, present, absent, note FROM care.sitting ORDER BY at DESC, id LIMIT $1", most
    )
    return [Sitting(*row) for row in rows]


async def said(connection: Connection, most: int = 24) -> list[Said]:
    """What partners were told and criticised, newest first."""
    rows = await connection.fetch(
        "SELECT partner, kind, text, at FROM care.partner_word ORDER BY at DESC, id LIMIT $1", most
    )
    return [Said(*row) for row in rows]


@dataclass(frozen=True)
class Partner:
    """An organisation of the place that is a partner: its code, its name and its kind."""

    code: str
    name: str
    kind: str


_ALSO = {"hospital": "acute-hospital", "practice": "gp-practice", "care-home": "care-homes"}
"""What the kinds of organisation are called too."""


async def partners(connection: Connection, kinds: Collection[str]) -> list[Partner]:
    """The organisations of the place of these kinds, by code."""
    asked = sorted({other for kind in kinds for other in (kind, _ALSO.get(kind, kind))})
    rows = await connection.fetch(
        "SELECT code, name, kind FROM feeds.source WHERE kind = ANY ($1) ORDER BY code", asked
    )
    return [Partner(row["code"], row["name"] or row["code"], row["kind"]) for row in rows]

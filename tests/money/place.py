"""A place with packages of care: facts as the feeds would have left them, and a pool that pays for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

from careweft.base.clock import SetClock
from careweft.base.db import Connection, Database
from careweft.money import pool
from careweft.money.pool import Accrued, Pool, Share

NHS, COUNCIL = Fraction(60, 100), Fraction(40, 100)
EXAMPLE = {"nhs": Share(NHS, 600_000_000), "council": Share(COUNCIL, 400_000_000)}
"""£6.0 m + £4.0 m, the worked example of the reference."""
YEAR_START = date(2026, 4, 1)


def agreement(partners: Mapping[str, Share] = EXAMPLE, **other: Any) -> Pool:
    known: dict[str, Any] = {"services": ("home-care", "care-home"), "since": YEAR_START} | other
    return Pool("torbay", "care-trust", partners, **known)


def instant(day: date, hour: int = 12) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


@dataclass
class Place:
    """The worker's database and the place's clock, with what a feed does to facts."""

    database: Database
    clock: SetClock

    async def agree(self, made: Pool) -> None:
        async with self.database.transaction() as connection:
            await pool.agree(connection, made, title="Torbay pooled fund", zone="Europe/London")

    async def accrue(self, up_to: date) -> Accrued:
        async with self.database.transaction() as connection:
            return await pool.accrue(connection, "torbay", up_to)

    async def know(self, person: int, record: str, start: date, **other: Any) -> None:
        """A service fact as the place knows it from now on; what it knew before of this record ends now."""
        self.clock.advance(timedelta(seconds=1))
        fact = {"kind": "home-care", "status": "active", "finish": None, "organisation": "homecare-a"} | other
        async with self.database.transaction() as connection:
            await forget(connection, person, record)
            await connection.execute(
                "INSERT INTO facts.service (person_id, record, known_from, known_to, n, kind, status, start, finish, "
                "organisation, weekly_pence) VALUES ($1, $2, base.now(), 'infinity', 0, $3, $4, $5, $6, $7, $8)",
                person,
                f"ServiceRequest/{record}",
                fact["kind"],
                fact["status"],
                instant(start),
                instant(fact["finish"]) if fact["finish"] else None,
                fact["organisation"],
                fact["weekly"],
            )

    async def unknow(self, person: int, record: str) -> None:
        self.clock.advance(timedelta(seconds=1))
        async with self.database.transaction() as connection:
            await forget(connection, person, record)

    async def hold(self, person: int, record: str, kind: str, day: date, *, state: str = "applied") -> None:
        """What care does when a person is admitted (pause) or discharged (resume)."""
        async with self.database.transaction() as connection:
            await connection.execute(
                "INSERT INTO care.effect (person_id, key, event_key, kind, content, at, state, record) VALUES "
                "($1, $2, 'event', $3, $4, $5, $6, '') "
                "ON CONFLICT (person_id, key) DO UPDATE SET state = excluded.state",
                person,
                f"{record}/{kind}/{day}",
                kind,
                {"service": f"ServiceRequest/{record}"},
                instant(day),
                state,
            )

    async def balances(self) -> dict[str, int]:
        """Every account's balance, from the lines themselves."""
        async with self.database.transaction() as connection:
            rows = await connection.fetch(
                "SELECT a.name, sum(l.amount)::bigint AS amount FROM money.account a JOIN money.line l "
                "ON l.account = a.id GROUP BY a.name"
            )
        return {row["name"]: row["amount"] for row in rows if row["amount"]}


async def forget(connection: Connection, person: int, record: str) -> None:
    await connection.execute(
        "UPDATE facts.service SET known_to = base.now() WHERE person_id = $1 AND record = $2 AND known_to = 'infinity'",
        person,
        f"ServiceRequest/{record}",
    )

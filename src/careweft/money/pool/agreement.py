"""The agreement behind a pooled fund: who puts in how much, who shares what, and from when until when.

National Health Service Act 2006 s75 and SI 2000/617 reg 7: NHS bodies and a council make payments into one fund, out
of which is paid for the services that the agreement names; one partner is its host and its manager reports quarterly
and yearly. Money in the pool loses its identity, and a surplus stays in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, Literal

from careweft.base.db import Connection
from careweft.base.errors import BadInput, Conflict, NotFound, Refused
from careweft.money import ledger
from careweft.money.calendar import Period, year_from
from careweft.money.ledger import Account, AccountKind, Book
from careweft.money.shares import shares


@dataclass(frozen=True)
class Share:
    """A partner's part: of variance, assets, liabilities and cash (`part`, all sum to one), and its yearly payment."""

    part: Fraction
    yearly: int = 0


@dataclass(frozen=True)
class Pool:
    """A pooled fund's agreement, in force in [since, until).

    `services` are the kinds of package of care (facts.service.kind) that it pays for. `year_begins` is the month and
    day on which its year begins (1 April: the financial year). Money is in minor units of `currency`. `terms` holds
    what the agreement says for people to read: aims, functions, review, termination. Raises BadInput where the parts
    do not sum to one or a date cannot be.
    """

    id: str
    host: str
    partners: Mapping[str, Share]
    services: tuple[str, ...]
    since: date
    until: date = date.max
    variance: Literal["in-proportion"] = "in-proportion"
    currency: str = "GBP"
    year_begins: tuple[int, int] = (4, 1)
    terms: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        where = f"pool {self.id}"
        if (whole := sum(share.part for share in self.partners.values())) != 1:
            raise BadInput(f"the partners' shares sum to {float(whole):.6%}", where=where, expected="100%")
        if any(share.part < 0 or share.yearly < 0 for share in self.partners.values()):
            raise BadInput("a share or a yearly payment is negative", where=where)
        if self.since >= self.until:
            raise BadInput(f"it ends on {self.until}, not after it begins", where=where, expected=f"after {self.since}")
        if not self.services:
            raise BadInput("it pays for nothing", where=where, expected="at least one kind of service")
        year_from(date(self.since.year, *self.year_begins))

    @property
    def in_force(self) -> Period:
        """The days on which this agreement holds."""
        return Period(self.since, self.until)

    @property
    def parts(self) -> dict[str, Fraction]:
        """Each partner's share of what is shared in proportion."""
        return {name: share.part for name, share in self.partners.items()}


def divide(yearly: int, parts: Mapping[str, Fraction]) -> dict[str, Share]:
    """Partners whose yearly payments are their shares of one sum, exactly (largest remainder)."""
    return {name: Share(parts[name], amount) for name, amount in shares(yearly, parts).items()}


async def agree(connection: Connection, pool: Pool, *, title: str, zone: str) -> None:
    """Bring an agreement into force: its book and accounts are opened, and `accrue` posts by it from its first day.

    The same agreement again changes nothing. A changed one begins on the first of a month that is not yet posted
    (Conflict where it does not). Two pools may not pay for the same services at one time (Refused): nobody's package
    is paid twice.
    """
    await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('money.agreements', 0))")
    terms = to_terms(pool)
    if terms == await connection.fetchval(
        "SELECT terms FROM money.agreement WHERE pool = $1 AND since = $2", pool.id, pool.since
    ):
        return
    await _check_change(connection, pool)
    await _check_overlap(connection, pool)
    await ledger.open_book(connection, Book(pool.id, title, zone, pooled=True), accounts(pool))
    await connection.execute(
        "INSERT INTO money.agreement (pool, since, terms) VALUES ($1, $2, $3)", pool.id, pool.since, terms
    )


async def agreements(connection: Connection, pool: str, *, missing_ok: bool = False) -> list[Pool]:
    """A pool's agreements, oldest first, each cut off where the next begins."""
    rows = await connection.fetch(
        "SELECT pool, since, lead(since) OVER (ORDER BY since) AS next, terms FROM money.agreement "
        "WHERE pool = $1 ORDER BY since",
        pool,
    )
    if not rows and not missing_ok:
        raise NotFound("there is no such pool", where=f"pool {pool}")
    return [from_terms(row["pool"], row["since"], row["next"], row["terms"]) for row in rows]


async def pools(connection: Connection) -> list[str]:
    """The ids of every pool."""
    rows = await connection.fetch("SELECT DISTINCT pool FROM money.agreement ORDER BY pool")
    return [row["pool"] for row in rows]


def accounts(pool: Pool) -> list[Account]:
    """The accounts that a pool needs for its partners; those for services and providers are opened as they come."""
    kinds: dict[str, AccountKind] = {
        "contribution": "income",
        "further": "income",
        "owed": "asset",
        "reserve": "reserve",
    }
    own = [
        Account("cash", "asset", pool.host, pool.currency),
        Account("carried-forward", "expense", pool.id, pool.currency),
    ]
    theirs = [
        Account(f"{name}/{partner}", kind, partner, pool.currency)
        for partner in pool.partners
        for name, kind in kinds.items()
    ]
    return own + theirs


def to_terms(pool: Pool) -> dict[str, Any]:
    """The agreement as it is stored."""
    return {
        "host": pool.host,
        "partners": {name: [str(share.part), share.yearly] for name, share in pool.partners.items()},
        "order": list(pool.partners),
        "services": list(pool.services),
        "until": pool.until.isoformat(),
        "variance": pool.variance,
        "currency": pool.currency,
        "year_begins": list(pool.year_begins),
        "terms": dict(pool.terms),
    }


def from_terms(pool: str, since: date, following: date | None, terms: Mapping[str, Any]) -> Pool:
    """The agreement as it was stored, in force until the one that follows it."""
    month, day = terms["year_begins"]
    stored = {name: Share(Fraction(part), yearly) for name, (part, yearly) in terms["partners"].items()}
    return Pool(
        pool,
        terms["host"],
        {name: stored[name] for name in terms["order"]},
        tuple(terms["services"]),
        since,
        min(date.fromisoformat(terms["until"]), following or date.max),
        terms["variance"],
        terms["currency"],
        (month, day),
        terms["terms"],
    )


async def _check_change(connection: Connection, pool: Pool) -> None:
    before = await agreements(connection, pool.id, missing_ok=True)
    if not before:
        return
    posted = await connection.fetchval("SELECT accrued_until FROM money.progress WHERE pool = $1", pool.id)
    free = max(before[-1].since, posted or date.min)
    if pool.since <= free or pool.since.day != 1:
        raise Conflict(
            f"the agreement from {pool.since} differs from the one in force",
            where=f"pool {pool.id}",
            expected=f"a change from the first of a month after {free}",
        )
    if (pool.currency, pool.year_begins) != (before[-1].currency, before[-1].year_begins):
        raise Conflict("the currency or the year of a pool cannot change", where=f"pool {pool.id}")


async def _check_overlap(connection: Connection, pool: Pool) -> None:
    for other in await pools(connection):
        if other == pool.id:
            continue
        for each in await agreements(connection, other):
            both = set(each.services) & set(pool.services)
            if both and each.in_force.within(pool.in_force).days:
                raise Refused(f"{sorted(both)[0]} is paid for by pool {other} at that time", where=f"pool {pool.id}")

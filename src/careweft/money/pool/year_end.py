"""The end of a pool's year: what was over or under is shared in proportion, and the year is closed."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from careweft.base.db import Connection
from careweft.base.errors import Refused
from careweft.money import ledger
from careweft.money.calendar import DAY, midnight, year_of
from careweft.money.ledger import Journal, Line
from careweft.money.pool.agreement import Pool, agreements
from careweft.money.shares import shares


@dataclass(frozen=True)
class YearEnd:
    """How a year ended: contributions less spending (negative: overspent), and each partner's share of that.

    An overspend is owed to the pool by the partners in these shares; a surplus stays in the pool, carried forward in
    their names. The shares sum to the variance exactly.
    """

    pool: str
    ends: date
    variance: int
    shares: dict[str, int]


_RESULT = """
SELECT coalesce(-sum(t.posted), 0) FROM money.account a JOIN money.total t ON t.account = a.id
WHERE a.book = $1 AND t.effective_on >= $2 AND t.effective_on < $3
AND (a.name LIKE 'contribution/%' OR a.name LIKE 'spend/%')
"""


async def year_end(connection: Connection, pool: str, year: int) -> YearEnd:
    """Close the year that begins in calendar year `year`; closing it again returns the same.

    Refused until the pool is posted to the year's end. What turns out otherwise afterwards is posted in the open
    year: a closed year stays as it was reported. The unique key is (pool, last day).
    """
    await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('money.pool ' || $1, 0))", pool)
    agreed = await agreements(connection, pool)
    period = year_of(date(year, *agreed[0].year_begins), agreed[0].year_begins)
    before = await connection.fetchrow(
        "SELECT variance FROM money.closing WHERE pool = $1 AND ends = $2", pool, period.end
    )
    rules = next((each for each in reversed(agreed) if each.in_force.within(period).days), None)
    if rules is None:
        raise Refused(f"no agreement is in force in the year from {period.start}", where=f"pool {pool}")
    if before:
        return YearEnd(pool, period.end, before["variance"], shares(before["variance"], rules.parts))
    done = await connection.fetchval("SELECT accrued_until FROM money.progress WHERE pool = $1", pool)
    if done is None or done < min(period.end, rules.until):
        raise Refused(f"the pool is posted up to {done}", where=f"pool {pool}", expected=f"up to {period.end}")
    await ledger.seal(connection)
    variance = int(await connection.fetchval(_RESULT, pool, period.start, period.end))
    journal = await _post(connection, rules, period.end, variance)
    await connection.execute(
        "INSERT INTO money.closing (pool, ends, variance, journal) VALUES ($1, $2, $3, $4)",
        pool,
        period.end,
        variance,
        journal,
    )
    return YearEnd(pool, period.end, variance, shares(variance, rules.parts))


async def pay_in(connection: Connection, pool: str, partner: str, amount: int, *, key: str, on: date) -> None:
    """A partner pays in what it owes from an overspend, on a day; `key` is the payment's own id and posts once."""
    zone = ZoneInfo(await connection.fetchval("SELECT zone FROM money.book WHERE id = $1", pool))
    lines = (Line("cash", amount), Line(f"owed/{partner}", -amount))
    paid = Journal(pool, f"paid-in/{partner}/{key}", midnight(on, zone), f"paid in by {partner}", lines)
    await ledger.post(connection, [paid])


async def _post(connection: Connection, pool: Pool, ends: date, variance: int) -> int | None:
    """An overspend becomes further contributions that the partners owe; a surplus is carried forward in reserve."""
    if not variance:
        return None
    zone = ZoneInfo(await connection.fetchval("SELECT zone FROM money.book WHERE id = $1", pool.id))
    parts = {name: part for name, part in shares(variance, pool.parts).items() if part}
    if variance > 0:
        lines = [Line("carried-forward", variance), *(Line(f"reserve/{name}", -part) for name, part in parts.items())]
    else:
        lines = [Line(f"owed/{name}", -part) for name, part in parts.items()]
        lines += [Line(f"further/{name}", part) for name, part in parts.items()]
    journal = Journal(pool.id, f"year-end/{ends}", midnight(ends - DAY, zone), f"year to {ends - DAY}", tuple(lines))
    (posted,) = await ledger.post(connection, [journal])
    await ledger.seal(connection)
    return posted.id

"""A pool day by day: contributions as they fall due, spending as it happens, providers paid monthly in arrears."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from careweft.base.db import Connection
from careweft.money import ledger
from careweft.money.calendar import DAY, Period, instalments, midnight, months, year_from, year_of
from careweft.money.ledger import Journal, Line
from careweft.money.pool.agreement import Pool, agreements
from careweft.money.pool.packages import packages
from careweft.money.pool.spend import Books, post_spending

_OWED = """
SELECT a.name, -sum(t.posted) AS owed FROM money.account a JOIN money.total t ON t.account = a.id
WHERE a.book = $1 AND a.kind = 'liability' AND t.effective_on < $2
GROUP BY a.name HAVING sum(t.posted) < 0 ORDER BY a.name
"""


@dataclass(frozen=True)
class Accrued:
    """What one run posted: journals of each sort, and the day up to which the pool is now posted."""

    until: date
    contributions: int
    spending: int
    reversed: int
    payments: int


async def accrue(connection: Connection, pool: str, up_to: date) -> Accrued:
    """Post all that belongs to the days before `up_to`, and the contributions and payments due on it.

    Runs as often as one likes: what is posted stays, what turned out otherwise is put right, and nothing is posted
    twice. An earlier `up_to` than before only puts right. Raises NotFound for a pool that is not there.
    """
    await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('money.pool ' || $1, 0))", pool)
    agreed = await agreements(connection, pool)
    zone = ZoneInfo(await connection.fetchval("SELECT zone FROM money.book WHERE id = $1", pool))
    before = await connection.fetchval("SELECT accrued_until FROM money.progress WHERE pool = $1", pool)
    closed = await connection.fetchval("SELECT max(ends) FROM money.closing WHERE pool = $1", pool)
    accrued = before or agreed[0].since
    until = max(up_to, accrued)
    books = Books(agreed[-1], zone, accrued, until, closed or date.min)
    contributions = await _contributions(connection, agreed, zone, Period(before or date.min, until))
    posted, taken_back = await post_spending(connection, books, await packages(connection, agreed, zone))
    payments = await _payments(connection, books)
    await connection.execute(
        "INSERT INTO money.progress (pool, accrued_until) VALUES ($1, $2) "
        "ON CONFLICT (pool) DO UPDATE SET accrued_until = excluded.accrued_until",
        pool,
        until,
    )
    return Accrued(until, contributions, posted, taken_back, payments)


async def _contributions(connection: Connection, agreed: list[Pool], zone: ZoneInfo, due: Period) -> int:
    """Each partner's instalments that fall due after `due.start`, by `due.end`: paid in on the first of the month."""
    journals = [
        Journal(
            pool.id,
            f"contribution/{partner}/{month.start}",
            midnight(month.start, zone),
            f"contribution of {partner}, {month.start} up to {month.end}",
            (Line("cash", amount), Line(f"contribution/{partner}", -amount)),
        )
        for pool in agreed
        for partner, share in pool.partners.items()
        for year in _years(pool, due)
        for month, amount in instalments(share.yearly, year, pool.in_force).items()
        if due.start < month.start <= due.end and amount
    ]
    return sum(posted.fresh for posted in await ledger.post(connection, journals))


def _years(pool: Pool, due: Period) -> list[Period]:
    first, last = max(pool.since, due.start), min(pool.until, due.end)
    years = [year_of(first, pool.year_begins)]
    while years[-1].end <= last:
        years.append(year_from(years[-1].end))
    return years


async def _payments(connection: Connection, books: Books) -> int:
    """On the first of each month, what each provider was owed at the end of the last, paid out of the pool."""
    made = 0
    await ledger.seal(connection)
    for month in months(Period(books.accrued, books.until + DAY)):
        if month.start > books.accrued:
            rows = await connection.fetch(_OWED, books.pool.id, month.start)
            await ledger.post(connection, [_payment(books, month.start, row["name"], int(row["owed"])) for row in rows])
            await ledger.seal(connection)
            made += len(rows)
    return made


def _payment(books: Books, on: date, account: str, owed: int) -> Journal:
    return Journal(
        books.pool.id,
        f"payment/{account}/{on}",
        midnight(on, books.zone),
        f"what was owed on {on}",
        (Line(account, owed), Line("cash", -owed)),
    )

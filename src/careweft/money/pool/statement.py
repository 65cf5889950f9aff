"""What a pool's manager reports to the partners, quarterly and yearly (SI 2000/617 reg 7): totals, no person data.

Read from money.total and the agreement alone, so whoever may see the money (finance, coordinator, manager) sees it
without a look at anybody's lines.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

import asyncpg

from careweft.base.db import Connection
from careweft.base.errors import NotFound
from careweft.money import ledger
from careweft.money.calendar import DAY, Period, instalments, months, year_of
from careweft.money.pool.agreement import Pool, agreements
from careweft.money.shares import shares


@dataclass(frozen=True)
class PartnerPart:
    """One partner's part of a statement. `part` of one; money in minor units.

    `yearly` is what the agreement says for the year and `contributed` what was paid in; the shares are of the pool's
    totals, in proportion. `owes` is the part of past overspends that it has not paid in yet.
    """

    name: str
    part: Fraction
    yearly: int
    contributed: int
    spend: int
    variance: int
    assets: int
    liabilities: int
    cash: int
    owes: int


@dataclass(frozen=True)
class Month:
    """A month (or the part of one) of the year: what was paid in and what was spent."""

    start: date
    end: date
    contributed: int
    spend: int


@dataclass(frozen=True)
class Statement:
    """A pool's year so far, or whole. Money in minor units of `currency`; every partner's shares sum to the total.

    `until` is the day up to which the figures go and `posted_until` that up to which the pool is posted. `variance`
    is contributions less spending (negative: overspent). `final` once the year is closed. `head` is the number and
    hash of the ledger's last journal: noted here, it shows whether the books were altered afterwards.
    """

    pool: str
    title: str
    host: str
    currency: str
    year: Period
    until: date
    posted_until: date
    contributed: int
    yearly: int
    spend: int
    spend_by_service: Mapping[str, int]
    variance: int
    assets: int
    liabilities: int
    cash: int
    reserves: int
    months: tuple[Month, ...]
    partners: tuple[PartnerPart, ...]
    final: bool
    head: tuple[int, str]


_TOTALS = """
SELECT split_part(a.name, '/', 1) AS sort, substr(a.name, strpos(a.name, '/') + 1) AS whose, a.kind,
    t.effective_on AS day, sum(t.posted)::bigint AS amount
FROM money.account a JOIN money.total t ON t.account = a.id
WHERE a.book = $1 AND t.effective_on < $2 AND ($3::date IS NULL OR t.recorded_on <= $3) GROUP BY 1, 2, 3, 4
"""


async def statement(
    connection: Connection, pool: str, year: int, at: datetime, *, known: datetime | None = None
) -> Statement:
    """The statement of the year that begins in calendar year `year`, as it stands at an instant.

    It counts whole days: those before the day of `at` in the pool's zone, and that day's contributions and payments.
    With `known`, only what was recorded by the end of that instant's day: last year's statement as it was then.
    NotFound for a pool that is not there, or that the asker may not see.
    """
    agreed = await agreements(connection, pool)
    book = await connection.fetchrow("SELECT title, zone FROM money.book WHERE id = $1", pool)
    if book is None:
        raise NotFound("there is no such pool", where=f"pool {pool}")
    zone = ZoneInfo(book["zone"])
    period = year_of(date(year, *agreed[0].year_begins), agreed[0].year_begins)
    until = min(at.astimezone(zone).date() + DAY, period.end)
    rows = await connection.fetch(_TOTALS, pool, until, known.astimezone(zone).date() if known else None)
    progress = await connection.fetchrow(
        "SELECT (SELECT accrued_until FROM money.progress WHERE pool = $1) AS posted_until, "
        "EXISTS (SELECT FROM money.closing WHERE pool = $1 AND ends = $2) AS final",
        pool,
        period.end,
    )
    sums, in_force = _Sums(rows, period), [each for each in agreed if each.in_force.within(period).days]
    rules = in_force[-1] if in_force else agreed[-1]
    yearly = {name: sum(_due(each, name, period) for each in in_force) for name in rules.partners}
    variance = sums.contributed - sums.spend
    return Statement(
        pool=pool,
        title=book["title"],
        host=rules.host,
        currency=rules.currency,
        year=period,
        until=until,
        posted_until=progress["posted_until"] if progress and progress["posted_until"] else agreed[0].since,
        contributed=sums.contributed,
        yearly=sum(yearly.values()),
        spend=sums.spend,
        spend_by_service=sums.by_service,
        variance=variance,
        assets=sums.assets,
        liabilities=sums.liabilities,
        cash=sums.cash,
        reserves=sums.reserves,
        months=tuple(
            Month(month.start, month.end, sums.paid_in_month[month.start], sums.spent_in_month[month.start])
            for month in months(period)
            if month.start < until
        ),
        partners=_partners(rules, sums, yearly),
        final=bool(progress and progress["final"]),
        head=await ledger.head(connection, pool),
    )


class _Sums:
    """The totals of a book, folded: of the year for what flows, of all time for what is held and owed."""

    def __init__(self, rows: Sequence[asyncpg.Record], year: Period) -> None:
        self.by_service: Counter[str] = Counter()
        self.by_partner: Counter[str] = Counter()
        self.owed: Counter[str] = Counter()
        self.paid_in_month: Counter[date] = Counter()
        self.spent_in_month: Counter[date] = Counter()
        kinds: Counter[str] = Counter()
        sorts: Counter[str] = Counter()
        firsts = [month.start for month in months(year)]
        for row in rows:
            sort, whose, day, amount = row["sort"], row["whose"], row["day"], row["amount"]
            kinds[row["kind"]] += amount
            sorts[sort] += amount
            if sort == "owed":
                self.owed[whose] += amount
            if day < year.start or sort not in ("spend", "contribution"):
                continue
            month = firsts[bisect_right(firsts, day) - 1]
            if sort == "spend":
                self.by_service[whose] += amount
                self.spent_in_month[month] += amount
            else:
                self.by_partner[whose] -= amount
                self.paid_in_month[month] -= amount
        self.contributed, self.spend = self.by_partner.total(), self.by_service.total()
        self.assets, self.liabilities = kinds["asset"], -kinds["liability"]
        self.cash, self.reserves = sorts["cash"], -kinds["reserve"]


def _due(pool: Pool, partner: str, year: Period) -> int:
    share = pool.partners.get(partner)
    return sum(instalments(share.yearly, year, pool.in_force).values()) if share else 0


def _partners(rules: Pool, sums: _Sums, yearly: Mapping[str, int]) -> tuple[PartnerPart, ...]:
    totals = {
        "spend": sums.spend,
        "variance": sums.contributed - sums.spend,
        "assets": sums.assets,
        "liabilities": sums.liabilities,
        "cash": sums.cash,
    }
    divided = {what: shares(total, rules.parts) for what, total in totals.items()}
    return tuple(
        PartnerPart(
            name,
            share.part,
            yearly[name],
            sums.by_partner[name],
            owes=sums.owed[name],
            **{what: parts[name] for what, parts in divided.items()},
        )
        for name, share in rules.partners.items()
    )

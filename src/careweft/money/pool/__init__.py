"""Pooled funds: the agreement, what falls due and is spent day by day, statements to the partners, the year's end.

await pool.agree(connection, agreement, title=…, zone=…)     # once, when a model is activated
await pool.accrue(connection, "torbay", up_to=today)         # every night, and whenever a package changed
await pool.statement(connection, "torbay", 2026, at=now)     # for the site; totals only
await pool.year_end(connection, "torbay", 2026)              # when the year is over
"""

from careweft.money.pool.accrue import Accrued, accrue
from careweft.money.pool.agreement import Pool, Share, agree, agreements, divide, pools
from careweft.money.pool.statement import Month, PartnerPart, Statement, statement
from careweft.money.pool.year_end import YearEnd, pay_in, year_end

__all__ = [
    "Accrued",
    "Month",
    "PartnerPart",
    "Pool",
    "Share",
    "Statement",
    "YearEnd",
    "accrue",
    "agree",
    "agreements",
    "divide",
    "pay_in",
    "pools",
    "statement",
    "year_end",
]

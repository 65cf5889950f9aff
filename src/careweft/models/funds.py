"""A model's pooled funds, as agreements that the ledger runs."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from careweft.base.db import Connection
from careweft.models.compile import Compiled
from careweft.models.file import Pool as Told
from careweft.money import pool

_BEGINS = {"april": (4, 1), "january": (1, 1)}


def pool_of(compiled: Compiled, told: Told, since: datetime) -> pool.Pool:
    """The agreement of a model's pool, in force from the beginning of the year that `since` is in."""
    amount, currency = told.yearly.split()
    parts = {name: Fraction(str(share)).limit_denominator(10_000) for name, share in told.partners.items()}
    return pool.Pool(
        id=compiled.model.id,
        host=told.host,
        partners=pool.divide(int(Decimal(amount) * 100), parts),
        services=tuple(told.pays_for),
        since=_year_begins(since.astimezone(ZoneInfo(compiled.vocabulary.zone)).date(), _BEGINS[told.year_starts]),
        currency=currency,
        year_begins=_BEGINS[told.year_starts],
    )


def _year_begins(day: date, begins: tuple[int, int]) -> date:
    this = date(day.year, *begins)
    return this if this <= day else date(day.year - 1, *begins)


async def agree(connection: Connection, compiled: Compiled, since: datetime) -> list[str]:
    """Bring a model's pools into force; the same again changes nothing. Returns their ids."""
    pools = [pool_of(compiled, money.pool, since) for money in compiled.model.money]
    for agreed in pools:
        title = f"Pooled fund of {compiled.model.title}"
        await pool.agree(connection, agreed, title=title, zone=compiled.vocabulary.zone)
    return [agreed.id for agreed in pools]


async def accrue(connection: Connection, up_to: date) -> None:
    """Post what belongs to the days before `up_to`, in every pool; posting again changes nothing."""
    for name in await pool.pools(connection):
        await pool.accrue(connection, name, up_to)


async def close_years(connection: Connection, today: date) -> None:
    """Close every pool's year that is over and share its variance, once each; the year's days must be posted."""
    for name in await pool.pools(connection):
        agreed = await pool.agreements(connection, name)
        first = _year_begins(agreed[0].since, agreed[0].year_begins).year
        for year in range(first, _year_begins(today, agreed[-1].year_begins).year):
            await pool.year_end(connection, name, year)


async def statements(connection: Connection, at: datetime, zone: ZoneInfo) -> list[pool.Statement]:
    """The statement of each pool for the year that an instant is in."""
    found = []
    for name in await pool.pools(connection):
        begins = (await pool.agreements(connection, name))[-1].year_begins
        year = _year_begins(at.astimezone(zone).date(), begins).year
        found.append(await pool.statement(connection, name, year, at))
    return found

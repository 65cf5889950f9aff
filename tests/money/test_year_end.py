"""The year's end and the statements: shares that sum, a closed year that stays, a surplus that stays in."""

from datetime import UTC, date, datetime
from fractions import Fraction

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from careweft.base.db import Database
from careweft.base.errors import Conflict, NotFound, Refused
from careweft.money import pool
from careweft.money.pool import Statement, YearEnd, divide
from careweft.money.shares import shares
from tests.money.place import COUNCIL, NHS, YEAR_START, Place, agreement

NEXT = date(2027, 4, 1)


async def close(place: Place, year: int = 2026) -> YearEnd:
    async with place.database.transaction() as connection:
        return await pool.year_end(connection, "torbay", year)


async def report(place: Place, at: datetime, *, year: int = 2026, known: datetime | None = None) -> Statement:
    async with place.database.transaction() as connection:
        return await pool.statement(connection, "torbay", year, at, known=known)


async def spend(place: Place, amount: int, record: str = "a") -> None:
    """One week at a price, within the year."""
    await place.know(1, record, date(2026, 6, 1), weekly=amount, finish=date(2026, 6, 8))


async def test_an_overspend_is_shared_in_proportion(place: Place) -> None:
    # The reference's worked example: £6.0 m + £4.0 m, £10.4 m spent, £240k and £160k.
    await place.agree(agreement())
    await spend(place, 1_040_000_000)
    await place.accrue(NEXT)
    ended = await close(place)
    assert (ended.variance, ended.shares) == (-40_000_000, {"nhs": -24_000_000, "council": -16_000_000})
    balances = await place.balances()
    assert (balances["owed/nhs"], balances["owed/council"]) == (24_000_000, 16_000_000)
    assert await close(place) == ended
    assert await place.balances() == balances


async def test_a_surplus_stays_in_the_pool_in_the_partners_names(place: Place) -> None:
    await place.agree(agreement())
    await spend(place, 999_999_999)
    await place.accrue(NEXT)
    assert (await close(place)).shares == {"nhs": 1, "council": 0}
    assert (await place.balances())["reserve/nhs"] == -1


async def test_an_even_year_posts_nothing(place: Place) -> None:
    await place.agree(agreement())
    await spend(place, 1_000_000_000)
    await place.accrue(NEXT)
    assert (await close(place)).variance == 0
    assert (await report(place, datetime(2027, 6, 1, tzinfo=UTC))).final


async def test_a_year_is_not_closed_before_it_is_posted(place: Place) -> None:
    await place.agree(agreement())
    with pytest.raises(Refused, match="posted up to None"):
        await close(place)
    await place.accrue(date(2027, 3, 31))
    with pytest.raises(Refused, match="posted up to 2027-03-31; expected up to 2027-04-01"):
        await close(place)
    with pytest.raises(Refused, match="no agreement"):
        await close(place, 2020)


async def test_a_closed_year_stays_and_its_corrections_go_to_the_open_one(place: Place) -> None:
    await place.agree(agreement())
    await spend(place, 1_040_000_000)
    await place.accrue(NEXT)
    ended = await close(place)
    before = await report(place, datetime(2027, 3, 31, 12, tzinfo=UTC))
    await spend(place, 1_000_000_000)
    assert (await place.accrue(NEXT)).reversed == 1
    assert (await close(place)) == ended
    after = await report(place, datetime(2027, 3, 31, 12, tzinfo=UTC))
    assert (after.spend, after.variance, after.partners) == (before.spend, before.variance, before.partners)
    assert (await place.balances())["spend/home-care"] == 1_000_000_000
    assert (await report(place, datetime(2027, 5, 1, tzinfo=UTC), year=2027)).spend == -40_000_000


async def test_what_is_owed_can_be_paid_in_once(place: Place) -> None:
    await place.agree(agreement())
    await spend(place, 1_040_000_000)
    await place.accrue(NEXT)
    await close(place)
    for _ in range(2):
        async with place.database.transaction() as connection:
            await pool.pay_in(connection, "torbay", "nhs", 20_000_000, key="bacs-1", on=date(2027, 5, 1))
    with pytest.raises(Conflict):
        async with place.database.transaction() as connection:
            await pool.pay_in(connection, "torbay", "nhs", 1, key="bacs-1", on=date(2027, 5, 1))
    stated = await report(place, datetime(2027, 5, 2, tzinfo=UTC), year=2027)
    assert [part.owes for part in stated.partners] == [4_000_000, 16_000_000]


async def test_a_statement_of_a_year_under_way(place: Place) -> None:
    await place.agree(agreement(divide(1_200_000_000, {"nhs": NHS, "council": COUNCIL})))
    await place.know(1, "a", YEAR_START, weekly=700_000)
    await place.know(2, "b", date(2026, 5, 1), weekly=1_400_000, kind="care-home", organisation="care-homes")
    await place.accrue(date(2026, 7, 1))
    stated = await report(place, datetime(2026, 6, 30, 12, tzinfo=UTC))
    assert (stated.until, stated.posted_until, stated.final) == (date(2026, 7, 1), date(2026, 7, 1), False)
    assert (stated.yearly, stated.contributed) == (1_200_000_000, 300_000_000)
    assert stated.spend_by_service == {"home-care": 9_100_000, "care-home": 12_200_000}
    assert [(month.start.month, month.contributed, month.spend) for month in stated.months] == [
        (4, 100_000_000, 3_000_000),
        (5, 100_000_000, 3_100_000 + 6_200_000),
        (6, 100_000_000, 3_000_000 + 6_000_000),
    ]
    # June is owed; April and May are paid.
    assert (stated.liabilities, stated.cash) == (9_000_000, 300_000_000 - 12_300_000)
    assert (stated.assets, stated.variance) == (stated.cash, 300_000_000 - 21_300_000)
    assert [part.yearly for part in stated.partners] == [720_000_000, 480_000_000]
    assert stated.head[0] > 0


async def test_a_statement_as_it_was_known(place: Place) -> None:
    await place.agree(agreement())
    await spend(place, 1_000)
    await place.accrue(date(2026, 7, 1))
    then = place.clock.now()
    place.clock.set(datetime(2026, 8, 1, tzinfo=UTC))
    await spend(place, 900)
    await place.accrue(date(2026, 8, 1))
    at = datetime(2026, 6, 30, 12, tzinfo=UTC)
    assert ((await report(place, at)).spend, (await report(place, at, known=then)).spend) == (900, 1_000)


@given(st.integers(1, 10**10), st.integers(0, 10**10), st.integers(1, 99))
def test_every_share_of_a_variance_sums_to_it(yearly: int, spent: int, percent: int) -> None:
    parts = {"nhs": Fraction(percent, 100), "council": Fraction(100 - percent, 100)}
    assert sum(shares(yearly - spent, parts).values()) == yearly - spent
    assert sum(share.yearly for share in divide(yearly, parts).values()) == yearly


async def test_partners_parts_sum_to_the_pools_totals(place: Place) -> None:
    three = {"nhs": Fraction(1, 3), "council": Fraction(1, 3), "charity": Fraction(1, 3)}
    await place.agree(agreement(divide(1_000_001, three)))
    await place.know(1, "a", YEAR_START, weekly=9_001)
    await place.accrue(date(2026, 8, 11))
    stated = await report(place, datetime(2026, 8, 10, tzinfo=UTC))
    for what in ("spend", "variance", "assets", "liabilities", "cash", "yearly", "contributed"):
        assert sum(getattr(part, what) for part in stated.partners) == getattr(stated, what), what


@pytest.mark.parametrize(("role", "sees"), [("finance", True), ("coordinator", True), ("gp", False), ("self", False)])
async def test_who_sees_the_statement(place: Place, web_db: Database, role: str, sees: bool) -> None:
    await place.agree(agreement())
    await spend(place, 1_000)
    await place.accrue(date(2026, 7, 1))
    async with place.database.transaction() as connection:
        account = await connection.fetchval(
            "INSERT INTO access.account (username, password_hash, display_name, kind) "
            "VALUES ('x', '', 'X', 'staff') RETURNING id"
        )
        await connection.execute("INSERT INTO access.membership VALUES ($1, 'place', $2)", account, role)
    at = datetime(2026, 7, 1, tzinfo=UTC)
    async with web_db.transaction(account=account) as connection:
        if not sees:
            with pytest.raises(NotFound):
                await pool.statement(connection, "torbay", 2026, at)
            return
        stated = await pool.statement(connection, "torbay", 2026, at)
        assert (stated.spend, stated.posted_until) == (1_000, date(2026, 7, 1))
        assert await connection.fetchval("SELECT count(*) FROM money.line") == 0
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("UPDATE money.total SET posted = 0")

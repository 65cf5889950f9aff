"""The pooled fund: contributions, spending as it happens, corrections, payments."""

import asyncio
from dataclasses import replace
from datetime import date
from fractions import Fraction

import asyncpg
import pytest

from careweft.base.db import Database
from careweft.base.errors import BadInput, Conflict, NotFound, Refused
from careweft.money import ledger, pool
from careweft.money.ledger import Journal, Line
from careweft.money.pool import Pool, Share, divide
from tests.money.place import COUNCIL, EXAMPLE, NHS, YEAR_START, Place, agreement, instant


async def test_a_years_contributions_sum_to_the_agreement(place: Place) -> None:
    await place.agree(agreement(divide(1_000_000_001, {"nhs": NHS, "council": COUNCIL})))
    first = await place.accrue(YEAR_START)
    assert first.contributions == 2
    total = await place.accrue(date(2027, 3, 31))
    assert total.contributions == 22
    balances = await place.balances()
    assert balances["contribution/nhs"] + balances["contribution/council"] == -1_000_000_001
    assert balances["cash"] == 1_000_000_001
    assert (await place.accrue(date(2027, 4, 1))).contributions == 2


async def test_a_part_of_a_year_is_contributed_by_its_days(place: Place) -> None:
    share = {"nhs": Share(Fraction(1, 2), 1_200_000), "council": Share(Fraction(1, 2), 0)}
    await place.agree(agreement(share, since=date(2027, 1, 15), until=date(2027, 3, 1)))
    await place.accrue(date(2028, 1, 1))
    # 17 of January's 31 days, and February.
    assert (await place.balances())["cash"] == 54_839 + 100_000


async def test_spending_follows_the_days(place: Place) -> None:
    await place.agree(agreement())
    await place.know(1, "a", date(2026, 4, 6), weekly=10_000)
    await place.accrue(date(2026, 4, 13))
    assert (await place.balances())["spend/home-care"] == 10_000
    again = await place.accrue(date(2026, 4, 13))
    assert (again.contributions, again.spending, again.reversed, again.payments) == (0, 0, 0, 0)
    await place.accrue(date(2026, 4, 14))
    assert (await place.balances())["spend/home-care"] == 11_429


async def test_lines_about_a_person_carry_the_person(place: Place) -> None:
    await place.agree(agreement())
    await place.know(41, "a", YEAR_START, weekly=700)
    await place.accrue(date(2026, 4, 8))
    async with place.database.transaction() as connection:
        people = await connection.fetch(
            "SELECT l.person_id FROM money.line l JOIN money.account a ON a.id = l.account WHERE a.name LIKE 'spend/%'"
        )
    assert [row["person_id"] for row in people] == [41]


async def test_an_end_that_is_heard_late_is_put_right(place: Place) -> None:
    await place.agree(agreement())
    await place.know(1, "a", YEAR_START, weekly=7_000)
    await place.accrue(date(2026, 5, 20))
    await place.know(1, "a", YEAR_START, weekly=7_000, finish=date(2026, 4, 25), status="ended")
    put_right = await place.accrue(date(2026, 5, 20))
    assert put_right.reversed == 2
    assert (await place.balances())["spend/home-care"] == 24_000
    await place.know(1, "a", YEAR_START, weekly=7_000)
    await place.accrue(date(2026, 5, 20))
    assert (await place.balances())["spend/home-care"] == 49_000


async def test_another_provider_or_price_moves_what_was_posted(place: Place) -> None:
    await place.agree(agreement())
    await place.know(1, "a", YEAR_START, weekly=7_000)
    await place.accrue(date(2026, 4, 11))
    await place.know(1, "a", YEAR_START, weekly=7_700, organisation="homecare-b")
    await place.accrue(date(2026, 4, 11))
    balances = await place.balances()
    assert "payable/homecare-a" not in balances
    assert balances["payable/homecare-b"] == -11_000


async def test_a_package_that_moves_to_another_person_moves_its_lines(place: Place) -> None:
    await place.agree(agreement())
    await place.know(1, "a", YEAR_START, weekly=7_000)
    await place.accrue(date(2026, 4, 8))
    await place.unknow(1, "a")
    await place.know(2, "a", YEAR_START, weekly=7_000)
    await place.accrue(date(2026, 4, 8))
    async with place.database.transaction() as connection:
        rows = await connection.fetch(
            "SELECT l.person_id, sum(l.amount)::int AS net FROM money.line l JOIN money.account a ON a.id = l.account "
            "WHERE a.name = 'spend/home-care' GROUP BY 1 ORDER BY 1"
        )
    assert [tuple(row) for row in rows] == [(1, 0), (2, 7_000)]


async def test_nothing_is_paid_while_care_paused_the_package(place: Place) -> None:
    await place.agree(agreement())
    await place.know(1, "a", YEAR_START, weekly=7_000)
    await place.hold(1, "a", "pause", date(2026, 4, 10))
    await place.hold(1, "a", "resume", date(2026, 4, 15))
    await place.accrue(date(2026, 5, 1))
    assert (await place.balances())["spend/home-care"] == 25_000
    # The admission was cancelled: care reversed both effects.
    await place.hold(1, "a", "pause", date(2026, 4, 10), state="reversed")
    await place.hold(1, "a", "resume", date(2026, 4, 15), state="reversed")
    await place.accrue(date(2026, 5, 1))
    assert (await place.balances())["spend/home-care"] == 30_000


async def test_a_pause_that_is_not_over_goes_on(place: Place) -> None:
    await place.agree(agreement())
    await place.know(1, "a", YEAR_START, weekly=7_000)
    await place.hold(1, "a", "pause", date(2026, 4, 10))
    await place.accrue(date(2026, 6, 1))
    assert (await place.balances())["spend/home-care"] == 9_000


async def test_a_sources_hold_counts_from_when_it_was_heard(place: Place) -> None:
    await place.agree(agreement())
    await place.know(1, "a", YEAR_START, weekly=7_000)
    place.clock.set(instant(date(2026, 4, 11)))
    await place.know(1, "a", YEAR_START, weekly=7_000, status="on-hold")
    place.clock.set(instant(date(2026, 4, 21)))
    await place.know(1, "a", YEAR_START, weekly=7_000)
    await place.accrue(date(2026, 5, 1))
    assert (await place.balances())["spend/home-care"] == 20_000


async def test_nothing_is_paid_after_the_day_of_death(place: Place) -> None:
    await place.agree(agreement())
    await place.know(1, "a", YEAR_START, weekly=7_000)
    async with place.database.transaction() as connection:
        await connection.execute(
            "INSERT INTO facts.person (person_id, record, known_from, known_to, n, died) "
            "VALUES (1, 'Person/1', '2026-04-01', 'infinity', 0, $1)",
            instant(date(2026, 4, 10)),
        )
    await place.accrue(date(2026, 5, 1))
    assert (await place.balances())["spend/home-care"] == 10_000


@pytest.mark.parametrize(
    "other", [{"status": "planned"}, {"status": None}, {"kind": "day-care"}, {"weekly": None}, {"weekly": 0}]
)
async def test_what_the_pool_does_not_pay_for(place: Place, other: dict[str, object]) -> None:
    await place.agree(agreement())
    await place.know(1, "a", YEAR_START, **({"weekly": 7_000} | other))
    await place.accrue(date(2026, 5, 1))
    assert not any(name.startswith("spend/") for name in await place.balances())


async def test_days_before_the_agreement_are_not_the_pools(place: Place) -> None:
    await place.agree(agreement())
    await place.know(1, "a", date(2026, 3, 1), weekly=7_000)
    await place.accrue(date(2026, 4, 3))
    assert (await place.balances())["spend/home-care"] == 2_000


async def test_providers_are_paid_on_the_first_for_what_came_before(place: Place) -> None:
    await place.agree(agreement())
    await place.know(1, "a", YEAR_START, weekly=7_000)
    await place.accrue(date(2026, 4, 30))
    assert (await place.balances())["payable/homecare-a"] == -29_000
    assert (await place.accrue(date(2026, 5, 3))).payments == 1
    balances = await place.balances()
    assert balances["payable/homecare-a"] == -2_000
    # What was paid too much is taken off the next payment.
    await place.know(1, "a", YEAR_START, weekly=7_000, finish=date(2026, 4, 21))
    await place.know(2, "b", date(2026, 5, 1), weekly=7_000)
    await place.accrue(date(2026, 6, 1))
    balances = await place.balances()
    assert "payable/homecare-a" not in balances
    assert balances["spend/home-care"] == 20_000 + 31_000


async def test_posting_day_by_day_and_all_at_once_come_to_the_same(place: Place) -> None:
    await place.agree(agreement())
    await place.know(1, "a", date(2026, 4, 3), weekly=9_999)
    await place.know(2, "b", date(2026, 4, 9), weekly=12_345, kind="care-home", organisation="care-homes")
    for day in range(1, 31):
        await place.accrue(date(2026, 4, day))
    daily = await place.balances()
    assert daily["spend/home-care"] == round(Fraction(9_999 * 27, 7))
    assert daily["spend/care-home"] == round(Fraction(12_345 * 21, 7))


async def test_runs_at_the_same_moment_post_once(place: Place) -> None:
    await place.agree(agreement())
    await place.know(1, "a", YEAR_START, weekly=7_000)
    runs = await asyncio.gather(*(place.accrue(date(2026, 5, 2)) for _ in range(4)))
    assert sorted(run.spending for run in runs) == [0, 0, 0, 2]
    assert (await place.balances())["spend/home-care"] == 31_000


async def test_a_run_that_does_not_commit_leaves_nothing(place: Place) -> None:
    await place.agree(agreement())
    await place.know(1, "a", YEAR_START, weekly=7_000)
    with pytest.raises(ZeroDivisionError):
        async with place.database.transaction() as connection:
            await pool.accrue(connection, "torbay", date(2026, 5, 2))
            raise ZeroDivisionError
    assert await place.balances() == {}
    assert (await place.accrue(date(2026, 5, 2))).spending == 2


async def test_a_changed_agreement_begins_on_a_first_that_is_not_posted(place: Place) -> None:
    await place.agree(agreement())
    await place.accrue(date(2026, 5, 15))
    dearer = {"nhs": Share(NHS, 1_200_000_000), "council": Share(COUNCIL, 0)}
    for since in (YEAR_START, date(2026, 5, 1), date(2026, 6, 15)):
        with pytest.raises(Conflict, match="the first of a month after 2026-05-15"):
            await place.agree(agreement(dearer, since=since))
    await place.agree(agreement(dearer, since=date(2026, 6, 1)))
    await place.agree(agreement(dearer, since=date(2026, 6, 1)))
    await place.agree(agreement())
    await place.accrue(date(2026, 6, 2))
    assert (await place.balances())["cash"] == 2 * (50_000_000 + 33_333_334) + 100_000_000


async def test_two_pools_do_not_pay_for_one_service(place: Place) -> None:
    await place.agree(agreement())
    with pytest.raises(Refused, match="care-home is paid for by pool torbay"):
        await place.agree(replace(agreement(), id="other"))
    await place.agree(replace(agreement(services=("day-care",)), id="other"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"partners": {"nhs": Share(NHS), "council": Share(NHS)}},
        {"partners": {"nhs": Share(Fraction(11, 10)), "council": Share(Fraction(-1, 10))}},
        {"partners": {"nhs": Share(Fraction(1), -1)}},
        {"until": YEAR_START},
        {"services": ()},
        {"year_begins": (2, 29), "since": date(2028, 3, 1)},
    ],
)
def test_agreements_that_cannot_be(wrong: dict[str, object]) -> None:
    known: dict[str, object] = {"partners": EXAMPLE, "services": ("home-care",), "since": YEAR_START} | wrong
    with pytest.raises(BadInput):
        Pool("torbay", "care-trust", **known)  # type: ignore[arg-type]


async def test_there_is_no_such_pool(place: Place) -> None:
    with pytest.raises(NotFound, match="pool torbay"):
        await place.accrue(YEAR_START)


@pytest.mark.parametrize(
    "lines",
    [
        (Line("contribution/nhs", 500), Line("cash", -500)),
        (Line("reserve/nhs", 500), Line("cash", -500)),
        (Line("reserve/nhs", 500), Line("reserve/council", -500)),
    ],
)
async def test_money_does_not_leave_the_pool(place: Place, lines: tuple[Line, ...]) -> None:
    await place.agree(agreement())
    await place.accrue(YEAR_START)
    taken = Journal("torbay", "taken", instant(YEAR_START), "a surplus given back", lines)
    with pytest.raises(Refused, match="does not leave it"):
        async with place.database.transaction() as connection:
            await ledger.post(connection, [taken])


async def test_the_worker_cannot_set_when_a_journal_was_recorded(place: Place) -> None:
    await place.agree(agreement())
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with place.database.transaction() as connection:
            await connection.execute(
                "INSERT INTO money.journal (book, key, kind, effective, recorded, narrative, content) "
                "VALUES ('torbay', 'x', 'posted', now(), '2020-01-01', '', '')"
            )


async def test_the_person_sees_their_own_lines_and_nobody_elses(place: Place, web_db: Database) -> None:
    await place.agree(agreement())
    for person in (1, 2):
        await place.know(person, str(person), YEAR_START, weekly=7_000)
    await place.accrue(date(2026, 4, 8))
    async with place.database.transaction() as connection:
        await connection.execute(
            "INSERT INTO access.account (username, password_hash, display_name, kind, person_id) "
            "VALUES ('ada', '', 'Ada', 'person', 1)"
        )
        account = await connection.fetchval("SELECT id FROM access.account")
        await connection.execute("INSERT INTO access.membership VALUES ($1, 'person/1', 'self')", account)
        await connection.execute(
            "INSERT INTO access.relationship VALUES (1, 'person/1', 'self', 'account', '-infinity', 'infinity')"
        )
    async with web_db.transaction(account=account) as connection:
        assert {row[0] for row in await connection.fetch("SELECT person_id FROM money.line")} == {1}
        assert await connection.fetchval("SELECT count(*) FROM money.total") == 0

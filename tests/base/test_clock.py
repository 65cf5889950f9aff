"""The place's clock: played time never goes back and lands where it should; the database agrees with it."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from careweft.base import clock as room
from careweft.base.clock import PlayedClock, SetClock
from careweft.base.db import Database

REAL = datetime(2026, 3, 1, tzinfo=UTC)
PLACE = datetime(2025, 1, 15, tzinfo=UTC)
seconds = st.integers(0, 10**7)


@given(seconds, seconds, st.floats(1, 3600))
def test_played_time_never_goes_back(first: int, second: int, rate: float) -> None:
    played = PlayedClock(REAL, PLACE, rate, PLACE + timedelta(days=1))
    early, late = sorted((first, second))
    assert played.at(REAL + timedelta(seconds=early)) <= played.at(REAL + timedelta(seconds=late))


def test_played_time_is_fast_until_and_then_runs_at_one() -> None:
    played = PlayedClock(REAL, PLACE, 60, PLACE + timedelta(hours=1))
    assert played.at(REAL + timedelta(seconds=30)) == PLACE + timedelta(minutes=30)
    assert played.at(REAL + timedelta(minutes=1)) == PLACE + timedelta(hours=1)
    assert played.at(REAL + timedelta(minutes=3)) == PLACE + timedelta(hours=1, minutes=2)


def test_a_played_clock_can_stand_still() -> None:
    played = PlayedClock(REAL, PLACE, 1e-12, PLACE + timedelta(days=7))
    assert played.at(REAL + timedelta(days=400)) - PLACE < timedelta(seconds=1)


async def test_a_transaction_knows_the_places_time(worker_db: Database, clock: SetClock) -> None:
    clock.advance(timedelta(days=400))
    async with worker_db.transaction() as connection:
        assert await connection.fetchval("SELECT base.now()") == clock.now()


async def test_a_played_clock_is_kept(worker_db: Database, database: str) -> None:
    import asyncpg

    owner = await asyncpg.connect(database)
    assert isinstance(await room.load(owner), room.SystemClock)
    for rate in (60.0, 30.0):
        played = PlayedClock(REAL, PLACE, rate, PLACE + timedelta(days=1))
        await room.save(owner, played)
        assert await room.load(owner) == played
    await owner.close()


async def test_sql_and_python_agree_on_a_played_clock(database: str) -> None:
    import asyncpg

    owner = await asyncpg.connect(database)
    for hours, rate in ((1, 12.0), (30, 12.0), (1, 1e-12)):
        real = datetime.now(UTC) - timedelta(hours=hours)
        played = PlayedClock(real, PLACE, rate, PLACE + timedelta(days=10))
        await room.save(owner, played)
        async with owner.transaction():
            row = await owner.fetchrow("SELECT base.now() AS at, now() AS now")
        assert row
        assert abs(played.at(row["now"]) - row["at"]) < timedelta(milliseconds=1)
    await owner.close()

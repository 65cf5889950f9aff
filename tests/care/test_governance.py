"""Seats, sittings and what partners are told: kept once, and never made up."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from careweft.access.accounts import Account
from careweft.base.clock import SetClock
from careweft.base.db import Connection, Database
from careweft.base.errors import BadInput, Conflict
from careweft.care import governance
from careweft.care.governance import Governance

BY = Account(1, "maria", "Maria Stone", "staff", None, frozenset({"zone-1"}), frozenset({"manager"}))


class Kept:
    def __init__(self, database: Database, clock: SetClock) -> None:
        self.database, self.clock, self.governance = database, clock, Governance(clock)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Connection]:
        async with self.database.transaction() as connection:
            yield connection

    def later(self, **more: float) -> None:
        self.clock.set(self.clock.now() + timedelta(**more))


@pytest.fixture
def kept(worker_db: Database, clock: SetClock) -> Kept:
    return Kept(worker_db, clock)


async def test_a_seat_is_somebodys_until_it_is_another_ones(kept: Kept) -> None:
    async with kept.open() as connection:
        await kept.governance.seat(connection, "board", "acute", "Dr Anne Hamel")
        kept.later(days=1)
        await kept.governance.seat(connection, "board", "acute", "Dr Anne Hamel")
        assert len(await connection.fetch("SELECT FROM care.seat")) == 1
        await kept.governance.seat(connection, "board", "acute", "Dr Leo Roux")
        assert [seat.holder for seat in await governance.seats(connection)] == ["Dr Leo Roux"]
        rows = await connection.fetch("SELECT holder, since, until FROM care.seat ORDER BY since")
        assert rows[0]["until"] == rows[1]["since"] == kept.clock.now()
        with pytest.raises(Conflict, match="just now"):
            await kept.governance.seat(connection, "board", "acute", "Somebody else")


async def test_a_sitting_counts_the_seats_of_its_day_and_is_kept_once(kept: Kept) -> None:
    async with kept.open() as connection:
        for partner in ("acute", "gp-01"):
            await kept.governance.seat(connection, "board", partner, f"For {partner}")
        kept.later(days=1)
        at = kept.clock.now()
        kept.later(days=1)
        await kept.governance.seat(connection, "board", "council", "Too late for that day")
        for note in ("First", "Put right"):
            await kept.governance.sit(connection, BY, "board", at, ["acute"], note)
        (sitting,) = await governance.sittings(connection)
        assert (sitting.present, sitting.absent, sitting.note) == (["acute"], ["gp-01"], "Put right")
        with pytest.raises(BadInput, match="had no seat"):
            await kept.governance.sit(connection, BY, "board", at, ["council"])
        with pytest.raises(BadInput, match="still to come"):
            await kept.governance.sit(connection, BY, "board", kept.clock.now() + timedelta(minutes=1), [])


async def test_what_a_partner_is_told_is_kept_once_a_day(kept: Kept) -> None:
    async with kept.open() as connection:
        for _ in range(2):
            await kept.governance.say(connection, BY, "acute", "told", "One entry point")
        await kept.governance.say(connection, BY, "acute", "criticised", "One entry point")
        kept.later(days=1)
        await kept.governance.say(connection, BY, "acute", "told", "One entry point")
        assert [each.kind for each in await governance.said(connection)].count("told") == 2
        with pytest.raises(BadInput, match="nothing is said"):
            await kept.governance.say(connection, BY, "acute", "told", "")

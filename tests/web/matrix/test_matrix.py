"""The access matrix: every kind of account, every kind of resource, every way in, every state of consent."""

from collections.abc import Awaitable, Callable
from random import Random

import pytest
from argon2 import PasswordHasher

from careweft.access import passwords
from careweft.base.clock import SetClock
from tests.access.oracle import Wish
from tests.access.world import EVER, NEVER, NOW
from tests.web.matrix.paths import Paths
from tests.web.matrix.town import ACCOUNTS, Town, made

RECORD = frozenset({"ordinary"})
YES, NO = True, False


async def nothing_said(town: Town) -> None:
    """Nobody chose anything."""


async def opted_out(town: Town) -> None:
    await town.wish(1, [], opted_out=True)


async def opted_out_but_for_home_care(town: Town) -> None:
    await town.wish(1, [Wish(YES, "homecare-a", RECORD, EVER, NEVER)], opted_out=True)


async def no_to_the_hospital(town: Town) -> None:
    await town.wish(1, [Wish(NO, "acute", RECORD, EVER, NEVER)])


async def no_to_kinds_of_information(town: Town) -> None:
    await town.wish(1, [Wish(NO, "", frozenset({"hiv", "mental-health"}), EVER, NEVER)])


async def yes_to_more(town: Town) -> None:
    about = frozenset({"sexual-health", "safeguarding"})
    await town.wish(1, [Wish(YES, "zone-1", about, EVER, NEVER), Wish(YES, "zone-2", RECORD, EVER, NEVER)])


async def one_thing_hidden(town: Town) -> None:
    await town.wish(1, [], hide="Condition/ann-plain")


async def a_carer_chosen(town: Town) -> None:
    await town.wish(1, [Wish(YES, "related/carer", RECORD, EVER, NEVER)])


async def over_and_not_yet(town: Town) -> None:
    await town.wish(
        1, [Wish(NO, "acute", RECORD, EVER, NOW), Wish(YES, "zone-2", RECORD, NOW.replace(year=2027), NEVER)]
    )


async def glass_broken(town: Town) -> None:
    await town.break_glass("petra", 1)


async def glass_broken_in_spite_of_no(town: Town) -> None:
    await town.wish(1, [Wish(NO, "", frozenset({"hiv", "mental-health"}), EVER, NEVER)], opted_out=True)
    await town.break_glass("petra", 1)


async def no_to_the_attorney_and_the_practice(town: Town) -> None:
    await town.wish(4, [Wish(NO, party, RECORD, EVER, NEVER) for party in ("related/attorney", "gp-02")])


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three dozen log-ins a town: their hashes need not be dear here."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


State = Callable[[Town], Awaitable[None]]
STATES: list[State] = [
    nothing_said, opted_out, opted_out_but_for_home_care, no_to_the_hospital, no_to_kinds_of_information, yes_to_more,
    one_thing_hidden, a_carer_chosen, over_and_not_yet, glass_broken, glass_broken_in_spite_of_no,
    no_to_the_attorney_and_the_practice,
]  # fmt: skip


async def ask(url: str, clock: SetClock, state: State, share: float, seed: int) -> None:
    async with made(url, clock) as town:
        await state(town)
        asked = 0
        for who in ACCOUNTS:
            paths = Paths(town, who, Random(f"{seed}{who}{state.__name__}"), share)
            await paths.all()
            asked += paths.asked
        assert asked > 100 * share


@pytest.mark.parametrize("state", [nothing_said, one_thing_hidden, glass_broken_in_spite_of_no])
async def test_a_share_of_the_matrix(database: str, clock: SetClock, state: State) -> None:
    await ask(database, clock, state, 0.08, 1)


@pytest.mark.nightly
@pytest.mark.parametrize("state", STATES)
async def test_the_whole_matrix(database: str, clock: SetClock, state: State) -> None:
    await ask(database, clock, state, 1.0, 1)

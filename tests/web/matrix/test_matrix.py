"""The access matrix: every kind of account, every kind of resource, every way in, every state of consent.

`CAREWEFT_MATRIX` says how large a share of it is asked (0.01 where it does not); the nightly run asks all of it.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, Sequence
from itertools import product
from pathlib import Path
from random import Random

import pytest

from careweft.base.clock import SetClock
from tests.access.oracle import Wish
from tests.access.world import EVER, NEVER, NOW
from tests.web.matrix import apps
from tests.web.matrix.hooks import hooks
from tests.web.matrix.operations import export, operations
from tests.web.matrix.pages import pages
from tests.web.matrix.paths import Paths, Tally
from tests.web.matrix.tables import tables
from tests.web.matrix.telling import telling
from tests.web.matrix.town import ACCOUNTS, Town, made
from tests.web.matrix.writing import writing

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


async def no_to_other_uses_than_care(town: Town) -> None:
    await town.object(1, "research", "HRESCH")
    await town.object(1, "planning", "PUBHLTH")
    await town.object(1, "payment", "HPAYMT")


State = Callable[[Town], Awaitable[None]]
STATES: list[State] = [
    nothing_said, opted_out, opted_out_but_for_home_care, no_to_the_hospital, no_to_kinds_of_information, yes_to_more,
    one_thing_hidden, a_carer_chosen, over_and_not_yet, glass_broken, glass_broken_in_spite_of_no,
    no_to_the_attorney_and_the_practice, no_to_other_uses_than_care,
]  # fmt: skip


async def ask(url: str, clock: SetClock, state: State, folder: Path, share: float, seed: int) -> Tally:
    tally = Tally()

    def random(what: str) -> Random:
        return Random(f"{seed}{what}{state.__name__}")

    async with made(url, clock) as town:
        await state(town)
        await town.indexed()
        everybody = [Paths(town, who, tally, random(who), share) for who in ACCOUNTS]
        await some_at_once([by_account(paths) for paths in everybody])
        for paths in everybody:  # one after the other: while they ask, the audit grows
            await tables(paths)
            if share == 1 or paths.who in ("surgery", "carla", "mira"):
                await export(paths, folder)
        let_in = [
            await apps.paths_of(town, who, number, tally, random(f"app {who}{number}"), share)
            for who, number in product(LET_IN, range(len(apps.APPS)))
            if random(f"{who}{number}").random() < max(share, 0.25)
        ]
        await some_at_once([by_app(paths) for paths in let_in])
        await telling(town, url, everybody)
    print(f"{state.__name__}: {sum(tally.cells.values()):,} cells, {len(tally.wrong)} wrong: {dict(tally.cells)}")
    kinds = {str((wrong[0], *wrong[2:4])): wrong for wrong in tally.wrong}  # one of each kind, whoever asked
    assert not tally.wrong, "\n".join(str(wrong)[:400] for wrong in [*kinds.values()][:50])
    assert tally.cells.keys() == WAYS or (share < 1 and tally.cells.keys() < WAYS)
    return tally


async def by_account(paths: Paths) -> None:
    """All that an account asks which leaves the town as it was."""
    await paths.all()
    await pages(paths)
    await operations(paths)
    await hooks(paths)
    await writing(paths)


async def by_app(paths: Paths) -> None:
    """The same of an app that acts for an account."""
    await apps.ask(paths)
    await operations(paths)
    await writing(paths)


async def some_at_once(asked: Sequence[Awaitable[None]]) -> None:
    """Who asks does not wait for the others to be answered; few at once, because a request may take two connections."""
    waiting = asyncio.Semaphore(4)

    async def one(each: Awaitable[None]) -> None:
        async with waiting:
            await each

    async with asyncio.TaskGroup() as group:
        for each in asked:
            group.create_task(one(each))


LET_IN = ("carla", "george", "fred", "mira", "surgery", "ann", "gus")
"""Accounts of every kind that let apps in."""
WAYS = {
    "read", "search", "total", "include", "chain", "_has", "paging", "history", "bundle", "page", "feed", "table",
    "$everything", "$summary", "$export", "$match", "$validate", "SQL on FHIR", "CDS", "subscription", "websocket",
    "app", "write", "family", "no failure",
}  # fmt: skip


@pytest.mark.parametrize("state", [nothing_said, one_thing_hidden, glass_broken_in_spite_of_no])
async def test_a_share_of_the_matrix(database: str, clock: SetClock, tmp_path: Path, state: State) -> None:
    await ask(database, clock, state, tmp_path, float(os.environ.get("CAREWEFT_MATRIX", "0.01")), 1)


@pytest.mark.nightly
@pytest.mark.parametrize("state", STATES)
async def test_the_whole_matrix(database: str, clock: SetClock, tmp_path: Path, state: State) -> None:
    await ask(database, clock, state, tmp_path, 1.0, 1)

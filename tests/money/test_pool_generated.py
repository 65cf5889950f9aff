"""Any history of packages, corrections, pauses and nightly runs: what is posted is the exact cost of what is known."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from careweft.base.clock import SetClock
from careweft.base.db import WORKER, Database
from careweft.base.postgres import Embedded
from careweft.money import ledger
from tests.conftest import run_sql
from tests.money.place import YEAR_START, Place, agreement

FAR = 500
OFFSET = st.integers(-40, FAR)
KNOW = st.tuples(
    st.just("know"),
    st.integers(1, 3),
    st.sampled_from("ab"),
    st.fixed_dictionaries(
        {
            "start": OFFSET,
            "days": st.none() | st.integers(0, 300),
            "weekly": st.integers(1, 99_999),
            "kind": st.sampled_from(["home-care", "care-home"]),
            "organisation": st.sampled_from(["homecare-a", "homecare-b"]),
        }
    ),
)
NOTHING: st.SearchStrategy[dict[str, Any]] = st.just({})
FORGET = st.tuples(st.just("unknow"), st.integers(1, 3), st.sampled_from("ab"), NOTHING)
HOLD = st.tuples(
    st.just("hold"),
    st.integers(1, 3),
    st.sampled_from("ab"),
    st.fixed_dictionaries({"from": st.integers(0, 300), "days": st.integers(1, 60)}),
)
ACCRUE = st.tuples(st.just("accrue"), st.just(0), st.just(""), st.fixed_dictionaries({"to": st.integers(0, 400)}))
STEP = st.one_of(KNOW, KNOW, FORGET, HOLD, ACCRUE, ACCRUE)
Step = tuple[str, int, str, dict[str, Any]]
Key = tuple[int, str]


def day(offset: int) -> date:
    return YEAR_START + timedelta(days=offset)


class Model:
    """Each package as last heard, counted a day at a time."""

    def __init__(self) -> None:
        self.packages: dict[Key, dict[str, Any]] = {}
        self.paused: dict[Key, list[tuple[int, int]]] = {}
        self.until = 0

    def cost(self, key: Key) -> int:
        package = self.packages[key]
        end = FAR if package["days"] is None else package["start"] + package["days"]
        days = sum(
            1
            for offset in range(max(package["start"], 0), min(end, self.until))
            if not any(start <= offset < stop for start, stop in self.paused.get(key, []))
        )
        return round(Fraction(days * package["weekly"], 7))

    def spend(self) -> dict[str, int]:
        sums: dict[str, int] = {}
        for key, package in self.packages.items():
            name = f"spend/{package['kind']}"
            sums[name] = sums.get(name, 0) + self.cost(key)
        return {name: amount for name, amount in sums.items() if amount}


async def play(place: Place, step: Step, model: Model) -> None:
    what, person, record, about = step
    if what == "know":
        model.packages[person, record] = about
        finish = None if about["days"] is None else day(about["start"] + about["days"])
        other = {name: about[name] for name in ("weekly", "kind", "organisation")}
        await place.know(person, record, day(about["start"]), finish=finish, **other)
    elif what == "unknow":
        model.packages.pop((person, record), None)
        await place.unknow(person, record)
    elif what == "hold":
        spells = model.paused.setdefault((person, record), [])
        start, stop = about["from"], about["from"] + about["days"]
        if all(stop < begun or ended < start for begun, ended in spells):
            spells.append((start, stop))
            await place.hold(person, record, "pause", day(start))
            await place.hold(person, record, "resume", day(stop))
    else:
        await place.accrue(day(about["to"]))
        model.until = max(model.until, about["to"])


async def check(place: Place, model: Model) -> None:
    await place.accrue(day(model.until))
    balances = await place.balances()
    assert {name: amount for name, amount in balances.items() if name.startswith("spend/")} == model.spend()
    again = await place.accrue(day(model.until))
    assert (again.spending, again.reversed, again.contributions, again.payments) == (0, 0, 0, 0)
    assert await place.balances() == balances
    async with place.database.transaction() as connection:
        assert await ledger.verify(connection) == []


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEP, min_size=2, max_size=14))
def test_what_is_posted_is_the_cost_of_what_is_known(postgres: Embedded, steps: list[Step]) -> None:
    async def example() -> None:
        await run_sql(postgres.url("postgres"), "CREATE DATABASE generated TEMPLATE careweft")
        try:
            clock = SetClock(datetime(2026, 4, 1, 3, tzinfo=UTC))
            async with await Database.open(postgres.url("generated"), WORKER, clock, size=1) as opened:
                place, model = Place(opened, clock), Model()
                await place.agree(agreement())
                for step in steps:
                    await play(place, step, model)
                await check(place, model)
        finally:
            await run_sql(postgres.url("postgres"), "DROP DATABASE generated WITH (FORCE)")

    asyncio.run(example())

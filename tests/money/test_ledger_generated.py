"""Random histories of postings, resends, reversals, settlements and voids, against a ledger that is a plain sum."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count, pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from careweft.base.clock import SetClock
from careweft.base.db import WORKER, Connection, Database
from careweft.base.errors import Conflict, NotFound
from careweft.money import ledger
from careweft.money.ledger import Account, Book, Journal, Line

START = datetime(2026, 1, 1, tzinfo=UTC)
Step = tuple[str, list[int], int, int]
NAMES = ("a", "b", "c", "d")
AMOUNTS = st.lists(st.integers(-(10**12), 10**12).filter(bool), min_size=1, max_size=5)
STEP = st.tuples(
    st.sampled_from(["post", "pend", "again", "reverse", "settle", "void"]),
    AMOUNTS,
    st.integers(0, 9),
    st.integers(0, 30),
)
_BOOKS = count()


def journal(book: str, number: int, amounts: list[int], day: int, *, pending: bool) -> Journal:
    lines = [Line(NAMES[(day + n) % 4], amount) for n, amount in enumerate(amounts)]
    rest = -sum(amounts)
    lines.append(Line("d", rest)) if rest else lines.extend((Line("a", 1), Line("b", -1)))
    return Journal(book, f"k{number}", START + timedelta(days=day), "made", tuple(lines), number % 3, pending)


class Model:
    """What must be true: each journal's state and effective time, and the balance as their plain sum."""

    def __init__(self) -> None:
        self.journals: list[Journal] = []
        self.state: dict[str, str] = {}

    def balance(self, account: str, before: datetime, *, pending: bool) -> int:
        counted = {"posted", "settled", *(["pending"] if pending else [])}
        return sum(
            line.amount
            for each in self.journals
            if self.state[each.key] in counted and each.effective < before
            for line in each.lines
            if line.account == account
        )


async def follow(connection: Connection, book: str, what: str, key: str, model: Model) -> None:
    outcome = {"reverse": "reversed", "settle": "settled", "void": "voided"}[what]
    from_state = "posted" if what == "reverse" else "pending"
    act = {"reverse": ledger.reverse, "settle": ledger.settle, "void": ledger.void}[what]
    try:
        await act(connection, book, [key], "made")
    except (Conflict, NotFound):
        assert model.state[key] not in (from_state, outcome)
    else:
        assert model.state[key] in (from_state, outcome)
        model.state[key] = outcome


async def play(connection: Connection, book: str, step: Step, model: Model, number: int) -> None:
    what, amounts, which, day = step
    made = journal(book, number, amounts, day, pending=what == "pend")
    if what in ("post", "pend"):
        await ledger.post(connection, [made])
        model.journals.append(made)
        model.state[made.key] = "pending" if made.pending else "posted"
    elif model.journals:
        old = model.journals[which % len(model.journals)]
        if what == "again":
            assert not (await ledger.post(connection, [replace(old)]))[0].fresh
        else:
            await follow(connection, book, what, old.key, model)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(STEP, min_size=1, max_size=25), st.integers(0, 32), st.lists(st.integers(1, 24), max_size=4, unique=True)
)
def test_balances_are_the_sum_of_what_stands(database: str, steps: list[Step], day: int, commits: list[int]) -> None:
    book = f"book-{next(_BOOKS)}"

    async def example() -> None:
        async with await Database.open(database, WORKER, SetClock(START), size=1) as opened:
            async with opened.transaction() as connection:
                accounts = [Account(name, "asset", "place") for name in NAMES]
                await ledger.open_book(connection, Book(book, book, "UTC"), accounts)
            model, cuts = Model(), [0, *sorted(c for c in commits if c < len(steps)), len(steps)]
            for start, end in pairwise(cuts):
                async with opened.transaction() as connection:
                    for number in range(start, end):
                        await play(connection, book, steps[number], model, number)
            async with opened.transaction() as connection:
                before = START + timedelta(days=day)
                for name in NAMES:
                    for pending in (False, True):
                        found = await ledger.balance(connection, book, name, effective=before, pending=pending)
                        assert found == model.balance(name, before, pending=pending)
                assert await ledger.verify(connection) == []

    asyncio.run(example())

"""A book to post in, and journals for it."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from careweft.base.clock import SetClock
from careweft.base.db import Database
from careweft.money import ledger
from careweft.money.ledger import Account, Book, Journal, Line
from tests.money.place import Place

ACCOUNTS = (
    Account("cash", "asset", "place"),
    Account("owed", "asset", "council"),
    Account("grant", "income", "council"),
    Account("spend", "expense", "place"),
    Account("euros", "asset", "place", "EUR"),
    Account("abroad", "expense", "place", "EUR"),
)
Make = Callable[..., Journal]


@pytest.fixture
async def book(worker_db: Database) -> Book:
    opened = Book("place", "The place", "Europe/London")
    async with worker_db.transaction() as connection:
        await ledger.open_book(connection, opened, ACCOUNTS)
    return opened


@pytest.fixture
def make(book: Book) -> Make:
    def journal(key: str, *lines: tuple[str, int], person_id: int = 0, pending: bool = False, day: int = 1) -> Journal:
        when = datetime(2026, 1, day, tzinfo=UTC)
        parts = tuple(Line(account, amount) for account, amount in lines or (("cash", 100), ("grant", -100)))
        return Journal(book.id, key, when, "test", parts, person_id, pending)

    return journal


@pytest.fixture
def place(worker_db: Database, clock: SetClock) -> Place:
    clock.set(datetime(2026, 4, 1, 3, tzinfo=UTC))
    return Place(worker_db, clock)

"""The ledger's promises, kept by the database itself."""

import asyncio
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from careweft.base.clock import SetClock
from careweft.base.db import Database
from careweft.base.errors import BadInput, Conflict, NotFound
from careweft.money import ledger
from careweft.money.ledger import Account, Book, Journal, Line, Posted
from tests.money.conftest import Make

TABLES = ("book", "account", "journal", "line", "seal", "agreement", "accrual", "closing")


async def post(database: Database, *journals: Journal) -> list[Posted]:
    async with database.transaction() as connection:
        return await ledger.post(connection, journals)


async def balance(database: Database, account: str, **asked: datetime | bool | None) -> int:
    async with database.transaction() as connection:
        return await ledger.balance(connection, "place", account, **asked)  # type: ignore[arg-type]


async def faults(url: str) -> list[str]:
    connection = await asyncpg.connect(url)
    try:
        return [row["fault"] for row in await connection.fetch("SELECT fault FROM money.verify()")]
    finally:
        await connection.close()


async def as_owner(url: str, sql: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


async def test_what_balances_is_posted(worker_db: Database, make: Make) -> None:
    (posted,) = await post(worker_db, make("a", ("cash", 60), ("owed", 40), ("grant", -100)))
    assert posted.fresh
    assert [await balance(worker_db, name) for name in ("cash", "owed", "grant")] == [60, 40, -100]


async def test_what_does_not_balance_is_refused_with_its_place(worker_db: Database, make: Make) -> None:
    with pytest.raises(BadInput, match=r"book place, key a: debits and credits differ by 1 GBP"):
        await post(worker_db, make("a", ("cash", 101), ("grant", -100)))
    with pytest.raises(BadInput, match="EUR"):
        await post(worker_db, make("a", ("cash", 100), ("grant", -100), ("euros", 5), ("cash", -5), ("grant", 5)))
    with pytest.raises(BadInput, match="no account nowhere"):
        await post(worker_db, make("a", ("nowhere", 100), ("grant", -100)))
    assert await balance(worker_db, "cash") == 0


async def test_each_currency_balances_by_itself(worker_db: Database, make: Make) -> None:
    await post(worker_db, make("a", ("cash", 7), ("grant", -7), ("euros", -9), ("abroad", 9)))
    assert (await balance(worker_db, "cash"), await balance(worker_db, "euros")) == (7, -9)


async def test_the_database_refuses_what_does_not_balance_whoever_asks(database: str, book: Book) -> None:
    for values in ("(1, 10), (3, -9)", "(1, 10), (6, -10)", "(1, 10)"):
        with pytest.raises(asyncpg.CheckViolationError, match="journal raw does not balance"):
            await as_owner(
                database,
                "WITH j AS (INSERT INTO money.journal (book, key, kind, effective, narrative, content) "
                "VALUES ('place', 'raw', 'posted', now(), '', '') RETURNING id) "
                "INSERT INTO money.line (person_id, journal, no, account, amount) "
                f"SELECT 0, id, row_number() OVER (), account, amount FROM j, (VALUES {values}) AS v(account, amount)",
            )
    with pytest.raises(asyncpg.CheckViolationError, match="has 0 lines"):
        await as_owner(
            database,
            "INSERT INTO money.journal (book, key, kind, effective, narrative, content) "
            "VALUES ('place', 'raw', 'posted', now(), '', '')",
        )


async def test_a_closed_journal_gets_no_more_lines(database: str, worker_db: Database, make: Make) -> None:
    (posted,) = await post(worker_db, make("a"))
    with pytest.raises(asyncpg.RestrictViolationError, match="is closed"):
        await as_owner(database, f"INSERT INTO money.line VALUES (0, {posted.id}, 3, 1, 5), (0, {posted.id}, 4, 3, -5)")


async def test_a_journal_stays_in_its_book(database: str, worker_db: Database, make: Make) -> None:
    async with worker_db.transaction() as connection:
        await ledger.open_book(connection, Book("other", "Other", "UTC"), [Account("till", "asset", "other")])
    with pytest.raises(BadInput, match="no account till"):
        await post(worker_db, make("a", ("till", 5), ("cash", -5)))
    with pytest.raises(asyncpg.RestrictViolationError, match="another book"):
        await as_owner(
            database,
            "WITH j AS (INSERT INTO money.journal (book, key, kind, effective, narrative, content) "
            "VALUES ('place', 'raw', 'posted', now(), '', '') RETURNING id) "
            "INSERT INTO money.line SELECT 0, j.id, row_number() OVER (), a.id, "
            "CASE a.name WHEN 'till' THEN 5 ELSE -5 END FROM j, money.account a WHERE a.name IN ('till', 'cash')",
        )


@pytest.mark.parametrize("table", TABLES)
async def test_nothing_is_changed_or_deleted_not_even_by_the_owner(
    database: str, worker_db: Database, make: Make, table: str
) -> None:
    await post(worker_db, make("a"))
    column = {"book": "title", "account": "holder", "line": "amount", "agreement": "terms"}.get(table, "person_id")
    column = {"seal": "hash", "closing": "variance"}.get(table, column)
    for sql in (
        f"UPDATE money.{table} SET {column} = {column}",
        f"DELETE FROM money.{table}",
        f"TRUNCATE money.{table} CASCADE",
        f"SET session_replication_role = replica; DELETE FROM money.{table}",
    ):
        with pytest.raises(asyncpg.RestrictViolationError, match="ever changed or deleted"):
            await as_owner(database, sql)


async def test_a_key_posts_once_however_often_it_is_sent(worker_db: Database, make: Make) -> None:
    first = await post(worker_db, make("a"), make("b"), make("a"))
    again = await post(worker_db, make("b"), make("a"))
    assert [(posted.key, posted.fresh) for posted in first] == [("a", True), ("b", True), ("a", False)]
    assert [(posted.id, posted.fresh) for posted in again] == [(first[1].id, False), (first[0].id, False)]
    assert await balance(worker_db, "cash") == 200


async def test_a_key_sent_from_everywhere_at_once_posts_once(worker_db: Database, make: Make) -> None:
    sent = await asyncio.gather(*(post(worker_db, make("a")) for _ in range(8)))
    assert len({posted.id for (posted,) in sent}) == 1
    assert sum(posted.fresh for (posted,) in sent) == 1
    assert await balance(worker_db, "cash") == 100


async def test_posting_from_everywhere_at_once_makes_one_chain(database: str, worker_db: Database, make: Make) -> None:
    await asyncio.gather(
        *(post(worker_db, make(f"{client}/{n}"), make(f"{client}'{n}")) for client in "abcd" for n in range(5))
    )
    assert await faults(database) == []
    async with worker_db.transaction() as connection:
        assert (await ledger.head(connection, "place"))[0] == 40
    assert await balance(worker_db, "cash") == 4_000


@pytest.mark.parametrize(
    "other",
    [
        {"lines": [("cash", 101), ("grant", -101)]},
        {"person_id": 5},
        {"pending": True},
        {"day": 2},
    ],
)
async def test_a_key_with_other_content_is_a_conflict(
    worker_db: Database, make: Make, other: dict[str, object]
) -> None:
    await post(worker_db, make("a"))
    changed = dict(other)
    lines = changed.pop("lines", ())
    with pytest.raises(Conflict, match="key a"):
        await post(worker_db, make("a", *lines, **changed))  # type: ignore[misc]
    with pytest.raises(Conflict):
        await post(worker_db, make("new"), make("new", *lines, **changed))  # type: ignore[misc]
    assert await balance(worker_db, "cash") == 100


async def test_a_reversal_undoes_exactly_once(worker_db: Database, make: Make) -> None:
    await post(worker_db, make("a", person_id=7, day=3))
    async with worker_db.transaction() as connection:
        (first,) = await ledger.reverse(connection, "place", ["a"], "wrong person")
    async with worker_db.transaction() as connection:
        (again,) = await ledger.reverse(connection, "place", ["a"], "wrong person")
        with pytest.raises(NotFound):
            await ledger.reverse(connection, "place", ["a/reversal"], "undo the undoing")
        with pytest.raises(NotFound):
            await ledger.reverse(connection, "place", ["b"], "")
    assert (first.fresh, again.fresh, first.id == again.id) == (True, False, True)
    assert await balance(worker_db, "cash") == 0
    assert await balance(worker_db, "cash", effective=datetime(2026, 1, 4, tzinfo=UTC)) == 0


async def test_a_raw_reversal_that_is_not_the_mirror_is_refused(database: str, worker_db: Database, make: Make) -> None:
    (posted,) = await post(worker_db, make("a"))
    with pytest.raises(asyncpg.CheckViolationError, match="does not fit journal a"):
        await as_owner(
            database,
            "WITH j AS (INSERT INTO money.journal (book, key, kind, of, effective, narrative, content) "
            f"VALUES ('place', 'raw', 'reversal', {posted.id}, now(), '', '') RETURNING id) "
            "INSERT INTO money.line SELECT 0, id, n, a, m FROM j, (VALUES (1, 1, -99), (2, 3, 99)) AS v(n, a, m)",
        )


async def test_pending_is_posted_or_voided_and_not_both(worker_db: Database, make: Make) -> None:
    await post(worker_db, make("a", pending=True), make("b", pending=True), make("c"))
    assert (await balance(worker_db, "cash"), await balance(worker_db, "cash", pending=True)) == (100, 300)
    for _ in range(2):
        async with worker_db.transaction() as connection:
            await ledger.settle(connection, "place", ["a"], "agreed")
            await ledger.void(connection, "place", ["b"], "given up")
    assert (await balance(worker_db, "cash"), await balance(worker_db, "cash", pending=True)) == (200, 200)
    async with worker_db.transaction() as connection:
        with pytest.raises(Conflict):
            await ledger.void(connection, "place", ["a"], "")
        with pytest.raises(Conflict):
            await ledger.settle(connection, "place", ["b"], "")
        with pytest.raises(NotFound):
            await ledger.void(connection, "place", ["c"], "")
        await ledger.reverse(connection, "place", ["a/posted"], "after all not")
    assert await balance(worker_db, "cash", pending=True) == 100


async def test_balances_as_effective_and_as_recorded(worker_db: Database, clock: SetClock, make: Make) -> None:
    await post(worker_db, make("a", day=5))
    before_correction = clock.now()
    clock.advance(timedelta(days=1))
    async with worker_db.transaction() as connection:
        await ledger.reverse(connection, "place", ["a"], "")
    await post(worker_db, make("a2", ("cash", 70), ("grant", -70), day=5))
    fifth, sixth = datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 1, 6, tzinfo=UTC)
    assert await balance(worker_db, "cash", effective=fifth) == 0
    assert await balance(worker_db, "cash", effective=sixth) == 70
    assert await balance(worker_db, "cash", effective=sixth, recorded=before_correction) == 100


async def test_opening_again_changes_nothing_and_otherwise_is_a_conflict(worker_db: Database, book: Book) -> None:
    async with worker_db.transaction() as connection:
        await ledger.open_book(connection, book, [Account("cash", "asset", "place")])
        with pytest.raises(Conflict, match="account cash"):
            await ledger.open_accounts(connection, book.id, [Account("cash", "asset", "place", "EUR")])
        with pytest.raises(Conflict, match="book place"):
            await ledger.open_book(connection, Book("place", "Another", "UTC"))


async def test_times_without_a_zone_and_single_lines_are_refused(worker_db: Database, book: Book) -> None:
    lines = (Line("cash", 1), Line("grant", -1))
    wrong = Journal("place", "a", datetime(2026, 1, 1), "", lines)  # noqa: DTZ001
    with pytest.raises(BadInput, match="no zone"):
        await post(worker_db, wrong)
    with pytest.raises(BadInput, match="two lines"):
        await post(worker_db, Journal("place", "a", datetime(2026, 1, 1, tzinfo=UTC), "", lines[:1]))


async def test_the_web_sees_no_line_without_a_relationship(worker_db: Database, web_db: Database, make: Make) -> None:
    await post(worker_db, make("a"), make("b", person_id=9))
    async with web_db.transaction(account=1) as connection:
        for table in ("journal", "line", "total", "seal"):
            assert await connection.fetchval(f"SELECT count(*) FROM money.{table}") == 0
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("INSERT INTO money.line VALUES (0, 1, 9, 1, 1)")


ALTERATIONS = {
    "an amount": "UPDATE money.line SET amount = amount * 2 WHERE journal = {journal}",
    "a narrative": "UPDATE money.journal SET narrative = 'innocent' WHERE id = {journal}",
    "a time": "UPDATE money.journal SET effective = effective + interval '1 microsecond' WHERE id = {journal}",
    "an account's name": "UPDATE money.account SET name = 'other' WHERE name = 'cash'",
    "a hash": "UPDATE money.seal SET hash = sha256('x') WHERE journal = {journal}",
    "a journal removed": "DELETE FROM money.line WHERE journal = {journal}; "
    "DELETE FROM money.seal WHERE journal = {journal}; DELETE FROM money.journal WHERE id = {journal}",
    "a journal slipped in": "INSERT INTO money.journal (book, key, kind, effective, narrative, content) "
    "VALUES ('place', 'slipped', 'posted', now(), '', '')",
    "a total": "UPDATE money.total SET posted = posted + 1",
}


@pytest.mark.parametrize("what", ALTERATIONS)
async def test_verify_finds_what_was_altered_behind_the_triggers(
    database: str, worker_db: Database, make: Make, what: str
) -> None:
    (_, second, _) = await post(worker_db, make("a"), make("b", person_id=3), make("c"))
    assert await faults(database) == []
    disarm = "".join(
        f"ALTER TABLE money.{table} DISABLE TRIGGER USER;" for table in ("account", "journal", "line", "seal")
    )
    await as_owner(database, disarm + ALTERATIONS[what].format(journal=second.id))
    assert await faults(database) != []


async def test_the_head_of_the_chain_moves_with_each_journal(worker_db: Database, make: Make) -> None:
    heads = []
    for key in ("a", "b"):
        await post(worker_db, make(key))
        async with worker_db.transaction() as connection:
            heads.append(await ledger.head(connection, "place"))
            assert await ledger.verify(connection) == []
    assert [number for number, _ in heads] == [1, 2]
    assert heads[0][1] != heads[1][1]

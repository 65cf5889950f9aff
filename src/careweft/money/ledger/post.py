"""Opening books and accounts, and posting journals."""

from collections.abc import Sequence

import asyncpg

from careweft.base.db import Connection
from careweft.base.errors import BadInput, Conflict, Refused
from careweft.money.ledger.journal import Account, Book, Journal, Posted

_POST = """
INSERT INTO money.journal (person_id, book, key, kind, effective, narrative, content)
SELECT p, b, k, CASE WHEN w THEN 'pending' ELSE 'posted' END, e, n, c
FROM unnest($1::bigint[], $2::text[], $3::text[], $4::boolean[], $5::timestamptz[], $6::text[], $7::bytea[])
    WITH ORDINALITY AS j(p, b, k, w, e, n, c, place) ORDER BY place
ON CONFLICT DO NOTHING RETURNING id, book, key
"""
_LINES = """
INSERT INTO money.line (person_id, journal, no, account, amount)
SELECT l.p, l.j, l.no, a.id, l.amount
FROM unnest($1::bigint[], $2::bigint[], $3::smallint[], $4::text[], $5::text[], $6::bigint[])
    AS l(p, j, no, book, account, amount) LEFT JOIN money.account a ON (a.book, a.name) = (l.book, l.account)
"""


async def open_book(connection: Connection, book: Book, accounts: Sequence[Account] = ()) -> None:
    """Open a book and accounts in it. Those that are open stay; one that is open otherwise raises Conflict."""
    made = await connection.fetchrow(
        "WITH made AS (INSERT INTO money.book (id, title, pooled, zone) VALUES ($1, $2, $3, $4) "
        "ON CONFLICT DO NOTHING RETURNING title, pooled, zone) "
        "SELECT * FROM made UNION ALL SELECT title, pooled, zone FROM money.book WHERE id = $1",
        book.id,
        book.title,
        book.pooled,
        book.zone,
    )
    if made is None or tuple(made) != (book.title, book.pooled, book.zone):
        raise Conflict("this book is open otherwise", where=f"book {book.id}")
    await open_accounts(connection, book.id, accounts)


async def open_accounts(connection: Connection, book: str, accounts: Sequence[Account]) -> None:
    """Open accounts; those that are open stay, and one that is open otherwise raises Conflict."""
    wanted = {account.name: account for account in accounts}
    await connection.execute(
        "INSERT INTO money.account (book, name, kind, currency, holder) "
        "SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[], $5::text[]) ON CONFLICT DO NOTHING",
        book,
        list(wanted),
        [account.kind for account in wanted.values()],
        [account.currency for account in wanted.values()],
        [account.holder for account in wanted.values()],
    )
    rows = await connection.fetch(
        "SELECT name, kind, holder, currency FROM money.account WHERE book = $1 AND name = ANY($2)", book, list(wanted)
    )
    for row in rows:
        if Account(*row) != wanted[row["name"]]:
            raise Conflict("this account is open otherwise", where=f"book {book}, account {row['name']}")


async def post(connection: Connection, journals: Sequence[Journal]) -> list[Posted]:
    """Post journals in the caller's transaction, in order; those whose key is there already are only looked up.

    Raises BadInput for one that does not balance or names no account, Conflict for a key that is there with other
    content, and Refused for one that would take money out of a pool.
    """
    for journal in journals:
        _check(journal)
    rows = await connection.fetch(
        _POST,
        [journal.person_id for journal in journals],
        [journal.book for journal in journals],
        [journal.key for journal in journals],
        [journal.pending for journal in journals],
        [journal.effective for journal in journals],
        [journal.narrative for journal in journals],
        [journal.content for journal in journals],
    )
    fresh = {(row["book"], row["key"]): int(row["id"]) for row in rows}
    there = await _there(connection, [journal for journal in journals if (journal.book, journal.key) not in fresh])
    first = {(journal.book, journal.key): journal for journal in reversed(journals)}
    await _add_lines(connection, [(first[place], number) for place, number in fresh.items()])
    posted: list[Posted] = []
    for journal in journals:
        place = (journal.book, journal.key)
        if (place in there and there[place][1] != journal.content) or first[place].content != journal.content:
            raise Conflict("this key was posted with other content", where=f"book {journal.book}, key {journal.key}")
        is_fresh = place in fresh and first[place] is journal
        posted.append(Posted(fresh[place] if place in fresh else there[place][0], journal.key, is_fresh))
    return posted


async def seal(connection: Connection) -> None:
    """Check, chain and total what the transaction posted now rather than at its end: its totals can then be read."""
    await connection.execute("SET CONSTRAINTS money.journals_balance IMMEDIATE")
    await connection.execute("SET CONSTRAINTS money.journals_balance DEFERRED")


def _check(journal: Journal) -> None:
    where = f"book {journal.book}, key {journal.key}"
    if len(journal.lines) < 2 or any(not line.amount for line in journal.lines):
        raise BadInput("a journal needs two lines or more, none of them nought", where=where)
    if journal.effective.tzinfo is None:
        raise BadInput("the time has no zone", where=where, expected="an aware date and time")


async def _there(connection: Connection, journals: Sequence[Journal]) -> dict[tuple[str, str], tuple[int, bytes]]:
    if not journals:
        return {}
    rows = await connection.fetch(
        "SELECT j.book, j.key, j.id, j.content FROM money.journal j "
        "JOIN unnest($1::text[], $2::text[]) AS k(book, key) ON (k.book, k.key) = (j.book, j.key)",
        [journal.book for journal in journals],
        [journal.key for journal in journals],
    )
    return {(row["book"], row["key"]): (int(row["id"]), row["content"]) for row in rows}


async def _add_lines(connection: Connection, made: Sequence[tuple[Journal, int]]) -> None:
    rows = [
        (journal.person_id, number, no, journal.book, line.account, line.amount)
        for journal, number in made
        for no, line in enumerate(journal.lines, start=1)
    ]
    if not rows:
        return
    await _balanced(connection, [journal for journal, _ in made])
    try:
        await connection.execute(_LINES, *map(list, zip(*rows, strict=True)))
    except asyncpg.RestrictViolationError as refused:
        raise Refused(str(refused), expected="spending, or the reversal of a journal") from refused


async def _balanced(connection: Connection, journals: Sequence[Journal]) -> None:
    """Say which journal is wrong, here and now: the database would only refuse the whole transaction at its end."""
    books = sorted({journal.book for journal in journals})
    names = sorted({line.account for journal in journals for line in journal.lines})
    rows = await connection.fetch(
        "SELECT book, name, currency FROM money.account WHERE book = ANY($1) AND name = ANY($2)", books, names
    )
    currencies = {(row["book"], row["name"]): row["currency"] for row in rows}
    for journal in journals:
        where = f"book {journal.book}, key {journal.key}"
        over: dict[str, int] = {}
        for line in journal.lines:
            currency = currencies.get((journal.book, line.account))
            if currency is None:
                raise BadInput(f"there is no account {line.account}", where=where, expected="an account of this book")
            over[currency] = over.get(currency, 0) + line.amount
        if wrong := next((currency for currency, amount in over.items() if amount), None):
            raise BadInput(f"debits and credits differ by {over[wrong]} {wrong}", where=where, expected="a balance")

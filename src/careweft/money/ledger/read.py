"""Reading the ledger: balances at any instant, and whether it is still as it was sealed."""

from dataclasses import dataclass
from datetime import datetime

from careweft.base.db import Connection


@dataclass(frozen=True)
class Fault:
    """Something that is no longer as it was sealed: in which book, at which number of its chain (None: the totals)."""

    book: str
    number: int | None
    fault: str


async def balance(
    connection: Connection,
    book: str,
    account: str,
    *,
    effective: datetime | None = None,
    recorded: datetime | None = None,
    pending: bool = False,
) -> int:
    """The sum of an account's lines that were effective before one instant, as they were recorded by another.

    None stands for all. Minor units, a debit positive. With `pending`, what is pending counts as well. It folds the
    lines themselves, so it needs the right to see them; totals by day are in money.total.
    """
    total = await connection.fetchval(
        "SELECT coalesce(sum(l.amount), 0) FROM money.account a JOIN money.line l ON l.account = a.id "
        "JOIN money.journal j ON (j.person_id, j.id) = (l.person_id, l.journal) WHERE a.book = $1 AND a.name = $2 "
        "AND ($3::timestamptz IS NULL OR j.effective < $3) AND ($4::timestamptz IS NULL OR j.recorded <= $4) "
        "AND (j.kind <> 'pending' OR $5 AND NOT EXISTS (SELECT FROM money.journal o WHERE o.of = j.id "
        "AND ($4::timestamptz IS NULL OR o.recorded <= $4)))",
        book,
        account,
        effective,
        recorded,
        pending,
    )
    return int(total)


async def verify(connection: Connection) -> list[Fault]:
    """Everything in the books that is not as it was sealed; empty where all is well.

    Recomputes every hash from the journals and lines as they are, and every total from the lines. What nobody can
    see from within is a chain cut off at its end: compare its head with one noted before (`head`).
    """
    rows = await connection.fetch("SELECT book, number, fault FROM money.verify() ORDER BY book, number")
    return [Fault(*row) for row in rows]


async def head(connection: Connection, book: str) -> tuple[int, str]:
    """Number and hash (hexadecimal) of the last journal of a book, to be noted elsewhere; 0 and none if it has none."""
    row = await connection.fetchrow(
        "SELECT number, encode(hash, 'hex') FROM money.seal WHERE book = $1 ORDER BY number DESC LIMIT 1", book
    )
    return (row[0], row[1]) if row else (0, "")

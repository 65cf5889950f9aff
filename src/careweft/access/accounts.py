"""Accounts: who can log in, as which kind of user, in which parties and roles."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from careweft.access import passwords
from careweft.base.db import Connection
from careweft.fhir.stored import refuse_ours

Kind = Literal["staff", "person", "carer", "machine"]


@dataclass(frozen=True)
class Account:
    """A log-in with the parties and roles that it has now; `person_id` is who a `person` account is, who may also care
    for others; a `carer` is here only for others. `language`, `text_size` and `contrast` are how they like to read;
    `tour` is which first steps they have taken (None: they want to see them no more).
    """

    id: int
    username: str
    display_name: str
    kind: Kind
    person_id: int | None
    parties: frozenset[str]
    roles: frozenset[str]
    language: str = ""
    text_size: str = ""
    contrast: str = ""
    tour: tuple[str, ...] | None = None


@dataclass(frozen=True)
class NewAccount:
    """An account to be made: its log-in and its memberships as (party, role)."""

    username: str
    password: str
    display_name: str
    kind: Kind = "staff"
    person_id: int | None = None
    memberships: Sequence[tuple[str, str]] = ()
    demo: bool = False


async def create(connection: Connection, new: NewAccount) -> int:
    """Make an account, or bring the one of that username to this content; return its id.

    Raises BadInput where it would write as the place itself.
    """
    for party, _ in new.memberships:
        refuse_ours(party)
    account = int(
        await connection.fetchval(
            "INSERT INTO access.account (username, password_hash, display_name, kind, person_id, demo) "
            "VALUES (lower($1), $2, $3, $4, $5, $6) ON CONFLICT (username) DO UPDATE SET "
            "password_hash = excluded.password_hash, display_name = excluded.display_name, "
            "kind = excluded.kind, person_id = excluded.person_id, demo = excluded.demo RETURNING id",
            new.username,
            await passwords.make_hash(new.password),
            new.display_name,
            new.kind,
            new.person_id,
            new.demo,
        )
    )
    memberships = [*new.memberships, *([(f"person/{new.person_id}", "self")] if new.person_id is not None else [])]
    await connection.execute("DELETE FROM access.membership WHERE account_id = $1", account)
    await connection.executemany(
        "INSERT INTO access.membership (account_id, party, role) VALUES ($1, $2, $3)",
        [(account, party, role) for party, role in memberships],
    )
    if new.person_id is not None:
        await connection.execute(
            "INSERT INTO access.relationship (person_id, party, kind, origin, since) "
            "VALUES ($1, 'person/' || $1::bigint, 'self', 'account', '-infinity') ON CONFLICT DO NOTHING",
            new.person_id,
        )
    return account


async def authenticate(connection: Connection, username: str, password: str) -> Account | None:
    """The account whose username and password these are; nobody where they are not."""
    row = await connection.fetchrow("SELECT id, password_hash FROM access.credentials(lower($1))", username)
    if not await passwords.verify(row["password_hash"] if row else None, password) or row is None:
        return None
    return await profile(connection, row["id"])


async def profile(connection: Connection, account: int) -> Account | None:
    """An account with its parties and roles as they are now."""
    row = await connection.fetchrow("SELECT * FROM access.profile($1)", account)
    if row is None:
        return None
    return Account(
        row["id"],
        row["username"],
        row["display_name"],
        row["kind"],
        row["person_id"],
        frozenset(row["parties"]),
        frozenset(row["roles"]),
        row["language"],
        row["text_size"],
        row["contrast"],
        None if row["tour"] is None else tuple(row["tour"]),
    )


async def prefer(connection: Connection, language: str, text_size: str, contrast: str) -> None:
    """Keep how the acting account likes to read; empty for what the browser asks for."""
    await connection.execute("SELECT access.prefer($1, $2, $3)", language, text_size, contrast)


async def take_step(connection: Connection, step: str) -> None:
    """Keep that the acting account took a first step; again changes nothing."""
    await connection.execute("SELECT access.take_step($1)", step)


async def show_tour(connection: Connection, *, shown: bool) -> None:
    """Show the acting account the first steps again, or no more."""
    await connection.execute("SELECT access.show_tour($1)", shown)


async def acting(connection: Connection) -> Account | None:
    """The account that the transaction acts for."""
    account = await connection.fetchval("SELECT access.account()")
    return await profile(connection, account) if account is not None else None


async def demo_accounts(connection: Connection) -> list[tuple[str, str, str]]:
    """Username, name and kind of the demo log-ins, for the log-in page."""
    return [tuple(row) for row in await connection.fetch("SELECT * FROM access.demo_accounts()")]

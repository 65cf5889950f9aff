"""Making, changing and ending accounts, as an operator does it; each act is in the audit.

An account that is ended stays known, because the audit names it; nobody can log in with it again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from careweft.access import passwords
from careweft.access.accounts import NewAccount, create
from careweft.access.audit import Entry, write
from careweft.access.policy import MAY
from careweft.base.db import Connection
from careweft.base.errors import BadInput, Conflict, NotFound
from careweft.fhir.stored import refuse_ours

LEAST: Final = 12
"""The shortest password that is taken (NIST SP 800-63B asks for 8 at least, the NCSC for three random words)."""
_ENDED: Final = "!"  # no hash: no password fits it


@dataclass(frozen=True)
class Known:
    """An account in a list: its memberships in force as (party, role), and how it logs in beside a password."""

    username: str
    display_name: str
    kind: str
    ended: bool
    memberships: Sequence[tuple[str, str]]
    steps: Sequence[str]


_LIST: Final = """
SELECT a.username, a.display_name, a.kind, a.password_hash = '!' AS ended,
    (SELECT coalesce(array_agg(m.party || ' ' || m.role ORDER BY m.party, m.role), '{}') FROM access.membership m
        WHERE m.account_id = a.id AND m.since <= base.now() AND base.now() < m.until) AS memberships,
    array_remove(ARRAY[
        CASE WHEN EXISTS (SELECT FROM access.second_step s WHERE s.account_id = a.id) THEN 'two steps' END,
        CASE WHEN EXISTS (SELECT FROM access.passkey p WHERE p.account_id = a.id) THEN 'passkey' END], NULL) AS steps
FROM access.account a ORDER BY a.username"""


async def listed(connection: Connection) -> list[Known]:
    """Every account, by username."""
    rows = await connection.fetch(_LIST)
    return [
        Known(row[0], row[1], row[2], row[3], [tuple(each.rsplit(" ", 1)) for each in row[4]], row[5]) for row in rows
    ]


async def add(connection: Connection, new: NewAccount) -> None:
    """Make an account. Raises Conflict where the username is taken, BadInput for a weak password or unknown role."""
    if await connection.fetchval("SELECT true FROM access.account WHERE username = lower($1)", new.username):
        raise Conflict(f"there is an account {new.username} already", hint="Choose another username")
    _check_password(new.username, new.password)
    for _, role in new.memberships:
        _check_role(role)
    await _note(connection, await create(connection, new), "added")


async def set_password(connection: Connection, username: str, password: str) -> None:
    """Give an account another password, and log it out everywhere."""
    account = await account_of(connection, username)
    _check_password(username, password)
    made = await passwords.make_hash(password)
    await connection.execute("UPDATE access.account SET password_hash = $2 WHERE id = $1", account, made)
    await _log_out(connection, account)
    await _note(connection, account, "given a password")


async def join(
    connection: Connection, username: str, membership: tuple[str, str], until: datetime | None = None
) -> None:
    """Make an account a member of a party in a role, from now on, until an instant or for good."""
    account = await account_of(connection, username)
    refuse_ours(membership[0])
    _check_role(membership[1])
    await connection.execute(
        "INSERT INTO access.membership (account_id, party, role, since, until) "
        "VALUES ($1, $2, $3, base.now(), coalesce($4::timestamptz, 'infinity')) "
        "ON CONFLICT (account_id, party, role) DO UPDATE SET until = excluded.until, "
        "since = CASE WHEN membership.until <= base.now() THEN excluded.since ELSE membership.since END",
        account,
        *membership,
        until,
    )
    await _note(connection, account, "joined")


async def leave(connection: Connection, username: str, membership: tuple[str, str]) -> None:
    """End a membership now. Raises NotFound where there is none in force."""
    account = await account_of(connection, username)
    ended = await connection.execute(
        "UPDATE access.membership SET until = base.now() "
        "WHERE account_id = $1 AND party = $2 AND role = $3 AND base.now() < until",
        account,
        *membership,
    )
    if ended == "UPDATE 0":
        raise NotFound(f"{username} is no {membership[1]} of {membership[0]}", hint="See: careweft account list")
    await _note(connection, account, "left")


async def forget_steps(connection: Connection, username: str) -> None:
    """Take the second step, its recovery codes and all passkeys away: for somebody who has lost the device."""
    account = await account_of(connection, username)
    await _forget_steps(connection, account)
    await _log_out(connection, account)
    await _note(connection, account, "lost its second step")


async def end(connection: Connection, username: str) -> None:
    """End an account: it is logged out, its apps with it, and no password, passkey or outside log-in opens it again."""
    account = await account_of(connection, username)
    await connection.execute("UPDATE access.account SET password_hash = $2 WHERE id = $1", account, _ENDED)
    await connection.execute(
        "UPDATE access.membership SET until = base.now() WHERE account_id = $1 AND base.now() < until", account
    )
    await connection.execute("DELETE FROM access.outside_login WHERE account_id = $1", account)
    await _forget_steps(connection, account)
    await _log_out(connection, account)
    await _note(connection, account, "ended")


async def is_patient(connection: Connection, username: str, person_id: int) -> None:
    """Keep who a member of staff is as a patient here, so that looks at their own record are noticed."""
    account = await account_of(connection, username)
    await connection.execute("UPDATE access.account SET own_person = $2 WHERE id = $1", account, person_id)
    await _note(connection, account, "known as a patient")


async def account_of(connection: Connection, username: str) -> int:
    """The id of an account. Raises NotFound."""
    found: int | None = await connection.fetchval("SELECT id FROM access.account WHERE username = lower($1)", username)
    if found is None:
        raise NotFound(f"there is no account {username}", hint="See: careweft account list")
    return found


async def _log_out(connection: Connection, account: int) -> None:
    await connection.execute("DELETE FROM access.session WHERE account_id = $1", account)
    await connection.execute(
        "UPDATE access.app_grant SET ended = clock_timestamp(), why = 'the account was logged out' "
        "WHERE account_id = $1 AND ended IS NULL",
        account,
    )


async def _forget_steps(connection: Connection, account: int) -> None:
    for table in ("recovery_code", "second_step", "passkey"):
        await connection.execute(f"DELETE FROM access.{table} WHERE account_id = $1", account)


async def _note(connection: Connection, account: int, what: str) -> None:
    await write(connection, [Entry(account, 0, f"account {what}", "account", "changed", "by the place's operator")])


def _check_password(username: str, password: str) -> None:
    if len(password) < LEAST or password.casefold() in (username.casefold(), username.casefold() * 2):
        raise BadInput(
            "this password is too easy to guess", expected=f"at least {LEAST} characters: three random words"
        )


def _check_role(role: str) -> None:
    if role not in MAY:
        raise BadInput(f"there is no role {role!r}", expected=f"one of {', '.join(sorted(MAY))}")

"""Sessions: a random token in a cookie, kept only as its SHA-256, rotated every 15 minutes.

Thirty minutes idle or twelve hours in all end it (`access.find_session` in the database decides).
"""

from dataclasses import dataclass
from secrets import token_urlsafe

from careweft.access.accounts import Account, profile
from careweft.access.digest import hashed
from careweft.base.db import Connection


@dataclass(frozen=True)
class Session:
    """A live session; `fresh_token` is the one to give the browser from now on, where it was rotated."""

    account: Account
    fresh_token: str | None = None


async def start(connection: Connection, account: Account) -> str:
    """Begin a session; return its token."""
    token = token_urlsafe(32)
    await connection.execute("SELECT access.start_session($1, $2)", hashed(token), account.id)
    return token


async def find(connection: Connection, token: str) -> Session | None:
    """The live session of a token, if there is one; marks it as seen and rotates its token when due."""
    row = await connection.fetchrow("SELECT account_id, rotate FROM access.find_session($1)", hashed(token))
    account = await profile(connection, row["account_id"]) if row else None
    if row is None or account is None:
        return None
    fresh = token_urlsafe(32) if row["rotate"] else None
    won = await connection.fetchval("SELECT access.touch_session($1, $2)", hashed(token), fresh and hashed(fresh))
    return Session(account, fresh if won else None)


async def end(connection: Connection, token: str) -> None:
    """End a session."""
    await connection.execute("SELECT access.end_session($1)", hashed(token))

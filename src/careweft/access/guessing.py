"""Guessing one account's password from many addresses is slow, and keeps nobody out who logs in where they always do.

A browser in which somebody logged in keeps a token. Tries without one share an allowance for each name (migration
0037), as OWASP's "Slow Down Online Guessing Attacks with Device Cookies" has it.
"""

from secrets import token_urlsafe

from careweft.access.digest import hashed
from careweft.base.db import Connection


async def knows(connection: Connection, username: str, browser: str) -> bool:
    """Whether somebody logged in to the account of this name in this browser."""
    return bool(await connection.fetchval("SELECT access.knows_browser($1, $2)", username, hashed(browser)))


async def wait(connection: Connection, username: str, browser: str | None) -> float:
    """Seconds until a try for this name is looked at; 0.0 where it is now, and then it counts. Commit before trying."""
    return float(
        await connection.fetchval("SELECT access.may_try($1, $2)", username, hashed(browser) if browser else None)
    )


async def was_right(connection: Connection, username: str) -> None:
    """The try that counted does not: all that was asked for was right."""
    await connection.execute("SELECT access.was_right($1)", username)


async def know(connection: Connection, token: str, browser: str | None) -> str:
    """The token that a browser keeps from now on, in which somebody logged in, to the session of this `token`."""
    fresh = token_urlsafe(32)
    former = hashed(browser) if browser else None
    await connection.execute("SELECT access.know_browser($1, $2, $3)", hashed(token), hashed(fresh), former)
    return fresh


async def forget(connection: Connection) -> None:
    """Forget tries that no longer count, and browsers after a year."""
    await connection.execute("SELECT access.forget_guessing()")

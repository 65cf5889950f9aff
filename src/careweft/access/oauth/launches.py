"""Launches: one of our own pages opens an app about a person; the app comes back with what it was given."""

from datetime import timedelta
from secrets import token_urlsafe
from typing import Final

from careweft.access.digest import hashed
from careweft.access.oauth.clients import Client
from careweft.base.db import Connection

LASTS: Final = timedelta(minutes=5)


async def begin(connection: Connection, client: Client, account_id: int, person_id: int) -> str:
    """A launch of an app by an account about a person; the value of `launch`."""
    await connection.execute("DELETE FROM access.launch WHERE until < clock_timestamp()")
    launch = token_urlsafe(32)
    await connection.execute(
        "INSERT INTO access.launch (person_id, hash, client_id, account_id, until) "
        "VALUES ($1, $2, $3, $4, clock_timestamp() + $5)",
        person_id,
        hashed(launch),
        client.id,
        account_id,
        LASTS,
    )
    return launch


async def person(connection: Connection, launch: str, client: Client, account_id: int) -> int | None:
    """Whom a launch is about; None where it is not of this client and account, or is no longer good."""
    found: int | None = await connection.fetchval(
        "SELECT person_id FROM access.launch WHERE hash = $1 AND client_id = $2 AND account_id = $3 "
        "AND until > clock_timestamp()",
        hashed(launch),
        client.id,
        account_id,
    )
    return found


async def take(connection: Connection, launch: str, client: Client, account_id: int) -> int | None:
    """As `person`, and from now on it is no longer good."""
    found: int | None = await connection.fetchval(
        "DELETE FROM access.launch WHERE hash = $1 AND client_id = $2 AND account_id = $3 "
        "AND until > clock_timestamp() RETURNING person_id",
        hashed(launch),
        client.id,
        account_id,
    )
    return found

"""What can be asked of tokens and grants, and how they are given back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from careweft.access.digest import hashed
from careweft.access.oauth.clients import Client
from careweft.access.oauth.grants import end
from careweft.access.oauth.scopes import Scopes, parse
from careweft.base.db import Connection


async def revoke(connection: Connection, client: Client, token: str) -> None:
    """Make a token of the client's own worth nothing; a refresh token takes the whole grant along (RFC 7009)."""
    row = await connection.fetchrow(
        "SELECT t.kind, g.id FROM access.app_token t JOIN access.app_grant g ON g.id = t.grant_id "
        "WHERE t.hash = $1 AND g.client_id = $2",
        hashed(token),
        client.id,
    )
    if row is not None and row["kind"] == "refresh":
        await end(connection, row["id"], "the app gave it back")
    elif row is not None:
        await connection.execute("DELETE FROM access.app_token WHERE hash = $1", hashed(token))


async def introspect(connection: Connection, client: Client, token: str) -> dict[str, Any]:
    """What a token of the client's own stands for (RFC 7662); only `active: false` where it is worth nothing."""
    row = await connection.fetchrow(
        "SELECT t.scopes, t.kind, extract(epoch FROM least(t.until, g.until))::bigint AS exp, "
        "extract(epoch FROM t.since)::bigint AS iat, g.account_id, g.context, a.username FROM access.app_token t "
        "JOIN access.app_grant g ON g.id = t.grant_id JOIN access.account a ON a.id = g.account_id "
        "WHERE t.hash = $1 AND g.client_id = $2 AND t.used IS NULL AND g.ended IS NULL "
        "AND t.until > clock_timestamp() AND g.until > clock_timestamp()",
        hashed(token),
        client.id,
    )
    if row is None:
        return {"active": False}
    return {
        **{name: row["context"][name] for name in ("patient", "fhirUser") if name in row["context"]},
        "active": True,
        "scope": row["scopes"],
        "client_id": client.id,
        "username": row["username"],
        "sub": str(row["account_id"]),
        "exp": row["exp"],
        "iat": row["iat"],
        "token_type": "Bearer" if row["kind"] == "access" else "refresh_token",
    }


@dataclass(frozen=True)
class Standing:
    """A grant that has not ended, as its account sees it."""

    id: UUID
    app: str
    person_id: int
    scopes: Scopes
    since: datetime


async def standing(connection: Connection, account_id: int) -> list[Standing]:
    """What an account lets apps do now, the latest first."""
    rows = await connection.fetch(
        "SELECT g.id, c.name, g.person_id, g.scopes, g.since FROM access.app_grant g JOIN access.client c "
        "ON c.id = g.client_id WHERE g.account_id = $1 AND g.ended IS NULL AND g.until > clock_timestamp() "
        "AND (g.code_used IS NOT NULL OR g.code_until > clock_timestamp()) ORDER BY g.since DESC",
        account_id,
    )
    return [Standing(row["id"], row["name"], row["person_id"], parse(row["scopes"]), row["since"]) for row in rows]

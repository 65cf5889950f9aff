"""Grants: what an account let an app do, from the code that starts one to its end.

A code is good for a minute and once; a refresh token is good once, for the next one. Where either is used again, or by
another client, somebody has stolen it: the whole grant ends. Functions that may find so return None instead of raising,
because what they wrote must be committed.
"""

import hmac
import re
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any, Final
from uuid import UUID

from careweft.access.digest import hashed
from careweft.access.oauth.clients import Client
from careweft.access.oauth.scopes import Scopes, parse
from careweft.base.db import Connection
from careweft.base.errors import BadInput

CODE: Final = timedelta(minutes=1)
ACCESS: Final = timedelta(minutes=10)
SYSTEM_ACCESS: Final = timedelta(minutes=5)
OFFLINE: Final = timedelta(days=90)
"""How long an app may go on by itself after somebody let it, whatever it does."""
CHALLENGE: Final = re.compile(r"[A-Za-z0-9_-]{43}")
_VERIFIER: Final = re.compile(r"[A-Za-z0-9._~-]{43,128}")


@dataclass(frozen=True)
class Ask:
    """What an account agreed to: to begin a grant. `context` goes to the app with its tokens, such as `patient`."""

    client: Client
    account_id: int
    scopes: Scopes
    redirect_uri: str
    challenge: str
    person_id: int = 0
    nonce: str | None = None
    context: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Tokens:
    """What a client gets for a code, a refresh token or its own assertion."""

    access: str
    seconds: int
    scopes: Scopes
    account_id: int
    refresh: str | None = None
    nonce: str | None = None
    context: Mapping[str, Any] = field(default_factory=dict)


async def begin(connection: Connection, ask: Ask) -> str:
    """Begin a grant; return its code."""
    await _tidy(connection)
    code = token_urlsafe(32)
    lasts = OFFLINE if "offline_access" in ask.scopes.plain else CODE + ACCESS
    await connection.execute(
        "INSERT INTO access.app_grant (person_id, client_id, account_id, scopes, context, code_hash, code_until, "
        "redirect_uri, challenge, nonce, until) VALUES ($1, $2, $3, $4, $5, $6, clock_timestamp() + $7, $8, $9, $10, "
        "clock_timestamp() + $11)",
        ask.person_id,
        ask.client.id,
        ask.account_id,
        str(ask.scopes),
        dict(ask.context),
        hashed(code),
        CODE,
        ask.redirect_uri,
        ask.challenge,
        ask.nonce,
        lasts,
    )
    return code


async def redeem(connection: Connection, client: Client, code: str, redirect_uri: str, verifier: str) -> Tokens | None:
    """Tokens for a code; None where it is not good, and then it never will be."""
    row = await connection.fetchrow(
        "SELECT *, code_until > clock_timestamp() AS fresh FROM access.app_grant WHERE code_hash = $1 "
        "AND ended IS NULL FOR UPDATE",
        hashed(code),
    )
    if row is None:
        return None
    wrong = _misused(row, client, redirect_uri, verifier)
    if wrong:
        await end(connection, row["id"], wrong)
        return None
    await connection.execute("UPDATE access.app_grant SET code_used = clock_timestamp() WHERE id = $1", row["id"])
    scopes = parse(row["scopes"])
    refresh = await _token(connection, row["id"], "refresh", scopes, OFFLINE) if _offline(scopes) else None
    access = await _token(connection, row["id"], "access", scopes, ACCESS)
    return Tokens(access, _seconds(ACCESS), scopes, row["account_id"], refresh, row["nonce"], row["context"])


async def refresh(connection: Connection, client: Client, token: str, wanted: str = "") -> Tokens | None:
    """New tokens for a refresh token, for all of the grant's scopes or (`wanted`) some; None where it is not good.

    Raises BadInput, and leaves the token good, where more is wanted than was granted.
    """
    grant = await connection.fetchval("SELECT grant_id FROM access.app_token WHERE hash = $1", hashed(token))
    row = await connection.fetchrow(
        "SELECT *, until > clock_timestamp() AS lasts FROM access.app_grant WHERE id = $1 AND ended IS NULL FOR UPDATE",
        grant,
    )
    if row is None:
        return None
    found = await connection.fetchrow(
        "SELECT kind, used, until > clock_timestamp() AS fresh FROM access.app_token WHERE hash = $1", hashed(token)
    )
    if found is None or found["kind"] != "refresh":
        return None
    if found["used"] is not None or row["client_id"] != client.id:
        await end(connection, row["id"], "a refresh token was used twice or by another client")
        return None
    if not found["fresh"] or not row["lasts"]:
        return None
    granted = parse(row["scopes"])
    scopes = _narrowed(granted, wanted)
    await connection.execute("UPDATE access.app_token SET used = clock_timestamp() WHERE hash = $1", hashed(token))
    fresh = await _token(connection, row["id"], "refresh", granted, OFFLINE)
    access = await _token(connection, row["id"], "access", scopes, ACCESS)
    return Tokens(access, _seconds(ACCESS), scopes, row["account_id"], fresh, None, row["context"])


async def system(connection: Connection, client: Client, scopes: Scopes) -> Tokens:
    """An access token for a system, as its own account."""
    await _tidy(connection)
    assert client.account_id is not None, "a system has an account"
    grant = await connection.fetchval(
        "INSERT INTO access.app_grant (person_id, client_id, account_id, scopes, until) "
        "VALUES (0, $1, $2, $3, clock_timestamp() + $4) RETURNING id",
        client.id,
        client.account_id,
        str(scopes),
        SYSTEM_ACCESS,
    )
    access = await _token(connection, grant, "access", scopes, SYSTEM_ACCESS)
    return Tokens(access, _seconds(SYSTEM_ACCESS), scopes, client.account_id)


async def end(connection: Connection, grant: UUID, why: str) -> None:
    """End a grant, and with it every token."""
    await connection.execute(
        "UPDATE access.app_grant SET ended = clock_timestamp(), why = $2 WHERE id = $1 AND ended IS NULL", grant, why
    )


def _misused(row: Any, client: Client, redirect_uri: str, verifier: str) -> str:
    if row["code_used"] is not None:
        return "the code was used twice"
    if row["client_id"] != client.id:
        return "the code was used by another client"
    if not row["fresh"]:
        return "the code was used too late"
    if not hmac.compare_digest(row["redirect_uri"].encode(), redirect_uri.encode()):
        return "the code was used with another redirect_uri"
    digest = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=")
    if not _VERIFIER.fullmatch(verifier) or not hmac.compare_digest(digest, row["challenge"].encode()):
        return "the code_verifier does not fit"
    return ""


def _narrowed(granted: Scopes, wanted: str) -> Scopes:
    scopes = parse(wanted) if wanted else granted
    if not granted.covers(scopes):
        raise BadInput("this is more than was granted", expected=str(granted))
    return scopes


def _offline(scopes: Scopes) -> bool:
    return "offline_access" in scopes.plain


def _seconds(span: timedelta) -> int:
    return int(span.total_seconds())


async def _token(connection: Connection, grant: UUID, kind: str, scopes: Scopes, lasts: timedelta) -> str:
    token = token_urlsafe(32)
    await connection.execute(
        "INSERT INTO access.app_token (hash, grant_id, kind, scopes, until) "
        "VALUES ($1, $2, $3, $4, clock_timestamp() + $5)",
        hashed(token),
        grant,
        kind,
        str(scopes),
        lasts,
    )
    return token


async def _tidy(connection: Connection) -> None:
    """Forget what has been worth nothing for long. Used refresh tokens stay as long as their grant."""
    await connection.execute(
        "DELETE FROM access.app_token WHERE kind = 'access' AND until < clock_timestamp() - interval '1 day'"
    )
    await connection.execute(
        "DELETE FROM access.app_grant WHERE coalesce(ended, until) < clock_timestamp() - interval '30 days'"
    )

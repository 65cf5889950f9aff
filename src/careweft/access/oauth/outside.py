"""Logging in at an outside provider (OpenID Connect): what it says, checked, and whose account it is here.

An account is known by issuer and subject, and by nothing else: an e-mail address or a name proves nothing. Somebody who
is logged in connects their account themselves.
"""

import hmac
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from careweft.base.db import Connection
from careweft.base.errors import Conflict, Refused

ALGORITHMS: Final = ["RS256", "ES256", "PS256", "RS384", "ES384", "PS384"]
"""Asymmetric ones only: nobody who knows a shared secret may speak for the provider."""
_SKEW_SECONDS: Final = 60


@dataclass(frozen=True)
class Expected:
    """What an ID token must say."""

    issuer: str
    client_id: str
    nonce: str


def subject(id_token: str, keys: Mapping[str, Any], expected: Expected) -> str:
    """Whom the provider says it is (OpenID Connect Core §3.1.3.7). Raises Refused."""
    try:
        claims = jwt.decode(id_token, KeySet.import_key_set(keys), algorithms=ALGORITHMS).claims  # type: ignore[arg-type]
    except (JoseError, ValueError, KeyError, TypeError) as wrong:
        raise Refused("the ID token is not signed by the provider") from wrong
    now, audience = time.time(), claims.get("aud")
    ends, made, found = claims.get("exp"), claims.get("iat"), claims.get("sub")
    if claims.get("iss") != expected.issuer:
        raise Refused("the ID token is another provider's")
    if audience not in (expected.client_id, [expected.client_id]) and not (
        isinstance(audience, list) and expected.client_id in audience and claims.get("azp") == expected.client_id
    ):
        raise Refused("the ID token is for somebody else")
    if "azp" in claims and claims["azp"] != expected.client_id:
        raise Refused("the ID token was made for somebody else")
    if not isinstance(ends, int | float) or ends <= now - _SKEW_SECONDS:
        raise Refused("the ID token has ended")
    if not isinstance(made, int | float) or made > now + _SKEW_SECONDS:
        raise Refused("the ID token is of later")
    if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), expected.nonce.encode()):
        raise Refused("the ID token is of another log-in")
    if not isinstance(found, str) or not 0 < len(found) <= 255:
        raise Refused("the ID token names nobody")
    return found


async def account(connection: Connection, issuer: str, who: str) -> int | None:
    """The account of somebody at a provider, where it was connected."""
    found: int | None = await connection.fetchval(
        "SELECT account_id FROM access.outside_login WHERE issuer = $1 AND subject = $2", issuer, who
    )
    return found


async def connect(connection: Connection, issuer: str, who: str, account_id: int) -> None:
    """Connect an account with somebody at a provider. Raises Conflict where either is connected otherwise."""
    await connection.execute(
        "INSERT INTO access.outside_login (issuer, subject, account_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        issuer,
        who,
        account_id,
    )
    if await account(connection, issuer, who) != account_id:
        raise Conflict("this log-in or this account is connected otherwise already", hint="Disconnect it first")


async def connected(connection: Connection, issuer: str, account_id: int) -> bool:
    """Whether an account is connected with a provider."""
    return bool(
        await connection.fetchval(
            "SELECT EXISTS (SELECT FROM access.outside_login WHERE issuer = $1 AND account_id = $2)", issuer, account_id
        )
    )


async def disconnect(connection: Connection, issuer: str, account_id: int) -> None:
    """Disconnect an account from a provider."""
    await connection.execute(
        "DELETE FROM access.outside_login WHERE issuer = $1 AND account_id = $2", issuer, account_id
    )

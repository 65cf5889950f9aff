"""Assertions: a client shows who it is by a JWT that it signed (RFC 7523, SMART Backend Services)."""

import time
from typing import Any, Final

import orjson
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from careweft.access.digest import hashed
from careweft.access.oauth.clients import Client, key_set
from careweft.base.db import Connection
from careweft.base.errors import Refused

KIND: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ALGORITHMS: Final = {"ES384": ECKey, "RS384": RSAKey}
MOST_SECONDS: Final = 300
_SKEW_SECONDS: Final = 30
_LONGEST: Final = 16_384

_USE = "INSERT INTO access.assertion (client_id, jti_hash, until) VALUES ($1, $2, to_timestamp($3)) \
ON CONFLICT DO NOTHING RETURNING true"


def claimed(assertion: str, claim: str = "sub") -> str:
    """The client that an assertion names in a claim; nothing about it is proved yet. Raises Refused."""
    try:
        claims = orjson.loads(jws.extract_compact(assertion.encode()[:_LONGEST]).payload)
    except (JoseError, ValueError) as wrong:
        raise Refused("the assertion cannot be read") from wrong
    subject = claims.get(claim) if isinstance(claims, dict) else None
    if not isinstance(subject, str):
        raise Refused("the assertion names nobody")
    return subject


async def check(connection: Connection, client: Client, assertion: str, audience: str, *, subject: bool = True) -> None:
    """Raise Refused unless this is the client's own, new and short-lived assertion for the address that is asked here.

    A `jti` counts once, so long as the assertion could be used again. CDS Hooks has no `subject`.
    """
    claims = _proved(client, assertion)
    now = time.time()
    expires: Any = claims.get("exp")
    jti = claims.get("jti")
    if claims.get("iss") != client.id or (subject and claims.get("sub") != client.id):
        raise Refused("iss and sub are not the client")
    if claims.get("aud") not in (audience, [audience]):
        raise Refused("the assertion is for somebody else")
    if not _number(expires) or not 0 < float(expires) - now <= MOST_SECONDS:
        raise Refused(f"exp is not within {MOST_SECONDS} seconds")
    for name in ("nbf", "iat"):
        if name in claims and (not _number(claims[name]) or claims[name] > now + _SKEW_SECONDS):
            raise Refused(f"{name} is not yet")
    if not isinstance(jti, str) or not 0 < len(jti) <= 255:
        raise Refused("jti is missing")
    await connection.execute("DELETE FROM access.assertion WHERE until < clock_timestamp() - interval '1 minute'")
    if not await connection.fetchval(_USE, client.id, hashed(jti), expires):
        raise Refused("the assertion was used before")


def _proved(client: Client, assertion: str) -> dict[str, Any]:
    """The claims, once the signature is known to be by one of the client's keys, of that key's own kind."""
    if client.jwks is None:
        raise Refused("this client has no keys")
    try:
        header = jws.extract_compact(assertion.encode()[:_LONGEST]).headers()
        wanted = ALGORITHMS.get(str(header.get("alg")))
        keys = [
            key
            for key in key_set(client.jwks).keys
            if wanted is not None and isinstance(key, wanted) and header.get("kid") in (None, key.kid)
        ]
        if not keys or "crit" in header:
            raise Refused("no key of this client fits the assertion")
        for key in keys:
            try:
                return jwt.decode(assertion, key, algorithms=[str(header["alg"])]).claims
            except JoseError:
                continue
    except (JoseError, ValueError, TypeError) as wrong:
        raise Refused("the assertion cannot be read") from wrong
    raise Refused("the assertion is not signed by this client")


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)

"""Clients: the apps and systems that an operator made known here (`careweft client add`)."""

import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from secrets import token_urlsafe
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, RSAKey

from careweft.access.digest import hashed
from careweft.access.oauth.scopes import Scopes, parse
from careweft.base.db import Connection
from careweft.base.errors import BadInput, Conflict, NotFound

Kind = Literal["public", "confidential", "backend"]

_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "[::1]", "::1"})
_SCRIPTS: Final = frozenset({"javascript", "data", "vbscript", "file", "blob", "about"})
_RSA_BITS: Final = 2048


@dataclass(frozen=True)
class Client:
    """An app (`public` without a secret, `confidential` with one or with keys) or a system (`backend`, with keys).

    `scopes` is the most that it may be given. `account_id` is the account that a system acts as.
    """

    id: str
    name: str
    kind: Kind
    scopes: Scopes
    redirect_uris: tuple[str, ...] = ()
    launch_uri: str | None = None
    jwks: dict[str, Any] | None = None
    secret_hash: bytes | None = None
    account_id: int | None = None

    def has_secret(self, given: str) -> bool:
        """Whether this is its secret."""
        return self.secret_hash is not None and hmac.compare_digest(self.secret_hash, hashed(given))


async def find(connection: Connection, client_id: str) -> Client | None:
    """The client of an id."""
    row = await connection.fetchrow("SELECT * FROM access.client WHERE id = $1", client_id)
    return _client(row) if row else None


async def listed(connection: Connection) -> list[Client]:
    """Every client, by name."""
    return [_client(row) for row in await connection.fetch("SELECT * FROM access.client ORDER BY name, id")]


async def add(connection: Connection, client: Client, *, secret: bool = False) -> str | None:
    """Make a client known. Returns its new secret where it is to have one: it is kept nowhere.

    Raises BadInput for addresses or keys that are not safe, Conflict where the id is taken, NotFound where a system's
    account is not there.
    """
    _check(client, secret)
    if client.kind == "backend" and not await connection.fetchval(
        "SELECT EXISTS (SELECT FROM access.account WHERE id = $1 AND kind = 'machine')", client.account_id
    ):
        raise NotFound("there is no such machine account", hint="A system acts as an account of kind machine")
    made = token_urlsafe(32) if secret else None
    added = await connection.fetchval(
        "INSERT INTO access.client (id, name, kind, secret_hash, jwks, redirect_uris, launch_uri, scopes, account_id) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING RETURNING id",
        client.id,
        client.name,
        client.kind,
        hashed(made) if made else None,
        client.jwks,
        list(client.redirect_uris),
        client.launch_uri,
        str(client.scopes),
        client.account_id,
    )
    if added is None:
        raise Conflict(f"there is a client {client.id} already", hint="Remove it first: careweft client remove")
    return made


async def remove(connection: Connection, client_id: str) -> None:
    """Forget a client, and with it everything that anybody let it do. Raises NotFound."""
    if not await connection.fetchval("DELETE FROM access.client WHERE id = $1 RETURNING true", client_id):
        raise NotFound(f"there is no client {client_id}", hint="See careweft client list")


def check_address(uri: str) -> None:
    """Raise BadInput unless an app may be called there: by https, http on this machine, or a scheme of its own."""
    parts = urlsplit(uri)
    wrong = BadInput(f"{uri[:200]!r} is no safe address", expected="https://…, http://127.0.0.1… or com.example.app:/…")
    if not uri.isascii() or not uri.isprintable() or "#" in uri or "\\" in uri or " " in uri or "*" in uri:
        raise wrong
    if parts.scheme == "https" and parts.hostname and "@" not in parts.netloc:
        return
    if parts.scheme == "http" and parts.hostname in _LOOPBACK and "@" not in parts.netloc:
        return
    if "." in parts.scheme and parts.scheme not in _SCRIPTS and not parts.netloc:  # RFC 8252 §7.1: a reversed domain
        return
    raise wrong


def key_set(jwks: dict[str, Any]) -> KeySet:
    """A client's public keys. Raises BadInput for what is no set of EC P-384 or RSA keys, or holds a private one."""
    try:
        keys = KeySet.import_key_set(jwks)  # type: ignore[arg-type]
    except (JoseError, ValueError, KeyError, TypeError) as wrong:
        raise BadInput("these are no keys", where="JWKS", expected='{"keys": [{"kty": "EC", …}]}') from wrong
    good = [key for key in keys.keys if _sound(key)]
    if not good or len(good) != len(keys.keys):
        raise BadInput("a key here cannot be used", where="JWKS", expected="public EC P-384 or RSA keys of 2048 bits")
    return keys


def _sound(key: object) -> bool:
    if isinstance(key, ECKey):
        return key.curve_name == "P-384" and not key.is_private
    return isinstance(key, RSAKey) and not key.is_private and key.public_key.key_size >= _RSA_BITS


def _check(client: Client, secret: bool) -> None:
    if not re.fullmatch(r"[A-Za-z0-9._-]{1,100}", client.id) or not 1 <= len(client.name) <= 100:
        raise BadInput("the id or the name will not do", expected="an id of letters, digits and .-_, and a short name")
    for uri in (*client.redirect_uris, *([client.launch_uri] if client.launch_uri else [])):
        check_address(uri)
    if client.jwks is not None:
        key_set(client.jwks)
    if client.kind == "backend":
        if client.jwks is None or secret or client.redirect_uris or client.account_id is None:
            raise BadInput("a system has keys and an account, and nothing else", expected="--jwks and --account")
        if not client.scopes.clinical or client.scopes != client.scopes.only("system") or client.scopes.plain:
            raise BadInput("a system has system/ scopes only", expected="such as system/Patient.rs")
        return
    if not client.redirect_uris:
        raise BadInput("an app needs an address to come back to", expected="--redirect")
    if (client.kind == "confidential") != (secret or client.jwks is not None):
        raise BadInput("a confidential app has a secret or keys, and a public one has neither")
    if client.scopes != client.scopes.only("patient", "user"):
        raise BadInput("an app has no system/ scopes", expected="patient/ or user/ scopes")


def _client(row: Any) -> Client:
    return Client(
        row["id"],
        row["name"],
        row["kind"],
        parse(row["scopes"]),
        tuple(row["redirect_uris"]),
        row["launch_uri"],
        row["jwks"],
        row["secret_hash"],
        row["account_id"],
    )


def origins(uris: Sequence[str]) -> list[str]:
    """The origins of some addresses, as a content security policy names them."""
    parts = [urlsplit(uri) for uri in uris]
    return sorted({f"{p.scheme}://{p.netloc}" if p.netloc else f"{p.scheme}:" for p in parts})

"""Passkeys (W3C Web Authentication, level 2): logging in by a key that stays on its owner's device.

A passkey is found without a username, is used only after the device asked who holds it, and so counts as both steps of
a log-in. Nothing that a device says is believed but what it signed: our own challenge, once and within five minutes, in
the browser that was asked, for this site's address.
"""

import asyncio
import binascii
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from secrets import token_bytes, token_urlsafe
from typing import Any, Final, Literal
from urllib.parse import urlsplit

import orjson

from careweft.access.digest import hashed
from careweft.base.db import Connection
from careweft.base.errors import BadInput, Conflict, Refused

Purpose = Literal["log-in", "add", "prove"]
ALGORITHMS: Final = (-7, -8, -257)
"""ES256, EdDSA and RS256 (COSE), in the order in which we would like them."""
MOST_NAME: Final = 60
_PATIENCE_MS: Final = 300_000
_DEFAULT_PORTS: Final = {"https": 443, "http": 80}


@dataclass(frozen=True)
class Party:
    """For whom passkeys are made: the site's origin, the host name in it (its `id`), and the place's name."""

    origin: str
    id: str
    name: str

    @classmethod
    def of(cls, address: str, name: str) -> "Party | None":
        """The party at a site's address; None where browsers make no passkeys: without https, or at a bare number."""
        parts = urlsplit(address)
        host = (parts.hostname or "").rstrip(".")
        local = host == "localhost" or host.endswith(".localhost")
        if not host or _is_number(host) or (parts.scheme != "https" and not local):
            return None
        port = "" if parts.port in (None, _DEFAULT_PORTS.get(parts.scheme)) else f":{parts.port}"
        return cls(f"{parts.scheme}://{host}{port}", host, name)


@dataclass(frozen=True)
class Passkey:
    """One of an account's passkeys. `synced`: its owner's devices share it, so that losing one does not lose it."""

    credential: bytes
    name: str
    synced: bool
    added: datetime
    used: datetime | None

    @property
    def id(self) -> str:
        """Its id as text."""
        return _text(self.credential)


@dataclass(frozen=True)
class Made:
    """What a device made: to be kept."""

    credential: bytes
    public_key: bytes
    signs: int
    synced: bool


@dataclass(frozen=True)
class Known:
    """What is kept of a passkey to check what it signs."""

    account: int
    handle: bytes
    public_key: bytes
    signs: int


async def ask(connection: Connection, party: Party, purpose: Purpose, browser: str) -> dict[str, Any]:
    """What a browser is asked to sign, as `navigator.credentials.get` takes it; any passkey of the site may answer."""
    challenge = await _challenge(connection, purpose, browser)
    return {
        "challenge": _text(challenge),
        "rpId": party.id,
        "timeout": _PATIENCE_MS,
        "userVerification": "required",
        "allowCredentials": [{"type": "public-key", "id": one.id} for one in await mine(connection)],
    }


async def ask_to_make(
    connection: Connection, party: Party, browser: str, username: str, display_name: str
) -> dict[str, Any]:
    """What a browser needs to make a passkey for the acting account, as `navigator.credentials.create` takes it."""
    challenge = await _challenge(connection, "add", browser)
    handle = await connection.fetchval("SELECT access.my_handle()")
    return {
        "challenge": _text(challenge),
        "rp": {"id": party.id, "name": party.name},
        "user": {"id": _text(handle.bytes), "name": username, "displayName": display_name},
        "pubKeyCredParams": [{"type": "public-key", "alg": each} for each in ALGORITHMS],
        "timeout": _PATIENCE_MS,
        "attestation": "none",
        "authenticatorSelection": {
            "residentKey": "required",
            "requireResidentKey": True,
            "userVerification": "required",
        },
        "excludeCredentials": [{"type": "public-key", "id": one.id} for one in await mine(connection)],
    }


async def challenge_of(connection: Connection, purpose: Purpose, browser: str) -> bytes:
    """What this browser was asked to sign, once: commit before looking at the answer. Raises Refused."""
    found = await connection.fetchval("SELECT access.answer_passkey($1, $2)", hashed(browser), purpose)
    if found is None:
        raise Refused("this was asked too long ago, of another browser, or answered already", hint="Begin again")
    return bytes(found)


async def check(connection: Connection, party: Party, challenge: bytes, said: str) -> tuple[int, bytes]:
    """Whose passkey signed this, and its credential; counts the use. Raises Refused where nobody's did."""
    answer = _read(said)
    credential = _bytes(answer.get("rawId"))
    row = await connection.fetchrow("SELECT * FROM access.passkey($1)", credential)
    if row is None:
        raise Refused("this passkey is not known here")
    known = Known(row["account_id"], row["handle"].bytes, row["public_key"], row["signs"])
    signs = await asyncio.to_thread(_signed, party, challenge, answer, known)
    if not await connection.fetchval("SELECT access.use_passkey($1, $2)", credential, signs):
        raise Refused("this passkey was used meanwhile, or copied")
    return known.account, credential


def credential_of(said: str) -> bytes:
    """The digest of which passkey an answer says that it is of, before anything of it is checked."""
    try:
        return hashed(str(_read(said).get("rawId", "")))
    except Refused:
        return b""


async def log_in(connection: Connection, credential: bytes) -> str:
    """The token of a new session by a passkey that was checked."""
    token = token_urlsafe(32)
    await connection.execute("SELECT access.start_session_by_passkey($1, $2)", hashed(token), credential)
    return token


async def mine(connection: Connection) -> list[Passkey]:
    """The acting account's own, the oldest first; none where nobody acts."""
    return [Passkey(*row) for row in await connection.fetch("SELECT * FROM access.my_passkeys()")]


async def add(connection: Connection, party: Party, challenge: bytes, token: str, said: str, name: str) -> None:
    """Keep a passkey that a device made for the acting account.

    Raises Refused where it proves nothing or the session's owner did not lately show who they are, BadInput where the
    name is none, Conflict where it is kept already or there are too many.
    """
    await require_proof(connection, token)
    made = await asyncio.to_thread(_made, party, challenge, _read(said))
    kept = await connection.fetchval(
        "SELECT access.add_passkey($1, $2, $3, $4, $5, $6)",
        hashed(token), made.credential, made.public_key, made.signs, _name(name), made.synced,
    )  # fmt: skip
    if not kept:
        raise Conflict("this passkey is kept already, or you have twenty", hint="Remove one first")


async def rename(connection: Connection, id_: str, name: str) -> None:
    """Call one of the acting account's passkeys otherwise; where it is not theirs, nothing is done."""
    await connection.execute("SELECT access.rename_passkey($1, $2)", _bytes(id_), _name(name))


async def remove(connection: Connection, token: str, id_: str) -> bool:
    """Forget one of the acting account's passkeys; whether it was theirs. Raises Refused as `add` does."""
    await require_proof(connection, token)
    return bool(await connection.fetchval("SELECT access.remove_passkey($1, $2)", hashed(token), _bytes(id_)))


async def proved(connection: Connection, token: str) -> bool:
    """Whether the session's owner showed who they are in the last ten minutes."""
    return bool(await connection.fetchval("SELECT access.proved($1)", hashed(token)))


async def prove(connection: Connection, token: str) -> None:
    """The session's owner showed just now who they are."""
    await connection.execute("SELECT access.prove($1)", hashed(token))


async def require_proof(connection: Connection, token: str) -> None:
    """Raise Refused where the session's owner did not lately show who they are."""
    if not await proved(connection, token):
        raise Refused("it is more than ten minutes since you showed who you are", hint="Show it again first")


async def _challenge(connection: Connection, purpose: Purpose, browser: str) -> bytes:
    challenge = token_bytes(32)
    await connection.execute("SELECT access.ask_passkey($1, $2, $3)", hashed(browser), challenge, purpose)
    return challenge


def _signed(party: Party, challenge: bytes, answer: Mapping[str, Any], known: Known) -> int:
    """The device's count of signatures, where this is the known passkey's signature for us."""
    from webauthn import verify_authentication_response  # it takes longer to load than the site to start

    handle = answer["response"].get("userHandle")
    if handle is None or not hmac.compare_digest(_bytes(handle), known.handle):
        raise Refused("this passkey is another account's")
    _own_page(answer)
    try:
        return verify_authentication_response(
            credential=dict(answer),
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=known.public_key,
            credential_current_sign_count=known.signs,
            require_user_verification=True,
        ).new_sign_count
    except Exception as wrong:  # the library says in many ways that it cannot read what anybody may send
        raise Refused("this is not the signature that was asked for") from wrong


def _made(party: Party, challenge: bytes, answer: Mapping[str, Any]) -> Made:
    from webauthn import verify_registration_response
    from webauthn.helpers.cose import COSEAlgorithmIdentifier

    _own_page(answer)
    try:
        found = verify_registration_response(
            credential=dict(answer),
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            require_user_verification=True,
            supported_pub_key_algs=[COSEAlgorithmIdentifier(each) for each in ALGORITHMS],
        )
    except Exception as wrong:
        raise Refused("this is not the passkey that was asked for") from wrong
    if not 16 <= len(found.credential_id) <= 1023:
        raise Refused("this is not the passkey that was asked for")
    return Made(found.credential_id, found.credential_public_key, found.sign_count, found.credential_backed_up)


def _own_page(answer: Mapping[str, Any]) -> None:
    """Refuse what was asked for in a page that another site shows as a part of its own."""
    try:
        if orjson.loads(_bytes(answer["response"].get("clientDataJSON"))).get("crossOrigin", False) is not False:
            raise Refused("this was asked for by another site")
    except (orjson.JSONDecodeError, AttributeError) as wrong:
        raise Refused("this is no answer of a browser") from wrong


def _read(said: str) -> dict[str, Any]:
    try:
        answer = orjson.loads(said)
    except orjson.JSONDecodeError as wrong:
        raise Refused("this is no answer of a browser") from wrong
    if not isinstance(answer, dict) or not isinstance(answer.get("response"), dict):
        raise Refused("this is no answer of a browser")
    return answer


def _name(given: str) -> str:
    name = " ".join(given.split())[:MOST_NAME]
    if not name.isprintable() or not name:
        raise BadInput("a passkey has a name", expected=f"up to {MOST_NAME} letters")
    return name


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: object) -> bytes:
    try:
        return urlsafe_b64decode(str(text).encode("ascii") + b"==")
    except (UnicodeEncodeError, binascii.Error) as wrong:
        raise Refused("this is no answer of a browser") from wrong

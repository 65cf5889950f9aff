"""The second step of logging in: a code of six digits from an app (TOTP, RFC 6238), or a recovery code.

A code is good in its half minute and the ones beside it, once. Recovery codes are kept as their SHA-256 alone; they
have 80 random bits, so that no hash need be slow.
"""

import hmac
import struct
from base64 import b32encode
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from secrets import token_bytes, token_urlsafe
from urllib.parse import quote

from careweft.access.digest import hashed
from careweft.base.db import Connection
from careweft.base.errors import BadInput, Conflict

STEP_SECONDS = 30
_DIGITS, _WINDOW, _SECRET_BYTES, _CODES = 6, 1, 20, 8


@dataclass(frozen=True)
class Second:
    """An account's second step: since when it is asked for (None while it is being set up), and codes that are left."""

    secret: bytes
    confirmed: datetime | None
    used: int
    codes: int

    @property
    def key(self) -> str:
        """The secret as people type it into an app."""
        text = b32encode(self.secret).decode()
        return " ".join(text[i : i + 4] for i in range(0, len(text), 4))

    def address(self, username: str, place: str) -> str:
        """The secret as an app reads it (otpauth)."""
        issuer = quote(f"Careweft {place}", safe="")
        key = b32encode(self.secret).decode()
        return f"otpauth://totp/{issuer}:{quote(username, safe='')}?secret={key}&issuer={issuer}"


def code(secret: bytes, step: int) -> str:
    """The code of a half minute, counted from 1970 (RFC 4226, RFC 6238)."""
    digest = hmac.digest(secret, struct.pack(">Q", step), "sha1")
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**_DIGITS:0{_DIGITS}}"


def step_of(secret: bytes, given: str, now: float, used: int = 0) -> int | None:
    """The half minute whose code this is, near `now` (seconds since 1970) and after `used`; None where it is none."""
    typed = "".join(given.split())
    here = int(now) // STEP_SECONDS
    found = [
        step
        for step in range(here - _WINDOW, here + _WINDOW + 1)
        if hmac.compare_digest(code(secret, step).encode(), typed.encode()) and step > used
    ]
    return found[0] if found else None


async def mine(connection: Connection) -> Second | None:
    """The acting account's own."""
    row = await connection.fetchrow("SELECT * FROM access.my_second()")
    return Second(*row) if row else None


async def begin(connection: Connection) -> Second:
    """Set up the acting account's, with a fresh secret, to be confirmed. Raises Conflict where there is one already."""
    if not await connection.fetchval("SELECT access.begin_second($1)", token_bytes(_SECRET_BYTES)):
        raise Conflict("this account logs in in two steps already")
    found = await mine(connection)
    assert found is not None
    return found


async def confirm(connection: Connection, given: str, now: float) -> list[str]:
    """Ask for it from now on; the recovery codes, to be shown once. Raises BadInput where the code is wrong."""
    found = await mine(connection)
    step = step_of(found.secret, given, now) if found and not found.confirmed else None
    if step is None:
        raise BadInput("this is not the code that the app shows now", expected="the six digits of the app")
    codes = [_recovery_code() for _ in range(_CODES)]
    await connection.fetchval("SELECT access.confirm_second($1, $2)", step, [_hash(each) for each in codes])
    return codes


async def end(connection: Connection, given: str, now: float) -> None:
    """Ask for it no more. Raises BadInput where the code is wrong."""
    found = await mine(connection)
    if found is None or step_of(found.secret, given, now, found.used) is None:
        raise BadInput("this is not the code that the app shows now", expected="the six digits of the app")
    await connection.execute("SELECT access.end_second()")


async def use(connection: Connection, given: str, now: float) -> bool:
    """Whether this is a code or a recovery code of the acting account's; it counts once."""
    found = await mine(connection)
    step = step_of(found.secret, given, now, found.used) if found and found.confirmed else None
    recovery = None if step is not None else _hash(given)
    return bool(await connection.fetchval("SELECT access.use_second($1, $2)", step, recovery))


async def waits(connection: Connection, token: str) -> bool:
    """Whether a session waits for its second step."""
    return bool(await connection.fetchval("SELECT access.waits($1)", hashed(token)))


async def finish(connection: Connection, token: str, given: str, now: float) -> str | None:
    """The fresh token of a session whose second step this is; None where it is wrong, used, or one try too many."""
    row = await connection.fetchrow("SELECT * FROM access.try_second($1)", hashed(token))
    if row is None:
        return None
    step = step_of(row["secret"], given, now, row["used"])
    fresh = token_urlsafe(32)
    recovery = None if step is not None else _hash(given)
    done = await connection.fetchval(
        "SELECT access.finish_session($1, $2, $3, $4)", hashed(token), hashed(fresh), step, recovery
    )
    return fresh if done else None


async def renew(connection: Connection, token: str) -> str:
    """End the acting account's other sessions; the fresh token of this one."""
    fresh = token_urlsafe(32)
    await connection.execute("SELECT access.renew_session($1, $2)", hashed(token), hashed(fresh))
    return fresh


def _recovery_code() -> str:
    text = b32encode(token_bytes(10)).decode().lower()
    return "-".join(text[i : i + 4] for i in range(0, len(text), 4))


def _hash(recovery: str) -> bytes:
    plain = "".join(each for each in recovery.lower() if each.isalnum())
    return sha256(f"careweft recovery {plain}".encode()).digest()

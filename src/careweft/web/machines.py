"""Who asks at a machine interface: an app with its token, HTTP Basic with an account's name and password, or a
browser's session.
"""

import base64
import binascii
from collections.abc import Awaitable, Callable
from typing import TypeVar

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request

from careweft.access.accounts import Account
from careweft.access.audit import Auditor, Entry
from careweft.access.oauth.app import AppAccount
from careweft.web.buckets import Buckets
from careweft.web.logins import cookie_name
from careweft.web.services import Identity, Limits

CHALLENGE = {"WWW-Authenticate": 'Basic realm="Careweft", charset="UTF-8"'}
T = TypeVar("T")
_MOST = 10_000
BEARER = {"WWW-Authenticate": 'Bearer realm="Careweft", error="invalid_token"'}


class Machines:
    """Finds the account behind a request, and holds each to its rate."""

    def __init__(self, identity: Identity, limits: Limits, *, secure: bool, auditor: Auditor | None = None) -> None:
        self._identity, self._cookie, self._auditor = identity, cookie_name(secure), auditor
        self._right: dict[str, None] = {}  # names and addresses of proofs that were right, the oldest first
        self._rates = Buckets(limits.api_rate, limits.api_burst)
        self._failures = Buckets(1 / limits.log_in_each, limits.log_in_burst)

    async def account(self, request: Request, *, apps: bool = False) -> Account:
        """The account that asks. Raises HTTPException 401 where nobody is known and 429 where it asks too much.

        Only an interface that holds an app to its scopes lets `apps` in: for them the answer is an AppAccount.
        """
        token = bearer(request.headers)
        account = await self._find(request) if token is None else await self._by_token(token, apps=apps)
        self.admit(account)
        return account

    def admit(self, account: Account) -> None:
        """Raise HTTPException 429 where an account asks too much."""
        if wait := self._rates.take(account.id):
            raise HTTPException(429, "This account asks too much at once.", _after(wait))

    async def proved(self, request: Request, name: str, proof: Callable[[], Awaitable[T]]) -> T:
        """What a proof of being `name` gives, which raises HTTPException where it is wrong: 429 where it was too often.

        Only failures count, against an address and a name there; a name that was right there before has its own tries,
        so that nobody can use up another's.
        """
        address = request.client.host if request.client else ""
        own = f"{name.casefold()} from {address}"
        keys = (own,) if own in self._right else (address, own)
        wrong: HTTPException | None = None
        if not any(self._failures.empty(key) for key in keys):
            try:
                found = await proof()
            except HTTPException as error:
                wrong = error
            else:
                self._right[own] = None
                if len(self._right) > _MOST:
                    del self._right[next(iter(self._right))]
                return found
        wait = max([self._failures.take(key) for key in keys])
        if wrong is not None and not wait:
            if self._auditor is not None:
                await self._auditor.record(Entry(None, 0, "log-in", "system log-in", "refused"))
            raise wrong
        raise HTTPException(429, "Too many wrong tries.", _after(wait))

    async def _find(self, request: Request) -> Account:
        pair = basic(request.headers)
        if pair is not None:
            return await self._by_password(request, *pair)
        token = request.cookies.get(self._cookie)
        session = await self._identity.find(token) if token else None
        if session is None:
            raise HTTPException(401, "Log in with HTTP Basic, or with an app's token.", CHALLENGE)
        return session.account

    async def _by_token(self, token: str, *, apps: bool) -> AppAccount:
        account = await self._identity.app(token) if apps else None
        if account is None:
            raise HTTPException(401, "This token is worth nothing here.", BEARER)
        return account

    async def _by_password(self, request: Request, username: str, password: str) -> Account:
        async def proof() -> Account:
            account = await self._identity.check(username, password)
            if account is None:
                raise HTTPException(401, "The username and password do not match.", CHALLENGE)
            return account

        return await self.proved(request, username, proof)


def _after(wait: float) -> dict[str, str]:
    return {"Retry-After": str(max(1, round(wait)))}


def bearer(headers: Headers) -> str | None:
    """The token of an Authorization header (RFC 6750), or None where it holds none."""
    scheme, _, given = headers.get("authorization", "").partition(" ")
    return given.strip() if scheme.lower() == "bearer" else None


def basic(headers: Headers) -> tuple[str, str] | None:
    """Username and password of an Authorization header (RFC 7617), or None; raises 401 for one that is malformed."""
    scheme, _, given = headers.get("authorization", "").partition(" ")
    if not scheme:
        return None
    try:
        if scheme.lower() != "basic":
            raise ValueError
        username, colon, password = base64.b64decode(given.strip(), validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        raise HTTPException(401, "Only HTTP Basic is understood here.", CHALLENGE) from None
    if not colon or "\0" in username + password:
        raise HTTPException(401, "Only HTTP Basic is understood here.", CHALLENGE)
    return username, password

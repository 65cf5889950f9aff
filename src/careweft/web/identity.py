"""Logging in on top of `access`: sessions for browsers, names and passwords for other systems."""

import asyncio
import hashlib
import hmac
import secrets
import time
from collections import OrderedDict
from collections.abc import Sequence

from careweft.access import accounts, guessing, passkeys, second, sessions
from careweft.access.accounts import Account
from careweft.access.oauth import app as apps
from careweft.access.oauth.app import AppAccount
from careweft.access.second import Second
from careweft.access.sessions import Session
from careweft.base.db import Database
from careweft.web.services import DemoLogIn

TRUSTED = 60.0
"""Seconds for which a name and password that were right are not hashed again (a hash takes a tenth of a second)."""
FRESH = 2.0
"""Seconds for which such an account's roles are not read again. Whom it may see, the database decides each time."""
_MOST = 1000


class AccessIdentity:
    """The accounts of the place."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._secret = secrets.token_bytes(32)
        self._right: OrderedDict[bytes, tuple[int, float]] = OrderedDict()  # keyed hash of the pair -> account, until
        self._profiles: dict[int, tuple[Account, float]] = {}  # account -> as it was, until
        self._checking: dict[bytes, asyncio.Lock] = {}

    async def log_in(self, username: str, password: str) -> str | None:
        """A new session of a person's account; systems have no sessions."""
        async with self._database.transaction() as connection:
            account = await accounts.authenticate(connection, username, password)
            if account is None or account.kind == "machine":
                return None
            return await sessions.start(connection, account)

    async def wait(self, username: str, browser: str | None) -> float:
        """Seconds until a try for this name from this browser is looked at."""
        async with self._database.transaction() as connection:
            return await guessing.wait(connection, username, browser)

    async def knows(self, username: str, browser: str) -> bool:
        """Whether somebody logged in to the account of this name in this browser."""
        async with self._database.transaction(readonly=True) as connection:
            return await guessing.knows(connection, username, browser)

    async def know(self, token: str, browser: str | None) -> str:
        """The token that a browser keeps from now on, in which somebody logged in."""
        async with self._database.transaction() as connection:
            return await guessing.know(connection, token, browser)

    async def find(self, token: str, *, passive: bool = False) -> Session | None:
        """The session of a token."""
        if passive:
            return await self._look(token)
        async with self._database.transaction() as connection:
            return await sessions.find(connection, token)

    async def waits(self, token: str) -> bool:
        """Whether a session waits for its second step."""
        async with self._database.transaction(readonly=True) as connection:
            return await second.waits(connection, token)

    async def finish(self, token: str, code: str) -> str | None:
        """The fresh token of a session whose second step this is. A try that was wrong counts."""
        async with self._database.transaction() as connection:
            return await second.finish(connection, token, code, time.time())

    async def second_step(self, account: Account) -> Second | None:
        """An account's own second step."""
        async with self._database.transaction(account.id, readonly=True) as connection:
            return await second.mine(connection)

    async def proved(self, account: Account, token: str) -> bool:
        """Whether the account showed in this session, not long ago, who it is."""
        async with self._database.transaction(account.id, readonly=True) as connection:
            return await passkeys.proved(connection, token)

    async def begin_second(self, account: Account, token: str) -> Second:
        """Set one up. Raises Refused where it is long since the account showed who it is."""
        async with self._database.transaction(account.id) as connection:
            await passkeys.require_proof(connection, token)
            return await second.begin(connection)

    async def confirm_second(self, account: Account, token: str, code: str) -> tuple[list[str], str]:
        """Ask for it from now on: the recovery codes, and the session's fresh token."""
        async with self._database.transaction(account.id) as connection:
            codes = await second.confirm(connection, code, time.time())
            return codes, await second.renew(connection, token)

    async def end_second(self, account: Account, token: str, code: str) -> str:
        """Ask for it no more: the session's fresh token."""
        async with self._database.transaction(account.id) as connection:
            await second.end(connection, code, time.time())
            return await second.renew(connection, token)

    async def _look(self, token: str) -> Session | None:
        """Find a session without marking it as used, by undoing what finding it marked."""
        found: Session | None = None
        try:
            async with self._database.transaction() as connection:
                found = await sessions.find(connection, token)
                raise _UndoneError
        except _UndoneError:
            return Session(found.account) if found else None

    async def check(self, username: str, password: str) -> Account | None:
        """The account of a pair; a pair that was right a minute ago is not hashed again."""
        pair = hmac.digest(self._secret, f"{username}\0{password}".encode(), hashlib.sha256)
        account = self._remembered(pair)
        if account is None:
            try:
                async with self._checking.setdefault(pair, asyncio.Lock()):
                    account = self._remembered(pair)  # several requests began at once; the first has done the work
                    if account is None:
                        account = await self._authenticate(username, password, pair)
            finally:
                self._checking.pop(pair, None)
        return await self._profile(account) if account is not None else None

    async def _profile(self, account: int) -> Account | None:
        known, until = self._profiles.get(account, (None, 0.0))
        if until > time.monotonic():
            return known
        async with self._database.transaction(readonly=True) as connection:
            found = await accounts.profile(connection, account)
        if found is None:
            self._profiles.pop(account, None)
        else:
            self._profiles[account] = (found, time.monotonic() + FRESH)
        return found

    async def _authenticate(self, username: str, password: str, pair: bytes) -> int | None:
        late = await self.wait(username, None)
        async with self._database.transaction() as connection:
            account = await accounts.authenticate(connection, username, password)
            if account and await connection.fetchval("SELECT access.two_steps($1)", account.id):
                return None  # a password alone is not enough for this account
            if account:
                await guessing.was_right(connection, username)
        if account is None or (late and account.kind != "machine"):  # nobody keeps a system out by guessing
            return None
        self._right[pair] = (account.id, time.monotonic() + TRUSTED)
        if len(self._right) > _MOST:
            self._right.popitem(last=False)
        return account.id

    def _remembered(self, pair: bytes) -> int | None:
        account, until = self._right.get(pair, (None, 0.0))
        return account if until > time.monotonic() else None

    async def app(self, token: str) -> AppAccount | None:
        """The account and app of an access token. Asked of the database each time: what was ended has ended."""
        async with self._database.transaction(readonly=True) as connection:
            return await apps.find(connection, token)

    async def log_out(self, token: str) -> None:
        """End a session."""
        async with self._database.transaction() as connection:
            await sessions.end(connection, token)

    async def demo_log_ins(self) -> Sequence[DemoLogIn]:
        """The demo accounts that are for people."""
        async with self._database.transaction(readonly=True) as connection:
            found = await accounts.demo_accounts(connection)
        return [DemoLogIn(username, who, kind) for username, who, kind in found if kind != "machine"]


class _UndoneError(Exception):
    """Rolls a transaction back on purpose."""

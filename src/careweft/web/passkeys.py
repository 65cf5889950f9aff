"""Passkeys over HTTP: what the pages ask of `access.passkeys`, each in transactions of its own."""

import time
from typing import Any, Final

from careweft.access import accounts, passkeys, second
from careweft.access.accounts import Account
from careweft.access.passkeys import Party, Passkey
from careweft.base.db import Database
from careweft.base.errors import NotFound, Refused

BROWSER_SECONDS: Final = 300


class Passkeys:
    """The passkeys of a place's accounts, made for one `party`."""

    def __init__(self, database: Database, party: Party) -> None:
        self._database, self.party = database, party

    async def ask(self, browser: str, account: Account | None = None) -> dict[str, Any]:
        """What a browser is asked to sign: to log in, or to prove that it is still the `account` that is logged in."""
        purpose: passkeys.Purpose = "prove" if account else "log-in"
        async with self._database.transaction(account.id if account else None) as connection:
            return await passkeys.ask(connection, self.party, purpose, browser)

    async def ask_to_make(self, browser: str, account: Account, token: str) -> dict[str, Any]:
        """What a browser needs to make a passkey. Raises Refused where it is long since the account proved itself."""
        async with self._database.transaction(account.id) as connection:
            await passkeys.require_proof(connection, token)
            return await passkeys.ask_to_make(connection, self.party, browser, account.username, account.display_name)

    async def log_in(self, browser: str, said: str) -> str:
        """A new session's token; Refused where the answer proves nobody."""
        challenge = await self._challenge(None, "log-in", browser)
        async with self._database.transaction() as connection:
            _, credential = await passkeys.check(connection, self.party, challenge, said)
            return await passkeys.log_in(connection, credential)

    async def mine(self, account: Account) -> list[Passkey]:
        """An account's own."""
        async with self._database.transaction(account.id, readonly=True) as connection:
            return await passkeys.mine(connection)

    async def add(self, browser: str, account: Account, token: str, said: str, name: str) -> str:
        """Keep one that a device made: the session's fresh token. Raises as `access.passkeys.add`."""
        challenge = await self._challenge(account, "add", browser)
        async with self._database.transaction(account.id) as connection:
            await passkeys.add(connection, self.party, challenge, token, said, name)
            return await second.renew(connection, token)

    async def rename(self, account: Account, id_: str, name: str) -> None:
        """Call one of an account's own otherwise."""
        async with self._database.transaction(account.id) as connection:
            await passkeys.rename(connection, id_, name)

    async def remove(self, account: Account, token: str, id_: str) -> str:
        """Forget one of an account's own: the session's fresh token. Raises as `access.passkeys.remove`."""
        async with self._database.transaction(account.id) as connection:
            if not await passkeys.remove(connection, token, id_):
                raise NotFound("you have no such passkey")
            return await second.renew(connection, token)

    async def prove(self, browser: str, account: Account, token: str, said: str) -> None:
        """Take a passkey as proof that it is still the account that is logged in. Raises Refused."""
        challenge = await self._challenge(account, "prove", browser)
        async with self._database.transaction(account.id) as connection:
            whose, _ = await passkeys.check(connection, self.party, challenge, said)
            if whose != account.id:
                raise Refused("this passkey is another account's")
            await passkeys.prove(connection, token)

    async def prove_by_password(self, account: Account, token: str, password: str, code: str) -> bool:
        """Whether this is the account's password, with a code where it logs in in two steps; then that is proof."""
        async with self._database.transaction(account.id) as connection:
            found = await accounts.authenticate(connection, account.username, password)
            if found is None or found.id != account.id:
                return False
            step = await second.mine(connection)
            if step and step.confirmed and not await second.use(connection, code, time.time()):
                return False
            await passkeys.prove(connection, token)
            return True

    async def _challenge(self, account: Account | None, purpose: passkeys.Purpose, browser: str) -> bytes:
        """What was asked; from here on it is answered, whatever the answer is worth."""
        async with self._database.transaction(account.id if account else None) as connection:
            return await passkeys.challenge_of(connection, purpose, browser)

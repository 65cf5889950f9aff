"""Small services in memory, for tests of the site by itself."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from secrets import token_hex
from zoneinfo import ZoneInfo

from careweft.access.accounts import Account, Kind
from careweft.access.oauth.app import AppAccount
from careweft.access.second import Second
from careweft.access.sessions import Session
from careweft.base.clock import SetClock
from careweft.web.services import DemoLogIn, Limits, Place, Services

PASSWORD = "a demo password"


def account(number: int, name: str, who: str, party: str, role: str, kind: Kind = "staff") -> Account:
    return Account(number, name, who, kind, 17 if kind == "person" else None, frozenset({party}), frozenset({role}))


ACCOUNTS = {
    "ruth": account(1, "ruth", "Ruth Okafor", "zone-1", "coordinator"),
    "zoe": account(2, "zoe", "Zoe Marsh", "zone-2", "coordinator"),
    "edith": account(3, "edith", "Edith Hargreaves", "person/17", "self", "person"),
    "acute-feed": account(4, "acute-feed", "Acute feed", "acute", "feed", "machine"),
}


@dataclass
class FakeIdentity:
    tokens: dict[str, Account] = field(default_factory=dict)
    rotate: bool = False
    passive: int = 0

    async def log_in(self, username: str, password: str) -> str | None:
        account = await self.check(username, password)
        if account is None or account.kind == "machine":
            return None
        token = token_hex(8)
        self.tokens[token] = account
        return token

    async def wait(self, username: str, browser: str | None) -> float:
        return 0.0

    async def knows(self, username: str, browser: str) -> bool:
        return False

    async def know(self, token: str, browser: str | None) -> str:
        return token_hex(8)

    async def check(self, username: str, password: str) -> Account | None:
        return ACCOUNTS.get(username) if password == PASSWORD else None

    async def app(self, token: str) -> AppAccount | None:
        return None

    async def find(self, token: str, *, passive: bool = False) -> Session | None:
        self.passive += passive
        account = self.tokens.get(token)
        if account is None:
            return None
        fresh = None
        if self.rotate and not passive:
            fresh = token_hex(8)
            self.tokens[fresh] = account
        return Session(account, fresh)

    async def waits(self, token: str) -> bool:
        return False

    async def finish(self, token: str, code: str) -> str | None:
        return None

    async def second_step(self, account: Account) -> Second | None:
        return None

    async def proved(self, account: Account, token: str) -> bool:
        return True

    async def begin_second(self, account: Account, token: str) -> Second:
        raise NotImplementedError

    async def confirm_second(self, account: Account, token: str, code: str) -> tuple[list[str], str]:
        raise NotImplementedError

    async def end_second(self, account: Account, token: str, code: str) -> str:
        raise NotImplementedError

    async def log_out(self, token: str) -> None:
        self.tokens.pop(token, None)

    async def demo_log_ins(self) -> Sequence[DemoLogIn]:
        return [DemoLogIn(name, a.display_name, a.kind) for name, a in ACCOUNTS.items() if a.kind != "machine"]


@dataclass
class FakeNotices:
    queue: asyncio.Queue[str | Exception] = field(default_factory=asyncio.Queue)

    async def listen(self) -> AsyncIterator[str]:
        yield ""
        while True:
            item = await self.queue.get()
            if isinstance(item, Exception):
                raise item
            yield item


@dataclass
class FakeHealth:
    parts: dict[str, str] = field(default_factory=lambda: {"database": "up"})

    async def check(self) -> Mapping[str, str]:
        return self.parts


def services(**changes: object) -> Services:
    place = Place(
        "Weirside",
        ZoneInfo("Europe/London"),
        SetClock(datetime(2026, 1, 15, 9, 14, tzinfo=UTC)),
        demo=True,
        demo_password=PASSWORD,
    )
    given: dict[str, object] = {
        "place": place,
        "identity": FakeIdentity(),
        "notices": FakeNotices(),
        "health": FakeHealth(),
        "limits": Limits(),
    } | changes
    return Services(**given)  # type: ignore[arg-type]

"""Small services in memory, for tests of the site by itself."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from secrets import token_hex
from zoneinfo import ZoneInfo

from careweft.access.accounts import Account
from careweft.access.sessions import Session
from careweft.base.clock import SetClock
from careweft.web.services import DemoLogIn, Limits, Place, Services

PASSWORD = "a demo password"
ACCOUNTS = {
    "ruth": Account(1, "Ruth Okafor", "staff", None, frozenset({"zone-1"}), frozenset({"coordinator"})),
    "zoe": Account(2, "Zoe Marsh", "staff", None, frozenset({"zone-2"}), frozenset({"coordinator"})),
    "edith": Account(3, "Edith Hargreaves", "person", 17, frozenset({"person/17"}), frozenset({"self"})),
    "acute-feed": Account(4, "Acute feed", "machine", None, frozenset({"acute"}), frozenset({"feed"})),
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

    async def check(self, username: str, password: str) -> Account | None:
        return ACCOUNTS.get(username) if password == PASSWORD else None

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

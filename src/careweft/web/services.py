"""What the site needs from the rooms below, by interface: `serve.py` gives the real thing, tests give a small one."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

from careweft.access.accounts import Account
from careweft.access.oauth.app import AppAccount
from careweft.access.second import Second
from careweft.access.sessions import Session
from careweft.base.clock import Clock

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from careweft.web.desk import Desk
    from careweft.web.oauth.provider import Provider
    from careweft.web.passkeys import Passkeys


@dataclass(frozen=True)
class DemoLogIn:
    """A log-in that the log-in page of a demo place shows to everybody."""

    username: str
    who: str  # such as "Ruth Okafor, care coordinator"
    kind: str  # staff or person


class Identity(Protocol):
    """Logging in and out."""

    async def log_in(self, username: str, password: str) -> str | None:
        """A new session's token, or None where the pair is wrong."""

    async def wait(self, username: str, browser: str | None) -> float:
        """Seconds until a try for this name from this browser is looked at; 0.0 where it is now."""

    async def knows(self, username: str, browser: str) -> bool:
        """Whether somebody logged in to the account of this name in this browser."""

    async def know(self, token: str, browser: str | None) -> str:
        """The token that a browser keeps from now on, in whose session of `token` the password was right."""

    async def find(self, token: str, *, passive: bool = False) -> Session | None:
        """The session of a token where it is still good, with the token to go on with where that changed.

        `passive` is for what a page asks by itself: it must not keep an unattended session alive.
        """

    async def check(self, username: str, password: str) -> Account | None:
        """The account of a pair, without a session: for other systems that log in with every request."""

    async def app(self, token: str) -> AppAccount | None:
        """The account and app of an access token, where it is still good."""

    async def waits(self, token: str) -> bool:
        """Whether a session waits for its second step."""

    async def finish(self, token: str, code: str) -> str | None:
        """The fresh token of a session whose second step this is."""

    async def second_step(self, account: Account) -> Second | None:
        """An account's own second step."""

    async def proved(self, account: Account, token: str) -> bool:
        """Whether the account showed in this session, not long ago, who it is."""

    async def begin_second(self, account: Account, token: str) -> Second:
        """Set one up."""

    async def confirm_second(self, account: Account, token: str, code: str) -> tuple[list[str], str]:
        """Ask for it from now on: the recovery codes, and the session's fresh token."""

    async def end_second(self, account: Account, token: str, code: str) -> str:
        """Ask for it no more: the session's fresh token."""

    async def log_out(self, token: str) -> None:
        """End the session; its token is worth nothing from now on."""

    async def demo_log_ins(self) -> Sequence[DemoLogIn]:
        """What the log-in page of a demo place lists; empty elsewhere."""


class Notices(Protocol):
    """Something changed, as PostgreSQL tells its listeners."""

    def listen(self) -> AsyncIterator[str]:
        """An empty payload once it listens, then payloads as they come; raises OSError when the connection is lost."""


class Health(Protocol):
    """What is up."""

    async def check(self) -> Mapping[str, str]:
        """Each part and `up`, or what is wrong with it in a few words without person data."""


@dataclass(frozen=True)
class Limits:
    """How much one client may ask, in memory of one web process."""

    body_bytes: int = 16 * 1024 * 1024
    form_bytes: int = 256 * 1024
    log_in_burst: int = 10  # tries an address or a user name may make at once
    log_in_each: float = 6.0  # seconds until one more try
    challenge_burst: int = 100  # log-ins by passkey that an address may begin at once
    challenge_rate: float = 5.0  # and how many more each second
    api_rate: float = 5000.0  # requests a second of one account
    api_burst: int = 10_000
    streams: int = 10  # open event streams of one account


@dataclass(frozen=True)
class Place:
    """What pages show of the place itself."""

    name: str
    zone: ZoneInfo
    clock: Clock
    demo: bool = False
    demo_password: str = ""  # the password of every demo log-in, shown to all
    secure: bool = False  # served over https
    address: str = ""  # the site's own, where the operator says it: no link then follows what a request says of itself


@dataclass(frozen=True)
class Services:
    """Everything that the site stands on."""

    place: Place
    identity: Identity
    notices: Notices
    health: Health
    limits: Limits = field(default_factory=Limits)
    desk: "Desk | None" = None  # what pages about people stand on; None only in tests of the frame by itself
    oauth: "Provider | None" = None  # what apps are let in by; None only in tests without apps
    passkeys: "Passkeys | None" = None  # None where browsers make none for the site's address
    apis: Mapping[str, "ASGIApp"] = field(default_factory=dict)  # first part of a path -> application, such as fhir

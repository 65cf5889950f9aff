"""The site as a server starts it: `granian --interface asgi --factory careweft.web.serve:application`."""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from typing import Any

import asyncpg
from starlette.routing import Router
from starlette.types import ASGIApp, Receive, Scope, Send

from careweft.access.audit import Auditor
from careweft.access.oauth.keys import Keys
from careweft.access.passkeys import Party
from careweft.base import clock as clocks
from careweft.base import logs, memory
from careweft.base.clock import Clock, SystemClock
from careweft.base.db import WEB, WORKER, Database, connect
from careweft.base.settings import Settings, load
from careweft.care.appointments.exchange import Exchange
from careweft.cli import supervisor
from careweft.cli.place import PASSWORD
from careweft.models.engine import Engine
from careweft.web.app import SOCKETS, Site, create_app
from careweft.web.cds import CdsApp
from careweft.web.cds.asking import Askers
from careweft.web.desk import Desk
from careweft.web.feeds import FeedsApp
from careweft.web.fhir import FhirApp, Record
from careweft.web.fhir.booking import BookingStore
from careweft.web.identity import AccessIdentity
from careweft.web.machines import Machines
from careweft.web.notices import DatabaseHealth, PostgresNotices
from careweft.web.oauth import Provider, Smart
from careweft.web.oauth.discovery import Discovered
from careweft.web.oauth.persons import IndexedPersons
from careweft.web.passkeys import Passkeys
from careweft.web.services import Limits, Place, Services
from careweft.web.subscriptions import Sockets
from careweft.web.system import Registering, web_store
from careweft.web.texts import TextsApp

PARENT_SECONDS = 1.0
"""How often a web process looks whether the server that started it is still there."""
FOLLOW_SECONDS = 5.0
"""How often the place's clock and the active models are read again."""


class FollowedClock:
    """The place's clock as the database keeps it."""

    def __init__(self) -> None:
        self._clock: Clock = SystemClock()

    def now(self) -> datetime:
        """The place's instant."""
        return self._clock.now()

    async def read(self, url: str) -> None:
        """Read the clock once."""
        connection = await connect(url, WEB)
        try:
            self._clock = await clocks.load(connection)
        finally:
            await connection.close()

    async def follow(self, database: Database, engine: Engine) -> None:
        """Read the clock and the active models now and then, until cancelled."""
        while True:
            await asyncio.sleep(FOLLOW_SECONDS)
            with contextlib.suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                async with database.pool.acquire() as connection:
                    self._clock = await clocks.load(connection)
                await engine.reload()


async def end_with_parent(parent: int) -> None:
    """End this process once its parent has gone: else it would hold the port and answer for ever, with old code."""
    while os.getppid() == parent:  # noqa: ASYNC110
        await asyncio.sleep(PARENT_SECONDS)
    os._exit(1)


@asynccontextmanager
async def services(settings: Settings) -> AsyncIterator[Services]:
    """Everything that the site stands on, open for as long as the context lasts."""
    urls = supervisor.log_ins(settings)
    clock = FollowedClock()
    await clock.read(urls.web)
    async with AsyncExitStack() as stack:
        opening = (
            Database.open(urls.web, WEB, clock, size=10),
            Database.open(urls.worker, WEB, clock, size=6),  # one that may go on as the worker: see decision 12
            Database.open(urls.worker, WORKER, clock, size=4),
        )
        database, writing, system = [await stack.enter_async_context(each) for each in await asyncio.gather(*opening)]
        desk = Desk(await Engine.open(system, settings.place_zone), database, Auditor(database))
        identity = AccessIdentity(database)
        demo = bool(await identity.demo_log_ins())
        place = Place(
            name="Demonstration place" if demo else settings.place_name,
            zone=settings.place_zone,
            clock=clock,
            demo=demo,
            demo_password=PASSWORD if demo else "",
            secure=settings.secure_cookies,
            address=settings.public_url or "",
        )
        following = asyncio.create_task(clock.follow(database, desk.engine))
        stack.callback(following.cancel)
        yield Services(
            place=place,
            identity=identity,
            notices=PostgresNotices(urls.web),
            health=DatabaseHealth(database),
            desk=desk,
            passkeys=Passkeys(database, party) if (party := Party.of(settings.address, place.name)) else None,
            oauth=(oauth := provider(settings, desk)),
            apis=apis(desk, writing, place, identity, Limits(), oauth),
        )


def provider(settings: Settings, desk: Desk) -> Provider:
    """How apps are let in."""
    persons = IndexedPersons(desk.engine.store, desk.database.clock)
    keys = Keys(settings.data_dir / "keys")
    issuer = settings.oidc_issuer
    outside = Discovered(issuer, settings.oidc_client_id, _secret) if issuer else None
    return Provider(settings.address, desk.engine.database, desk.database, desk.auditor, keys, persons, outside)


def _secret() -> str:
    """What the outside provider of log-ins gave us, as the settings say now."""
    return load().oidc_client_secret.get_secret_value()


def apis(
    desk: Desk, writing: Database, place: Place, identity: AccessIdentity, limits: Limits, oauth: Provider
) -> dict[str, ASGIApp]:
    """The machine interfaces."""
    machines = Machines(identity, limits, secure=place.secure, auditor=desk.auditor)
    exchange = Exchange(desk.engine.record, lambda: desk.engine.contact.appointments)
    store, persons = BookingStore(web_store(desk.engine.store), exchange), Registering(desk.engine.people)
    record = Record(desk.database, writing, store, desk.auditor, place.clock, persons)
    return {
        "fhir": Smart(FhirApp(record, machines, oauth.security(), place.address), oauth),
        "feeds": FeedsApp(desk.engine.feeds, desk.database, desk.auditor, machines),
        "texts": TextsApp(desk.engine.contact.texts, desk.engine.database, desk.auditor, machines),
        "cds-services": CdsApp(desk, Askers(desk.engine.database, machines), oauth.issuer),
        SOCKETS: Sockets(desk.database, f"{oauth.issuer}/fhir", place.zone),
    }


class Served:
    """Opens the services when the server starts, and then is the site."""

    def __init__(self, settings: Settings) -> None:
        self._settings, self._parent = settings, os.getppid()
        self._site: Site | None = None
        self._start = Router(lifespan=self._lifespan)

    @asynccontextmanager
    async def _lifespan(self, _: Any) -> AsyncIterator[None]:
        async with services(self._settings) as opened:
            site = create_app(opened)
            async with site.running():
                self._site = site
                ending = asyncio.create_task(end_with_parent(self._parent))
                memory.settle()
                yield
                ending.cancel()
                self._site = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "lifespan":
            await self._start(scope, receive, send)
        else:
            assert self._site is not None, "the server sends requests only while it is started"
            await self._site(scope, receive, send)


def application() -> Served:
    """The site of the settings in the environment and `careweft.toml`."""
    logs.start()
    return Served(load())

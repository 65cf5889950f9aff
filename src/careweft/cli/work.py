"""The worker process: messages in, events out, clocks, and word to the web of what changed."""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import asyncpg

from careweft.access import guessing
from careweft.base import clock as clocks
from careweft.base import health, memory
from careweft.base.db import WEB, WORKER, Database, connect
from careweft.base.settings import Settings
from careweft.care.changes import relay
from careweft.cli import supervisor
from careweft.cli.jobs import jobs
from careweft.feeds import mllp, watch
from careweft.feeds.outgoing.dispatch import Dispatcher
from careweft.feeds.outgoing.ports import Ports
from careweft.feeds.subscriptions.deliveries import Deliveries
from careweft.feeds.subscriptions.delivery import Deliverer
from careweft.feeds.subscriptions.endpoint import Sender, networks
from careweft.models import night
from careweft.models.engine import Engine

log = logging.getLogger(__name__)

_HEARTBEAT_SECONDS, _CLOCK_SECONDS, _OUTGOING_SECONDS, _MODELS_SECONDS, _NIGHT_SECONDS = 5, 1, 1, 5, 60
_FORGET_SECONDS = 3600
_END_SECONDS = 5


async def work(settings: Settings, data_dir: Path) -> None:
    """Run until SIGTERM. Where one part fails, all of them end, and the supervisor starts a new worker."""
    url = supervisor.log_ins(settings).worker
    async with await open_database(url) as database:
        engine = await Engine.open(database, settings.place_zone)
        memory.settle()
        outbox = engine.worker()
        outgoing = Dispatcher(database, Ports(data_dir / "outgoing"))
        listener = mllp.Listener(engine.feeds, database, committed=outbox.wake)
        parts = (
            outbox.run(),
            listen(listener, settings),
            watch.Watch(engine.feeds, database, data_dir / "inbox").run(),
            relay(database),
            deliver(database, settings, url),
            jobs(database, data_dir).run(),
            every(_HEARTBEAT_SECONDS, lambda: beat(database)),
            every(_CLOCK_SECONDS, lambda: engine.tick()),
            every(_OUTGOING_SECONDS, outgoing.turn),
            every(_MODELS_SECONDS, lambda: engine.reload()),
            every(_NIGHT_SECONDS, lambda: count(engine, url, data_dir / "lake")),
            every(_FORGET_SECONDS, lambda: forget_guessing(database)),
        )
        tasks = [asyncio.create_task(part) for part in parts]
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, lambda: [task.cancel() for task in tasks])
        log.info("the worker runs")
        await ended(tasks)


async def ended(tasks: Sequence[asyncio.Task[None]]) -> None:
    """Wait until one has ended, end the others, and raise what ended it.

    They are cancelled again and again: where a connection breaks just then, its error takes a cancellation's place.
    """
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    while running := [task for task in tasks if not task.done()]:
        for task in running:
            task.cancel()
        await asyncio.wait(running, timeout=_END_SECONDS)
    for task in tasks:
        if not task.cancelled():
            task.result()


async def count(engine: Engine, url: str, folder: Path) -> None:
    """Count tiers and measures, once on each day of the place."""
    models = [active.compiled for active in engine.active]
    if models:
        await night.count_once(engine.database, url, folder, models, engine.zone)


async def forget_guessing(database: Database) -> None:
    """Forget wrong passwords that no longer count."""
    async with database.transaction() as connection:
        await guessing.forget(connection)


async def deliver(database: Database, settings: Settings, url: str) -> None:
    """Tell subscribers what there is to tell, until cancelled."""
    async with await Database.open(url, WEB, database.clock, size=8) as web:
        sender = Sender(networks(settings.subscription_networks))
        deliveries = Deliveries(Deliverer(database, web, sender, f"{settings.address}/fhir", settings.place_zone), url)
        async with asyncio.TaskGroup() as group:
            group.create_task(deliveries.run())
            group.create_task(every(_FORGET_SECONDS, deliveries.forget))


async def listen(listener: mllp.Listener, settings: Settings) -> None:
    """Take HL7 v2 messages until cancelled."""
    async with listener.listening(settings.host, settings.mllp_port):
        await asyncio.Event().wait()


async def open_database(url: str) -> Database:
    """The database as the system itself, at the place's time."""
    connection = await connect(url, WORKER)
    try:
        clock = await clocks.load(connection)
    finally:
        await connection.close()
    return await Database.open(url, WORKER, clock, size=16)


async def every(seconds: float, act: Callable[[], Awaitable[object]]) -> None:
    """Do something now and then; one failure does not end it."""
    while True:
        try:
            await act()
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as wrong:
            log.warning("a regular act failed", extra={"error": type(wrong).__name__})
        await asyncio.sleep(seconds)


async def beat(database: Database) -> None:
    """Say that the worker is well."""
    async with database.pool.acquire() as connection:
        await health.beat(connection, "worker")

"""Plays the demo's days: each organisation sends what it would, when the place's clock says so.

Hospital messages go over MLLP, FHIR bundles over HTTP, CSV files into the watched folder. What was sent before is a
duplicate, so playing again after a restart does no harm.
"""

import asyncio
import logging
import sys
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path

import httpx

from careweft.base import logs
from careweft.base.clock import Clock
from careweft.base.settings import Settings, load
from careweft.cli import supervisor
from careweft.cli.demonstration import DAY, END
from careweft.cli.place import feed_password
from careweft.cli.run import answers, site
from careweft.cli.work import open_database
from careweft.simulator import play
from careweft.simulator.play import Message

log = logging.getLogger("careweft.player")
_START, _END = b"\x0b", b"\x1c\r"
_FHIR = {"content-type": "application/fhir+json"}


class Senders:
    """The organisations' connections to this place."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._http = httpx.AsyncClient(
            base_url=site(settings), auth=("feeds", feed_password(settings.data_dir)), timeout=30
        )
        self._mllp: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def send(self, message: Message) -> None:
        """Send one message the way its organisation does."""
        match message.kind:
            case "hl7":
                await self._over_mllp(message.payload)
            case "fhir":
                answer = await self._http.post(f"/feeds/{message.source}", content=message.payload, headers=_FHIR)
                answer.raise_for_status()
            case _:
                await asyncio.to_thread(self._drop, message)

    async def _over_mllp(self, payload: bytes) -> None:
        if self._mllp is None:
            self._mllp = await asyncio.open_connection(self._settings.host, self._settings.mllp_port)
        reader, writer = self._mllp
        writer.write(_START + payload + _END)
        await writer.drain()
        await reader.readuntil(_END)

    def _drop(self, message: Message) -> None:
        folder = self._settings.data_dir / "inbox" / "in" / message.source
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / f".{message.name}.part"
        part.write_bytes(message.payload)
        part.rename(folder / message.name)

    def forget(self) -> None:
        """Connect anew at the next message."""
        self._mllp = None


async def run(settings: Settings, region: Path) -> None:
    """Send the days' messages, each when the place's clock reaches its time."""
    while not answers(settings):  # noqa: ASYNC110
        await asyncio.sleep(0.5)
    async with await open_database(supervisor.database_url(settings)) as database:
        clock = database.clock
    senders = Senders(settings)
    days = [DAY + timedelta(days=number) for number in range((END - DAY).days)]
    for message in chain.from_iterable(play.day(region, day) for day in days):
        await _wait_until(clock, message.at)
        await _insist(senders, message)
    log.info("the days were played")


async def _wait_until(clock: Clock, at: datetime) -> None:
    while clock.now() < at.astimezone(UTC):  # noqa: ASYNC110
        await asyncio.sleep(0.05)


async def _insist(senders: Senders, message: Message) -> None:
    """Send until it was taken, as an organisation's interface engine would."""
    while True:
        try:
            return await senders.send(message)
        except (OSError, EOFError, httpx.HTTPError, asyncio.IncompleteReadError) as wrong:
            log.warning("to be sent again", extra={"kind": message.kind, "error": type(wrong).__name__})
            senders.forget()
            await asyncio.sleep(1)


if __name__ == "__main__":
    logs.start("WARNING")
    asyncio.run(run(load(), Path(sys.argv[1])))

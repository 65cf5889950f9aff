"""`careweft feed …`: load folders of messages, see what could not be understood, try it again."""

import asyncio
from pathlib import Path

import click
from rich.table import Table

from careweft.base.settings import Settings, load
from careweft.cli import supervisor
from careweft.cli.ask import ask
from careweft.cli.progress import console, output, progress
from careweft.cli.work import open_database
from careweft.facts import area
from careweft.feeds import load as loader
from careweft.feeds import quarantine as waiting
from careweft.feeds.load import Loaded
from careweft.models.engine import Engine


@click.group()
def feed() -> None:
    """Messages in: load, quarantine, replay."""


@feed.command("load")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--source", help="Who sent the files; for HL7 messages what they say themselves where left out.")
def load_(folder: Path, source: str | None) -> None:
    """Load every message in a folder, and print what was understood. Loading again changes nothing."""
    settings = load()
    with supervisor.server_for(settings) as url:
        show(asyncio.run(load_folder(settings, url, folder, source)))


def show(loaded: Loaded) -> None:
    """Print what was understood, by message type and part, and why what was not was not."""
    told = loaded.tally
    messages = Table("message type", "outcome", "messages")
    for (kind, outcome), count in sorted(told.messages.items()):
        messages.add_row(kind, outcome, f"{count:,}")
    parts = Table("message type", "part", "understood", "detail", "messages")
    for (kind, part, how, detail), count in sorted(told.parts.items()):
        parts.add_row(kind, part, how, detail, f"{count:,}")
    reasons = Table("message type", "not taken because", "messages")
    for (kind, reason), count in sorted(told.reasons.items()):
        reasons.add_row(kind, reason, f"{count:,}")
    for table in (parts, reasons, messages):
        if table.row_count:
            output.print(table)
    if loaded.left_out:
        output.print(f"Left alone, being no feeds: {', '.join(loaded.left_out)}")


async def load_folder(settings: Settings, url: str, folder: Path, source: str | None) -> Loaded:
    """Load, then handle what followed."""
    async with await open_database(url) as database:
        engine = await Engine.open(database, settings.place_zone)
        areas = folder / "reference" / "areas.csv"
        if areas.exists():
            async with database.transaction() as connection:
                await area.load(connection, area.read(areas))
        with progress() as report:
            loaded = await loader.folder(
                database,
                engine.feeds,
                folder,
                source=source,
                progress=lambda done: report("Loading (kB)", done.bytes_read // 1000, done.bytes_total // 1000),
            )
        await engine.worker().drain()
    return loaded


@feed.command()
def quarantine() -> None:
    """List the messages that could not be understood, with the reason."""
    table = Table("id", "source", "type", "received", "attempts", "reason")
    for message in ask(lambda connection, _: waiting.quarantine(connection)):
        received = f"{message.received:%Y-%m-%d %H:%M}"
        table.add_row(
            str(message.id), message.source, message.type, received, str(message.attempts), message.reason or ""
        )
    output.print(table)


@feed.command()
@click.argument("ids", type=int, nargs=-1)
def replay(ids: tuple[int, ...]) -> None:
    """Try messages in quarantine again; all of them where none is named."""
    queued = ask(lambda connection, _: waiting.replay(connection, list(ids) or None))
    settings = load()
    with supervisor.server_for(settings) as url:
        asyncio.run(_drain(settings, url))
    left = len(ask(lambda connection, _: waiting.quarantine(connection)))
    console.print(f"{queued} tried again; {left} are in quarantine now.")


async def _drain(settings: Settings, url: str) -> None:
    async with await open_database(url) as database:
        engine = await Engine.open(database, settings.place_zone)
        await engine.worker().drain()

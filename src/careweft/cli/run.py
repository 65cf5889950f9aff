"""`careweft up`, `down`, `reset`, `demo`, `migrate`, `worker`: the place's processes."""

import asyncio
import os
import shutil
import signal
import time
import urllib.request
from pathlib import Path

import click

from careweft.base import logs
from careweft.base.migrate import migrate as run_migrations
from careweft.base.settings import Settings, load
from careweft.cli import supervisor
from careweft.cli.progress import console
from careweft.cli.supervisor import Child, Kept, Lock


@click.command()
def up() -> None:
    """Start the place and serve its site until Ctrl-C."""
    settings = load()
    lock = take_place(settings)
    start_database(settings)
    serve(settings, lock, supervisor.children(settings), announce=lambda: say_where(settings))


@click.command()
@click.option("--people", type=click.IntRange(500, 200_000), default=5_000, show_default=True)
@click.option("--seed", type=int, default=7, show_default=True)
@click.option("--fast", type=click.FloatRange(1, 3600), default=720, show_default=True, help="Demo minutes per minute.")
def demo(people: int, seed: int, fast: float) -> None:
    """Make a region, load a year of it, play its last days live and serve the site."""
    from careweft.cli import demonstration as prepare

    settings = load()
    lock = take_place(settings)
    start_database(settings)
    region = settings.data_dir / "region"
    try:
        asyncio.run(prepare.make_ready(settings, region, prepare.Wish(people, seed, fast)))
    except BaseException:
        stop_database(settings)
        raise
    kept = supervisor.children(settings)
    kept.append(Child("player", [*prepare.PLAYER, str(region)], settings.data_dir / "logs" / "player.log", once=True))
    serve(settings, lock, kept, announce=lambda: prepare.say_where(settings))


def take_place(settings: Settings) -> Lock:
    """Check folder and ports, and hold the place. From here on Ctrl-C ends us, whatever our shell said."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    folder = supervisor.prepare_folder(settings)
    lock = Lock(folder)
    lock.take()
    supervisor.check_port(settings.host, settings.port, "the site", "CAREWEFT_PORT")
    supervisor.check_port(settings.host, settings.mllp_port, "HL7 v2 messages", "CAREWEFT_MLLP_PORT")
    return lock


def start_database(settings: Settings) -> None:
    """Start the embedded database where it is used, and bring it up to date."""
    if server := supervisor.embedded(settings):
        console.print("Starting the database …")
        server.start()
    if ran := asyncio.run(run_migrations(supervisor.database_url(settings))):
        console.print(f"Database brought up to date ({len(ran)} migrations).")


def stop_database(settings: Settings) -> None:
    """Stop the embedded database, where it is used and runs."""
    if (server := supervisor.embedded(settings)) and server.running():
        server.stop()


def serve(settings: Settings, lock: Lock, children: list[Kept], announce: object) -> None:
    """Run the processes until told to stop, then stop them, the database last."""
    assert callable(announce)
    console.print("Starting the site …")
    try:
        supervisor.run(children, lambda: answers(settings), announce)
    finally:
        console.print("Stopped. Everything is kept; start again with the same command.")
    del lock


def answers(settings: Settings) -> bool:
    """Whether the site answers and is well."""
    try:
        with urllib.request.urlopen(f"{site(settings)}/healthz", timeout=1) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except OSError:
        return False


def site(settings: Settings) -> str:
    """The site's address."""
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "") else settings.host  # noqa: S104
    return f"http://{host}:{settings.port}"


def say_where(settings: Settings) -> None:
    """Print the address."""
    console.print(f"\nCareweft is at {site(settings)}  (Ctrl-C stops it)")


@click.command()
def down() -> None:
    """Stop the place that runs from this data folder."""
    settings = load()
    holder = Lock(supervisor.prepare_folder(settings)).holder()
    if holder:
        os.kill(holder, signal.SIGTERM)
        _wait_until_gone(holder)
        console.print("Stopped.")
    elif (server := supervisor.embedded(settings)) and server.running():
        server.stop()
        console.print("The site was not running; the database is stopped now.")
    else:
        console.print("Nothing was running.")


def _wait_until_gone(process: int) -> None:
    for _ in range(150):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)


@click.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
def reset(yes: bool) -> None:
    """Delete everything that the place keeps: the embedded database, the region, the spools."""
    settings = load()
    folder = supervisor.prepare_folder(settings)
    lock = Lock(folder)
    lock.take()
    if not yes:
        click.confirm(f"Delete everything in {folder}? This cannot be undone", abort=True)
    if server := supervisor.embedded(settings):
        server.destroy()
    for name in ("region", "inbox", "outgoing", "lake"):
        shutil.rmtree(folder / name, ignore_errors=True)
    console.print("Deleted. Begin again with: careweft demo")


@click.command()
def migrate() -> None:
    """Bring the database up to date."""
    settings = load()
    if server := supervisor.embedded(settings):
        supervisor.prepare_folder(settings)
        server.start()
    ran = asyncio.run(run_migrations(supervisor.database_url(settings)))
    console.print("\n".join(f"ran {name}" for name in ran) or "The database was up to date.")


@click.command(hidden=True)
def worker() -> None:
    """Process messages, events and clocks (started by `careweft up`)."""
    import uvloop

    from careweft.cli.work import work

    logs.start()
    settings = load()
    uvloop.run(work(settings, Path(settings.data_dir)))

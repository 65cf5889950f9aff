"""`careweft model …`: the library of models of care, checked, played and activated."""

import asyncio
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.table import Column, Table

from careweft.base.settings import load
from careweft.cli import supervisor
from careweft.cli.progress import console, output
from careweft.models import check as checker
from careweft.models import library
from careweft.models.compile import Compiled
from careweft.models.file import Model


@click.group()
def model() -> None:
    """Models of care: list, show, check, activate, end."""


@model.command("list")
def list_() -> None:
    """The models in the library."""
    table = Table(Column("id", no_wrap=True), "title", "level", "integration", "reactions", "measures")
    for name in library.ids():
        compiled = read(name)
        told = compiled.model
        counts = (str(len(compiled.reactions)), str(len(told.measures)))
        table.add_row(told.id, told.title, told.level, told.integration, *counts)
    output.print(table)


@model.command()
@click.argument("name")
@click.option("--scenario", is_flag=True, help="Print its scenario instead.")
def show(name: str, scenario: bool) -> None:
    """Print a model's file."""
    file = library.model_file(name)
    click.echo((library.scenario_file(file) if scenario else file).read_text(), nl=False)


@model.command()
def schema() -> None:
    """Print the JSON Schema of a model's file, for editors."""
    click.echo(json.dumps(Model.model_json_schema(), indent=2))


@model.command()
@click.argument("name")
@click.option("--scenario", type=click.Path(dir_okay=False), help="Another scenario than the model's own.")
def check(name: str, scenario: str | None) -> None:
    """Check a model's file and play its scenario; one line per promise."""
    settings = load()
    file = library.model_file(name)
    compiled = read(name)
    console.print(f"{compiled.model.title}: the file is well formed")
    script = library.scenario_file(file, scenario)
    with supervisor.server_for(settings) as url:
        broken = asyncio.run(play(url, compiled, script))
    sys.exit(1 if broken else 0)


async def play(url: str, compiled: Compiled, scenario: Path) -> int:
    """Play and print; the number of promises that do not hold."""
    kept = broken = 0
    async for promise in checker.play(url, compiled, scenario):
        click.echo(f"{'✗' if promise.faults else '✓'} {promise.promise}  [{promise.source}]")
        for fault in promise.faults:
            click.echo(f"    {fault}")
        kept, broken = kept + (not promise.faults), broken + bool(promise.faults)
    click.echo(f"{kept} promises hold, {broken} do not")
    return broken


@model.command()
@click.argument("name")
@click.option("--since", type=click.DateTime(), help="React to what happens from then on (UTC); now where left out.")
def activate(name: str, since: datetime | None) -> None:
    """Make a model active in this place."""
    settings = load()
    text = library.model_file(name).read_text()
    read(name)
    from careweft.cli.activation import activate as run

    with supervisor.server_for(settings) as url:
        done = asyncio.run(run(settings, url, text, name, since.replace(tzinfo=UTC) if since else None))
    console.print(done)


@model.command()
@click.argument("name")
def end(name: str) -> None:
    """End an active model: what it did stays, and it reacts to nothing new."""
    from careweft.cli.activation import end as run

    with supervisor.server_for(load()) as url:
        console.print(asyncio.run(run(url, name)))


def read(name: str) -> Compiled:
    """A library model or a file from outside, checked."""
    return checker.read(library.model_file(name), load().place_zone)

"""`careweft units …`: units of organisations, what they are designated for, and how long it takes to get there."""

from pathlib import Path

import click
import msgspec
import yaml
from rich.table import Table

from careweft.base.errors import BadInput
from careweft.care.pathways import units as care
from careweft.cli.ask import ask
from careweft.cli.progress import console, output


class _Unit(msgspec.Struct, forbid_unknown_fields=True):
    title: str
    designations: list[str]
    minutes: dict[str, int] = {}


@click.group()
def units() -> None:
    """Units that pathways lead to: load them from a file, list them."""


@units.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def load(file: Path) -> None:
    """Make the place's units those of a YAML FILE: `id: {title: …, designations: […], minutes: {N1: 18}}`.

    The id is that of the organisation or team; minutes are from postcode areas (N1 of N1 9GU). Units that the file does
    not name are taken out.
    """
    try:
        told = msgspec.convert(yaml.safe_load(file.read_text("utf-8")), dict[str, _Unit])
    except (yaml.YAMLError, UnicodeDecodeError, msgspec.ValidationError) as wrong:
        form = "id: {title: …, designations: […], minutes: {N1: 18}} for each unit"
        raise BadInput(str(wrong), where=file.name, expected=form) from None
    known = [care.Unit(name, unit.title, tuple(unit.designations), unit.minutes) for name, unit in told.items()]
    if short := next((unit for unit in known if min(unit.minutes.values(), default=0) < 0), None):
        raise BadInput(f"minutes below nought for {short.id}", where=file.name, expected="minutes from 0 on")
    ask(lambda connection, _: care.set_up(connection, known))
    console.print(f"{len(known)} units.")


@units.command("list")
def list_() -> None:
    """List the units."""
    table = Table("id", "title", "designated for", "minutes from")
    for unit in ask(lambda connection, _: care.every(connection)):
        minutes = ", ".join(f"{area} {count}" for area, count in sorted(unit.minutes.items()))
        table.add_row(unit.id, unit.title, ", ".join(unit.designations), minutes)
    output.print(table)

"""`careweft directory …`: the services directory: import, and where postcodes are."""

from pathlib import Path

import click

from careweft.base.errors import BadInput
from careweft.care.directory import keeping
from careweft.care.directory.keeping import Directory
from careweft.cli.ask import ask
from careweft.cli.progress import console


@click.group()
def directory() -> None:
    """The services directory: load, positions."""


@directory.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def load(file: Path) -> None:
    """Load services from a CSV file; the same file again changes nothing."""
    services = keeping.parse(_text(file), file.name)
    changed = ask(lambda connection, place: Directory(place.record).load(connection, services))
    console.print(f"{len(services)} services; {changed} new or changed")


@directory.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def positions(file: Path) -> None:
    """Say where postcodes are, from a CSV file with postcode, latitude, longitude: distances are counted by it."""
    found = list(keeping.parse_positions(_text(file), file.name))
    ask(lambda connection, place: Directory(place.record).place(connection, iter(found)))
    console.print(f"{len(found)} places")


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except UnicodeDecodeError as wrong:
        raise BadInput("the file is not in UTF-8", where=file.name, expected="save it as CSV, UTF-8") from wrong

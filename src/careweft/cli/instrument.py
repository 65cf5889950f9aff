"""`careweft instrument …`: the questionnaires of the place: listed, shown, checked, and imported under a licence."""

from pathlib import Path
from typing import Literal

import click
from rich.table import Table

from careweft.base.errors import BadInput
from careweft.care.assessment import library
from careweft.cli.ask import ask
from careweft.cli.progress import console, output
from careweft.fhir.jsontext import indented


@click.group()
def instrument() -> None:
    """Assessment instruments: list, show, check, import."""


@instrument.command("list")
@click.option("--shipped", is_flag=True, help="Only those that come with Careweft, without asking the place.")
def list_(shipped: bool) -> None:
    """The instruments of the place, with who may use them."""
    table = Table("id", "title", "questions", "scores", "licence", "holder", "filled in by")
    for made in library.shipped().values() if shipped else ask(lambda connection, _: library.every(connection)):
        asked = str(sum(1 for item in made.every if item.asks))
        scores = ", ".join(made.code(item) for item in made.scores)
        by = ", ".join(sorted(made.by))
        table.add_row(made.id, made.title, asked, scores, made.licence.kind, made.licence.holder, by)
    output.print(table)


@instrument.command()
@click.argument("name")
def show(name: str) -> None:
    """Print an instrument as the FHIR Questionnaire that it is."""
    click.echo(indented(dict(library.by_name(name).content)).decode())


@instrument.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check(file: Path) -> None:
    """Check a file (our YAML, or the JSON of a FHIR Questionnaire) and say what it asks and scores."""
    made = library.parse(_text(file), file.name)
    console.print(f"{made.title}: {sum(1 for item in made.every if item.asks)} questions; the file is well formed")
    for item in made.scores:
        console.print(f"  score {made.code(item)}: {item.text}")
    for alert in made.alerts:
        console.print(f"  alert {alert.id}: {alert.task}, within {alert.within}")


@instrument.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--licence", type=click.Choice(["free", "licensed"]), help="Whether anybody may use it.")
@click.option("--holder", default="", help="Who holds the licence for this place; of a free one, whose work it is.")
@click.option("--terms", default="", help="The terms: the licence's number and end, or the words that make it free.")
def import_(file: Path, licence: Literal["free", "licensed"] | None, holder: str, terms: str) -> None:
    """Import an instrument for this place. Refused where nobody says who may use it."""
    found = library.licensed(library.content(_text(file), file.name), licence, holder, terms)
    made = ask(lambda connection, place: library.keep(connection, place.store, found, place.database.clock.now()))
    console.print(f"{made.title} can be asked here. Licence: {made.licence.kind}, {made.licence.holder}")


def _text(file: Path) -> str:
    try:
        return file.read_text()
    except (OSError, UnicodeDecodeError) as wrong:
        raise BadInput(f"cannot be read ({wrong})", where=str(file), expected="YAML or JSON in UTF-8") from wrong

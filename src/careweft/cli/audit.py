"""`careweft audit …`: verify that nobody changed who looked, keep its ends elsewhere, give a person's out as FHIR."""

import json
import sys
from pathlib import Path

import click
import orjson

from careweft.access import auditevent, chains, unusual
from careweft.access.chains import Head, Verified
from careweft.base.db import Connection
from careweft.base.errors import BadInput
from careweft.cli.ask import ask
from careweft.cli.progress import console, progress


@click.group()
def audit() -> None:
    """Who looked: verify, keep the ends, flag what is unusual, give out."""


@audit.command()
@click.option(
    "--heads",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Ends of the chains, as `careweft audit heads` printed them before.",
)
def verify(file: Path | None) -> None:
    """Reckon every entry's hash again; name the first of each chain that is not as it was written."""
    kept = _read(file) if file else {}
    with progress() as report:

        async def act(connection: Connection) -> Verified:
            await connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            return await chains.verify(connection, kept, report)

        found = ask(lambda connection, _: act(connection))
    for wrong in found.breaks:
        click.echo(f"broken: {wrong}")
    console.print(f"{found.entries:,} entries are as they were written, {len(found.breaks)} chains are broken.")
    sys.exit(1 if found.breaks else 0)


@audit.command()
def heads() -> None:
    """Print the ends of the chains, to be kept where nobody who can change the database can change them."""
    found = ask(lambda connection, _: chains.heads(connection))
    click.echo(json.dumps({str(chain): [head.number, head.hash] for chain, head in found.items()}))


@audit.command()
def flag() -> None:
    """Flag what is unusual since the last time, for the privacy officer's page."""
    console.print(f"{ask(lambda connection, _: unusual.find(connection))} flags made or added to.")


@audit.command()
@click.argument("person", type=int)
def export(person: int) -> None:
    """Print every look at a person as FHIR AuditEvents, one a line."""
    for entry in ask(lambda connection, _: auditevent.of_person(connection, person)):
        click.echo(orjson.dumps(auditevent.event(entry)).decode())


def _read(file: Path) -> dict[int, Head]:
    try:
        return {
            int(chain): Head(int(number), str(hash_)) for chain, (number, hash_) in json.loads(file.read_text()).items()
        }
    except (ValueError, TypeError, AttributeError) as wrong:
        raise BadInput(
            "these are no ends of chains", where=str(file), expected="what `careweft audit heads` prints"
        ) from wrong

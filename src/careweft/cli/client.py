"""`careweft client …`: which apps and systems may ask to be let in, and the keys that we sign with."""

from pathlib import Path
from typing import Any

import click
import orjson
from rich.table import Table

from careweft.access.administration import account_of
from careweft.access.oauth import clients
from careweft.access.oauth.clients import Client, Kind
from careweft.access.oauth.keys import Keys
from careweft.access.oauth.scopes import parse
from careweft.base.db import Connection
from careweft.base.errors import BadInput
from careweft.base.settings import load
from careweft.cli.ask import ask
from careweft.cli.progress import console, output


@click.group()
def client() -> None:
    """Apps and systems: add, list, remove; the keys that we sign with."""


@client.command()
@click.argument("client_id", metavar="ID")
@click.option("--name", required=True, help="What people call the app.")
@click.option("--redirect", "redirects", multiple=True, help="Where the app is gone back to, exactly; may be repeated.")
@click.option("--launch", help="Where the app is opened from a person's page.")
@click.option("--scopes", required=True, help='The most that it may be given, such as "launch/patient patient/*.rs".')
@click.option("--secret", is_flag=True, help="Make a secret for it, and print it once.")
@click.option(
    "--jwks", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A file with its public keys."
)
@click.option("--account", help="A system without people: the machine account that it acts as.")
def add(client_id: str, name: str, scopes: str, secret: bool, **given: Any) -> None:
    """Make an app or a system known."""
    jwks, account = given["jwks"], given["account"]
    kind: Kind = "backend" if account else "confidential" if secret or jwks else "public"
    keys = _keys(jwks) if jwks else None

    async def act(connection: Connection, _: object) -> str | None:
        acts_as = await account_of(connection, account) if account else None
        new = Client(client_id, name, kind, parse(scopes), given["redirects"], given["launch"], keys, None, acts_as)
        return await clients.add(connection, new, secret=secret)

    made = ask(act)
    console.print(f"{client_id} is known now ({kind}).")
    if made:
        console.print("Its secret, which is kept nowhere here:")
        click.echo(made)


@client.command("list")
def list_() -> None:
    """List what is known."""
    table = Table("id", "name", "kind", "scopes", "goes back to")
    for known in ask(lambda connection, _: clients.listed(connection)):
        table.add_row(known.id, known.name, known.kind, str(known.scopes), "\n".join(known.redirect_uris))
    output.print(table)


@client.command()
@click.argument("client_id", metavar="ID")
def remove(client_id: str) -> None:
    """Forget an app or a system, and end all that it was let do."""
    ask(lambda connection, _: clients.remove(connection, client_id))
    console.print(f"{client_id} is forgotten, and whatever it was given is worth nothing.")


@client.command()
def rotate() -> None:
    """Sign with a new key from now on; the old one is published for another day."""
    console.print(f"New key: {Keys(load().data_dir / 'keys').rotate()}")


def _keys(file: Path) -> dict[str, object]:
    try:
        found = orjson.loads(file.read_bytes())
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise BadInput("this is no JWK set", where=str(file), expected='{"keys": […]}')
    return found

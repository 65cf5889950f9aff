"""`careweft account …`: who can log in, in which teams and organisations, and how that ends."""

import secrets
import sys
from datetime import datetime, time
from typing import Any

import click
from rich.table import Table

from careweft.access import administration
from careweft.access.accounts import Kind, NewAccount
from careweft.base.db import Connection
from careweft.base.errors import BadInput
from careweft.base.settings import load
from careweft.care import teams
from careweft.cli.ask import ask
from careweft.cli.progress import console, output
from careweft.feeds.sources import names

_USERNAME = click.argument("username")
_MEMBERSHIP = (click.argument("party"), click.argument("role"))


@click.group()
def account() -> None:
    """Accounts: add, list, join and leave teams, passwords, end."""


@account.command()
@_USERNAME
@click.option("--name", required=True, help="What the person, or the system, is called.")
@click.option(
    "--member", "members", multiple=True, nargs=2, metavar="PARTY ROLE", help="A team or organisation; may be repeated."
)
@click.option("--machine", is_flag=True, help="A system, not a member of staff.")
@click.option("--person", type=int, help="Somebody's own access to their record: the number of the person.")
@click.option("--generate", is_flag=True, help="Make a password, and print it once.")
def add(username: str, name: str, members: tuple[tuple[str, str], ...], **given: Any) -> None:
    """Make an account. The password is asked for, or read from standard input."""
    person, machine, generate = given["person"], given["machine"], given["generate"]
    if machine and person is not None:
        raise BadInput("an account is a system's or a person's", expected="--machine or --person, not both")
    kind: Kind = "machine" if machine else "staff" if person is None else "person"
    password = _password(generate)

    async def act(connection: Connection, _: object) -> None:
        for party, _role in members:
            await _check_party(connection, party)
        await administration.add(connection, NewAccount(username, password, name, kind, person, members))

    ask(act)
    console.print(f"{username} can log in now.")
    _tell(password, generate)


@account.command("list")
def list_() -> None:
    """List the accounts."""
    table = Table("username", "name", "kind", "of", "logs in with")
    for known in ask(lambda connection, _: administration.listed(connection)):
        of = "\n".join(f"{party} ({role})" for party, role in known.memberships)
        steps = "ended" if known.ended else ", ".join(["password", *known.steps])
        table.add_row(known.username, known.display_name, known.kind, of, steps)
    output.print(table)


@account.command()
@_USERNAME
@_MEMBERSHIP[0]
@_MEMBERSHIP[1]
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="The first day on which it is over.")
def join(username: str, party: str, role: str, until: datetime | None) -> None:
    """Make an account a member of a team or an organisation, in a role."""
    ends = datetime.combine(until, time(), load().place_zone) if until else None

    async def act(connection: Connection, _: object) -> None:
        await _check_party(connection, party)
        await administration.join(connection, username, (party, role), ends)

    ask(act)
    console.print(f"{username} is {role} of {party} now.")


@account.command()
@_USERNAME
@_MEMBERSHIP[0]
@_MEMBERSHIP[1]
def leave(username: str, party: str, role: str) -> None:
    """End a membership now."""
    ask(lambda connection, _: administration.leave(connection, username, (party, role)))
    console.print(f"{username} is no {role} of {party} any more.")


@account.command()
@_USERNAME
@click.option("--generate", is_flag=True, help="Make a password, and print it once.")
def password(username: str, generate: bool) -> None:
    """Give an account another password, and log it out everywhere."""
    given = _password(generate)
    ask(lambda connection, _: administration.set_password(connection, username, given))
    console.print(f"{username} has another password, and is logged out everywhere.")
    _tell(given, generate)


@account.command("forget-steps")
@_USERNAME
def forget_steps(username: str) -> None:
    """Take the second step and all passkeys away from somebody who has lost the device."""
    ask(lambda connection, _: administration.forget_steps(connection, username))
    console.print(f"{username} logs in with the password alone, and should set up two steps again.")


@account.command()
@_USERNAME
def end(username: str) -> None:
    """End an account for good; what it did stays in the audit."""
    ask(lambda connection, _: administration.end(connection, username))
    console.print(f"{username} is ended: logged out, and no log-in opens it again.")


@account.command()
@_USERNAME
@click.argument("person", type=int)
def patient(username: str, person: int) -> None:
    """Say who a member of staff is as a patient here, so that looks at their own record are noticed."""
    ask(lambda connection, _: administration.is_patient(connection, username, person))
    console.print(f"{username} is person {person} here.")


def _password(generate: bool) -> str:
    if generate:
        return secrets.token_urlsafe(18)
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))


def _tell(password: str, generated: bool) -> None:
    if generated:
        console.print("Its password, which is kept nowhere here:")
        click.echo(password)


async def _check_party(connection: Connection, party: str) -> None:
    known = {team.id for team in await teams.teams(connection)} | {code for code, _, _ in await names(connection)}
    if party not in known:
        raise BadInput(f"there is no team or organisation {party!r}", expected=f"one of {', '.join(sorted(known))}")

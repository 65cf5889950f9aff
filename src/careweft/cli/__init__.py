"""The `careweft` command: every act that an operator needs, with progress, and errors that say what to do next."""

import sys
from importlib import import_module

import asyncpg
import click

from careweft import __version__
from careweft.base import logs
from careweft.base.db import GONE
from careweft.base.errors import CareweftError
from careweft.base.settings import load
from careweft.cli import supervisor

_COMMANDS = {
    "demo": "run",
    "up": "run",
    "down": "run",
    "reset": "run",
    "doctor": "state",
    "migrate": "run",
    "worker": "run",
    "region": "region",
    "feed": "feed",
    "people": "people",
    "fhir": "fhir",
    "rule": "rule",
    "model": "model",
    "account": "account",
    "instrument": "instrument",
    "audit": "audit",
    "client": "client",
    "directory": "directory",
    "units": "units",
}
"""Each command, and the module beside this one that has it. It is imported when it is asked for: a process starts with
what it needs, and the site's do not carry the simulator."""


class _Commands(click.Group):
    """Shows our own errors as one sentence, without a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        found: click.Command = getattr(import_module(f"careweft.cli.{_COMMANDS[cmd_name]}"), cmd_name)
        return found

    def invoke(self, context: click.Context) -> object:
        try:
            return super().invoke(context)
        except CareweftError as wrong:
            click.echo(f"careweft: {wrong}", err=True)
        except (*GONE, asyncpg.InsufficientResourcesError) as wrong:
            click.echo(
                f"careweft: the database went away ({why_gone(wrong)}); what was committed is kept. ",
                nl=False,
                err=True,
            )
            click.echo("Give the same command again, or see what is wrong with: careweft doctor", err=True)
        sys.exit(1)


def why_gone(wrong: Exception) -> str:
    """Why the database may have gone away: its disk, else what it said itself."""
    try:
        supervisor.prepare_folder(load())
    except CareweftError as found:
        return str(found)
    return type(wrong).__name__


@click.group(cls=_Commands)
@click.version_option(__version__, prog_name="careweft")
def main() -> None:
    """Careweft runs integrated health and social care for a place, from models of care that are files."""
    logs.start("ERROR")

"""The `careweft` command: every act that an operator needs, with progress, and errors that say what to do next."""

import sys

import asyncpg
import click

from careweft import __version__
from careweft.base import logs
from careweft.base.db import GONE
from careweft.base.errors import CareweftError
from careweft.base.settings import load
from careweft.cli import supervisor
from careweft.cli.account import account
from careweft.cli.audit import audit
from careweft.cli.client import client
from careweft.cli.feed import feed
from careweft.cli.fhir import fhir
from careweft.cli.instrument import instrument
from careweft.cli.model import model
from careweft.cli.people import people
from careweft.cli.region import region
from careweft.cli.rule import rule
from careweft.cli.run import demo, down, migrate, reset, up, worker
from careweft.cli.state import doctor


class _OneSentence(click.Group):
    """Shows our own errors as one sentence, without a traceback."""

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


@click.group(cls=_OneSentence)
@click.version_option(__version__, prog_name="careweft")
def main() -> None:
    """Careweft runs integrated health and social care for a place, from models of care that are files."""
    logs.start("ERROR")


_COMMANDS = (demo, up, down, reset, doctor, migrate, worker, region, feed, people, fhir, rule, model)
for command in (*_COMMANDS, account, instrument, audit, client):
    main.add_command(command)

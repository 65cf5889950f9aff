"""`careweft rule …`: ask a rule about one person, or about everybody."""

import asyncio

import click

from careweft.base.errors import NotFound
from careweft.base.settings import Settings, load
from careweft.cli import supervisor
from careweft.cli.work import open_database
from careweft.facts import lake, person_facts
from careweft.rules.engines import IbisEngine
from careweft.rules.rule import Rule, parse
from careweft.rules.vocabulary import starting


@click.group()
def rule() -> None:
    """The rule language: explain and count."""


def read(text: str, settings: Settings) -> Rule:
    """A condition in the place's vocabulary."""
    return parse(text, starting(settings.zone), type="boolean")


@rule.command()
@click.argument("text")
@click.option("--person", "person_id", type=int, required=True, help="The person's number in the index.")
def explain(text: str, person_id: int) -> None:
    """Show the value of every part of a rule for one person."""
    settings = load()
    asked = read(text, settings)
    with supervisor.server_for(settings) as url:
        click.echo(asyncio.run(explanation(url, asked, person_id)))


async def explanation(url: str, asked: Rule, person_id: int) -> str:
    """The explanation as indented lines."""
    async with await open_database(url) as database, database.transaction() as connection:
        facts = await person_facts.load(connection, person_id)
        if not any(facts.values()):
            raise NotFound(f"nothing is known of a person {person_id}", hint="Find the number on the person's page")
        return "\n".join(asked.explain(facts, database.clock.now()).lines())


@rule.command()
@click.argument("text")
def count(text: str) -> None:
    """Count the people of whom a rule is true, now."""
    settings = load()
    asked = read(text, settings)
    with supervisor.server_for(settings) as url:
        found, of = asyncio.run(counted(settings, url, asked))
    click.echo(f"{found:,} of {of:,} people")


async def counted(settings: Settings, url: str, asked: Rule) -> tuple[int, int]:
    """How many people the rule is true of, and how many there are; on a fresh lake, by the population's engine."""
    written = await lake.export(url, settings.data_dir / "lake")
    engine = IbisEngine(lake.open(written.path))
    values = await asyncio.to_thread(engine.values, asked, written.as_of)
    return sum(value is True for value in values.values()), len(values)

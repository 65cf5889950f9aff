"""`careweft fhir …`: how well the record keeps to the standard."""

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import orjson
from rich.table import Table

from careweft.base.settings import load
from careweft.cli import conform as suites
from careweft.cli import supervisor
from careweft.cli.conform import Suite
from careweft.cli.progress import Report, console, output, progress
from careweft.cli.work import open_database
from careweft.fhir.search.rebuild import rebuild

_FILE = click.Path(exists=True, path_type=Path)


@click.group()
def fhir() -> None:
    """The shared record and the standard."""


@fhir.command()
@click.option(
    "--examples", type=_FILE, help="HL7's example resources: the npm package hl7.fhir.r4.examples, or a folder."
)
@click.option("--bundles", type=_FILE, help="A folder of transaction bundles, such as Synthea's.")
@click.option("--fhirpath", type=_FILE, help="HL7's tests-fhir-r4.xml; needs --examples for its resources.")
@click.option("--sql-on-fhir", type=_FILE, help="The folder `tests` of github.com/FHIR/sql-on-fhir-v2.")
@click.option("--show", is_flag=True, help="Name every test that failed or is not supported.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def conform(
    examples: Path | None,
    bundles: Path | None,
    fhirpath: Path | None,
    sql_on_fhir: Path | None,
    show: bool,
    as_json: bool,
) -> None:
    """Try the record with what others published for it; counts of passed, failed, not supported.

    Nothing is downloaded: give the material that you have.
    """
    if not (examples or bundles or fhirpath or sql_on_fhir):
        raise click.UsageError("say what to try: --examples, --bundles, --fhirpath or --sql-on-fhir")
    if fhirpath and not examples:
        raise click.UsageError("--fhirpath needs --examples, whose resources its tests are about")
    with progress() as report:
        found = [*_in_the_record(examples, bundles, report)]
    if fhirpath and examples:
        found.append(suites.try_fhirpath(fhirpath, examples))
    if sql_on_fhir:
        found.append(suites.try_views(sql_on_fhir))
    _print(found, show, as_json)
    sys.exit(1 if any(suite.failed for suite in found) else 0)


@fhir.command()
def reindex() -> None:
    """Index every resource anew, while others read and write: after a release that indexes otherwise."""
    settings = load()

    async def inside(url: str) -> int:
        async with await open_database(url) as database:
            with progress() as report:
                return await rebuild(database, settings.place_zone, lambda done, total: report("Indexing", done, total))

    with supervisor.server_for(settings) as url:
        done = asyncio.run(inside(url))
    click.echo(f"{done:,} resources are indexed")


def _in_the_record(examples: Path | None, bundles: Path | None, report: Report) -> Iterator[Suite]:
    if not (examples or bundles):
        return
    with supervisor.server_for(load()) as url:
        if examples:
            yield asyncio.run(suites.try_examples(url, examples, report))
        if bundles:
            yield asyncio.run(suites.try_bundles(url, bundles, report))


def _print(found: list[Suite], show: bool, as_json: bool) -> None:
    if as_json:
        click.echo(orjson.dumps([vars(suite) for suite in found], option=orjson.OPT_INDENT_2).decode())
        return
    table = Table("what", "from", "tests", "passed", "failed", "not supported")
    for suite in found:
        counts = (suite.tests, suite.passed, len(suite.failed), len(suite.unsupported))
        table.add_row(suite.name, suite.source, *(f"{count:,}" for count in counts))
    output.print(table)
    for suite in found if show else ():
        for kind, names in (("failed", suite.failed), ("not supported", suite.unsupported)):
            for name, reason in names:
                click.echo(f"{suite.name} {kind}: {name}: {reason}")
    if not show and any(suite.failed or suite.unsupported for suite in found):
        console.print("Name them with --show")

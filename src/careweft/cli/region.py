"""`careweft region …`: a synthetic place and the messages that its organisations would send."""

from datetime import date, datetime
from pathlib import Path

import click

from careweft.cli.progress import console, progress
from careweft.simulator import region as simulator


@click.group()
def region() -> None:
    """Make a synthetic region."""


@region.command()
@click.option("--people", type=click.IntRange(100, 2_000_000), default=20_000, show_default=True)
@click.option("--seed", type=int, default=7, show_default=True, help="The same seed gives the same bytes.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True)
@click.option("--start", type=click.DateTime(["%Y-%m-%d"]), default="2025-01-16", show_default=True)
@click.option("--end", type=click.DateTime(["%Y-%m-%d"]), default="2026-01-16", show_default=True, help="Exclusive.")
def make(people: int, seed: int, out: Path, start: datetime, end: datetime) -> None:
    """Write a region's people, feeds and truth to a folder."""
    with progress() as report:
        simulator.make(people, seed, out, day(start), day(end), report)
    console.print(f"The region is in {out}. Load it with: careweft feed load {out}")


def day(moment: datetime) -> date:
    """The calendar date of what click parsed."""
    return moment.date()

"""Progress for long commands: a bar for eyes, a line now and then for logs."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

Report = Callable[[str, int, int], None]
"""Called with what is being done, how much is done and how much there is."""

console = Console(stderr=True, highlight=False)
"""What an operator is told meanwhile."""
output = Console(highlight=False)
"""What a command was asked for."""


@contextmanager
def progress() -> Iterator[Report]:
    """Shows each named stage with its progress until the block ends."""
    if sys.stderr.isatty():
        with _bars() as report:
            yield report
    else:
        yield _lines()


@contextmanager
def _bars() -> Iterator[Report]:
    columns = (TextColumn("{task.description:<34}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as bars:
        stages: dict[str, TaskID] = {}

        def report(stage: str, done: int, total: int) -> None:
            if stage not in stages:
                stages[stage] = bars.add_task(stage, total=total)
            bars.update(stages[stage], completed=done, total=total)

        yield report


def _lines() -> Report:
    last: dict[str, float] = {}

    def report(stage: str, done: int, total: int) -> None:
        now = time.monotonic()
        if stage not in last or now - last[stage] >= 5 or done == total:
            last[stage] = now
            console.print(f"  {stage}: {done:,} of {total:,}")

    return report

"""The step in which the night counts everybody, and judging what it compared between groups of people."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, Tag

from careweft.base.db import Connection
from careweft.facts import lake
from careweft.measures import compare
from careweft.models import night
from careweft.models.grammar import Name, Part

if TYPE_CHECKING:
    from careweft.models.player import Player


class Counts(Part):
    """The night counts: everybody's tier, gaps in care, and the comparisons of the model."""

    at: datetime = Field(examples=["2026-01-05 03:00"])
    counts: Literal[True]


STEPS = (Counts,)
CountingStep = Annotated[Counts, Tag("<counts>")]
KEYS = {"counts": "the night counts"}


class ComparedExpected(Part):
    """A comparison as it was counted last: `10 of 20` by group when the model began and now, and for those apart from
    the average how far they were, how far they are, and how much of that is closed, in hundredths."""

    comparison: Name
    before: dict[Name, str] = Field(default_factory=dict)
    after: dict[Name, str] = Field(default_factory=dict)
    apart: list[Name] = Field(default_factory=list)
    distances: tuple[float, float] | None = None
    closed: int | None = None


async def act(player: Player, step: Counts) -> None:
    """Write the lake and count from it, as the worker does each night."""
    database, compiled, now = player.engine.database, player.compiled, player.clock.now()
    with TemporaryDirectory() as folder:
        written = await lake.export(player.url, Path(folder) / "lake")
        tables = lake.open(written.path)
        await night.place(database, compiled, tables, now)
        await night.compare_groups(database, compiled, tables, player.engine.active[0].since, now)


async def faults(player: Player, connection: Connection, expected: ComparedExpected | None) -> list[str]:
    """What was counted otherwise than expected."""
    if expected is None:
        return []
    model = player.compiled.model.id
    told = next(each for each in player.compiled.comparisons if each.id == expected.comparison)
    before = await compare.kept(connection, model, told, "before")
    after = await compare.kept(connection, model, told, "after")
    was, is_ = compare.distance(told, before), compare.distance(told, after)
    part = compare.closed(was, is_)
    found = {
        "before": {each.name: f"{each.numerator:g} of {each.denominator:g}" for each in before},
        "after": {each.name: f"{each.numerator:g} of {each.denominator:g}" for each in after},
        "apart": [each.name for each in after if each.apart],
        "distances": None if was is None or is_ is None else (round(was, 2), round(is_, 2)),
        "closed": None if part is None else round(100 * part),
    }
    return [
        f"{expected.comparison}: {name} is {value}; expected {getattr(expected, name)}"
        for name, value in found.items()
        if getattr(expected, name) not in (None, {}, []) and value != getattr(expected, name)
    ]

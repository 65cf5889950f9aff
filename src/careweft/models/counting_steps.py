"""The steps in which people are registered and the night counts everybody, and judging what it counted: the model's
measures in a month, and what it compared between groups of people."""

from __future__ import annotations

from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, Tag

from careweft.base.db import Connection
from careweft.facts import lake
from careweft.measures import compare, find, kept
from careweft.measures.series import complete_months
from careweft.models import night, wire
from careweft.models.grammar import At, Name, Part
from careweft.models.judge import Judge, different

if TYPE_CHECKING:
    from careweft.models.player import Player


class Counts(At):
    """The night counts: everybody's tier, gaps in care, the model's comparisons, and its measures in the last month."""

    counts: Literal[True]


class RegistersOthers(At):
    """A practice sends the registrations of further people, of whom nothing else is known."""

    others: int = Field(alias="registers-others", ge=1, le=500)
    practice: Name
    born: date


STEPS = (Counts, RegistersOthers)
CountingStep = Annotated[Counts, Tag("<counts>")] | Annotated[RegistersOthers, Tag("<registers-others>")]
KEYS = {"counts": "the night counts", "registers-others": "a practice registers further people"}


class ComparedExpected(Part):
    """A comparison as it was counted last: `10 of 20` by group when the model began and now, and for those apart from
    the average how far they were, how far they are, and how much of that is closed, in hundredths."""

    comparison: Name
    before: dict[Name, str] = Field(default_factory=dict)
    after: dict[Name, str] = Field(default_factory=dict)
    apart: list[Name] = Field(default_factory=list)
    distances: tuple[float, float] | None = None
    closed: int | None = None


class IndicatorExpected(Part):
    """A measure of the model in a month as it was counted last: `1 of 3`, or `4` where it is no rate."""

    measure: Name
    month: str = Field(pattern=r"^\d{4}-\d{2}$", examples=["2026-03"])
    shows: str


async def act(player: Player, step: Counts | RegistersOthers) -> None:
    """Send the registrations; or write the lake and count from it, as the worker does each night."""
    if isinstance(step, RegistersOthers):
        others = [_other(step, number) for number in range(step.others)]
        await player.send_fhir(step.practice, [wire.patient(each) for each in others])
        return
    database, compiled, now = player.engine.database, player.compiled, player.clock.now()
    with TemporaryDirectory() as folder:
        written = await lake.export(player.url, Path(folder) / "lake")
        tables = lake.open(written.path)
        await night.place(database, compiled, tables, now)
        await night.compare_groups(database, compiled, tables, player.engine.active[0].since, now)
        zone = player.engine.zone
        for name in compiled.model.measures:
            await night.count_months(database, tables, find(name, str(zone)), complete_months(now, zone, 1))


def _other(step: RegistersOthers, number: int) -> wire.Person:
    """Somebody whom nobody takes for another one: a name and a birthday of their own."""
    name = sha256(f"{number}".encode()).hexdigest().translate(_LETTERS)
    born = step.born + timedelta(days=37 * number)
    return wire.Person(f"other{number}", name[:8], name[8:14], born, "female", "", step.practice, "")


_LETTERS = str.maketrans("0123456789", "ghijklmnop")


async def _compared(player: Player, connection: Connection, expected: ComparedExpected) -> list[str]:
    """What was counted otherwise than expected."""
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
    wanted = {name: None if getattr(expected, name) in ({}, []) else getattr(expected, name) for name in found}
    return different(expected.comparison, found, wanted)


async def _indicator(_: Player, connection: Connection, expected: IndicatorExpected) -> list[str]:
    points = {f"{point.period_start:%Y-%m}": point for point in await kept(connection, expected.measure)}
    point, found = points.get(expected.month), "nothing"
    if point:
        found = f"{point.numerator:g}" + ("" if point.denominator is None else f" of {point.denominator:g}")
    return different(f"{expected.measure} in {expected.month}", {"figure": found}, {"figure": expected.shows})


JUDGES: dict[str, Judge] = {
    "indicator": _indicator,
    "compared": _compared,
}

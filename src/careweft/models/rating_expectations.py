"""Judging what a scenario expects of a rating."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from careweft.base.db import Connection
from careweft.models.figures import rate
from careweft.models.grammar import Name, Part
from careweft.models.judge import Judge

if TYPE_CHECKING:
    from careweft.models.player import Player


class RatingExpected(Part):
    """The model's rating as it stands: in all, and the points of components and items, to two decimals."""

    total: float | None = None
    components: dict[Name, float] = Field(default_factory=dict)
    items: dict[Name, float] = Field(default_factory=dict)


async def _rating(player: Player, connection: Connection, expected: RatingExpected) -> list[str]:
    """What is otherwise than expected."""
    found = await rate(connection, player.compiled, player.clock.now(), player.engine.zone)
    if found is None:
        return ["the model says no rating"]
    items = {name: rated for parts in found.items.values() for name, rated in parts.items()}
    faults = [] if expected.total in (None, round(found.total, 2)) else [f"rated {found.total:.2f} of 100"]
    faults += [
        f"{name} has {found.points(name):.2f} points; expected {points}"
        for name, points in expected.components.items()
        if round(found.points(name), 2) != points
    ]
    return faults + [
        f"{name} has {items[name].points:.2f} points: {items[name].counted.part:g} of {items[name].counted.of:g} "
        f"{items[name].counted.what}; expected {points}"
        for name, points in expected.items.items()
        if round(items[name].points, 2) != points
    ]


JUDGES: dict[str, Judge] = {
    "rating": _rating,
}

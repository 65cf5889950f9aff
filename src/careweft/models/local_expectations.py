"""What a scenario expects of the equipment store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import Field

from careweft.base.db import Connection
from careweft.care.equipment import reading
from careweft.models.grammar import Name, Part
from careweft.models.judge import Judge, different
from careweft.models.local_steps import latest

if TYPE_CHECKING:
    from careweft.models.player import Player


class LoanExpected(Part):
    """The latest loan of a product of a person; `cost` in pounds once it is back."""

    person: Name
    product: Name
    state: str
    serial: str | None = None
    cost: str | None = None
    place: str | None = Field(None, description="where it goes, if not to the person's home")
    count: int | None = Field(None, description="how many loans of it the person has, had or asked for")


class ThingExpected(Part):
    """Where a thing is in its round; `moves` are all its moves so far, in order."""

    product: Name
    serial: str
    state: str
    moves: list[str] | None = None


class RecallExpected(Part):
    """Who has a thing of a batch that is called back and not yet collected."""

    product: Name
    batch: str
    people: list[Name]


async def _loan(player: Player, connection: Connection, expected: LoanExpected) -> list[str]:
    loan = await latest(player, connection, expected.person, expected.product)
    if loan is None:
        return [] if expected.count == 0 else [f"{expected.person} has no loan of {expected.product}"]
    held = await reading.of_person(connection, loan.person_id)
    item = await reading.item(connection, loan.item) if loan.item else None
    found: dict[str, Any] = {
        "state": loan.state,
        "serial": item.serial if item else "",
        "cost": f"{loan.cost // 100}.{loan.cost % 100:02d}" if loan.cost is not None else "",
        "place": loan.place,
        "count": sum(1 for each in held if each.product == expected.product),
    }
    wanted = {name: getattr(expected, name) for name in found}
    return different(f"the {expected.product} of {expected.person}", found, wanted)


async def _thing(_: Player, connection: Connection, expected: ThingExpected) -> list[str]:
    things = [each for each in await reading.items(connection, expected.product) if each.serial == expected.serial]
    if not things:
        return [f"there is no {expected.product} {expected.serial}"]
    moves = [each.state for each in reversed(await reading.moves(connection, things[0].id))]
    found = {"state": things[0].state, "moves": moves}
    return different(f"{expected.product} {expected.serial}", found, {n: getattr(expected, n) for n in found})


async def _recall(player: Player, connection: Connection, expected: RecallExpected) -> list[str]:
    """Of the loans of the batch: whoever has one that is not back."""
    rows = await connection.fetch(
        "SELECT l.person_id FROM care.loan l JOIN care.item i ON i.id = l.item WHERE i.product = $1 AND i.batch = $2 "
        "AND i.recall <> '' AND l.state IN ('delivered', 'on-loan', 'to-collect')",
        expected.product,
        expected.batch,
    )
    ids = {await player.person_id(connection, name): name for name in player.scenario.people}
    found = sorted(ids[row["person_id"]] for row in rows)
    wanted = sorted(expected.people)
    return [] if found == wanted else [f"of batch {expected.batch} {found or 'nobody'} has one; expected {wanted}"]


JUDGES: dict[str, Judge] = {
    "loan": _loan,
    "thing": _thing,
    "recall": _recall,
}

"""Units of organisations with what they are designated for, and how long it takes to get there."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from careweft.base.db import Connection


@dataclass(frozen=True)
class Unit:
    """A unit; its id is that of its organisation or team. `minutes` is the travel time from postcode areas (`N1`)."""

    id: str
    title: str
    designations: tuple[str, ...]
    minutes: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Choice:
    """Where to go: the unit, how many minutes away, and whether it has the designation that was asked for."""

    unit: str
    title: str
    minutes: int | None
    designated: bool


async def set_up(connection: Connection, units: Sequence[Unit]) -> None:
    """Make the place's units these; saying it again changes nothing."""
    await connection.execute("DELETE FROM care.travel")
    await connection.execute("DELETE FROM care.unit WHERE id <> ALL ($1)", [unit.id for unit in units])
    await connection.executemany(
        "INSERT INTO care.unit (id, title, designations) VALUES ($1, $2, $3) "
        "ON CONFLICT (id) DO UPDATE SET title = excluded.title, designations = excluded.designations",
        [(unit.id, unit.title, list(unit.designations)) for unit in units],
    )
    await connection.executemany(
        "INSERT INTO care.travel (unit, area, minutes) VALUES ($1, $2, $3)",
        [(unit.id, area, minutes) for unit in units for area, minutes in unit.minutes.items()],
    )


async def every(connection: Connection) -> list[Unit]:
    """All units, by title."""
    rows = await connection.fetch(
        "SELECT u.id, u.title, u.designations, coalesce(jsonb_object_agg(t.area, t.minutes) "
        "FILTER (WHERE t.area IS NOT NULL), '{}') AS minutes FROM care.unit u LEFT JOIN care.travel t ON t.unit = u.id "
        "GROUP BY u.id ORDER BY u.title, u.id"
    )
    return [Unit(row["id"], row["title"], tuple(row["designations"]), row["minutes"]) for row in rows]


async def titles(connection: Connection) -> dict[str, str]:
    """What every unit is called."""
    return {row["id"]: row["title"] for row in await connection.fetch("SELECT id, title FROM care.unit")}


_NEAREST = """
SELECT u.id, u.title, t.minutes FROM care.unit u LEFT JOIN care.travel t ON t.unit = u.id AND t.area = $2
WHERE $1 = ANY (u.designations) ORDER BY t.minutes NULLS LAST, u.id LIMIT 1
"""


async def nearest(
    connection: Connection, designation: str, postcode: str, minutes: float | None = None, otherwise: str = ""
) -> Choice | None:
    """The nearest unit of a designation, not further than `minutes`; else the nearest of another designation.

    None where there is neither. A unit whose distance is not known is within no distance.
    """
    row = await connection.fetchrow(_NEAREST, designation, area(postcode))
    if row is not None and (minutes is None or (row["minutes"] is not None and row["minutes"] <= minutes)):
        return Choice(row["id"], row["title"], row["minutes"], True)
    row = await connection.fetchrow(_NEAREST, otherwise, area(postcode)) if otherwise else None
    return Choice(row["id"], row["title"], row["minutes"], False) if row else None


def area(postcode: str) -> str:
    """The outward part of a postcode (`N1` of `N1 9GU`), or all that there is."""
    text = postcode.strip().upper()
    inward = re.search(r"\s*\d[A-Z]{2}$", text)
    return text[: inward.start()] if inward else text

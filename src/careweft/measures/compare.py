"""A measure compared between groups of people: an outcome by unit before and after, or how far some are from all.

The groups are those that a rule names (the unit of the last stay, the clinic); they are counted over the lake as at two
instants, and kept without person data.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import ibis
import ibis.expr.types as ir

from careweft.base.db import Connection
from careweft.measures.spc import Better
from careweft.rules.ibis_engine import to_ibis
from careweft.rules.rule import Rule

Phase = Literal["before", "after"]


@dataclass(frozen=True)
class Apart:
    """Those groups whose members have the least of something (as money) on average, up to a share of all members; how
    far they are from the average is watched."""

    title: str
    least: Rule
    share: float


@dataclass(frozen=True)
class Comparison:
    """`numerator` and `denominator` yield a number of each person `among` whom it is counted; `by` names the group, or
    says of each group who is in it, the first that holds counting."""

    id: str
    title: str
    by: Rule | tuple[tuple[str, Rule], ...]
    numerator: Rule
    denominator: Rule
    among: Rule | None
    per: float
    better: Better
    apart: Apart | None = None


@dataclass(frozen=True)
class Group:
    """A group's sums; `apart` where it is one of those that are watched."""

    name: str
    numerator: float
    denominator: float
    apart: bool = False


def value(comparison: Comparison, groups: Sequence[Group]) -> float | None:
    """The measure over some groups together; None where there is nothing to divide by."""
    of = sum(each.denominator for each in groups)
    return comparison.per * sum(each.numerator for each in groups) / of if of else None


def distance(comparison: Comparison, groups: Sequence[Group]) -> float | None:
    """By how much those apart are worse than the average of all; below nought where they are better."""
    here, all_ = value(comparison, [each for each in groups if each.apart]), value(comparison, groups)
    if here is None or all_ is None:
        return None
    return all_ - here if comparison.better == "higher" else here - all_


def closed(before: float | None, after: float | None) -> float | None:
    """The share of a distance that is closed; None where there was none to close."""
    return None if before is None or after is None or before <= 0 else 1 - after / before


def count(comparison: Comparison, tables: Mapping[str, ir.Table], at: datetime) -> list[Group]:
    """The groups as at an instant, by name; people without a group are left out."""
    people = None
    if comparison.among is not None:
        people = to_ibis(comparison.among, tables, at).filter(ibis._.value)

    def told(rule: Rule, name: str) -> ir.Table:
        return to_ibis(rule, tables, at, people=people).select(person_id=ibis._.person_id, **{name: ibis._.value})

    rows = _grouped(comparison.by, told).filter(ibis._.name.notnull())
    for rule, name in ((comparison.numerator, "numerator"), (comparison.denominator, "denominator")):
        rows = rows.left_join(told(rule, name), "person_id").drop("person_id_right")
    least = ibis.null("float64")
    if comparison.apart is not None:
        rows = rows.left_join(told(comparison.apart.least, "least"), "person_id").drop("person_id_right")
        least = rows.least.cast("float64")
    found = (
        rows.mutate(least=least)
        .group_by("name")
        .agg(
            numerator=ibis._.numerator.cast("float64").sum().fill_null(0.0),
            denominator=ibis._.denominator.cast("float64").sum().fill_null(0.0),
            least=ibis._.least.mean(),
            members=ibis._.count(),
        )
    )
    counted = sorted(found.to_pyarrow().to_pylist(), key=lambda row: str(row["name"]))
    apart = _apart(comparison.apart, [(row["least"], row["name"], row["members"]) for row in counted])
    return [Group(row["name"], row["numerator"], row["denominator"], row["name"] in apart) for row in counted]


def _grouped(by: Rule | tuple[tuple[str, Rule], ...], told: Callable[[Rule, str], ir.Table]) -> ir.Table:
    """Each person with the name of their group; null for who has none."""
    if isinstance(by, Rule):
        return told(by, "name")
    columns = [(f"group_{n}", name, rule) for n, (name, rule) in enumerate(by)]
    rows = told(columns[0][2], columns[0][0])
    for column, _, rule in columns[1:]:
        rows = rows.left_join(told(rule, column), "person_id").drop("person_id_right")
    name = ibis.cases(*((rows[column], ibis.literal(name)) for column, name, _ in columns))
    return rows.select(person_id=rows.person_id, name=name)


def _apart(told: Apart | None, groups: Sequence[tuple[float | None, str, int]]) -> set[str]:
    """The groups with the least, one after the other while no more than the share of all members is in them; always
    the one that has least of all."""
    known = sorted((least, name, members) for least, name, members in groups if least is not None)
    if told is None or len(known) < 2:
        return set()
    most, taken, found = told.share * sum(members for _, _, members in known), 0, set[str]()
    for _, name, members in known:
        taken += members
        if found and taken > most:
            break
        found.add(name)
    return found


async def keep(
    connection: Connection, model: str, comparison: Comparison, phase: Phase, groups: Sequence[Group], at: datetime
) -> None:
    """Keep the groups of a phase; counting again replaces."""
    await connection.execute(
        "DELETE FROM measures.compared WHERE model = $1 AND comparison = $2 AND phase = $3", model, comparison.id, phase
    )
    await connection.executemany(
        "INSERT INTO measures.compared VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        [(model, comparison.id, phase, each.name, each.numerator, each.denominator, each.apart, at) for each in groups],
    )


async def kept(connection: Connection, model: str, comparison: Comparison, phase: Phase) -> list[Group]:
    """The groups of a phase as they were counted last, by name."""
    rows = await connection.fetch(
        "SELECT name, numerator, denominator, apart FROM measures.compared "
        "WHERE model = $1 AND comparison = $2 AND phase = $3 ORDER BY name",
        model,
        comparison.id,
        phase,
    )
    return [Group(*row) for row in rows]

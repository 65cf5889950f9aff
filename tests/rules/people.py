"""Random people with random facts, and the same facts as tables for the population engine."""

from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import ibis
import pyarrow as pa
from hypothesis import strategies as st
from ibis.expr import types as ir

from careweft.facts.catalogue import Type
from careweft.rules.catalogue import TABLES
from careweft.rules.moment import Facts
from tests.rules.instants import dates, instants

FOREVER = datetime(9999, 12, 31, tzinfo=UTC)
EARLY = datetime(2000, 1, 1, tzinfo=UTC)

TEXTS: Mapping[str, tuple[str, ...]] = {
    "class": ("inpatient", "emergency", "home"),
    "status": ("finished", "in-progress", "planned", "cancelled", "active", "ended"),
    "name": ("dementia", "diabetes", "weight", "emergency-admission", "o'brien"),
    "code": ("44054006", "x"),
    "unit": ("kg", "ward-1"),
    "instrument": ("prisma-7", "smaf-adl"),
    "sex": ("female", "male"),
    "kind": ("gp", "home-care"),
}
TOGETHER = ("person_id", "record", "known_from", "known_to")

ARROW: Mapping[Type, pa.DataType] = {
    "text": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "instant": pa.timestamp("us", tz="UTC"),
}


def _value(name: str, type_: Type, when: st.SearchStrategy[datetime]) -> st.SearchStrategy[Any]:
    some: Mapping[Type, st.SearchStrategy[Any]] = {
        "text": st.sampled_from(TEXTS.get(name, ("a", "b"))),
        "integer": st.integers(-2, 12),
        "number": st.sampled_from([0.0, 0.1, 0.2, 1.5, -3.25, 70.0, 72.4, 1e6, 9e12, 0.0000004]),
        "boolean": st.booleans(),
        "date": dates(),
        "instant": when,
    }
    return st.one_of(st.none(), *[some[type_]] * 7)


@st.composite
def _row(draw: st.DrawFn, table: str, number: int, when: st.SearchStrategy[datetime]) -> dict[str, Any]:
    row = {name: draw(_value(name, type_, when)) for name, type_ in TABLES[table].columns.items()}
    since = draw(st.one_of(*[st.just(EARLY)] * 4, when))
    until = draw(st.one_of(*[st.just(FOREVER)] * 4, st.none(), when))
    if until is not None and until <= since:
        until = FOREVER
    return {"record": f"{table}/{number}", "known_from": since, "known_to": until, **row}


@st.composite
def populations(draw: st.DrawFn, zone: str, at: datetime, tables: frozenset[str]) -> dict[int, Facts]:
    """A few people with rows in the given tables; some have none at all."""
    when = instants(zone, at)
    people: dict[int, Facts] = {}
    for person in range(1, draw(st.integers(1, 5)) + 1):
        facts: dict[str, list[dict[str, Any]]] = {}
        for table in sorted(tables - {"person"}):
            size = draw(st.sampled_from((0, 1, 3, 5, 7)))
            facts[table] = [draw(_row(table, draw(st.integers(1, 4)), when)) for _ in range(size)]
            _one_row_a_record(facts[table])
        if draw(st.sampled_from((True, True, True, True, False))):
            facts["person"] = [draw(_row("person", 1, when))]
        people[person] = facts
    return people


def _one_row_a_record(rows: list[dict[str, Any]]) -> None:
    """Gives rows of one record the same times half of the time, so that ties happen."""
    for before, after in pairwise(rows):
        if before["record"] == after["record"] and "at" in before:
            after["at"] = before["at"]


def as_tables(people: Mapping[int, Facts], names: frozenset[str]) -> dict[str, ir.Table]:
    """The facts of everybody as tables with the catalogue's columns."""
    return {name: ibis.memtable(_arrow(people, name)) for name in names | {"person"}}


def everybody(people: Mapping[int, Facts]) -> ir.Table:
    """The people as a table, those without any facts too."""
    return ibis.memtable(pa.table({"person_id": pa.array(list(people), type=pa.int64())}))


def _arrow(people: Mapping[int, Facts], name: str) -> pa.Table:
    types: dict[str, pa.DataType] = {
        "person_id": pa.int64(),
        "record": pa.string(),
        "known_from": ARROW["instant"],
        "known_to": ARROW["instant"],
        **{column: ARROW[type_] for column, type_ in TABLES[name].columns.items()},
    }
    rows = [{**row, "person_id": person} for person, facts in people.items() for row in facts.get(name, ())]
    return pa.Table.from_pylist(rows, schema=pa.schema(list(types.items())))

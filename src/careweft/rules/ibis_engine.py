"""The population engine: a rule's tree as one Ibis expression, which says of everybody what the in-memory engine would.

Every question of rows becomes a column of one grouped table for each fact table, joined to the people; the tree above
them becomes one expression. Bounds of windows are worked out beforehand in Python.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import reduce
from operator import or_

import ibis
import ibis.expr.types as ir

from careweft.base.errors import BadInput
from careweft.rules import nodes, walk
from careweft.rules.catalogue import ONE_ROW
from careweft.rules.ibis_facts import DATATYPES, Frame
from careweft.rules.ibis_rows import Answers
from careweft.rules.moment import utc
from careweft.rules.nodes import Aggregate, Rows
from careweft.rules.rule import Rule


def to_ibis(
    rule: Rule,
    tables: Mapping[str, ir.Table],
    at: datetime,
    *,
    known_at: datetime | None = None,
    people: ir.Table | None = None,
    eligible: ir.Table | None = None,
) -> ir.Table:
    """A table of `person_id` and `value`: the rule for everybody in `people` (everybody of the person table if None).

    `tables` holds at least the fact tables of `rule.needs`, with the catalogue's columns; instants have a zone.
    `eligible` are the people among whom `in top` ranks (by `person_id`; all of `people` if None). `at` and `known_at`
    are as in `Rule.evaluate`. Raises `BadInput` for a table or column that does not fit, and for a rule about an event.
    """
    known = None if known_at is None else utc(known_at, "known_at")
    frame = Frame(tables, rule.tables, utc(at, "at"), known, rule.zone)
    everybody = _people(frame if people is None else people)
    answers = Answers(frame, everybody if eligible is None else _people(eligible))
    guards = list(map(_guard, rule.inputs)) if rule.type == "boolean" and rule.true_of_nothing(frame.at) else []
    values = answers.attached(everybody, [*walk.asked(rule.node), *guards])
    value = values.of(rule.node)
    if guards:
        present = reduce(or_, (values.of(_is_there(guard)) for guard in guards))
        value = (value & ~present).fill_null(False).ifelse(ibis.null("boolean"), value)
    return values.rows.select("person_id", value=value.cast(DATATYPES[rule.type]))


def _people(source: Frame | ir.Table) -> ir.Table:
    if isinstance(source, Frame):
        if ONE_ROW not in source.tables:
            raise BadInput(f"the table `{ONE_ROW}` is not given", expected="it, or `people`")
        source = source.tables[ONE_ROW]
    return source.select(person_id=source.person_id.cast("int64")).distinct()


def _guard(leaf: Aggregate | nodes.Given) -> Aggregate:
    """A question whose answer says whether an input is there."""
    assert isinstance(leaf, Aggregate)
    if leaf.rows.table == ONE_ROW and leaf.kind == "last":
        return leaf
    return Aggregate(kind="any", rows=Rows(leaf.rows.table, leaf.rows.table))


def _is_there(guard: Aggregate) -> nodes.Node:
    return guard if guard.kind == "any" else nodes.Not(part=nodes.IsMissing(value=guard))

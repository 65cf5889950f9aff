"""One answer about a person's rows as an Ibis aggregate: `careweft.rules.aggregates` for a whole table at once."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import ibis
import ibis.expr.types as ir

from careweft.rules.aggregates import LARGEST, MILLIONTHS
from careweft.rules.ibis_calendar import days_between, local_date
from careweft.rules.ibis_facts import BEGAN, Frame
from careweft.rules.nodes import Aggregate, Kind

Test = Any
"""Which rows count: a boolean expression, or None for all."""


def within(node: Aggregate, rows: ir.Table, frame: Frame) -> Test:
    """Which rows lie in the window; of intervals for `days`, which reach into it."""
    if node.window is None:
        return None
    start, end = frame.instant(frame.back(node.window)), frame.instant(frame.at)
    if node.kind == "days":
        finish = rows[_finish(node, frame)]
        return finish.isnull() | (finish > start)
    return (rows[BEGAN] >= start) & (rows[BEGAN] < end)


def measure(node: Aggregate, rows: ir.Table, test: Test, frame: Frame) -> Any:
    """The aggregate of the rows that pass the test."""
    if node.kind in {"count", "any"}:
        counted = rows.count(where=test)
        return counted > 0 if node.kind == "any" else counted
    if node.kind == "days":
        return _nights(node, rows, frame).sum(where=test).cast("int64")
    if node.kind == "sum" and node.type == "number":
        return _sum_of_doubles(rows[node.column], test)
    if node.kind in {"first", "last"}:
        return _picked(node, rows, test)
    return _MEASURES[node.kind](rows[node.column], test)


def _finish(node: Aggregate, frame: Frame) -> str:
    finish = frame.catalogue[node.rows.table].when[1]
    assert finish is not None
    return finish


def _nights(node: Aggregate, rows: ir.Table, frame: Frame) -> Any:
    at = frame.instant(frame.at)
    start, end = rows[BEGAN], rows[_finish(node, frame)].fill_null(at)
    if node.window is not None:
        start = ibis.greatest(start, frame.instant(frame.back(node.window)))
    return (start < end).ifelse(days_between(local_date(start, frame.zone), local_date(end, frame.zone)), 0)


def _sum_of_doubles(column: ir.Value, test: Test) -> Any:
    whole = (column * MILLIONTHS + 0.5).floor()
    summable = (column.abs() < LARGEST).ifelse(whole, ibis.null("float64"))
    return summable.cast("int64").sum(where=test).cast("float64") / MILLIONTHS


def _picked(node: Aggregate, rows: ir.Table, test: Test) -> Any:
    column = rows[node.column]
    direct: Callable[..., Any] = ibis.desc if node.kind == "last" else ibis.asc
    order = [direct(rows[BEGAN]), direct(rows.record), direct(column, nulls_first=False)]
    return column.first(order_by=order, where=test, include_null=True)


_MEASURES: Final[Mapping[Kind, Callable[[Any, Test], Any]]] = {
    "sum": lambda column, test: column.sum(where=test),
    "min": lambda column, test: column.min(where=test),
    "max": lambda column, test: column.max(where=test),
    "distinct": lambda column, test: column.nunique(where=test),
}

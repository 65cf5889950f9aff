"""The in-memory engine: the definition of what a rule means. A tree becomes closures once; each then judges one person.

Missing is None. `and`, `or` and `not` follow Kleene: false and missing is false, true or missing is true, else missing
stays missing; every other operation on a missing value is missing. A row is chosen where its condition is true.
"""

import operator
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from careweft.rules import nodes, walk
from careweft.rules.aggregates import Chosen, aggregate
from careweft.rules.calendar import local_date, shift, shift_date, years_between
from careweft.rules.context import given
from careweft.rules.moment import Moment, Seen
from careweft.rules.nodes import Node
from careweft.rules.types import Duration, Value

Cell: TypeAlias = Callable[[Moment, Seen | None], Value | None]
"""What a node yields for a person at a moment, and for a row where it is part of the row's condition."""

_COMPARISONS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_OPERATIONS: Final[Mapping[str, Callable[[float, float], float]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}


def compiled(node: Node) -> Cell:
    """The node as a closure."""
    return _COMPILERS[type(node)](node)


def _literal(node: nodes.Literal_) -> Cell:
    value = node.value.exact() if isinstance(node.value, Duration) else node.value
    return lambda moment, row: value


def _given(node: nodes.Given) -> Cell:
    path, type_ = node.path, node.type
    return lambda moment, row: given(moment.event, path, type_)


def _column(node: nodes.Column) -> Cell:
    name = node.name

    def cell(moment: Moment, row: Seen | None) -> Value | None:
        assert row is not None
        value: Value | None = row.columns.get(name)
        return value

    return cell


def _not(node: nodes.Not) -> Cell:
    part = compiled(node.part)

    def cell(moment: Moment, row: Seen | None) -> Value | None:
        value = part(moment, row)
        return None if value is None else not value

    return cell


def _logic(node: nodes.And | nodes.Or) -> Cell:
    parts = tuple(map(compiled, node.parts))
    decides = isinstance(node, nodes.Or)

    def cell(moment: Moment, row: Seen | None) -> Value | None:
        missing = False
        for part in parts:
            value = part(moment, row)
            if value is decides:
                return decides
            missing = missing or value is None
        return None if missing else not decides

    return cell


def _binary(left: Node, right: Node, combine: Callable[[Any, Any], Value | None]) -> Cell:
    one, other = compiled(left), compiled(right)

    def cell(moment: Moment, row: Seen | None) -> Value | None:
        a, b = one(moment, row), other(moment, row)
        return None if a is None or b is None else combine(a, b)

    return cell


def _unary(part: Node, change: Callable[[Moment, Any], Value | None]) -> Cell:
    inner = compiled(part)

    def cell(moment: Moment, row: Seen | None) -> Value | None:
        value = inner(moment, row)
        return None if value is None else change(moment, value)

    return cell


def _between(node: nodes.Between) -> Cell:
    low = nodes.Compare(order=">=", left=node.value, right=node.low)
    high = nodes.Compare(order="<=", left=node.value, right=node.high)
    return compiled(nodes.And(parts=(low, high)))


def _in(node: nodes.In) -> Cell:
    options = frozenset(node.options)
    return _unary(node.value, lambda moment, value: value in options)


def _starts_with(node: nodes.StartsWith) -> Cell:
    prefix = node.prefix
    return _unary(node.value, lambda moment, value: value.startswith(prefix))


def _is_missing(node: nodes.IsMissing) -> Cell:
    inner = compiled(node.value)
    return lambda moment, row: inner(moment, row) is None


def _in_top(node: nodes.InTop) -> Cell:
    most = walk.top_share(node)
    return _unary(walk.share_of(node), lambda moment, share: share <= most)


def _arithmetic(node: nodes.Arithmetic) -> Cell:
    operation, divides = _OPERATIONS[node.operator], node.operator == "/"

    def combine(a: float, b: float) -> float | None:
        return None if divides and b == 0 else operation(float(a), float(b))

    return _binary(node.left, node.right, combine)


def _shift(node: nodes.Shift) -> Cell:
    by, sign = node.by, node.sign
    if node.type == "date":
        return _unary(node.when, lambda moment, day: shift_date(day, by, sign))
    return _unary(node.when, lambda moment, when: shift(when, by, moment.zone, sign))


def _elapsed(node: nodes.Elapsed) -> Cell:
    if node.measure == "years":
        return _binary(node.start, node.end, years_between)
    return _binary(node.start, node.end, lambda start, end: (end - start).days)


def _extreme(node: nodes.Extreme) -> Cell:
    parts = tuple(map(compiled, node.parts))
    best: Callable[[list[Any]], Any] = max if node.which == "later" else min

    def cell(moment: Moment, row: Seen | None) -> Value | None:
        values = [part(moment, row) for part in parts]
        extreme: Value | None = None if None in values else best(values)
        return extreme

    return cell


def chosen_rows(rows: nodes.Rows) -> Chosen:
    """The rows of a person that satisfy their conditions."""
    return Chosen(rows, None if rows.condition is None else compiled(rows.condition))


def _aggregate(node: nodes.Aggregate) -> Cell:
    whole = aggregate(node, chosen_rows(node.rows))
    return lambda moment, row: whole(moment)


def _follows(node: nodes.Follows) -> Cell:
    rows, within = chosen_rows(node.rows), node.within

    def ends(moment: Moment) -> list[tuple[Any, str]]:
        end = moment.tables[node.rows.table].when[1]
        found = ((seen.columns.get(end) if end else seen.started, seen.record) for seen in rows.within(moment, None))
        return [(when, record) for when, record in found if when is not None]

    def cell(moment: Moment, row: Seen | None) -> Value | None:
        assert row is not None
        begin = shift(row.started, within, moment.zone, -1)
        before = moment.keep(cell, lambda: ends(moment))
        return any(begin <= when < row.started and record != row.record for when, record in before)

    return cell


_COMPILERS: Final[dict[type[Node], Callable[[Any], Cell]]] = {
    nodes.Literal_: _literal,
    nodes.Now: lambda node: lambda moment, row: moment.at,
    nodes.Given: _given,
    nodes.Column: _column,
    nodes.Named: lambda node: compiled(node.body),
    nodes.Not: _not,
    nodes.And: _logic,
    nodes.Or: _logic,
    nodes.Compare: lambda node: _binary(node.left, node.right, _COMPARISONS[node.order]),
    nodes.Between: _between,
    nodes.In: _in,
    nodes.StartsWith: _starts_with,
    nodes.IsMissing: _is_missing,
    nodes.InTop: _in_top,
    nodes.Arithmetic: _arithmetic,
    nodes.Shift: _shift,
    nodes.DateOf: lambda node: _unary(node.when, lambda moment, when: local_date(when, moment.zone)),
    nodes.Elapsed: _elapsed,
    nodes.Extreme: _extreme,
    nodes.Aggregate: _aggregate,
    nodes.Follows: _follows,
}

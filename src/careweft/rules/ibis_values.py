"""The tree between questions as Ibis expressions: comparisons, arithmetic, calendar and three-valued logic."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import add, and_, eq, ge, gt, le, lt, mul, ne, or_, sub, truediv
from typing import Any, Final

import ibis
import ibis.expr.types as ir

from careweft.base.errors import BadInput
from careweft.rules import ibis_calendar, nodes, walk
from careweft.rules.ibis_facts import DATATYPES, Frame
from careweft.rules.in_memory import compiled
from careweft.rules.moment import Moment
from careweft.rules.nodes import Aggregate, Follows, InTop, Node

Where = Mapping[Node, str]
"""By question about rows, the column that has its answer."""

_ORDERS: Final[Mapping[nodes.Order, Callable[[Any, Any], Any]]] = {
    "==": eq,
    "!=": ne,
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
}
_OPERATORS: Final[Mapping[nodes.Operator, Callable[[Any, Any], Any]]] = {"+": add, "-": sub, "*": mul, "/": truediv}


@dataclass(frozen=True)
class Values:
    """Makes expressions over `rows`, which have an answer to every question that is asked in the tree."""

    frame: Frame
    rows: ir.Table
    where: Where

    def of(self, node: Node) -> Any:
        """The node as an expression. Raises `BadInput` for what only an event can give."""
        if isinstance(node, Aggregate | InTop | Follows):
            return _answer(node, self.rows[self.where[node]])
        if not isinstance(node, nodes.Column) and all(
            isinstance(leaf, nodes.Literal_ | nodes.Now) for leaf in walk.leaves(node)
        ):
            return self._constant(node)
        return _EXPRESSIONS[type(node)](self, node)

    def _constant(self, node: Node) -> Any:
        moment = Moment({}, self.frame.at, None, None, self.frame.catalogue, self.frame.zone)
        value = compiled(node)(moment, None)
        return ibis.null(DATATYPES[node.type]) if value is None else ibis.literal(value, type=DATATYPES[node.type])


def _answer(node: Node, column: ir.Value) -> Any:
    """The answer where there were no rows to answer from."""
    match node:
        case InTop():
            return column <= walk.top_share(node)
        case Follows() | Aggregate(kind="any"):
            return column.fill_null(False)
        case Aggregate(kind="count" | "days" | "distinct" | "sum"):
            return column.fill_null(0)
        case _:
            return column


def _given(values: Values, node: nodes.Given) -> Any:
    what = f"`{node.name}` comes with an event"
    raise BadInput(what, expected="a rule about people", hint="A population has no event: leave it out.")


def _between(values: Values, node: nodes.Between) -> Any:
    value = values.of(node.value)
    return (value >= values.of(node.low)) & (value <= values.of(node.high))


def _in(values: Values, node: nodes.In) -> Any:
    type_ = DATATYPES[node.value.type]
    return values.of(node.value).isin([ibis.literal(option, type=type_) for option in node.options])


def _arithmetic(values: Values, node: nodes.Arithmetic) -> Any:
    left, right = (values.of(side).cast("float64") for side in (node.left, node.right))
    return _OPERATORS[node.operator](left, right.nullif(0.0) if node.operator == "/" else right)


def _shift(values: Values, node: nodes.Shift) -> Any:
    when = values.of(node.when)
    if node.type == "date":
        return ibis_calendar.shift_date(when, node.by, node.sign)
    return ibis_calendar.shift(when, node.by, values.frame.zone, node.sign)


def _elapsed(values: Values, node: nodes.Elapsed) -> Any:
    measure = ibis_calendar.years_between if node.measure == "years" else ibis_calendar.days_between
    return measure(values.of(node.start), values.of(node.end))


def _extreme(values: Values, node: nodes.Extreme) -> Any:
    """Engines leave missing values out of the greatest and the least; the language does not."""
    parts = [values.of(part) for part in node.parts]
    best = ibis.greatest(*parts) if node.which == "later" else ibis.least(*parts)
    missing = reduce(or_, (part.isnull() for part in parts))
    return missing.ifelse(ibis.null(DATATYPES[node.type]), best)


def _compare(values: Values, node: nodes.Compare) -> Any:
    return _ORDERS[node.order](values.of(node.left), values.of(node.right))


_EXPRESSIONS: Final[Mapping[type[Node], Callable[[Values, Any], Any]]] = {
    nodes.Given: _given,
    nodes.Column: lambda values, node: values.rows[node.name],
    nodes.Named: lambda values, node: values.of(node.body),
    nodes.Not: lambda values, node: ~values.of(node.part),
    nodes.And: lambda values, node: reduce(and_, map(values.of, node.parts)),
    nodes.Or: lambda values, node: reduce(or_, map(values.of, node.parts)),
    nodes.Compare: _compare,
    nodes.Between: _between,
    nodes.In: _in,
    nodes.StartsWith: lambda values, node: values.of(node.value).startswith(node.prefix),
    nodes.IsMissing: lambda values, node: values.of(node.value).isnull(),
    nodes.Arithmetic: _arithmetic,
    nodes.Shift: _shift,
    nodes.DateOf: lambda values, node: ibis_calendar.local_date(values.of(node.when), values.frame.zone),
    nodes.Elapsed: _elapsed,
    nodes.Extreme: _extreme,
}

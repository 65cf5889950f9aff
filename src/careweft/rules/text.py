"""The canonical text of a rule: one way of writing each tree, which reads back as the same tree."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

from careweft.rules import nodes
from careweft.rules.nodes import Node, Rows
from careweft.rules.types import Duration, Value

_OR, _AND, _NOT, _COMPARE, _SUM, _PRODUCT, _UNARY, _ATOM = range(1, 9)


def text(node: Node) -> str:
    """The canonical text of a node."""
    return _write(node, _OR)


def rows_text(rows: Rows, column: str | None = None) -> str:
    """Rows as an argument: `admission.unit from ready where emergency`."""
    written = rows.name if column is None else f"{rows.name}.{column}"
    if rows.placed:
        written += f" from {rows.start}"
    return written if rows.where is None else f"{written} where {text(rows.where)}"


def value_text(value: Value | Duration, unit: str | None = None) -> str:
    """A value as it stands in a rule."""
    written = _value(value)
    return f"{written} {unit}" if unit else written


def percent_text(share: Decimal) -> str:
    """A percentage: `0.5%`."""
    return f"{share.normalize():f}%"


def _value(value: Value | Duration) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return "'" + value.replace("'", "''") + "'"
        case float():
            return f"{Decimal(repr(value)):f}"
        case datetime():
            return value.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
        case date():
            return value.isoformat()
        case _:
            return str(value)


def _write(node: Node, least: int) -> str:
    """The node's text, in brackets if it binds more loosely than `least`."""
    level, written = _WRITERS[type(node)](node)
    return written if level >= least else f"({written})"


def _literal(node: nodes.Literal_) -> tuple[int, str]:
    negative = isinstance(node.value, int | float) and not isinstance(node.value, bool) and node.value < 0
    return _UNARY if negative else _ATOM, value_text(node.value, node.unit)


def _not(node: nodes.Not) -> tuple[int, str]:
    match node.part:
        case nodes.IsMissing(value=value):
            return _COMPARE, f"{_write(value, _SUM)} is known"
        case nodes.In(value=value) as part:
            return _COMPARE, f"{_write(value, _SUM)} not in {_options(part)}"
        case nodes.InTop(score=score, percent=percent):
            return _COMPARE, f"{score.name} not in top {percent_text(percent)}"
        case part:
            return _NOT, f"not {_write(part, _NOT)}"


def _options(node: nodes.In) -> str:
    return node.codelist or f"({', '.join(value_text(option) for option in node.options)})"


def _in(node: nodes.In) -> tuple[int, str]:
    return _COMPARE, f"{_write(node.value, _SUM)} in {_options(node)}"


def _between(node: nodes.Between) -> tuple[int, str]:
    low, high = _write(node.low, _SUM), _write(node.high, _SUM)
    return _COMPARE, f"{_write(node.value, _SUM)} between {low} and {high}"


def _arithmetic(node: nodes.Arithmetic) -> tuple[int, str]:
    level = _SUM if node.operator in "+-" else _PRODUCT
    return level, f"{_write(node.left, level)} {node.operator} {_write(node.right, level + 1)}"


def _shift(node: nodes.Shift) -> tuple[int, str]:
    return _SUM, f"{_write(node.when, _SUM)} {'+' if node.sign > 0 else '-'} {node.by}"


def _aggregate(node: nodes.Aggregate) -> tuple[int, str]:
    return _call(node.kind, rows_text(node.rows, node.column), *([str(node.window)] if node.window else []))


def _compare(node: nodes.Compare) -> tuple[int, str]:
    return _COMPARE, f"{_write(node.left, _SUM)} {node.order} {_write(node.right, _SUM)}"


def _starts_with(node: nodes.StartsWith) -> tuple[int, str]:
    return _COMPARE, f"{_write(node.value, _SUM)} starts with {value_text(node.prefix)}"


def _call(name: str, *arguments: str) -> tuple[int, str]:
    return _ATOM, f"{name}({', '.join(arguments)})"


_WRITERS: Final[dict[type[Node], Callable[[Any], tuple[int, str]]]] = {
    nodes.Literal_: _literal,
    nodes.Now: lambda node: (_ATOM, "now"),
    nodes.Given: lambda node: (_ATOM, node.name),
    nodes.Column: lambda node: (_ATOM, node.name),
    nodes.Named: lambda node: (_ATOM, node.name),
    nodes.Not: _not,
    nodes.And: lambda node: (_AND, " and ".join(_write(part, _NOT) for part in node.parts)),
    nodes.Or: lambda node: (_OR, " or ".join(_write(part, _AND) for part in node.parts)),
    nodes.Compare: _compare,
    nodes.Between: _between,
    nodes.In: _in,
    nodes.StartsWith: _starts_with,
    nodes.IsMissing: lambda node: (_COMPARE, f"{_write(node.value, _SUM)} is missing"),
    nodes.InTop: lambda node: (_COMPARE, f"{node.score.name} in top {percent_text(node.percent)}"),
    nodes.Arithmetic: _arithmetic,
    nodes.Shift: _shift,
    nodes.DateOf: lambda node: _call("date", text(node.when)),
    nodes.Elapsed: lambda node: _call(f"{node.measure}-between", text(node.start), text(node.end)),
    nodes.Extreme: lambda node: _call(node.which, *map(text, node.parts)),
    nodes.Aggregate: _aggregate,
    nodes.Follows: lambda node: _call("follows", rows_text(node.rows), str(node.within)),
}

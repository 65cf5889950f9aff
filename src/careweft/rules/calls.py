"""What each function of the language means: how its arguments are read, and the node that it makes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from careweft.rules.call import Call
from careweft.rules.errors import Fault, did_you_mean
from careweft.rules.nodes import (
    Aggregate,
    And,
    Arithmetic,
    Column,
    DateOf,
    Elapsed,
    Extreme,
    Follows,
    In,
    IsMissing,
    Kind,
    Literal_,
    Named,
    Node,
    Not,
    Or,
    Rows,
)
from careweft.rules.scope import Scope
from careweft.rules.syntax import Syntax, argument_of, span_of, words_of
from careweft.rules.text import rows_text
from careweft.rules.types import NUMERIC, ORDERED, TIMES, Type


def _counting(call: Call) -> Node:
    rows, _ = call.counted(1, 2).rows(column=False)
    kind: Kind = "count" if call.name == "count" else "any"
    type_: Type = "integer" if kind == "count" else "boolean"
    return Aggregate(kind=kind, rows=rows, window=call.window(), type=type_, span=call.span)


def _days(call: Call) -> Node:
    rows, _ = call.counted(1, 2).rows(column=False)
    if call.scope.vocabulary.tables[rows.table].when[1] is None:
        raise Fault(f"`{rows.name}` has no duration", call.arguments[0].span, expected="rows with a start and an end")
    return Aggregate(kind="days", rows=rows, window=call.window(), type="integer", span=call.span)


_KINDS: Final[Mapping[str, Kind]] = {"first": "first", "last": "last", "sum": "sum", "min": "min", "max": "max"}


def _of_column(call: Call) -> Node:
    rows, column = call.counted(1, 2).rows(column=True)
    type_, kind = call.type_of(rows, column), _KINDS[call.name]
    allowed = {"sum": NUMERIC, "min": ORDERED, "max": ORDERED}.get(kind)
    if allowed is not None and type_ not in allowed:
        span = call.arguments[0].span
        raise Fault(f"`{call.name}` of {type_}", span, expected=f"a column of type {', '.join(sorted(allowed))}")
    unit = dict(rows.units).get(column or "")
    return Aggregate(kind=kind, rows=rows, column=column, window=call.window(), type=type_, unit=unit, span=call.span)


def _distinct(call: Call) -> Node:
    rows, column = call.counted(1, 2).rows(column=True)
    return Aggregate(kind="distinct", rows=rows, column=column, window=call.window(), type="integer", span=call.span)


def _rise(call: Call) -> Node:
    rows, column = call.counted(2, 2).rows(column=None)
    columns, written = call.scope.vocabulary.tables[rows.table].columns, column
    column = column or ("value" if "value" in columns else None)
    if column is None or columns[column] not in NUMERIC:
        raise Fault("`rise` of what is no number", call.arguments[0].span, expected="a column of numbers")
    window, unit, type_ = call.duration(1), dict(rows.units).get(column), columns[column]
    last = Aggregate(kind="last", rows=rows, column=column, window=window, type=type_, unit=unit)
    least = Aggregate(kind="min", rows=rows, column=column, window=window, type=type_, unit=unit)
    body = Arithmetic(operator="-", left=last, right=least, type="number", unit=unit)
    name = f"rise({rows_text(rows, written)}, {window})"
    return Named(name=name, body=body, type="number", unit=unit, span=call.span)


def _missing(call: Call) -> Node:
    rows, _ = call.counted(1, 2).rows(column=False)
    window = call.window()
    body = Not(part=Aggregate(kind="any", rows=rows, window=window))
    name = f"missing({rows_text(rows)}, {window})" if window else f"missing({rows_text(rows)})"
    return Named(name=name, body=body, span=call.span)


def _follows(call: Call) -> Node:
    rows, _ = call.counted(2, 2).rows(column=False)
    if call.scope.row is None:
        raise Fault("`follows` outside `where`", call.span, expected="it in the condition of rows", hint=_FOLLOWS)
    return Follows(rows=rows, within=call.duration(1), span=call.span)


_FOLLOWS: Final = "For example `count(admission where emergency and follows(admission, 30 days), 1 month)`."


def _has(call: Call) -> Node:
    name = _word(call.counted(1, 1), "the name of a codelist")
    known = call.scope.vocabulary.codelists
    if name not in known:
        raise Fault(f"there is no codelist `{name}`", call.arguments[0].span, hint=did_you_mean(name, known))
    options = call.scope.vocabulary.options(name)
    either = tuple(
        In(value=Column(name=column, type="text"), options=options, codelist=name) for column in ("name", "code")
    )
    current = And(parts=(Or(parts=either), IsMissing(value=Column(name="finish", type="instant"))))
    body = Aggregate(kind="any", rows=Rows("condition", "condition", where=current))
    return Named(name=f"has({name})", body=body, span=call.span)


def _risk(call: Call) -> Node:
    node = call.counted(1, 1).value(0)
    known = call.scope.vocabulary.scores
    if not isinstance(node, Literal_) or not isinstance(node.value, str):
        raise Fault(
            "not the name of a score", call.arguments[0].span, expected="a text such as `'emergency-admission'`"
        )
    if node.value not in known:
        span = call.arguments[0].span
        raise Fault(f"there is no risk score `{node.value}`", span, hint=did_you_mean(node.value, known))
    of_name = In(value=Column(name="name", type="text"), options=(node.value,))
    body = Aggregate(kind="last", rows=Rows("risk", "risk", where=of_name), column="score", type="number")
    return Named(name=f"risk('{node.value}')", body=body, type="number", span=call.span)


def _date(call: Call) -> Node:
    node = call.counted(1, 1).value(0)
    if node.type != "instant":
        raise Fault(f"`date` of {node.type}", call.arguments[0].span, expected="an instant")
    return DateOf(when=node, type="date", span=call.span)


def _elapsed(call: Call) -> Node:
    start, end = (_as_date(call.counted(2, 2).value(index)) for index in (0, 1))
    return Elapsed(
        measure="years" if call.name == "years-between" else "days",
        start=start,
        end=end,
        type="integer",
        span=call.span,
    )


def _as_date(node: Node) -> Node:
    if node.type not in TIMES:
        raise Fault(f"a value of type {node.type}", node.span, expected="a date or an instant")
    return node if node.type == "date" else DateOf(when=node, type="date", span=node.span)


def _extreme(call: Call) -> Node:
    parts = tuple(call.counted(2, 20).value(index) for index in range(len(call.arguments)))
    for part in parts:
        if part.type not in TIMES or part.type != parts[0].type:
            raise Fault(f"a value of type {part.type}", part.span, expected="all dates, or all instants")
    which = "later" if call.name == "later" else "earlier"
    return Extreme(which="later" if which == "later" else "earlier", parts=parts, type=parts[0].type, span=call.span)


def _word(call: Call, what: str) -> str:
    argument = call.arguments[0]
    if argument.value.data != "name" or argument.where or argument.placed:
        raise Fault("not a name", argument.span, expected=what)
    phrase = argument.value.children[0]
    assert not isinstance(phrase, str)
    return words_of(phrase)


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the language: how it is written, what it yields, and what that means."""

    usage: str
    yields: str
    means: str
    make: Callable[[Call], Node]


FUNCTIONS: Final[Mapping[str, Function]] = {
    "count": Function("count(rows, window)", "integer", "how many rows there are", _counting),
    "any": Function("any(rows, window)", "boolean", "whether there is a row", _counting),
    "first": Function("first(rows.column, window)", "the column's", "the column of the earliest row", _of_column),
    "last": Function("last(rows.column, window)", "the column's", "the column of the latest row", _of_column),
    "sum": Function("sum(rows.column, window)", "integer or number", "the sum; 0 of no rows", _of_column),
    "min": Function("min(rows.column, window)", "the column's", "the least value", _of_column),
    "max": Function("max(rows.column, window)", "the column's", "the greatest value", _of_column),
    "distinct": Function("distinct(rows.column, window)", "integer", "how many different values there are", _distinct),
    "days": Function("days(rows, window)", "integer", "midnights that the rows span within the window", _days),
    "has": Function("has(codelist)", "boolean", "whether a condition of the list is current", _has),
    "risk": Function("risk('score')", "number", "the latest risk score of that name", _risk),
    "rise": Function("rise(rows, window)", "number", "the latest value less the least in the window", _rise),
    "missing": Function("missing(rows, window)", "boolean", "whether there is no row", _missing),
    "follows": Function(
        "follows(rows, duration)",
        "boolean",
        "of a row: whether another record of `rows` ended within the duration before this one began",
        _follows,
    ),
    "date": Function("date(instant)", "date", "the calendar date in the place's zone", _date),
    "days-between": Function("days-between(from, to)", "integer", "calendar days from one date to another", _elapsed),
    "years-between": Function("years-between(from, to)", "integer", "whole years from one date to another", _elapsed),
    "later": Function("later(a, b, …)", "date or instant", "the latest; missing if one is", _extreme),
    "earlier": Function("earlier(a, b, …)", "date or instant", "the earliest; missing if one is", _extreme),
}
"""Every function by name. The window, where there is one, may be left out: then it is all that has happened."""


def called(scope: Scope, syntax: Syntax) -> Node:
    """The node of a call."""
    phrase, *given = syntax.children
    assert not isinstance(phrase, str)
    name = words_of(phrase)
    if name not in FUNCTIONS:
        raise Fault(f"there is no function `{name}`", span_of(phrase), hint=did_you_mean(name, FUNCTIONS))
    arguments = tuple(
        argument_of(argument) for argument in given if argument is not None and not isinstance(argument, str)
    )
    return FUNCTIONS[name].make(Call(scope, name, FUNCTIONS[name].usage, arguments, span_of(syntax)))

"""Many rows made one value, in memory: which rows a name, a condition and a window choose, and what becomes of them."""

from collections.abc import Callable
from math import floor
from typing import Any, Final, TypeAlias

from careweft.rules.calendar import local_date
from careweft.rules.moment import Moment, Seen
from careweft.rules.nodes import Aggregate, Kind, Rows
from careweft.rules.types import Duration, Value

Chosen: TypeAlias = Callable[[Moment], list[Seen]]
"""The rows that satisfy a condition, at whatever time."""

MILLIONTHS: Final = 1e6
LARGEST: Final = 9e12
"""Doubles are summed in whole millionths, so that the order does not matter; what is beyond this is missing."""


def chosen(rows: Rows, condition: Callable[[Moment, Seen | None], Value | None] | None) -> Chosen:
    """The rows of a name and its conditions, each placed in time by the column that the rule says."""
    table, start = rows.table, rows.start

    def choose(moment: Moment) -> list[Seen]:
        seen = moment.rows(table)
        if start is not None:
            seen = [Seen(when, row.record, row.columns) for row in seen if (when := row.columns.get(start)) is not None]
        return seen if condition is None else [row for row in seen if condition(moment, row) is True]

    return choose


def aggregate(node: Aggregate, rows: Chosen) -> Callable[[Moment], Value | None]:
    """The one value of the rows within the node's window."""
    if node.kind == "days":
        return lambda moment: sum(_nights(row, node, moment) for row in rows(moment))
    window, column = node.window, node.column
    make = _sum_of_doubles if node.kind == "sum" and node.type == "number" else _MAKERS[node.kind]

    return lambda moment: make(_within(rows(moment), window, moment), column)


def counted(node: Aggregate, rows: Chosen, moment: Moment) -> list[Seen]:
    """The rows that the value was made of, the earliest first."""
    found = rows(moment)
    if node.kind == "days":
        found = [row for row in found if _nights(row, node, moment)]
    else:
        found = _within(found, node.window, moment)
    found.sort(key=lambda row: (row.started, row.record))
    return {"first": found[:1], "last": found[-1:]}.get(node.kind, found)


def _within(rows: list[Seen], window: Duration | None, moment: Moment) -> list[Seen]:
    if window is None:
        return list(rows)
    start, end = moment.back(window), moment.at
    return [row for row in rows if start <= row.started < end]


def _nights(row: Seen, node: Aggregate, moment: Moment) -> int:
    """Midnights of the place that the row spans: the days from its first date to its last, both within the window."""
    finish = row.columns.get(moment.tables[node.rows.table].when[1] or "")
    start = row.started if node.window is None else max(row.started, moment.back(node.window))
    end = moment.at if finish is None else min(finish, moment.at)
    return (local_date(end, moment.zone) - local_date(start, moment.zone)).days if start < end else 0


def _pick(last: bool) -> Callable[[list[Seen], str | None], Value | None]:
    """The column of the first or last row by start, then record; of several of one record, the least or greatest."""
    best: Callable[..., Any] = max if last else min

    def pick(rows: list[Seen], column: str | None) -> Value | None:
        keys = [(row.started, row.record, _known_first(row.columns.get(column or ""), last)) for row in rows]
        if not keys:
            return None
        value: Value | None = best(keys)[2][1]
        return value

    return pick


def _known_first(value: Any, last: bool) -> tuple[bool, Any]:
    return (value is not None) is last, value


def _values(rows: list[Seen], column: str | None) -> list[Any]:
    return [value for row in rows if (value := row.columns.get(column or "")) is not None]


def _sum_of_doubles(rows: list[Seen], column: str | None) -> Value:
    values = (value for value in _values(rows, column) if abs(value) < LARGEST)
    return float(sum(floor(value * MILLIONTHS + 0.5) for value in values)) / MILLIONTHS


def _least(rows: list[Seen], column: str | None) -> Value | None:
    return min(_values(rows, column), default=None)


def _greatest(rows: list[Seen], column: str | None) -> Value | None:
    return max(_values(rows, column), default=None)


_MAKERS: Final[dict[Kind, Callable[[list[Seen], str | None], Value | None]]] = {
    "count": lambda rows, column: len(rows),
    "any": lambda rows, column: bool(rows),
    "first": _pick(last=False),
    "last": _pick(last=True),
    "sum": lambda rows, column: sum(_values(rows, column)),
    "min": _least,
    "max": _greatest,
    "distinct": lambda rows, column: len(set(_values(rows, column))),
}

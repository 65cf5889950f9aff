"""Many rows made one value, in memory: which rows a name, a condition and a window choose, and what becomes of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from math import floor
from typing import Any, Final

from careweft.rules.calendar import local_date
from careweft.rules.moment import Moment, Seen
from careweft.rules.nodes import Aggregate, Kind, Rows
from careweft.rules.types import Duration, Value

MILLIONTHS: Final = 1e6
LARGEST: Final = 9e12
"""Doubles are summed in whole millionths, so that the order does not matter; what is beyond this is missing."""


@dataclass(frozen=True)
class Chosen:
    """The rows of a name that satisfy its conditions, each placed in time by the column that the rule says."""

    rows: Rows
    condition: Callable[[Moment, Seen | None], Value | None] | None

    def within(self, moment: Moment, window: Duration | None) -> list[Seen]:
        """Those that began in the window that ends at the as-at instant; all of them without one."""
        start = None if window is None else moment.back(window)
        rows = self._placed(moment, start)
        if start is not None:
            rows = [row for row in rows if start <= row.started < moment.at]
        return [row for row in rows if self._holds(moment, row)]

    def spanning(self, moment: Moment, node: Aggregate) -> list[tuple[Seen, int]]:
        """Those that span midnights of the place within the node's window, and how many."""
        nights = ((row, _nights(row, node, moment)) for row in self._placed(moment, None))
        return [(row, count) for row, count in nights if count and self._holds(moment, row)]

    def _placed(self, moment: Moment, since: datetime | None) -> list[Seen]:
        start = self.rows.start
        if start is None:
            return moment.rows(self.rows.table, since)
        seen = moment.rows(self.rows.table)
        return [Seen(when, row.record, row.columns) for row in seen if (when := row.columns.get(start)) is not None]

    def _holds(self, moment: Moment, row: Seen) -> bool:
        return self.condition is None or self.condition(moment, row) is True


def aggregate(node: Aggregate, chosen: Chosen) -> Callable[[Moment], Value | None]:
    """The one value of the rows within the node's window."""
    if node.kind == "days":
        return lambda moment: sum(nights for _, nights in chosen.spanning(moment, node))
    window, column = node.window, node.column
    make = _sum_of_doubles if node.kind == "sum" and node.type == "number" else _MAKERS[node.kind]
    return lambda moment: make(chosen.within(moment, window), column)


def counted(node: Aggregate, chosen: Chosen, moment: Moment) -> list[Seen]:
    """The rows that the value was made of, the earliest first."""
    days = node.kind == "days"
    found = [row for row, _ in chosen.spanning(moment, node)] if days else chosen.within(moment, node.window)
    ordered = sorted(found, key=lambda row: (row.started, row.record))
    return {"first": ordered[:1], "last": ordered[-1:]}.get(node.kind, ordered)


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

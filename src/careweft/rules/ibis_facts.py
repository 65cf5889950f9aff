"""A population's fact tables as they were to be seen at an instant: `careweft.rules.moment`, as Ibis expressions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Final

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from careweft.base.errors import BadInput
from careweft.facts.catalogue import Table
from careweft.rules.calendar import local_date, shift
from careweft.rules.catalogue import ONE_ROW, UNFINISHED
from careweft.rules.ibis_calendar import UTC_TIME
from careweft.rules.moment import FOREVER
from careweft.rules.types import Duration, Type

DATATYPES: Final[Mapping[Type, dt.DataType]] = {
    "text": dt.string,
    "integer": dt.int64,
    "number": dt.float64,
    "boolean": dt.boolean,
    "date": dt.date,
    "instant": UTC_TIME,
}
BEGAN: Final = "began_"
"""The column that places a seen row in time."""


@dataclass
class Frame:
    """The tables of a population, and the instants that they are seen at."""

    tables: Mapping[str, ir.Table]
    catalogue: Mapping[str, Table]
    at: datetime
    known_at: datetime | None
    zone: str
    _seen: dict[tuple[str, str | None], ir.Table] = field(default_factory=dict)

    def seen(self, name: str, start: str | None = None) -> ir.Table:
        """The rows of a table that are seen, placed by `start` or by the table's own."""
        if (name, start) not in self._seen:
            rows = self._hidden(self._happened(self._known(self._given(name)), name), name)
            if start is not None:
                rows = rows.mutate(**{BEGAN: rows[start]}).filter(ibis._[BEGAN].notnull())
            self._seen[name, start] = rows
        return self._seen[name, start]

    def instant(self, when: datetime) -> ir.Value:
        """An instant as a literal."""
        return ibis.literal(when, type=UTC_TIME)

    @property
    def date(self) -> date:
        """The as-at date in the place's zone."""
        return local_date(self.at, self.zone)

    def back(self, window: Duration) -> datetime:
        """The start of a window that ends at the as-at instant."""
        return shift(self.at, window, self.zone, -1)

    def _given(self, name: str) -> ir.Table:
        if name not in self.tables:
            raise BadInput(f"the table `{name}` is not given", expected=f"it, with {', '.join(_COMMON)}")
        columns: dict[str, Type] = {**_COMMON, **self.catalogue[name].columns}
        given = self.tables[name]
        schema = given.schema()
        for column, type_ in columns.items():
            if column not in schema or not _fits(schema[column], type_):
                found = f"is {schema[column]}" if column in schema else "is not there"
                raise BadInput(f"`{column}` {found}", where=f"table `{name}`", expected=str(DATATYPES[type_]))
        return given.select(**{column: _cast(given[column], type_) for column, type_ in columns.items()})

    def _known(self, rows: ir.Table) -> ir.Table:
        now = rows.known_to.isnull() | (rows.known_to >= self.instant(datetime(FOREVER, 1, 1, tzinfo=UTC)))
        if self.known_at is None:
            return rows.filter(now)
        known_at = self.instant(self.known_at)
        since = rows.known_from.isnull() | (rows.known_from <= known_at)
        return rows.filter(since & (now | (rows.known_to > known_at)))

    def _happened(self, rows: ir.Table, name: str) -> ir.Table:
        record = rows.record.fill_null("")
        if name == ONE_ROW:
            today = ibis.literal(self.date)
            rows = rows.filter(rows.birth_date.isnull() | (rows.birth_date <= today))
            return rows.mutate(**{BEGAN: rows.known_from.fill_null(self.instant(_LONG_AGO)), "record": record})
        began = ibis.coalesce(rows[self.catalogue[name].when[0]], rows.known_from)
        return rows.mutate(**{BEGAN: began, "record": record}).filter(ibis._[BEGAN] <= self.instant(self.at))

    def _hidden(self, rows: ir.Table, name: str) -> ir.Table:
        table, at = self.catalogue[name], self.instant(self.at)
        later = [column for column, type_ in table.columns.items() if type_ == "instant" and column != table.when[0]]
        changes: dict[str, Any] = {
            column: (rows[column] > at).ifelse(ibis.null(UTC_TIME), rows[column]) for column in later
        }
        if table.when[1] is not None:
            unfinished = (rows[table.when[1]] > at).fill_null(False)
            for column, instead in UNFINISHED.get(name, {}).items():
                other = ibis.null("string") if instead is None else rows[column].substitute(dict(instead))
                changes[column] = unfinished.ifelse(other, rows[column])
        return rows.mutate(**changes)


_COMMON: Final[Mapping[str, Type]] = {
    "person_id": "integer",
    "record": "text",
    "known_from": "instant",
    "known_to": "instant",
}
_LONG_AGO: Final = datetime(1, 1, 1, tzinfo=UTC)


def _fits(found: dt.DataType, type_: Type) -> bool:
    match type_:
        case "integer":
            return bool(found.is_integer())
        case "number":
            return bool(found.is_numeric())
        case "instant":
            return bool(found.is_timestamp()) and found.timezone is not None
        case _:
            return type(found) is type(DATATYPES[type_])


def _cast(column: ir.Value, type_: Type) -> ir.Value:
    return column.cast(DATATYPES[type_]) if type_ in {"integer", "number"} else column

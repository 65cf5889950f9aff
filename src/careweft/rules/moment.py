"""One person's facts as they were to be seen at an instant, by what was known at another: what the engines start from.

A row is seen if it was known (`known_from` <= known-at < `known_to`; without a known-at, if it is known now) and had
happened by the as-at instant (its start is at or before it; a row without a start happened, as far as can be said, when
it came to be known; the row of a person is seen from the birth date on). Of a row that is seen, times after the as-at
instant are missing, and a row whose end is among them is seen as unfinished (`catalogue.UNFINISHED`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias, TypeVar

from careweft.base.errors import BadInput
from careweft.facts.catalogue import Table
from careweft.rules.calendar import local_date, shift
from careweft.rules.catalogue import ONE_ROW, UNFINISHED
from careweft.rules.types import Duration

Facts: TypeAlias = Mapping[str, Sequence[Mapping[str, Any]]]
"""One person's rows by table: the catalogue's columns, with `record`, `known_from` and `known_to`."""

FOREVER: Final = 9999
"""The year that stands for 'infinity' in `known_to`."""

_T = TypeVar("_T")


@dataclass(slots=True)
class Seen:
    """A row as it is seen: when it began, which record it came from, and its columns."""

    started: datetime
    record: str
    columns: Mapping[str, Any]


@dataclass(slots=True)
class Moment:
    """A person's facts as at `at`, as known at `known_at` (None: as known now), with what is given beside them."""

    facts: Facts
    at: datetime
    known_at: datetime | None
    event: Mapping[str, Any] | None
    tables: Mapping[str, Table]
    zone: str
    _kept: dict[Any, Any] = field(default_factory=dict)

    def keep(self, key: Any, make: Callable[[], _T]) -> _T:
        """What `make` yields, made once for this moment."""
        if key not in self._kept:
            self._kept[key] = make()
        kept: _T = self._kept[key]
        return kept

    def rows(self, table: str, since: datetime | None = None) -> list[Seen]:
        """The rows of a table that are seen; those that began at `since` or later, if it is given."""
        return self.keep((table, since), lambda: self._rows(table, since))

    def back(self, window: Duration) -> datetime:
        """The start of a window that ends at the as-at instant."""
        return self.keep(window, lambda: shift(self.at, window, self.zone, -1))

    def _rows(self, name: str, since: datetime | None) -> list[Seen]:
        if name == ONE_ROW:
            return self._person()
        table, at = self.tables[name], self.at
        start, hides = table.when[0], _hider(table)
        found = []
        for row in self.facts.get(name, ()):
            began = row.get(start) or row.get("known_from")
            if began is None or began > at or (since is not None and began < since) or not self._known(row):
                continue
            found.append(Seen(began, row.get("record") or "", hides(row, at)))
        return found

    def _person(self) -> list[Seen]:
        today = local_date(self.at, self.zone)
        hides = _hider(self.tables[ONE_ROW])
        return [
            Seen(row.get("known_from") or _LONG_AGO, row.get("record") or "", hides(row, self.at))
            for row in self.facts.get(ONE_ROW, ())
            if self._known(row) and (row.get("birth_date") is None or row["birth_date"] <= today)
        ]

    def _known(self, row: Mapping[str, Any]) -> bool:
        since, until = row.get("known_from"), row.get("known_to")
        if self.known_at is None:
            return until is None or until.year >= FOREVER
        if since is not None and since > self.known_at:
            return False
        return until is None or until.year >= FOREVER or until > self.known_at


_LONG_AGO: Final = datetime(1, 1, 1, tzinfo=UTC)


def utc(when: datetime, name: str) -> datetime:
    """The instant in UTC. Raises `BadInput` for a time without a zone."""
    if when.tzinfo is None:
        raise BadInput(f"`{name}` is a time without a zone", expected="an aware datetime")
    return when.astimezone(UTC)


def _hider(table: Table) -> Callable[[Mapping[str, Any], datetime], Mapping[str, Any]]:
    """What hides the future of a table's rows."""
    later = tuple(name for name, type_ in table.columns.items() if type_ == "instant" and name != table.when[0])
    end, changes = table.when[1], UNFINISHED.get(table.name, {})

    def hide(row: Mapping[str, Any], at: datetime) -> Mapping[str, Any]:
        hidden = [name for name in later if (value := row.get(name)) is not None and value > at]
        if not hidden:
            return row
        columns = dict(row) | dict.fromkeys(hidden)
        if end in hidden:
            for name, instead in changes.items():
                columns[name] = None if instead is None else instead.get(columns.get(name, ""), columns.get(name))
        return columns

    return hide

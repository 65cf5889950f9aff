"""From one FHIR resource to its fact rows: the views of its type, shaped and typed as the catalogue says. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final
from zoneinfo import ZoneInfo

import orjson

from careweft.facts.catalogue import TABLES, Table, Type
from careweft.facts.shape import SHAPES
from careweft.facts.times import day, instant
from careweft.facts.view import View, compile_view

Values = tuple[Any, ...]
"""A fact row's own columns, in the order of its table."""
Rows = Mapping[str, tuple[Values, ...]]
"""The fact rows of one resource, by table; a table that it has none in is absent."""

PATIENT: Final = Table(
    "patient",
    {
        "source": "text",
        "active": "boolean",
        "birth_date": "date",
        "sex": "text",
        "deceased": "boolean",
        "died": "instant",
        "organisation": "text",
        "practice": "text",
        "registered": "instant",
        "postcode": "text",
        "moved": "instant",
    },
    ("registered", None),
)
"""What each source's own Patient says. Not a fact table: `person` and `registration` are chosen from it."""

LEAVE: Final = Table(
    "leave",
    {
        "number": "integer",
        "class": "text",
        "organisation": "text",
        "unit": "text",
        "start": "instant",
        "finish": "instant",
        "returned": "boolean",
    },
    ("start", "finish"),
)
"""Leaves of absence within a stay. Not kept: events are told from it."""

STORED: Final[Mapping[str, Table]] = {**TABLES, PATIENT.name: PATIENT}
"""Every table that is kept in the database."""

DERIVED_FROM: Final[Mapping[str, Table]] = {**STORED, LEAVE.name: LEAVE}
"""Every table that views make from single records."""

NOTHING: Final[Rows] = {}

_Convert = Callable[[Any, ZoneInfo], Any]
_CONVERT: Final[Mapping[Type, _Convert]] = {
    "text": lambda value, _: str(value),
    "integer": lambda value, _: round(value),
    "number": lambda value, _: float(value),
    "boolean": lambda value, _: bool(value),
    "date": lambda value, _: day(value),
    "instant": instant,
}


def _end(value: Any, zone: ZoneInfo) -> Any:
    return instant(value, zone, end=True)


@dataclass(frozen=True)
class _Filler:
    """Fills one table from one view."""

    table: str
    view: View
    converters: tuple[tuple[str, _Convert], ...]

    def fill(self, resource: Mapping[str, Any], zone: ZoneInfo) -> list[Values]:
        shape = SHAPES[self.table]
        return [self._typed(shaped, zone) for row in self.view.rows(resource) for shaped in shape(row, zone)]

    def _typed(self, row: Mapping[str, Any], zone: ZoneInfo) -> Values:
        return tuple(
            None if (value := row[column]) is None else convert(value, zone) for column, convert in self.converters
        )


@cache
def _fillers() -> Mapping[str, tuple[_Filler, ...]]:
    """The fillers of each resource type, from every view in `views/`."""
    found: dict[str, list[_Filler]] = {}
    for view in views():
        table = DERIVED_FROM[view.name]
        ends = table.when[1]
        converters = tuple((name, _end if name == ends else _CONVERT[kind]) for name, kind in table.columns.items())
        found.setdefault(view.resource, []).append(_Filler(table.name, view, converters))
    return {resource: tuple(fillers) for resource, fillers in found.items()}


def views() -> list[View]:
    """The ViewDefinitions of this room, compiled, in the order of their file names."""
    folder = files("careweft.facts") / "views"
    entries = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".json")), key=lambda e: e.name)
    return [compile_view(orjson.loads(entry.read_bytes()), where=entry.name) for entry in entries]


def types() -> Iterable[str]:
    """The resource types that facts are made from."""
    return _fillers().keys()


def tables_of(resource_type: str) -> list[str]:
    """The tables that are kept of resources of a type."""
    fillers = _fillers().get(resource_type, ())
    return list(dict.fromkeys(filler.table for filler in fillers if filler.table in STORED))


def flatten(resource: Mapping[str, Any] | None, zone: ZoneInfo) -> Rows:
    """The fact rows of a resource; none for None."""
    if resource is None:
        return NOTHING
    rows: dict[str, tuple[Values, ...]] = {}
    for filler in _fillers().get(resource.get("resourceType", ""), ()):
        if found := filler.fill(resource, zone):
            rows[filler.table] = rows.get(filler.table, ()) + tuple(found)
    return rows

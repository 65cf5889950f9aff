"""Composite parameters: index rows for elements that repeat, whose parts must be found in one and the same element.

A composite of the resource itself (an Observation's code and value) has no rows: its parts are found by their own.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import product
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from careweft.fhir.references import parse
from careweft.fhir.search.parameters import Parameter, parameters
from careweft.fhir.search.readers import DATES, NUMBERS, TOKENS, Resource, reader_of
from careweft.fhir.search.values import MAX_TEXT, key

Read = tuple[Callable[[Any], list[Any]], Any]
_READERS: Mapping[str, Mapping[str, Any]] = {
    "token": TOKENS, "number": NUMBERS, "quantity": NUMBERS, "date": DATES, "reference": {},
}  # fmt: skip


class Row(NamedTuple):
    """One index row: its hash and, but for a token, the values of its table."""

    kind: str
    hash: int
    values: tuple[Any, ...]


class _Piece(NamedTuple):
    """One part of an element: its kind, how to find it, and whether in the whole resource."""

    kind: str
    reads: tuple[Read, ...]
    whole: bool


class Element(NamedTuple):
    """The elements of one path and what is found in each."""

    type: str
    path: str
    find: Callable[[Any], list[Any]]
    pieces: tuple[_Piece, ...]

    def rows(self, resource: Resource, zone: ZoneInfo) -> Iterator[Row]:
        """The index rows of a resource's elements."""
        for element in self.find(resource):
            values = [list(_values(piece, resource if piece.whole else element, zone)) for piece in self.pieces]
            for chosen in product(*values):
                yield self._row(chosen)

    def _row(self, chosen: tuple[Any, ...]) -> Row:
        """Texts come first and are hashed together; of two numbers, the one is the low end and the other the high."""
        texts = [value for value in chosen if isinstance(value, str)]
        rest = [value for value in chosen if not isinstance(value, str)]
        hash_ = key(self.type, self.path, *texts)
        if not rest:
            return Row("token", hash_, ())
        kind = self.pieces[-1].kind
        first, last = rest[0], rest[-1]
        return Row("number" if kind == "quantity" else kind, hash_, (first[0], last[1], *last[2:]))


@cache
def elements(type_: str) -> tuple[Element, ...]:
    """The repeating elements of a type's composites, each path once."""
    found: dict[str, Element] = {}
    for parameter in parameters(type_).values():
        for branch in parameter.branches:
            if branch.find is not None:
                pieces = tuple(map(_piece, branch.components, branch.whole))
                found[branch.path] = Element(type_, branch.path, branch.find, pieces)
    return tuple(found.values())


def _piece(part: Parameter, whole: bool) -> _Piece:
    readers = _READERS[part.kind]
    reads = [(one.find, reader_of(readers, one.type)) for one in part.parts]
    return _Piece(part.kind, tuple(r for r in reads if r[1] is not None or part.kind == "reference"), whole)


def _values(piece: _Piece, element: Any, zone: ZoneInfo) -> Iterator[Any]:
    for find, reader in piece.reads:
        for value in find(element):
            match piece.kind:
                case "reference":
                    yield from reference_texts(value.get("reference", "") if isinstance(value, dict) else value)
                case "date":
                    yield from reader(zone, value)
                case _:
                    yield from reader(value)


def reference_texts(text: str) -> Iterator[str]:
    """How a reference is written in a composite: as `Type/id` where it is one, else as it is."""
    known = parse(text)
    if text:
        yield (f"{known[0]}/{known[1]}" if known else text)[:MAX_TEXT]

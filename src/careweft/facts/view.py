"""SQL-on-FHIR ViewDefinitions compiled to Python functions.

Implements the ViewDefinition of SQL on FHIR v2 (https://sql-on-fhir.org/ig): `resource`, `constant`, `where`, and
`select` with `column` (path, name, type, collection), nested `select`, `forEach`, `forEachOrNull`, `repeat` and
`unionAll`, and %rowIndex as the whole path of a column. A view is compiled once; running it costs what its paths cost.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Final, TypeVar

from careweft.base.errors import BadInput
from careweft.facts.constant import with_constants
from careweft.fhir.fhirpath import compile_condition, compile_path, type_of

Node = Any
"""A JSON value within a resource (or the resource itself)."""
Row = dict[str, Any]
Path = Callable[[Any], list[Any]]
_T = TypeVar("_T")
Rows = Callable[[Node, int], list[Row]]
"""The rows of a node that is the n-th of those iterated over."""

_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_ITERATIONS: Final = ("forEach", "forEachOrNull", "repeat")
_SELECT_PARTS: Final = {"column", "select", "unionAll", *_ITERATIONS, "id", "extension"}


@dataclass(frozen=True)
class Column:
    """One column of a view, as declared: `type` is the FHIR type named there, if any; `indexed` says %rowIndex."""

    name: str
    type: str | None
    collection: bool
    indexed: bool

    @property
    def nothing(self) -> Any:
        """Its value in the row of a forEachOrNull that finds nothing."""
        return [] if self.collection else 0 if self.indexed else None


@dataclass(frozen=True)
class View:
    """A compiled view: `rows(resource)` gives its rows, and none for a resource that it is not about."""

    name: str
    resource: str
    columns: tuple[Column, ...]
    rows: Callable[[Mapping[str, Any]], list[Row]]


@dataclass(frozen=True)
class _Select:
    columns: tuple[Column, ...]
    rows: Rows


def compile_view(definition: Mapping[str, Any], *, where: str = "ViewDefinition") -> View:
    """Compile a ViewDefinition.

    `where` names the file for error messages. Raises BadInput where the definition is not a valid one. The view's
    `rows` raises BadInput where a `where` path does not give a boolean, or a column that is not declared a
    collection has more than one value.
    """
    resource = definition.get("resource")
    if not isinstance(resource, str) or not resource:
        raise BadInput("no resource type is named", where=where, expected='"resource": a FHIR resource type')
    compiler = _Compiler(definition, resource)
    top = compiler.all_of(_list(definition, "select", where), f"{where}: select", resource)
    _check_names(top.columns, where)
    conditions = compiler.conditions(definition.get("where", []), where)

    def rows(node: Mapping[str, Any]) -> list[Row]:
        if node.get("resourceType") != resource or not all(condition(node) for condition in conditions):
            return []
        return top.rows(node, 0)

    return View(definition.get("name", ""), resource, top.columns, rows)


class _Compiler:
    """Compiles the parts of one definition, whose constants its paths may name."""

    def __init__(self, definition: Mapping[str, Any], resource: str) -> None:
        self._constants: Sequence[Mapping[str, Any]] = definition.get("constant", [])
        self._resource = resource

    def path(self, expression: Any, where: str, of: str | None) -> Path:
        """A path from a value of a type, None where that is not known."""
        return self._compiled(expression, where, lambda full: compile_path(full, resource_type=of))

    def type_of(self, expression: Any, where: str, of: str | None) -> str | None:
        """The type of what such a path leads to."""
        return self._compiled(expression, where, lambda full: type_of(full, of))

    def _compiled(self, expression: Any, where: str, how: Callable[[str], _T]) -> _T:
        if not isinstance(expression, str) or not expression:
            raise BadInput(f"{expression!r} is not a path", where=where, expected="a FHIRPath expression")
        full = with_constants(expression, self._constants, where)
        try:
            return how(full)
        except Exception as wrong:
            raise BadInput(f"the path {expression!r} cannot be compiled ({wrong})", where=where) from wrong

    def conditions(self, specs: Sequence[Mapping[str, Any]], where: str) -> list[Callable[[Node], bool]]:
        return [self._condition(spec, f"{where}: where[{i}]") for i, spec in enumerate(specs)]

    def _condition(self, spec: Mapping[str, Any], where: str) -> Callable[[Node], bool]:
        path = self.path(spec.get("path"), where, self._resource)
        quick = self._compiled(spec.get("path"), where, lambda full: compile_condition(full, self._resource))

        def holds(node: Node) -> bool:
            found = path(node)
            if found and (len(found) > 1 or not isinstance(found[0], bool)):
                raise BadInput("the condition is not a boolean", where=where, expected="true, false or nothing")
            return bool(found and found[0])

        return quick or holds

    def all_of(self, specs: Sequence[Any], where: str, of: str | None) -> _Select:
        return _joined([self.select(spec, f"{where}[{i}]", of) for i, spec in enumerate(specs)])

    def select(self, spec: Any, where: str, of: str | None) -> _Select:
        if not isinstance(spec, Mapping):
            raise BadInput("this is not a select", where=where, expected="an object with column, select or unionAll")
        if unknown := spec.keys() - _SELECT_PARTS:
            raise BadInput(f"{min(unknown)!r} is not part of a select", where=where)
        named = [key for key in _ITERATIONS if key in spec]
        if len(named) > 1:
            raise BadInput(f"{' and '.join(named)} stand together", where=where, expected="at most one of them")
        inside = self._inside(named, spec, where, of) if named else of
        parts = []
        if "column" in spec:
            parts.append(self._columns(spec["column"], f"{where}.column", inside))
        if "select" in spec:
            parts.append(self.all_of(_list(spec, "select", where), f"{where}.select", inside))
        if "unionAll" in spec:
            parts.append(self._union(_list(spec, "unionAll", where), f"{where}.unionAll", inside))
        body = _joined(parts)
        return self._iterated(named[0], spec[named[0]], body, where, of) if named else body

    def _inside(self, named: Sequence[str], spec: Mapping[str, Any], where: str, of: str | None) -> str | None:
        """The type of what is iterated over; of what is repeated, steps may lead from any to any."""
        return None if named[0] == "repeat" else self.type_of(spec[named[0]], f"{where}.{named[0]}", of)

    def _columns(self, specs: Sequence[Mapping[str, Any]], where: str, of: str | None) -> _Select:
        columns, paths = [], []
        for i, spec in enumerate(specs):
            name = spec.get("name", "")
            if not isinstance(name, str) or not _NAME.fullmatch(name):
                raise BadInput(
                    f"{name!r} is not a column name", where=f"{where}[{i}]", expected="letters, digits and _"
                )
            indexed = spec.get("path") == "%rowIndex"
            columns.append(Column(name, spec.get("type"), bool(spec.get("collection", False)), indexed))
            paths.append(None if indexed else self.path(spec.get("path"), f"{where}[{i}]", of))
        plan = list(zip(columns, paths, strict=True))

        def rows(node: Node, n: int) -> list[Row]:
            return [{column.name: _value(path(node), column, where) if path else n for column, path in plan}]

        return _Select(tuple(columns), rows)

    def _union(self, specs: Sequence[Any], where: str, of: str | None) -> _Select:
        branches = [self.select(spec, f"{where}[{i}]", of) for i, spec in enumerate(specs)]
        first = branches[0].columns
        for i, branch in enumerate(branches):
            if [(c.name, c.collection) for c in branch.columns] != [(c.name, c.collection) for c in first]:
                raise BadInput(
                    "its columns differ from those of the first branch",
                    where=f"{where}[{i}]",
                    expected=", ".join(column.name for column in first),
                )
        return _Select(first, lambda node, n: [row for branch in branches for row in branch.rows(node, n)])

    def _iterated(self, kind: str, expression: Any, body: _Select, where: str, of: str | None) -> _Select:
        here = f"{where}.{kind}"
        if kind == "repeat":
            paths = [self.path(each, here, None) for each in expression]
            return _Select(body.columns, lambda node, _: _each(_descend(node, paths), body))
        path = self.path(expression, here, of)
        if kind == "forEach":
            return _Select(body.columns, lambda node, _: _each(path(node), body))
        nothing: Row = {column.name: column.nothing for column in body.columns}
        return _Select(body.columns, lambda node, _: _each(found, body) if (found := path(node)) else [dict(nothing)])


def _each(nodes: Iterable[Node], body: _Select) -> list[Row]:
    return [row for n, node in enumerate(nodes) for row in body.rows(node, n)]


def _descend(node: Node, paths: Sequence[Path]) -> Iterator[Node]:
    for path in paths:
        for child in path(node):
            yield child
            yield from _descend(child, paths)


def _joined(parts: Sequence[_Select]) -> _Select:
    """Sibling selects are cross joined."""
    if len(parts) == 1:
        return parts[0]
    columns = tuple(column for part in parts for column in part.columns)

    def rows(node: Node, n: int) -> list[Row]:
        found: list[Row] = []
        for together in product(*(part.rows(node, n) for part in parts)):
            row: Row = {}
            for piece in together:
                row.update(piece)
            found.append(row)
        return found

    return _Select(columns, rows)


def _value(found: list[Any], column: Column, where: str) -> Any:
    if column.collection:
        return found
    if len(found) > 1:
        raise BadInput(f"column {column.name} has {len(found)} values", where=where, expected="at most one")
    return found[0] if found else None


def _check_names(columns: Sequence[Column], where: str) -> None:
    seen: set[str] = set()
    for column in columns:
        if column.name in seen:
            raise BadInput(f"column {column.name} appears twice", where=where, expected="each column once")
        seen.add(column.name)


def _list(spec: Mapping[str, Any], key: str, where: str) -> Sequence[Any]:
    value = spec.get(key)
    if not isinstance(value, list) or not value:
        raise BadInput(f"{key} is missing or empty", where=where, expected=f'"{key}": a list of at least one')
    return value

"""What a search is sorted by, and the place in that order where a page ends.

Every key is text, number, instant or rank and never null: a resource without a value comes first, and last when the
order is descending. Of several values the least counts when ascending, the greatest when descending.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from careweft.base.errors import BadInput
from careweft.fhir.definitions import codes
from careweft.fhir.invalid import UnsupportedError
from careweft.fhir.search.dates import is_clinical
from careweft.fhir.search.parameters import Parameter, parameters
from careweft.fhir.search.sql import Arguments, equals
from careweft.fhir.search.values import key

MAX_KEYS: Final = 4
JOIN: Final = " JOIN fhir.resource v ON v.person_id = {t}.person_id AND v.rid = {t}.rid AND v.clinical = {t}.at"
SORTED: Final = frozenset({"string", "uri", "date", "number", "quantity", "token"})


class Sort(NamedTuple):
    """One key of the order: `_id`, `_lastUpdated` or a parameter."""

    name: str
    descending: bool
    parameter: Parameter | None

    @property
    def cast(self) -> str:
        """The SQL type of its values."""
        if self.parameter is None:
            return "timestamptz" if self.name == "_lastUpdated" else 'text COLLATE "C"'
        match self.parameter.kind:
            case "date":
                return "timestamptz"
            case "number" | "quantity":
                return "float8"
            case "token" if ranked(self.parameter):
                return "int"
        return 'text COLLATE "C"'

    def sql(self, arguments: Arguments, t: str) -> str:
        """Its value for a row of fhir.index_token; `v` is the resource, where a key asks for it (`JOIN`)."""
        if self.parameter is None:
            return "v.at" if self.name == "_lastUpdated" else "v.id"
        pick = "max" if self.descending else "min"
        parameter, (x, same) = self.parameter, _row(arguments, t)
        match parameter.kind:
            case "date" if is_clinical(parameter):
                return f"{t}.at"
            case "date":
                hashes = equals(f"{x}.hash", [key(parameter.resource, path) for path in parameter.paths])
                found = f"SELECT {pick}({x}.low) FROM fhir.index_date {x} WHERE {same} AND {hashes}"
                return f"coalesce(({found}), '-infinity')"
            case "number" | "quantity":
                hashes = equals(f"{x}.hash", [key(parameter.resource, path, "number") for path in parameter.paths])
                found = f"SELECT {pick}({x}.low) FROM fhir.index_number {x} WHERE {same} AND {hashes}"
                return f"coalesce(({found}), '-infinity')"
            case "token" if ranks := ranked(parameter):
                listed = ", ".join(f"('{hash_}'::bigint, {rank})" for hash_, rank in ranks)
                found = f"SELECT {pick}(v.rank) FROM fhir.index_token {x} JOIN (VALUES {listed}) v (hash, rank)"
                return f"coalesce(({found} ON v.hash = {x}.hash WHERE {same}), -1)"
        of = {"token": ":text"}.get(parameter.kind, parameter.kind)
        hashes = equals(f"{x}.hash", [key(parameter.resource, path, of) for path in parameter.paths])
        return f"coalesce((SELECT {pick}({x}.value) FROM fhir.index_string {x} WHERE {same} AND {hashes}), '')"


def _row(arguments: Arguments, t: str) -> tuple[str, str]:
    x = arguments.alias("x")
    return x, f"{x}.person_id = {t}.person_id AND {x}.rid = {t}.rid"


def ranked(parameter: Parameter) -> list[tuple[int, int]]:
    """The hashes of the codes of a parameter whose codes are all known, in the order of the codes; else nothing."""
    if not all(part.type in ("code", "boolean", "Boolean") for part in parameter.parts):
        return []
    listed = {"false", "true"} if any(part.type != "code" for part in parameter.parts) else set[str]()
    for part in parameter.parts:
        bound = codes().get(part.codes or "") if part.type == "code" else {"": ()}
        if bound is None:
            return []
        listed.update(code for found in bound.values() for code in found)
    hashes = [(code, path) for code in listed for path in parameter.paths]
    order = {code: rank for rank, code in enumerate(sorted(listed))}
    return [(key(parameter.resource, path, f"={code}"), order[code]) for code, path in hashes]


def read(type_: str, value: str) -> tuple[Sort, ...]:
    """The keys of `_sort`. Raises UnsupportedError for a key that cannot be sorted by."""
    names = value.split(",")
    if len(names) > MAX_KEYS:
        raise BadInput(f"{len(names)} sort keys", where="_sort", expected=f"at most {MAX_KEYS}")
    return tuple(_one(type_, name) for name in names)


def _one(type_: str, text: str) -> Sort:
    name, descending = text.removeprefix("-"), text.startswith("-")
    if name in ("_id", "_lastUpdated"):
        return Sort(name, descending, None)
    parameter = parameters(type_).get(name)
    if parameter is None or parameter.kind not in SORTED:
        able = sorted(code for code, p in parameters(type_).items() if p.kind in SORTED)
        raise UnsupportedError(
            f"cannot sort by {text[:60]!r}",
            where="_sort",
            expected=f"one of {', '.join(['_id', '_lastUpdated', *able])}",
        )
    return Sort(name, descending, parameter)


def order(sorts: Sequence[Sort]) -> list[tuple[str, bool]]:
    """The columns of the order, with the ties broken by what never changes, and whether each descends."""
    keys = [(f"k{n}", sort.descending) for n, sort in enumerate(sorts)]
    last = keys[-1][1] if keys and len({d for _, d in keys}) == 1 else not keys
    return [*keys, ("person_id", last), ("rid", last)]


def after(columns: Sequence[tuple[str, bool]], values: Sequence[str], k: str) -> str:
    """That a row comes after a place in the order; `values` are the SQL of its values.

    Column by column, and not as a comparison of rows: over columns that are not neighbours in an index, PostgreSQL 17
    answers that one wrongly (it gives rows twice).
    """
    (name, descending), rest = columns[0], columns[1:]
    compare = "<" if descending else ">"
    if not rest:
        return f"{k}.{name} {compare} {values[0]}"
    later = f"{k}.{name} {compare} {values[0]} OR {after(rest, values[1:], k)}"
    return f"{k}.{name} {compare}= {values[0]} AND ({later})"

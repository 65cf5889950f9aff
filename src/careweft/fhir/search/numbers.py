"""Numbers and quantities of a request against those of a resource (R4 §3.1.1.4.6 and 3.1.1.4.11)."""

import re
from collections.abc import Callable, Sequence
from decimal import InvalidOperation
from typing import Final

from careweft.base.errors import BadInput
from careweft.fhir.search import units
from careweft.fhir.search.parameters import Parameter
from careweft.fhir.search.sql import Arguments, Condition, exists
from careweft.fhir.search.values import key, split, unescaped, width

_PREFIXED: Final = re.compile(r"(eq|ne|gt|lt|ge|le|sa|eb|ap)?(.*)", re.DOTALL)
NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
# On [low, high] of the resource, the number {value} and [{first}, {last}) of those that round to it.
_NUMBERS: Final = {
    "eq": "{low} >= {first} AND {high} < {last}",
    "ne": "NOT ({low} >= {first} AND {high} < {last})",
    "gt": "{high} > {value}",
    "lt": "{low} < {value}",
    "ge": "{high} >= {value}",
    "le": "{low} <= {value}",
    "sa": "{low} > {value}",
    "eb": "{high} < {value}",
    "ap": "{high} >= {value} - {tenth} AND {low} <= {value} + {tenth}",
}
Within = Callable[[Arguments, str], str]


def prefixed(value: str) -> tuple[str, str]:
    """A value's prefix (eq where it has none) and the rest."""
    match = _PREFIXED.fullmatch(value)
    assert match is not None
    return match.group(1) or "eq", match.group(2)


def number(parameter: Parameter, name: str, values: Sequence[str]) -> Condition:
    """That a resource has such a number or quantity."""
    hashes = [key(parameter.resource, path, "number") for path in parameter.paths]
    asked = [within(parameter.kind, name, value) for value in values]
    return Condition(exists("index_number", hashes, either(asked)))


def either(asked: Sequence[Within]) -> Within:
    """Any of some conditions on a row."""
    return lambda arguments, x: " OR ".join(f"({one(arguments, x)})" for one in asked)


def within(kind: str, name: str, value: str, low: str = "low", high: str = "high") -> Within:
    """What a value asks of a row of fhir.index_number: `number`, `number|system|unit` or `number||unit`.

    A UCUM unit also finds what was written in another that measures the same.
    """
    prefix, text = prefixed(value)
    written, *unit = (unescaped(part) for part in split(text, "|"))
    if not NUMBER.fullmatch(written):
        raise BadInput(
            f"{value[:40]!r} is not a number",
            where=name,
            expected="such as 5.4, gt5.4 or 5.4|http://unitsofmeasure.org|mg",
        )
    if len(unit) not in (0, 2) or (unit and kind == "number"):
        expected = "number, number|system|unit or number||unit" if kind == "quantity" else "a number alone"
        raise BadInput(f"{value[:40]!r} is not a {kind}", where=name, expected=expected)
    try:
        first, last = width(written)
        numbers = {"value": float(written), "first": first, "last": last}
        alikes = units.alike(*unit) if unit else ()
    except (InvalidOperation, ValueError, OverflowError):
        raise BadInput(f"{value[:40]!r} is not a number", where=name, expected="a number of this world") from None
    system, code = unit or ("", "")

    def converted(arguments: Arguments, x: str) -> str:
        columns = [arguments.add([each.code for each in alikes]) + "::text[]"]
        columns += [arguments.add([each.of(v) for each in alikes]) + "::float8[]" for v in numbers.values()]
        names = {name: f"u.{name}" for name in numbers} | {"tenth": "abs(u.value) * 0.1"}
        made = _NUMBERS[prefix].format(low=f"{x}.{low}", high=f"{x}.{high}", **names)
        return (
            f"{x}.system = {arguments.add(system)} AND EXISTS (SELECT FROM unnest({', '.join(columns)}) "
            f"u (code, {', '.join(numbers)}) WHERE u.code = {x}.code AND {made})"
        )

    def sql(arguments: Arguments, x: str) -> str:
        if len(alikes) > 1:
            return converted(arguments, x)
        template = _NUMBERS[prefix]
        names = {k: f"{arguments.add(v)}::float8" for k, v in numbers.items() if "{" + k + "}" in template}
        if prefix == "ap":
            names["tenth"] = f"abs({names['value']}) * 0.1"
        made = template.format(low=f"{x}.{low}", high=f"{x}.{high}", **names)
        if system:
            made += f" AND {x}.system = {arguments.add(system)}"
        if code:
            made += f" AND {x}.code = {arguments.add(code)}"
        return made

    return sql

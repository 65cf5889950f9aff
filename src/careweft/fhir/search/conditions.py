"""One search parameter with its values as SQL on the index.

Every condition is about `t`, a row of fhir.index_token with the type's own date as [t.at, t.til). Only operators that
are leakproof and served by b-trees are used on person data: row-level security would switch others' indexes off.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import InvalidOperation
from typing import Any, Final
from zoneinfo import ZoneInfo

from careweft.base.errors import BadInput
from careweft.fhir.fhirpath.times import interval
from careweft.fhir.references import parse
from careweft.fhir.search.parameters import Parameter, clinical
from careweft.fhir.search.values import OWN, key, plain, width

_JOINED: Final = "x.person_id = t.person_id AND x.at = t.at AND x.rid = t.rid"
_PREFIXED: Final = re.compile(r"(eq|ne|gt|lt|ge|le|sa|eb|ap)?(.*)", re.DOTALL)


class Arguments:
    """The values of a statement, each named once."""

    def __init__(self) -> None:
        self.values: list[Any] = []

    def add(self, value: Any) -> str:
        """The placeholder of a value."""
        self.values.append(value)
        return f"${len(self.values)}"


@dataclass(frozen=True)
class Condition:
    """`sql` makes the condition on t. `hashes` are set where any one of these index_token hashes says it all: such a
    condition can lead the search. `persons` limits it to the persons of these Patient ids.
    """

    sql: Callable[[Arguments], str]
    hashes: tuple[int, ...] = ()
    persons: tuple[str, ...] = ()


def condition(type_: str, parameter: Parameter | None, name: str, value: str, zone: ZoneInfo) -> Condition:
    """The condition of one `name=value` of a request; commas in the value mean or. Raises BadInput."""
    values = [_unescaped(v) for v in re.split(r"(?<!\\),", value)]
    if parameter is None:
        return _id(type_, values) if name == "_id" else _updated(type_, name, values, zone)
    match parameter.kind:
        case "date":
            return _date(parameter, name, values, zone)
        case "string":
            return _string(parameter, values)
        case "number" | "quantity":
            return _number(parameter, name, values)
        case "reference":
            return _reference(parameter, name, values)
        case _:
            return _tokens(tuple(h for v in values for h in _token(parameter, name, v)))


def _unescaped(value: str) -> str:
    return re.sub(r"\\([\\,$])", r"\1", value)


def _tokens(hashes: tuple[int, ...]) -> Condition:
    def sql(arguments: Arguments) -> str:
        return f"EXISTS (SELECT FROM fhir.index_token x WHERE x.hash = ANY ({arguments.add([*hashes])}) AND {_JOINED})"

    return Condition(sql, hashes)


def _token(parameter: Parameter, name: str, value: str) -> list[int]:
    """`code`, `system|code` or `|code`."""
    parts = [p.replace("\\|", "|") for p in re.split(r"(?<!\\)\|", value)]
    if parameter.kind == "uri" or len(parts) == 1:
        return [key(parameter.resource, parameter.code, f"={value if parameter.kind == 'uri' else parts[0]}")]
    if len(parts) > 2 or not parts[1]:
        raise BadInput(f"{value!r} is not a token", where=name, expected="code, system|code or |code")
    system, code = parts
    found = [key(parameter.resource, parameter.code, f"{system}|{code}")]
    if any(system in part.systems for part in parameter.parts):
        found.append(key(parameter.resource, parameter.code, f"={code}"))
    return found


def _reference(parameter: Parameter, name: str, values: list[str]) -> Condition:
    own: list[str] = []
    hashes: list[int] = []
    stated = name.partition(":")[2]
    for value in values:
        found = parse(value)
        if (
            found is None
            or value.startswith(("http://", "https://", "urn:"))
            or "canonical" in {p.type for p in parameter.parts}
        ):
            hashes.append(key(parameter.resource, parameter.code, value))
        if found is None:
            targets = (stated,) if stated else ("Patient",) if parameter.code == "patient" else parameter.targets
            found_all = [(target, value) for target in targets]
        else:
            found_all = [found] if stated in ("", found[0]) else []
        for target, id_ in found_all:
            if target == "Patient" and parameter.owns:
                own.append(id_)
            else:
                hashes.append(key(parameter.resource, parameter.code, f"{target}/{id_}"))
    return _owned(parameter, tuple(own), tuple(hashes)) if own else _tokens(tuple(hashes))


def _owned(parameter: Parameter, own: tuple[str, ...], hashes: tuple[int, ...]) -> Condition:
    """The person whose record at some source a Patient is: all of that person's resources, from every source."""
    mine = key(parameter.resource, parameter.code, OWN)

    def sql(arguments: Arguments) -> str:
        person = persons(own, arguments)
        return (
            f"EXISTS (SELECT FROM fhir.index_token x WHERE (x.hash = ANY ({arguments.add([*hashes])}) "
            f"OR x.hash = {arguments.add(mine)} AND x.person_id {person}) AND {_JOINED})"
        )

    return Condition(sql, (), own) if hashes else Condition(sql, (mine,), own)


def persons(ids: tuple[str, ...], arguments: Arguments) -> str:
    """`= (…)` or `IN (…)`: the persons that hold these Patients."""
    found = "SELECT l.person_id FROM fhir.location l WHERE l.type = 'Patient' AND l.id"
    if len(ids) == 1:
        return f"= ({found} = {arguments.add(ids[0])})"
    return f"IN ({found} = ANY ({arguments.add([*ids])}))"


def _string(parameter: Parameter, values: list[str]) -> Condition:
    starts = [plain(value) for value in values]

    def sql(arguments: Arguments) -> str:
        hash_ = arguments.add(key(parameter.resource, parameter.code))
        ranges = " OR ".join(
            f"x.value >= {arguments.add(start)} AND x.value < {arguments.add(start + chr(0x10FFFF))}"
            for start in starts
        )
        return f"EXISTS (SELECT FROM fhir.index_string x WHERE x.hash = {hash_} AND ({ranges}) AND {_JOINED})"

    return Condition(sql)


def _prefixed(name: str, value: str) -> tuple[str, str]:
    match = _PREFIXED.fullmatch(value)
    assert match is not None
    return match.group(1) or "eq", match.group(2)


# On [low, high) of the resource and [{start}, {end}) of the request (R4 §3.1.1.4.7).
_DATES: Final = {
    "eq": "{low} >= {start} AND {high} <= {end}",
    "ne": "NOT ({low} >= {start} AND {high} <= {end})",
    "gt": "{high} > {end}",
    "lt": "{low} < {start}",
    "ge": "({high} > {end} OR {low} >= {start} AND {high} <= {end})",
    "le": "({low} < {start} OR {low} >= {start} AND {high} <= {end})",
    "sa": "{low} >= {end}",
    "eb": "{high} <= {start}",
    "ap": "{high} > {start} - {gap} AND {low} < {end} + {gap}",
}
_GAP: Final = "abs(extract(epoch FROM base.now() - {start})) * interval '0.1 s'"


def _intervals(name: str, values: list[str], zone: ZoneInfo, low: str, high: str) -> Callable[[Arguments], str]:
    asked = []
    for value in values:
        prefix, text = _prefixed(name, value)
        try:
            asked.append((prefix, *interval(text, zone)))
        except ValueError:
            expected = "a date or time with a prefix or none, such as ge2026-01 or 2026-01-31T10:00:00Z"
            raise BadInput("this is not a date", where=name, expected=expected) from None

    def sql(arguments: Arguments) -> str:
        found = []
        for prefix, start, end in asked:
            ends = {"start": start, "end": end}
            used = {k: f"{arguments.add(at)}::timestamptz" for k, at in ends.items() if "{" + k + "}" in _DATES[prefix]}
            gap = _GAP.format(**used) if prefix == "ap" else ""
            found.append(f"({_DATES[prefix].format(low=low, high=high, gap=gap, **used)})")
        return " OR ".join(found)

    return sql


def _date(parameter: Parameter, name: str, values: list[str], zone: ZoneInfo) -> Condition:
    if parameter is clinical(parameter.resource):
        asked = _intervals(name, values, zone, "t.at", "t.til")
        return Condition(lambda arguments: f"t.til > '-infinity' AND ({asked(arguments)})")
    within = _intervals(name, values, zone, "x.low", "x.high")

    def sql(arguments: Arguments) -> str:
        hash_ = arguments.add(key(parameter.resource, parameter.code))
        return f"EXISTS (SELECT FROM fhir.index_date x WHERE x.hash = {hash_} AND ({within(arguments)}) AND {_JOINED})"

    return Condition(sql)


# On [x.low, x.high] of the resource, the number {value} and [{first}, {last}) of those that round to it.
_NUMBERS: Final = {
    "eq": "x.low >= {first} AND x.high < {last}",
    "ne": "NOT (x.low >= {first} AND x.high < {last})",
    "gt": "x.high > {value}",
    "lt": "x.low < {value}",
    "ge": "x.high >= {value}",
    "le": "x.low <= {value}",
    "sa": "x.low > {value}",
    "eb": "x.high < {value}",
    "ap": "x.high >= {value} - {tenth} AND x.low <= {value} + {tenth}",
}


def _number(parameter: Parameter, name: str, values: list[str]) -> Condition:
    asked = []
    for value in values:
        prefix, text = _prefixed(name, value)
        number, *unit = text.split("|")
        try:
            first, last = width(number)
            asked.append((prefix, {"value": float(number), "first": first, "last": last}, unit))
        except (InvalidOperation, ValueError, OverflowError):
            raise BadInput("this is not a number", where=name, expected="such as 5.4 or gt5.4|system|unit") from None
        if len(unit) not in (0, 2) or (unit and parameter.kind == "number"):
            raise BadInput("this is not a quantity", where=name, expected="number or number|system|unit")

    def sql(arguments: Arguments) -> str:
        hash_ = arguments.add(key(parameter.resource, parameter.code))
        found = []
        for prefix, numbers, unit in asked:
            names = {k: f"{arguments.add(v)}::float8" for k, v in numbers.items() if "{" + k + "}" in _NUMBERS[prefix]}
            if prefix == "ap":
                names["tenth"] = f"abs({names['value']}) * 0.1"
            made = _NUMBERS[prefix].format(**names)
            if unit and unit[0]:
                made += f" AND x.system = {arguments.add(unit[0])}"
            if unit and unit[1]:
                made += f" AND x.code = {arguments.add(unit[1])}"
            found.append(f"({made})")
        either = " OR ".join(found)
        return f"EXISTS (SELECT FROM fhir.index_number x WHERE x.hash = {hash_} AND ({either}) AND {_JOINED})"

    return Condition(sql)


_KEYED: Final = "r.person_id = t.person_id AND r.rid = t.rid AND r.clinical = t.at"


def _id(type_: str, values: list[str]) -> Condition:
    def sql(arguments: Arguments) -> str:
        return (
            "EXISTS (SELECT FROM fhir.location l JOIN fhir.resource r ON r.person_id = l.person_id AND r.rid = l.rid "
            f"WHERE l.type = {arguments.add(type_)} AND l.id = ANY ({arguments.add(values)}) AND {_KEYED})"
        )

    return Condition(sql)


def _updated(type_: str, name: str, values: list[str], zone: ZoneInfo) -> Condition:
    within = _intervals(name, values, zone, "r.at", "r.at")

    def sql(arguments: Arguments) -> str:
        type_of = arguments.add(type_)
        return f"EXISTS (SELECT FROM fhir.resource r WHERE r.type = {type_of} AND ({within(arguments)}) AND {_KEYED})"

    return Condition(sql)

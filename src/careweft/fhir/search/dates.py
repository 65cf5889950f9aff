"""Dates and times of a request against those of a resource, as half-open intervals (R4 §3.1.1.4.7)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final
from zoneinfo import ZoneInfo

from careweft.base.errors import BadInput
from careweft.fhir.fhirpath.times import interval
from careweft.fhir.search.numbers import prefixed
from careweft.fhir.search.parameters import Parameter, clinical
from careweft.fhir.search.sql import Arguments, Condition, exists, joined
from careweft.fhir.search.values import key

# On [low, high) of the resource and [{start}, {end}) of the request.
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
# The same of an instant, where low and high are one.
_INSTANTS: Final = _DATES | {
    "eq": "{low} >= {start} AND {low} < {end}",
    "ne": "NOT ({low} >= {start} AND {low} < {end})",
    "gt": "{low} >= {end}",
    "ge": "{low} >= {start}",
    "le": "{low} < {end}",
    "eb": "{low} < {start}",
    "ap": "{low} >= {start} - {gap} AND {low} < {end} + {gap}",
}
_GAP: Final = "abs(extract(epoch FROM base.now() - {start})) * interval '0.1 s'"


def intervals(
    name: str, values: Sequence[str], zone: ZoneInfo, forms: Mapping[str, str] = _DATES
) -> Callable[[Arguments, str, str], str]:
    """The condition on a low and a high column for any of some values. Raises BadInput."""
    asked = []
    for value in values:
        prefix, text = prefixed(value)
        try:
            asked.append((prefix, *interval(text, zone)))
        except (ValueError, OverflowError):
            expected = "a date or time with a prefix or none, such as ge2026-01 or 2026-01-31T10:00:00Z"
            raise BadInput(f"{value[:40]!r} is not a date", where=name, expected=expected) from None

    def sql(arguments: Arguments, low: str, high: str) -> str:
        found = []
        for prefix, start, end in asked:
            ends = {"start": start, "end": end}
            used = {k: f"{arguments.add(at)}::timestamptz" for k, at in ends.items() if "{" + k + "}" in forms[prefix]}
            gap = _GAP.format(**used) if prefix == "ap" else ""
            found.append(f"({forms[prefix].format(low=low, high=high, gap=gap, **used)})")
        return " OR ".join(found)

    return sql


def is_clinical(parameter: Parameter) -> bool:
    """Whether a parameter is about the type's own date, which every index row has."""
    own = clinical(parameter.resource)
    return own is not None and own.paths == parameter.paths


def date(parameter: Parameter, name: str, values: Sequence[str], zone: ZoneInfo) -> Condition:
    """That a resource's date fits."""
    asked = intervals(name, values, zone)
    if is_clinical(parameter):
        return Condition(lambda arguments, t: f"{t}.til > '-infinity' AND ({asked(arguments, f'{t}.at', f'{t}.til')})")
    hashes = [key(parameter.resource, path) for path in parameter.paths]
    return Condition(exists("index_date", hashes, lambda arguments, x: asked(arguments, f"{x}.low", f"{x}.high")))


def updated(type_: str, name: str, values: Sequence[str], zone: ZoneInfo) -> Condition:
    """That the current version was made then."""
    asked = intervals(name, values, zone, _INSTANTS)

    def sql(arguments: Arguments, t: str) -> str:
        r = arguments.alias("r")
        within = asked(arguments, f"{r}.at", f"{r}.at")
        return (
            f"EXISTS (SELECT FROM fhir.resource {r} WHERE {r}.type = '{type_}' AND ({within}) AND "
            f"{joined(r, t).replace(f'{r}.at', f'{r}.clinical', 1)})"
        )

    return Condition(sql)

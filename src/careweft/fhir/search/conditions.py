"""One search parameter with its values as a condition: which kind of parameter, which modifier, which chain."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final
from zoneinfo import ZoneInfo

from careweft.base.errors import BadInput
from careweft.fhir.definitions import resource_types
from careweft.fhir.invalid import UnsupportedError
from careweft.fhir.search import chains, dates, hierarchies, linked, looked, numbers, strings, together, tokens
from careweft.fhir.search.parameters import Parameter, bits, parameters
from careweft.fhir.search.parameters import looked as read_of
from careweft.fhir.search.sql import Arguments, Condition, joined, nothing
from careweft.fhir.search.terms import Terms
from careweft.fhir.search.values import split, unescaped

MAX_STEPS: Final = 6  # of a chain
MAX_VALUES: Final = 2000
MODIFIERS: Final[dict[str, tuple[str, ...]]] = {
    "token": ("not", "text", "in", "not-in", "above", "below", "of-type", "missing"),
    "string": ("exact", "contains", "missing"),
    "reference": ("above", "below", "identifier", "missing"),
    "uri": ("above", "below", "missing"),
    "date": ("missing",),
    "number": ("missing",),
    "quantity": ("missing",),
    "composite": (),
}
_TYPES: Final = frozenset(resource_types())
_APART: Final = frozenset({"_id", "_lastUpdated", "_list"})
_LEFT_OUT: Final = {
    "_filter": "ask by the parameters, by chains and by _has",
    "_query": "there are no named queries here",
    "_containedType": "contained resources are part of what contains them",
}
"""What R4 has besides, and why it is not asked here."""


@dataclass
class Context:
    """What conditions are understood with: the place's zone, and what was loaded for the request."""

    zone: ZoneInfo
    terms: Terms = field(default_factory=Terms)
    lists: dict[str, list[tuple[str, str]]] = field(default_factory=dict)  # type and id of their entries, by List's id


def condition(context: Context, type_: str, name: str, value: str, *, step: int = 0) -> Condition:
    """The condition of `name=value` on resources of a type; commas in the value mean or. Raises BadInput, and
    UnsupportedError for what is not known.
    """
    if step > MAX_STEPS:
        raise BadInput("this chain is too long", where=name, expected=f"at most {MAX_STEPS} steps")
    if name.startswith("_has:"):
        return _has(context, type_, name, value, step)
    head, dot, rest = name.partition(".")
    code, _, modifier = head.partition(":")
    if dot:
        return _chain(context, known(type_, code, name), name, modifier, rest, value, step)
    values = [one for one in split(value, ",") if one]
    if not values or len(values) > MAX_VALUES:
        raise BadInput(f"{len(values)} values", where=name, expected=f"from 1 to {MAX_VALUES}")
    if code in _APART or code in read_of(type_):
        if modifier:
            raise UnsupportedError(f"{code} has no modifier {modifier[:40]!r}", where=name[:100], expected="none")
        return _apart(context, type_, name, code, values)
    return _plain(context, known(type_, code, name), name, modifier, values)


def _apart(context: Context, type_: str, name: str, code: str, values: Sequence[str]) -> Condition:
    """What no index rows of the type answer."""
    match code:
        case "_id":
            return ids(type_, [unescaped(one) for one in values])
        case "_lastUpdated":
            return dates.updated(type_, name, values, context.zone)
        case "_list":
            if functional := next((one for one in values if one.startswith("$")), None):
                raise UnsupportedError(f"there is no list {functional[:40]!r}", where=name, expected="the id of a List")
            return ids(type_, [id_ for one in values for entry, id_ in context.lists.get(one, ()) if entry == type_])
        case _:
            return looked.condition(type_, code, values)


def known(type_: str, code: str, name: str) -> Parameter:
    """A parameter of a type. Raises UnsupportedError."""
    found = parameters(type_)
    if code not in found:
        reason = f"is not supported: {_LEFT_OUT[code]}" if code in _LEFT_OUT else "is not known"
        raise UnsupportedError(
            f"search parameter {code[:60]!r} of {type_} {reason}",
            where=name[:100],
            expected=f"one of {', '.join(['_id', '_lastUpdated', *sorted({*found, *read_of(type_)})])}",
        )
    return found[code]


def _plain(
    context: Context, parameter: Parameter, name: str, modifier: str, values: Sequence[str]
) -> Condition:  # fmt: skip
    allowed = MODIFIERS[parameter.kind]
    typed = parameter.kind == "reference" and modifier in _TYPES
    if modifier and not typed and modifier not in allowed:
        raise UnsupportedError(
            f"search modifier {modifier[:40]!r} is not supported", where=name,
            expected=" or ".join(f":{one}" for one in allowed) or f"no modifier of a {parameter.kind}",
        )  # fmt: skip
    if modifier == "missing":
        return _missing(parameter, name, values)
    plain = [unescaped(one) for one in values]
    match parameter.kind:
        case "date":
            return dates.date(parameter, name, plain, context.zone)
        case "string":
            return strings.string(parameter, plain, modifier)
        case "uri":
            return strings.uri(parameter, name, plain, modifier)
        case "number" | "quantity":
            return numbers.number(parameter, name, values)
        case "reference":
            return _referring(parameter, name, values, modifier)
        case "composite":
            return together.composite(parameter, name, values, context.zone, _part(context))
        case _:
            return tokens.token(parameter, name, values, modifier, context.terms)


def _referring(parameter: Parameter, name: str, values: Sequence[str], modifier: str) -> Condition:
    if modifier == "identifier":
        return tokens.identified(parameter, name, values)
    plain = [unescaped(one) for one in values]
    if modifier in ("above", "below"):
        return hierarchies.hierarchic(parameter, name, plain, modifier)
    return linked.reference(parameter, plain, modifier)


def _part(context: Context) -> Callable[[Parameter, str, Sequence[str]], Condition]:
    return lambda parameter, name, values: _plain(context, parameter, name, "", values)


def _missing(parameter: Parameter, name: str, values: Sequence[str]) -> Condition:
    if len(values) != 1 or values[0] not in ("true", "false"):
        raise BadInput(f"{','.join(values)[:40]!r} says neither", where=name, expected="true or false")
    bit = bits(parameter.resource)[parameter.code]
    compare = "=" if values[0] == "true" else "<>"

    def sql(arguments: Arguments, t: str) -> str:
        r = arguments.alias("r")
        return (
            f"EXISTS (SELECT FROM fhir.resource {r} WHERE {r}.person_id = {t}.person_id AND {r}.rid = {t}.rid "
            f"AND {r}.present & {bit} {compare} 0)"
        )

    return Condition(sql)


def ids(type_: str, values: Sequence[str]) -> Condition:
    """Resources with one of these ids."""
    if not values:
        return nothing()

    def sql(arguments: Arguments, t: str) -> str:
        l_, r = arguments.alias("l"), arguments.alias("r")
        return (
            f"EXISTS (SELECT FROM fhir.location {l_} JOIN fhir.resource {r} "
            f"ON {r}.person_id = {l_}.person_id AND {r}.rid = {l_}.rid WHERE {l_}.type = '{type_}' "
            f"AND {strings.one_of(f'{l_}.id', values, arguments)} "
            f"AND {joined(r, t).replace(f'{r}.at', f'{r}.clinical', 1)})"
        )

    return Condition(sql)


def _chain(
    context: Context, parameter: Parameter, name: str, type_: str, rest: str, value: str, step: int
) -> Condition:  # fmt: skip
    if parameter.kind != "reference":
        raise UnsupportedError(f"{parameter.code} is no reference, so no chain", where=name, expected="a reference")
    if type_ and type_ not in _TYPES:
        raise BadInput(f"{type_[:40]!r} is not an R4 resource type", where=name, expected="parameter:Type.parameter")

    def of(target: str) -> Condition | None:
        try:
            return condition(context, target, rest, value, step=step + 1)
        except UnsupportedError:
            if type_:
                raise
            return None

    return chains.chained(parameter, name, type_, of)


def _has(context: Context, type_: str, name: str, value: str, step: int) -> Condition:
    parts = name.split(":", 3)
    if len(parts) != 4 or parts[1] not in _TYPES:
        raise BadInput(f"{name[:100]!r} is not understood", where="_has", expected="_has:Type:reference:parameter")
    parameter = known(parts[1], parts[2], name)
    if parameter.kind != "reference":
        raise UnsupportedError(f"{parts[1]}:{parts[2]} is no reference", where=name, expected="a reference")
    return chains.has(type_, parameter, name, condition(context, parts[1], parts[3], value, step=step + 1))

"""Chains and `_has`: resources by what they refer to, and by what refers to them, over any number of steps.

Each step is a join of index rows on plain columns, so that the planner may begin at either end. Row-level security is
on every table of every step: what the account may not see cannot be found through.
"""

from collections.abc import Callable

from careweft.base.errors import BadInput
from careweft.fhir.definitions import resource_types
from careweft.fhir.invalid import UnsupportedError
from careweft.fhir.search.linked import link_hashes, own_hashes, targets
from careweft.fhir.search.parameters import Parameter
from careweft.fhir.search.sql import (
    Arguments,
    Condition,
    Select,
    among,
    any_of,
    equals,
    joined,
    of_person,
    rows,
    tokens,
)  # fmt: skip
from careweft.fhir.search.values import key

MOST_TYPES = 8  # that a chain without a type may try
Of = Callable[[str], Condition | None]  # the rest of a chain as a condition of a type; None where it has none such


def chained(parameter: Parameter, name: str, type_: str, rest: Of) -> Condition:
    """Resources whose reference leads to one that fulfils the rest of the chain; `type_` is what `:Type` names."""
    allowed = resource_types() if not targets(parameter) else targets(parameter)
    wanted = [type_] if type_ else [*allowed]
    if type_ and type_ not in allowed:
        raise BadInput(f"{parameter.code} does not refer to {type_}", where=name, expected=" or ".join(allowed))
    found = {target: condition for target in wanted if (condition := rest(target)) is not None}
    if not found:
        raise UnsupportedError(
            f"none of {', '.join(wanted[:MOST_TYPES])} has such a parameter",
            where=name,
            expected="a parameter of the target",
        )
    if len(found) > MOST_TYPES:
        raise BadInput(
            f"{len(found)} types have such a parameter", where=name, expected=f"{parameter.code}:Type with one of them"
        )
    patient = found.get("Patient") if parameter.owns else None
    if patient is not None and parameter.always_own and len(found) == 1:
        return of_person(own_hashes(parameter), lambda arguments: _persons(patient, arguments))
    selects: list[Select] = []
    for target, condition in found.items():
        if target == "Patient" and patient is not None:
            selects.append(lambda arguments: _own_select(parameter, patient, arguments))
        if not (target == "Patient" and parameter.always_own):
            selects.append(_link_select(parameter, target, condition))
    return among(selects)


def _persons(patient: Condition, arguments: Arguments) -> str:
    i = arguments.alias("i")
    return f"IN (SELECT {i}.person_id {rows('Patient', [patient], arguments, i)})"


def _own_select(parameter: Parameter, patient: Condition, arguments: Arguments) -> str:
    x = arguments.alias("x")
    return (
        f"SELECT {x}.person_id, {x}.at, {x}.rid FROM fhir.index_token {x} "
        f"WHERE {equals(f'{x}.hash', own_hashes(parameter))} AND {x}.person_id {_persons(patient, arguments)}"
    )


def _link_select(parameter: Parameter, target: str, condition: Condition) -> Select:
    """The target is found from its id, or its id from it: `l` and `r` are the same resource, by either key."""

    def sql(arguments: Arguments) -> str:
        i, x, l_, r = (arguments.alias(letter) for letter in "ixlr")
        inner = f"(SELECT {i}.person_id, {i}.rid {rows(target, [condition], arguments, i)})"
        return (
            f"SELECT {x}.person_id, {x}.at, {x}.rid FROM {inner} {i}k "
            f"JOIN fhir.resource {r} ON {r}.person_id = {i}k.person_id AND {r}.rid = {i}k.rid "
            f"JOIN fhir.location {l_} ON {l_}.type = '{target}' AND {l_}.id = {r}.id "
            f"AND {l_}.person_id = {i}k.person_id AND {l_}.rid = {i}k.rid "
            f"JOIN fhir.index_string {x} ON {equals(f'{x}.hash', link_hashes(parameter, target))} "
            f"AND {x}.value = {l_}.id"
        )

    return sql


def has(type_: str, parameter: Parameter, name: str, condition: Condition) -> Condition:
    """Resources of a type that others refer to by a parameter of theirs, which fulfil a condition (`_has`)."""
    if targets(parameter) and type_ not in targets(parameter):
        raise UnsupportedError(
            f"{parameter.resource}:{parameter.code} does not refer to {type_}", where=name,
            expected=f"a parameter of {parameter.resource} that does",
        )  # fmt: skip
    found: list[Condition] = []
    if type_ == "Patient" and parameter.owns:
        mine = tokens(own_hashes(parameter))

        def persons(arguments: Arguments) -> str:
            i = arguments.alias("i")
            return f"IN (SELECT {i}.person_id {rows(parameter.resource, [condition, mine], arguments, i)})"

        found.append(of_person([key(type_)], persons))
    if not (type_ == "Patient" and parameter.always_own):
        found.append(Condition(_linked(type_, parameter, condition)))
    return any_of(found)


def _linked(type_: str, parameter: Parameter, condition: Condition) -> Callable[[Arguments, str], str]:
    def sql(arguments: Arguments, t: str) -> str:
        i, x, l_ = (arguments.alias(letter) for letter in "ixl")
        inner = f"(SELECT {i}.person_id, {i}.at, {i}.rid {rows(parameter.resource, [condition], arguments, i)})"
        return (
            f"({t}.person_id, {t}.rid) IN (SELECT {l_}.person_id, {l_}.rid FROM {inner} {i}k "
            f"JOIN fhir.index_string {x} ON {equals(f'{x}.hash', link_hashes(parameter, type_))} "
            f"AND {joined(x, f'{i}k')} "
            f"JOIN fhir.location {l_} ON {l_}.type = '{type_}' AND {l_}.id = {x}.value)"
        )

    return sql

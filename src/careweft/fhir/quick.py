"""A quick yes: generated msgspec decoders for the structure, and a walk for what they cannot say.

What msgspec cannot say of FHIR: one value[x] only, objects with nothing in them, required primitives, reference
targets, required bindings within CodeableConcept, nested resources. A "no" here is only a suspicion:
`check.faults` has the last word and the names. Primitive extensions (`_birthDate`) are always left to it.
"""

import re
from functools import cache
from importlib import import_module
from typing import Any, Final, NamedTuple

import msgspec

from careweft.fhir.check import MAX_DEPTH, is_resource
from careweft.fhir.definitions import Field, codes, structures
from careweft.fhir.jsontext import dumps
from careweft.fhir.references import target_type

_CONTROLS: Final = re.compile(rb"\\u00|\\[bf]").search


def _suspect(text: bytes) -> bool:
    """Whether the JSON text may hold control characters other than tab and line ends."""
    return b"\\" in text and _CONTROLS(text) is not None


@cache
def decoder(type_: str) -> msgspec.json.Decoder[Any]:
    """The generated decoder of a resource type; about 50 ms for the first, 1 to 3 ms for each later one."""
    module = import_module(f"careweft.fhir.generated.{type_.lower()}")
    return msgspec.json.Decoder(getattr(module, type_))


def prepare(type_: str) -> None:
    """Make now what resources of a type are checked with."""
    decoder(type_)
    _plan(type_)


class _Watch(NamedTuple):
    """What the walk must look at in one property."""

    choice: str | None
    plan: "_Plan | None"  # of the elements to walk into; None for primitives and resources
    targets: frozenset[str] | None
    codes: frozenset[tuple[str, str]] | None


_SIBLING: Final = _Watch(None, None, None, None)
_RESOURCE: Final = _Watch(None, None, None, None)


class _Plan(NamedTuple):
    watches: dict[str, _Watch]
    required: list[str]  # primitives, for which msgspec would accept an extension
    choices: list[list[str]]  # required choices: one of these keys


_ID: Final = frozenset({"id"})
_plans: dict[str, _Plan] = {}


def _plan(type_: str) -> _Plan:
    if type_ not in _plans:
        shape = structures()[type_]
        _plans[type_] = plan = _Plan({}, [], [])
        plan.required.extend(k for k, f in shape.fields.items() if f.min and f.primitive and not f.choice)
        for name in {f.choice for f in shape.fields.values() if f.min and f.choice}:
            plan.choices.append([k for k, f in shape.fields.items() if f.choice == name])
        watched = {k: f for k, f in shape.fields.items() if f.choice or not f.primitive or f.max != 1}
        plan.watches.update({k: _watch(f) for k, f in watched.items()})
        plan.watches.update({"_" + k: _SIBLING for k, f in shape.fields.items() if f.primitive})
    return _plans[type_]


def _watch(field: Field) -> _Watch:
    if field.type == "Resource":
        return _RESOURCE
    bound = codes().get(field.codes or "") if not field.primitive else None
    return _Watch(
        field.choice,
        None if field.primitive else _plan(field.type),
        frozenset(field.targets) if field.targets else None,
        frozenset((system, code) for system, listed in bound.items() for code in listed) if bound else None,
    )


def surely_valid(resource: Any, text: bytes | None = None, depth: int = 0) -> bool:
    """Whether the resource has no fault; False means look closer. `text` is its JSON where that is at hand."""
    name = resource.get("resourceType") if type(resource) is dict else None
    if type(name) is not str or not is_resource(name) or depth > MAX_DEPTH:
        return False
    if name == "Bundle":
        return _bundle(resource, depth)
    text = dumps(resource) if text is None else text
    if _suspect(text):
        return False
    try:
        decoder(name).decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return False
    return _walk(resource, _plan(name), depth)


def _bundle(bundle: dict[str, Any], depth: int) -> bool:
    """The entries' resources each by themselves, then the bundle without them."""
    entries = bundle.get("entry", [])
    if type(entries) is not list or not all(_apart(entry) for entry in entries):
        return False
    shells = [{k: v for k, v in entry.items() if k != "resource"} for entry in entries]
    text = dumps(bundle | {"entry": shells} if entries else bundle)
    if _suspect(text):
        return False
    try:
        decoder("Bundle").decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return False
    return _walk(bundle, _plan("Bundle"), depth)


def _apart(entry: Any) -> bool:
    """Whether the rest of an entry can be judged without its resource."""
    return type(entry) is dict and len(entry) > 1 and type(entry.get("resource", {})) is dict


def _walk(value: dict[str, Any], plan: _Plan, depth: int) -> bool:
    watches, required, choices = plan
    if depth > MAX_DEPTH or (len(value) < 2 and not value.keys() - _ID):
        return False
    if (required and not _all(value, required)) or (choices and not _chosen(value, choices)):
        return False
    choice = None
    for key, child in value.items():
        watch = watches.get(key)
        if watch is None:
            continue
        if watch[0] is not None:
            if watch[0] == choice:
                return False
            choice = watch[0]
        if watch is _SIBLING or not _value(key, child, watch, depth + 1):
            return False
    return choice is None or _single(value, watches)


def _all(value: dict[str, Any], required: list[str]) -> bool:
    return all(key in value for key in required)


def _chosen(value: dict[str, Any], choices: list[list[str]]) -> bool:
    return all(any(key in value for key in keys) for keys in choices)


def _single(value: dict[str, Any], watches: dict[str, _Watch]) -> bool:
    """Whether no choice is made twice."""
    made = [watch.choice for key in value if (watch := watches.get(key)) is not None and watch.choice]
    return len(made) == len(set(made))


def _value(key: str, child: Any, watch: _Watch, depth: int) -> bool:
    if watch is _RESOURCE:
        return _resources(key, child, depth)
    if type(child) is not list:
        return _item(child, watch, depth)
    return all(_item(item, watch, depth) for item in child)


def _item(item: Any, watch: _Watch, depth: int) -> bool:
    _, plan, targets, bound = watch
    if plan is None:
        return item is not None
    if targets is not None and not _target(item, targets):
        return False
    if bound is not None and not _bound(item, bound):
        return False
    return _walk(item, plan, depth)


def _resources(key: str, child: Any, depth: int) -> bool:
    """Whether a property that holds a resource, or any number of contained ones, is surely valid."""
    if key != "contained":
        return surely_valid(child, None, depth)
    return all(type(item) is dict and "contained" not in item and surely_valid(item, None, depth) for item in child)


def _target(item: dict[str, Any], targets: frozenset[str]) -> bool:
    reference = item.get("reference")
    if "type" in item:
        return False
    if reference is None or reference[: reference.find("/")] in targets:
        return True
    named = target_type(reference)
    return named is None or named in targets


def _bound(item: dict[str, Any], bound: frozenset[tuple[str, str]]) -> bool:
    found = item.get("coding", (item,))
    return any((coding.get("system"), coding.get("code")) in bound for coding in found)

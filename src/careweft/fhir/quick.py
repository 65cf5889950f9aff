"""A quick yes: generated msgspec decoders for the structure, and a walk for what they cannot say.

What msgspec cannot say of FHIR: one value[x] only, objects with nothing in them, required primitives, references and
their targets, required bindings within CodeableConcept, narrative, nested resources. A "no" here is only a suspicion:
`check.faults` has the last word and the names. Primitive extensions (`_birthDate`) are always left to it.
"""

import re
from functools import cache
from importlib import import_module
from typing import Any, Final, NamedTuple

import msgspec

from careweft.fhir.check import MAX_DEPTH, Local, is_resource
from careweft.fhir.definitions import Field, codes, structures
from careweft.fhir.jsontext import dumps
from careweft.fhir.narrative import fault_of
from careweft.fhir.references import contained, expected_of, relative_type, target_type

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
    refers: bool
    targets: frozenset[str] | None
    codes: frozenset[tuple[str, str]] | None


_SIBLING: Final = _Watch(None, None, False, None, None)
_RESOURCE: Final = _Watch(None, None, False, None, None)
_XHTML: Final = _Watch(None, None, False, None, None)


class _Plan(NamedTuple):
    watches: dict[str, _Watch]
    required: list[str]  # primitives, for which msgspec would accept an extension
    choices: list[list[str]]  # required choices: one of these keys
    extends: bool  # an Extension: a value or extensions


_ID: Final = frozenset({"id"})
_plans: dict[str, _Plan] = {}


def _plan(type_: str) -> _Plan:
    if type_ not in _plans:
        shape = structures()[type_]
        _plans[type_] = plan = _Plan({}, [], [], type_ == "Extension")
        plan.required.extend(k for k, f in shape.fields.items() if f.min and f.primitive and not f.choice)
        for name in {f.choice for f in shape.fields.values() if f.min and f.choice}:
            plan.choices.append([k for k, f in shape.fields.items() if f.choice == name])
        looked = ("xhtml",)
        watched = {
            k: f for k, f in shape.fields.items() if f.choice or not f.primitive or f.max != 1 or f.type in looked
        }
        plan.watches.update({k: _watch(f) for k, f in watched.items()})
        plan.watches.update({"_" + k: _SIBLING for k, f in shape.fields.items() if f.primitive})
    return _plans[type_]


def _watched(field: Field) -> bool:
    return bool(field.choice) or not field.primitive or field.max != 1 or field.type == "xhtml"


def _watch(field: Field) -> _Watch:
    if field.type in ("Resource", "xhtml"):
        return _RESOURCE if field.type == "Resource" else _XHTML
    bound = codes().get(field.codes or "") if not field.primitive else None
    return _Watch(
        field.choice,
        None if field.primitive else _plan(field.type),
        field.type == "Reference",
        frozenset(field.targets) if field.targets else None,
        frozenset((system, code) for system, listed in bound.items() for code in listed) if bound else None,
    )


def surely_valid(resource: Any, text: bytes | None = None, depth: int = 0, local: Local | None = None) -> bool:
    """Whether the resource has no fault; False means look closer.

    `text` is its JSON where that is at hand, `local` what the resource contains in which it stands.
    """
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
    return _walk(resource, _plan(name), depth, contained(resource) if local is None else local)


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
    return _walk(bundle, _plan("Bundle"), depth, {})


def _apart(entry: Any) -> bool:
    """Whether the rest of an entry can be judged without its resource."""
    return type(entry) is dict and len(entry) > 1 and type(entry.get("resource", {})) is dict


def _walk(value: dict[str, Any], plan: _Plan, depth: int, local: Local) -> bool:
    watches, required, choices, extends = plan
    if depth > MAX_DEPTH or (len(value) < 2 and not value.keys() - _ID):
        return False
    if (required and not _all(value, required)) or (choices and not _chosen(value, choices)):
        return False
    if extends and ("extension" in value) == any(key[:5] == "value" for key in value):
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
        if watch is _SIBLING or not _value(key, child, watch, depth + 1, local):
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


def _value(key: str, child: Any, watch: _Watch, depth: int, local: Local) -> bool:
    if watch is _RESOURCE:
        return _resources(key, child, depth, local)
    if watch is _XHTML:
        return fault_of(child) is None
    if type(child) is not list:
        return _item(child, watch, depth, local)
    return all(_item(item, watch, depth, local) for item in child)


def _item(item: Any, watch: _Watch, depth: int, local: Local) -> bool:
    _, plan, refers, targets, bound = watch
    if plan is None:
        return item is not None
    if refers and not _target(item, targets, local):
        return False
    if bound is not None and not _bound(item, bound):
        return False
    return _walk(item, plan, depth, local)


def _resources(key: str, child: Any, depth: int, local: Local) -> bool:
    """Whether a property that holds a resource, or any number of contained ones, is surely valid."""
    if key != "contained":
        return surely_valid(child, None, depth)
    return all(
        type(item) is dict and "contained" not in item and surely_valid(item, None, depth, local) for item in child
    )


def _target(item: dict[str, Any], targets: frozenset[str] | None, local: Local) -> bool:
    reference = item.get("reference")
    if "type" in item:
        return False
    if reference is None:
        return True
    named = relative_type(reference)
    if named is None:
        if expected_of(reference, local):
            return False
        named = target_type(reference) or local.get(reference[1:])
    return named is None or targets is None or named in targets


def _bound(item: dict[str, Any], bound: frozenset[tuple[str, str]]) -> bool:
    found = item.get("coding", (item,))
    return any((coding.get("system"), coding.get("code")) in bound for coding in found)

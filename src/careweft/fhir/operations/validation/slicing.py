"""Which slice a value belongs to: by discriminators of the kinds value, pattern, exists and type.

A path of a discriminator may be `$this` or names with dots; `resolve()`, `extension(…)` and `ofType(…)` in it, and the
kind `profile`, are not understood: then nobody knows (None).
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from careweft.fhir.definitions import structures
from careweft.fhir.operations.validation.profile import Node

_NAMES: Final = re.compile(r"[A-Za-z]+(\.[A-Za-z]+)*").fullmatch
Discriminator = Mapping[str, str]


def discriminators(element: Node) -> Sequence[Discriminator]:
    """How the slices of an element are told apart, by FHIR's own custom where it does not say."""
    said = element.said.get("slicing", {}).get("discriminator")
    if said:
        return list(said)
    if element.name in ("extension", "modifierExtension"):
        return [{"type": "value", "path": "url"}]
    return [{"type": "type", "path": "$this"}] if element.name.endswith("[x]") else []


def belongs(value: Any, key: str, slice_: Node, by: Sequence[Discriminator]) -> bool | None:
    """Whether a value (found under the JSON property `key`) is of a slice; None where that cannot be told."""
    answers = [_one(value, key, slice_, one.get("type", ""), one.get("path", "")) for one in by]
    return None if not answers or None in answers else all(answers)


def _one(value: Any, key: str, slice_: Node, kind: str, path: str) -> bool | None:
    if path != "$this" and not _NAMES(path):
        return None
    node: Node | None = slice_
    values = [value]
    for name in () if path == "$this" else path.split("."):
        values = [found for one in values for _, found in children(one, name)]
        node = next((n for n in node.children if n.name.removesuffix("[x]") == name), None) if node else None
    if kind == "type":
        return _of_type(value, key, node or slice_) if path == "$this" else _resource_type(values, node)
    if kind == "exists":
        return None if node is None else bool(values) is (node.said.get("max") != "0")
    if kind not in ("value", "pattern"):
        return None
    if node is None or not _tells(node):
        return value.get("url") in slice_.profiles if path == "url" and slice_.profiles else None
    return any(fits(one, node) for one in values)


def _tells(node: Node) -> bool:
    return any(one.constant() for one in node.all())


def fits(value: Any, node: Node) -> bool:
    """Whether a value has the fixed and pattern values of an element and of all that is in it."""
    constant = node.constant()
    if constant and not agrees(value, *constant):
        return False
    for child in node.children:
        if not child.slice and _tells(child) and not any(fits(v, child) for _, v in children(value, child.name)):
            return False
    return True


def agrees(value: Any, kind: str, wanted: Any) -> bool:
    """Whether a value is the fixed one, or has everything that the pattern has."""
    if kind == "fixed":
        return bool(value == wanted)
    if isinstance(wanted, Mapping):
        return isinstance(value, Mapping) and all(k in value and agrees(value[k], kind, w) for k, w in wanted.items())
    if isinstance(wanted, list):
        return isinstance(value, list) and all(any(agrees(v, kind, w) for v in value) for w in wanted)
    return bool(value == wanted)


def children(value: Any, name: str) -> list[tuple[str, Any]]:
    """The values of an element within a value, each with its JSON property; `value` is any choice as `value[x]` is."""
    if not isinstance(value, Mapping):
        return []
    if name in value:
        keys = [name]
    else:
        stem = name.removesuffix("[x]")
        keys = [k for k in value if k.startswith(stem) and k[len(stem) :] and _type_of(k[len(stem) :])]
        keys = keys if name.endswith("[x]") or len(keys) == 1 else []
    return [(k, v) for k in keys for v in (value[k] if isinstance(value[k], list) else [value[k]])]


def _type_of(suffix: str) -> str | None:
    """The type that the end of a choice's property names: `Quantity`, `dateTime` for `DateTime`."""
    return next(
        (n for n in (suffix, suffix[0].lower() + suffix[1:]) if suffix[0].isupper() and n in structures()), None
    )


def type_in(key: str, name: str) -> str | None:
    """The type of a choice `name[x]` that is kept under `key`."""
    return _type_of(key[len(name.removesuffix("[x]")) :]) if name.endswith("[x]") and key != name else None


def _of_type(value: Any, key: str, node: Node) -> bool | None:
    found = type_in(key, node.name) or (value.get("resourceType") if isinstance(value, Mapping) else None)
    types = [one.get("code") for one in node.said.get("type", ())]
    return None if not found or not types else found in types


def _resource_type(values: Sequence[Any], node: Node | None) -> bool | None:
    types = [one.get("code") for one in node.said.get("type", ())] if node else []
    return None if not types else any(isinstance(v, Mapping) and v.get("resourceType") in types for v in values)

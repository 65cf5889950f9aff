"""Whether a resource keeps to a profile: how often each element is there, fixed and pattern values, types, slices,
lengths, smallest and largest numbers, invariants, the profiles of extensions; bindings are left to the caller.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from careweft.base.errors import BadInput
from careweft.fhir.operations.validation.finding import Deadline, Finding, unchecked
from careweft.fhir.operations.validation.invariants import Bound, Rule, applied, told_by
from careweft.fhir.operations.validation.profile import R4, Node, Profiles
from careweft.fhir.operations.validation.slicing import agrees, belongs, children, discriminators, type_in

Found = Iterator[Finding | Bound]
Item = tuple[str, Any, str]
"""A value: the JSON property that holds it, itself, and its path."""
_PLAIN = (str, int, float, bool)
_DEPTH = 40


class Conformance:
    """Checks values against the profiles that are loaded."""

    def __init__(self, profiles: Profiles, deadline: Deadline) -> None:
        self._profiles, self._deadline = profiles, deadline

    def resource(self, resource: Mapping[str, Any], url: str) -> Found:
        """A whole resource against a profile that is loaded."""
        for profile in self._profiles.loaded[url]:
            if profile.type not in (resource["resourceType"], "Resource", "DomainResource"):
                yield Finding("error", "structure", "", f"a {profile.type} was expected by {url}")
                continue
            yield from self._value("", resource, profile.type, profile.root, 0)

    def _value(self, key: str, value: Any, path: str, node: Node, depth: int) -> Found:
        if depth > _DEPTH or self._deadline.over:
            yield unchecked("", "part of the profile, because it took too long")
            return
        yield from self._itself(key, value, path, node, depth)
        for name in () if isinstance(value, _PLAIN) else dict.fromkeys(child.name for child in node.children):
            yield from self._children(value, path, node.named(name), depth)

    def _itself(self, key: str, value: Any, path: str, node: Node, depth: int) -> Found:
        constant = node.constant()
        if constant and not agrees(value, *constant):
            wanted = f"{'exactly' if constant[0] == 'fixed' else 'at least'} {str(constant[1])[:200]}"
            yield Finding("error", "value", path, f"the profile wants {wanted}")
        types = [one.get("code") for one in node.said.get("type", ())]
        actual = type_in(key, node.name)
        if actual and types and actual not in types:
            yield Finding("error", "value", path, f"the profile allows {', '.join(map(str, types))}, not {actual}")
        yield from _bounds(value, path, node.said)
        binding = node.said.get("binding", {})
        if "valueSet" in binding and binding.get("strength") in ("required", "extensible"):
            yield Bound(path, value, binding["valueSet"], binding["strength"])
        yield from self._invariants(value, path, node.said.get("constraint", ()))
        if node.profiles:
            yield from self._profiled(value, path, node.profiles, depth)

    def _profiled(self, value: Any, path: str, urls: Sequence[str], depth: int) -> Found:
        loaded = [url for url in urls if self._profiles.loaded.get(url)]
        if len(urls) == 1 and loaded:
            for profile in self._profiles.loaded[urls[0]]:
                yield from self._value("", value, path, profile.root, depth + 1)
        elif not urls[0].startswith(R4):
            what = "it is not loaded" if not loaded else "it is one of several"
            yield unchecked(path, f"the profile {urls[0]}: {what}")

    def _invariants(self, value: Any, path: str, said: Sequence[Mapping[str, Any]]) -> Found:
        for one in said:
            source = one.get("source", "")
            if "expression" not in one or (source.startswith(R4) and "/" not in source.removeprefix(R4)):
                continue  # R4's own are looked at apart from profiles
            try:
                rule = Rule(one["key"], one.get("severity", "error"), one.get("human", ""), told_by(one["expression"]))
            except (BadInput, RecursionError) as wrong:
                yield unchecked(path, f"the invariant {one.get('key')} ({wrong})")
                continue
            yield from applied((rule,), value, path, self._deadline)

    def _children(self, value: Any, path: str, nodes: Sequence[Node], depth: int) -> Found:
        """One element of a value: all its items, then those of each slice."""
        name = nodes[0].name
        stem = name.removesuffix("[x]")
        several = any(isinstance(value[key], list) for key, _ in children(value, name))
        items = [(k, v, f"{path}.{stem}[{n}]" if several else f"{path}.{stem}")
                 for n, (k, v) in enumerate(children(value, name))]  # fmt: skip
        whole = nodes[0] if not nodes[0].slice else Node(name)
        held = len(items) or (1 if isinstance(value, Mapping) and f"_{name}" in value else 0)
        yield from _counted(held, whole, f"{path}.{stem}", name)
        for key, item, at in items:
            yield from self._value(key, item, at, whole, depth + 1)
        slices = [node for node in nodes if node.slice]
        if slices:
            yield from self._sliced(items, whole, slices, f"{path}.{stem}", depth)

    def _sliced(self, items: Sequence[Item], whole: Node, slices: Sequence[Node], path: str, depth: int) -> Found:
        by = discriminators(whole)
        told = {slice_.slice: [belongs(value, key, slice_, by) for key, value, _ in items] for slice_ in slices}
        unsure = sorted(name for name, answers in told.items() if None in answers or not by or "/" in name)
        for name in unsure:
            yield unchecked(path, f"the slice {name}: how it is told apart is not understood")
        for slice_ in slices:
            if slice_.slice in unsure:
                continue
            mine = [item for item, yes in zip(items, told[slice_.slice], strict=True) if yes]
            yield from _counted(len(mine), slice_, path, f"{whole.name}:{slice_.slice}")
            for key, value, at in mine:
                yield from self._value(key, value, at, slice_, depth + 1)
        if whole.said.get("slicing", {}).get("rules") == "closed" and not unsure:
            for place, (_, _, at) in enumerate(items):
                if not any(answers[place] for answers in told.values()):
                    yield Finding("error", "structure", at, f"it is of no slice: {', '.join(sorted(told))}")


def _counted(held: int, node: Node, path: str, name: str) -> Iterator[Finding]:
    low, high = node.said.get("min", 0), node.said.get("max", "*")
    if held < low:
        yield Finding("error", "required", path, f"{name} is there {held} times; the profile wants at least {low}")
    if high != "*" and held > int(high):
        yield Finding("error", "structure", path, f"{name} is there {held} times; the profile allows at most {high}")


def _bounds(value: Any, path: str, said: Mapping[str, Any]) -> Iterator[Finding]:
    if isinstance(value, str) and len(value) > said.get("maxLength", len(value)):
        yield Finding("error", "too-long", path, f"the profile allows {said['maxLength']} characters")
    for key, limit in said.items():
        kind = next((k for k in ("minValue", "maxValue") if key.startswith(k)), None)
        if kind is None:
            continue
        if not isinstance(limit, int | float) or not isinstance(value, int | float):
            yield unchecked(path, f"{key} of the profile")
        elif (value < limit) if kind == "minValue" else (value > limit):
            yield Finding(
                "error", "value", path, f"the profile allows {'at least' if kind == 'minValue' else 'at most'} {limit}"
            )

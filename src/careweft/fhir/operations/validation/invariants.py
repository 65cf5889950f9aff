"""R4's own invariants of a resource and everything in it, and the codes that extensible bindings are about.

Expressions run on our compiled FHIRPath. Invariants of elements within a resource that look at the whole resource
(`%resource`: sdf-8, sdf-8a) are not evaluated.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Any, Final, NamedTuple

from careweft.base.errors import BadInput
from careweft.fhir.definitions import ancestors, rules, structures
from careweft.fhir.fhirpath import compile_path
from careweft.fhir.narrative import says_something
from careweft.fhir.operations.validation.finding import Deadline, Finding, Severity, unchecked

Element = Mapping[str, Any]
_ADVICE: Final = frozenset({"dom-6"})  # best practice: narrative is not needed for a resource to be right


class Rule(NamedTuple):
    """An invariant: its key, `error` or `warning`, what it says, and whether it holds of a value."""

    key: str
    severity: str
    says: str
    holds: Callable[[Any], bool]


class Bound(NamedTuple):
    """A value with the value set that its codes should be of."""

    path: str
    value: Any
    url: str
    strength: str


def told_by(expression: str) -> Callable[[Any], bool]:
    """A function that says whether an invariant holds: it does unless it is false, for nothing is neither (bdl-8 says
    nothing of an entry without a fullUrl). Raises BadInput where it is not understood.
    """
    path = compile_path(expression)

    def holds(value: Any) -> bool:
        return path(value) != [False]

    return holds


@lru_cache(2048)
def _rules_of(name: str) -> tuple[Rule, ...]:
    """The invariants of a type with its bases, or of an element."""
    found: dict[str, Rule] = {}
    for owner in ancestors(name) or [name]:
        for key, severity, says, expression in rules().get(owner, ((), None))[0]:
            if key not in found and not ("." in name and "%resource" in expression):
                found[key] = Rule(key, severity, says, told_by(expression))
    return tuple(found.values())


@cache
def _bound(name: str) -> str | None:
    return rules().get(name, ((), None))[1]


def broken(resource: Element, deadline: Deadline) -> Iterator[Finding | Bound]:
    """The invariants that a valid resource breaks, and the values of extensible bindings in it."""
    yield from _within(resource, resource["resourceType"], resource["resourceType"], deadline)


def kept(resource: Element) -> bool:
    """Whether a valid resource keeps R4's own invariants."""
    found = broken(resource, Deadline(float("inf")))
    return not any(isinstance(one, Finding) and one.severity == "error" for one in found)


def _within(value: Element, type_: str, path: str, deadline: Deadline) -> Iterator[Finding | Bound]:
    yield from applied(_rules_of(type_), value, path, deadline)
    if type_ == "Narrative" and "div" in value and not says_something(value["div"]):
        yield Finding("error", "invariant", path, "txt-2: The narrative SHALL have some non-whitespace content")
    fields = structures()[type_].fields
    for key, child in value.items():
        field = fields.get(key)
        if field is None:
            continue
        name = f"{type_}.{field.choice + '[x]' if field.choice else key}"
        at, listed = f"{path}.{field.choice or key}", isinstance(child, list)
        for index, one in enumerate(child if listed else [child]):
            here = f"{at}[{index}]" if listed else at
            if name != field.type:
                yield from applied(_rules_of(name), one, here, deadline)
            if url := _bound(name):
                yield Bound(here, one, url, "extensible")
            if isinstance(one, dict):
                yield from _within(one, one["resourceType"] if field.type == "Resource" else field.type, here, deadline)


def applied(listed: tuple[Rule, ...], value: Any, path: str, deadline: Deadline) -> Iterator[Finding]:
    """Those of the invariants that do not hold."""
    for rule in listed:
        if deadline.over:
            yield unchecked("", "some invariants, because they took too long")
            return
        try:
            holds = rule.holds(value)
        except (BadInput, RecursionError) as wrong:
            yield unchecked(path, f"the invariant {rule.key} ({wrong})")
            continue
        if not holds:
            severity: Severity = "error" if rule.severity == "error" else "warning"
            yield Finding(
                "information" if rule.key in _ADVICE else severity, "invariant", path, f"{rule.key}: {rule.says}"
            )

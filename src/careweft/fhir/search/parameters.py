"""Search parameters compiled from the R4 definitions, for each resource type when first needed."""

from collections.abc import Callable
from functools import cache
from typing import Any, Final, Literal, NamedTuple

from careweft.fhir.definitions import Component as Published
from careweft.fhir.definitions import Search, ancestors, codes, compartment, searches, structures
from careweft.fhir.fhirpath import compile_typed
from careweft.fhir.fhirpath.parse import Node, parse
from careweft.fhir.search.paths import branches, name_of, single, unresolved, whole

Kind = Literal["token", "reference", "string", "date", "number", "quantity", "uri", "composite"]
KINDS: Final = frozenset({"token", "reference", "string", "date", "number", "quantity", "uri", "composite"})
APART: Final = frozenset({"_id", "_lastUpdated"})  # answered by the keys of the store, not by index rows
OWNERS: Final = ("patient", "subject", "beneficiary", "individual")  # name the person that a resource is about
_CLINICAL: Final = (
    "authoredon", "date", "period", "onset-date", "authored-on", "authored", "started", "effective-time", "effective",
    "whenhandedover", "sent", "created", "occurrence", "event-date", "recorded-date", "issued", "start-date", "when",
)  # fmt: skip
# The kind of a part of a composite, by the FHIR type of its values (the definitions name the wrong ones for some).
_KIND_OF: Final[dict[str, Kind]] = {
    "code": "token", "CodeableConcept": "token", "Coding": "token", "boolean": "token", "Identifier": "token",
    "Quantity": "quantity", "Range": "quantity", "integer": "number", "decimal": "number", "Reference": "reference",
    "date": "date", "dateTime": "date", "instant": "date", "Period": "date", "string": "string",
}  # fmt: skip


class Part(NamedTuple):
    """One branch of an expression: the name of its path, the FHIR type of its values and how to find them."""

    path: str
    type: str
    find: Callable[[Any], list[Any]]
    systems: tuple[str, ...]  # of a code, by its required binding
    codes: str | None = None  # that value set


class Parameter(NamedTuple):
    """One search parameter of one resource type. `only` is the one type that its references may name, where the path
    has others too. Parameters with the same path are found by the same index rows.
    """

    resource: str
    code: str
    kind: Kind
    targets: tuple[str, ...]
    parts: tuple[Part, ...]
    only: str = ""
    branches: "tuple[Branch, ...]" = ()

    @property
    def paths(self) -> tuple[str, ...]:
        """The names of its paths, each once."""
        return tuple(dict.fromkeys(part.path for part in self.parts))

    @property
    def owns(self) -> bool:
        """Whether its reference to a patient is found as the person's."""
        return self.kind == "reference" and not own_paths(self.resource).isdisjoint(self.paths)

    @property
    def always_own(self) -> bool:
        """Whether every Patient that it refers to is the one whom the resource is about."""
        first = next(iter(owners(self.resource)), None)
        return first is not None and self.paths == first.paths and self.owns and single(self.resource, self.paths)


class Branch(NamedTuple):
    """The elements in which a composite's parts belong together; `find` is None where that is the resource."""

    path: str
    find: Callable[[Any], list[Any]] | None
    components: tuple[Parameter, ...]  # their parts find within the element, those of `whole` within the resource
    whole: tuple[bool, ...]


@cache
def parameters(type_: str) -> dict[str, Parameter]:
    """The parameters of a resource type that can be searched, by code."""
    found = {}
    for search in _of(type_):
        if search.type in KINDS and search.code not in APART:
            made = _composite(search, type_) if search.type == "composite" else _simple(search, type_)
            if made.parts or made.branches:
                found[search.code] = made
    return found


@cache
def looked(type_: str) -> dict[str, str]:
    """The parameters that the resources themselves answer, not index rows (`search.looked`), with their kinds."""
    found = {"_content": "string"}
    if "text" in structures()[type_].fields:
        found["_text"] = "string"
    return found | ({"near": "special"} if type_ == "Location" else {})


def _of(type_: str) -> list[Search]:
    bases = {"Resource", "DomainResource", type_} if "contained" in structures()[type_].fields else {"Resource", type_}
    return [search for search in searches() if bases & {*search.base}]


@cache
def bits(type_: str) -> dict[str, int]:
    """Which bit of a resource says that it has a value for a parameter."""
    return {code: 1 << number for number, code in enumerate(sorted(parameters(type_)))}


@cache
def clinical(type_: str) -> Parameter | None:
    """The date parameter that says when what the resource tells of happened."""
    known = parameters(type_)
    return next((known[code] for code in _CLINICAL if code in known and known[code].kind == "date"), None)


@cache
def owners(type_: str) -> tuple[Parameter, ...]:
    """The parameters by which a resource of this type belongs to a patient, the most direct first.

    From the patient compartment; types outside it that have a patient or subject (Task, Device) by that.
    """
    named = compartment().get(type_, ("patient", "subject"))
    order = [code for code in OWNERS if code in parameters(type_)] + [c for c in named if c not in OWNERS]
    found = [parameters(type_)[code] for code in order if code in parameters(type_)]
    return tuple(p for p in found if "Patient" in p.targets)


@cache
def own_paths(type_: str) -> frozenset[str]:
    """The paths whose reference to the patient whom a resource is about is kept as "the person"."""
    known = parameters(type_)
    return frozenset(path for code in OWNERS if code in known and known[code].kind == "reference"
                     for path in known[code].paths)  # fmt: skip


def _simple(search: Search, type_: str) -> Parameter:
    nodes = [unresolved(node) for node in branches(parse(search.expression), type_)]
    parts = tuple(part for node, _ in nodes for part in _parts(node, type_, "", search.type))
    only = {named for _, named in nodes}
    return Parameter(
        type_, search.code, search.type, search.target, parts,  # type: ignore[arg-type]
        only.pop() if len(only) == 1 else "",
    )  # fmt: skip


def _parts(node: Node, type_: str, context: str, kind: str) -> list[Part]:
    """The branch of a path, one part for each FHIR type of its values."""
    found, path = [], name_of(node, context)
    for type_of, find, url in compile_typed(node, type_):
        known = type_of or ("uri" if kind == "reference" else None)
        if known is not None and (known != "Resource" or kind == "reference"):
            bound = known == "code" and url is not None
            found.append(Part(path, known, find, tuple(codes().get(url or "", ())) if bound else (), url))
    return found


def _composite(search: Search, type_: str) -> Parameter:
    made = tuple(_branch(node, search.component, type_) for node in branches(parse(search.expression), type_))
    return Parameter(type_, search.code, "composite", (), (), "", made)


def _branch(node: Node, components: tuple[Published, ...], type_: str) -> Branch:
    path = name_of(node)
    typed = compile_typed(node, type_)[0]
    within = typed.type or type_
    inner = [whole(component.expression) for component in components]
    texts = "$".join(component.expression for component in components)
    return Branch(
        path if path == type_ else f"{path}({texts})",
        None if path == type_ else typed.find,
        tuple(_component(text, type_, type_ if of_all else within, path) for text, of_all in inner),
        tuple(of_all for _, of_all in inner),
    )


def _component(expression: str, type_: str, within: str, context: str) -> Parameter:
    """One part of a composite as a parameter of its own."""
    parts = [part for node in branches(parse(expression), type_) for part in _parts(node, within, context, "")]
    kinds = [kind for part in parts for base in ancestors(part.type) if (kind := _KIND_OF.get(base))]
    targets = tuple(sorted(structures()[within].fields[expression].targets or ())) if kinds[0] == "reference" else ()
    return Parameter(type_, expression, kinds[0], targets, tuple(parts))

"""Search parameters compiled from the R4 definitions, for each resource type when first needed."""

from collections.abc import Callable
from functools import cache
from typing import Any, Final, Literal, NamedTuple

from careweft.fhir.definitions import Search, codes, compartment, resource_types, searches, structures
from careweft.fhir.fhirpath import compile_typed
from careweft.fhir.fhirpath.parse import Binary, Call, Index, Member, Node, TypeTest, parse

Kind = Literal["token", "reference", "string", "date", "number", "quantity", "uri"]
KINDS: Final = frozenset({"token", "reference", "string", "date", "number", "quantity", "uri"})
APART: Final = frozenset({"_id", "_lastUpdated"})  # answered by the keys of the store, not by index rows
OWNERS: Final = ("patient", "subject", "beneficiary", "individual")  # name the person that a resource is about
_CLINICAL: Final = (
    "authoredon", "date", "period", "onset-date", "authored-on", "authored", "started", "effective-time", "effective",
    "whenhandedover", "sent", "created", "occurrence", "event-date", "recorded-date", "issued", "start-date", "when",
)  # fmt: skip


class Part(NamedTuple):
    """One branch of an expression: the FHIR type of its values and how to find them."""

    type: str
    find: Callable[[Any], list[Any]]
    systems: tuple[str, ...]  # of a code, by its required binding


class Parameter(NamedTuple):
    """One search parameter of one resource type."""

    resource: str
    code: str
    kind: Kind
    targets: tuple[str, ...]
    parts: tuple[Part, ...]

    @property
    def owns(self) -> bool:
        """Whether its reference to a patient is found as the person's."""
        return self.kind == "reference" and self.code in OWNERS


@cache
def parameters(type_: str) -> dict[str, Parameter]:
    """The parameters of a resource type that can be searched, by code."""
    found = {}
    for search in _of(type_):
        if search.type in KINDS and search.code not in APART:
            parts = _parts(search, type_)
            if parts:
                found[search.code] = Parameter(type_, search.code, search.type, search.target, parts)  # type: ignore[arg-type]
    return found


@cache
def unsupported(type_: str) -> frozenset[str]:
    """Published parameters of a type that are not compiled: composite and special ones."""
    return frozenset(s.code for s in _of(type_) if s.code not in parameters(type_) and s.code not in APART)


def _of(type_: str) -> list[Search]:
    bases = {"Resource", "DomainResource", type_} if "contained" in structures()[type_].fields else {"Resource", type_}
    return [search for search in searches() if bases & {*search.base}]


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


def _parts(search: Search, type_: str) -> tuple[Part, ...]:
    found = []
    for node in _branches(parse(search.expression), type_):
        for kind, find, url in compile_typed(node, type_):
            if kind is not None and kind != "Resource":
                found.append(Part(kind, find, tuple(codes().get(url or "", ())) if kind == "code" else ()))
    return tuple(found)


def _branches(node: Node, type_: str) -> list[Node]:
    """The branches of a union that start at this type: an expression may serve many types."""
    if isinstance(node, Binary) and node.op == "|":
        return [*_branches(node.left, type_), *_branches(node.right, type_)]
    return [node] if _root(node) in (type_, "Resource", "DomainResource") or _root(node) not in resource_types() else []


def _root(node: Node | None) -> str:
    match node:
        case Member(base=None, name=name):
            return name
        case Member(base=base) | Call(base=base) | Index(base=base):
            return _root(base)
        case TypeTest(left=left) | Binary(left=left):
            return _root(left)
    return ""

"""The published FHIR R4 (4.0.1) definitions, trimmed by tools/fhir/make_definitions.py, read when first needed.

Source, licence and notice are beside this file.
"""

import gzip
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

import msgspec

Kind = Literal["primitive", "complex-type", "resource", "backbone"]
ABSTRACT: Final = frozenset({"Resource", "DomainResource"})


class Field(msgspec.Struct, frozen=True, array_like=True):
    """One JSON property of a type: `max` 0 means any number; `choice` is `value` for `valueString`.

    `targets` are the resource types that a Reference may name (None: any), `codes` the URL of a required value set,
    `summary` whether a summary shows it, `modifier` whether it may change what the rest means.
    """

    type: str
    min: int
    max: int
    choice: str | None
    targets: tuple[str, ...] | None
    codes: str | None
    summary: bool = False
    modifier: bool = False

    @property
    def primitive(self) -> bool:
        """Whether the value is a JSON literal with a sibling `_name` for its id and extensions."""
        return structures()[self.type].kind == "primitive"


class Shape(msgspec.Struct, frozen=True):
    """One type or backbone element, the elements of its bases included."""

    kind: Kind
    base: str | None
    fields: dict[str, Field]


class Component(msgspec.Struct, frozen=True):
    """One part of a composite search parameter."""

    definition: str
    expression: str


class Search(msgspec.Struct, frozen=True):
    """One search parameter as published."""

    code: str
    type: str
    base: tuple[str, ...]
    expression: str
    url: str
    target: tuple[str, ...] = ()
    component: tuple[Component, ...] = ()


Rules = tuple[tuple[tuple[str, str, str, str], ...], str | None]
"""Invariants (key, severity, what it says, FHIRPath) and the value set of an extensible binding."""


def _read(name: str, type_: Any) -> Any:
    path = Path(__file__).with_name(f"{name}.json.gz")
    return msgspec.json.decode(gzip.decompress(path.read_bytes()), type=type_)


@cache
def structures() -> dict[str, Shape]:
    """Every type by name, backbone elements by their path (`Patient.contact`)."""
    found: dict[str, Shape] = _read("structures", dict[str, Shape])
    return found


@cache
def codes() -> dict[str, dict[str, tuple[str, ...]]]:
    """Required value set → code system → codes."""
    found: dict[str, dict[str, tuple[str, ...]]] = _read("codes", dict[str, dict[str, tuple[str, ...]]])
    return found


@cache
def searches() -> tuple[Search, ...]:
    """Every search parameter that has an expression."""
    found: tuple[Search, ...] = _read("searches", tuple[Search, ...])
    return found


@cache
def compartments() -> dict[str, dict[str, tuple[str, ...]]]:
    """Compartment (Patient, Encounter …) → resource type → the search parameters by which it belongs to it."""
    found: dict[str, dict[str, tuple[str, ...]]] = _read("compartments", dict[str, dict[str, tuple[str, ...]]])
    return found


def compartment() -> dict[str, tuple[str, ...]]:
    """The patient's compartment."""
    return compartments()["Patient"]


@cache
def rules() -> dict[str, Rules]:
    """Types and elements (`Patient.contact`, `Observation.value[x]`) → what `$validate` sees beyond structure."""
    found: dict[str, Rules] = _read("rules", dict[str, Rules])
    return found


@cache
def units() -> dict[str, tuple[str, float, float]]:
    """UCUM unit → what it measures (as base units), factor and offset: value × factor + offset is in base units."""
    found: dict[str, tuple[str, float, float]] = _read("units", dict[str, tuple[str, float, float]])
    return found


@cache
def resource_types() -> tuple[str, ...]:
    """The concrete resource types, in alphabetical order."""
    return tuple(sorted(n for n, s in structures().items() if s.kind == "resource" and n not in ABSTRACT))


def ancestors(type_: str) -> list[str]:
    """The type and its bases, nearest first: `Age` → Age, Quantity, Element."""
    found = []
    name: str | None = type_
    while name in structures():
        found.append(name)
        name = structures()[name].base
    return found

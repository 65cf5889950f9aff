"""The index rows of a resource, by the compiled search parameters of its type."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from careweft.fhir.references import parse, relative
from careweft.fhir.search.parameters import Parameter, clinical, owners, parameters
from careweft.fhir.search.readers import DATES, NUMBERS, TEXTS, TOKENS, Interval, Resource, reader_of
from careweft.fhir.search.values import OWN, key, plain

_READERS: Final[dict[str, Mapping[str, Any]]] = {
    "date": DATES,
    "string": TEXTS,
    "number": NUMBERS,
    "quantity": NUMBERS,
    "token": TOKENS,
    "uri": TOKENS,
}


@dataclass
class Rows:
    """What search can find a resource by. `clinical` is its own date, None where it has none."""

    clinical: Interval | None = None
    tokens: set[int] = field(default_factory=set)
    strings: set[tuple[int, str]] = field(default_factory=set)
    dates: set[tuple[int, datetime, datetime]] = field(default_factory=set)
    numbers: set[tuple[int, float, float, str, str]] = field(default_factory=set)


class _Step(NamedTuple):
    """One parameter: how to find its values and how to read those of each type."""

    parameter: Parameter
    key: int
    main: bool
    reads: tuple[tuple[Callable[[Any], list[Any]], Any], ...]


@cache
def _steps(type_: str) -> tuple[_Step, ...]:
    found = []
    for parameter in parameters(type_).values():
        readers = _READERS.get(parameter.kind, {})
        reads = [(part.find, reader_of(readers, part.type)) for part in parameter.parts]
        kept = tuple((find, reader) for find, reader in reads if reader is not None or parameter.kind == "reference")
        found.append(_Step(parameter, key(type_, parameter.code), parameter is clinical(type_), kept))
    return tuple(found)


def prepare(type_: str) -> None:
    """Compile now the parameters by which resources of a type are found."""
    _steps(type_)
    owners(type_)


def owner(resource: Resource) -> str | None:
    """`Patient/id` of the patient that a resource is about, None where it names none."""
    type_ = resource["resourceType"]
    if type_ == "Patient":
        return f"Patient/{resource.get('id', '')}"
    for parameter in owners(type_):
        for part in parameter.parts:
            for value in part.find(resource):
                found = relative(value.get("reference")) if isinstance(value, dict) else None
                if found and found.startswith("Patient/"):
                    return found
    return None


def rows(resource: Resource, zone: ZoneInfo) -> Rows:
    """The index rows of a valid resource; dates without a zone are of `zone`."""
    type_ = resource["resourceType"]
    made, own = Rows(tokens={key(type_)}), owner(resource)
    for step in _steps(type_):
        kind = step.parameter.kind
        for find, reader in step.reads:
            for value in find(resource):
                _read(made, step, reader, value, zone if kind == "date" else own)
    return made


def _read(made: Rows, step: _Step, reader: Any, value: Any, context: Any) -> None:
    """Add the rows of one value; `context` is the zone for a date, the owner for a reference."""
    match step.parameter.kind:
        case "date":
            _date(made, step, list(reader(context, value)))
        case "string":
            made.strings.update((step.key, text) for text in map(plain, reader(value)) if text)
        case "number" | "quantity":
            made.numbers.update((step.key, *row) for row in reader(value))
        case "reference":
            made.tokens.update(_reference(step.parameter, value, context))
        case _:
            made.tokens.update(key(step.parameter.resource, step.parameter.code, token) for token in reader(value))


def _date(made: Rows, step: _Step, found: list[Interval]) -> None:
    if not step.main:
        made.dates.update((step.key, low, high) for low, high in found)
    elif found:
        found += [made.clinical] if made.clinical else []
        made.clinical = min(low for low, _ in found), max(high for _, high in found)


def _reference(parameter: Parameter, value: Any, own: str | None) -> Iterator[int]:
    text = value.get("reference") if isinstance(value, dict) else value
    if not isinstance(text, str):
        return
    known = parse(text)
    if known is None or isinstance(value, str) or text.startswith(("http://", "https://")):
        yield key(parameter.resource, parameter.code, text)
    if known is not None:
        local = f"{known[0]}/{known[1]}"
        yield key(parameter.resource, parameter.code, OWN if parameter.owns and local == own else local)
